//! Suggestions under a field: what other drivers have there, by what is typed so far.

use leptos::prelude::*;

use super::Form;
use crate::domain::field::{Field, Kind, SETTINGS};
use crate::domain::fold::fold;
use crate::names;
use crate::ui::navigation::focus_id;
use crate::ui::state::use_state;
use crate::ui::text;

/// How many are offered at once.
const MANY: usize = 6;

/// Buttons that finish what is typed. They show while the focus is on the field or on them.
#[component]
pub fn Suggestions(
    field: Field,
    offered: Signal<Vec<String>>,
    choose: Callback<String>,
) -> impl IntoView {
    let buttons = move || {
        let buttons = offered.get().into_iter().map(|value| {
            let label = text::add_suggestion(&value);
            let on_click = move |_| {
                choose.run(value.clone());
                focus_id(&Form::id(field));
            };
            view! {
                <button type="button" class="atlas-suggestion" on:click=on_click>{label}</button>
            }
        });
        buttons.collect_view()
    };
    let name = text::suggestions_for(names::label(field));
    view! { <div class="atlas-suggestions" role="group" aria-label=name>{buttons}</div> }
}

/// For a list: values that finish its last line.
pub fn for_list(form: Form, field: Field) -> AnyView {
    let known = StoredValue::new(known_values(field));
    let offered = Signal::derive(move || {
        let typed = form.draft.with(|draft| draft.typed(field).to_owned());
        let present: Vec<&str> = typed.lines().map(str::trim).collect();
        beginning_with(known, unfinished(&typed).1, &present)
    });
    let choose = Callback::new(move |value: String| {
        form.draft.update(|draft| {
            let (before, _) = unfinished(draft.typed(field));
            let lines = format!("{before}{value}\n");
            draft.set(field, lines);
        });
    });
    view! { <Suggestions field offered choose /> }.into_any()
}

/// For a line: values that it may be.
pub fn for_line(form: Form, field: Field) -> AnyView {
    let known = StoredValue::new(known_values(field));
    let offered = Signal::derive(move || {
        let typed = form.draft.with(|draft| draft.typed(field).to_owned());
        beginning_with(known, typed.trim(), &[typed.trim()])
    });
    let choose =
        Callback::new(move |value: String| form.draft.update(|draft| draft.set(field, value)));
    view! { <Suggestions field offered choose /> }.into_any()
}

/// For a driver: titles that hold what is typed.
pub fn for_driver(field: Field, typed: Signal<String>, choose: Callback<String>) -> AnyView {
    let state = use_state();
    let offered = Signal::derive(move || {
        let folded = fold(&typed.get());
        state.register.with(|register| {
            let titles = register.live().map(|driver| driver.title().to_owned());
            let matching = titles.filter(|title| {
                let title = fold(title);
                title != folded && title.contains(&folded)
            });
            matching.take(MANY).collect()
        })
    });
    view! { <Suggestions field offered choose /> }.into_any()
}

/// The values to suggest for a field, the most frequent first.
fn known_values(field: Field) -> Vec<String> {
    let mut values = use_state().values_used(field);
    let offered = match field.kind() {
        Kind::List(Some(choices)) => choices,
        _ if field == Field::Settings => SETTINGS,
        _ => &[],
    };
    for value in offered {
        if !values.iter().any(|known| known == value) {
            values.push((*value).to_owned());
        }
    }
    values
}

fn beginning_with(known: StoredValue<Vec<String>>, typed: &str, present: &[&str]) -> Vec<String> {
    let beginning = fold(typed);
    known.with_value(|known| {
        let fitting = known.iter().filter(|value| {
            !present.contains(&value.as_str()) && fold(value).starts_with(&beginning)
        });
        fitting.take(MANY).cloned().collect()
    })
}

/// What is typed up to its last line, which is still being typed, and that line.
fn unfinished(typed: &str) -> (String, &str) {
    match typed.rfind('\n') {
        Some(end) => (typed[..=end].to_owned(), &typed[end + 1..]),
        None => (String::new(), typed),
    }
}
