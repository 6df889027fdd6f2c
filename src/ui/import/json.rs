//! Import of the register's own files.

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::plan::{self, FileInput, Importing, Progress, Said};
use crate::browser::files;
use crate::exchange::json::{MAX_BYTES, decode};
use crate::names;
use crate::ui::state::use_state;
use crate::ui::text;

#[component]
pub fn Json() -> impl IntoView {
    let state = use_state();
    let importing = Importing::new();
    let on_file = Callback::new(move |(file, turn): (_, plan::Turn)| {
        spawn_local(async move {
            turn.show_reading();
            let bytes = match files::read(file, MAX_BYTES).await {
                Ok(bytes) => bytes,
                Err(error) => return turn.refuse(text::importing::cannot_take(&error, MAX_BYTES)),
            };
            match decode(bytes) {
                Ok(text) => plan::read(state, turn, text, true, Said::default()).await,
                Err(error) => turn.refuse(text::importing::json::unreadable(&error)),
            }
        });
    });
    view! {
        <FileInput importing label=names::JSON_FILE accept=".json,application/json" on_file />
        <Progress importing />
    }
}
