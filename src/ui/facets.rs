//! The filters beside the list: a group of check boxes for each facet, with counts that follow the other filters.

use leptos::prelude::*;

use super::navigation::go;
use super::state::use_state;
use super::text;
use crate::names;
use crate::route::Route;
use crate::search::facet::Facet;
use crate::search::index::Count;

/// How many values of a facet are shown before "Show all".
const FEW: usize = 6;

/// All facets.
#[component]
pub fn Filters() -> impl IntoView {
    Facet::ALL
        .map(|facet| view! { <Group facet /> })
        .collect_view()
}

#[component]
fn Group(facet: Facet) -> impl IntoView {
    let state = use_state();
    let is_long = RwSignal::new(false);
    let counts = Memo::new(move |_| {
        state.answer.with(|answer| {
            let counts = answer.counts.iter().find(|(of, _)| *of == facet);
            counts.map(|(_, counts)| counts.clone()).unwrap_or_default()
        })
    });
    // Rows stay where they are while counts change, or the focus would be lost.
    let values = Memo::new(move |_| {
        let values = |counts: &Vec<Count>| {
            counts
                .iter()
                .map(|count| count.value.clone())
                .collect::<Vec<_>>()
        };
        counts.with(values)
    });
    let rows = move || values.get().into_iter().enumerate();
    let hidden = move || values.with(|values| values.len().saturating_sub(FEW));
    let more = move || {
        (hidden() > 0).then(|| {
            let label = move || match is_long.get() {
                true => text::SHOW_FEWER.to_owned(),
                false => text::show_all(values.with(Vec::len)),
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
    view! {
        <fieldset class="nhsuk-fieldset atlas-facet" class:atlas-facet--empty=move || values.with(Vec::is_empty)>
            <legend class="nhsuk-fieldset__legend nhsuk-fieldset__legend--s">{names::legend(facet)}</legend>
            <div class="nhsuk-checkboxes nhsuk-checkboxes--small">
                <For each=rows key=|(place, value)| (*place, value.clone()) let((place, value))>
                    <Choice facet value place counts is_long />
                </For>
            </div>
            {more}
        </fieldset>
    }
}

#[component]
fn Choice(
    facet: Facet,
    value: String,
    place: usize,
    counts: Memo<Vec<Count>>,
    is_long: RwSignal<bool>,
) -> impl IntoView {
    let state = use_state();
    let id = format!("facet-{}-{place}", facet.key());
    let label = facet.value_label(&value);
    let value = StoredValue::new(value);
    let is_chosen =
        move || value.with_value(|value| state.view.with(|view| view.is_chosen(facet, value)));
    let drivers = move || counts.with(|counts| counts.get(place).map_or(0, |count| count.drivers));
    let is_hidden = move || !is_chosen() && ((place >= FEW && !is_long.get()) || drivers() == 0);
    let on_change = move |_| {
        let mut view = state.view.get_untracked();
        value.with_value(|value| view.toggle(facet, value));
        go(&Route::Drivers(view));
    };
    view! {
        <div class="nhsuk-checkboxes__item" class:atlas-hidden=is_hidden>
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
