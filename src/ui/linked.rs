//! A linked file: the register bound to one JSON file on a shared drive.

use leptos::prelude::*;

use super::parts::Heading;
use crate::names;

/// The screen.
#[component]
pub fn LinkedFile() -> impl IntoView {
    view! { <Heading text=names::LINKED_FILE /> }
}
