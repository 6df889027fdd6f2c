//! The columns that a table of drivers has, and what stands in their cells.
//!
//! The last is for programs: with the version of its driver in the row, a cell that somebody changes comes after what
//! stood there when the row was written, as it would in the editor. Without, it would be a second voice, in conflict.

use std::borrow::Cow;

use jiff::tz::TimeZone;

use crate::domain::date::{ApproximateDate, formatted};
use crate::domain::draft::link_as_typed;
use crate::domain::driver::{Comment, Driver};
use crate::domain::field::{Field, Kind};
use crate::names;

/// A column of a table that is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Column {
    Id,
    Field(Field),
    /// One comment a line. It is only for people: comments aren't read back from it.
    Comments,
    /// The ids of the edits that nothing came after when the row was written, with spaces between them: what is changed
    /// in the row is after these.
    Version,
}

impl Column {
    /// The column of the ids, of every field in the order of the page, of the comments, and of the versions.
    pub fn all() -> impl Iterator<Item = Self> {
        let fields = Field::ALL.into_iter().map(Self::Field);
        std::iter::once(Self::Id)
            .chain(fields)
            .chain([Self::Comments, Self::Version])
    }

    /// What stands above it: what people see the field called.
    pub const fn header(self) -> &'static str {
        match self {
            Self::Id => names::DRIVER_ID,
            Self::Field(field) => names::label(field),
            Self::Comments => names::COMMENTS,
            Self::Version => names::DRIVER_VERSION,
        }
    }

    /// What stands in its cell of a driver's row; [`super::table::drivers`] reads the same value of the field from it.
    ///
    /// What people see of a date may not mean it to who reads it; where other words do, these stand. A list has one
    /// entry a line; line ends inside one, which the editor doesn't let anybody type, become spaces.
    pub fn cell(self, driver: &Driver) -> Cow<'_, str> {
        let field = match self {
            Self::Id => return driver.id.as_str().into(),
            Self::Comments => return lines(driver.comments().into_iter().map(comment)).into(),
            Self::Version => return version(driver).into(),
            Self::Field(field) => field,
        };
        match field.kind() {
            Kind::List(_) => entries(field, driver.list(field).map(one_line)).into(),
            Kind::Links => {
                let links = driver.further_links().into_iter().map(link_as_typed);
                entries(field, links.map(|link| one_line(&link))).into()
            }
            Kind::Date => driver.date(field).map(date).unwrap_or_default(),
            _ => driver.text(field).into(),
        }
    }
}

fn version(driver: &Driver) -> String {
    let heads = driver.standing.heads.iter().map(ToString::to_string);
    heads.collect::<Vec<_>>().join(" ")
}

/// What may stand between the entries of a list where its cell has one line; the first that is there counts.
pub(super) fn separators(field: Field) -> &'static [char] {
    match field {
        // Names of bodies, titles and links have commas in them.
        Field::Nations | Field::Settings | Field::Audiences | Field::Topics => &[';', ','],
        _ => &[';'],
    }
}

/// The entries, one a line. A line end behind a single one tells that it isn't several, whatever stands in it.
fn entries(field: Field, entries: impl Iterator<Item = String>) -> String {
    let mut text = lines(entries);
    if !text.contains('\n') && text.contains(separators(field)) {
        text.push('\n');
    }
    text
}

fn lines(entries: impl Iterator<Item = String>) -> String {
    entries.collect::<Vec<_>>().join("\n")
}

/// A text with spaces for its line ends.
pub(super) fn one_line(text: &str) -> String {
    text.split(['\n', '\r'])
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

fn date(date: &ApproximateDate) -> Cow<'_, str> {
    let means = |text: &str| ApproximateDate::from_written(text).edtf() == date.edtf();
    let words = date.display();
    match !means(date.text()) && means(&words) {
        true => words,
        false => date.text().into(),
    }
}

fn comment(comment: Comment) -> String {
    let at = match comment.time() {
        Some(time) => formatted(time.to_zoned(TimeZone::UTC).date()),
        None => comment.at,
    };
    let who = [comment.by, at].map(|text| one_line(&text));
    let who: Vec<String> = who.into_iter().filter(|text| !text.is_empty()).collect();
    match one_line(&comment.text) {
        text if who.is_empty() => text,
        text => format!("{}: {text}", who.join(", ")),
    }
}
