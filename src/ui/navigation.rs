//! Where the page is: the address is followed, and routes are gone to.

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;

use super::state::State;
use crate::browser::clock;
use crate::route::Route;

/// Takes the route from the address, now and whenever it changes.
pub fn follow_address(state: State) {
    show(state, current());
    let on_change = Closure::<dyn Fn()>::new(move || {
        let route = current();
        let lags = state.address_due.with_value(Option::is_some);
        // It would lead back to what was typed before.
        if lags && matches!(route, Route::Drivers(_)) {
            return;
        }
        state.address_due.set_value(None);
        show(state, route);
    });
    // Listens as long as the page lives.
    let _ =
        window().add_event_listener_with_callback("hashchange", on_change.as_ref().unchecked_ref());
    on_change.forget();
}

fn current() -> Route {
    Route::parse(&window().location().hash().unwrap_or_default())
}

fn show(state: State, route: Route) {
    if state.route.with_untracked(|now| *now == route) {
        return;
    }
    state.today.set(clock::today());
    if let Route::Drivers(view) = &route {
        state.view.set(view.clone());
    }
    state.route.set(route);
}

/// The whole address of a route in this page, to be given to others.
pub fn address_of(route: &Route) -> String {
    let page = window().location().href().unwrap_or_default();
    let page = page.split('#').next().unwrap_or_default();
    format!("{page}{route}")
}

/// Goes to a route; "back" leads here again.
pub fn go(route: &Route) {
    // Fails only for addresses that aren't ones, which a route never is.
    let _ = window().location().set_hash(&route.to_string());
}

/// Goes to a route in place of the one shown; "back" doesn't lead here again.
pub fn replace(state: State, route: Route) {
    let _ = window().location().replace(&route.to_string());
    show(state, route);
}

/// How long the address may lag behind the page, in milliseconds. Browsers take long over an address, and refuse it when
/// too many come.
const LAG: i32 = 150;

/// Goes to a route in place of the one shown, as [`replace`] does; the address follows once no more come.
pub fn replace_soon(state: State, route: Route) {
    show(state, route.clone());
    state.address_due.set_value(Some(route.clone()));
    clock::later(LAG, move || {
        let is_latest = state
            .address_due
            .with_value(|due| due.as_ref() == Some(&route));
        if is_latest {
            settle_address(state);
        }
    });
}

/// Lets the address follow now: before the page is left by another way.
pub fn settle_address(state: State) {
    let due = state.address_due.try_update_value(Option::take).flatten();
    // It may have been left meanwhile.
    if let Some(route) = due.filter(|due| state.route.with_untracked(|now| now == due)) {
        let _ = window().location().replace(&route.to_string());
    }
}

/// Moves the focus to the page's heading, as a new page would.
pub fn focus_heading() {
    focus("main h1");
}

/// Moves the focus to the first element that a selector finds, once it is there.
pub fn focus(selector: impl Into<String>) {
    let selector = selector.into();
    request_animation_frame(move || {
        if let Ok(Some(element)) = document().query_selector(&selector)
            && let Ok(element) = element.dyn_into::<web_sys::HtmlElement>()
        {
            let _ = element.focus();
        }
    });
}

/// Moves the focus to an element if what had it is gone from the page.
pub fn catch_focus<E: Into<web_sys::HtmlElement>>(to: impl FnOnce() -> Option<E> + 'static) {
    request_animation_frame(move || {
        let is_lost = document().active_element() == document().body().map(Into::into);
        if let Some(element) = to().filter(|_| is_lost) {
            let _ = element.into().focus();
        }
    });
}

/// Moves the focus to the element of an id, and never touches the address.
pub fn focus_id(id: &str) {
    if let Some(element) = document().get_element_by_id(id)
        && let Ok(element) = element.dyn_into::<web_sys::HtmlElement>()
    {
        let _ = element.focus();
    }
}
