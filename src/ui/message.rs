//! The message: what has just happened, with Undo. It stays while it has the focus or the pointer.

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::action::{Action, dispatch};
use super::state::{MessageKind, use_state};
use super::text;
use crate::browser::clock;
use crate::names;

/// How long a message stays, in milliseconds, unless somebody is at it. Failures stay until they are hidden.
const STAYS: i32 = 30_000;

/// The message, below all else.
#[component]
pub fn MessageBar() -> impl IntoView {
    let state = use_state();
    let bar = NodeRef::<leptos::html::Div>::new();
    let latest = StoredValue::new(0_u32);
    Effect::new(move |_| {
        if state.message.with(|message| {
            message
                .as_ref()
                .is_none_or(|message| message.kind == MessageKind::Failure)
        }) {
            return;
        }
        latest.update_value(|latest| *latest += 1);
        let this = latest.get_value();
        spawn_local(async move {
            loop {
                clock::sleep(STAYS).await;
                if latest.get_value() != this {
                    return;
                }
                let is_used = bar
                    .get_untracked()
                    .is_some_and(|bar| bar.matches(":focus-within, :hover").unwrap_or(false));
                if !is_used {
                    state.message.set(None);
                    return;
                }
            }
        });
    });
    let shown = move || {
        state.message.get().map(|message| {
            let (role, class) = match message.kind {
                MessageKind::Failure => ("alert", "atlas-message atlas-message--failure"),
                MessageKind::News | MessageKind::CanUndo => ("status", "atlas-message"),
            };
            let undo = (message.kind == MessageKind::CanUndo).then(|| {
                view! {
                    <button type="button" class="atlas-message__button" on:click=move |_| dispatch(state, Action::Undo)>
                        {names::UNDO}
                    </button>
                }
            });
            view! {
                <div class=class role="region" aria-label=text::MESSAGE node_ref=bar>
                    <div class="nhsuk-width-container atlas-message__row">
                        <p class="atlas-message__text" role=role>{message.text}</p>
                        {undo}
                        <button
                            type="button"
                            class="atlas-message__button atlas-message__button--quiet"
                            on:click=move |_| state.message.set(None)
                        >
                            {text::DISMISS}
                        </button>
                    </div>
                </div>
            }
        })
    };
    view! { {shown} }
}
