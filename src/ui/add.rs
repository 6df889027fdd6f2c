//! A new driver: the editor with nothing in it, or with the draft that the address names.

use leptos::prelude::*;

use super::editor::Editor;
use super::navigation::replace;
use super::state::use_state;
use crate::browser::clock;
use crate::domain::draft::Draft;
use crate::domain::edit::EntryId;
use crate::names;
use crate::route::Route;

/// The editor for a new driver. The address gets the draft's id, so that reloading goes on with it.
#[component]
pub fn Add(id: Option<EntryId>) -> impl IntoView {
    let state = use_state();
    let stored = id.as_ref().and_then(|id| state.draft_of(id, None));
    let is_continued = stored.is_some();
    let draft = stored.map(|stored| stored.draft).unwrap_or_else(|| {
        Draft::new(id.clone().unwrap_or_else(|| clock::random_id().to_string()))
    });
    if id.is_none() {
        replace(state, Route::Add(Some(draft.driver.clone())));
    }
    view! { <Editor draft is_continued heading=names::ADD_A_DRIVER.to_owned() /> }
}
