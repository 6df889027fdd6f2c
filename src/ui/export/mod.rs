//! Export: the register, the filtered list or the selected drivers, as a JSON file to keep or to send, or in a format of
//! other programs.

mod formats;
mod giving;

use std::collections::BTreeSet;

use leptos::prelude::*;
use leptos::task::spawn_local;

pub use self::formats::Format;
pub use self::giving::{Giving, GivingReport};

use crate::browser::clock::{self, Slices};
use crate::browser::files;
use crate::domain::edit::EntryId;
use crate::domain::fold::fold;
use crate::exchange::json::{Selection, Writing};
use crate::names;
use crate::route::Route;
use crate::search::view::View;
use crate::ui::action::{Action, dispatch};
use crate::ui::parts::Heading;
use crate::ui::state::{State, use_state};
use crate::ui::text;
use crate::ui::text::exporting as says;

/// Hears how many drivers are done, of how many, and says whether the work is still wanted.
pub type Tell<'a> = &'a dyn Fn(usize, usize) -> bool;

/// Which drivers are exported.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Scope {
    All,
    Filtered,
    Selected,
}

/// The screen; the view says which list "the filtered list" is.
#[component]
pub fn Export(view: View) -> impl IntoView {
    let state = use_state();
    let filtered: Option<BTreeSet<EntryId>> = view.is_narrowed().then(|| state.find(&view));
    let selected = chosen(state);
    let shown = view.clone();
    let scope = RwSignal::new(match filtered {
        Some(_) => Scope::Filtered,
        None => Scope::All,
    });
    let format = RwSignal::new(Format::Csv);
    let (json, other) = (Giving::new(), Giving::new());
    let notes = RwSignal::new(Vec::<String>::new());
    let total = move || state.register.with(|register| register.live().count());
    let choice = (filtered.is_some() || selected.is_some()).then(|| {
        let filtered = filtered.as_ref().map(|filtered| {
            radio("export-filtered", says::filtered(filtered.len()), scope, Scope::Filtered)
        });
        let selected = selected.as_ref().map(|selected| {
            radio("export-selected", says::selected(selected.len()), scope, Scope::Selected)
        });
        view! {
            <fieldset class="nhsuk-fieldset atlas-export">
                <legend class="nhsuk-fieldset__legend nhsuk-fieldset__legend--s">{says::WHAT_TO_EXPORT}</legend>
                <div class="nhsuk-radios">
                    {filtered}
                    {selected}
                    {radio("export-all", says::all(total()), scope, Scope::All)}
                </div>
            </fieldset>
        }
    });
    let sets = StoredValue::new((filtered, selected));
    let drivers = move || {
        sets.with_value(|(filtered, selected)| match scope.get_untracked() {
            Scope::All => None,
            Scope::Filtered => filtered.clone(),
            Scope::Selected => selected.clone(),
        })
    };
    let download_json = move |_| {
        let drivers = drivers();
        let turn = json.begin();
        spawn_local(async move {
            let file = give_out(state, drivers, &|done, total| turn.tell(done, total)).await;
            let said = file.map(|file| text::downloaded(&file));
            turn.end(said.unwrap_or_default());
        });
    };
    let download = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        let drivers = drivers();
        let format = format.get_untracked();
        notes.set(Vec::new());
        let turn = other.begin();
        spawn_local(async move {
            let tell = |done, total| turn.tell(done, total);
            let given = formats::give_out(state, format, drivers, &tell).await;
            let (said, noted) = given.unwrap_or_default();
            turn.end(said);
            // The screen may be gone by then.
            notes.try_set(noted);
        });
    };
    let noted = move || {
        let sentences = notes.get();
        (!sentences.is_empty()).then(|| {
            let items = sentences
                .into_iter()
                .map(|sentence| view! { <li>{sentence}</li> });
            view! { <ul class="nhsuk-list nhsuk-list--bullet">{items.collect_view()}</ul> }
        })
    };
    let formats = Format::ALL.map(|one| {
        let id = format!("format-{}", one.extension());
        let hint_id = format!("{id}-hint");
        view! {
            <div class="nhsuk-radios__item">
                <input
                    class="nhsuk-radios__input"
                    id=id.clone()
                    name="format"
                    type="radio"
                    aria-describedby=hint_id.clone()
                    prop:checked=move || format.get() == one
                    on:change=move |_| format.set(one)
                />
                <label class="nhsuk-label nhsuk-radios__label" for=id>{one.name()}</label>
                <div class="nhsuk-hint nhsuk-radios__hint" id=hint_id>{says::hint(one)}</div>
            </div>
        }
    });
    view! {
        <Heading text=names::EXPORT />
        <p>{says::LEAD}</p>
        {choice}
        <button type="button" class="nhsuk-button" on:click=download_json>{names::DOWNLOAD_JSON}</button>
        <GivingReport giving=json />
        <p class="nhsuk-hint">{text::MAIL_HINT}</p>
        <h2 class="nhsuk-heading-m">{says::OTHER_FORMATS}</h2>
        <p>{says::OTHER_FORMATS_LEAD}</p>
        <form on:submit=download>
            <fieldset class="nhsuk-fieldset atlas-export">
                <legend class="nhsuk-fieldset__legend nhsuk-fieldset__legend--s">{names::FORMAT}</legend>
                <div class="nhsuk-radios">{formats.into_iter().collect_view()}</div>
            </fieldset>
            <button type="submit" class="nhsuk-button">{names::DOWNLOAD}</button>
            <GivingReport giving=other />
            {noted}
        </form>
        <h2 class="nhsuk-heading-m">{text::OTHER_WAYS}</h2>
        <dl class="atlas-ways">
            {way(Route::Publish(shown), names::PUBLISH, text::PUBLISH_HINT)}
            {way(Route::LinkedFile, names::LINKED_FILE, text::LINKED_HINT)}
            {way(Route::WhatChanged, names::WHAT_CHANGED, text::CHANGED_HINT)}
        </dl>
    }
}

/// The drivers that are selected and live.
fn chosen(state: State) -> Option<BTreeSet<EntryId>> {
    let selected = state.selected.get_untracked();
    let live: BTreeSet<EntryId> = state.register.with_untracked(|register| {
        let is_live = |id: &EntryId| {
            register
                .listed(id)
                .is_some_and(|driver| !driver.is_in_trash())
        };
        selected.into_iter().filter(is_live).collect()
    });
    (!live.is_empty()).then_some(live)
}

/// Another way to share, with what it is for.
fn way(route: Route, name: &'static str, hint: &'static str) -> AnyView {
    view! {
        <dt><a href=route.to_string()>{name}</a></dt>
        <dd>{hint}</dd>
    }
    .into_any()
}

/// One of the radio buttons that say what a file is to hold.
pub fn radio<T>(id: &'static str, label: String, chosen: RwSignal<T>, value: T) -> AnyView
where
    T: Copy + PartialEq + Send + Sync + 'static,
{
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
/// written in slices; `tell` hears how far it is, and says whether it is still wanted.
pub async fn give_out(
    state: State,
    drivers: Option<BTreeSet<EntryId>>,
    tell: Tell<'_>,
) -> Option<String> {
    // Of a register that is only listed yet, a file would hold a part.
    state.whole().await;
    let now = clock::now();
    let name = file_name(state, "json");
    // The file holds the register as it is now, not what becomes of it meanwhile.
    let register = state.register.get_untracked();
    let selection = drivers.as_ref().map_or(Selection::All, Selection::These);
    let mut writing = Writing::new(&register, &selection, now);
    let mut slices = Slices::new();
    let is_wanted = |writing: &Writing| {
        let (done, total) = writing.progress();
        tell(done, total)
    };
    // It may have been cancelled while the register was read.
    if !is_wanted(&writing) {
        return None;
    }
    while writing.step() {
        if slices.pause_and_tell().await && !is_wanted(&writing) {
            return None;
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
