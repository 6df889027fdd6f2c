//! The list of drivers: searched as typed, filtered, sorted, in pages.

use std::sync::Arc;

use jiff::civil::Date;
use leptos::prelude::*;

use super::action::{Action, dispatch, draft_route, draft_title};
use super::duplicates::DuplicatesCount;
use super::facets::Filters;
use super::first::First;
use super::navigation::{go, replace};
use super::parts::{Heading, review_due, tags};
use super::published::{SinceLastLook, mark};
use super::saved_views::SavedViews;
use super::selection::{Selection, select_box};
use super::state::{State, use_state};
use super::text;
use crate::domain::driver::Driver;
use crate::domain::field::Field;
use crate::names;
use crate::route::Route;
use crate::search::facet::{self, Facet};
use crate::search::view::{PAGE_SIZE, Sort, View};

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
            view! { <List /> }.into_any()
        }
    }
}

#[component]
fn List() -> impl IntoView {
    let is_shown = RwSignal::new(false);
    let can_edit = use_state().can_edit();
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
    let toggle_filters = move |_| is_shown.update(|shown| *shown = !*shown);
    view! {
        <div class="atlas-list__head">
            <Heading text=names::DRIVERS />
            {add}
        </div>
        {ways}
        <SinceLastLook />
        <UnfinishedDrafts />
        <div class="atlas-columns">
            <div class="atlas-columns__side">
                <button
                    type="button"
                    class="nhsuk-button nhsuk-button--secondary nhsuk-button--small atlas-filters__toggle"
                    aria-expanded=move || is_shown.get().to_string()
                    aria-controls="filters"
                    on:click=toggle_filters
                >
                    {move || if is_shown.get() { text::HIDE_FILTERS } else { text::SHOW_FILTERS }}
                </button>
                <section
                    id="filters"
                    class=move || if is_shown.get() { "atlas-filters atlas-filters--shown" } else { "atlas-filters" }
                    aria-label=names::FILTERS
                >
                    <Filters />
                </section>
            </div>
            <div class="atlas-columns__main">
                <Search />
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

/// Shows another view of the list; typing doesn't fill the browser's history.
pub fn change_view(state: State, change: impl FnOnce(&mut View)) {
    let mut view = state.view.get_untracked();
    change(&mut view);
    replace(state, Route::Drivers(view));
}

#[component]
fn Search() -> impl IntoView {
    let state = use_state();
    let on_input = move |event| {
        let query = event_target_value(&event);
        change_view(state, |view| {
            view.query = query;
            view.page = 1;
        });
    };
    let on_sort = move |event| {
        let sort = Sort::from_key(&event_target_value(&event)).unwrap_or_default();
        let mut view = state.view.get_untracked();
        view.sort = sort;
        view.page = 1;
        go(&Route::Drivers(view));
    };
    let options = Sort::ALL
        .map(|sort| {
            view! {
                <option value=sort.key() selected=move || state.view.with(|view| view.sort == sort)>{text::sort(sort)}</option>
            }
        })
        .collect_view();
    view! {
        <form class="atlas-search" role="search" on:submit=move |event| event.prevent_default()>
            <div class="atlas-search__query">
                <label class="nhsuk-label nhsuk-label--s" for="search">{names::SEARCH}</label>
                <p id="search-hint" class="nhsuk-hint atlas-search__hint">{text::SEARCH_HINT}</p>
                <input
                    id="search"
                    class="nhsuk-input"
                    // Not "search": the design system gives that a cross from a file, and the page asks for none.
                    type="text"
                    role="searchbox"
                    autocomplete="off"
                    spellcheck="false"
                    aria-describedby="search-hint"
                    prop:value=move || state.view.with(|view| view.query.clone())
                    on:input=on_input
                />
            </div>
            <div class="atlas-search__sort">
                <label class="nhsuk-label nhsuk-label--s" for="sort">{names::SORT_BY}</label>
                <select
                    id="sort"
                    class="nhsuk-select"
                    prop:value=move || state.view.with(|view| view.sort.key())
                    on:change=on_sort
                >
                    {options}
                </select>
            </div>
        </form>
    }
}

/// How many drivers are in conflict, and the way to them.
#[component]
fn InConflict() -> impl IntoView {
    let state = use_state();
    let count = Memo::new(move |_| {
        state.register.with(|register| {
            let live = register.live();
            live.filter(|driver| !driver.to_settle().is_empty()).count()
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

#[component]
fn Summary() -> impl IntoView {
    let state = use_state();
    let is_narrowed = move || state.view.with(View::is_narrowed);
    let reads = move || {
        let is_narrowed = is_narrowed();
        state
            .answer
            .with(|answer| text::status(answer.drivers.len(), answer.total, is_narrowed))
    };
    let query = move || state.answer.with(|answer| answer.query.clone());
    let clear = move || {
        is_narrowed().then(|| {
            let all = Route::Drivers(View {
                sort: state.view.get_untracked().sort,
                ..View::default()
            });
            view! { <a href=all.to_string()>{text::CLEAR_ALL}</a> }
        })
    };
    let export = move || {
        is_narrowed().then(|| {
            view! { <a href=move || Route::Export(state.view.get()).to_string()>{text::EXPORT_THESE}</a> }
        })
    };
    view! {
        <div class="atlas-summary">
            <p class="atlas-summary__count" role="status" data-query=query>{reads}</p>
            {clear}
            {export}
        </div>
    }
}

#[component]
fn Results() -> impl IntoView {
    let state = use_state();
    move || {
        let today = state.today.get();
        let page = state.view.with(|view| view.page);
        state.answer.with(|answer| {
            if answer.total == 0 {
                return view! { <p>{text::NO_DRIVERS} " " <a href=Route::Trash.to_string()>{text::SOME_IN_TRASH}</a></p> }
                    .into_any();
            }
            if answer.drivers.is_empty() {
                return view! { <p>{text::NO_MATCH}</p> }.into_any();
            }
            let shown = answer.drivers.iter().skip((page - 1) * PAGE_SIZE).take(PAGE_SIZE);
            let items = shown.map(|driver| item(state, driver, today)).collect_view();
            view! { <ul class="atlas-results" aria-label=names::DRIVERS>{items}</ul> }.into_any()
        })
    }
}

fn item(state: State, driver: &Arc<Driver>, today: Date) -> impl IntoView + use<> {
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
    let href = Route::Driver(driver.id.clone()).to_string();
    let title = text::title_of(&driver.id, driver.title());
    let select = untrack(|| state.can_edit()).then(|| select_box(state, &driver.id, &title));
    view! {
        <li class="atlas-results__item atlas-results__item--to-select">
            {select}
            <div class="atlas-results__said">
                <p class="atlas-results__title"><a href=href>{title}</a></p>
                <p class="atlas-results__tags">{tags(driver, today)} {mark(state, &driver.id)}</p>
                <p class="atlas-results__facts">{facts.join(" · ")}</p>
                <p class="atlas-results__facts">{review.join(" · ")}</p>
            </div>
        </li>
    }
}

#[component]
fn Pagination() -> impl IntoView {
    let state = use_state();
    let pages = move || {
        state
            .answer
            .with(|answer| answer.drivers.len().div_ceil(PAGE_SIZE))
    };
    let to = move |page: usize| {
        Route::Drivers(View {
            page,
            ..state.view.get()
        })
        .to_string()
    };
    move || {
        let (page, pages) = (state.view.with(|view| view.page), pages());
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

/// Drafts that were typed and never saved: after a crash, or left for another page.
#[component]
fn UnfinishedDrafts() -> impl IntoView {
    let state = use_state();
    let drafts = move || {
        let drafts = state.drafts.get();
        let items = drafts
            .into_iter()
            .filter(|stored| stored.draft.is_changed())
            .map(|stored| {
                let draft = stored.draft;
                let route = draft_route(&draft);
                let what = text::draft_of(&draft_title(state, &draft), stored.at);
                let hidden = format!(" {what}");
                let discard = move |_| dispatch(state, Action::Discard(Box::new(draft.clone())));
                view! {
                    <li>
                        {what}
                        " "
                        <a href=route.to_string()>{text::CONTINUE}<span class="nhsuk-u-visually-hidden">{hidden.clone()}</span></a>
                        " "
                        <button type="button" class="atlas-link" on:click=discard>
                            {text::DISCARD}<span class="nhsuk-u-visually-hidden">{hidden}</span>
                        </button>
                    </li>
                }
            })
            .collect::<Vec<_>>();
        (!items.is_empty()).then(|| {
            view! {
                <section class="atlas-drafts" aria-labelledby="drafts">
                    <h2 id="drafts" class="nhsuk-heading-s">{text::UNFINISHED}</h2>
                    <ul class="nhsuk-list">{items}</ul>
                </section>
            }
        })
    };
    view! { {drafts} }
}
