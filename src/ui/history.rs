//! A driver's history, or the register's own: who changed what and when, a way back to each version, and the way to remove something for good.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use leptos::prelude::*;
use serde_json::Value;

use super::action::{Action, dispatch};
use super::driver::{NoSuchDriver, as_text};
use super::navigation::focus_heading;
use super::parts::Heading;
use super::state::{State, use_state};
use super::text;
use crate::browser::clock;
use crate::domain::digest::Digest;
use crate::domain::edit::{Edit, EditId, EntryId, REGISTER};
use crate::domain::entry::Entry;
use crate::domain::field::{COMMENT, Field, TRASHED, is_list, names_drivers};
use crate::domain::law;
use crate::domain::merge::COMMENTS;
use crate::domain::removal::{self, Reach, Refused};
use crate::domain::saved_view::{self, VIEW};
use crate::domain::sorting::sort_by_key;
use crate::names;
use crate::route::Route;
use crate::search::facet::capitalised;

/// The history of one driver, and, once somebody wants to remove something of it for good, the question whether.
#[component]
pub fn History(id: EntryId) -> impl IntoView {
    let removing = RwSignal::new(None::<Value>);
    move || match removing.get() {
        Some(value) => view! { <Removal id=id.clone() value removing /> }.into_any(),
        None => view! { <Versions id=id.clone() removing /> }.into_any(),
    }
}

#[component]
fn Versions(id: EntryId, removing: RwSignal<Option<Value>>) -> impl IntoView {
    let state = use_state();
    move || {
        // Of joined drivers, any id leads here.
        let id = state
            .register
            .with(|register| register.group_of(&id).to_owned());
        let entry = state.register.with(|register| register.whole(&id).cloned());
        let title = state.title_of(&id);
        let Some(entry) = entry else {
            return view! { <NoSuchDriver /> }.into_any();
        };
        let edits: Vec<EditId> = law::in_order(&entry).into_iter().rev().collect();
        let members = state
            .register
            .with_untracked(|register| register.members(&id));
        let mut firsts = BTreeMap::new();
        firsts.extend(
            edits
                .iter()
                .map(|edit| (entry_of(&entry, &id, edit), *edit)),
        );
        let past = Past {
            state,
            revoked: law::revoked(&entry),
            removed: removal::by(&entry),
            current: law::evaluate(&entry).heads,
            firsts: firsts.into_values().collect(),
            is_joined: members.len() > 1,
            id: id.clone(),
            entry,
            removing,
        };
        let rows = edits
            .iter()
            .filter_map(|edit| past.row(*edit))
            .collect_view();
        let (back, back_to, lead) = match id.as_str() {
            REGISTER => (
                Route::Settings,
                text::BACK_TO_SETTINGS,
                text::HISTORY_LEAD_REGISTER,
            ),
            _ => (
                Route::Driver(id.clone()),
                text::BACK_TO_DRIVER,
                text::HISTORY_LEAD,
            ),
        };
        let heading = match id.as_str() {
            REGISTER => text::HISTORY_OF_REGISTER.to_owned(),
            _ => text::history_of(&title),
        };
        view! {
            <p><a class="atlas-back" href=back.to_string()>{back_to}</a></p>
            <Heading text=heading />
            <p>{lead}</p>
            <ol class="atlas-history" reversed>{rows}</ol>
        }
        .into_any()
    }
}

/// Which entry of a joined driver an edit is of.
fn entry_of(entry: &Entry, first: &EntryId, edit: &EditId) -> EntryId {
    entry.joined.get(edit).unwrap_or(first).clone()
}

/// A driver's past, as its versions are shown.
struct Past {
    state: State,
    id: EntryId,
    entry: Arc<Entry>,
    revoked: BTreeSet<EditId>,
    /// What was removed for good, and by which edit.
    removed: BTreeMap<Digest, EditId>,
    current: BTreeSet<EditId>,
    /// The first of each entry that is joined.
    firsts: BTreeSet<EditId>,
    is_joined: bool,
    /// The value, or the element of a list, that somebody wants to remove for good.
    removing: RwSignal<Option<Value>>,
}

impl Past {
    fn row(&self, edit: EditId) -> Option<AnyView> {
        let made = self.entry.edits.get(&edit)?;
        let (who, when) = (text::author(made).to_owned(), text::edit_time(made));
        let values = made.set.iter().filter(|(key, _)| *key != TRASHED);
        let values: Vec<AnyView> = values
            .map(|(key, digest)| {
                let label = self.label(key);
                let value = self.value(key, *digest, &label, &who, &when);
                view! { <dt>{capitalised(&label)}</dt><dd class="atlas-plain">{value}</dd> }
                    .into_any()
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
        let is_revoked = self.revoked.contains(&edit);
        let of = self.is_joined.then(|| {
            let title = self
                .state
                .title_alone(&entry_of(&self.entry, &self.id, &edit));
            view! { <p class="nhsuk-hint">{text::duplicates::in_entry(&title)}</p> }
        });
        Some(
            view! {
                <li class="atlas-history__edit">
                    <h2 class="nhsuk-heading-s">{text::version_by(&who, &when)}</h2>
                    <p>{self.what(made, self.firsts.contains(&edit))} {is_revoked.then(|| format!(". {}", text::WAS_UNDONE))}</p>
                    {of}
                    {values}
                    {self.restore(edit, &who, &when)}
                </li>
            }
            .into_any(),
        )
    }

    /// What the field of a key is called: of a saved view, the name that it had last.
    fn label(&self, key: &str) -> String {
        match key.starts_with(VIEW) {
            true => text::views::label(saved_view::last_name(&self.entry, key).as_deref()),
            false => text::field(name(key)),
        }
    }

    fn what(&self, made: &Edit, is_first: bool) -> String {
        if !made.revokes.is_empty() {
            return text::UNDID.to_owned();
        }
        if !made.removes.is_empty() {
            return text::removal::REMOVED_SOMETHING.to_owned();
        }
        if is_first && self.id != REGISTER {
            return text::CREATED.to_owned();
        }
        let keys = made.set.keys().map(String::as_str);
        let keys = sorted_by_page(keys).into_iter();
        text::changed(&keys.map(|key| self.label(key)).collect::<Vec<_>>())
    }

    /// The way back to a version, unless it is the one that people see.
    fn restore(&self, edit: EditId, who: &str, when: &str) -> AnyView {
        if !untrack(|| self.state.can_edit()) {
            return ().into_any();
        }
        if self.current.len() == 1 && self.current.contains(&edit) {
            return view! { <p class="nhsuk-hint">{text::THIS_IS_CURRENT}</p> }.into_any();
        }
        let (state, driver) = (self.state, self.id.clone());
        let restore = move |_| {
            let driver = driver.clone();
            dispatch(state, Action::RestoreVersion { driver, edit });
        };
        view! {
            <button type="button" class="nhsuk-button nhsuk-button--secondary nhsuk-button--small" on:click=restore>
                {text::RESTORE_VERSION}
                <span class="nhsuk-u-visually-hidden">{text::of_version(who, when)}</span>
            </button>
        }
        .into_any()
    }

    /// What an edit wrote, with a way to remove it for good where a person wrote it as text.
    fn value(
        &self,
        key: &str,
        digest: Option<Digest>,
        label: &str,
        who: &str,
        when: &str,
    ) -> AnyView {
        let Some(digest) = digest else {
            return text::CLEARED.into_any();
        };
        let Some(value) = self.entry.values.get(&digest) else {
            let by = self.removed.get(&digest);
            let by = by.and_then(|edit| self.entry.edits.get(edit));
            return match by {
                Some(by) => text::removal::removed_by(text::author(by), &text::edit_time(by)),
                None => text::VALUE_MISSING.to_owned(),
            }
            .into_any();
        };
        if !removal::is_removable(key) {
            return as_text(value).into_any();
        }
        match value.as_array() {
            Some(ids) if names_drivers(key) => {
                let titles = ids.iter().filter_map(Value::as_str);
                let titles: Vec<String> = titles.map(|id| self.state.title_alone(id)).collect();
                text::listed(&titles).into_any()
            }
            Some(elements) if is_list(key) => {
                let items = elements.iter().map(|element| {
                    let shown = as_text(element);
                    let hidden = text::removal::of_element(&shown, label, who, when);
                    view! { <li>{shown} " " {self.remove(element, hidden)}</li> }
                });
                view! { <ul class="nhsuk-list">{items.collect_view()}</ul> }.into_any()
            }
            _ => {
                let hidden = text::removal::of_value(label, who, when);
                let shown = match key.starts_with(VIEW) {
                    true => text::views::value(value).unwrap_or_else(|| as_text(value)),
                    false => as_text(value),
                };
                view! { {shown} <br /> {self.remove(value, hidden)} }.into_any()
            }
        }
    }

    fn remove(&self, value: &Value, hidden: String) -> AnyView {
        if !untrack(|| self.state.can_edit()) {
            return ().into_any();
        }
        let (removing, value) = (self.removing, value.clone());
        let ask = move |_| removing.set(Some(value.clone()));
        view! {
            <button type="button" class="atlas-link atlas-history__remove" on:click=ask>
                {names::REMOVE_FOR_GOOD}
                <span class="nhsuk-u-visually-hidden">" " {hidden}</span>
            </button>
        }
        .into_any()
    }
}

/// Says first what removing for good does and what it can't reach.
#[component]
fn Removal(id: EntryId, value: Value, removing: RwSignal<Option<Value>>) -> impl IntoView {
    let state = use_state();
    focus_heading();
    let register = state.register;
    let reach = register.with_untracked(|register| removal::reach(register, &id, &value));
    let refused = register.with_untracked(|register| {
        removal::remove(register, &id, &value, clock::now(), None).err()
    });
    let back = move || {
        removing.set(None);
        focus_heading();
    };
    let shown = text::views::value(&value).unwrap_or_else(|| as_text(&value));
    let ask = match refused {
        Some(Refused::TitleStands) => {
            let edit = match id.as_str() {
                REGISTER => Route::Settings,
                _ => Route::Edit(id.clone()),
            };
            let edit = edit.to_string();
            view! {
                <p>{text::removal::TITLE_STANDS}</p>
                <p><a href=edit>{names::EDIT}</a></p>
                <button type="button" class="nhsuk-button nhsuk-button--secondary" on:click=move |_| back()>{names::CANCEL}</button>
            }
            .into_any()
        }
        Some(Refused::NotHere) => view! {
            <p>{text::removal::NOT_HERE}</p>
            <button type="button" class="nhsuk-button nhsuk-button--secondary" on:click=move |_| back()>{names::CANCEL}</button>
        }
        .into_any(),
        None => {
            let done = Callback::new(move |is_written: bool| {
                if is_written {
                    back();
                }
            });
            let remove = move |_| {
                let (driver, value) = (id.clone(), value.clone());
                dispatch(state, Action::RemoveForGood { driver, value, done });
            };
            view! {
                {reached(&reach)}
                <p><strong>{text::removal::NOT_UNDONE}</strong></p>
                <div class="nhsuk-button-group">
                    <button type="button" class="nhsuk-button nhsuk-button--warning" on:click=remove>{names::REMOVE_FOR_GOOD}</button>
                    <button type="button" class="nhsuk-button nhsuk-button--secondary" on:click=move |_| back()>{names::CANCEL}</button>
                </div>
            }
            .into_any()
        }
    };
    view! {
        <Heading text=names::REMOVE_FOR_GOOD />
        <p>{text::removal::LEAD}</p>
        <h2 class="nhsuk-heading-s">{text::removal::WHAT}</h2>
        <div class="nhsuk-inset-text"><p class="atlas-plain">{shown}</p></div>
        {ask}
    }
}

/// What a removal does, and what it can't reach.
fn reached(reach: &Reach) -> AnyView {
    let labels = in_order_of_page(reach.keys.iter().map(String::as_str));
    let does = [
        text::removal::from_fields(&labels, reach.edits.len()),
        text::removal::DRAFTS_TOO.to_owned(),
        text::removal::FROM_COPIES.to_owned(),
        text::removal::LEAVES_A_TRACE.to_owned(),
    ];
    let files = match reach.given_out_since {
        Some(since) => text::removal::files_since(since),
        None => text::removal::FILES_NONE.to_owned(),
    };
    let leaves = [
        files,
        text::removal::COPIES.to_owned(),
        text::removal::ELSEWHERE.to_owned(),
        text::removal::LONGER_TEXTS.to_owned(),
    ];
    let list = |heading: &'static str, points: [String; 4]| {
        let points = points.into_iter().map(|point| view! { <li>{point}</li> });
        view! {
            <h2 class="nhsuk-heading-s">{heading}</h2>
            <ul class="nhsuk-list nhsuk-list--bullet">{points.collect_view()}</ul>
        }
    };
    view! { {list(text::removal::WILL, does)} {list(text::removal::CANNOT, leaves)} }.into_any()
}

/// What the keys are called, in the order of the page; what isn't a field of it comes last.
fn in_order_of_page<'a>(keys: impl Iterator<Item = &'a str>) -> Vec<String> {
    sorted_by_page(keys).into_iter().map(text::field).collect()
}

/// Keys in the order of the page, all comments as one.
fn sorted_by_page<'a>(keys: impl Iterator<Item = &'a str>) -> Vec<&'a str> {
    let mut keys: Vec<&str> = keys.map(name).collect();
    sort_by_key(&mut keys, |key| {
        Field::from_key(key).map_or(usize::MAX, |field| field as usize)
    });
    keys.dedup();
    keys
}

fn name(key: &str) -> &str {
    if key.starts_with(COMMENT) {
        COMMENTS
    } else {
        key
    }
}
