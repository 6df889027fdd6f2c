//! Duplicates: drivers that may be the same document, to be joined or told apart.

use leptos::prelude::*;

use super::parts::Heading;
use crate::names;

/// The screen.
#[component]
pub fn Duplicates() -> impl IntoView {
    view! { <Heading text=names::DUPLICATES /> }
}
