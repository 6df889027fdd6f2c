//! The first opening: three ways to begin.

use leptos::prelude::*;

use super::parts::Heading;
use super::text;
use crate::names;
use crate::route::{Intake, Route};

/// Welcomes a person whose register is empty.
#[component]
pub fn First() -> impl IntoView {
    let way = |name: &'static str, route: Route, what: &'static str| {
        view! {
            <li class="atlas-first__way">
                <h2 class="nhsuk-heading-m"><a href=route.to_string()>{name}</a></h2>
                <p>{what}</p>
            </li>
        }
    };
    view! {
        <Heading text=text::FIRST_HEADING />
        <p class="atlas-first__lead">{text::FIRST_LEAD}</p>
        <ul class="atlas-first">
            {way(names::ADD_FIRST, Route::Add(None), text::FIRST_ADD)}
            {way(names::IMPORT_A_FILE, Route::Import(Intake::Json), text::FIRST_IMPORT)}
            {way(names::TRY_SAMPLE, Route::Sample, text::FIRST_SAMPLE)}
        </ul>
    }
}
