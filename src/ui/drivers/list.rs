//! The drivers of a page as a list: title, tags, facts, and the passage that matched.

use std::sync::Arc;

use jiff::civil::Date;
use leptos::prelude::*;

use super::page;
use crate::domain::driver::Driver;
use crate::domain::field::Field;
use crate::names;
use crate::route::Route;
use crate::search::passage::{self, Piece};
use crate::search::query::Query;
use crate::ui::parts::{review_due, tags};
use crate::ui::published::mark;
use crate::ui::selection::select_box;
use crate::ui::state::{State, use_state};
use crate::ui::text;
use crate::ui::text::finding as says;

/// The list.
#[component]
pub fn List() -> impl IntoView {
    let state = use_state();
    let page = page(state);
    let items = move || {
        page.with(|page| {
            let items = page.drivers.iter();
            items
                .map(|driver| item(state, driver, &page.query, page.today))
                .collect_view()
        })
    };
    view! { <ul class="atlas-results" aria-label=names::DRIVERS>{items}</ul> }
}

fn item(state: State, driver: &Arc<Driver>, query: &Query, today: Date) -> impl IntoView + use<> {
    let published = driver
        .date(Field::Published)
        .map(|date| date.display().into_owned());
    let sources: Vec<&str> = driver.list(Field::Sources).collect();
    let responsible = driver.text(Field::Responsible);
    let facts: Vec<String> = [Some(sources.join(", ")), published]
        .into_iter()
        .flatten()
        .filter(|fact| !fact.is_empty())
        .collect();
    let review: Vec<String> = [
        review_due(driver, today).map(|due| format!("{}: {due}", names::label(Field::ReviewDue))),
        (!responsible.is_empty())
            .then(|| format!("{}: {responsible}", names::label(Field::Responsible))),
    ]
    .into_iter()
    .flatten()
    .collect();
    let passage = passage::best(query, driver).map(|passage| {
        let of = says::passage_of(passage.field);
        view! {
            <p class="atlas-results__passage">
                <span class="atlas-results__of">{of}": "</span>
                {pieces(passage.pieces)}
            </p>
        }
    });
    view! {
        <li class="atlas-results__item atlas-results__item--to-select">
            {select_box(state, driver)}
            <div class="atlas-results__said">
                <p class="atlas-results__title">{link(driver, query)}</p>
                <p class="atlas-results__tags">{tags(driver, today)} {mark(state, &driver.id)}</p>
                <p class="atlas-results__facts">{pieces(passage::marked(&facts.join(" · "), query))}</p>
                {passage}
                <p class="atlas-results__facts">{review.join(" · ")}</p>
            </div>
        </li>
    }
}

/// A driver's title as a link, with what matched marked.
pub fn link(driver: &Driver, query: &Query) -> AnyView {
    let href = Route::Driver(driver.id.clone()).to_string();
    let title = text::title_of(&driver.id, driver.title());
    view! { <a class="atlas-result" href=href>{pieces(passage::marked(&title, query))}</a> }
        .into_any()
}

/// A text with its marks. They are for the eye: a screen reader reads the text without a stop.
pub fn pieces(pieces: Vec<Piece>) -> AnyView {
    let pieces = pieces.into_iter().map(|piece| match piece.is_match {
        true => view! { <mark class="atlas-match">{piece.text}</mark> }.into_any(),
        false => piece.text.into_any(),
    });
    pieces.collect_view().into_any()
}
