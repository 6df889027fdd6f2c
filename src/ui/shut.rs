//! The screen in place of a register that can't be opened: nothing is written, and what is stored can be downloaded.

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::action::{Action, dispatch};
use super::parts::Heading;
use super::state::{Shut, State, use_state};
use super::text;
use crate::browser::files;

/// Says why the register can't be opened, and what can be done.
#[component]
pub fn ShutPage(shut: Shut) -> impl IntoView {
    let state = use_state();
    let why = match &shut {
        Shut::Damaged { .. } => text::SHUT_DAMAGED.to_owned(),
        Shut::Newer { version } => text::shut_newer(*version),
        Shut::Unreachable => text::SHUT_UNREACHABLE.to_owned(),
    };
    let download = (shut != Shut::Unreachable).then(|| {
        view! {
            <button type="button" class="nhsuk-button" on:click=move |_| download(state)>{text::DOWNLOAD_STORED}</button>
        }
    });
    view! {
        <Heading text=text::SHUT_HEADING />
        <p>{why}</p>
        <div class="nhsuk-button-group">
            {download}
            <button
                type="button"
                class="nhsuk-button nhsuk-button--secondary"
                on:click=move |_| _ = window().location().reload()
            >
                {text::RELOAD}
            </button>
            <button
                type="button"
                class="nhsuk-button nhsuk-button--secondary"
                on:click=move |_| dispatch(state, Action::NewRegister)
            >
                {text::OPEN_ANOTHER}
            </button>
        </div>
    }
}

fn download(state: State) {
    let Some(store) = state.store() else { return };
    spawn_local(async move {
        match store.raw().await {
            Ok(raw) => {
                let downloaded =
                    files::download("driver-atlas-stored.json", "application/json", &raw);
                if downloaded.is_err() {
                    state.fail(text::CANNOT_DOWNLOAD.to_owned());
                }
            }
            Err(error) => state.fail(text::cannot_read(&error)),
        }
    });
}
