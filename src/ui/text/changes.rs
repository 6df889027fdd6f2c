//! Sentences of the screen of what changed, on screen and in what is passed on.

use jiff::Timestamp;
use jiff::civil::Date;

use super::{counted, drivers, listed, moment, views};
use crate::domain::changes::{Author, Conflict, FieldChange, Kind, Row};
use crate::domain::date::formatted;
use crate::domain::edit::REGISTER;
use crate::names;

pub const LEAD: &str = "See what is new, and pass it on. A change counts from the day on which it came to be in this browser, whenever it was made.";
pub const LAST_7_DAYS: &str = "Of the last 7 days";
pub const LAST_30_DAYS: &str = "Of the last 30 days";
pub const A_DATE: &str = "Since a date";
pub const A_FILE: &str = "That a file does not hold";
pub const FROM: &str = "From this date on";
pub const FROM_HINT: &str = "For example 4 October 2026 or October 2026.";
pub const FILE_HINT: &str = "Choose a copy that you saved or sent earlier. You see what this register holds now and the file does not.";
pub const SHOW: &str = "Show changes";
pub const NO_DATE: &str = "Enter a date, for example 4 October 2026";
pub const WORKING: &str = "Looking for changes…";
pub const COPIED_MARKDOWN: &str = "Copied as Markdown.";
pub const COPIED_EMAIL: &str = "Copied as e-mail text.";
pub fn last_copy(at: Timestamp) -> String {
    format!("Since I last saved a copy ({})", moment(at))
}
pub fn last_import(at: Timestamp) -> String {
    format!(
        "Since my last import ({}), with what it brought",
        moment(at)
    )
}

/// The heading of the result.
pub fn since_day(day: Date) -> String {
    format!("Changes since {}", formatted(day))
}
pub fn since_moment(at: Timestamp) -> String {
    format!("Changes since {}", moment(at))
}
pub fn since_file(name: &str) -> String {
    format!("Changes that {name} does not hold")
}

/// Which register it is, and of which day, where there is no header.
pub fn on_paper(register: &str, today: Date) -> String {
    format!("{register}, {}", formatted(today))
}

/// The title of what is passed on.
pub fn title(register: &str, since: &str) -> String {
    format!("{register}: {since}")
}

pub fn nothing(unseen: usize) -> String {
    match unseen {
        0 => "Nothing changed.".to_owned(),
        unseen => format!("Nothing that you can see changed. {}", self::unseen(unseen)),
    }
}

/// "3 drivers: 1 added and 2 changed."
pub fn summary(rows: &[Row], unseen: usize) -> String {
    let of_drivers: Vec<&Row> = rows.iter().filter(|row| row.id != REGISTER).collect();
    let counts = Kind::ALL.into_iter().filter_map(|kind| {
        let count = of_drivers.iter().filter(|row| row.kind == kind).count();
        (count > 0).then(|| format!("{count} {}", in_summary(kind)))
    });
    let counts = listed(&counts.collect::<Vec<_>>());
    let mut parts = Vec::new();
    if !of_drivers.is_empty() {
        parts.push(format!("{}: {counts}.", drivers(of_drivers.len())));
    }
    for row in rows.iter().filter(|row| row.id == REGISTER) {
        let keys = row.fields.iter().map(|field| field.key.as_str());
        parts.push(format!(
            "The register’s own {} changed.",
            views::of_register(keys)
        ));
    }
    if unseen > 0 {
        parts.push(self::unseen(unseen));
    }
    parts.join(" ")
}

fn unseen(count: usize) -> String {
    let what = counted(count, "driver was", "drivers were");
    format!("{what} changed without a difference that shows, for example changed and changed back.")
}

pub fn heading(kind: Kind) -> &'static str {
    match kind {
        Kind::InConflict => "In conflict",
        Kind::Added => "Added",
        Kind::Changed => "Changed",
        Kind::Archived => "Archived",
        Kind::Trashed => "Moved to the trash",
        Kind::Restored => "Taken out of the trash",
        Kind::Commented => "Commented on",
        Kind::Gone => "No longer here, as adding it was undone",
    }
}

fn in_summary(kind: Kind) -> &'static str {
    match kind {
        Kind::InConflict => "in conflict",
        Kind::Added => "added",
        Kind::Changed => "changed",
        Kind::Archived => "archived",
        Kind::Trashed => "moved to the trash",
        Kind::Restored => "taken out of the trash",
        Kind::Commented => "commented on",
        Kind::Gone => "no longer here",
    }
}

pub fn heading_with_count(kind: Kind, count: usize) -> String {
    format!("{} ({count})", heading(kind))
}

pub fn by(authors: &[Author]) -> String {
    let names: Vec<String> = authors
        .iter()
        .map(|author| match author {
            Author::Named(name) => name.clone(),
            Author::NotNamed => "somebody who gave no name".to_owned(),
            Author::Program => "a file without a history".to_owned(),
        })
        .collect();
    format!("by {}", listed(&names))
}

pub const LABEL_KEPT: &str = "Trash";
pub const KEPT: &str = "one person moved it to the trash while another changed it, so it was kept";

/// What is said of a field, its values being briefs of what they were.
pub fn change(field: &FieldChange, before: &str, after: &str) -> String {
    let change = match (before, after) {
        (before, after) if before == after => after.to_owned(),
        ("", after) => after.to_owned(),
        (before, "") => format!("cleared; it was {before}"),
        (before, after) => format!("{before} → {after}"),
    };
    with_conflict(field, change)
}

/// What is said of a list.
pub fn elements(field: &FieldChange, added: &[String], removed: &[String]) -> String {
    let said = |what: &str, elements: &[String]| {
        (!elements.is_empty()).then(|| format!("{what} {}", listed(elements)))
    };
    let parts: Vec<String> = said("added", added)
        .into_iter()
        .chain(said("removed", removed))
        .collect();
    let change = match parts.is_empty() {
        true => "put in another order".to_owned(),
        false => parts.join("; "),
    };
    with_conflict(field, change)
}

pub(super) fn with_conflict(field: &FieldChange, change: String) -> String {
    match field.conflict {
        Conflict::None => change,
        Conflict::Standing => format!("{change} (in conflict: other versions stand too)"),
        Conflict::Settled => format!("{change} (conflict settled)"),
    }
}

pub fn comment(by: &str, text: &str) -> String {
    match by {
        "" => text.to_owned(),
        by => format!("{by}: {text}"),
    }
}
pub const COMMENT: &str = names::COMMENTS;

pub fn show_all(count: usize) -> String {
    format!("Show all {}", drivers(count))
}
pub fn shown(shown: usize, total: usize) -> String {
    format!("The first {shown} of {} are shown.", drivers(total))
}
