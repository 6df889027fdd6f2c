//! The drivers of a page as a table, sorted by its headings, with the columns that a person chooses.

use std::sync::Arc;

use jiff::civil::Date;
use leptos::prelude::*;

use super::list::{link, pieces};
use super::{change_view, go_to_view, page};
use crate::domain::driver::{Driver, Status};
use crate::domain::field::{Field, Kind};
use crate::names;
use crate::search::facet::capitalised;
use crate::search::passage;
use crate::search::query::Query;
use crate::search::view::{COLUMNS, Sort, SortBy};
use crate::ui::parts::review_due;
use crate::ui::selection::select_box;
use crate::ui::state::{State, use_state};
use crate::ui::text::finding as says;

/// Which columns the table has.
#[component]
pub fn Columns() -> impl IntoView {
    let state = use_state();
    let choice = move |field: Field| {
        let id = format!("column-{}", field.key());
        let is_chosen = move || state.view.with(|view| view.has_column(field));
        let on_change = move |_| change_view(state, |view| view.toggle_column(field));
        view! {
            <div class="nhsuk-checkboxes__item">
                <input
                    class="nhsuk-checkboxes__input"
                    id=id.clone()
                    type="checkbox"
                    prop:checked=is_chosen
                    on:change=on_change
                />
                <label class="nhsuk-label nhsuk-checkboxes__label" for=id>{names::label(field)}</label>
            </div>
        }
    };
    view! {
        <details class="nhsuk-details atlas-details">
            <summary class="nhsuk-details__summary">
                <span class="nhsuk-details__summary-text">{names::COLUMNS}</span>
            </summary>
            <div class="nhsuk-details__text">
                <fieldset class="nhsuk-fieldset">
                    <legend class="nhsuk-u-visually-hidden">{names::COLUMNS}</legend>
                    <div class="nhsuk-checkboxes nhsuk-checkboxes--small atlas-choices">
                        {COLUMNS.map(choice).collect_view()}
                    </div>
                </fieldset>
            </div>
        </details>
    }
}

/// The table.
#[component]
pub fn Table() -> impl IntoView {
    let state = use_state();
    let columns = Memo::new(move |_| {
        state.view.with(|view| {
            let columns = COLUMNS.into_iter().filter(|field| view.has_column(*field));
            columns.collect::<Vec<_>>()
        })
    });
    let headings = move || {
        let columns = columns.get().into_iter();
        columns
            .map(|field| view! { <Heading field /> })
            .collect_view()
    };
    let page = page(state);
    let rows = move || {
        let columns = columns.get();
        page.with(|page| {
            let rows = page.drivers.iter();
            rows.map(|driver| row(state, driver, &page.query, &columns, page.today))
                .collect_view()
        })
    };
    view! {
        <div class="atlas-table" tabindex="0" role="group" aria-label=names::TABLE_OF_DRIVERS>
            <table class="nhsuk-table atlas-drivers" aria-label=names::DRIVERS>
                <thead class="nhsuk-table__head">
                    <tr><Heading field=Field::Title />{headings}</tr>
                </thead>
                <tbody class="nhsuk-table__body">{rows}</tbody>
            </table>
        </div>
    }
}

/// A column's heading, which sorts by it: first upwards, then downwards.
#[component]
fn Heading(field: Field) -> impl IntoView {
    let state = use_state();
    let label = names::label(field);
    let Some(by) = SortBy::of(field) else {
        return view! { <th scope="col" class="nhsuk-table__header">{label}</th> }.into_any();
    };
    let sort = move || state.view.with(|view| view.sort);
    let sorted = move || match sort() {
        sort if sort.by != by => None,
        sort if sort.is_descending => Some("descending"),
        _ => Some("ascending"),
    };
    let arrow = move || match sorted() {
        Some("descending") => " ▼",
        Some(_) => " ▲",
        None => "",
    };
    let on_click = move |_| {
        let is_ascending = sort() == Sort::ascending(by);
        go_to_view(state, |view| {
            view.sort = match is_ascending {
                true => Sort::descending(by),
                false => Sort::ascending(by),
            };
        });
    };
    view! {
        <th scope="col" class="nhsuk-table__header" aria-sort=sorted>
            <button type="button" class="atlas-link atlas-drivers__sort" on:click=on_click>
                {label}<span aria-hidden="true">{arrow}</span>
            </button>
        </th>
    }
    .into_any()
}

fn row(
    state: State,
    driver: &Arc<Driver>,
    query: &Query,
    columns: &[Field],
    today: Date,
) -> impl IntoView + use<> {
    let cells = columns.iter().map(|field| {
        let text = cell(driver, *field, today);
        let is_date = field.kind() == Kind::Date;
        view! {
            <td class="nhsuk-table__cell" class:atlas-drivers__date=is_date>
                {pieces(passage::marked(&text, query))}
            </td>
        }
    });
    let cells = cells.collect_view();
    view! {
        <tr class="nhsuk-table__row">
            <th scope="row" class="nhsuk-table__cell atlas-drivers__title">
                <div class="atlas-drivers__to-select">{select_box(state, driver)} {link(driver, query)}</div>
            </th>
            {cells}
        </tr>
    }
}

/// What stands in a cell.
fn cell(driver: &Driver, field: Field, today: Date) -> String {
    match field {
        Field::Level => capitalised(driver.text(field)),
        Field::Status => match driver.status() {
            Status::Current => says::CURRENT.to_owned(),
            status => capitalised(status.key()),
        },
        Field::ReviewDue => review_due(driver, today).unwrap_or_default(),
        field => match field.kind() {
            Kind::Date => driver
                .date(field)
                .map_or_else(String::new, |date| date.display().into_owned()),
            Kind::List(_) => driver.list(field).collect::<Vec<_>>().join(", "),
            _ => driver.text(field).to_owned(),
        },
    }
}
