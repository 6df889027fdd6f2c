//! Parts that several screens share.

use leptos::prelude::*;

use super::text;
use crate::domain::driver::{Driver, Status};
use crate::domain::field::Field;
use crate::domain::review::{self, ReviewState};
use crate::search::facet::capitalised;
use jiff::civil::Date;

/// A screen's heading. It takes the focus when the page changes, and names the tab.
#[component]
pub fn Heading(#[prop(into)] text: Signal<String>) -> impl IntoView {
    Effect::new(move |_| document().set_title(&text::page_title(&text.get())));
    view! { <h1 class="nhsuk-heading-l" tabindex="-1">{text}</h1> }
}

/// The tags that say at a glance how a driver stands: level, status, review and conflict.
pub fn tags(driver: &Driver, today: Date) -> AnyView {
    let level = driver.text(Field::Level);
    let level = (!level.is_empty()).then(|| tag("nhsuk-tag--blue", capitalised(level)));
    let status = match driver.status() {
        Status::Current => None,
        status => Some(tag("nhsuk-tag--grey", capitalised(status.key()))),
    };
    let review = match driver.review(today) {
        ReviewState::Overdue => Some(tag(
            "nhsuk-tag--red",
            ReviewState::Overdue.label().to_owned(),
        )),
        ReviewState::DueSoon => Some(tag(
            "nhsuk-tag--yellow",
            ReviewState::DueSoon.label().to_owned(),
        )),
        ReviewState::Later | ReviewState::NoDate => None,
    };
    let conflict =
        (!driver.is_settled()).then(|| tag("nhsuk-tag--orange", text::IN_CONFLICT.to_owned()));
    view! { {level} {status} {review} {conflict} }.into_any()
}

/// A coloured word or two.
pub fn tag(colour: &'static str, text: String) -> AnyView {
    view! { <strong class=format!("nhsuk-tag {colour} atlas-tag")>{text}</strong> }.into_any()
}

/// When the entry is due for review, with overdue said in words.
pub fn review_due(driver: &Driver, today: Date) -> Option<String> {
    let due = driver.date(Field::ReviewDue)?;
    Some(match review::in_words(Some(due), today) {
        Some(words) => format!("{}, {words}", due.display()),
        None => due.display().into_owned(),
    })
}

/// Paragraphs of plain text: lines stay as they were written.
pub fn plain_text(text: String) -> AnyView {
    view! { <p class="atlas-plain">{text}</p> }.into_any()
}
