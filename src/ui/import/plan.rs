//! What a file would change is shown, and what the person chose comes in: the same for every format.

use std::collections::{BTreeMap, BTreeSet};
use std::pin::Pin;
use std::sync::Arc;

use jiff::Timestamp;
use leptos::html;
use leptos::prelude::*;
use leptos::task::spawn_local;
use serde_json::{Map, Value};

use crate::browser::clock::{self, Slices};
use crate::browser::timing::{self, Span};
use crate::domain::driver::Driver;
use crate::domain::duplicates::Index;
use crate::domain::edit::{EntryId, REGISTER};
use crate::domain::merge::{Change, Plan, Row};
use crate::domain::register::{Batch, Register};
use crate::domain::saved_view::{self, VIEW};
use crate::exchange::json::{Incoming, Notice, Plain, Scanning};
use crate::exchange::pause::Pause;
use crate::names;
use crate::ui::action::{Action, dispatch};
use crate::ui::duplicates::DuplicatesLink;
use crate::ui::navigation::catch_focus;
use crate::ui::settle::SettleLink;
use crate::ui::state::{State, Watch, use_state};
use crate::ui::text;
use crate::ui::text::importing as says;

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
        said: Arc<Said>,
    },
}

struct Planned {
    plan: Plan,
    /// What is to be said of new drivers that may be duplicates.
    alike: BTreeMap<EntryId, String>,
    said: Said,
}

/// An import, from the choice of a file to the report.
#[derive(Clone, Copy)]
pub struct Importing {
    stage: RwSignal<Stage>,
    left_out: RwSignal<BTreeSet<EntryId>>,
    /// The first row that is shown.
    from: RwSignal<usize>,
    /// Counts the files chosen: a reading that isn't of the latest gives up.
    latest: StoredValue<u32>,
    input: NodeRef<html::Input>,
}

/// A file that is being read, as long as no other was chosen and the screen is there.
#[derive(Clone, Copy)]
pub struct Turn {
    importing: Importing,
    number: u32,
}

/// What is worth knowing of a file, in words.
#[derive(Clone, Debug, Default)]
pub struct Said {
    pub left_out: Vec<String>,
    pub others: Vec<String>,
}

impl Said {
    fn add(&mut self, notices: &[Notice], has_lines: bool) {
        for notice in notices {
            let list = match notice.kind.leaves_out() {
                true => &mut self.left_out,
                false => &mut self.others,
            };
            list.push(says::json::notice(notice, has_lines));
        }
    }

    fn is_empty(&self) -> bool {
        self.left_out.is_empty() && self.others.is_empty()
    }
}

impl Importing {
    pub fn new() -> Self {
        Self {
            stage: RwSignal::new(Stage::Choosing),
            left_out: RwSignal::new(BTreeSet::new()),
            from: RwSignal::new(0),
            latest: StoredValue::new(0),
            input: NodeRef::new(),
        }
    }

    /// Begins with another file, or with the same anew.
    pub fn begin(self) -> Turn {
        self.latest.update_value(|latest| *latest += 1);
        self.stage.set(Stage::Choosing);
        Turn {
            importing: self,
            number: self.latest.get_value(),
        }
    }

    fn end(self, report: String, said: Said) {
        self.stage.set(Stage::Over {
            report,
            said: Arc::new(said),
        });
        self.forget_file();
        // The button that had it is gone.
        catch_focus(move || self.input.try_get_untracked().flatten());
    }

    /// Lets the same file be chosen again, as a person does who has mended it: a browser says nothing of a choice that
    /// changes nothing.
    fn forget_file(self) {
        if let Some(input) = self.input.get_untracked() {
            input.set_value("");
        }
    }
}

impl Turn {
    pub fn is_latest(self) -> bool {
        self.importing.latest.try_get_value() == Some(self.number)
    }

    fn show(self, stage: Stage) {
        if self.is_latest() {
            self.importing.stage.set(stage);
        }
    }

    /// The file is being read, nobody knows how far.
    pub fn show_reading(self) {
        self.show(Stage::Reading { done: 0, total: 0 });
    }

    /// The file is read, and the person has something to decide before it is compared.
    pub fn show_nothing(self) {
        self.show(Stage::Choosing);
    }

    /// The file can't be read; nothing was changed.
    pub fn refuse(self, why: String) {
        self.show(Stage::Refused(why));
    }
}

/// The choice of a file.
#[component]
pub fn FileInput(
    importing: Importing,
    label: &'static str,
    /// As the attribute of HTML has it.
    accept: &'static str,
    on_file: Callback<(web_sys::File, Turn)>,
) -> impl IntoView {
    let input = importing.input;
    let is_writing = Memo::new(move |_| {
        importing
            .stage
            .with(|stage| matches!(stage, Stage::Writing { .. }))
    });
    let on_change = move |_| {
        let file = input
            .get_untracked()
            .and_then(|input| input.files()?.get(0));
        let turn = importing.begin();
        if let Some(file) = file {
            on_file.run((file, turn));
        }
    };
    view! {
        <div class="nhsuk-form-group">
            <label class="nhsuk-label nhsuk-label--s" for="file">{label}</label>
            <input
                id="file"
                class="nhsuk-file-upload atlas-file"
                type="file"
                prop:disabled=is_writing
                accept=accept
                node_ref=input
                on:click=move |_| importing.forget_file()
                on:change=on_change
            />
        </div>
    }
}

/// How far an import is, what it would change, and at last the report.
#[component]
pub fn Progress(importing: Importing) -> impl IntoView {
    // Of this screen, and not of the plan, which is gone while it is written.
    let over = Callback::new(move |(report, said)| importing.end(report, said));
    let shown = move || match importing.stage.get() {
        Stage::Planned(planned) => view! { <Planning importing planned end=over /> }.into_any(),
        Stage::Over { said, .. } => {
            view! { <SettleLink /> <DuplicatesLink /> {said_lists(&said)} }.into_any()
        }
        _ => ().into_any(),
    };
    let refused = move || match importing.stage.get() {
        Stage::Refused(why) => Some(view! {
            <div class="nhsuk-error-summary" role="alert">
                <p>{why}</p>
                <p>{says::CHOOSE_ANOTHER}</p>
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
    let stop = move |_| {
        let is_writing = importing
            .stage
            .with_untracked(|stage| matches!(stage, Stage::Writing { .. }));
        importing.latest.update_value(|latest| *latest += 1);
        // A writing is told when it next asks, and says itself that it is over.
        if !is_writing {
            importing.end(says::IMPORT_CANCELLED.to_owned(), Said::default());
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
        Stage::Reading { total: 0, .. } => says::READING.to_owned(),
        Stage::Reading { done, total } => says::reading(done, total),
        Stage::Comparing { done, total } => says::planning(done, total),
        Stage::Writing { done, total } => says::importing(done, total),
        Stage::Over { report, .. } => report,
        _ => String::new(),
    };
    view! {
        {refused}
        <p class="atlas-report" role="status">{status}</p>
        {cancel}
        {shown}
    }
}

/// Reads drivers of another format as [`read`] reads a file with them, which was last `changed` then.
pub async fn read_plain(
    state: State,
    turn: Turn,
    changed: Timestamp,
    drivers: Vec<Map<String, Value>>,
    said: Said,
) {
    let register = state
        .register
        .with_untracked(|register| register.id.clone());
    let mut file = Plain::new(&register, changed);
    let mut slices = Slices::new();
    for driver in drivers {
        file.push(driver);
        slices.pause().await;
        if !turn.is_latest() {
            return;
        }
    }
    read(state, turn, file.finish(), false, said).await;
}

impl Pause for Slices {
    fn pause(&mut self) -> Pin<Box<dyn Future<Output = ()> + '_>> {
        Box::pin(Self::pause(self))
    }
}

/// Reads the text of a file in the register's own format in slices, up to the plan.
///
/// `has_lines` where the person knows the text, so that its lines mean something. What was said of the file before stands
/// first.
pub async fn read(state: State, turn: Turn, text: String, has_lines: bool, mut said: Said) {
    let importing = turn.importing;
    let span = Span::begin(timing::READ);
    let mut slices = Slices::new();
    let mut scanning = Scanning::new(text);
    let reading = loop {
        match scanning.step() {
            Ok(true) => (),
            Ok(false) => break scanning.finish(),
            Err(error) => break Err(error),
        }
        slices.pause().await;
        if !turn.is_latest() {
            return;
        }
    };
    let mut reading = match reading {
        Ok(reading) => reading,
        Err(error) => return turn.refuse(says::json::unreadable(&error)),
    };
    while reading.step() {
        let (done, total) = reading.progress();
        if done % SHOWN_EACH == 0 {
            turn.show(Stage::Reading { done, total });
        }
        slices.pause().await;
        if !turn.is_latest() {
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
    said.add(&incoming.notices, has_lines);
    let Some(planned) = plan(state, turn, &incoming, said).await else {
        return;
    };
    if planned.plan.is_empty() {
        let nothing = match planned.plan.unchanged {
            0 if !planned.said.is_empty() => says::NOTHING_READABLE,
            _ => says::NOTHING_TO_IMPORT,
        };
        return turn.show(Stage::Over {
            report: nothing.to_owned(),
            said: Arc::new(planned.said),
        });
    }
    if turn.is_latest() {
        importing.left_out.set(BTreeSet::new());
        importing.from.set(0);
    }
    span.end();
    turn.show(Stage::Planned(Arc::new(planned)));
}

/// Works out what a file would change; `None` when that isn't wanted any more.
async fn plan(state: State, turn: Turn, incoming: &Incoming, said: Said) -> Option<Planned> {
    let mut plan = Plan::default();
    let mut slices = Slices::new();
    let now = clock::now();
    let total = incoming.entries.len();
    for (done, (id, entry)) in incoming.entries.iter().enumerate() {
        state
            .register
            .with_untracked(|register| plan.consider(register, incoming.source(), id, entry, now));
        if done % SHOWN_EACH == 0 {
            turn.show(Stage::Comparing { done, total });
        }
        slices.pause().await;
        if !turn.is_latest() {
            return None;
        }
    }
    while plan.step() {
        slices.pause().await;
        if !turn.is_latest() {
            return None;
        }
    }
    let new = plan.rows.iter().filter(|row| row.change == Change::New);
    let new: BTreeSet<EntryId> = new.map(|row| row.id.clone()).collect();
    Some(Planned {
        alike: alike(&plan.after, &new).await,
        plan,
        said,
    })
}

/// Which new drivers of a register may be duplicates, of what was there or of one another, and why.
pub async fn alike(after: &Register, new: &BTreeSet<EntryId>) -> BTreeMap<EntryId, String> {
    let mut alike = BTreeMap::new();
    if new.is_empty() {
        return alike;
    }
    let mut index = Index::default();
    let mut slices = Slices::new();
    for driver in after.live() {
        index.put(driver);
        slices.pause().await;
    }
    for group in index.groups(after) {
        let reasons = group.reasons.iter();
        let reasons: Vec<&str> = reasons
            .map(|reason| text::duplicates::reason(*reason))
            .collect();
        for id in group.drivers.iter().filter(|id| new.contains(*id)) {
            let others = group.drivers.iter().filter(|other| *other != id);
            let title = |driver: &Arc<Driver>| text::title_of(&driver.id, driver.title());
            let titles = others.filter_map(|id| after.driver(id).map(title));
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
    end: Callback<(String, Said)>,
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
                Some(row) if of_drivers.is_empty() => says::imported_register(&row.change),
                _ => says::imported(&of_drivers),
            };
            let report = match total {
                0 => says::NOTHING_CHOSEN.to_owned(),
                _ => what.clone(),
            };
            if total == 0 {
                return end.run((report, Said::default()));
            }
            let said = planned.said.clone();
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
                    _ = end.try_run((report, said));
                } else if is_latest() {
                    // It can be tried again.
                    _ = importing.stage.try_set(shown);
                } else {
                    _ = end.try_run((says::IMPORT_CANCELLED.to_owned(), Said::default()));
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
    let cancel = move |_| end.run((says::IMPORT_CANCELLED.to_owned(), Said::default()));
    let unchanged = (planned.plan.unchanged > 0)
        .then(|| view! { <p>{says::unchanged(planned.plan.unchanged)}</p> });
    let alike = planned.alike.len();
    let alike = (alike > 0).then(|| view! { <p>{text::duplicates::new_alike(alike)}</p> });
    let turn = (total > ROWS).then(|| {
        let shown = move || {
            let from = importing.from.get();
            says::rows_shown(from + 1, (from + ROWS).min(total), total)
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
        {said_lists(&planned.said)}
        {unchanged}
        {alike}
        <div class="atlas-table" tabindex="0" role="group" aria-label=names::WHAT_WILL_CHANGE>
            <table class="nhsuk-table">
                <caption class="nhsuk-table__caption">{names::WHAT_WILL_CHANGE}</caption>
                <thead class="nhsuk-table__head">
                    <tr>
                        <th class="nhsuk-table__header" scope="col">{says::INCLUDE}</th>
                        <th class="nhsuk-table__header" scope="col">{text::DRIVER}</th>
                        <th class="nhsuk-table__header" scope="col">{says::CHANGE}</th>
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
        return says::change_fields(&row.change);
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
    says::change_fields_by(&row.change, name)
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
                    aria-label=says::include(&title)
                    prop:checked=is_chosen
                    on:change=toggle
                />
            </td>
            <td class="nhsuk-table__cell">{title}</td>
            <td class="nhsuk-table__cell"><strong>{says::change(&row.change)}</strong> {fields} {alike}</td>
        </tr>
    }
}

/// What was left out of a file, and what else is worth knowing of it.
fn said_lists(said: &Said) -> impl IntoView + use<> {
    let list = |heading: &'static str, sentences: &[String]| {
        (!sentences.is_empty()).then(|| {
            let items = sentences.iter().cloned();
            let items = items.map(|sentence| view! { <li>{sentence}</li> });
            view! {
                <h2 class="nhsuk-heading-s">{heading}</h2>
                <ul class="nhsuk-list nhsuk-list--bullet">{items.collect_view()}</ul>
            }
        })
    };
    view! { {list(says::LEFT_OUT, &said.left_out)} {list(says::WARNINGS, &said.others)} }
}
