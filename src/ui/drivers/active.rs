//! What narrows the list, each to be taken back by itself or all at once.

use leptos::prelude::*;

use super::go_to_view;
use crate::names;
use crate::search::facet::Facet;
use crate::search::view::{View, Years};
use crate::ui::navigation::focus;
use crate::ui::state::{State, use_state};
use crate::ui::text::finding as says;

/// One thing that narrows the list.
#[derive(Clone, PartialEq, Eq, Hash)]
enum Narrowing {
    Query(String),
    Value(Facet, String),
    Years(Option<i16>, Option<i16>),
}

impl Narrowing {
    /// All that narrow a view.
    fn all(view: &View) -> Vec<Self> {
        let query = view.query.trim();
        let query = (!query.is_empty()).then(|| Self::Query(query.to_owned()));
        let values = view.filters.iter().flat_map(|(facet, values)| {
            let values = values.iter();
            values.map(|value| Self::Value(*facet, value.clone()))
        });
        let years = (!view.years.is_open()).then_some(Self::Years(view.years.from, view.years.to));
        query.into_iter().chain(values).chain(years).collect()
    }

    fn take_back(&self, view: &mut View) {
        match self {
            Self::Query(_) => view.query.clear(),
            Self::Value(facet, value) => view.toggle(*facet, value),
            Self::Years(..) => view.years = Years::default(),
        }
    }

    fn label(&self) -> String {
        match self {
            Self::Query(query) => says::searched_for(query),
            Self::Value(facet, value) => {
                format!("{}: {}", names::legend(*facet), facet.value_label(value))
            }
            Self::Years(from, to) => format!("{}: {}", names::YEAR, says::years(*from, *to)),
        }
    }
}

/// The group; nothing where nothing narrows the list.
#[component]
pub fn ActiveFilters() -> impl IntoView {
    let state = use_state();
    let all = Memo::new(move |_| state.view.with(Narrowing::all));
    let is_any = Memo::new(move |_| all.with(|all| !all.is_empty()));
    let clear = move |_| {
        go_to_view(state, |view| *view = view.cleared());
        focus("#search");
    };
    move || {
        is_any.get().then(|| {
            view! {
                <div class="atlas-active" role="group" aria-label=names::ACTIVE_FILTERS>
                    <For each=move || all.get() key=Clone::clone let(narrowing)>
                        {button(state, narrowing)}
                    </For>
                    <button type="button" class="atlas-link" on:click=clear>{names::CLEAR_ALL_FILTERS}</button>
                </div>
            }
        })
    }
}

fn button(state: State, narrowing: Narrowing) -> impl IntoView {
    let label = narrowing.label();
    let on_click = move |_| {
        go_to_view(state, |view| narrowing.take_back(view));
        let is_last = state
            .view
            .with_untracked(|view| Narrowing::all(view).len() <= 1);
        // The button goes, and the focus must not go with it.
        focus(if is_last {
            "#search"
        } else {
            ".atlas-active__filter"
        });
    };
    view! {
        <button type="button" class="atlas-active__filter" on:click=on_click>
            <span class="nhsuk-u-visually-hidden">{says::TAKE_BACK} " "</span>
            {label}
            <span aria-hidden="true" class="atlas-active__cross">"×"</span>
        </button>
    }
}
