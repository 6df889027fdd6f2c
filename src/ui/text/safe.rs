//! Sentences about keeping one's work: what no file holds yet, and what would be lost with a register.

use jiff::Timestamp;

use super::{counted, drivers, moment};
use crate::browser::store::Medium;

pub const ALL_HELD: &str = "Every change made here is in a file that you saved or sent.";
pub const NO_COPY: &str =
    "As far as this browser knows, you have not saved a copy of the whole register from it yet.";
pub fn last_copy(at: Timestamp) -> String {
    format!(
        "You last saved a copy of the whole register on {}.",
        moment(at)
    )
}

/// What the browser promises.
pub const fn promise(medium: Medium, is_promised: bool) -> &'static str {
    match medium {
        Medium::Memory => {
            "This browser keeps nothing of this page: the register is gone when you close the tab."
        }
        _ if is_promised => {
            "The browser has promised to keep the register when space on this computer runs short. Clearing the browser’s data still deletes it."
        }
        _ => {
            "The browser has not promised to keep the register: it may delete it when space on this computer runs short. Save a copy often."
        }
    }
}

/// What is said on leaving a register for another one.
pub fn left_behind(title: &str, count: usize) -> String {
    let changes = counted(count, "change that is", "changes that are");
    format!("“{title}” has {changes} not in any file yet: open it again to save a copy.")
}

pub fn question(title: &str) -> String {
    format!("Remove “{title}” from this browser?")
}
pub const CONSEQUENCE: &str = "Its drivers, comments, history and drafts are deleted here. Files that you saved or sent stay as they are, and you can import them again. This cannot be undone.";
pub fn would_be_lost(count: usize) -> String {
    let changes = counted(count, "change is", "changes are");
    format!("{changes} not in any file yet and would be lost, in:")
}
pub fn and_more(count: usize) -> String {
    format!("and {} more", drivers(count))
}
pub fn removed(title: &str) -> String {
    format!("The register “{title}” was removed from this browser.")
}
pub const STILL_IN_USE: &str =
    "Another tab still has this register open. The browser removes it once that tab is closed.";
pub fn not_removed(name: &str) -> String {
    format!("The browser could not remove the register ({name}). Nothing was changed.")
}
pub const REMOVED_ELSEWHERE: &str = "This register was removed from this browser in another tab. Reload this page to go on in another one.";
