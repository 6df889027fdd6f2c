//! Sentences of publishing and published copies.

use jiff::Timestamp;

use super::importing::change_fields;
use super::{counted, drivers, moment};
use crate::domain::glance::NewsKind;
use crate::domain::merge::Change;

// The screen.

pub const LEAD: &str = "Publish a copy for people who only want to read. It is one HTML file with the register inside: anyone can open it in a browser, from a shared drive or a website, without importing anything.";
pub const WHAT_TO_PUBLISH: &str = "What to publish";
pub fn publish_all(count: usize) -> String {
    format!("All {}", drivers(count))
}
pub fn publish_filtered(count: usize) -> String {
    format!("The filtered list: {}", drivers(count))
}
pub const WHAT_TO_INCLUDE: &str = "What to include";
pub const WITH_HISTORY: &str = "History: who changed what and when, with earlier versions";
pub const WITH_COMMENTS: &str = "Comments";
pub const PUBLISHED_BY: &str = "Published by";
pub const PUBLISHED_BY_HINT: &str =
    "Your name or your team’s. Readers see it at the top of each page.";
pub const NO_NAME: &str = "Enter the name that readers are to see";
pub const READERS_SEE: &str = "What readers will see";
pub fn readers_see(count: usize, has_history: bool, has_comments: bool) -> Vec<String> {
    if count == 0 {
        return vec!["An empty Driver Atlas: there are no drivers to publish.".to_owned()];
    }
    let history = match has_history {
        true => "The names of everybody who changed a driver, and all earlier versions.",
        false => "No history. If you gave anyone’s name in a driver, it is still there.",
    };
    let comments = match has_comments {
        true => "All comments, with the names of their authors.",
        false => "No comments.",
    };
    vec![
        format!(
            "{}, as they are now. Drivers in the trash are left out.",
            counted(count, "driver", "drivers")
        ),
        history.to_owned(),
        comments.to_owned(),
        "They can search, filter, print and export. They cannot change anything, unless they keep a copy of their own.".to_owned(),
    ]
}
pub fn about(bytes: usize) -> String {
    match bytes {
        0..1_000_000 => format!(
            "The file will have about {} kB.",
            bytes.div_ceil(10_000) * 10
        ),
        _ => format!(
            "The file will have about {}.{} MB.",
            bytes / 1_000_000,
            bytes / 100_000 % 10
        ),
    }
}
pub fn writing(done: usize, total: usize) -> String {
    format!("Writing the copy: {done} of {}", drivers(total))
}
pub const CANCELLED: &str = "No copy was made.";
pub const NOT_MADE: &str = "The browser could not make the copy. Nothing was changed. Reload this page and try again, or publish fewer drivers.";

// A published copy.

pub fn published_by(by: &str, at: Timestamp) -> String {
    format!("Published by {by} on {}.", moment(at))
}
pub const FOR_READING: &str =
    "You are reading a copy. To change or add something, keep a copy of your own in this browser.";
pub const HAS_OWN: &str = "You already have a copy of your own of this register in this browser. Keeping this one adds what is new in it to yours.";
pub const OPEN_OWN: &str = "Open my own copy";
pub const KEEPING: &str = "Keeping the copy in this browser…";
pub const KEPT: &str = "This is your own copy now. It is kept in this browser.";
pub const OWN_OPENED: &str = "Your own copy is open.";
pub const CANNOT_KEEP: &str = "This browser cannot open your own copy of this register, so nothing was added to it. You can go on reading here.";
pub const READ_ONLY_HEADING: &str = "This copy is for reading";
pub const READ_ONLY: &str =
    "Nothing can be changed in a published copy. Choose “Keep my own copy” first.";
pub fn opening(done: usize, total: usize) -> String {
    format!("Opening the register: {done} of {}", drivers(total))
}

// What has changed since.

pub fn newer_was_opened(by: &str, at: Timestamp) -> String {
    format!(
        "A newer copy was opened on this computer: {} Ask for that one, or look where you found this one.",
        published_by(by, at)
    )
}
pub fn changed_since(count: usize, looked: Timestamp) -> String {
    let changed = match count {
        0 => "Nothing has".to_owned(),
        count => counted(count, "driver has", "drivers have"),
    };
    format!(
        "{changed} changed since you last looked, on {}.",
        moment(looked)
    )
}
pub const SEE_CHANGES: &str = "See what has changed";
pub const HIDE_MARKS: &str = "Hide these marks";
pub fn more(count: usize) -> String {
    format!("And {count} more. They are marked in the list.")
}

/// What has become of a driver, as a tag.
pub const fn mark(kind: &NewsKind) -> &'static str {
    match kind {
        NewsKind::New => "New here",
        NewsKind::Changed(_) => "Changed",
        NewsKind::Archived => "Now archived",
        NewsKind::Gone => "Gone",
    }
}

/// What has become of a driver, in words.
pub fn news(kind: &NewsKind) -> String {
    match kind {
        NewsKind::New => "is new".to_owned(),
        NewsKind::Changed(fields) => {
            let fields = fields.clone();
            format!("changed in {}", change_fields(&Change::Changed { fields }))
        }
        NewsKind::Archived => "was archived".to_owned(),
        NewsKind::Gone => "is no longer in the published register".to_owned(),
    }
}
