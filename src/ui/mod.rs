//! The screens: they show the register, and send what people want as an [`action::Action`].

mod action;
mod add;
mod banners;
mod briefing;
mod changes;
mod cite;
mod copying;
mod driver;
mod drivers;
mod duplicates;
mod editor;
mod export;
mod facets;
mod first;
mod help;
mod history;
mod import;
mod keys;
mod linked;
mod markdown;
mod message;
mod navigation;
mod parts;
mod publish;
mod published;
mod safe;
mod saved_views;
mod selection;
mod settings;
mod settle;
mod shell;
mod shut;
mod state;
mod text;
mod trash;

use leptos::prelude::*;

use self::action::{Action, dispatch};
use self::shell::Shell;
use self::state::State;
use crate::route::Route;

/// The whole app.
#[component]
pub fn App() -> impl IntoView {
    let state = State::new();
    provide_context(state);
    provide_context(linked::Linking::start(state));
    navigation::follow_address(state);
    keys::listen(state);
    duplicates::look(state);
    // The address of the sample opens that in place of the register that was used last.
    Effect::new(move |is_first: Option<bool>| {
        let is_sample = state.route.get() == Route::Sample;
        if is_first.is_none() && published::open(state) {
            // A published copy opens its own.
        } else if is_sample && state.can_edit() {
            dispatch(state, Action::OpenSample);
        } else if is_first.is_none() {
            state.open_last();
        }
        false
    });
    view! { <Shell /> }
}
