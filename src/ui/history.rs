//! A driver's history: who changed what and when, and a way back to each version.

use leptos::prelude::*;

use super::action::{Action, dispatch};
use super::driver::{NoSuchDriver, as_text};
use super::parts::Heading;
use super::state::{State, use_state};
use super::text;
use crate::domain::edit::{Edit, EditId, EntryId};
use crate::domain::entry::Entry;
use crate::domain::field::{COMMENT, Field, TRASHED};
use crate::domain::law;
use crate::domain::merge::COMMENTS;
use crate::route::Route;

/// The history of one driver.
#[component]
pub fn History(id: EntryId) -> impl IntoView {
    let state = use_state();
    move || {
        let entry = state.register.with(|register| register.whole(&id).cloned());
        let title = state.title_of(&id);
        let Some(entry) = entry else {
            return view! { <NoSuchDriver /> }.into_any();
        };
        let edits: Vec<EditId> = law::in_order(&entry).into_iter().rev().collect();
        let revoked = law::revoked(&entry);
        let current = law::evaluate(&entry).heads;
        let first = edits.last().copied();
        let rows = edits
            .iter()
            .filter_map(|edit| Some((*edit, entry.edits.get(edit)?)))
            .map(|(edit, made)| {
                let is_current = current.len() == 1 && current.contains(&edit);
                row(
                    state,
                    &id,
                    &entry,
                    edit,
                    made,
                    Place {
                        is_first: first == Some(edit),
                        is_current,
                        is_revoked: revoked.contains(&edit),
                    },
                )
            })
            .collect_view();
        view! {
            <p><a class="atlas-back" href=Route::Driver(id.clone()).to_string()>{text::BACK_TO_DRIVER}</a></p>
            <Heading text=text::history_of(&title) />
            <p>{text::HISTORY_LEAD}</p>
            <ol class="atlas-history" reversed>{rows}</ol>
        }
        .into_any()
    }
}

/// Where a version stands among the others.
struct Place {
    is_first: bool,
    is_current: bool,
    is_revoked: bool,
}

fn row(
    state: State,
    id: &EntryId,
    entry: &Entry,
    edit: EditId,
    made: &Edit,
    place: Place,
) -> AnyView {
    let (who, when) = (text::author(made).to_owned(), text::edit_time(made));
    let values = made.set.iter().filter(|(key, _)| *key != TRASHED);
    let values: Vec<AnyView> = values
        .map(|(key, digest)| {
            let value = match digest {
                None => text::CLEARED.to_owned(),
                Some(digest) => {
                    let value = entry.values.get(digest);
                    value.map_or(text::VALUE_MISSING.to_owned(), as_text)
                }
            };
            let label = text::field(name(key));
            view! { <dt>{label}</dt><dd class="atlas-plain">{value}</dd> }.into_any()
        })
        .collect();
    let values = (!values.is_empty()).then(|| {
        let hidden = text::of_version(&who, &when);
        view! {
            <details class="nhsuk-details">
                <summary class="nhsuk-details__summary">
                    <span class="nhsuk-details__summary-text">
                        {text::SEE_VALUES} <span class="nhsuk-u-visually-hidden">{hidden}</span>
                    </span>
                </summary>
                <dl class="nhsuk-details__text atlas-history__values">{values}</dl>
            </details>
        }
    });
    let restore = if place.is_current {
        view! { <p class="nhsuk-hint">{text::THIS_IS_CURRENT}</p> }.into_any()
    } else {
        let id = id.clone();
        let restore = move |_| {
            dispatch(
                state,
                Action::RestoreVersion {
                    driver: id.clone(),
                    edit,
                },
            )
        };
        view! {
            <button type="button" class="nhsuk-button nhsuk-button--secondary nhsuk-button--small" on:click=restore>
                {text::RESTORE_VERSION}
                <span class="nhsuk-u-visually-hidden">{text::of_version(&who, &when)}</span>
            </button>
        }
        .into_any()
    };
    view! {
        <li class="atlas-history__edit">
            <h2 class="nhsuk-heading-s">{text::version_by(&who, &when)}</h2>
            <p>{what(made, place.is_first)} {place.is_revoked.then(|| format!(". {}", text::WAS_UNDONE))}</p>
            {values}
            {restore}
        </li>
    }
    .into_any()
}

fn what(made: &Edit, is_first: bool) -> String {
    if !made.revokes.is_empty() {
        return text::UNDID.to_owned();
    }
    if is_first {
        return text::CREATED.to_owned();
    }
    let mut keys: Vec<&str> = made.set.keys().map(|key| name(key)).collect();
    // In the order of the page; what isn't a field of it comes last.
    keys.sort_by_key(|key| Field::from_key(key).map_or(usize::MAX, |field| field as usize));
    keys.dedup();
    text::changed(&keys.into_iter().map(text::field).collect::<Vec<_>>())
}

fn name(key: &str) -> &str {
    if key.starts_with(COMMENT) {
        COMMENTS
    } else {
        key
    }
}
