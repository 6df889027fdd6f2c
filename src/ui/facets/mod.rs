//! The filters beside the list: a group of check boxes for each facet, with counts that follow the other filters.

mod years;

use std::sync::Arc;

use leptos::prelude::*;

use self::years::YearsGroup;
use super::navigation::go;
use super::state::use_state;
use super::text;
use super::text::finding as says;
use crate::domain::fold::fold;
use crate::names;
use crate::route::Route;
use crate::search::facet::Facet;
use crate::search::index::Count;
use crate::search::view::escaped;

/// How many values of a facet are shown before "Show all".
const FEW: usize = 6;

/// How many values a facet has to have for a box to find one among them.
const MANY: usize = 15;

/// How many values are shown at most: more are found by typing.
const MOST: usize = 100;

/// All facets.
#[component]
pub fn Filters() -> impl IntoView {
    let group = |facet| view! { <Group facet /> };
    // The years stand with what else is of the document.
    let (before, after) = Facet::ALL.split_at(Facet::Source as usize);
    view! {
        {before.iter().copied().map(group).collect_view()}
        <YearsGroup />
        {after.iter().copied().map(group).collect_view()}
    }
}

#[component]
fn Group(facet: Facet) -> impl IntoView {
    let state = use_state();
    let is_long = RwSignal::new(false);
    let typed = RwSignal::new(String::new());
    let counts = Memo::new(move |_| {
        state.answer.with(|answer| {
            let counts = answer.counts.iter().find(|(of, _)| *of == facet);
            counts.map(|(_, counts)| counts.clone()).unwrap_or_default()
        })
    });
    let is_chosen = move |value: &str| state.view.with(|view| view.is_chosen(facet, value));
    let offered = Memo::new(move |_| {
        let asked = fold(&typed.get());
        counts.with(|counts| {
            let offered = counts.iter().filter(|count| {
                is_chosen(&count.value)
                    || (count.drivers > 0 && has_words(&facet.value_label(&count.value), &asked))
            });
            offered.map(|count| count.value.clone()).collect::<Vec<_>>()
        })
    });
    // Rows stay while their counts change, or the focus would be lost.
    let rows = Memo::new(move |_| {
        let most = if is_long.get() || !typed.with(String::is_empty) {
            MOST
        } else {
            FEW
        };
        offered.with(|offered| {
            let rows = offered.iter().enumerate();
            let rows = rows.filter(|(place, value)| *place < most || is_chosen(value));
            rows.map(|(_, value)| value.clone()).collect::<Vec<_>>()
        })
    });
    let has_many = Memo::new(move |_| counts.with(|counts| counts.len() > MANY));
    let finder = move || {
        has_many.get().then(|| {
            let id = format!("find-{}", facet.key());
            view! {
                <label class="nhsuk-u-visually-hidden" for=id.clone()>{names::FIND_A_VALUE} " " {names::legend(facet)}</label>
                <input
                    id=id
                    class="nhsuk-input atlas-facet__find"
                    type="text"
                    autocomplete="off"
                    spellcheck="false"
                    placeholder=says::FIND
                    prop:value=move || typed.get()
                    on:input=move |event| typed.set(event_target_value(&event))
                />
            }
        })
    };
    let has_more = Memo::new(move |_| {
        typed.with(String::is_empty) && offered.with(|offered| offered.len() > FEW)
    });
    let more = move || {
        has_more.get().then(|| {
            let label = move || match is_long.get() {
                true => text::SHOW_FEWER.to_owned(),
                false => text::show_all(offered.with(Vec::len)),
            };
            view! {
                <button type="button" class="atlas-link" aria-expanded=move || is_long.get().to_string()
                    on:click=move |_| is_long.update(|long| *long = !*long)>
                    {label}
                    <span class="nhsuk-u-visually-hidden">" " {names::legend(facet)}</span>
                </button>
            }
        })
    };
    let beyond = Memo::new(move |_| {
        let is_all = is_long.get() || !typed.with(String::is_empty);
        offered.with(|offered| {
            if is_all {
                offered.len().saturating_sub(MOST)
            } else {
                0
            }
        })
    });
    let beyond = move || {
        let beyond = beyond.get();
        let is_none = has_many.get() && offered.with(Vec::is_empty);
        let says = match beyond {
            0 if is_none => Some(says::NO_VALUES.to_owned()),
            0 => None,
            beyond => Some(says::more_values(beyond)),
        };
        says.map(|says| view! { <p class="nhsuk-hint">{says}</p> })
    };
    let is_empty = Memo::new(move |_| counts.with(Vec::is_empty));
    view! {
        <fieldset class="nhsuk-fieldset atlas-facet" class:atlas-facet--empty=is_empty>
            <legend class="nhsuk-fieldset__legend nhsuk-fieldset__legend--s">{names::legend(facet)}</legend>
            {finder}
            <div class="nhsuk-checkboxes nhsuk-checkboxes--small">
                <For each=move || rows.get() key=Clone::clone let(value)>
                    <Choice facet value counts />
                </For>
            </div>
            {beyond}
            {more}
        </fieldset>
    }
}

/// Whether a label has words that begin so.
fn has_words(label: &str, asked: &str) -> bool {
    if asked.is_empty() {
        return true;
    }
    let label = format!(" {}", fold(label));
    let mut asked = asked.split(' ');
    asked.all(|word| label.contains(&format!(" {word}")))
}

#[component]
fn Choice(facet: Facet, value: Arc<str>, counts: Memo<Vec<Count>>) -> impl IntoView {
    let state = use_state();
    let id = format!("facet-{}-{}", facet.key(), escaped(&value));
    let label = facet.value_label(&value);
    let value = StoredValue::new(value);
    let is_chosen =
        move || value.with_value(|value| state.view.with(|view| view.is_chosen(facet, value)));
    let drivers = Memo::new(move |_| {
        counts.with(|counts| {
            let count = value
                .with_value(|value| counts.iter().find(|count| count.value == *value).cloned());
            count.map_or(0, |count| count.drivers)
        })
    });
    let on_change = move |_| {
        let mut view = state.view.get_untracked();
        value.with_value(|value| view.toggle(facet, value));
        go(&Route::Drivers(view));
    };
    view! {
        <div class="nhsuk-checkboxes__item">
            <input
                class="nhsuk-checkboxes__input"
                id=id.clone()
                type="checkbox"
                prop:checked=is_chosen
                on:change=on_change
            />
            <label class="nhsuk-label nhsuk-checkboxes__label" for=id>
                {label} " " <span class="atlas-facet__count">"(" {drivers} ")"</span>
            </label>
        </div>
    }
}
