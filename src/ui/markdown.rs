//! Markdown as the page shows it: built as elements, never as a string of HTML.
//!
//! Raw HTML shows as text; only http, https and mailto links are live; pictures show as their text, as the page makes no
//! request.

use leptos::prelude::*;
use pulldown_cmark::{Event, Parser, Tag, TagEnd};

use super::text;
use crate::domain::value::is_live_address;

/// A Markdown text as elements.
pub fn markdown(source: &str) -> AnyView {
    let mut events = Parser::new(source);
    view! { <div class="atlas-markdown">{children(&mut events)}</div> }.into_any()
}

/// What stands up to the end of the element that is open.
fn children(events: &mut Parser<'_>) -> Vec<AnyView> {
    let mut views = Vec::new();
    while let Some(event) = events.next() {
        match event {
            Event::Start(tag) => views.push(element(tag, events)),
            Event::End(TagEnd::HtmlBlock) | Event::End(_) => return views,
            Event::Text(text) | Event::Html(text) | Event::InlineHtml(text) => {
                views.push(text.into_string().into_any());
            }
            Event::Code(text) => views.push(view! { <code>{text.into_string()}</code> }.into_any()),
            Event::SoftBreak => views.push("\n".into_any()),
            Event::HardBreak => views.push(view! { <br /> }.into_any()),
            Event::Rule => views.push(view! { <hr /> }.into_any()),
            // Extensions that the parser isn't asked for.
            Event::FootnoteReference(_)
            | Event::TaskListMarker(_)
            | Event::InlineMath(_)
            | Event::DisplayMath(_) => (),
        }
    }
    views
}

fn element(tag: Tag<'_>, events: &mut Parser<'_>) -> AnyView {
    let inside = children(events);
    match tag {
        // The page's own headings are its outline, so those in a text are but emphasised.
        Tag::Heading { .. } => view! { <p class="atlas-markdown__heading">{inside}</p> }.into_any(),
        Tag::Paragraph => view! { <p>{inside}</p> }.into_any(),
        Tag::HtmlBlock => view! { <p class="atlas-plain">{inside}</p> }.into_any(),
        Tag::BlockQuote(_) => view! { <blockquote>{inside}</blockquote> }.into_any(),
        Tag::CodeBlock(_) => view! { <pre><code>{inside}</code></pre> }.into_any(),
        Tag::List(None) => view! { <ul class="nhsuk-list nhsuk-list--bullet">{inside}</ul> }.into_any(),
        Tag::List(Some(start)) => {
            view! { <ol class="nhsuk-list nhsuk-list--number" start=start.to_string()>{inside}</ol> }.into_any()
        }
        Tag::Item => view! { <li>{inside}</li> }.into_any(),
        Tag::Emphasis => view! { <em>{inside}</em> }.into_any(),
        Tag::Strong => view! { <strong>{inside}</strong> }.into_any(),
        Tag::Link { dest_url, .. } if is_live_address(&dest_url) => link(dest_url.into_string(), inside.into_any()),
        _ => inside.into_any(),
    }
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
