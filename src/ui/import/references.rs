//! Import of references from reference managers, as new drivers.

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::plan::{self, FileInput, Importing, Progress, Said, Turn};
use crate::browser::files;
use crate::exchange::encoding::decode;
use crate::exchange::references::{self, Unreadable};
use crate::names;
use crate::ui::state::use_state;
use crate::ui::text::importing as says;

/// The largest file that is read, in bytes.
const MAX_BYTES: u64 = references::MAX_BYTES as u64;

#[component]
pub fn References() -> impl IntoView {
    let state = use_state();
    let importing = Importing::new();
    let on_file = Callback::new(move |(file, turn): (web_sys::File, Turn)| {
        spawn_local(async move {
            turn.show_reading();
            let (name, changed) = (file.name(), files::changed(&file));
            let bytes = match files::read(file, MAX_BYTES).await {
                Ok(bytes) => bytes,
                Err(error) => return turn.refuse(says::cannot_take(&error, MAX_BYTES)),
            };
            let Some(decoded) = decode(&bytes) else {
                return turn.refuse(says::unreadable_references(&Unreadable::UnknownFormat));
            };
            let read = match references::read(&name, &decoded.text) {
                Ok(read) => read,
                Err(error) => return turn.refuse(says::unreadable_references(&error)),
            };
            let mut said = Said::default();
            for notice in &read.notices {
                let list = match notice.kind.leaves_out() {
                    true => &mut said.left_out,
                    false => &mut said.others,
                };
                list.push(says::reference_notice(notice));
            }
            plan::read_plain(state, turn, changed, read.drivers, said).await;
        });
    });
    view! {
        <FileInput
            importing
            label=names::REFERENCES_FILE
            accept=".ris,.bib,.bibtex,.json,.txt,application/x-research-info-systems,application/x-bibtex,application/json"
            on_file
        />
        <Progress importing />
    }
}
