//! The sentences of Export: what to export, and in which format.

use super::{counted, drivers, listed};
use crate::exchange::reference::NOT_CARRIED;
use crate::names;
use crate::ui::export::Format;

pub const LEAD: &str = "Download the register as a JSON file: a copy to keep, or to send to colleagues. They import it, and everybody’s changes come together.";
pub const WHAT_TO_EXPORT: &str = "What to export";
pub fn all(count: usize) -> String {
    format!("All {}, and those in the trash", drivers(count))
}
pub fn filtered(count: usize) -> String {
    format!("The filtered list: {}", drivers(count))
}
pub fn selected(count: usize) -> String {
    match count {
        1 => "The selected driver".to_owned(),
        _ => format!("The {count} selected drivers"),
    }
}
pub const OTHER_FORMATS: &str = "Files for other programs";
pub const OTHER_FORMATS_LEAD: &str = "These are for use elsewhere. Only JSON holds everything: history, conflicts and saved views are in JSON files only, and so are drivers in the trash.";
pub const NOTHING: &str = "Nothing was downloaded: there is no driver to export. Drivers in the trash are in JSON files only.";

/// What the format is for, and what it can't carry.
pub fn hint(format: Format) -> String {
    let references = |programs: &str| {
        let without: Vec<String> = NOT_CARRIED
            .iter()
            .map(|field| names::label(*field).to_lowercase())
            .chain([names::COMMENTS.to_lowercase()])
            .collect();
        format!("References for {programs}. Without {}.", listed(&without))
    };
    let hint = match format {
        Format::Csv => {
            "A table as text, for any spreadsheet or database. All fields; comments as text. You can import it again."
        }
        Format::Xlsx => {
            "A table for Excel, with real dates, links and filters. All fields; comments as text. A text of more than 32,767 characters is cut, and you are told. You can import it again."
        }
        Format::Ris => return references("EndNote, Mendeley, RefWorks and Zotero"),
        Format::Bibtex => return references("JabRef, Zotero and LaTeX"),
        Format::CslJson => return references("Zotero, Pandoc and Word add-ins"),
        Format::Calendar => {
            "For Outlook and other calendars: one entry on the day each driver is due for review, with a reminder 30 days before. Import it again to update the entries. Archived and superseded drivers, and those without a date, have none."
        }
        Format::Atom => {
            "A feed of the 100 latest new and changed drivers, for a feed reader or an intranet page. Put it on a web server under the same name each time."
        }
        Format::JsonLines => {
            "One driver a line with plain fields, for SQLite, DuckDB or a search server. Without history."
        }
        Format::Briefing => {
            "A Word document for managers: what each driver means for libraries, its summary, and how to cite it."
        }
    };
    hint.to_owned()
}

pub fn cut(title: &str, label: &str) -> String {
    format!("{title}: {label} is longer than Excel allows, so its end was left out.")
}
pub fn without_date(count: usize) -> String {
    format!(
        "{} left out: archived, superseded or without a date of review.",
        counted(count, "driver was", "drivers were")
    )
}

pub const NO_REVIEWS: &str =
    "Nothing was downloaded: none of these drivers has a date on which it is due for review.";
pub const CANCELLED: &str = "Cancelled.";
/// What an entry of the calendar is called.
pub fn review_of(title: &str) -> String {
    format!("Review: {title}")
}
