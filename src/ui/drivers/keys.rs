//! The keys of the list: arrows move from one driver to the next, Escape clears the search. Enter follows a link by itself.

use leptos::ev::KeyboardEvent;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

use super::search_for;
use crate::ui::state::State;

/// Does what a key means in the list, or leaves it to the browser.
pub fn move_about(state: State, event: &KeyboardEvent) {
    if event.ctrl_key() || event.meta_key() || event.alt_key() {
        return;
    }
    let target = event
        .target()
        .and_then(|target| target.dyn_into::<HtmlElement>().ok());
    let Some(target) = target else { return };
    let is_search = target.id() == "search";
    let is_result = target.class_list().contains("atlas-result");
    match event.key().as_str() {
        "Escape" if is_search => {
            event.prevent_default();
            search_for(state, String::new());
        }
        "Escape" if is_result => {
            event.prevent_default();
            focus(search());
        }
        "ArrowDown" if is_search || is_result => {
            event.prevent_default();
            let results = results();
            let next = match results.iter().position(|result| *result == target) {
                Some(place) => results.into_iter().nth(place + 1),
                None => results.into_iter().next(),
            };
            focus(next);
        }
        "ArrowUp" if is_result => {
            event.prevent_default();
            let results = results();
            let place = results.iter().position(|result| *result == target);
            let before = place.and_then(|place| place.checked_sub(1));
            focus(
                before
                    .and_then(|before| results.into_iter().nth(before))
                    .or_else(search),
            );
        }
        _ => (),
    }
}

fn search() -> Option<HtmlElement> {
    document().get_element_by_id("search")?.dyn_into().ok()
}

/// The drivers on this page, in order.
fn results() -> Vec<HtmlElement> {
    let Ok(found) = document().query_selector_all(".atlas-result") else {
        return Vec::new();
    };
    let found = (0..found.length()).filter_map(|place| found.get(place)?.dyn_into().ok());
    found.collect()
}

fn focus(element: Option<HtmlElement>) {
    if let Some(element) = element {
        // It is there, so it takes the focus.
        let _ = element.focus();
    }
}
