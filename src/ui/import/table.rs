//! Import of tables: the columns are matched with fields, then what the rows would change is shown.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::Timestamp;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::plan::{self, FileInput, Importing, Progress, Said, Turn};
use crate::browser::clock::Slices;
use crate::browser::files;
use crate::domain::field::Field;
use crate::exchange::csv;
use crate::exchange::table::{self, MAX_BYTES, Mapping, Placed, Target, is_workbook};
use crate::exchange::xlsx::{self, Sheet};
use crate::names;
use crate::ui::navigation::focus;
use crate::ui::state::{State, use_state};
use crate::ui::text::importing as says;

/// How many rows are shown of each column.
const EXAMPLES: usize = 3;

/// A file whose columns are being matched.
#[derive(Clone)]
struct Chosen {
    turn: Turn,
    sheets: Arc<Vec<Sheet>>,
    /// When the file was last changed.
    changed: Timestamp,
}

#[component]
pub fn Table() -> impl IntoView {
    let state = use_state();
    let importing = Importing::new();
    let chosen = RwSignal::new(None::<Chosen>);
    let on_file = Callback::new(move |(file, turn): (web_sys::File, Turn)| {
        chosen.set(None);
        spawn_local(async move {
            turn.show_reading();
            let changed = files::changed(&file);
            let bytes = match files::read(file, MAX_BYTES).await {
                Ok(bytes) => bytes,
                Err(error) => return turn.refuse(says::cannot_take(&error, MAX_BYTES)),
            };
            match sheets(&bytes).await {
                Ok(found) if turn.is_latest() => {
                    turn.show_nothing();
                    chosen.set(Some(Chosen {
                        turn,
                        sheets: Arc::new(found),
                        changed,
                    }));
                    focus("#columns");
                }
                Ok(_) => (),
                Err(error) => turn.refuse(says::unreadable_table(&error)),
            }
        });
    });
    // Of this screen, and not of the columns, which are gone then.
    let chosen_for = Callback::new(move |matched: Matched| {
        let Some(Chosen { turn, changed, .. }) = chosen.get_untracked() else {
            return;
        };
        chosen.set(None);
        // The button that had it is gone, and what will change comes next.
        focus("#file");
        spawn_local(read(state, turn, changed, matched));
    });
    let columns = move || {
        let Chosen { sheets, .. } = chosen.get()?;
        Some(view! { <Columns sheets chosen_for /> })
    };
    view! {
        <FileInput
            importing
            label=names::TABLE_FILE
            accept=".csv,.tsv,.txt,.xlsx,text/csv,application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
            on_file
        />
        <Progress importing />
        {columns}
    }
}

/// The sheets of a file, the place of one, and what its columns are.
type Matched = (Arc<Vec<Sheet>>, usize, Mapping);

/// Makes drivers of a sheet's rows, and goes on to the plan.
async fn read(state: State, turn: Turn, changed: Timestamp, (sheets, place, mapping): Matched) {
    turn.show_reading();
    // What is in a table is compared with all that is here.
    state.whole().await;
    let Some(Sheet { table, .. }) = sheets.get(place) else {
        return;
    };
    let mut placed = Placed::default();
    let mut slices = Slices::new();
    for index in 1..table.rows.len() {
        placed.add(table, index, &mapping);
        slices.pause().await;
        if !turn.is_latest() {
            return;
        }
    }
    let mut said = Said::default();
    said.others
        .extend(table.notices.iter().map(says::table_notice));
    for problem in &placed.problems {
        let list = match problem.kind.leaves_out() {
            true => &mut said.left_out,
            false => &mut said.others,
        };
        list.push(says::cell_problem(problem));
    }
    let register = state.register.get_untracked();
    for driver in &mut placed.drivers {
        let cut = table::keep_what_is_here(std::slice::from_mut(driver), &register);
        let cut = cut
            .iter()
            .map(|(title, field)| says::cut_cell(title, *field));
        said.others.extend(cut);
        slices.pause().await;
        if !turn.is_latest() {
            return;
        }
    }
    plan::read_plain(state, turn, changed, placed.drivers, said).await;
}

/// What each column of a file is.
#[component]
fn Columns(sheets: Arc<Vec<Sheet>>, chosen_for: Callback<Matched>) -> impl IntoView {
    let state = use_state();
    let sheet = RwSignal::new(0_usize);
    let mapping = RwSignal::new(Mapping::default());
    let guess = {
        let sheets = sheets.clone();
        move |place: usize| {
            let header = sheets.get(place).map(|sheet| sheet.table.header());
            let header = header.unwrap_or_default();
            let remembered = state
                .preferences
                .with_untracked(|preferences| preferences.columns.clone());
            let empty_clears = mapping.with_untracked(|mapping| mapping.empty_clears);
            mapping.set(Mapping {
                empty_clears,
                ..table::guess(header, &remembered)
            });
        }
    };
    // The first that people see.
    let first = sheets.iter().position(|sheet| !sheet.is_hidden);
    sheet.set(first.unwrap_or_default());
    guess(sheet.get_untracked());
    let choice = (sheets.len() > 1).then(|| {
        let options = sheets.iter().enumerate().map(|(place, one)| {
            let is_first = place == sheet.get_untracked();
            view! { <option value=place.to_string() selected=is_first>{one.name.clone()}</option> }
        });
        let choose = move |event| {
            let place = event_target_value(&event).parse().unwrap_or_default();
            guess(place);
            sheet.set(place);
        };
        view! {
            <div class="nhsuk-form-group">
                <label class="nhsuk-label nhsuk-label--s" for="sheet">{names::SHEET}</label>
                <select id="sheet" class="nhsuk-select" on:change=choose>{options.collect_view()}</select>
            </div>
        }
    });
    let reads = {
        let sheets = sheets.clone();
        move || {
            sheets
                .get(sheet.get())
                .map(|sheet| says::read_as(&sheet.table))
        }
    };
    let rows = {
        let sheets = sheets.clone();
        move || {
            let sheet = sheets.get(sheet.get())?;
            let header = sheet.table.header().iter().cloned().enumerate();
            let columns = header.map(|(place, header)| {
                let below = sheet.table.rows.iter().skip(1);
                let cells = below.filter_map(|row| row.get(place));
                let cells = cells.filter(|cell| !cell.trim().is_empty());
                let examples = cells.take(EXAMPLES).map(|cell| says::example(cell));
                column(mapping, place, header, examples.collect())
            });
            Some(columns.collect_view())
        }
    };
    let problem = RwSignal::new(None::<&'static str>);
    let go = {
        let sheets = sheets.clone();
        move |event: web_sys::SubmitEvent| {
            event.prevent_default();
            let place = sheet.get_untracked();
            let Some(sheet) = sheets.get(place) else {
                return;
            };
            let mapping = mapping.get_untracked();
            if !mapping.has(Target::Field(Field::Title)) {
                problem.set(Some(says::NO_TITLE_COLUMN));
                return focus("#columns-problem");
            }
            problem.set(None);
            remember(state, sheet, &mapping);
            chosen_for.run((sheets.clone(), place, mapping));
        }
    };
    let error = move || {
        let sentence = problem.get()?;
        Some(
            view! { <p id="columns-problem" class="nhsuk-error-message" role="alert" tabindex="-1">{sentence}</p> },
        )
    };
    let clears = move |event| {
        let clears = event_target_checked(&event);
        mapping.update(|mapping| mapping.empty_clears = clears);
    };
    view! {
        <form on:submit=go novalidate>
            <h2 id="columns" class="nhsuk-heading-m" tabindex="-1">{says::COLUMNS}</h2>
            <p>{says::COLUMNS_LEAD}</p>
            <p class="nhsuk-hint">{reads}</p>
            {choice}
            {error}
            <div class="atlas-table atlas-matching" tabindex="0" role="group" aria-label=says::COLUMNS>
                <table class="nhsuk-table">
                    <thead class="nhsuk-table__head">
                        <tr>
                            <th class="nhsuk-table__header" scope="col">{says::COLUMN}</th>
                            <th class="nhsuk-table__header" scope="col">{says::FIRST_ROWS}</th>
                            <th class="nhsuk-table__header" scope="col">{names::FIELD}</th>
                        </tr>
                    </thead>
                    <tbody class="nhsuk-table__body">{rows}</tbody>
                </table>
            </div>
            <div class="nhsuk-form-group">
                <div class="nhsuk-checkboxes">
                    <div class="nhsuk-checkboxes__item">
                        <input
                            id="empty-clears"
                            class="nhsuk-checkboxes__input"
                            type="checkbox"
                            aria-describedby="empty-clears-hint"
                            on:change=clears
                        />
                        <label class="nhsuk-label nhsuk-checkboxes__label" for="empty-clears">{says::EMPTY_CLEARS}</label>
                        <div id="empty-clears-hint" class="nhsuk-hint nhsuk-checkboxes__hint">{says::EMPTY_CLEARS_HINT}</div>
                    </div>
                </div>
            </div>
            <button type="submit" class="nhsuk-button">{names::SHOW_WHAT_WILL_CHANGE}</button>
        </form>
    }
}

/// One column of the file, with the choice of what it is.
fn column(
    mapping: RwSignal<Mapping>,
    place: usize,
    header: String,
    examples: Vec<String>,
) -> impl IntoView + use<> {
    let name = says::column(place, &header);
    let choose = move |event| {
        let target = Target::from_key(&event_target_value(&event));
        mapping.update(|mapping| {
            if let Some(column) = mapping.columns.get_mut(place) {
                *column = target;
            }
        });
    };
    let chosen = move || mapping.with(|mapping| mapping.columns.get(place).copied().flatten());
    let options = Target::all().map(|target| {
        let is_chosen = move || chosen() == Some(target);
        view! { <option value=target.key() selected=is_chosen>{target.label()}</option> }
    });
    let lines = examples
        .iter()
        .cloned()
        .map(|line| view! { <div>{line}</div> });
    view! {
        <tr class="nhsuk-table__row">
            <th class="nhsuk-table__cell" scope="row">{name.clone()}</th>
            <td class="nhsuk-table__cell atlas-columns__examples">{lines.collect_view()}</td>
            <td class="nhsuk-table__cell">
                <select class="nhsuk-select" aria-label=says::field_of(&name) on:change=choose>
                    <option value="" selected=move || chosen().is_none()>{says::NOT_IMPORTED}</option>
                    {options.collect::<Vec<_>>()}
                </select>
            </td>
        </tr>
    }
}

/// Keeps what the person chose for headers otherwise than they were guessed, for the next file that has them.
fn remember(state: State, sheet: &Sheet, mapping: &Mapping) {
    let header = sheet.table.header();
    let guessed = table::guess(header, &BTreeMap::new());
    let (mut chosen, mut guesses) = (BTreeMap::new(), BTreeMap::new());
    mapping.remember(header, &mut chosen);
    guessed.remember(header, &mut guesses);
    state.preferences.update(|preferences| {
        // Kept for this session where the browser keeps nothing; the banner says so.
        let _ = preferences.set_columns(chosen, &guesses);
    });
}

/// The tables of a file: of a text one, without a name.
async fn sheets(bytes: &[u8]) -> Result<Vec<Sheet>, table::Unreadable> {
    let mut slices = Slices::new();
    if is_workbook(bytes) {
        return xlsx::read_in_slices(bytes, &mut slices).await;
    }
    Ok(vec![Sheet {
        name: String::new(),
        is_hidden: false,
        table: csv::read_in_slices(bytes, &mut slices).await?,
    }])
}
