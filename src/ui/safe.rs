//! Keeping one's work safe: what no file holds yet, what the browser promises, and removing a register from it.

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::action::{Action, dispatch};
use super::export::give_out;
use super::navigation::{focus, focus_id};
use super::state::{Phase, State, use_state};
use super::text::{self, safe as words};
use crate::browser::store::{self, Medium};
use crate::names;
use crate::route::Route;
use crate::search::view::View;

/// How many drivers are named of those with changes that no file holds.
const NAMED: usize = 10;

/// The part of the settings about it.
#[component]
pub fn KeepingSafe() -> impl IntoView {
    let state = use_state();
    let is_promised = RwSignal::new(false);
    spawn_local(async move {
        // The screen may be gone by then.
        let _ = is_promised.try_set(store::is_persistent().await);
    });
    let is_asking = RwSignal::new(false);
    let unheld = move || {
        let count = state.register.with(|register| register.unheld());
        match count {
            0 => view! { <li>{words::ALL_HELD}</li> }.into_any(),
            count => view! {
                <li>
                    {text::unheld(count)} " "
                    <a href=Route::Export(View::default()).to_string()>{text::SAVE_A_COPY}</a>
                </li>
            }
            .into_any(),
        }
    };
    let last_copy = move || {
        let id = state.register.with(|register| register.id.clone());
        let copied = state
            .preferences
            .with(|preferences| preferences.moments_of(&id).copied);
        copied.map_or_else(|| words::NO_COPY.to_owned(), words::last_copy)
    };
    let promise = move || words::promise(medium(state), is_promised.get());
    let remove = move || {
        let is_empty = state.register.with(|register| register.is_empty());
        match is_asking.get() {
            _ if is_empty => ().into_any(),
            true => view! { <Question is_asking /> }.into_any(),
            false => {
                let ask = move |_| {
                    is_asking.set(true);
                    focus("#remove-question");
                };
                view! {
                    <button
                        id="remove"
                        type="button"
                        class="nhsuk-button nhsuk-button--secondary nhsuk-button--small"
                        on:click=ask
                    >
                        {names::REMOVE_REGISTER}
                    </button>
                }
                .into_any()
            }
        }
    };
    view! {
        <section class="atlas-safe" aria-labelledby="safe">
            <h2 id="safe" class="nhsuk-heading-m">{names::KEEPING_SAFE}</h2>
            <ul class="nhsuk-list nhsuk-list--bullet">{unheld} <li>{last_copy}</li> <li>{promise}</li></ul>
            {remove}
        </section>
    }
}

fn medium(state: State) -> Medium {
    state.phase.with(|phase| match phase {
        Phase::Open { medium, .. } => *medium,
        // Then no screen asks.
        Phase::Opening | Phase::Listed | Phase::Shut(_) => Medium::IndexedDb,
    })
}

/// Asks before a register is removed, and names what would be lost.
#[component]
fn Question(is_asking: RwSignal<bool>) -> impl IntoView {
    let state = use_state();
    let lost = move || {
        let (count, entries) = state.register.with(|register| {
            let entries = register.entries();
            let entries = entries.filter(|(_, entry)| !entry.local.unheld.is_empty());
            let ids: Vec<_> = entries.map(|(id, _)| id.clone()).collect();
            (register.unheld(), ids)
        });
        if count == 0 {
            return view! { <p>{words::ALL_HELD}</p> }.into_any();
        }
        let named = entries.iter().take(NAMED);
        let named: Vec<_> = named
            .map(|id| view! { <li>{state.title_of(id)}</li> })
            .collect();
        let more = entries.len().saturating_sub(NAMED);
        let more = (more > 0).then(|| view! { <li>{words::and_more(more)}</li> });
        let save = move |_| {
            spawn_local(async move {
                if let Some(file) = give_out(state, None, &|_, _| true).await {
                    state.tell(text::downloaded(&file));
                }
            });
        };
        view! {
            <p>{words::would_be_lost(count)}</p>
            <ul class="nhsuk-list nhsuk-list--bullet">{named} {more}</ul>
            <button type="button" class="nhsuk-button nhsuk-button--small" on:click=save>{names::SAVE_COPY_FIRST}</button>
        }
        .into_any()
    };
    let cancel = move |_| {
        is_asking.set(false);
        request_animation_frame(|| focus_id("remove"));
    };
    view! {
        <div class="atlas-banner atlas-safe__question" role="group" aria-labelledby="remove-question">
            <h3 id="remove-question" class="nhsuk-heading-s" tabindex="-1">
                {move || words::question(&state.register_title())}
            </h3>
            <p>{words::CONSEQUENCE}</p>
            {lost}
            <div class="nhsuk-button-group">
                <button
                    type="button"
                    class="nhsuk-button nhsuk-button--warning nhsuk-button--small"
                    on:click=move |_| dispatch(state, Action::RemoveRegister)
                >
                    {names::REMOVE_NOW}
                </button>
                <button type="button" class="nhsuk-button nhsuk-button--secondary nhsuk-button--small" on:click=cancel>
                    {names::CANCEL}
                </button>
            </div>
        </div>
    }
}
