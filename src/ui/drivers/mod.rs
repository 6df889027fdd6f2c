//! The list of drivers: searched as typed, filtered, sorted, as a list or a table, in pages.

mod active;
mod builder;
mod drafts;
mod keys;
mod list;
mod search;
mod table;

use std::sync::Arc;

use jiff::civil::Date;
use leptos::prelude::*;

use self::active::ActiveFilters;
use self::drafts::UnfinishedDrafts;
use self::list::List;
use self::search::{DidYouMean, Search};
use self::table::{Columns, Table};
use super::duplicates::DuplicatesCount;
use super::facets::Filters;
use super::first::First;
use super::navigation::{go, replace, replace_soon, settle_address};
use super::parts::Heading;
use super::published::SinceLastLook;
use super::saved_views::SavedViews;
use super::selection::Selection;
use super::state::{State, use_state};
use super::text;
use super::text::finding as says;
use crate::domain::driver::Driver;
use crate::names;
use crate::route::Route;
use crate::search::facet::{self, Facet};
use crate::search::query::Query;
use crate::search::view::{Layout, PAGE_SIZE, Sort, View};

/// The list, or the ways to begin where there is nothing to list.
#[component]
pub fn Drivers() -> impl IntoView {
    let state = use_state();
    let is_empty = Memo::new(move |_| {
        state.register.with(|register| {
            register.live().next().is_none() && register.trashed().next().is_none()
        })
    });
    move || {
        if is_empty.get() {
            view! { <UnfinishedDrafts /> <First /> }.into_any()
        } else {
            view! { <Screen /> }.into_any()
        }
    }
}

#[component]
fn Screen() -> impl IntoView {
    let state = use_state();
    let are_filters_shown = RwSignal::new(false);
    let can_edit = state.can_edit();
    let add = can_edit.then(|| {
        view! {
            <a class="nhsuk-button nhsuk-button--small atlas-list__add" href=Route::Add(None).to_string()>
                {names::ADD_A_DRIVER}
            </a>
        }
    });
    let ways = can_edit.then(|| {
        view! {
            <p class="atlas-list__ways">
                <a href=Route::Duplicates.to_string()>{names::DUPLICATES}</a>
                <DuplicatesCount />
            </p>
        }
    });
    let toggle_filters = move |_| are_filters_shown.update(|shown| *shown = !*shown);
    view! {
        <div class="atlas-list__head">
            <Heading text=names::DRIVERS />
            {add}
        </div>
        {ways}
        <SinceLastLook />
        <UnfinishedDrafts />
        <div
            class="atlas-columns"
            on:keydown=move |event| keys::move_about(state, &event)
            on:focusout=move |_| settle_address(state)
        >
            <div class="atlas-columns__side">
                <button
                    type="button"
                    class="nhsuk-button nhsuk-button--secondary nhsuk-button--small atlas-filters__toggle"
                    aria-expanded=move || are_filters_shown.get().to_string()
                    aria-controls="filters"
                    on:click=toggle_filters
                >
                    {move || if are_filters_shown.get() { text::HIDE_FILTERS } else { text::SHOW_FILTERS }}
                </button>
                <section
                    id="filters"
                    class=move || if are_filters_shown.get() { "atlas-filters atlas-filters--shown" } else { "atlas-filters" }
                    aria-label=names::FILTERS
                >
                    <Filters />
                </section>
            </div>
            <div class="atlas-columns__main">
                <Search />
                <ActiveFilters />
                <SavedViews />
                <InConflict />
                <Summary />
                <Selection />
                <Results />
                <Pagination />
            </div>
        </div>
    }
}

/// Shows another view of the list, in place of the one shown: "back" leads to what was before that.
fn change_view(state: State, change: impl FnOnce(&mut View)) {
    let mut view = state.view.get_untracked();
    change(&mut view);
    replace(state, Route::Drivers(view));
}

/// Searches for another query, as it is typed: the address follows when typing stops.
fn search_for(state: State, query: String) {
    let mut view = state.view.get_untracked();
    view.query = query;
    view.page = 1;
    replace_soon(state, Route::Drivers(view));
}

/// Goes to another view of the list, from which "back" leads here again; to its first page.
fn go_to_view(state: State, change: impl FnOnce(&mut View)) {
    let mut view = state.view.get_untracked();
    change(&mut view);
    view.page = 1;
    settle_address(state);
    go(&Route::Drivers(view));
}

/// How many drivers are in conflict, and the way to them.
#[component]
fn InConflict() -> impl IntoView {
    let state = use_state();
    let count = Memo::new(move |_| {
        state.register.with(|register| {
            let live = register.live();
            live.filter(|driver| !driver.is_settled()).count()
        })
    });
    move || {
        let mut view = View::default();
        view.toggle(Facet::Conflict, facet::IN_CONFLICT);
        let href = Route::Drivers(view).to_string();
        (count.get() > 0).then(|| {
            view! { <p><a href=href>{text::settle::drivers_in_conflict(count.get())}</a></p> }
        })
    }
}

/// How many drivers the list has, and how they are sorted and laid out.
#[component]
fn Summary() -> impl IntoView {
    let state = use_state();
    let is_narrowed = Memo::new(move |_| state.view.with(View::is_narrowed));
    let reads = move || {
        let is_narrowed = is_narrowed.get();
        state
            .answer
            .with(|answer| text::status(answer.hits, answer.total, is_narrowed))
    };
    let typed = move || state.answer.with(|answer| answer.typed.clone());
    let is_reading = Memo::new(move |_| {
        let is_searched = state.view.with(|view| !view.query.trim().is_empty());
        state.answer.with(|answer| is_searched && answer.unread > 0)
    });
    let reading = move || {
        is_reading.get().then(|| {
            let is_stopped = state.is_reading_stopped;
            let read = move || {
                let (read, total) = state
                    .answer
                    .with(|answer| (answer.total - answer.unread, answer.total));
                match is_stopped.get() {
                    true => says::reading_stopped(read, total),
                    false => says::reading(read, total),
                }
            };
            let name = move || match is_stopped.get() {
                true => names::GO_ON_READING,
                false => names::STOP_READING,
            };
            let toggle = move |_| state.stop_reading(!is_stopped.get_untracked());
            view! {
                <p class="nhsuk-hint atlas-summary__reading">
                    {read} " "
                    <button type="button" class="atlas-link" on:click=toggle>{name}</button>
                </p>
            }
        })
    };
    let export = move || {
        is_narrowed.get().then(|| {
            view! { <a href=move || Route::Export(state.view.get()).to_string()>{text::EXPORT_THESE}</a> }
        })
    };
    view! {
        <div class="atlas-summary">
            <p class="atlas-summary__count" role="status" data-query=typed>{reads}</p>
            {export}
            <Arrangement />
        </div>
        {reading}
    }
}

/// The order and the layout of the list.
#[component]
fn Arrangement() -> impl IntoView {
    let state = use_state();
    let on_sort = move |event| {
        let sort = Sort::from_key(&event_target_value(&event)).unwrap_or_default();
        go_to_view(state, |view| view.sort = sort);
    };
    let on_layout = move |event| {
        let layout = Layout::from_key(&event_target_value(&event)).unwrap_or_default();
        go_to_view(state, |view| view.layout = layout);
    };
    let option = move |sort: Sort| {
        let is_chosen = move || state.view.with(|view| view.sort == sort);
        view! { <option value=sort.key() selected=is_chosen>{says::sort(sort)}</option> }
    };
    // An order that only a table's column gives is offered while it is chosen.
    let other = Memo::new(move |_| {
        let sort = state.view.with(|view| view.sort);
        (!Sort::OFFERED.contains(&sort)).then_some(sort)
    });
    let layouts = Layout::ALL.map(|layout| {
        let is_chosen = move || state.view.with(|view| view.layout == layout);
        view! { <option value=layout.key() selected=is_chosen>{says::layout(layout)}</option> }
    });
    view! {
        <div class="atlas-arrangement">
            <div class="atlas-arrangement__choice">
                <label class="nhsuk-label" for="sort">{names::SORT_BY}</label>
                <select
                    id="sort"
                    class="nhsuk-select"
                    prop:value=move || state.view.with(|view| view.sort.key())
                    on:change=on_sort
                >
                    {Sort::OFFERED.map(option).collect_view()}
                    {move || other.get().map(option)}
                </select>
            </div>
            <div class="atlas-arrangement__choice">
                <label class="nhsuk-label" for="layout">{names::LAYOUT}</label>
                <select
                    id="layout"
                    class="nhsuk-select"
                    prop:value=move || state.view.with(|view| view.layout.key())
                    on:change=on_layout
                >
                    {layouts.collect_view()}
                </select>
            </div>
        </div>
    }
}

#[component]
fn Results() -> impl IntoView {
    let state = use_state();
    let shown = Memo::new(move |_| {
        let layout = state.view.with(|view| view.layout);
        state.answer.with(|answer| match answer {
            answer if answer.total == 0 => Shown::NoDrivers,
            answer if answer.hits == 0 => Shown::NoMatch,
            _ => Shown::Drivers(layout),
        })
    });
    move || {
        match shown.get() {
        Shown::NoDrivers => {
            view! { <p>{text::NO_DRIVERS} " " <a href=Route::Trash.to_string()>{text::SOME_IN_TRASH}</a></p> }
                .into_any()
        }
        Shown::NoMatch => view! { <p>{text::NO_MATCH}</p> <DidYouMean /> }.into_any(),
        Shown::Drivers(Layout::List) => view! { <List /> }.into_any(),
        Shown::Drivers(Layout::Table) => view! { <Columns /> <Table /> }.into_any(),
    }
    }
}

/// The drivers of the page that is shown.
struct Page {
    drivers: Vec<Arc<Driver>>,
    query: Query,
    today: Date,
}

impl Page {
    /// Drivers are compared by what they are, not by what they say: a change makes another of one.
    fn is_same(&self, other: &Self) -> bool {
        let pairs = self.drivers.iter().zip(&other.drivers);
        (self.drivers.len(), &self.query, self.today)
            == (other.drivers.len(), &other.query, other.today)
            && pairs
                .into_iter()
                .all(|(one, other)| Arc::ptr_eq(one, other))
    }
}

/// The page that is shown. It stays as it is while answers say the same, or the focus would be lost with each.
fn page(state: State) -> Memo<Page> {
    let page = move |_: Option<&Page>| {
        let today = state.today.get();
        state.answer.with(|answer| Page {
            drivers: answer.page.clone(),
            query: answer.query.clone(),
            today,
        })
    };
    Memo::new_with_compare(page, |before, now| {
        before
            .zip(now)
            .is_none_or(|(before, now)| !before.is_same(now))
    })
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Shown {
    NoDrivers,
    NoMatch,
    Drivers(Layout),
}

#[component]
fn Pagination() -> impl IntoView {
    let state = use_state();
    let pages = Memo::new(move |_| state.answer.with(|answer| answer.hits.div_ceil(PAGE_SIZE)));
    let to = move |page: usize| {
        Route::Drivers(View {
            page,
            ..state.view.get()
        })
        .to_string()
    };
    move || {
        let (page, pages) = (state.view.with(|view| view.page), pages.get());
        (pages > 1).then(|| {
            let previous = (page > 1).then(|| view! { <a class="atlas-pages__link" rel="prev" href=to((page - 1).min(pages))>{text::PREVIOUS}</a> });
            let next = (page < pages).then(|| view! { <a class="atlas-pages__link" rel="next" href=to(page + 1)>{text::NEXT}</a> });
            view! {
                <nav class="atlas-pages" aria-label=names::PAGINATION>
                    {previous}
                    <span>{text::page_of(page.min(pages), pages)}</span>
                    {next}
                </nav>
            }
        })
    }
}
