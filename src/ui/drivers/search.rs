//! The search box, what it says of what was typed, and what may have been meant.

use leptos::prelude::*;

use super::builder::Builder;
use super::search_for;
use crate::names;
use crate::route::Route;
use crate::search::view::View;
use crate::ui::state::use_state;
use crate::ui::text;
use crate::ui::text::finding as says;

/// The search box. It answers as it is typed into.
#[component]
pub fn Search() -> impl IntoView {
    let state = use_state();
    let on_input = move |event| {
        let query = event_target_value(&event);
        search_for(state, query);
    };
    let notes = Memo::new(move |_| state.answer.with(|answer| answer.notes.clone()));
    let notes = move || {
        let notes = notes.get();
        (!notes.is_empty()).then(|| {
            let notes = notes
                .iter()
                .map(|note| view! { <li>{says::note(note)}</li> });
            view! {
                <div role="status">
                    <ul class="nhsuk-hint atlas-search__notes">{notes.collect_view()}</ul>
                </div>
            }
        })
    };
    view! {
        <form class="atlas-search" role="search" on:submit=move |event| event.prevent_default()>
            <label class="nhsuk-label nhsuk-label--s" for="search">{names::SEARCH}</label>
            <p id="search-hint" class="nhsuk-hint atlas-search__hint">{text::SEARCH_HINT}</p>
            <input
                id="search"
                class="nhsuk-input atlas-search__query"
                // Not "search": the design system gives that a cross from a file, and the page asks for none.
                type="text"
                role="searchbox"
                autocomplete="off"
                spellcheck="false"
                aria-describedby="search-hint"
                aria-keyshortcuts="/"
                prop:value=move || state.view.with(|view| view.query.clone())
                on:input=on_input
            />
            {notes}
            <Builder />
        </form>
    }
}

/// The nearest spelling that finds something.
#[component]
pub fn DidYouMean() -> impl IntoView {
    let state = use_state();
    let suggestion = Memo::new(move |_| {
        state.answer.track();
        state.suggestion(&state.view.get())
    });
    move || {
        suggestion.get().map(|query| {
            let query = query.to_string();
            let view = View {
                query: query.clone(),
                page: 1,
                ..state.view.get_untracked()
            };
            view! {
                <p>
                    {says::DID_YOU_MEAN} " "
                    <a href=Route::Drivers(view).to_string()>{query}</a>
                    "?"
                </p>
            }
        })
    }
}
