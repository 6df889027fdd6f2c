//! Files of references: tells their formats apart, and reads them as new drivers.
//!
//! A file is read as well as it can be: an entry that can't be read is told and the others come in, and what a driver has
//! no place for is told too. The drivers are plain ones, as `docs/file-format.md` has them, without ids.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::reference::{Reference, one_line};
use super::{bibtex, csl_json, ris};
use crate::domain::sorting::sort_by_key;

/// The largest text of references that is read, in bytes: more than 10,000 references with long abstracts.
pub const MAX_BYTES: usize = 32 * 1024 * 1024;

/// A format of references.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    Ris,
    Bibtex,
    CslJson,
}

/// What a file of references brings.
#[derive(Clone, Debug, PartialEq)]
pub struct Read {
    pub format: Format,
    pub drivers: Vec<Map<String, Value>>,
    /// What was left out or taken otherwise than written, in the order of the file.
    pub notices: Vec<Notice>,
}

/// Why a text can't be read as references at all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unreadable {
    Empty,
    /// More than [`MAX_BYTES`].
    TooLarge,
    /// None of the formats.
    UnknownFormat,
    /// The format of MEDLINE, which PubMed gives and which looks much like RIS.
    Medline,
    /// There is no reference in it.
    NoReferences(Format),
    /// The line and column at which it stops being JSON, counted from 1.
    NotJson {
        line: usize,
        column: usize,
    },
}

/// Something about a file of references that its reader ought to know.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    pub place: Place,
    pub kind: NoticeKind,
}

/// Where in a file something is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Place {
    /// The entry by its number, from 1; none where it is outside of all.
    pub entry: Option<usize>,
    /// From 1.
    pub line: usize,
    /// The beginning of the entry's title, or else its key; empty if it has neither.
    pub name: String,
}

impl Place {
    /// Names the entry. A file can have many notices of one that has a long title.
    pub(super) fn call(&mut self, name: &str) {
        const LONGEST: usize = 200;
        let name = one_line(name);
        if !name.is_empty() {
            self.name = name.chars().take(LONGEST).collect();
        }
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NoticeKind {
    /// The entry was left out: it has no title.
    NoTitle,
    /// The entry was left out: it isn't in the format's form.
    Damaged,
    /// The entry has no end. It was read as far as it goes.
    NoEnd,
    /// Lines that belong to no entry were passed over; the place is that of the first.
    PassedOver { lines: usize },
    /// A field was left out: drivers have no place for it. It stands in so many entries; the place is the first.
    LeftOut { field: String, entries: usize },
    /// Persons were left out, as the document has a body as its source.
    PersonsLeftOut { names: Vec<String> },
    /// BibTeX: an abbreviation that the file doesn't define was taken as its name.
    UnknownAbbreviation { name: String },
    /// BibTeX: a field's marks of TeX were kept, as they can't be read.
    MarksKept { field: String },
}

impl NoticeKind {
    /// Whether a whole entry was left out.
    pub fn leaves_out(&self) -> bool {
        matches!(self, Self::NoTitle | Self::Damaged)
    }
}

/// Reads a file of references, whatever its format.
///
/// # Errors
/// Nothing comes of a text that is none: see [`Unreadable`].
pub fn read(file_name: &str, text: &str) -> Result<Read, Unreadable> {
    match format(file_name, text) {
        Some(Format::Ris) => ris::read(text),
        Some(Format::Bibtex) => bibtex::read(text),
        Some(Format::CslJson) => csl_json::read(text),
        None if text.trim_start_matches(MARK).trim().is_empty() => Err(Unreadable::Empty),
        None if is_medline(text) => Err(Unreadable::Medline),
        None => Err(Unreadable::UnknownFormat),
    }
}

/// The format that a text is in, or else that its file's name says.
///
/// The text counts for more: programs give out RIS as `.txt` and BibTeX as `.bibtex`. Of RIS and BibTeX it is that
/// whose first entry comes first.
pub fn format(file_name: &str, text: &str) -> Option<Format> {
    let text = text.trim_start_matches(MARK);
    if text.trim_start().starts_with(['[', '{']) {
        return Some(Format::CslJson);
    }
    let by_content = text.lines().find_map(|line| match line.trim_start() {
        line if ris::begins_entry(line) => Some(Format::Ris),
        line if bibtex::begins_entry(line) => Some(Format::Bibtex),
        _ => None,
    });
    let ends_with = |ending: &str| {
        let ending_of_name = file_name.rsplit_once('.').map(|(_, ending)| ending);
        ending_of_name.is_some_and(|found| found.eq_ignore_ascii_case(ending))
    };
    let has_text = !text.trim().is_empty();
    by_content.or_else(|| match has_text {
        true if ends_with("ris") => Some(Format::Ris),
        true if ends_with("bib") || ends_with("bibtex") => Some(Format::Bibtex),
        true if ends_with("json") => Some(Format::CslJson),
        _ => None,
    })
}

/// Whether a text is in the format of MEDLINE: its entries begin with the number that PubMed gave.
fn is_medline(text: &str) -> bool {
    text.lines().any(|line| line.starts_with("PMID- "))
}

/// The byte order mark.
const MARK: char = '\u{feff}';

/// A text to be read, without its mark.
///
/// # Errors
/// It is empty or too large.
pub(super) fn begin(text: &str) -> Result<&str, Unreadable> {
    let text = text.trim_start_matches(MARK);
    if text.len() > MAX_BYTES {
        return Err(Unreadable::TooLarge);
    }
    match text.trim().is_empty() {
        true => Err(Unreadable::Empty),
        false => Ok(text),
    }
}

/// Gathers what a file of references brings, entry by entry.
pub(super) struct Gathering {
    read: Read,
    entries: usize,
    /// By name: where a field was first left out, in which entry last, and of how many.
    left_out: BTreeMap<String, (Place, usize, usize)>,
    passed_over: Option<(Place, usize)>,
}

impl Gathering {
    pub(super) fn new(format: Format) -> Self {
        Self {
            read: Read {
                format,
                drivers: Vec::new(),
                notices: Vec::new(),
            },
            entries: 0,
            left_out: BTreeMap::new(),
            passed_over: None,
        }
    }

    /// Begins the next entry.
    pub(super) fn entry(&mut self, line: usize) -> Place {
        self.entries += 1;
        Place {
            entry: Some(self.entries),
            line,
            name: String::new(),
        }
    }

    pub(super) fn notice(&mut self, place: &Place, kind: NoticeKind) {
        self.read.notices.push(Notice {
            place: place.clone(),
            kind,
        });
    }

    /// Notes that a field of an entry has no place in a driver.
    pub(super) fn leave_out(&mut self, place: &Place, field: &str) {
        let entry = place.entry.unwrap_or_default();
        match self.left_out.get_mut(field) {
            Some((_, last, entries)) => {
                *entries += usize::from(*last != entry);
                *last = entry;
            }
            None => {
                let first = (place.clone(), entry, 1);
                self.left_out.insert(field.to_owned(), first);
            }
        }
    }

    /// Notes that a line is part of no entry.
    pub(super) fn pass_over(&mut self, line: usize) {
        let first = || {
            let place = Place {
                line,
                ..Place::default()
            };
            (place, 0)
        };
        self.passed_over.get_or_insert_with(first).1 += 1;
    }

    /// Takes an entry as it was read.
    pub(super) fn take(&mut self, place: &Place, reference: Reference) {
        if reference.title.is_empty() {
            return self.notice(place, NoticeKind::NoTitle);
        }
        let persons = reference.persons_left_out();
        if !persons.is_empty() {
            let names = persons.into_iter().map(str::to_owned).collect();
            self.notice(place, NoticeKind::PersonsLeftOut { names });
        }
        self.read.drivers.push(reference.into_driver());
    }

    pub(super) fn finish(self) -> Result<Read, Unreadable> {
        let Self { mut read, .. } = self;
        if self.entries == 0 {
            return Err(Unreadable::NoReferences(read.format));
        }
        let left_out = self
            .left_out
            .into_iter()
            .map(|(field, (place, _, entries))| Notice {
                place,
                kind: NoticeKind::LeftOut { field, entries },
            });
        read.notices.extend(left_out);
        if let Some((place, lines)) = self.passed_over {
            let kind = NoticeKind::PassedOver { lines };
            read.notices.push(Notice { place, kind });
        }
        sort_by_key(&mut read.notices, |notice| notice.place.line);
        Ok(read)
    }
}

#[cfg(test)]
mod tests;
