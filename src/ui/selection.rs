//! What is selected, in the list or in the trash, and what is done to it: exporting, or a change that is previewed first.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use leptos::ev;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::action::{Action, dispatch};
use super::editor::{FieldInput, Form};
use super::export::{Giving, GivingReport, give_out};
use super::navigation::{focus, focus_heading};
use super::state::{State, Watch, use_state};
use super::text;
use super::text::selection as says;
use crate::browser::clock::{self, Slices};
use crate::domain::bulk::{Act, FIELDS, Plan, Problem, Row, Slot, Wish};
use crate::domain::draft::Draft;
use crate::domain::driver::Driver;
use crate::domain::edit::EntryId;
use crate::domain::field::Field;
use crate::domain::register::Batch;
use crate::domain::sorting::sort_by_key;
use crate::names;
use crate::route::Route;
use crate::search::view::View;

const CHANGE_BUTTON: &str = "change-selected";
const WHAT: &str = "bulk-what";
const ON: &str = "bulk-field";
const REPLACED: &str = "bulk-replaced";
const ERROR: &str = "bulk-error";
const PREVIEWED: &str = "bulk-preview";
const ALL_OF: &str = "select-all-of";

/// How many rows a preview shows.
const ROWS: usize = 25;

/// Where drivers are selected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    List,
    Trash,
}

impl Place {
    /// What can be done from there.
    const fn acts(self) -> &'static [Act] {
        match self {
            Self::List => &[
                Act::Add,
                Act::Remove,
                Act::Replace,
                Act::Set,
                Act::Clear,
                Act::Archive,
                Act::MakeCurrent,
                Act::Trash,
            ],
            Self::Trash => &[Act::Restore],
        }
    }

    fn first_act(self) -> Act {
        self.acts().first().copied().unwrap_or(Act::Add)
    }
}

/// How far a change of many drivers is.
#[derive(Clone)]
enum Stage {
    Closed,
    /// It is being said what is to be done.
    Asking,
    /// What would change is looked up.
    Looking {
        done: usize,
        total: usize,
    },
    Previewed(Arc<Plan>),
    /// The edits are made, and written all at once: so far, nothing has changed.
    Changing {
        done: usize,
        total: usize,
    },
}

#[derive(Clone, Copy)]
struct Bulk {
    state: State,
    place: Place,
    /// The drivers that are selected and still there.
    chosen: Memo<BTreeSet<EntryId>>,
    stage: RwSignal<Stage>,
    act: RwSignal<Act>,
    field: RwSignal<Field>,
    replaced: RwSignal<String>,
    form: Form,
    problem: RwSignal<Option<Problem>>,
    /// Counts what was begun: work that isn't of the latest gives up.
    latest: StoredValue<u32>,
    /// Which of these the person cancelled while it was being written.
    cancelled: StoredValue<u32>,
}

impl Bulk {
    fn new(state: State, place: Place) -> Self {
        let chosen = Memo::new(move |_| {
            state.register.with(|register| {
                state.selected.with(|selected| {
                    let drivers = selected.iter().filter_map(|id| register.driver(id));
                    let there =
                        drivers.filter(|driver| driver.is_in_trash() == (place == Place::Trash));
                    there.map(|driver| driver.id.clone()).collect()
                })
            })
        });
        Self {
            state,
            place,
            chosen,
            stage: RwSignal::new(Stage::Closed),
            act: RwSignal::new(place.first_act()),
            field: RwSignal::new(Field::Topics),
            replaced: RwSignal::new(String::new()),
            form: Form {
                draft: RwSignal::new(Draft::new(EntryId::new())),
                problems: RwSignal::new(Vec::new()),
            },
            problem: RwSignal::new(None),
            latest: StoredValue::new(0),
            cancelled: StoredValue::new(0),
        }
    }

    /// Gives up what was begun.
    fn give_up(self) {
        self.latest.update_value(|latest| *latest += 1);
    }

    /// Begins something, and returns what tells whether it is still wanted: the screen may be gone, or the person
    /// have cancelled.
    fn begin(self) -> impl Fn() -> bool + Copy {
        self.give_up();
        let this = self.latest.get_value();
        move || self.latest.try_get_value() == Some(this)
    }

    fn open(self) {
        self.stage.set(Stage::Asking);
        focus(format!("#{WHAT}"));
    }

    fn close(self) {
        self.give_up();
        self.stage.set(Stage::Closed);
        self.forget_problems();
        focus(format!("#{CHANGE_BUTTON}"));
    }

    /// Back to what was asked.
    fn ask_again(self) {
        self.give_up();
        self.open();
    }

    fn cancel(self) {
        match self.stage.get_untracked() {
            Stage::Looking { .. } => self.say_cancelled(),
            // It says so itself, for it may be written by now.
            Stage::Changing { .. } => self.cancelled.set_value(self.latest.get_value()),
            Stage::Closed | Stage::Asking | Stage::Previewed(_) => (),
        }
    }

    fn say_cancelled(self) {
        self.state.tell(says::CANCELLED);
        self.ask_again();
    }

    fn forget_problems(self) {
        self.problem.set(None);
        self.form.problems.set(Vec::new());
    }

    /// Keeps the field one to which this is done.
    fn choose_act(self, act: Act) {
        self.forget_problems();
        self.act.set(act);
        let is_for = self.field.with_untracked(|field| act.is_for(*field));
        if act.takes_field() && !is_for {
            self.choose_field(fields(act).next().unwrap_or(Field::Topics));
        }
    }

    fn choose_field(self, field: Field) {
        self.forget_problems();
        self.replaced.set(String::new());
        self.form.draft.set(Draft::new(EntryId::new()));
        self.field.set(field);
    }

    fn wish(self) -> Result<Wish, Problem> {
        let (act, field) = (self.act.get_untracked(), self.field.get_untracked());
        let typed = self
            .form
            .draft
            .with_untracked(|draft| draft.typed(field).to_owned());
        match act {
            Act::Replace => {
                let replaced = self.replaced.get_untracked();
                Wish::from_typed(act, field, &replaced, &typed)
            }
            _ => Wish::from_typed(act, field, &typed, ""),
        }
    }

    fn preview(self) {
        self.forget_problems();
        match self.wish() {
            Ok(wish) => spawn_local(self.look(wish)),
            Err(problem) => {
                let at = match (&problem, self.act.get_untracked()) {
                    (Problem::NothingTyped(Slot::Value), Act::Replace) => REPLACED.to_owned(),
                    _ => Form::id(self.field.get_untracked()),
                };
                if let Problem::Wrong(_, wrong) = &problem {
                    self.form.problems.set(vec![wrong.clone()]);
                }
                self.problem.set(Some(problem));
                focus(format!("#{at}"));
            }
        }
    }

    /// Looks up in slices what would change.
    async fn look(self, wish: Wish) {
        let is_wanted = self.begin();
        let register = self.state.register.get_untracked();
        let chosen = self.chosen.get_untracked();
        let total = chosen.len();
        let mut plan = Plan::new(wish);
        let mut slices = Slices::new();
        self.stage.set(Stage::Looking { done: 0, total });
        for (done, id) in chosen.iter().enumerate() {
            plan.consider(&register, id);
            if slices.pause_and_tell().await {
                if !is_wanted() {
                    return;
                }
                self.stage.set(Stage::Looking { done, total });
            }
        }
        if is_wanted() {
            self.stage.set(Stage::Previewed(Arc::new(plan)));
            focus(format!("#{PREVIEWED}"));
        }
    }

    /// Makes the edits in slices, then writes them all at once.
    async fn change(self, plan: Arc<Plan>) {
        let is_wanted = self.begin();
        let this = self.latest.get_value();
        // Where the screen is gone, nobody cancels.
        let is_cancelled = move || self.cancelled.try_get_value() == Some(this);
        let (at, author) = (clock::now(), self.state.author());
        let total = plan.rows.len();
        let mut batch = Batch::new();
        let mut slices = Slices::new();
        self.stage.set(Stage::Changing { done: 0, total });
        for row in &plan.rows {
            let (id, delta) = plan.step(row, at, author.clone());
            batch.insert(id, delta);
            slices.pause().await;
            if !is_wanted() {
                return;
            }
            if is_cancelled() {
                return self.say_cancelled();
            }
        }
        let what = says::done(&plan.wish, &plan.rows);
        let done = Callback::new(move |is_written: bool| {
            if is_written && matches!(plan.wish, Wish::Trash | Wish::Restore) {
                // They are elsewhere now.
                let gone: BTreeSet<&EntryId> = plan.rows.iter().map(|row| &row.id).collect();
                let selected = self.state.selected;
                selected.update(|selected| selected.retain(|id| !gone.contains(id)));
            }
            if !is_wanted() {
                return;
            }
            match is_written {
                true => {
                    self.form.draft.set(Draft::new(EntryId::new()));
                    self.replaced.set(String::new());
                    self.stage.set(Stage::Closed);
                    focus_heading();
                }
                false if is_cancelled() => self.say_cancelled(),
                // It has been told why; what was asked is still there.
                false => self.open(),
            }
        });
        let watch = Watch {
            goes_on: Arc::new(move |done| {
                if is_wanted() {
                    self.stage.set(Stage::Changing { done, total });
                }
                !is_cancelled()
            }),
            ..Watch::default()
        };
        let action = Action::ChangeMany {
            batch,
            what,
            watch,
            done,
        };
        dispatch(self.state, action);
    }
}

/// The bar over the list, or over the trash: how many drivers are selected, and what can be done to them.
#[component]
pub fn Selection(#[prop(default = Place::List)] place: Place) -> impl IntoView {
    let state = use_state();
    if !untrack(|| state.can_edit()) {
        return ().into_any();
    }
    let bulk = Bulk::new(state, place);
    let count = Memo::new(move |_| bulk.chosen.with(BTreeSet::len));
    let clear = move |_| {
        state.selected.set(BTreeSet::new());
        bulk.give_up();
        bulk.stage.set(Stage::Closed);
        focus_heading();
    };
    let giving = Giving::new();
    let export = move |_| {
        let chosen = bulk.chosen.get_untracked();
        let count = chosen.len();
        let turn = giving.begin();
        spawn_local(async move {
            let tell = |done, total| turn.tell(done, total);
            let file = give_out(state, Some(chosen), &tell).await;
            turn.end(String::new());
            if let Some(file) = file {
                state.tell(says::exported(count, &file));
            }
        });
    };
    let is_open = move || bulk.stage.with(|stage| !matches!(stage, Stage::Closed));
    let toggle = move |_| match untrack(is_open) {
        true => bulk.close(),
        false => bulk.open(),
    };
    let has_some = Memo::new(move |_| count.get() > 0);
    let ways = move || {
        has_some.get().then(|| {
            let briefing = (place == Place::List).then(|| {
                let href = move || Route::Briefing(bulk.chosen.get()).to_string();
                view! { <a class="atlas-actions__link" href=href>{names::BRIEFING}</a> }
            });
            view! {
                <button type="button" class="atlas-link" on:click=clear>{names::CLEAR_SELECTION}</button>
                <div class="atlas-bulk__buttons">
                    <button
                        id=CHANGE_BUTTON
                        type="button"
                        class="nhsuk-button nhsuk-button--secondary nhsuk-button--small"
                        aria-expanded=move || is_open().to_string()
                        on:click=toggle
                    >
                        {names::CHANGE_SELECTED}
                    </button>
                    <button
                        type="button"
                        class="nhsuk-button nhsuk-button--secondary nhsuk-button--small"
                        on:click=export
                    >
                        {names::EXPORT_SELECTED}
                    </button>
                    {briefing}
                </div>
            }
        })
    };
    let reads = move || match count.get() {
        0 => String::new(),
        count => says::selected(count),
    };
    let shown = move || has_some.get().then(|| view! { <Change bulk /> });
    view! {
        <section class="atlas-bulk" class:atlas-bulk--some=move || has_some.get() aria-label=says::SELECTION>
            <div class="atlas-bulk__bar">
                <p class="atlas-bulk__count" role="status">{reads}</p>
                <SelectAll bulk />
                {ways}
            </div>
            <GivingReport giving />
            {shown}
        </section>
    }
    .into_any()
}

/// Selects all drivers that the list shows, on whatever page.
#[component]
fn SelectAll(bulk: Bulk) -> impl IntoView {
    let state = bulk.state;
    let all = move || -> BTreeSet<EntryId> {
        match bulk.place {
            Place::List => state.view.with_untracked(|view| state.find(view)),
            Place::Trash => state.register.with_untracked(|register| {
                let trashed = register.trashed();
                trashed.map(|driver| driver.id.clone()).collect()
            }),
        }
    };
    let found = move || match bulk.place {
        Place::List => state.answer.with(|answer| answer.hits),
        Place::Trash => state.register.with(|register| register.trashed().count()),
    };
    let left = Memo::new(move |_| {
        let found = found();
        // Where fewer are selected than found, some are left, and nothing has to be searched for.
        bulk.chosen
            .with(|chosen| found > 0 && (chosen.len() < found || !all().is_subset(chosen)))
    });
    let select = move |_| {
        let all = all();
        state.selected.update(|selected| selected.extend(all));
    };
    let is_narrowed = move || bulk.place == Place::List && state.view.with(View::is_narrowed);
    let behind = move || says::all(found(), is_narrowed());
    move || {
        left.get().then(|| {
            view! {
                <span>
                    <button type="button" class="atlas-link" aria-describedby=ALL_OF on:click=select>
                        {names::SELECT_ALL}
                    </button>
                    <span id=ALL_OF>{behind}</span>
                </span>
            }
        })
    }
}

#[component]
fn Change(bulk: Bulk) -> impl IntoView {
    let shown = move || match bulk.stage.get() {
        Stage::Closed => ().into_any(),
        Stage::Asking => view! { <Ask bulk /> }.into_any(),
        Stage::Previewed(plan) => view! { <Preview bulk plan /> }.into_any(),
        Stage::Looking { .. } | Stage::Changing { .. } => view! {
            <button
                type="button"
                class="nhsuk-button nhsuk-button--secondary nhsuk-button--small"
                on:click=move |_| bulk.cancel()
            >
                {names::CANCEL}
            </button>
        }
        .into_any(),
    };
    // The button stays the same while numbers go up.
    let kind = Memo::new(move |_| bulk.stage.with(std::mem::discriminant));
    let shown = move || {
        // Read, for a memo that was never read follows nothing.
        kind.with(|_| untrack(shown))
    };
    let progress = move || match bulk.stage.get() {
        Stage::Looking { done, total } => says::looking(done, total),
        Stage::Changing { done, total } => says::changing(done, total),
        _ => String::new(),
    };
    let escape = move |event: ev::KeyboardEvent| {
        if event.key() == "Escape" {
            event.prevent_default();
            event.stop_propagation();
            let is_changing = |stage: &Stage| matches!(stage, Stage::Changing { .. });
            match bulk.stage.with_untracked(is_changing) {
                true => bulk.cancel(),
                false => bulk.close(),
            }
        }
    };
    view! {
        <div class="atlas-bulk__change" on:keydown=escape>
            <p class="atlas-report" role="status">{progress}</p>
            {shown}
        </div>
    }
}

/// What is to be done, to which field, and the value.
#[component]
fn Ask(bulk: Bulk) -> impl IntoView {
    let submit = move |event: ev::SubmitEvent| {
        event.prevent_default();
        bulk.preview();
    };
    let choose_act = move |event: ev::Event| {
        let chosen = event_target_value(&event);
        let mut acts = bulk.place.acts().iter();
        let act = acts.find(|act| says::act(**act) == chosen);
        bulk.choose_act(act.copied().unwrap_or(bulk.place.first_act()));
    };
    let acts = bulk.place.acts().iter().map(|act| {
        let (act, name) = (*act, says::act(*act));
        view! { <option value=name selected=move || bulk.act.get() == act>{name}</option> }
    });
    let choose_field = move |event: ev::Event| {
        let field = Field::from_key(&event_target_value(&event));
        bulk.choose_field(field.unwrap_or(Field::Topics));
    };
    let field = move || {
        let act = bulk.act.get();
        let options = fields(act).map(|field| {
            view! {
                <option value=field.key() selected=move || bulk.field.get() == field>{names::label(field)}</option>
            }
        });
        let options = options.collect_view();
        act.takes_field().then(|| {
            view! {
                <div class="nhsuk-form-group">
                    <label class="nhsuk-label nhsuk-label--s" for=ON>{names::FIELD}</label>
                    <select id=ON class="nhsuk-select" on:change=choose_field>{options}</select>
                </div>
            }
        })
    };
    let value = move || {
        let (act, field) = (bulk.act.get(), bulk.field.get());
        act.takes_value().then(|| {
            let label = says::value_label(act, field);
            let replaced = (act == Act::Replace).then(|| view! { <Replaced bulk field /> });
            view! { {replaced} <FieldInput form=bulk.form field label /> }
        })
    };
    let error = move || {
        let problem = bulk.problem.get()?;
        // Under the field it is said what is wrong there.
        let is_elsewhere = !matches!(problem, Problem::Wrong(..));
        let said = says::problem(
            &problem,
            bulk.act.get_untracked(),
            bulk.field.get_untracked(),
        );
        is_elsewhere.then(|| {
            view! { <span id=ERROR class="nhsuk-error-message" role="alert">{said}</span> }
        })
    };
    view! {
        <form class="atlas-bulk__form" aria-label=names::CHANGE_SELECTED on:submit=submit novalidate>
            <div class="atlas-bulk__what">
                <div class="nhsuk-form-group">
                    <label class="nhsuk-label nhsuk-label--s" for=WHAT>{names::WHAT_TO_DO}</label>
                    <select id=WHAT class="nhsuk-select" on:change=choose_act>{acts.collect_view()}</select>
                </div>
                {field}
            </div>
            {error}
            {value}
            <div class="nhsuk-button-group atlas-bulk__buttons">
                <button type="submit" class="nhsuk-button nhsuk-button--small">{names::PREVIEW}</button>
                <button
                    type="button"
                    class="nhsuk-button nhsuk-button--secondary nhsuk-button--small"
                    on:click=move |_| bulk.close()
                >
                    {names::CANCEL}
                </button>
            </div>
        </form>
    }
}

/// The values that the selected drivers have in a field, the most frequent first, to choose the one to replace.
#[component]
fn Replaced(bulk: Bulk, field: Field) -> impl IntoView {
    let values = Memo::new(move |_| {
        let mut counts: BTreeMap<String, usize> = BTreeMap::new();
        bulk.state.register.with(|register| {
            bulk.chosen.with(|chosen| {
                for driver in chosen.iter().filter_map(|id| register.driver(id)) {
                    for value in driver.list(field) {
                        *counts.entry(value.to_owned()).or_default() += 1;
                    }
                }
            });
        });
        let mut values: Vec<(String, usize)> = counts.into_iter().collect();
        sort_by_key(&mut values, |(_, count)| std::cmp::Reverse(*count));
        values
    });
    let options = move || {
        let values = values.get().into_iter();
        let options = values.map(|(value, count)| {
            let label = format!("{value} ({})", says::number(count));
            let is_chosen = bulk.replaced.with_untracked(|chosen| *chosen == value);
            view! { <option value=value selected=is_chosen>{label}</option> }
        });
        options.collect_view()
    };
    let none = move || {
        values
            .with(Vec::is_empty)
            .then(|| view! { <div class="nhsuk-hint">{says::NOTHING_TO_REPLACE}</div> })
    };
    view! {
        <div class="nhsuk-form-group">
            <label class="nhsuk-label nhsuk-label--s" for=REPLACED>{names::VALUE_TO_REPLACE}</label>
            {none}
            <select
                id=REPLACED
                class="nhsuk-select"
                on:change=move |event| bulk.replaced.set(event_target_value(&event))
            >
                <option value="">{says::CHOOSE}</option>
                {options}
            </select>
        </div>
    }
}

/// What would change, and the button that does it.
#[component]
fn Preview(bulk: Bulk, plan: Arc<Plan>) -> impl IntoView {
    let key = plan.wish.key();
    let total = plan.rows.len();
    let rows = plan.rows.iter().take(ROWS);
    let rows = rows.map(|row| row_view(key, row)).collect_view();
    let more = (total > ROWS).then(|| view! { <p>{says::more(total - ROWS)}</p> });
    let unchanged = match (total, plan.unchanged) {
        (0, unchanged) => Some(says::nothing(unchanged)),
        (_, 0) => None,
        (_, unchanged) => Some(says::unchanged(unchanged)),
    };
    let unchanged = unchanged.map(|said| view! { <p>{said}</p> });
    let refused = (!plan.refused.is_empty())
        .then(|| view! { <p class="nhsuk-inset-text">{says::refused(&plan.refused)}</p> });
    let table = (total > 0).then(|| {
        view! {
            <div class="atlas-table" tabindex="0" role="group" aria-label=names::WHAT_WILL_CHANGE>
                <table class="nhsuk-table">
                    <caption class="nhsuk-table__caption nhsuk-table__caption--s">{names::WHAT_WILL_CHANGE}</caption>
                    <thead class="nhsuk-table__head">
                        <tr>
                            <th class="nhsuk-table__header" scope="col">{text::DRIVER}</th>
                            <th class="nhsuk-table__header" scope="col">{says::NOW}</th>
                            <th class="nhsuk-table__header" scope="col">{says::THEN}</th>
                        </tr>
                    </thead>
                    <tbody class="nhsuk-table__body">{rows}</tbody>
                </table>
            </div>
        }
    });
    let change = (total > 0).then(|| {
        let class = match plan.wish {
            Wish::Trash => "nhsuk-button nhsuk-button--warning nhsuk-button--small",
            _ => "nhsuk-button nhsuk-button--small",
        };
        let plan = plan.clone();
        view! {
            <button type="button" class=class on:click=move |_| spawn_local(bulk.change(plan.clone()))>
                {says::change_these(total)}
            </button>
        }
    });
    view! {
        <div id=PREVIEWED class="atlas-bulk__preview" role="group" tabindex="-1" aria-label=names::PREVIEW>
            {table}
            {more}
            {unchanged}
            {refused}
            <div class="nhsuk-button-group atlas-bulk__buttons">
                {change}
                <button
                    type="button"
                    class="nhsuk-button nhsuk-button--secondary nhsuk-button--small"
                    on:click=move |_| bulk.ask_again()
                >
                    {names::CANCEL}
                </button>
            </div>
        </div>
    }
}

fn row_view(key: &'static str, row: &Row) -> impl IntoView + use<> {
    let title = text::title_of(&row.id, &row.title);
    let settles = row
        .settles
        .then(|| view! { " " <span class="nhsuk-hint">{says::SETTLES}</span> });
    view! {
        <tr class="nhsuk-table__row">
            <td class="nhsuk-table__cell">{title}</td>
            <td class="nhsuk-table__cell">{says::value(key, &row.before)} {settles}</td>
            <td class="nhsuk-table__cell">{says::value(key, &row.after)}</td>
        </tr>
    }
}

/// The box that selects a driver, where drivers can be changed.
pub fn select_box(state: State, driver: &Driver) -> AnyView {
    if !untrack(|| state.can_edit()) {
        return ().into_any();
    }
    let title = text::title_of(&driver.id, driver.title());
    let id = StoredValue::new(driver.id.clone());
    let is_selected =
        move || id.with_value(|id| state.selected.with(|selected| selected.contains(id)));
    let toggle = move |_| {
        state.selected.update(|selected| {
            let id = id.get_value();
            if !selected.remove(&id) {
                selected.insert(id);
            }
        });
    };
    view! {
        <input
            type="checkbox"
            class="atlas-checkbox"
            aria-label=says::select(&title)
            prop:checked=is_selected
            on:change=toggle
        />
    }
    .into_any()
}

/// The fields to which something is done.
fn fields(act: Act) -> impl Iterator<Item = Field> {
    FIELDS.into_iter().filter(move |field| act.is_for(*field))
}
