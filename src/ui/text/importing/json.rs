//! What is said of files in the register's own format.

use crate::domain::value::Expected;
use crate::exchange::json::{Notice, NoticeKind, Subject, Unreadable};
use crate::ui::text::{counted, field, removal};

/// What a file that can't be read as a register is.
pub fn unreadable(error: &Unreadable) -> String {
    let why = match error {
        Unreadable::Empty => "The file is empty.".to_owned(),
        Unreadable::Utf16 => {
            "The file is saved as UTF-16. Save it as UTF-8 and choose it again.".to_owned()
        }
        Unreadable::NotUtf8 { line, .. } => {
            format!(
                "The file is damaged or not saved as UTF-8: line {line} holds a byte that cannot be read."
            )
        }
        Unreadable::NotJson { line, column } => {
            format!("The file is not JSON, or is cut off: see line {line}, column {column}.")
        }
        Unreadable::NotARegister => {
            "The file is JSON, but not a register of Driver Atlas.".to_owned()
        }
        Unreadable::WrongPart { part } => {
            format!("The file is not a complete register: “{part}” is not what it should be.")
        }
        Unreadable::Newer { version } => {
            format!(
                "The file was made by a newer Driver Atlas (version {version} of the file format). Open it with the newer version."
            )
        }
    };
    format!("{why} Nothing was changed.")
}

fn expected(expected: Expected) -> String {
    match expected {
        Expected::Text => "a text".to_owned(),
        Expected::OneOf(choices) => format!("one of {}", choices.join(", ")),
        Expected::ListOfText => "a list of texts".to_owned(),
        Expected::ListOf(choices) => format!("a list of {}", choices.join(", ")),
        Expected::ListOfLinks => "a list of links, each with a url and maybe a label".to_owned(),
        Expected::ListOfComments => "a list of comments, each with a text".to_owned(),
        Expected::Date => "a date, as a text or as edtf and text".to_owned(),
        Expected::TrueOrNothing => "true, or nothing".to_owned(),
    }
}

/// `has_lines` where the lines of the file mean something to people.
pub fn notice(notice: &Notice, has_lines: bool) -> String {
    let subject = match &notice.subject {
        Subject::File => "The file".to_owned(),
        Subject::Driver { number, line, name } => {
            let name = name
                .as_ref()
                .map(|name| format!("“{name}”, "))
                .unwrap_or_default();
            match has_lines {
                true => format!("{name}driver {number} (line {line})"),
                false => format!("{name}driver {number}"),
            }
        }
    };
    let what = match &notice.kind {
        NoticeKind::NotADriver => "is not a driver.".to_owned(),
        NoticeKind::TooDeep => "is nested too deeply to be a driver.".to_owned(),
        NoticeKind::NotReadable => "holds a character or a number that cannot be read.".to_owned(),
        NoticeKind::BadMember { name } => {
            format!("has a part named “{name}”, which is left out: that name is used otherwise.")
        }
        NoticeKind::NoTitle => "has no title.".to_owned(),
        NoticeKind::WrongType {
            field,
            expected: takes,
        } => {
            format!("has something else in “{field}” than {}.", expected(*takes))
        }
        NoticeKind::BadId => "has an id that no driver can have.".to_owned(),
        NoticeKind::RemovedForGood { field: key } => removal::again_in_file(&field(key)),
        NoticeKind::DamagedEdits { count } => {
            format!(
                "has {}. The rest of it can be imported.",
                counted(
                    *count,
                    "damaged change, which is left out",
                    "damaged changes, which are left out"
                )
            )
        }
        NoticeKind::DamagedValues { count } => {
            format!(
                "has {}. The rest of it can be imported.",
                counted(
                    *count,
                    "damaged value, which is left out",
                    "damaged values, which are left out"
                )
            )
        }
        NoticeKind::BadHeads => {
            "has “heads” that cannot be read. It is taken as having none.".to_owned()
        }
        NoticeKind::RepeatedId { id } => {
            format!("has the same id as one before ({id}). Both are taken together.")
        }
        NoticeKind::AlikeWithoutId { id } => {
            format!(
                "has the same title and link as one before, and no id. It is taken as another driver ({id})."
            )
        }
        NoticeKind::BadExported => {
            "has an “exported” that is not a time. It is taken as having none.".to_owned()
        }
    };
    format!("{subject} {what}")
}
