//! Copying to the clipboard, or by hand where the browser doesn't copy.

use leptos::html;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::text;
use crate::browser::clipboard::{self, NotCopied};
use crate::names;

/// What becomes of what a screen copies.
#[derive(Clone, Copy)]
pub struct Copying {
    /// What couldn't be copied, for the person to copy.
    by_hand: RwSignal<Option<String>>,
    said: RwSignal<String>,
}

impl Copying {
    pub fn new() -> Self {
        Self {
            by_hand: RwSignal::new(None),
            said: RwSignal::new(String::new()),
        }
    }

    /// Copies a text, then says that it is done.
    pub fn copy(self, text: String, done: &'static str) {
        self.say(String::new());
        spawn_local(async move {
            let copied = clipboard::copy(&text).await;
            self.end(copied, text, done);
        });
    }

    /// Copies a text with its formatting, which programs take that can; else as it is.
    pub fn copy_formatted(self, html: String, text: String, done: &'static str) {
        self.say(String::new());
        spawn_local(async move {
            let mut copied = clipboard::copy_formatted(&html, &text).await;
            if copied.is_err() {
                copied = clipboard::copy(&text).await;
            }
            self.end(copied, text, done);
        });
    }

    fn end(self, copied: Result<(), NotCopied>, text: String, done: &'static str) {
        // The screen may be gone by then.
        match copied {
            Ok(()) => _ = self.said.try_set(done.to_owned()),
            Err(NotCopied) => _ = self.by_hand.try_set(Some(text)),
        }
    }

    /// Says something in the same place.
    pub fn say(self, sentence: String) {
        self.by_hand.set(None);
        self.said.set(sentence);
    }
}

/// Says what was copied, or shows it in a field, selected, where the browser doesn't copy.
#[component]
pub fn CopyReport(copying: Copying) -> impl IntoView {
    let by_hand = move || {
        let text = copying.by_hand.get()?;
        Some(view! { <ByHand text /> })
    };
    view! {
        <p class="atlas-report atlas-screen-only" role="status">{copying.said}</p>
        {by_hand}
    }
}

#[component]
fn ByHand(text: String) -> impl IntoView {
    let field = NodeRef::<html::Textarea>::new();
    field.on_load(|field| {
        request_animation_frame(move || {
            let _ = field.focus();
            field.select();
        });
    });
    view! {
        <div class="nhsuk-form-group atlas-screen-only">
            <label class="nhsuk-label nhsuk-label--s" for="by-hand">{names::TEXT_TO_COPY}</label>
            <div id="by-hand-hint" class="nhsuk-hint" role="alert">{text::COPY_BY_HAND}</div>
            <textarea
                id="by-hand"
                class="nhsuk-textarea"
                rows="8"
                readonly
                aria-describedby="by-hand-hint"
                node_ref=field
                prop:value=text
            ></textarea>
        </div>
    }
}
