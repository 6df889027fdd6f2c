//! Help: how to begin, how to find, how to share, how to move drivers in and out, how to settle and tidy, which keys there are, and where the data are.

use leptos::prelude::*;

use super::parts::Heading;
use super::text;
use crate::names;

/// The screen.
#[component]
pub fn Help() -> impl IntoView {
    let section = |heading: &'static str, lines: &'static [&'static str]| {
        let lines = lines
            .iter()
            .map(|line| view! { <li>{*line}</li> })
            .collect_view();
        view! {
            <h2 class="nhsuk-heading-m">{heading}</h2>
            <ul class="nhsuk-list nhsuk-list--bullet">{lines}</ul>
        }
    };
    view! {
        <Heading text=names::HELP />
        <div class="atlas-prose">
            {section(text::HELP_START, text::HELP_START_LINES)}
            {section(text::HELP_FIND, text::HELP_FIND_LINES)}
            {section(text::HELP_SHARE, text::HELP_SHARE_LINES)}
            {section(text::HELP_MOVE, text::HELP_MOVE_LINES)}
            {section(text::HELP_TIDY, text::HELP_TIDY_LINES)}
            {section(text::HELP_KEYS, text::HELP_KEYS_LINES)}
            <DataStatement />
        </div>
    }
}

/// Where the data are, what that means, and what to do about it.
#[component]
pub fn DataStatement() -> impl IntoView {
    let facts = text::DATA
        .iter()
        .map(|(fact, advice)| view! { <li><strong>{*fact}</strong> " " {*advice}</li> })
        .collect_view();
    view! {
        <section aria-labelledby="data">
            <h2 id="data" class="nhsuk-heading-m">{text::DATA_HEADING}</h2>
            <ul class="nhsuk-list nhsuk-list--bullet">{facts}</ul>
        </section>
    }
}
