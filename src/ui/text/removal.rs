//! Sentences of removing for good.

use jiff::Timestamp;

use super::{listed, moment};

pub const LEAD: &str = "Use this for personal data, such as a patient’s name, that should never have been written here. For anything else, edit the driver.";
pub const WHAT: &str = "What will be removed";
pub const WILL: &str = "What this does";
pub const CANNOT: &str = "What this cannot reach";
pub const FROM_COPIES: &str =
    "A colleague’s copy loses it too, as soon as they import a file that you export from now on.";
pub const LEAVES_A_TRACE: &str = "The history goes on to show who changed what and when, and that you removed something. It does not show what.";
pub const DRAFTS_TOO: &str = "It goes from unfinished drafts of this driver.";
pub const NOT_UNDONE: &str =
    "This cannot be undone, and the very same text cannot be entered here again.";
pub const LONGER_TEXTS: &str =
    "The same words within a longer text, or in another driver. Remove each version that has them.";
pub const COPIES: &str = "Colleagues’ copies, until they import a file from you.";
pub const ELSEWHERE: &str = "Published copies, printed pages, e-mails, and backups of this computer. Deleted data may also stay on this computer’s disk until it is written over.";
pub const FILES_NONE: &str =
    "No file that was exported or imported here holds it, as far as this copy knows.";
pub const TITLE_STANDS: &str = "This is the driver’s title now. Edit the driver and give it another title first. Then come back to its history and remove this one.";
pub const NOT_HERE: &str = "This is no longer here. Nothing was changed.";
pub const BROUGHT_AGAIN: &str = "The same text was removed from this driver for good, so it was not saved. Leave out personal data, or write it in other words.";

/// From which fields it goes.
pub fn from_fields(fields: &[String], versions: usize) -> String {
    let versions = super::counted(versions, "version", "versions");
    format!(
        "It goes from this copy at once: from {}, in {versions}.",
        listed(fields)
    )
}

/// Which files may hold it.
pub fn files_since(since: Option<Timestamp>) -> String {
    let since = since.map(|since| format!(" since {}", moment(since)));
    format!(
        "Files that were exported or imported here{}: they may hold it. Find and delete them, and ask the people who have them to do the same.",
        since.unwrap_or_default()
    )
}

pub fn removed(title: &str) -> String {
    format!(
        "Removed from “{title}” for good. Export a file for your colleagues, so that their copies lose it too."
    )
}

/// In the history, in place of what was removed.
pub fn removed_by(who: &str, when: &str) -> String {
    format!("(removed for good by {who}, {when})")
}

/// In the history, what a removing edit did.
pub const REMOVED_SOMETHING: &str = "Removed something for good";

/// For screen readers, after the words that all these buttons share.
pub fn of_value(label: &str, who: &str, when: &str) -> String {
    format!("{label}, as written by {who}, {when}")
}

/// The same, of an element of a list.
pub fn of_element(element: &str, label: &str, who: &str, when: &str) -> String {
    format!("{element} from {label}, as written by {who}, {when}")
}

pub fn typed_again(label: &str) -> String {
    format!(
        "{label}: the same text was removed from this driver for good. Leave out personal data, or write it in other words"
    )
}

pub fn again_in_file(label: &str) -> String {
    format!("has a value of “{label}” that was removed for good. It was left out.")
}
