//! How to cite the document of a driver: shown, and copied with its italics.

use std::sync::Arc;

use leptos::prelude::*;

use super::copying::{CopyReport, Copying};
use super::state::use_state;
use super::text::briefing as says;
use crate::domain::driver::Driver;
use crate::exchange::citation::{Citation, Style, cite};
use crate::names;

#[component]
pub fn Cite(driver: Arc<Driver>) -> impl IntoView {
    let state = use_state();
    let copying = Copying::new();
    let styles = Style::ALL.map(|style| {
        let citation = cite(&driver, style, state.today.get());
        let shown = runs(&citation);
        let copy = move |_| {
            copying.copy_formatted(citation.html(), citation.plain(), says::COPIED_CITATION);
        };
        view! {
            <h3 class="nhsuk-heading-s atlas-cite__style">{says::style(style)}</h3>
            <p class="atlas-cite__text">{shown}</p>
            <button type="button" class="nhsuk-button nhsuk-button--secondary nhsuk-button--small" on:click=copy>
                {says::copy_citation(style)}
            </button>
        }
    });
    view! {
        <section class="atlas-cite atlas-screen-only" aria-labelledby="cite">
            <h2 id="cite" class="nhsuk-heading-m">{names::CITE}</h2>
            {styles.into_iter().collect_view()}
            <CopyReport copying />
        </section>
    }
}

/// A citation, with the titles that it has in italics.
fn runs(citation: &Citation) -> AnyView {
    let runs = citation.runs.iter().map(|run| {
        let text = run.text.clone();
        match run.italic {
            true => view! { <cite>{text}</cite> }.into_any(),
            false => text.into_any(),
        }
    });
    runs.collect_view().into_any()
}
