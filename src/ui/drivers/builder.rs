//! The query as a form, for those who would rather not type its signs: both are views of one value.

use leptos::prelude::*;

use super::search_for;
use crate::names;
use crate::search::query::{Days, Form, Query};
use crate::ui::state::use_state;
use crate::ui::text::finding as says;

/// A part of the form.
#[derive(Clone, Copy)]
struct Part {
    id: &'static str,
    label: &'static str,
    hint: Option<&'static str>,
    of: fn(&mut Form) -> &mut String,
    /// What is wrong with what is typed.
    problem: fn(&str) -> Option<&'static str>,
}

fn no_problem(_: &str) -> Option<&'static str> {
    None
}

fn no_dates(typed: &str) -> Option<&'static str> {
    let is_wrong = !typed.trim().is_empty() && Days::parse(typed).is_none();
    is_wrong.then_some(says::NO_DATES)
}

const PARTS: [Part; 7] = [
    Part {
        id: "build-all",
        label: names::ALL_OF_THESE,
        hint: None,
        of: |form| &mut form.all,
        problem: no_problem,
    },
    Part {
        id: "build-phrase",
        label: names::THIS_PHRASE,
        hint: None,
        of: |form| &mut form.phrase,
        problem: no_problem,
    },
    Part {
        id: "build-any",
        label: names::ANY_OF_THESE,
        hint: None,
        of: |form| &mut form.any,
        problem: no_problem,
    },
    Part {
        id: "build-none",
        label: names::NONE_OF_THESE,
        hint: None,
        of: |form| &mut form.none,
        problem: no_problem,
    },
    Part {
        id: "build-title",
        label: names::IN_THE_TITLE,
        hint: None,
        of: |form| &mut form.title,
        problem: no_problem,
    },
    Part {
        id: "build-published",
        label: names::PUBLISHED_BETWEEN,
        hint: Some(says::PUBLISHED_HINT),
        of: |form| &mut form.published,
        problem: no_dates,
    },
    Part {
        id: "build-rest",
        label: names::MORE_CONDITIONS,
        hint: Some(says::MORE_HINT),
        of: |form| &mut form.rest,
        problem: no_problem,
    },
];

/// The form, closed until it is wanted.
#[component]
pub fn Builder() -> impl IntoView {
    let state = use_state();
    // As it was typed, for as long as that means what the box says: a query has no room for a space at its end.
    let typed = RwSignal::new(Form::default());
    let form = Memo::new(move |_| {
        let query = state.view.with(|view| Query::parse(&view.query).query);
        let typed = typed.get();
        if typed.query() == query {
            typed
        } else {
            Form::of(&query)
        }
    });
    let parts = PARTS
        .map(|part| view! { <Field part form typed /> })
        .collect_view();
    view! {
        <details class="nhsuk-details atlas-details">
            <summary class="nhsuk-details__summary">
                <span class="nhsuk-details__summary-text">{names::BUILD_A_SEARCH}</span>
            </summary>
            <div class="nhsuk-details__text">
                <p>{says::BUILDER_LEAD}</p>
                <div class="atlas-builder">{parts}</div>
            </div>
        </details>
    }
}

#[component]
fn Field(part: Part, form: Memo<Form>, typed: RwSignal<Form>) -> impl IntoView {
    let state = use_state();
    let value = Memo::new(move |_| {
        let mut form = form.get();
        std::mem::take((part.of)(&mut form))
    });
    let wrong = RwSignal::new(None::<&'static str>);
    let on_input = move |event| {
        let text = event_target_value(&event);
        // A problem is told when the field is left, and goes as soon as it is mended.
        wrong.update(|wrong| *wrong = wrong.and_then(|_| (part.problem)(&text)));
        let mut form = form.get_untracked();
        *(part.of)(&mut form) = text;
        let query = form.query().to_string();
        typed.set(form);
        search_for(state, query);
    };
    let leave = move |_| wrong.set((part.problem)(&value.get_untracked()));
    let hint_id = format!("{}-hint", part.id);
    let problem_id = format!("{}-problem", part.id);
    let described_by = {
        let (hint_id, problem_id) = (hint_id.clone(), problem_id.clone());
        move || match (part.hint, wrong.get()) {
            (_, Some(_)) => Some(problem_id.clone()),
            (Some(_), None) => Some(hint_id.clone()),
            (None, None) => None,
        }
    };
    let problem = move || {
        let id = problem_id.clone();
        wrong.get().map(
            |problem| view! { <p id=id class="nhsuk-error-message" role="alert">{problem}</p> },
        )
    };
    let hint = part
        .hint
        .map(|hint| view! { <p id=hint_id class="nhsuk-hint">{hint}</p> });
    view! {
        <div class="atlas-builder__part">
            <label class="nhsuk-label" for=part.id>{part.label}</label>
            {hint}
            {problem}
            <input
                id=part.id
                class="nhsuk-input"
                class:nhsuk-input--error=move || wrong.get().is_some()
                type="text"
                autocomplete="off"
                spellcheck="false"
                aria-describedby=described_by
                prop:value=move || value.get()
                on:input=on_input
                on:blur=leave
            />
        </div>
    }
}
