//! Banners above every screen: a store that is less than safe, and entries that can't be read.

use leptos::prelude::*;

use super::published::Banner as Published;
use super::state::{Phase, State, use_state};
use super::text;
use crate::browser::files;
use crate::browser::store::DamagedEntry;

/// What the person ought to know before going on.
#[component]
pub fn Banners() -> impl IntoView {
    let state = use_state();
    let of_store = move || match state.phase.get() {
        Phase::Open { medium, damaged } => {
            let medium =
                text::medium(medium).map(|warning| banner(warning.to_owned(), ().into_any()));
            let damaged = (!damaged.is_empty()).then(|| {
                let sentence = text::damaged_entries(damaged.len());
                let download = move |_| download_damaged(state, &damaged);
                let button = view! {
                    <button type="button" class="nhsuk-button nhsuk-button--secondary nhsuk-button--small" on:click=download>
                        {text::DOWNLOAD_DAMAGED}
                    </button>
                };
                banner(sentence, button.into_any())
            });
            view! { {medium} {damaged} }.into_any()
        }
        Phase::Opening | Phase::Listed | Phase::Shut(_) => ().into_any(),
    };
    view! {
        <Published />
        {of_store}
    }
}

fn banner(sentence: String, more: AnyView) -> AnyView {
    view! { <div class="atlas-banner" role="note"><p>{sentence}</p>{more}</div> }.into_any()
}

fn download_damaged(state: State, damaged: &[DamagedEntry]) {
    let entries: Vec<_> = damaged
        .iter()
        .map(|entry| (&entry.key, &entry.raw))
        .collect();
    let json = serde_json::to_string_pretty(&entries).unwrap_or_default();
    if files::download("driver-atlas-damaged.json", "application/json", &json).is_err() {
        state.fail(text::CANNOT_DOWNLOAD.to_owned());
    }
}
