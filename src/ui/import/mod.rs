//! Import: one way in for each kind of file, side by side.

mod json;
mod page;
mod plan;
mod references;
mod review;
mod table;

use leptos::prelude::*;

use super::parts::Heading;
use super::text;
use crate::names;
use crate::route::{Intake, Route};

/// The screen.
#[component]
pub fn Import(intake: Intake) -> impl IntoView {
    let links = Intake::ALL.map(|other| {
        let name = match other {
            Intake::Json => names::JSON,
            Intake::Page => names::PASTE_A_PAGE,
            Intake::Table => names::CSV_OR_EXCEL,
            Intake::References => names::REFERENCES,
        };
        let is_here = (other == intake).then_some("page");
        let href = Route::Import(other).to_string();
        view! { <li><a class="atlas-tabs__link" href=href aria-current=is_here>{name}</a></li> }
    });
    let shown = match intake {
        Intake::Json => view! { <json::Json /> }.into_any(),
        Intake::Page => view! { <page::Page /> }.into_any(),
        Intake::Table => view! { <table::Table /> }.into_any(),
        Intake::References => view! { <references::References /> }.into_any(),
    };
    view! {
        <Heading text=names::IMPORT />
        <nav class="atlas-tabs" aria-label=names::WHAT_TO_IMPORT>
            <ul>{links.into_iter().collect_view()}</ul>
        </nav>
        <p>{text::importing::lead(intake)}</p>
        {shown}
    }
}
