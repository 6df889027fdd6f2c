//! Sentences of linked files.

use jiff::Timestamp;

use super::importing::json::notice;
use super::{counted, moment};
use crate::domain::link::{Status, Trouble};
use crate::exchange::json::Notice;

pub const LEAD: &str = "Link this register to one JSON file on a shared drive. What you save here is added to the file, and what colleagues add to it appears here. Colleagues link their own registers to the same file. No one’s changes are replaced, even if two people save at the same moment.";
pub const NEW_FILE: &str = "Make a new file";
pub const NEW_FILE_HINT: &str = "If nobody has made the file yet. Give it a name of its own: a file that you replace is emptied.";
pub const LINK_HINT: &str =
    "If the file is there. What it holds and what is here come together in both.";
pub const DROP: &str = "You can also drop the file here.";
pub const BROWSER_ASKS: &str = "Your browser asks whether this page may change the file. It asks again after each restart, unless you let it remember.";

pub const NO_SUCH_FILES: &str = "This browser does not let a page keep in touch with a file. Microsoft Edge and Google Chrome do. In this browser, share changes by hand:";
pub const IMPORT_INSTEAD: &str =
    "Import the file from the shared drive to bring in your colleagues’ changes.";
pub const EXPORT_INSTEAD: &str =
    "Export the register, and put the file on the shared drive for your colleagues.";

pub const FILE: &str = "File";
pub const STATE: &str = "State";
pub const LOOKED: &str = "Last looked at";
pub const LOOK_AGAIN: &str = "Look again";
pub const MAKE_IT: &str = "Make the file from this register";
pub const UNLINK: &str = "Unlink";
pub const UNLINK_HINT: &str =
    "Unlinking changes nothing in the file or in this register. You can link it again.";
pub const LINK_ANOTHER: &str = "Link another file";

pub const TRY_AGAIN: &str = "Try again.";
pub fn linked(file: &str) -> String {
    format!("This register is linked to {file}.")
}
pub fn unlinked(file: &str) -> String {
    format!("This register is no longer linked to {file}. The file was left as it is.")
}
pub const NOT_KEPT: &str =
    "The file is linked until you close this tab. This browser does not let the page remember it.";
pub const NOT_REMEMBERED: &str = "This browser does not let the page remember a file.";
pub const NOT_UNLINKED: &str =
    "The browser did not forget the file. It is linked again when you open this page next.";
pub const NOT_A_FILE: &str = "Drop one file.";
pub const PICKER_REFUSED: &str = "The browser did not let this page ask for a file. Your organisation may block this: ask your IT department, or share changes by Import and Export.";
pub const OTHER_REGISTER: &str = "This file belongs to another register, so it was not linked. Nothing was changed. To bring its drivers into this register, import it. To link it, open its register in Settings or start a new one.";
pub fn not_linked(why: &str) -> String {
    format!("The file was not linked. {why}")
}

/// What is said above every screen while the browser wants a click.
pub fn reconnect(file: &str, waiting: usize) -> String {
    let waiting = match waiting {
        0 => String::new(),
        count => format!(" {} for it.", changes_wait(count)),
    };
    format!("The browser needs your permission again to use {file}.{waiting}")
}

fn changes_wait(count: usize) -> String {
    counted(count, "change waits", "changes wait")
}

/// The state in a few words, at the top of every screen.
pub fn brief(file: &str, status: Status, waiting: usize) -> String {
    let on_the_way = counted(waiting, "change on its way", "changes on their way");
    match (status, waiting) {
        (Status::Connecting, _) => format!("Linked to {file}, looking at it"),
        (Status::UpToDate, 0) => format!("Linked to {file}, up to date"),
        (Status::Sending, 0) => format!("Linked to {file}, making sure of it"),
        (Status::UpToDate | Status::Sending, _) => format!("Linked to {file}, {on_the_way}"),
        (_, 0) => format!("{file}: {}", held_up(status)),
        (_, count) => format!(
            "{} waiting: {}",
            counted(count, "change", "changes"),
            held_up(status)
        ),
    }
}

/// What stands in the way, in a few words.
const fn held_up(status: Status) -> &'static str {
    match status {
        Status::Connecting | Status::UpToDate | Status::Sending => "",
        Status::Reconnect => "reconnect the file",
        Status::Denied => "the browser refuses the file",
        Status::Trouble(trouble) => match trouble {
            Trouble::Away => "the file or its drive is away",
            Trouble::Locked => "the file is locked",
            Trouble::Empty => "the file is empty",
            Trouble::Unreadable => "the file cannot be read",
            Trouble::NotWhole => "the file is damaged",
            Trouble::Newer => "the file is too new",
            Trouble::OtherRegister => "the file is of another register",
            Trouble::TooLarge => "the file is too large",
            Trouble::NoRoom => "the drive is full",
            Trouble::NotKept => "this browser could not save",
            Trouble::Changing | Trouble::NotPermitted | Trouble::Failed => {
                "the file could not be used"
            }
        },
    }
}

/// The state in full, with what to do. `why` is what reading the file said.
pub fn in_full(file: &str, status: Status, waiting: usize, why: &str) -> String {
    let looks_again =
        "Driver Atlas looks again by itself, and your changes are safe in this browser.";
    let sentence = match status {
        Status::Connecting => format!("Looking at {file}."),
        Status::UpToDate if waiting == 0 => {
            "Up to date. The file holds everything in this register, and this register everything in the file.".to_owned()
        }
        Status::UpToDate | Status::Sending if waiting == 0 => {
            "Everything is in the file. Driver Atlas looks once more in a moment, to be sure that it stays there.".to_owned()
        }
        Status::UpToDate | Status::Sending => {
            format!(
                "{} on the way to the file.",
                counted(waiting, "change is", "changes are")
            )
        }
        Status::Reconnect => "The browser needs your permission again before this page may use the file. Select Reconnect.".to_owned(),
        Status::Denied => "The browser does not let this page change the file. Select Reconnect to be asked again. If nothing happens, allow file editing for this page in the browser’s site settings, or ask your IT department.".to_owned(),
        Status::Trouble(trouble) => match trouble {
            Trouble::Away => format!("{file} is not where it was: it was moved, renamed or deleted, or its drive is away. {looks_again} If the file is gone for good, link another one or make it again."),
            Trouble::Locked => format!("{file} cannot be changed now: it is read-only, or open in another program. {looks_again}"),
            Trouble::Empty => format!("{file} is empty. Another program may be writing it. {looks_again} If it stays empty, make it from this register."),
            Trouble::Unreadable | Trouble::Newer | Trouble::TooLarge => format!("{why} Nothing is written over it. {looks_again}"),
            Trouble::NotWhole => format!("Parts of {file} cannot be read. So nothing was taken from it, and nothing is written over it. Mend it or put an earlier copy in its place; then look again. {why}"),
            Trouble::OtherRegister => format!("{file} belongs to another register now. Nothing was taken from it, and nothing is written to it."),
            Trouble::NoRoom => format!("There is no room on the drive of {file}. {looks_again}"),
            Trouble::NotKept => format!("This browser could not save what came from {file}. {why}"),
            Trouble::Changing | Trouble::NotPermitted | Trouble::Failed => format!("The browser could not use {file}. {looks_again} If it goes on, save a copy and link the file again."),
        },
    };
    match (status, waiting) {
        (Status::Reconnect | Status::Denied | Status::Trouble(_), 1..) => {
            format!("{sentence} {} for it.", changes_wait(waiting))
        }
        _ => sentence,
    }
}

pub fn looked_at(at: Timestamp) -> String {
    moment(at)
}

/// The first of what was left out, and how many more.
pub fn not_whole(notices: &[&Notice]) -> String {
    match notices {
        [] => String::new(),
        [one] => notice(one, true),
        [first, more @ ..] => format!(
            "{} And {} more.",
            notice(first, true),
            counted(more.len(), "fault", "faults")
        ),
    }
}
