//! Import: a file is read, what it would change is shown, and what the person chose comes in.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use leptos::html;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::action::{Action, dispatch};
use super::duplicates::DuplicatesLink;
use super::parts::Heading;
use super::settle::SettleLink;
use super::state::{State, Watch, use_state};
use super::text;
use crate::browser::clock::{self, Slices};
use crate::browser::files;
use crate::browser::timing::{self, Span};
use crate::domain::driver::Driver;
use crate::domain::duplicates::Index;
use crate::domain::edit::{EntryId, REGISTER};
use crate::domain::merge::{Change, Plan, Row};
use crate::domain::register::{Batch, Register};
use crate::domain::saved_view::{self, VIEW};
use crate::exchange::json::{Incoming, MAX_BYTES, Notice, Scanning, decode};
use crate::names;

/// How many rows of the plan are shown at once.
const ROWS: usize = 50;

/// After how many drivers it is shown again how far the work is.
const SHOWN_EACH: usize = 100;

/// How far an import is.
#[derive(Clone)]
enum Stage {
    Choosing,
    Reading {
        done: usize,
        total: usize,
    },
    /// What the file would change is worked out.
    Comparing {
        done: usize,
        total: usize,
    },
    /// What was chosen is written.
    Writing {
        done: usize,
        total: usize,
    },
    /// The file can't be read; nothing was changed.
    Refused(String),
    /// What would change is shown.
    Planned(Arc<Planned>),
    /// It is over, with this report.
    Over {
        report: String,
        notices: Arc<Vec<Notice>>,
    },
}

struct Planned {
    plan: Plan,
    /// What is to be said of new drivers that may be duplicates.
    alike: BTreeMap<EntryId, String>,
    notices: Vec<Notice>,
}

#[derive(Clone, Copy)]
struct Importing {
    stage: RwSignal<Stage>,
    left_out: RwSignal<BTreeSet<EntryId>>,
    /// The first row that is shown.
    from: RwSignal<usize>,
    /// Counts the files chosen: a reading that isn't of the latest gives up.
    latest: StoredValue<u32>,
}

/// The screen.
#[component]
pub fn Import() -> impl IntoView {
    let state = use_state();
    let input = NodeRef::<html::Input>::new();
    let importing = Importing {
        stage: RwSignal::new(Stage::Choosing),
        left_out: RwSignal::new(BTreeSet::new()),
        from: RwSignal::new(0),
        latest: StoredValue::new(0),
    };
    let on_change = move |_| {
        let file = input
            .get_untracked()
            .and_then(|input| input.files()?.get(0));
        importing.latest.update_value(|latest| *latest += 1);
        match file {
            Some(file) => spawn_local(read(state, importing, file)),
            None => importing.stage.set(Stage::Choosing),
        }
    };
    let end = move |report: String, notices: Vec<Notice>| {
        importing.stage.set(Stage::Over {
            report,
            notices: Arc::new(notices),
        });
        if let Some(input) = input.get_untracked() {
            input.set_value("");
        }
    };
    // Of this screen, and not of the plan, which is gone while it is written.
    let over = Callback::new(move |(report, notices)| end(report, notices));
    let shown = move || match importing.stage.get() {
        Stage::Planned(planned) => view! { <Planning importing planned end=over /> }.into_any(),
        Stage::Over { notices, .. } => {
            view! { <SettleLink /> <DuplicatesLink /> {notice_lists(&notices)} }.into_any()
        }
        _ => ().into_any(),
    };
    let refused = move || match importing.stage.get() {
        Stage::Refused(why) => Some(view! {
            <div class="nhsuk-error-summary" role="alert">
                <p>{why}</p>
                <p>{text::CHOOSE_ANOTHER}</p>
            </div>
        }),
        _ => None,
    };
    let is_working = Memo::new(move |_| {
        importing.stage.with(|stage| {
            matches!(
                stage,
                Stage::Reading { .. } | Stage::Comparing { .. } | Stage::Writing { .. }
            )
        })
    });
    let is_writing = Memo::new(move |_| {
        importing
            .stage
            .with(|stage| matches!(stage, Stage::Writing { .. }))
    });
    let stop = move |_| {
        importing.latest.update_value(|latest| *latest += 1);
        // A writing is told when it next asks, and says itself that it is over.
        if !is_writing.get_untracked() {
            end(text::IMPORT_CANCELLED.to_owned(), Vec::new());
        }
    };
    let cancel = move || {
        is_working.get().then(|| {
            view! {
                <button type="button" class="nhsuk-button nhsuk-button--secondary" on:click=stop>{names::CANCEL}</button>
            }
        })
    };
    let status = move || match importing.stage.get() {
        Stage::Reading { total: 0, .. } => text::READING.to_owned(),
        Stage::Reading { done, total } => text::reading(done, total),
        Stage::Comparing { done, total } => text::planning(done, total),
        Stage::Writing { done, total } => text::importing(done, total),
        Stage::Over { report, .. } => report,
        _ => String::new(),
    };
    view! {
        <Heading text=names::IMPORT />
        <p>{text::IMPORT_LEAD}</p>
        <div class="nhsuk-form-group">
            <label class="nhsuk-label nhsuk-label--s" for="file">{names::JSON_FILE}</label>
            <input
                id="file"
                class="nhsuk-file-upload atlas-file"
                type="file"
                prop:disabled=is_writing
                accept=".json,application/json"
                node_ref=input
                on:change=on_change
            />
        </div>
        {refused}
        <p class="atlas-report" role="status">{status}</p>
        {cancel}
        {shown}
    }
}

/// Reads a file in slices, up to the plan.
async fn read(state: State, importing: Importing, file: web_sys::File) {
    let this = importing.latest.get_value();
    // The screen may be gone, or another file chosen.
    let is_latest = move || importing.latest.try_get_value() == Some(this);
    let show = move |stage| {
        if is_latest() {
            importing.stage.set(stage);
        }
    };
    let span = Span::begin(timing::READ);
    show(Stage::Reading { done: 0, total: 0 });
    let text = match files::read(file, MAX_BYTES).await {
        Ok(bytes) => decode(bytes),
        Err(error) => return show(Stage::Refused(text::cannot_take(&error))),
    };
    let mut slices = Slices::new();
    let mut scanning = match text.map(Scanning::new) {
        Ok(scanning) => scanning,
        Err(error) => return show(Stage::Refused(text::unreadable(&error))),
    };
    let reading = loop {
        match scanning.step() {
            Ok(true) => (),
            Ok(false) => break scanning.finish(),
            Err(error) => break Err(error),
        }
        slices.pause().await;
        if !is_latest() {
            return;
        }
    };
    let mut reading = match reading {
        Ok(reading) => reading,
        Err(error) => return show(Stage::Refused(text::unreadable(&error))),
    };
    while reading.step() {
        let (done, total) = reading.progress();
        if done % SHOWN_EACH == 0 {
            show(Stage::Reading { done, total });
        }
        slices.pause().await;
        if !is_latest() {
            return;
        }
    }
    let incoming = reading.finish();
    // An empty app becomes a copy of the file's register.
    let is_empty = state
        .register
        .with_untracked(|register| register.is_empty());
    let is_other = state
        .register
        .with_untracked(|register| register.id != incoming.register);
    if is_empty && is_other && !incoming.register.is_empty() {
        state.adopt(incoming.register.clone()).await;
    }
    let Some(planned) = plan(state, importing, incoming, is_latest).await else {
        return;
    };
    if planned.plan.is_empty() {
        let nothing = match planned.plan.unchanged {
            0 if !planned.notices.is_empty() => text::NOTHING_READABLE,
            _ => text::NOTHING_TO_IMPORT,
        };
        return show(Stage::Over {
            report: nothing.to_owned(),
            notices: Arc::new(planned.notices),
        });
    }
    if is_latest() {
        importing.left_out.set(BTreeSet::new());
        importing.from.set(0);
    }
    span.end();
    show(Stage::Planned(Arc::new(planned)));
}

/// Works out what a file would change; `None` when that isn't wanted any more.
async fn plan(
    state: State,
    importing: Importing,
    incoming: Incoming,
    is_latest: impl Fn() -> bool,
) -> Option<Planned> {
    let mut plan = Plan::default();
    let mut slices = Slices::new();
    let now = clock::now();
    let total = incoming.entries.len();
    for (done, (id, entry)) in incoming.entries.iter().enumerate() {
        state
            .register
            .with_untracked(|register| plan.consider(register, incoming.source(), id, entry, now));
        if done % SHOWN_EACH == 0 {
            importing.stage.set(Stage::Comparing { done, total });
        }
        slices.pause().await;
        if !is_latest() {
            return None;
        }
    }
    while plan.step() {
        slices.pause().await;
        if !is_latest() {
            return None;
        }
    }
    Some(Planned {
        alike: alike(&plan).await,
        plan,
        notices: incoming.notices,
    })
}

/// Which new drivers may be duplicates, of what is here or of one another, and why.
async fn alike(plan: &Plan) -> BTreeMap<EntryId, String> {
    let new = plan.rows.iter().filter(|row| row.change == Change::New);
    let new: BTreeSet<&EntryId> = new.map(|row| &row.id).collect();
    let mut alike = BTreeMap::new();
    if new.is_empty() {
        return alike;
    }
    let mut index = Index::default();
    let mut slices = Slices::new();
    for driver in plan.after.live() {
        index.put(driver);
        slices.pause().await;
    }
    for group in index.groups(&plan.after) {
        let reasons = group.reasons.iter();
        let reasons: Vec<&str> = reasons
            .map(|reason| text::duplicates::reason(*reason))
            .collect();
        for id in group.drivers.iter().filter(|id| new.contains(id)) {
            let others = group.drivers.iter().filter(|other| *other != id);
            let title = |driver: &Arc<Driver>| text::title_of(&driver.id, driver.title());
            let titles = others.filter_map(|id| plan.after.driver(id).map(title));
            let titles: Vec<String> = titles.collect();
            alike.insert(id.clone(), text::duplicates::may_be(&titles, &reasons));
        }
    }
    alike
}

#[component]
fn Planning(
    importing: Importing,
    planned: Arc<Planned>,
    end: Callback<(String, Vec<Notice>)>,
) -> impl IntoView {
    let state = use_state();
    let total = planned.plan.rows.len();
    let rows = {
        let planned = planned.clone();
        move || {
            let shown = planned
                .plan
                .rows
                .iter()
                .skip(importing.from.get())
                .take(ROWS);
            let rows = shown.map(|row| {
                let fields = change_fields(state, &planned.plan, row);
                row_view(importing, row, fields, planned.alike.get(&row.id).cloned())
            });
            rows.collect_view()
        }
    };
    let import = {
        let planned = planned.clone();
        move |_| {
            let chosen = |id: &EntryId| {
                importing
                    .left_out
                    .with_untracked(|left_out| !left_out.contains(id))
            };
            let rows = planned.plan.rows.iter().filter(|row| chosen(&row.id));
            let total = rows.clone().map(|row| row.steps.len()).sum();
            let of_drivers: Vec<&Change> = rows
                .clone()
                .filter(|row| row.id != REGISTER)
                .map(|row| &row.change)
                .collect();
            let of_register = planned.plan.rows.iter().find(|row| row.id == REGISTER);
            let what = match of_register {
                Some(row) if of_drivers.is_empty() => text::imported_register(&row.change),
                _ => text::imported(&of_drivers),
            };
            let report = match total {
                0 => text::NOTHING_CHOSEN.to_owned(),
                _ => what.clone(),
            };
            if total == 0 {
                return end.run((report, Vec::new()));
            }
            let notices = planned.notices.clone();
            let shown = importing.stage.get_untracked();
            let this = importing.latest.get_value();
            let is_latest = move || {
                importing
                    .latest
                    .try_get_value()
                    .is_none_or(|now| now == this)
            };
            // No callback, which would go with the plan that is shown.
            let done = Box::new(move |is_written: bool| {
                // The screen may be gone.
                if is_written {
                    _ = end.try_run((report, notices));
                } else if is_latest() {
                    // It can be tried again.
                    _ = importing.stage.try_set(shown);
                } else {
                    _ = end.try_run((text::IMPORT_CANCELLED.to_owned(), Vec::new()));
                }
            });
            let chosen: Vec<usize> = (0..planned.plan.rows.len())
                .filter(|place| chosen(&planned.plan.rows[*place].id))
                .collect();
            importing.stage.set(Stage::Writing { done: 0, total });
            let watch = Watch {
                ahead: planned.plan.after.clone(),
                goes_on: Arc::new(move |done| {
                    // Where the screen is gone, nobody cancels.
                    if is_latest() {
                        _ = importing.stage.try_set(Stage::Writing { done, total });
                    }
                    is_latest()
                }),
                measured: timing::IMPORT,
            };
            let planned = planned.clone();
            spawn_local(async move {
                let mut batch = Batch::new();
                let mut slices = Slices::new();
                for place in chosen {
                    let row = planned.plan.rows.get(place);
                    batch.extend(row.map(|row| row.steps.clone()).unwrap_or_default());
                    slices.pause().await;
                }
                dispatch(
                    state,
                    Action::Import {
                        batch,
                        report: what,
                        watch,
                        done,
                    },
                );
            });
        }
    };
    let cancel = move |_| end.run((text::IMPORT_CANCELLED.to_owned(), Vec::new()));
    let unchanged = (planned.plan.unchanged > 0)
        .then(|| view! { <p>{text::unchanged(planned.plan.unchanged)}</p> });
    let alike = planned.alike.len();
    let alike = (alike > 0).then(|| view! { <p>{text::duplicates::new_alike(alike)}</p> });
    let turn = (total > ROWS).then(|| {
        let shown = move || {
            let from = importing.from.get();
            text::rows_shown(from + 1, (from + ROWS).min(total), total)
        };
        let back = move |_| {
            importing
                .from
                .update(|from| *from = from.saturating_sub(ROWS))
        };
        let on = move |_| {
            importing
                .from
                .update(|from| *from += if *from + ROWS < total { ROWS } else { 0 })
        };
        view! {
            <div class="atlas-pages">
                <button type="button" class="atlas-link" on:click=back>{text::PREVIOUS}</button>
                <span>{shown}</span>
                <button type="button" class="atlas-link" on:click=on>{text::NEXT}</button>
            </div>
        }
    });
    view! {
        {notice_lists(&planned.notices)}
        {unchanged}
        {alike}
        <div class="atlas-table" tabindex="0" role="group" aria-label=names::WHAT_WILL_CHANGE>
            <table class="nhsuk-table">
                <caption class="nhsuk-table__caption">{names::WHAT_WILL_CHANGE}</caption>
                <thead class="nhsuk-table__head">
                    <tr>
                        <th class="nhsuk-table__header" scope="col">{text::INCLUDE}</th>
                        <th class="nhsuk-table__header" scope="col">{text::DRIVER}</th>
                        <th class="nhsuk-table__header" scope="col">{text::CHANGE}</th>
                    </tr>
                </thead>
                <tbody class="nhsuk-table__body">{rows}</tbody>
            </table>
        </div>
        {turn}
        <div class="nhsuk-button-group">
            <button type="button" class="nhsuk-button" on:click=import>{names::IMPORT}</button>
            <button type="button" class="nhsuk-button nhsuk-button--secondary" on:click=cancel>{names::CANCEL}</button>
        </div>
    }
}

/// Which fields a row is of, saved views by the names that they would have, or had.
fn change_fields(state: State, plan: &Plan, row: &Row) -> String {
    if row.id != REGISTER {
        return text::change_fields(&row.change);
    }
    let name = |key: &str| {
        let after = plan.after.entry(REGISTER);
        let name = after.and_then(|own| saved_view::last_name(own, key));
        let here = || {
            let here = |register: &Register| saved_view::last_name(register.entry(REGISTER)?, key);
            state.register.with_untracked(here)
        };
        match key.starts_with(VIEW) {
            true => text::views::label(name.or_else(here).as_deref()),
            false => text::field(key),
        }
    };
    text::change_fields_by(&row.change, name)
}

fn row_view(
    importing: Importing,
    row: &Row,
    fields: String,
    alike: Option<String>,
) -> impl IntoView + use<> {
    let title = text::title_of(&row.id, &row.title);
    let id = StoredValue::new(row.id.clone());
    let is_chosen =
        move || id.with_value(|id| importing.left_out.with(|left_out| !left_out.contains(id)));
    let toggle = move |_| {
        importing.left_out.update(|left_out| {
            let id = id.get_value();
            if !left_out.remove(&id) {
                left_out.insert(id);
            }
        });
    };
    let fields = (!fields.is_empty()).then(|| view! { <br /> {fields} });
    let alike = alike.map(|alike| view! { <br /> {alike} });
    view! {
        <tr class="nhsuk-table__row">
            <td class="nhsuk-table__cell">
                <input
                    type="checkbox"
                    class="atlas-checkbox"
                    aria-label=text::include(&title)
                    prop:checked=is_chosen
                    on:change=toggle
                />
            </td>
            <td class="nhsuk-table__cell">{title}</td>
            <td class="nhsuk-table__cell"><strong>{text::change(&row.change)}</strong> {fields} {alike}</td>
        </tr>
    }
}

/// What was left out of a file, and what else is worth knowing of it.
fn notice_lists(notices: &[Notice]) -> impl IntoView + use<> {
    let (left_out, others): (Vec<&Notice>, Vec<&Notice>) =
        notices.iter().partition(|notice| notice.kind.leaves_out());
    let list = |heading: &'static str, notices: Vec<&Notice>| {
        (!notices.is_empty()).then(|| {
            let items = notices
                .into_iter()
                .map(|notice| view! { <li>{text::notice(notice)}</li> });
            view! {
                <h2 class="nhsuk-heading-s">{heading}</h2>
                <ul class="nhsuk-list nhsuk-list--bullet">{items.collect_view()}</ul>
            }
        })
    };
    view! { {list(text::LEFT_OUT, left_out)} {list(text::WARNINGS, others)} }
}
