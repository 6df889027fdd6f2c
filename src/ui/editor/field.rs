//! One field of the editor: its label, hint, problem, and what it is typed into.

use leptos::prelude::*;

use super::Form;
use super::suggestions;
use crate::domain::date::ApproximateDate;
use crate::domain::field::{Field, Kind};
use crate::domain::fold::fold;
use crate::names;
use crate::search::facet::capitalised;
use crate::ui::markdown::markdown;
use crate::ui::state::use_state;
use crate::ui::text;

/// A field with all that belongs to it.
#[component]
pub fn FieldInput(
    form: Form,
    field: Field,
    /// Where it is called otherwise than elsewhere.
    #[prop(optional, into)]
    label: Option<String>,
) -> impl IntoView {
    let id = Form::id(field);
    let label = label.unwrap_or_else(|| names::label(field).to_owned());
    let error_id = format!("{id}-error");
    let hint_id = format!("{id}-hint");
    let has_problem = move || form.problem(field).is_some();
    let error = {
        let error_id = error_id.clone();
        move || {
            form.problem(field).map(|problem| {
                view! { <span id=error_id.clone() class="nhsuk-error-message">{problem}</span> }
            })
        }
    };
    let hint = text::hint(field);
    let described_by = {
        let hint_id = hint.map(|_| hint_id.clone());
        Signal::derive(move || {
            let error_id = has_problem().then(|| error_id.clone());
            let ids: Vec<String> = hint_id.clone().into_iter().chain(error_id).collect();
            (!ids.is_empty()).then(|| ids.join(" "))
        })
    };
    let hint = hint.map(|hint| view! { <div id=hint_id class="nhsuk-hint">{hint}</div> });
    view! {
        <div class="nhsuk-form-group" class:nhsuk-form-group--error=has_problem>
            <label class="nhsuk-label nhsuk-label--s" for=id>{label}</label>
            {hint}
            {error}
            {control(form, field, described_by)}
        </div>
    }
}

fn control(form: Form, field: Field, described_by: Signal<Option<String>>) -> AnyView {
    match field.kind() {
        Kind::Markdown => view! { <LongText form field described_by /> }.into_any(),
        Kind::List(_) => view! { <List form field described_by /> }.into_any(),
        Kind::Links => view! { <Lines form field described_by rows=3 /> }.into_any(),
        Kind::Choice(choices) => view! { <Choice form field choices described_by /> }.into_any(),
        Kind::Driver => view! { <DriverTitle form field described_by /> }.into_any(),
        Kind::Date => {
            view! { <Line form field described_by /> <DateReadAs form field /> }.into_any()
        }
        Kind::Line if matches!(field, Field::PublicationFormat | Field::Responsible) => view! {
            <div class="atlas-editor__offering">
                <Line form field described_by />
                {suggestions::for_line(form, field)}
            </div>
        }
        .into_any(),
        Kind::Line | Kind::Url => view! { <Line form field described_by /> }.into_any(),
    }
}

fn typed(form: Form, field: Field) -> impl Fn() -> String + Copy {
    move || form.draft.with(|draft| draft.typed(field).to_owned())
}

fn on_input(form: Form, field: Field) -> impl Fn(web_sys::Event) + Copy {
    move |event| {
        form.draft
            .update(|draft| draft.set(field, event_target_value(&event)))
    }
}

#[component]
fn Line(form: Form, field: Field, described_by: Signal<Option<String>>) -> impl IntoView {
    let id = Form::id(field);
    let class = match field.kind() {
        Kind::Date => "nhsuk-input nhsuk-input--width-20",
        _ => "nhsuk-input",
    };
    view! {
        <input
            id=id
            class=class
            type="text"
            autocomplete="off"
            inputmode=(field.kind() == Kind::Url).then_some("url")
            aria-describedby=move || described_by.get()
            prop:value=typed(form, field)
            on:input=on_input(form, field)
        />
    }
}

#[component]
fn DateReadAs(form: Form, field: Field) -> impl IntoView {
    move || {
        let written = typed(form, field)();
        let written = written.trim();
        (!written.is_empty()).then(|| {
            let read = ApproximateDate::from_written(written);
            let says = match read.edtf() {
                Some(edtf) => text::date_read_as(&edtf.in_words()),
                None => text::DATE_NOT_READ.to_owned(),
            };
            view! { <p class="nhsuk-hint atlas-editor__read" role="status">{says}</p> }
        })
    }
}

#[component]
fn Lines(
    form: Form,
    field: Field,
    described_by: Signal<Option<String>>,
    rows: u32,
) -> impl IntoView {
    view! {
        <textarea
            id=Form::id(field)
            class="nhsuk-textarea"
            rows=rows.to_string()
            aria-describedby=move || described_by.get()
            prop:value=typed(form, field)
            on:input=on_input(form, field)
        ></textarea>
    }
}

#[component]
fn List(form: Form, field: Field, described_by: Signal<Option<String>>) -> impl IntoView {
    view! {
        <div class="atlas-editor__offering">
            <Lines form field described_by rows=2 />
            {suggestions::for_list(form, field)}
        </div>
    }
}

#[component]
fn LongText(form: Form, field: Field, described_by: Signal<Option<String>>) -> impl IntoView {
    let is_open = RwSignal::new(false);
    let typed = typed(form, field);
    let preview = move || {
        is_open.get().then(|| match typed() {
            source if source.trim().is_empty() => {
                view! { <p>{text::NOTHING_TO_PREVIEW}</p> }.into_any()
            }
            source => markdown(&source),
        })
    };
    view! {
        <Lines form field described_by rows=8 />
        <p class="nhsuk-hint atlas-editor__read">{text::MARKDOWN_HINT}</p>
        <button
            type="button"
            class="atlas-link"
            aria-expanded=move || is_open.get().to_string()
            on:click=move |_| is_open.update(|open| *open = !*open)
        >
            {text::PREVIEW}
            <span class="nhsuk-u-visually-hidden">" " {names::label(field)}</span>
        </button>
        <div class="atlas-preview" class:atlas-hidden=move || !is_open.get()>{preview}</div>
    }
}

#[component]
fn Choice(
    form: Form,
    field: Field,
    choices: &'static [&'static str],
    described_by: Signal<Option<String>>,
) -> impl IntoView {
    let typed = typed(form, field);
    let options = choices
        .iter()
        .map(|choice| {
            view! { <option value=*choice selected=move || typed() == *choice>{capitalised(choice)}</option> }
        })
        .collect_view();
    view! {
        <select
            id=Form::id(field)
            class="nhsuk-select"
            aria-describedby=move || described_by.get()
            on:change=on_input(form, field)
        >
            <option value="" selected=move || typed().is_empty()>{text::NO_CHOICE}</option>
            {options}
        </select>
    }
}

/// Shows a driver's title where the draft has its id.
#[component]
fn DriverTitle(form: Form, field: Field, described_by: Signal<Option<String>>) -> impl IntoView {
    let state = use_state();
    let typed = typed(form, field);
    let title = Signal::derive(move || {
        let typed = typed();
        state
            .register
            .with(|register| match register.driver(&typed) {
                Some(driver) => driver.title().to_owned(),
                None => typed,
            })
    });
    let write = Callback::new(move |written: String| {
        let folded = fold(&written);
        let found = state.register.with_untracked(|register| {
            let mut drivers = register.live();
            let found = drivers.find(|driver| !folded.is_empty() && fold(driver.title()) == folded);
            found.map(|driver| driver.id.clone())
        });
        form.draft
            .update(|draft| draft.set(field, found.unwrap_or(written)));
    });
    view! {
        <div class="atlas-editor__offering">
            <input
                id=Form::id(field)
                class="nhsuk-input"
                type="text"
                autocomplete="off"
                aria-describedby=move || described_by.get()
                prop:value=move || title.get()
                on:input=move |event| write.run(event_target_value(&event))
            />
            {suggestions::for_driver(field, title, write)}
        </div>
    }
}
