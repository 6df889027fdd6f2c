//! Settling a conflict: the common earlier value and each version, side by side.

use leptos::prelude::*;

use super::parts::Heading;
use crate::domain::edit::EntryId;
use crate::names;

/// The screen.
#[component]
pub fn Settle(id: EntryId) -> impl IntoView {
    let _ = id;
    view! { <Heading text=names::SETTLE_CONFLICT /> }
}
