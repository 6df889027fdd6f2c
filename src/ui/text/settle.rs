//! Sentences of settling conflicts.

use crate::domain::edit::Edit;
use crate::domain::field::COMMENT;
use crate::domain::merge::COMMENTS;

use super::{author, counted};

pub fn heading(title: &str) -> String {
    format!("Conflicts in “{title}”")
}
pub const LEAD: &str = "People changed the same part of this driver without knowing of each other’s change. Choose a version, or write one that has the best of all. Your choice travels with the register, so the conflict is settled for everybody.";
pub const NO_CONFLICT: &str = "Nothing in this driver is in conflict.";
pub const SETTLED: &str = "This is settled.";
pub const SETTLED_HERE: &str = "All conflicts in this driver are settled.";
pub const ALL_SETTLED: &str = "All conflicts are settled";
pub fn place(place: usize, total: usize) -> String {
    format!("Conflict {place} of {total}")
}
pub fn next_is(title: &str) -> String {
    format!("in “{title}”")
}

/// What a key is called, a comment’s too.
pub fn label(key: &str) -> String {
    super::field(if key.starts_with(COMMENT) {
        COMMENTS
    } else {
        key
    })
}
pub const IN_TRASH: &str = "In the trash or not";
pub fn trashed_by(who: &str, when: &str) -> String {
    format!(
        "{who} moved this driver to the trash on {when}, while somebody else changed it. It was kept until you decide."
    )
}

// The versions.

pub const EARLIER: &str = "Before these changes";
pub const NO_EARLIER: &str = "There is no earlier version that these began from. Differences are marked against the first of them.";
pub const DIFFERENCES: &str =
    "In each version, underlined words were added, and words that are struck through were removed.";
pub const SHOWN_NOW: &str = "Shown now";
pub const NOTHING: &str = "(nothing)";
/// Who made an edit; one that came by a file without a name may have been made in a text editor.
pub fn who(edit: &Edit, is_made_here: bool) -> &str {
    match &edit.by {
        None if !edit.snapshot && !is_made_here => "By hand in a file, or name not given",
        _ => author(edit),
    }
}
/// For screen readers, after "Use this version".
pub fn of_version(who: &str, when: &str, label: &str) -> String {
    format!(" by {who}, {when}, for {label}")
}

// A version of one’s own.

pub const MERGED: &str = "Or save a version of your own";
pub const PUT_TOGETHER: &str = "The changes are in different lines, so they were put together here. Read the text, change what you like, and save it.";
pub fn overlapping(count: usize) -> String {
    let places = counted(count, "place", "places");
    format!(
        "The changes were put together here, but for {places} where the same lines were changed. There the versions stand one after the other, under lines that begin with “===”. Keep what is right, and delete these lines."
    )
}
pub fn mark(who: &str, when: &str) -> String {
    let words: Vec<&str> = who.split_whitespace().collect();
    format!("=== {}, {when} ===", words.join(" "))
}
pub const LAST_MARK: &str = "=== End of these versions ===";
pub fn still_marked(label: &str, line: usize) -> String {
    format!(
        "{label}, line {line}: choose between the versions and delete the lines that begin with “===”"
    )
}
pub const NEW_VERSIONS: &str = "This driver was changed elsewhere while you had this page open. What you typed is kept. If you go on without the new versions, they stay in conflict with yours.";
pub const SHOW_NEW_VERSIONS: &str = "Show the new versions";

pub fn settled(label: &str, title: &str) -> String {
    format!("{label} of “{title}” is settled.")
}

// Elsewhere.

pub fn drivers_in_conflict(count: usize) -> String {
    counted(count, "driver is in conflict", "drivers are in conflict")
}
pub fn settle_conflicts(count: usize) -> String {
    format!("Settle {}", counted(count, "conflict", "conflicts"))
}
