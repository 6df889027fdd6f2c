//! Export: the register, or the filtered list, as a JSON file to keep or to send.

use std::collections::BTreeSet;

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::action::{Action, dispatch};
use super::parts::Heading;
use super::state::{State, use_state};
use super::text;
use crate::browser::clock::{self, Slices};
use crate::browser::files;
use crate::domain::edit::EntryId;
use crate::domain::fold::fold;
use crate::exchange::json::{Selection, Writing};
use crate::names;
use crate::route::Route;
use crate::search::view::View;

/// The screen; the view says which list "the filtered list" is.
#[component]
pub fn Export(view: View) -> impl IntoView {
    let state = use_state();
    let filtered: Option<BTreeSet<EntryId>> = view.is_narrowed().then(|| state.find(&view));
    let shown = view.clone();
    let is_filtered = RwSignal::new(filtered.is_some());
    let report = RwSignal::new(String::new());
    let total = move || state.register.with(|register| register.live().count());
    let choice = filtered.as_ref().map(|filtered| {
        let count = filtered.len();
        view! {
            <fieldset class="nhsuk-fieldset atlas-export">
                <legend class="nhsuk-fieldset__legend nhsuk-fieldset__legend--s">{text::WHAT_TO_EXPORT}</legend>
                <div class="nhsuk-radios">
                    {radio("export-filtered", text::export_filtered(count), is_filtered, true)}
                    {radio("export-all", text::export_all(total()), is_filtered, false)}
                </div>
            </fieldset>
        }
    });
    let download = move |_| {
        let drivers = filtered.clone().filter(|_| is_filtered.get_untracked());
        spawn_local(async move {
            // The screen may be gone by then.
            let tell = |done, total| _ = report.try_set(text::writing(done, total));
            let file = give_out(state, drivers, tell).await;
            let said = file.map(|file| text::downloaded(&file));
            report.try_set(said.unwrap_or_default());
        });
    };
    view! {
        <Heading text=names::EXPORT />
        <p>{text::EXPORT_LEAD}</p>
        {choice}
        <button type="button" class="nhsuk-button" on:click=download>{names::DOWNLOAD_JSON}</button>
        <p class="atlas-report" role="status">{report}</p>
        <p class="nhsuk-hint">{text::MAIL_HINT}</p>
        <h2 class="nhsuk-heading-m">{text::OTHER_WAYS}</h2>
        <dl class="atlas-ways">
            {way(Route::Publish(shown), names::PUBLISH, text::PUBLISH_HINT)}
            {way(Route::LinkedFile, names::LINKED_FILE, text::LINKED_HINT)}
            {way(Route::WhatChanged, names::WHAT_CHANGED, text::CHANGED_HINT)}
        </dl>
    }
}

/// Another way to share, with what it is for.
fn way(route: Route, name: &'static str, hint: &'static str) -> AnyView {
    view! {
        <dt><a href=route.to_string()>{name}</a></dt>
        <dd>{hint}</dd>
    }
    .into_any()
}

pub fn radio(id: &'static str, label: String, chosen: RwSignal<bool>, value: bool) -> AnyView {
    view! {
        <div class="nhsuk-radios__item">
            <input
                class="nhsuk-radios__input"
                id=id
                name="what"
                type="radio"
                prop:checked=move || chosen.get() == value
                on:change=move |_| chosen.set(value)
            />
            <label class="nhsuk-label nhsuk-radios__label" for=id>{label}</label>
        </div>
    }
    .into_any()
}

/// Downloads a file of the register, or of these of its drivers, notes what it holds, and returns the file's name. It is
/// written in slices; `tell` hears how far it is.
pub async fn give_out(
    state: State,
    drivers: Option<BTreeSet<EntryId>>,
    tell: impl Fn(usize, usize),
) -> Option<String> {
    let now = clock::now();
    let name = file_name(state, "json");
    // The file holds the register as it is now, not what becomes of it meanwhile.
    let register = state.register.get_untracked();
    let selection = drivers.as_ref().map_or(Selection::All, Selection::These);
    let mut writing = Writing::new(&register, &selection, now);
    let mut slices = Slices::new();
    while writing.step() {
        if slices.pause_and_tell().await {
            let (done, total) = writing.progress();
            tell(done, total);
        }
    }
    let json = writing.finish();
    if files::download(&name, "application/json", &json).is_err() {
        state.fail(text::CANNOT_DOWNLOAD.to_owned());
        return None;
    }
    if matches!(selection, Selection::All) {
        state.note(|moments| moments.copied = Some(now));
    }
    let held = register.held_by(|id| selection.holds(id));
    dispatch(state, Action::GaveOut(held));
    Some(name)
}

/// The register's title and the day, as a file's name that every system takes.
pub fn file_name(state: State, end: &str) -> String {
    format!("{}-{}.{end}", base_name(state), clock::today())
}

/// The register's title, as the beginning of a file's name.
pub fn base_name(state: State) -> String {
    let title = untrack(|| state.register_title());
    let mut name = fold(&title).replace(' ', "-");
    name.truncate(
        name.char_indices()
            .nth(60)
            .map_or(name.len(), |(end, _)| end),
    );
    name
}
