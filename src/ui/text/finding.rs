//! What the list of drivers says: searching, filtering, sorting, laying out.

use crate::domain::field::Field;
use crate::names;
use crate::search::query::Note;
use crate::search::view::{Layout, Sort, SortBy};

pub const BUILDER_LEAD: &str =
    "Fill in what you need. The search box shows the same search as text.";
pub const PUBLISHED_HINT: &str = "For example, 2016 or 2016..2018 or 2016-04..";
pub const MORE_HINT: &str = "For example, source:\"NHS England\" review:overdue -has:impact";
pub const NO_DATES: &str = "Enter a year, a month or a day, or two of them with two dots between";

pub const DID_YOU_MEAN: &str = "Did you mean";
pub const TAKE_BACK: &str = "Remove filter";
pub const CURRENT: &str = "Current";

/// Before a filter button's label; hidden where it isn't needed.
pub fn searched_for(query: &str) -> String {
    format!("Search: {query}")
}

/// What of a query was taken for text.
pub fn note(note: &Note) -> String {
    match note {
        Note::UnknownField { name } => {
            format!("No field is called “{name}”, so it is searched as text.")
        }
        Note::UnknownValue { name, value } => {
            format!("“{name}:” does not take “{value}”, so it is searched as text.")
        }
        Note::NoDate { name, value } => format!(
            "“{name}:” takes dates, such as 2016 or 2016..2018, so “{value}” is searched as text."
        ),
    }
}

pub fn reading(read: usize, total: usize) -> String {
    format!("Reading the drivers: {read} of {total} can be searched in full so far.")
}
pub fn reading_stopped(read: usize, total: usize) -> String {
    format!("Reading was stopped: {read} of {total} drivers can be searched in full.")
}

pub fn passage_of(field: Option<Field>) -> &'static str {
    field.map_or("Comment", names::label)
}

pub fn sort(sort: Sort) -> String {
    let (label, from, to) = match sort.by {
        SortBy::Best => return "Best match".to_owned(),
        SortBy::Title => (names::label(Field::Title), "A to Z", "Z to A"),
        SortBy::Published => (
            names::label(Field::Published),
            "oldest first",
            "newest first",
        ),
        SortBy::ReviewDue => (
            names::label(Field::ReviewDue),
            "earliest first",
            "latest first",
        ),
        SortBy::LastUpdated => (
            names::label(Field::LastUpdated),
            "oldest first",
            "newest first",
        ),
        SortBy::Level => (
            names::label(Field::Level),
            "national first",
            "national last",
        ),
        SortBy::Status => (names::label(Field::Status), "current first", "current last"),
        SortBy::Source => (names::label(Field::Sources), "A to Z", "Z to A"),
        SortBy::Responsible => (names::label(Field::Responsible), "A to Z", "Z to A"),
    };
    format!("{label}, {}", if sort.is_descending { to } else { from })
}

pub const fn layout(layout: Layout) -> &'static str {
    match layout {
        Layout::List => "List",
        Layout::Table => "Table",
    }
}

pub fn years(from: Option<i16>, to: Option<i16>) -> String {
    match (from, to) {
        (Some(from), Some(to)) if from == to => from.to_string(),
        (Some(from), Some(to)) => format!("{from} to {to}"),
        (Some(from), None) => format!("{from} or later"),
        (None, Some(to)) => format!("{to} or earlier"),
        (None, None) => String::new(),
    }
}

/// A bar of the histogram.
pub fn year(year: i16, drivers: usize) -> String {
    format!("{year}: {}", super::drivers(drivers))
}

pub const NOT_A_YEAR: &str = "Enter a year, such as 2016";
pub const YEARS_IN_ORDER: &str = "The first year must not be after the last";

pub fn more_values(more: usize) -> String {
    format!("{more} more. Type above to find them.")
}
pub const NO_VALUES: &str = "None has these words.";
/// In an empty box.
pub const FIND: &str = "Find";
