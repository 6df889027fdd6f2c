//! Settings: the person's name, the register's title, and the registers in this browser.

use leptos::prelude::*;

use super::action::{Action, dispatch};
use super::help::DataStatement;
use super::parts::Heading;
use super::safe::KeepingSafe;
use super::state::use_state;
use super::text;
use crate::browser::preferences::KnownRegister;
use crate::domain::edit::REGISTER;
use crate::names;
use crate::route::Route;

/// The screen.
#[component]
pub fn Settings() -> impl IntoView {
    view! {
        <Heading text=names::SETTINGS />
        <div class="atlas-prose">
            <Name />
            <Title />
            <RegisterHistory />
            <Registers />
            <KeepingSafe />
            <DataStatement />
        </div>
    }
}

#[component]
fn Name() -> impl IntoView {
    let state = use_state();
    let typed = RwSignal::new(
        state
            .preferences
            .with_untracked(|preferences| preferences.name.clone()),
    );
    let save = move || {
        let name = typed.get_untracked().trim().to_owned();
        let kept = state
            .preferences
            .try_update(|preferences| preferences.set_name(name));
        match kept {
            Some(Ok(())) => state.tell(text::NAME_SAVED),
            _ => state.fail(text::NAME_NOT_KEPT.to_owned()),
        }
    };
    setting(
        "name",
        text::YOUR_NAME,
        text::YOUR_NAME_HINT,
        text::SAVE_NAME,
        typed,
        save,
    )
}

#[component]
fn Title() -> impl IntoView {
    let state = use_state();
    let typed = RwSignal::new(
        state
            .register
            .with_untracked(|register| register.title().to_owned()),
    );
    let save = move || {
        let title = typed.get_untracked().trim().to_owned();
        if title
            != state
                .register
                .with_untracked(|register| register.title().to_owned())
        {
            dispatch(state, Action::RenameRegister(title));
        }
    };
    setting(
        "title",
        text::REGISTER_TITLE,
        text::REGISTER_TITLE_HINT,
        text::SAVE_TITLE,
        typed,
        save,
    )
}

/// The way to what became of the register's title and its saved views.
#[component]
fn RegisterHistory() -> impl IntoView {
    let state = use_state();
    move || {
        let has_history = state
            .register
            .with(|register| register.entry(REGISTER).is_some());
        let href = Route::History(REGISTER.to_owned()).to_string();
        has_history.then(|| view! { <p><a href=href>{text::HISTORY_OF_REGISTER}</a></p> })
    }
}

/// A field with a button that saves it.
fn setting(
    id: &'static str,
    label: &'static str,
    hint: &'static str,
    save_label: &'static str,
    typed: RwSignal<String>,
    save: impl Fn() + 'static,
) -> AnyView {
    let hint_id = format!("{id}-hint");
    let submit = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        save();
    };
    view! {
        <form class="atlas-setting" on:submit=submit novalidate>
            <div class="nhsuk-form-group">
                <label class="nhsuk-label nhsuk-label--s" for=id>{label}</label>
                <div id=hint_id.clone() class="nhsuk-hint">{hint}</div>
                <input
                    id=id
                    class="nhsuk-input"
                    type="text"
                    autocomplete="off"
                    aria-describedby=hint_id
                    prop:value=move || typed.get()
                    on:input=move |event| typed.set(event_target_value(&event))
                />
            </div>
            <button type="submit" class="nhsuk-button nhsuk-button--secondary nhsuk-button--small">{save_label}</button>
        </form>
    }
    .into_any()
}

#[component]
fn Registers() -> impl IntoView {
    let state = use_state();
    let list = move || {
        let open = state.register.with(|register| register.id.clone());
        let registers = state
            .preferences
            .with(|preferences| preferences.registers.clone());
        registers
            .into_iter()
            .map(|register| known(&open, register))
            .collect_view()
    };
    view! {
        <section aria-labelledby="registers">
            <h2 id="registers" class="nhsuk-heading-m">{text::REGISTERS}</h2>
            <p>{text::REGISTERS_LEAD}</p>
            <ul class="nhsuk-list atlas-trash">{list}</ul>
            <button
                type="button"
                class="nhsuk-button nhsuk-button--secondary nhsuk-button--small"
                on:click=move |_| dispatch(state, Action::NewRegister)
            >
                {text::NEW_REGISTER}
            </button>
        </section>
    }
}

fn known(open: &str, register: KnownRegister) -> AnyView {
    let state = use_state();
    let title = match register.title.as_str() {
        "" => text::UNTITLED_REGISTER.to_owned(),
        title => title.to_owned(),
    };
    let way = if register.id == open {
        view! { <strong class="nhsuk-tag">{text::OPEN_NOW}</strong> }.into_any()
    } else {
        let named = title.clone();
        let act = move |_| {
            dispatch(
                state,
                Action::OpenRegister {
                    id: register.id.clone(),
                    title: named.clone(),
                },
            )
        };
        view! {
            <button type="button" class="nhsuk-button nhsuk-button--secondary nhsuk-button--small" on:click=act>
                {text::OPEN}
                <span class="nhsuk-u-visually-hidden">" " {title.clone()}</span>
            </button>
        }
        .into_any()
    };
    view! { <li class="atlas-trash__item"><span>{title}</span> {way}</li> }.into_any()
}
