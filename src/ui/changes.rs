//! What changed: a digest of the changes since a date or since a file.

use leptos::prelude::*;

use super::parts::Heading;
use crate::names;

/// The screen.
#[component]
pub fn WhatChanged() -> impl IntoView {
    view! { <Heading text=names::WHAT_CHANGED /> }
}
