//! Markdown as the page shows it: built as elements, never as a string of HTML.
//!
//! It draws what [`crate::exchange::blocks`] reads: raw HTML shows as text; only http, https and mailto links are live;
//! pictures show as their text, as the page makes no request.

use leptos::prelude::*;

use super::text;
use crate::domain::value::is_live_address;
use crate::exchange::blocks::{Block, List, Run, blocks, by_link};

/// A Markdown text as elements.
pub fn markdown(source: &str) -> AnyView {
    drawn(&blocks(source))
}

/// Blocks as elements.
pub fn drawn(blocks: &[Block]) -> AnyView {
    view! { <div class="atlas-markdown">{inside(blocks, false)}</div> }.into_any()
}

/// In a tight list, the paragraph with which an item begins is but its text.
fn inside(blocks: &[Block], is_tight: bool) -> Vec<AnyView> {
    let views = blocks.iter().enumerate().map(|(place, block)| match block {
        // The page's own headings are its outline, so those in a text are but emphasised.
        Block::Heading(runs) => {
            view! { <p class="atlas-markdown__heading">{drawn_runs(runs)}</p> }.into_any()
        }
        Block::Paragraph(runs) if is_tight && place == 0 => drawn_runs(runs).into_any(),
        Block::Paragraph(runs) => view! { <p>{drawn_runs(runs)}</p> }.into_any(),
        Block::List(items) => list(items),
        Block::Quote(blocks) => {
            view! { <blockquote>{inside(blocks, false)}</blockquote> }.into_any()
        }
        Block::Code(code) => view! { <pre><code>{code.clone()}</code></pre> }.into_any(),
        Block::Rule => view! { <hr /> }.into_any(),
    });
    views.collect()
}

fn list(list: &List) -> AnyView {
    let items = list.items.iter();
    let items: Vec<_> = items
        .map(|item| view! { <li>{inside(item, list.is_tight)}</li> })
        .collect();
    match list.first {
        None => view! { <ul class="nhsuk-list nhsuk-list--bullet">{items}</ul> }.into_any(),
        Some(first) => {
            view! { <ol class="nhsuk-list nhsuk-list--number" start=first.to_string()>{items}</ol> }
                .into_any()
        }
    }
}

/// Runs as what stands in a paragraph.
pub fn drawn_runs(runs: &[Run]) -> Vec<AnyView> {
    let views = by_link(runs).map(|(address, runs)| {
        let inside: Vec<AnyView> = runs.iter().map(drawn_run).collect();
        match address {
            Some(address) => link(address.to_owned(), inside.into_any()),
            None => inside.into_any(),
        }
    });
    views.collect()
}

fn drawn_run(run: &Run) -> AnyView {
    let mut lines: Vec<AnyView> = Vec::new();
    for (number, line) in run.text.split('\n').enumerate() {
        if number > 0 {
            lines.push(view! { <br /> }.into_any());
        }
        lines.push(line.to_owned().into_any());
    }
    let mut view = lines.into_any();
    if run.look.is_code {
        view = view! { <code>{view}</code> }.into_any();
    }
    if run.look.is_italic {
        view = view! { <em>{view}</em> }.into_any();
    }
    if run.look.is_bold {
        view = view! { <strong>{view}</strong> }.into_any();
    }
    view
}

/// A link out of the app, if its address may be followed; else its address as text.
pub fn link(address: String, inside: AnyView) -> AnyView {
    if !is_live_address(&address) {
        return view! { {inside} " (" {address} ")" }.into_any();
    }
    view! {
        <a href=address target="_blank" rel="noopener noreferrer">
            {inside}
            <span class="nhsuk-u-visually-hidden">" " {text::OPENS_ELSEWHERE}</span>
        </a>
    }
    .into_any()
}
