//! Keys that work on every screen, and the warning before a page with unsaved work is left.

use leptos::ev;
use leptos::prelude::*;
use wasm_bindgen::JsCast;

use super::action::{Action, dispatch};
use super::navigation::{focus, go};
use super::state::{Phase, State};
use crate::browser::store::Medium;
use crate::route::Route;

/// The search box.
const SEARCH: &str = "#search";

/// Listens as long as the page lives.
pub fn listen(state: State) {
    let undo = window_event_listener(ev::keydown, move |event| {
        let is_undo = (event.ctrl_key() || event.meta_key())
            && !event.shift_key()
            && !event.alt_key()
            && event.key().eq_ignore_ascii_case("z");
        if is_undo && !is_in_field(event.target()) {
            event.prevent_default();
            dispatch(state, Action::Undo);
        }
    });
    let search = window_event_listener(ev::keydown, move |event| {
        let is_plain = !(event.ctrl_key() || event.meta_key() || event.alt_key());
        if event.key() == "/" && is_plain && !is_in_field(event.target()) {
            event.prevent_default();
            if matches!(state.route.get_untracked(), Route::Drivers(_)) {
                focus(SEARCH);
            } else {
                state.landing.set_value(Some(SEARCH));
                go(&Route::Drivers(state.view.get_untracked()));
            }
        }
    });
    let leaving = window_event_listener(ev::beforeunload, move |event| {
        let is_saving = state.saving.with_untracked(|saving| saving.is_under_way());
        if is_saving || state.is_draft_open.get_value() || would_be_lost(state) {
            event.prevent_default();
            // Older browsers ask only when this is set.
            event.set_return_value("unsaved");
        }
    });
    std::mem::forget((undo, search, leaving));
}

/// Whether the register goes with the page, and holds what no file does.
fn would_be_lost(state: State) -> bool {
    let is_in_memory = state.phase.with_untracked(|phase| match phase {
        Phase::Open { medium, .. } => *medium == Medium::Memory,
        Phase::Opening | Phase::Listed | Phase::Shut(_) => false,
    });
    is_in_memory
        && state
            .register
            .with_untracked(|register| register.unheld() > 0)
}

/// Whether a key belongs to a field in which the browser itself undoes typing.
fn is_in_field(target: Option<web_sys::EventTarget>) -> bool {
    let element = target.and_then(|target| target.dyn_into::<web_sys::Element>().ok());
    element.is_some_and(|element| {
        let typed_into = "textarea, select, [contenteditable], \
            input:not([type=checkbox]):not([type=radio]):not([type=button]):not([type=file])";
        element.matches(typed_into).unwrap_or(false)
    })
}
