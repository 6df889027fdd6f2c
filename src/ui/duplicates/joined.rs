//! On a driver's page: the entries that it brings together, with a way to separate them, and the way to join it.

use leptos::prelude::*;

use super::super::action::{Action, dispatch};
use super::super::state::use_state;
use super::super::text::duplicates as says;
use crate::domain::edit::EntryId;
use crate::names;
use crate::route::Route;

/// The entries that show as this driver, where there are several.
#[component]
pub fn Joined(id: EntryId) -> impl IntoView {
    let state = use_state();
    let entries = state
        .register
        .with_untracked(|register| register.members(&id));
    if entries.len() < 2 {
        return None;
    }
    let heading = says::brings_together(entries.len());
    // The first holds what was edited since: the others leave it.
    let items = entries.into_iter().enumerate().map(|(place, id)| {
        let title = state.title_alone(&id);
        let separate = (place > 0).then(|| {
            let hidden = says::of(&title);
            let id = id.clone();
            let separate = move |_| dispatch(state, Action::Separate(id.clone()));
            view! {
                <button type="button" class="nhsuk-button nhsuk-button--secondary nhsuk-button--small" on:click=separate>
                    {names::SEPARATE} <span class="nhsuk-u-visually-hidden">{hidden}</span>
                </button>
            }
        });
        view! {
            <li class="atlas-trash__item">
                <span>{title} <br /> <span class="nhsuk-hint atlas-joined__id">{says::entry_id(&id)}</span></span>
                {separate}
            </li>
        }
    });
    Some(view! {
        <section class="atlas-joined" aria-labelledby="joined">
            <h2 id="joined" class="nhsuk-heading-m">{heading}</h2>
            <p class="atlas-prose">{says::TOGETHER_LEAD}</p>
            <ul class="nhsuk-list atlas-trash">{items.collect_view()}</ul>
        </section>
    })
}

/// Leads to joining a driver with another.
#[component]
pub fn JoinWith(id: EntryId) -> impl IntoView {
    let href = Route::Join([id].into()).to_string();
    view! { <a class="atlas-actions__link" href=href>{says::JOIN_WITH}</a> }
}
