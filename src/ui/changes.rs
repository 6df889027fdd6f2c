//! What changed: a digest of the changes since a date or since a file, to read, to print and to pass on.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jiff::Timestamp;
use jiff::civil::Date;
use leptos::html;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::copying::{CopyReport, Copying};
use super::driver::as_text;
use super::export::file_name;
use super::navigation::focus_id;
use super::parts::Heading;
use super::state::{State, use_state};
use super::text::{self, changes as words};
use crate::browser::clock::{self, Slices};
use crate::browser::files;
use crate::domain::changes::{Changes, Kind, Row, Since, brief};
use crate::domain::date::ApproximateDate;
use crate::domain::edit::{EntryId, REGISTER};
use crate::domain::entry::Entry;
use crate::domain::field::Field;
use crate::exchange::json::{MAX_BYTES, Reading, decode};
use crate::exchange::report::{Item, Line, Report, Section};
use crate::names;
use crate::route::Route;
use crate::search::facet::capitalised;

/// How many drivers come to be shown at once.
const PART: usize = 50;

/// Since when, as it can be chosen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Choice {
    Week,
    Month,
    LastCopy(Timestamp),
    LastImport(Timestamp),
    Date,
    File,
}

/// How far the digest is.
#[derive(Clone)]
enum Stage {
    /// Something has still to be chosen.
    Asking,
    Working,
    /// The file can't be read, or the text isn't a date.
    Refused(String),
    Done(Arc<Digest>),
}

/// What changed, in words.
struct Digest {
    since: String,
    summary: String,
    report: Report,
    /// The same in parts: sections of at most so many drivers in all. One that goes on has no heading.
    parts: Vec<Vec<Section>>,
}

/// What the digest is to go by.
enum Base {
    Moment(Timestamp),
    File(BTreeMap<EntryId, Entry>),
}

#[derive(Clone, Copy)]
struct Asking {
    stage: RwSignal<Stage>,
    /// How many parts are shown.
    shown: RwSignal<usize>,
    /// Counts what was asked: work on what isn't the latest is given up.
    latest: StoredValue<u32>,
}

impl Asking {
    /// A new question. The answer says whether it is still the latest.
    fn begin(self, stage: Stage) -> impl Fn() -> bool + Copy {
        self.latest.update_value(|latest| *latest += 1);
        let this = self.latest.get_value();
        self.stage.set(stage);
        // The screen may be gone by then.
        move || self.latest.try_get_value() == Some(this)
    }
}

/// The screen.
#[component]
pub fn WhatChanged() -> impl IntoView {
    let state = use_state();
    let choice = RwSignal::new(Choice::Week);
    let asking = Asking {
        stage: RwSignal::new(Stage::Asking),
        shown: RwSignal::new(1),
        latest: StoredValue::new(0),
    };
    let choose = move |chosen: Choice| {
        choice.set(chosen);
        let today = state.today.get_untracked();
        match chosen {
            Choice::Week => since_day(state, asking, days_before(today, 7)),
            Choice::Month => since_day(state, asking, days_before(today, 30)),
            Choice::LastCopy(at) | Choice::LastImport(at) => {
                since(state, asking, Base::Moment(at), words::since_moment(at));
            }
            Choice::Date | Choice::File => drop(asking.begin(Stage::Asking)),
        }
    };
    choose(Choice::Week);
    let id = state
        .register
        .with_untracked(|register| register.id.clone());
    let moments = state
        .preferences
        .with_untracked(|preferences| preferences.moments_of(&id));
    let radio = move |id: &'static str, label: String, value: Choice| {
        view! {
            <div class="nhsuk-radios__item">
                <input
                    class="nhsuk-radios__input"
                    id=id
                    name="since"
                    type="radio"
                    prop:checked=move || choice.get() == value
                    on:change=move |_| choose(value)
                />
                <label class="nhsuk-label nhsuk-radios__label" for=id>{label}</label>
            </div>
        }
        .into_any()
    };
    let last_copy = moments
        .copied
        .map(|at| radio("since-copy", words::last_copy(at), Choice::LastCopy(at)));
    let last_import = moments.imported.map(|at| {
        radio(
            "since-import",
            words::last_import(at),
            Choice::LastImport(at),
        )
    });
    let more = move || match choice.get() {
        Choice::Date => view! { <ADate asking /> }.into_any(),
        Choice::File => view! { <AFile asking /> }.into_any(),
        _ => ().into_any(),
    };
    let status = move || match asking.stage.get() {
        Stage::Working => words::WORKING.to_owned(),
        Stage::Done(digest) => digest.summary.clone(),
        Stage::Asking | Stage::Refused(_) => String::new(),
    };
    let before_status = move || match asking.stage.get() {
        Stage::Refused(why) => {
            view! { <div class="nhsuk-error-summary" role="alert"><p>{why}</p></div> }.into_any()
        }
        Stage::Done(digest) => {
            view! { <h2 class="nhsuk-heading-m">{digest.since.clone()}</h2> }.into_any()
        }
        Stage::Asking | Stage::Working => ().into_any(),
    };
    let after_status = move || match asking.stage.get() {
        Stage::Done(digest) => view! { <Result asking digest /> }.into_any(),
        _ => ().into_any(),
    };
    let whose = move || words::on_paper(&state.register_title(), state.today.get());
    view! {
        <Heading text=names::WHAT_CHANGED />
        <p class="atlas-paper-only">{whose}</p>
        <div class="atlas-screen-only">
            <p>{words::LEAD}</p>
            <fieldset class="nhsuk-fieldset atlas-export">
                <legend class="nhsuk-fieldset__legend nhsuk-fieldset__legend--s">{names::CHANGES_TO_SHOW}</legend>
                <div class="nhsuk-radios">
                    {radio("since-week", words::LAST_7_DAYS.to_owned(), Choice::Week)}
                    {radio("since-month", words::LAST_30_DAYS.to_owned(), Choice::Month)}
                    {last_copy}
                    {last_import}
                    {radio("since-date", words::A_DATE.to_owned(), Choice::Date)}
                    {radio("since-file", words::A_FILE.to_owned(), Choice::File)}
                </div>
            </fieldset>
            {more}
        </div>
        {before_status}
        <p class="atlas-report" role="status">{status}</p>
        {after_status}
    }
}

fn days_before(day: Date, days: usize) -> Date {
    // Fails only before the first day of all. jiff's arithmetic of spans would add much to the page.
    (0..days).fold(day, |day, _| day.yesterday().unwrap_or(day))
}

#[component]
fn ADate(asking: Asking) -> impl IntoView {
    let state = use_state();
    let typed = RwSignal::new(String::new());
    let show = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        let date = ApproximateDate::from_written(typed.get_untracked().trim());
        match date.earliest() {
            Some(day) => since_day(state, asking, day),
            None => {
                let _ = asking.begin(Stage::Refused(words::NO_DATE.to_owned()));
                focus_id("since-day");
            }
        }
    };
    view! {
        <form class="atlas-setting" on:submit=show novalidate>
            <div class="nhsuk-form-group">
                <label class="nhsuk-label nhsuk-label--s" for="since-day">{words::FROM}</label>
                <div id="since-day-hint" class="nhsuk-hint">{words::FROM_HINT}</div>
                <input
                    id="since-day"
                    class="nhsuk-input nhsuk-input--width-20"
                    type="text"
                    autocomplete="off"
                    aria-describedby="since-day-hint"
                    prop:value=move || typed.get()
                    on:input=move |event| typed.set(event_target_value(&event))
                />
            </div>
            <button type="submit" class="nhsuk-button nhsuk-button--secondary nhsuk-button--small">
                {words::SHOW}
            </button>
        </form>
    }
}

#[component]
fn AFile(asking: Asking) -> impl IntoView {
    let state = use_state();
    let input = NodeRef::<html::Input>::new();
    let on_change = move |_| {
        let file = input
            .get_untracked()
            .and_then(|input| input.files()?.get(0));
        match file {
            Some(file) => since_file(state, asking, file),
            None => drop(asking.begin(Stage::Asking)),
        }
    };
    view! {
        <div class="nhsuk-form-group">
            <label class="nhsuk-label nhsuk-label--s" for="since-json">{names::EARLIER_FILE}</label>
            <div id="since-json-hint" class="nhsuk-hint">{words::FILE_HINT}</div>
            <input
                id="since-json"
                class="nhsuk-file-upload atlas-file"
                type="file"
                accept=".json,application/json"
                aria-describedby="since-json-hint"
                node_ref=input
                on:change=on_change
            />
        </div>
    }
}

fn since_day(state: State, asking: Asking, day: Date) {
    let base = Base::Moment(clock::start_of(day));
    since(state, asking, base, words::since_day(day));
}

fn since(state: State, asking: Asking, base: Base, words: String) {
    let is_latest = asking.begin(Stage::Working);
    spawn_local(async move {
        if let Some(digest) = digest(state, &base, words, is_latest).await {
            asking.shown.set(1);
            asking.stage.set(Stage::Done(Arc::new(digest)));
        }
    });
}

fn since_file(state: State, asking: Asking, file: web_sys::File) {
    let is_latest = asking.begin(Stage::Working);
    spawn_local(async move {
        let name = file.name();
        let refuse = |why: String| {
            if is_latest() {
                asking.stage.set(Stage::Refused(why));
            }
        };
        let read = match files::read(file, MAX_BYTES).await {
            Ok(bytes) => decode(bytes).and_then(Reading::new),
            Err(error) => return refuse(text::importing::cannot_take(&error, MAX_BYTES)),
        };
        let mut reading = match read {
            Ok(reading) => reading,
            Err(error) => return refuse(text::importing::json::unreadable(&error)),
        };
        let mut slices = Slices::new();
        while reading.step() {
            slices.pause().await;
        }
        if is_latest() {
            let base = Base::File(reading.finish().entries);
            since(state, asking, base, words::since_file(&name));
        }
    });
}

/// Works the digest out in slices; gives up when something else was asked meanwhile.
async fn digest(
    state: State,
    base: &Base,
    since: String,
    is_latest: impl Fn() -> bool,
) -> Option<Digest> {
    let from = match base {
        Base::Moment(moment) => Since::Moment(*moment),
        Base::File(entries) => Since::File(entries),
    };
    // What is joined is one.
    let entries: Vec<(BTreeSet<EntryId>, Arc<Entry>)> = state.register.with_untracked(|register| {
        let ids = register.entries().map(|(id, _)| id);
        let shown = ids.filter(|id| register.group_of(id) == *id);
        shown
            .filter_map(|id| Some((register.members(id), register.whole(id)?.clone())))
            .collect()
    });
    let mut changes = Changes::default();
    let mut slices = Slices::new();
    for (members, entry) in &entries {
        if let Some(id) = members.first() {
            changes.consider(from, id, members, entry);
        }
        slices.pause().await;
        if !is_latest() {
            return None;
        }
    }
    changes.sort();
    let mut sections = Vec::new();
    for kind in Kind::ALL {
        let mut items = Vec::new();
        for row in changes.of(kind) {
            items.push(item(state, row));
            slices.pause().await;
        }
        if !items.is_empty() {
            let heading = words::heading_with_count(kind, items.len());
            sections.push(Section { heading, items });
        }
    }
    let summary = match changes.rows.is_empty() {
        true => words::nothing(changes.unseen),
        false => words::summary(&changes.rows, changes.unseen),
    };
    let register = untrack(|| state.register_title());
    let report = Report {
        title: words::title(&register, &since),
        lead: vec![summary.clone()],
        sections,
    };
    is_latest().then(|| Digest {
        since,
        summary,
        parts: parts(&report.sections),
        report,
    })
}

fn item(state: State, row: &Row) -> Item {
    let said = |value: &serde_json::Value, is_driver: bool| match value {
        serde_json::Value::Null => String::new(),
        serde_json::Value::String(id) if is_driver => state.title_of(id),
        value => as_text(value),
    };
    let fields = row.fields.iter().map(|field| {
        if let Some((label, text)) = text::views::change(field) {
            let label = capitalised(&label);
            return Line { label, text };
        }
        let text = match field.elements() {
            Some((added, removed)) => {
                let texts = |list: Vec<&serde_json::Value>| {
                    list.into_iter().map(as_text).collect::<Vec<_>>()
                };
                words::elements(field, &texts(added), &texts(removed))
            }
            None => {
                let is_driver = field.key == Field::SupersededBy.key();
                let [before, after] =
                    [&field.before, &field.after].map(|value| said(value, is_driver));
                let (before, after) = brief(&before, &after);
                words::change(field, &before, &after)
            }
        };
        Line {
            label: text::field(&field.key),
            text,
        }
    });
    let comments = row.comments.iter().map(|comment| Line {
        label: words::COMMENT.to_owned(),
        text: words::comment(&comment.by, &brief("", &comment.text).1),
    });
    let kept = row.was_kept.then(|| Line {
        label: words::LABEL_KEPT.to_owned(),
        text: words::KEPT.to_owned(),
    });
    Item {
        id: row.id.clone(),
        title: text::title_of(&row.id, &row.title),
        by: words::by(&row.by),
        lines: fields.chain(kept).chain(comments).collect(),
    }
}

fn parts(sections: &[Section]) -> Vec<Vec<Section>> {
    let mut parts: Vec<Vec<Section>> = Vec::new();
    let mut room = 0;
    for section in sections {
        let mut heading = section.heading.clone();
        let mut items = &section.items[..];
        while !items.is_empty() {
            if room == 0 {
                parts.push(Vec::new());
                room = PART;
            }
            let (now, later) = items.split_at(items.len().min(room));
            room -= now.len();
            items = later;
            if let Some(part) = parts.last_mut() {
                part.push(Section {
                    heading: std::mem::take(&mut heading),
                    items: now.to_vec(),
                });
            }
        }
    }
    parts
}

#[component]
fn Result(asking: Asking, digest: Arc<Digest>) -> impl IntoView {
    let state = use_state();
    let total: usize = digest
        .parts
        .iter()
        .flatten()
        .map(|section| section.items.len())
        .sum();
    if total == 0 {
        return ().into_any();
    }
    let count = digest.parts.len();
    let copying = Copying::new();
    let as_markdown = {
        let digest = digest.clone();
        move || copying.copy(digest.report.markdown(), words::COPIED_MARKDOWN)
    };
    let as_email = {
        let digest = digest.clone();
        move || copying.copy(digest.report.plain(), words::COPIED_EMAIL)
    };
    let download = {
        let digest = digest.clone();
        move || {
            let name = file_name(state, "txt");
            match files::download(&name, "text/plain", &digest.report.plain()) {
                Ok(()) => copying.say(text::downloaded(&name)),
                Err(files::NotDownloaded) => state.fail(text::CANNOT_DOWNLOAD.to_owned()),
            }
        }
    };
    let print = move || {
        spawn_local(async move {
            show_all(asking, count).await;
            // Once what was shown last is drawn.
            clock::next_tick().await;
            let _ = window().print();
        });
    };
    let more = move || {
        let shown = asking.shown.get();
        if shown >= count {
            return ().into_any();
        }
        view! {
                <p>
                    {words::shown(shown * PART, total)} " "
                    <button type="button" class="atlas-link" on:click=move |_| spawn_local(show_all(asking, count))>
                        {words::show_all(total)}
                    </button>
                </p>
            }.into_any()
    };
    let numbers = move || 0..asking.shown.get().min(count);
    let part = move |number: usize| {
        let sections = digest.parts.get(number).into_iter().flatten();
        sections.map(section_view).collect_view()
    };
    view! {
        <div class="nhsuk-button-group">
            {button(names::PRINT, Box::new(print))}
            {button(names::COPY_MARKDOWN, Box::new(as_markdown))}
            {button(names::COPY_EMAIL, Box::new(as_email))}
            {button(names::DOWNLOAD_TEXT, Box::new(download))}
        </div>
        <CopyReport copying />
        <For each=numbers key=|number| *number children=part />
        {more}
    }
    .into_any()
}

fn button(name: &'static str, act: Box<dyn Fn()>) -> AnyView {
    view! {
        <button
            type="button"
            class="nhsuk-button nhsuk-button--secondary nhsuk-button--small"
            on:click=move |_| act()
        >
            {name}
        </button>
    }
    .into_any()
}

/// Shows all parts, one at a time.
async fn show_all(asking: Asking, count: usize) {
    while asking
        .shown
        .try_get_untracked()
        .is_some_and(|shown| shown < count)
    {
        asking.shown.update(|shown| *shown += 1);
        clock::next_tick().await;
    }
}

fn section_view(section: &Section) -> AnyView {
    let heading = (!section.heading.is_empty())
        .then(|| view! { <h3 class="nhsuk-heading-s atlas-changes__heading">{section.heading.clone()}</h3> });
    let items = section.items.iter().map(item_view).collect_view();
    view! { {heading} <ul class="atlas-changes">{items}</ul> }.into_any()
}

fn item_view(item: &Item) -> AnyView {
    let title = if item.id == REGISTER {
        item.title.clone().into_any()
    } else {
        let href = Route::Driver(item.id.clone()).to_string();
        view! { <a href=href>{item.title.clone()}</a> }.into_any()
    };
    let lines = item.lines.iter().map(|line| {
        view! { <div><dt>{line.label.clone()} ":"</dt> " " <dd>{line.text.clone()}</dd></div> }
    });
    let lines = (!item.lines.is_empty())
        .then(|| view! { <dl class="atlas-changes__lines">{lines.collect_view()}</dl> });
    view! {
        <li class="atlas-changes__item">
            <p class="atlas-changes__title">{title} " " <span class="atlas-changes__by">{item.by.clone()}</span></p>
            {lines}
        </li>
    }
    .into_any()
}
