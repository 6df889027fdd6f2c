//! Sentences of the screen of duplicates, of joining drivers and of separating them.

use std::collections::BTreeSet;

use super::{counted, listed};
use crate::domain::duplicates::Reason;

pub const LEAD: &str = "These drivers look as if they were entries of the same document. Join those that are: they then show as one driver, and nothing that anybody wrote is lost. Your answer travels with the register.";
pub const LOOKING: &str = "Looking for duplicates…";
pub const NONE: &str = "No possible duplicates were found.";
pub const NONE_HINT: &str = "Drivers are compared by their titles, alternative titles, main links, sources and dates of publication. To join drivers that differ in all of these, open one of them.";

pub fn possible(count: usize) -> String {
    counted(count, "possible duplicate", "possible duplicates")
}
pub fn look_at(count: usize) -> String {
    format!("Look at {}", possible(count))
}
pub fn to_look_at(count: usize) -> String {
    format!("{count} to look at")
}
pub fn shown(from: usize, to: usize, total: usize) -> String {
    format!("{from} to {to} of {}", possible(total))
}
pub fn group(titles: &[String]) -> String {
    let different: BTreeSet<&String> = titles.iter().collect();
    match titles.first() {
        Some(title) if different.len() == 1 => {
            format!("{} called “{title}”", super::drivers(titles.len()))
        }
        _ => quoted(titles),
    }
}
fn quoted(titles: &[String]) -> String {
    let quoted: Vec<String> = titles.iter().map(|title| format!("“{title}”")).collect();
    listed(&quoted)
}
pub const SELECT: &str = "Select";
pub const SELECT_ALL: &str = "Select all on this page";
pub const SELECTED: &str = "With what is selected";
pub const NOTHING_SELECTED: &str = "Select what you have looked at first.";
/// For screen readers, after a button’s words.
pub fn of(group: &str) -> String {
    format!(" {group}")
}

pub const fn reason(reason: Reason) -> &'static str {
    match reason {
        Reason::SameTitle => "Same title",
        Reason::AlternativeTitle => "The title of one is an alternative title of another",
        Reason::NearTitle => "Titles that differ by one letter",
        Reason::SameLink => "Same link to the main document",
        Reason::SamePublication => "Similar titles, with the same source and date of publication",
    }
}
pub const WHY: &str = "Why they may be the same";
pub const LAST_CHANGE: &str = "Last change";
pub fn changed(who: &str, when: &str) -> String {
    format!("{who}, {when}")
}

// What was done.

pub fn told_apart(groups: &[String]) -> String {
    match groups {
        [one] => format!("{one} will not be shown as duplicates again."),
        _ => format!("{} will not be shown again.", possible(groups.len())),
    }
}
pub fn joined(groups: &[String]) -> String {
    match groups {
        [one] => format!("{one} were joined."),
        _ => format!("{} were joined.", possible(groups.len())),
    }
}
pub fn left(count: usize) -> String {
    let verb = if count == 1 { "needs" } else { "need" };
    format!(
        "{} {verb} you to look at what differs: open “Join”.",
        possible(count)
    )
}
pub fn separated(title: &str) -> String {
    format!("“{title}” is a driver of its own again.")
}

// Joining.

pub fn joining(count: usize) -> String {
    format!("Join {}", super::drivers(count))
}
pub fn joining_with(title: &str) -> String {
    format!("Join “{title}” with another driver")
}
pub const BACK: &str = "Go to all possible duplicates";
pub const JOIN_LEAD: &str = "They will show as one driver. Topics and other lists are put together, and so are comments and histories. What only one of them says is taken over.";
pub const GONE: &str = "These drivers are not here any more, or they are joined already.";
pub const LEAVE_OUT: &str = "Leave this one out";
pub const TO_CHOOSE: &str = "Choose where they differ";
pub const NOTHING_TO_CHOOSE: &str =
    "They do not contradict each other: there is nothing to choose.";
pub fn take_all(title: &str) -> String {
    format!("Choose all from “{title}”")
}
/// Tells drivers of one title from each other.
pub fn numbered(title: &str, number: usize) -> String {
    format!("{title} ({number})")
}
pub fn from(titles: &[String]) -> String {
    format!("From {}", quoted(titles))
}
pub fn not_chosen(label: &str) -> String {
    format!("{label}: choose what it is to say")
}
pub const PREVIEW: &str = "Preview the joined driver";
pub const OTHER: &str = "Driver to join it with";
pub const OTHER_HINT: &str = "Its title. Choose from the titles that are offered as you type.";
pub const CHOOSE_OTHER: &str = "Continue";
pub const NO_SUCH_TITLE: &str = "Enter the title of another driver in this register";

// On a driver’s page, and in its history.

pub const JOIN_WITH: &str = "Join with another driver";
pub fn brings_together(count: usize) -> String {
    format!(
        "This driver brings together {}",
        counted(count, "entry", "entries")
    )
}
pub const TOGETHER_LEAD: &str = "Somebody found that they are the same document. If they are not, separate them: each then says what was written in it. What was changed since they were joined stays with the first.";
pub fn entry_id(id: &str) -> String {
    format!("Id in files: {id}")
}
pub fn in_entry(title: &str) -> String {
    format!("In the entry “{title}”")
}

// Import.

pub fn new_alike(count: usize) -> String {
    match count {
        1 => "1 new driver may be a duplicate. You can import it, and then join the two or tell them apart.".to_owned(),
        _ => format!("{} may be duplicates. You can import them, and then join them or tell them apart.", counted(count, "new driver", "new drivers")),
    }
}
pub fn may_be(titles: &[String], reasons: &[&str]) -> String {
    format!(
        "May be a duplicate of {}: {}",
        quoted(titles),
        listed(&lower(reasons))
    )
}
fn lower(reasons: &[&str]) -> Vec<String> {
    let lower = |reason: &&str| {
        let mut letters = reason.chars();
        let first = letters.next().into_iter().flat_map(char::to_lowercase);
        first.chain(letters).collect()
    };
    reasons.iter().map(lower).collect()
}
