//! Publish: one HTML file of the app with this register inside.

use leptos::prelude::*;

use super::parts::Heading;
use crate::names;
use crate::search::view::View;

/// The screen.
#[component]
pub fn Publish(view: View) -> impl IntoView {
    let _ = view;
    view! { <Heading text=names::PUBLISH /> }
}
