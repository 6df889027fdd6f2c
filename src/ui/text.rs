//! Every sentence that the screens show to people, in the style of the NHS content guide: short, plain, without blame.
//! Names that are a contract stand in [`crate::names`].

use jiff::Timestamp;
use jiff::civil::DateTime;

use crate::browser::clock;
use crate::browser::store::{Medium, ReadError, WriteError};
use crate::domain::date::formatted;
use crate::domain::draft::{Problem, ProblemKind};
use crate::domain::edit::{Edit, REGISTER};
use crate::domain::field::{Field, NOT_SAME_AS, SAME_AS, TRASHED};
use crate::domain::merge::COMMENTS;
use crate::domain::saved_view::VIEW;
use crate::domain::undo::BuiltOn;
use crate::names;

pub mod briefing;
pub mod changes;
pub mod duplicates;
pub mod exporting;
pub mod finding;
pub mod importing;
pub mod linked;
pub mod publish;
pub mod removal;
pub mod safe;
pub mod selection;
pub mod settle;
pub mod views;

pub const OTHER_WAYS: &str = "Other ways to share";
pub const PUBLISH_HINT: &str = "One file that anyone can open and read.";
pub const LINKED_HINT: &str =
    "Keep this register and a file on a shared drive up to date with each other.";
pub const CHANGED_HINT: &str =
    "A list of changes since a date or since a file, to print or to send.";

pub const APP: &str = "Driver Atlas";
pub const TAGLINE: &str = "A register of policy drivers for NHS libraries";
pub const OPENING: &str = "Opening the register…";
pub fn reading_register(done: usize, total: usize) -> String {
    format!("Reading the register: {done} of {}", drivers(total))
}
pub const UNTITLED_REGISTER: &str = "My register";
pub const UNTITLED_DRIVER: &str = "(no title)";
pub const DRIVER: &str = "Driver";
pub const DISMISS: &str = "Hide this message";
pub const MESSAGE: &str = "Message";
pub const SAVE_A_COPY: &str = "Save a copy";
pub const NOT_SAVED: &str = "Not saved";
pub const NOT_FOUND_HEADING: &str = "Page not found";
pub const NOT_FOUND: &str =
    "There is nothing at this address. If you typed or pasted it, check that it is complete.";
pub const NO_SUCH_DRIVER: &str = "This register does not hold this driver. It may be in another register, or have been removed by undoing an import.";
pub const BACK_TO_DRIVERS: &str = "Go to all drivers";
pub const BACK_TO_DRIVER: &str = "Go back to the driver";

/// "1 driver", "12 drivers".
pub fn counted(count: usize, one: &str, many: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
}

pub fn drivers(count: usize) -> String {
    counted(count, "driver", "drivers")
}

/// The page's title in the browser's tab.
pub fn page_title(page: &str) -> String {
    format!("{page} – {APP}")
}

/// "6 August 2018 at 10:32", in the machine's time zone.
pub fn moment(at: Timestamp) -> String {
    let local: DateTime = clock::local_date_time(at);
    format!(
        "{} at {}:{:02}",
        formatted(local.date()),
        local.hour(),
        local.minute()
    )
}

pub fn unheld(count: usize) -> String {
    let changes = counted(count, "change is", "changes are");
    format!("{changes} not in any file yet.")
}

// Saving and undo.

pub fn cannot_write(error: &WriteError) -> String {
    match error {
        WriteError::Full => "There is no room left in this browser for the register. Nothing was changed. Download a copy, then free some space on this computer.".to_owned(),
        WriteError::Closed => "Another tab has opened a newer version of this page. Nothing was changed. Reload this page to go on.".to_owned(),
        WriteError::Damaged { entry } => format!("What is stored for the driver {entry} cannot be read, so nothing was written over it. Nothing was changed. You can download it in Settings."),
        WriteError::ReadOnly => "This register is open for reading only. Nothing was changed.".to_owned(),
        WriteError::Cancelled => importing::IMPORT_CANCELLED.to_owned(),
        WriteError::Failed { name } => format!("The browser could not save ({name}). Nothing was changed. Try again, and download a copy if it goes on."),
    }
}

pub fn cannot_read(error: &ReadError) -> String {
    match error {
        ReadError::Closed => {
            "Another tab has opened a newer version of this page. Reload this page to go on."
                .to_owned()
        }
        ReadError::Failed { name } => format!(
            "The browser could not read what is stored ({name}). Reload this page to try again."
        ),
    }
}

pub const CANNOT_DOWNLOAD: &str = "The browser did not start the download. Nothing was changed. Your organisation may block downloads from this page: ask your IT department.";
pub const NOTHING_TO_UNDO: &str = "There is nothing to undo.";

pub fn undone(what: &str) -> String {
    format!("Undone: {what}")
}

pub fn cannot_undo(title: &str, built_on: &BuiltOn) -> String {
    let who = built_on.by.as_deref().unwrap_or("Somebody");
    let when = built_on
        .at
        .map(|at| format!(" on {}", moment(at)))
        .unwrap_or_default();
    format!(
        "This can no longer be undone: {who} changed “{title}” again{when}. Use its history to restore an earlier version."
    )
}

pub fn driver_saved(title: &str) -> String {
    format!("“{title}” was saved.")
}
pub fn driver_added(title: &str) -> String {
    format!("“{title}” was added.")
}
pub fn driver_unchanged(title: &str) -> String {
    format!("Nothing in “{title}” was changed.")
}
pub fn driver_archived(title: &str) -> String {
    format!("“{title}” was archived.")
}
pub fn driver_unarchived(title: &str) -> String {
    format!("“{title}” is current again.")
}
pub fn driver_trashed(title: &str) -> String {
    format!("“{title}” was moved to the trash.")
}
pub fn driver_restored(title: &str) -> String {
    format!("“{title}” was taken out of the trash.")
}
pub fn version_restored(title: &str) -> String {
    format!("An earlier version of “{title}” was restored.")
}
pub fn comment_added(title: &str) -> String {
    format!("Your comment on “{title}” was added.")
}
pub fn register_renamed(title: &str) -> String {
    format!("The register is now called “{title}”.")
}
pub fn draft_discarded(title: &str) -> String {
    match title {
        "" => "Your new driver was not saved.".to_owned(),
        title => format!("Your changes to “{title}” were not saved."),
    }
}
pub const DRAFT_BACK: &str = "Your draft is back.";

// Banners.

pub fn medium(medium: Medium) -> Option<&'static str> {
    match medium {
        Medium::IndexedDb => None,
        Medium::LocalStorage => Some(
            "This browser refuses its database to this page, so the register is kept in a simpler place. If the browser crashes, your last minutes of work may be lost, and there is room for about 5 MB only. Download a copy often.",
        ),
        Medium::Memory => Some(
            "This browser lets this page keep nothing. Your register will be gone when you close this tab. Download a copy before you leave.",
        ),
    }
}

pub fn damaged_entries(count: usize) -> String {
    let what = counted(count, "driver", "drivers");
    format!(
        "What is stored for {what} cannot be read. It was left as it is, and all others are here. Download it and send it to the person who looks after your register."
    )
}
pub const DOWNLOAD_DAMAGED: &str = "Download what cannot be read";
pub const OTHER_TAB: &str =
    "Another tab needed this page to let go of the register. Reload this page to go on.";
pub const RELOAD: &str = "Reload";
pub const UNFINISHED: &str = "Unfinished drafts";
pub const CONTINUE: &str = "Continue";
pub const DISCARD: &str = "Discard";
pub fn draft_of(title: &str, at: Timestamp) -> String {
    let what = if title.is_empty() {
        "A new driver".to_owned()
    } else {
        format!("“{title}”")
    };
    format!("{what}, last typed in on {}", moment(at))
}

// A register that can't be opened.

pub const SHUT_HEADING: &str = "This register cannot be opened";
pub const SHUT_DAMAGED: &str = "What this browser stores for the register cannot be read. It was left exactly as it is. Download it, and send it to the person who looks after your register. You can go on in another register meanwhile.";
pub const SHUT_UNREACHABLE: &str = "The browser does not let this page at what it stores for the register. Nothing was changed. Close other tabs with Driver Atlas, then reload this page.";
pub fn shut_newer(version: u32) -> String {
    format!(
        "The register was stored by a newer Driver Atlas (version {version} of the store). Nothing was changed. Open it with the newer file."
    )
}
pub const DOWNLOAD_STORED: &str = "Download what is stored";
pub const OPEN_ANOTHER: &str = "Start a new register";

// First opening.

pub const FIRST_HEADING: &str = "Welcome to Driver Atlas";
pub const FIRST_LEAD: &str = "Keep a register of the policies, strategies and laws that shape your organisation, and of what each means for your library. Everything stays in this browser until you share a file.";
pub const FIRST_ADD: &str = "Start with a document that you know well. Only its title is required.";
pub const FIRST_IMPORT: &str =
    "Open a register that a colleague sent you. You see what it holds before anything is kept.";
pub const FIRST_SAMPLE: &str = "Look around in a register of real NHS and UK health documents. It is kept apart from your own.";

// Drivers.

pub const SEARCH_HINT: &str =
    "Searches all text. Put a phrase in quotes, and a hyphen before a word to leave it out.";
pub const SHOW_FILTERS: &str = "Show filters";
pub const HIDE_FILTERS: &str = "Hide filters";
pub const NO_MATCH: &str = "No driver matches. Try fewer words, or clear a filter.";
pub const NO_DRIVERS: &str = "There are no drivers in this register.";
pub const SOME_IN_TRASH: &str = "Look in the trash for drivers that were moved there.";
pub const IN_CONFLICT: &str = "In conflict";
pub const PREVIOUS: &str = "Previous";
pub const NEXT: &str = "Next";
pub const EXPORT_THESE: &str = "Export this list";

pub fn status(found: usize, total: usize, is_narrowed: bool) -> String {
    if is_narrowed {
        format!("{found} of {}", drivers(total))
    } else {
        drivers(total)
    }
}
pub fn page_of(page: usize, pages: usize) -> String {
    format!("Page {page} of {pages}")
}
pub fn show_all(count: usize) -> String {
    format!("Show all {count}")
}
pub const SHOW_FEWER: &str = "Show fewer";

// A driver.

pub const RESTORE: &str = "Restore";
pub const UNARCHIVE: &str = "Make current again";
pub const IN_TRASH: &str = "This driver is in the trash.";
pub const OPENS_ELSEWHERE: &str = "(opens in a new tab)";
pub const SUPERSEDED_UNKNOWN: &str = "A driver that this register does not hold";
pub const ADD_COMMENT: &str = "Add a comment";
pub const YOUR_COMMENT: &str = "Your comment";
pub const COMMENT_EMPTY: &str = "Write your comment first.";
pub const NO_COMMENTS: &str = "No comments yet.";
pub const NAME_NOT_GIVEN: &str = "Name not given";
pub const CONFLICT_LEAD: &str = "Two people changed the same part of this driver without knowing of each other’s change. Nothing was lost: the latest is shown, and the others stand below.";
pub fn conflict_in(label: &str) -> String {
    format!("{label}: other versions")
}
pub const CLEARED: &str = "(cleared)";
pub const VALUE_MISSING: &str = "(not in this copy)";
pub fn live_despite(who: &str) -> String {
    format!("{who} moved this driver to the trash while somebody else changed it. It was kept.")
}
pub fn version_by(who: &str, when: &str) -> String {
    format!("{who}, {when}")
}
pub const TIME_UNKNOWN: &str = "time not known";

/// Who made an edit.
pub fn author(edit: &Edit) -> &str {
    match &edit.by {
        Some(name) => name,
        None if edit.snapshot => "A file without a history",
        None => NAME_NOT_GIVEN,
    }
}
pub fn edit_time(edit: &Edit) -> String {
    edit.at.map_or_else(|| TIME_UNKNOWN.to_owned(), moment)
}

// History.

pub fn history_of(title: &str) -> String {
    format!("History of “{title}”")
}
pub const HISTORY_LEAD: &str = "Every change to this driver, the latest first. Names are as people gave them, and are not checked.";
pub const HISTORY_OF_REGISTER: &str = "History of the register itself";
pub const HISTORY_LEAD_REGISTER: &str = "Every change to the register’s title and to its saved views, the latest first. Names are as people gave them, and are not checked.";
pub const BACK_TO_SETTINGS: &str = "Go back to settings";
pub const CREATED: &str = "Added the driver";
pub const UNDID: &str = "Undid a change";
pub const WAS_UNDONE: &str = "Undone later";
pub const THIS_IS_CURRENT: &str = "This is the version you see now";
pub const RESTORE_VERSION: &str = "Restore this version";
/// For screen readers, after the words that all versions share.
pub fn of_version(who: &str, when: &str) -> String {
    format!(" by {who}, {when}")
}
pub fn changed(fields: &[String]) -> String {
    format!("Changed {}", listed(fields))
}
pub const SEE_VALUES: &str = "See what was written";

/// What a key of the file is called.
pub fn field(key: &str) -> String {
    match Field::from_key(key) {
        Some(field) => names::label(field).to_owned(),
        None if key == COMMENTS => names::COMMENTS.to_owned(),
        None if key == TRASHED => "whether it is in the trash".to_owned(),
        None if key == SAME_AS => "what it is joined with".to_owned(),
        None if key == NOT_SAME_AS => "what it is told apart from".to_owned(),
        None if key.starts_with(VIEW) => views::label(None),
        None => key.to_owned(),
    }
}

/// "a, b and c".
pub fn listed(parts: &[String]) -> String {
    match parts {
        [] => String::new(),
        [one] => one.clone(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

// The editor.

pub fn edit_heading(title: &str) -> String {
    format!("Edit “{title}”")
}
pub const PREVIEW: &str = "Preview";
pub const NOTHING_TO_PREVIEW: &str = "Nothing to preview yet.";
pub const MARKDOWN_HINT: &str = "Leave an empty line between paragraphs. Begin a list’s lines with “- ”. *italic*, **bold**, [link text](https://…).";
pub const DRAFT_KEPT: &str = "Your draft is kept in this browser as you type.";
pub const CONTINUED: &str = "This is your unfinished draft. What you typed is here; nothing of it is saved in the register yet.";
pub const START_AGAIN: &str = "Start again from what is saved";
pub const SIGN_HINT: &str = "Changes are signed with your name once you give it in Settings.";
pub const CHANGED_MEANWHILE: &str = "This driver was changed elsewhere while you had it open. You can go on: your changes and the others are both kept.";
pub fn suggestions_for(label: &str) -> String {
    format!("Already used for {label}")
}
pub fn add_suggestion(value: &str) -> String {
    format!("Add {value}")
}
pub fn date_read_as(words: &str) -> String {
    format!("Read as: {words}")
}
pub const DATE_NOT_READ: &str =
    "Kept as you wrote it. It is not read as a date, so it is not sorted or filtered by one.";
pub const NO_CHOICE: &str = "Not chosen";

pub const fn hint(field: Field) -> Option<&'static str> {
    match field {
        Field::AlternativeTitles => Some("Acronyms and other names. One entry a line."),
        Field::Nations => Some("England, Scotland, Wales, Northern Ireland. One entry a line."),
        Field::Settings => {
            Some("For example acute, mental health or primary care. One entry a line.")
        }
        Field::Sources => Some("The bodies that published it. One entry a line."),
        Field::Link => {
            Some("The full address, for example https://www.england.nhs.uk/publication/")
        }
        Field::FurtherLinks => Some("One link a line: what it is | https://address"),
        Field::PublicationFormat => Some("For example PDF or website."),
        Field::Published => Some(
            "As exactly as you know it, for example 4 October 2013, April 2017, early 2019 or TBC.",
        ),
        Field::Impact => {
            Some("What does this mean for libraries? Give page references, for example (p. 17).")
        }
        Field::Audiences => Some("Whom the document addresses. One entry a line."),
        Field::Topics => Some("One entry a line."),
        Field::SupersededBy => Some("The title of the driver that took its place."),
        Field::LastUpdated => Some("When this entry was last checked, for example July 2017."),
        Field::ReviewDue => Some("When this entry is to be checked again, for example July 2018."),
        Field::Responsible => Some("Initials or a name."),
        _ => None,
    }
}

pub fn problem(problem: &Problem) -> String {
    let label = names::label(problem.field);
    match &problem.kind {
        ProblemKind::NoTitle => "Enter a title".to_owned(),
        ProblemKind::NotAnAddress { line } if problem.field == Field::FurtherLinks => {
            format!(
                "{label}, line {line}: enter an address that begins with https://, http:// or mailto:"
            )
        }
        ProblemKind::NotAnAddress { .. } => {
            format!("{label}: enter an address that begins with https://, http:// or mailto:")
        }
        ProblemKind::NotAChoice { text } => format!("{label}: “{text}” is not one of the choices"),
        ProblemKind::NoSuchDriver => {
            format!("{label}: enter the title of a driver in this register")
        }
        ProblemKind::StillMarked { line } => settle::still_marked(label, *line),
        ProblemKind::SupersedesItself => format!("{label}: a driver cannot take its own place"),
        ProblemKind::RemovedForGood => removal::typed_again(label),
    }
}

pub const REGISTER_ITSELF: &str = "The register itself";
pub fn title_of(id: &str, title: &str) -> String {
    match title {
        _ if id == REGISTER => REGISTER_ITSELF.to_owned(),
        "" => UNTITLED_DRIVER.to_owned(),
        title => title.to_owned(),
    }
}

// Export.

pub const COPY_BY_HAND: &str =
    "The browser did not let this page copy. The text is selected: press Ctrl+C to copy it.";
pub fn downloaded(file: &str) -> String {
    format!("Downloaded as {file}. Look in your downloads folder.")
}
pub fn writing(done: usize, total: usize) -> String {
    format!(
        "Writing the file: {} of {}",
        selection::number(done),
        selection::number(total)
    )
}
pub const MAIL_HINT: &str = "Mail gateways may hold back .html files; .json files usually pass.";

// Trash.

pub const TRASH_LEAD: &str = "Drivers that were moved to the trash. They stay here, and in exports, until they are restored.";
pub const TRASH_EMPTY: &str = "The trash is empty.";
pub fn restore(title: &str) -> String {
    format!(" {title}")
}

// Settings.

pub const YOUR_NAME: &str = "Your name";
pub const YOUR_NAME_HINT: &str = "Your changes and comments are signed with it. Colleagues who import your file see it. Initials will do.";
pub const SAVE_NAME: &str = "Save name";
pub const NAME_SAVED: &str = "Your name was saved in this browser.";
pub const NAME_NOT_KEPT: &str =
    "Your name is used until you close this tab. This browser lets this page keep nothing.";
pub const REGISTER_TITLE: &str = "Register title";
pub const REGISTER_TITLE_HINT: &str =
    "Shown at the top of each page, and in the files that you export.";
pub const SAVE_TITLE: &str = "Save title";
pub const REGISTERS: &str = "Registers in this browser";
pub const REGISTERS_LEAD: &str =
    "Each register is kept apart. This page opens the one that was used last.";
pub const OPEN_NOW: &str = "Open now";
pub const OPEN: &str = "Open";
pub const NEW_REGISTER: &str = "Start a new register";
pub fn switched(title: &str) -> String {
    format!("The register “{title}” is open.")
}
pub const SAMPLE_OPENED: &str = "The sample register is open. Your own registers are in Settings.";

// Help.

pub const HELP_START: &str = "Getting started";
pub const HELP_START_LINES: &[&str] = &[
    "Add a driver: only the title is required. Dates may be as rough as you know them.",
    "Find drivers with the search box and the filters. The address of the list carries your search, so you can bookmark it.",
    "Search, filter and sort the list as you need it, then choose Save this view. Everyone who has this register finds the view above the list.",
    "To change many drivers at once, tick them in the list, or choose Select all, then Change selected. You see what would change before anything does, and one Undo takes it back.",
    "Give your name in Settings, so that colleagues see whose changes are whose.",
];
pub const HELP_FIND: &str = "Finding drivers";
pub const HELP_FIND_LINES: &[&str] = &[
    "Type words, or how they begin: a driver has to have all of them. Case, accents and plurals do not matter.",
    "Put a phrase in quotes: \"mental health\". Put a hyphen before what you do not want: -acute. Write OR in capitals between alternatives, in brackets if there are other words too: strategy (Wales OR Scotland).",
    "Name a field to look there only: title:plan, impact:staff, summary:money, features:library, source:\"NHS England\", topic:research, level:national, nation:Wales, setting:acute, audience:boards, format:PDF, responsible:JC, status:archived.",
    "Ask for dates with published:, updated: or due:, as in published:2016..2018, updated:2020.. or due:<2027. Ask for review:overdue, review:due-soon, review:later or review:no-date.",
    "Ask what is there or missing: has:conflict, has:comments, -has:impact, -has:link.",
    "“Build a search” fills in the search box for you.",
    "Filters narrow the list further. In one filter, any of the values that you choose will do.",
];
pub const HELP_SHARE: &str = "Sharing with colleagues";
pub const HELP_SHARE_LINES: &[&str] = &[
    "Export the register and send the JSON file, or put it on a shared drive.",
    "Your colleague imports it and sees what would change. Nothing is overwritten: changes to different parts are both kept, and two changes to the same part are shown as a conflict.",
    "The same file can be imported again without harm.",
    "In Edge or Chrome you can link the register to a file on a shared drive: choose Export, then Linked file. The top of each page says whether the file is up to date. After a restart the browser may ask again: select Reconnect. Your changes wait safely in this browser until then.",
    "Let everyone link to the file that is there. If you make a new file over an old one, the old one is emptied.",
    "For people who only read, choose Export, then Publish. You get one HTML file: put it on a shared drive or a website. When you publish again, put the new file in the same place under the same name: readers then see what has changed.",
    "You opened a published copy? Choose Keep my own copy to add or change drivers. If you already have one, what is new is added to it and your changes stay.",
    "To tell colleagues what is new, choose Export, then What changed. A change counts from the day it came to your browser, whenever it was made.",
];
pub const HELP_MOVE: &str = "Moving drivers in and out";
pub const HELP_MOVE_LINES: &[&str] = &[
    "To move an old register in, choose Import, then Paste a page. Select the whole page in your browser, copy it and paste it. Check what was read, field by field, then save.",
    "A table comes in through Import, then CSV or Excel. The first row has to name the columns. To change many drivers in Excel, export an .xlsx file, change it, and import it again: leave the columns Driver id and Version as they are, as they tell which driver each row is.",
    "References from EndNote, Mendeley, RefWorks or Zotero come in through Import, then References.",
    "Export has formats for other programs. None but JSON holds everything, so keep a JSON file too.",
    "For a calendar of reviews, download Calendar (.ics) and open it in Outlook. Open a new one later, and the same entries are updated.",
    "For a meeting or a business case, open a driver and choose Briefing: print it, download it for Word, or copy it into an e-mail. Under Cite you find the reference to the document.",
];
pub const HELP_TIDY: &str = "Conflicts, duplicates and personal data";
pub const HELP_TIDY_LINES: &[&str] = &[
    "When two people changed the same part of a driver, it is marked In conflict. Open it and follow Settle conflict, or tick In conflict among the filters.",
    "Use this version takes one version. Save merged version saves what you wrote yourself: lines that begin with === mark where the versions differ, and have to go first.",
    "Duplicates, above the list, shows drivers that may be the same document. Join them, or say that they are not duplicates. Nothing is lost: joined drivers can be separated again on their page.",
    "To remove personal data, open the driver’s History, choose See what was written, then Remove for good. Afterwards export a file for your colleagues, and delete older files yourself.",
    "Before you remove a register from this browser, save a copy: it cannot be undone.",
];
pub const HELP_KEYS: &str = "Keys";
pub const HELP_KEYS_LINES: &[&str] = &[
    "Ctrl+S saves in the editor.",
    "Ctrl+Z undoes the last change, when the cursor is not in a field.",
    "/ goes to the search. From there the arrow keys move through the drivers, Enter opens one, and Escape clears the search.",
    "Tab moves on, Shift+Tab moves back, Space ticks a box, Enter follows a link.",
];

/// The data statement: what people need to know about where their data are, and what to do about it.
pub const DATA_HEADING: &str = "Where your data are";
pub const DATA: &[(&str, &str)] = &[
    (
        "Your data stay in this browser, on this computer.",
        "They are sent nowhere. Clearing the browser’s data deletes them, so export a copy often and keep it on a shared drive.",
    ),
    (
        "Anyone who uses the same Windows login can read them. In Edge and Chrome, so can any other local page that is opened under it.",
        "Keep nothing confidential and no personal data about patients or staff in the register. Lock your screen when you leave.",
    ),
    (
        "Desktops that are reset at each login lose them.",
        "If yours is one, export before you log off and import when you are back.",
    ),
    (
        "Mail gateways may hold back .html files. They usually pass .json files.",
        "Send colleagues the JSON export. Put the HTML file on a shared drive or the intranet.",
    ),
    (
        "The names of authors are as people typed them. They are not checked.",
        "If it matters who made a change, ask the person.",
    ),
];
