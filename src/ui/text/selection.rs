//! Sentences of selecting drivers, and of changing many at once.

use serde_json::Value;

use super::counted;
use crate::domain::bulk::{Act, Problem, Row, Slot, Wish};
use crate::domain::date::ApproximateDate;
use crate::domain::field::{Field, Kind, TRASHED};
use crate::names;

/// "10,000".
pub fn number(count: usize) -> String {
    let digits = count.to_string();
    let mut grouped = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

fn count(count: usize) -> String {
    match count {
        1 => "1 driver".to_owned(),
        count => format!("{} drivers", number(count)),
    }
}

pub fn select(title: &str) -> String {
    format!("{} {title}", names::SELECT)
}
pub fn selected(count: usize) -> String {
    format!("{} selected", self::count(count))
}
/// Behind "Select all".
pub fn all(count: usize, is_narrowed: bool) -> String {
    match is_narrowed {
        true => format!(" {} that match", number(count)),
        false => format!(" {}", self::count(count)),
    }
}
pub const SELECTION: &str = "Selection";

// What to do.

pub const fn act(act: Act) -> &'static str {
    match act {
        Act::Add => "Add to a list",
        Act::Remove => "Remove from a list",
        Act::Replace => "Replace in a list",
        Act::Set => "Set a field",
        Act::Clear => "Clear a field",
        Act::Archive => "Archive",
        Act::MakeCurrent => "Make current again",
        Act::Trash => "Move to trash",
        Act::Restore => "Take out of the trash",
    }
}

/// What the field for the value is called.
pub fn value_label(act: Act, field: Field) -> String {
    let label = names::label(field);
    match act {
        Act::Add => format!("{label} to add"),
        Act::Remove => format!("{label} to remove"),
        Act::Replace => format!("{label} to put in its place"),
        _ => label.to_owned(),
    }
}
pub const CHOOSE: &str = "Choose";
pub const NOTHING_TO_REPLACE: &str = "None of these drivers has a value there.";

pub fn problem(problem: &Problem, act: Act, field: Field) -> String {
    match problem {
        Problem::NothingTyped(Slot::Value) if act == Act::Replace => {
            "Choose the value to replace".to_owned()
        }
        Problem::NothingTyped(_) => format!("{}: enter a value", value_label(act, field)),
        Problem::SameValue => "Enter another value than the one to replace".to_owned(),
        Problem::Wrong(_, problem) => super::problem(problem),
    }
}

// The preview.

pub fn looking(done: usize, total: usize) -> String {
    format!("Looking at {} of {}", number(done), number(total))
}
pub fn changing(done: usize, total: usize) -> String {
    format!("Changing {} of {}", number(done), number(total))
}
pub const NOW: &str = "Now";
pub const THEN: &str = "Afterwards";
pub fn nothing(unchanged: usize) -> String {
    match unchanged {
        0 => "Nothing would change.".to_owned(),
        1 => "Nothing would change: the driver is so already.".to_owned(),
        _ => "Nothing would change: the drivers are so already.".to_owned(),
    }
}
pub fn more(count: usize) -> String {
    format!("And {} more.", self::count(count))
}
pub fn unchanged(count: usize) -> String {
    let what = match count {
        1 => "is so already, and stays as it is",
        _ => "are so already, and stay as they are",
    };
    format!("{} {what}.", self::count(count))
}
pub fn refused(titles: &[String]) -> String {
    const FEW: usize = 3;
    let named = titles.iter().take(FEW).map(|title| match title.as_str() {
        "" => super::UNTITLED_DRIVER.to_owned(),
        title => format!("“{title}”"),
    });
    let more = (titles.len() > FEW).then(|| counted(titles.len() - FEW, "other", "others"));
    let named: Vec<String> = named.chain(more).collect();
    format!(
        "The value was removed for good from {}, so nothing changes there.",
        super::listed(&named)
    )
}
/// What the button reads that does it.
pub fn change_these(count: usize) -> String {
    format!("Change {}", self::count(count))
}
pub const SETTLES: &str = "(other versions stand too: this settles the conflict)";

/// What stands in a field, in the preview.
pub fn value(key: &str, value: &Value) -> String {
    let field = Field::from_key(key);
    match value {
        _ if key == TRASHED && value.is_null() => "In the register".to_owned(),
        _ if key == TRASHED => "In the trash".to_owned(),
        Value::Null if key == Field::Status.key() => "current".to_owned(),
        Value::Null => "(empty)".to_owned(),
        Value::String(text) => text.clone(),
        Value::Array(list) => {
            let texts = list.iter().filter_map(Value::as_str);
            texts.collect::<Vec<_>>().join(", ")
        }
        value if field.is_some_and(|field| field.kind() == Kind::Date) => {
            let date = ApproximateDate::from_value(value);
            date.map(|date| date.text().to_owned()).unwrap_or_default()
        }
        value => value.to_string(),
    }
}

/// What was done to so many drivers.
pub fn done(wish: &Wish, rows: &[Row]) -> String {
    let (one, title) = match rows {
        [row] => (true, row.title.as_str()),
        _ => (false, ""),
    };
    let them = match one && !title.is_empty() {
        true => format!("“{title}”"),
        false => count(rows.len()),
    };
    let verb = |one_is: &'static str, many_are: &'static str| match rows.len() {
        1 => one_is,
        _ => many_are,
    };
    let were = verb("was", "were");
    match wish {
        Wish::Trash => format!("{them} {were} moved to the trash."),
        Wish::Restore => format!("{them} {were} taken out of the trash."),
        Wish::Set(Field::Status, value) if value == "archived" => {
            format!("{them} {were} archived.")
        }
        Wish::Set(Field::Status, value) if value == "current" => {
            format!("{them} {} current again.", verb("is", "are"))
        }
        Wish::Set(field, _)
        | Wish::Add(field, _)
        | Wish::Remove(field, _)
        | Wish::Replace { field, .. } => {
            format!("{}: {them} {were} changed.", names::label(*field))
        }
    }
}

pub const CANCELLED: &str = "Nothing was changed.";
pub fn exported(count: usize, file: &str) -> String {
    format!(
        "{} downloaded as {file}. Look in your downloads folder.",
        self::count(count)
    )
}
