//! Writes entries, and makes their keys.

use std::collections::BTreeMap;

use super::TYPES;
use crate::domain::date::{ApproximateDate, Edtf, Precision};
use crate::domain::digest::Digest;
use crate::domain::driver::Driver;
use crate::domain::fold::fold;
use crate::exchange::Writing;
use crate::exchange::reference::{Author, Kind, Reference, one_line};

/// The drivers as one text.
pub fn write(drivers: &[&Driver]) -> String {
    let mut entries = Entries::default();
    drivers.iter().for_each(|driver| entries.look_ahead(driver));
    drivers.iter().for_each(|driver| entries.push(driver));
    entries.text
}

/// The entries so far.
#[derive(Default)]
pub struct Entries {
    text: String,
    /// How often each key is wanted.
    wanted: BTreeMap<String, usize>,
}

impl Entries {
    /// A key that no other has, such as `nhsengland2017steps`.
    fn key(&self, reference: &Reference) -> String {
        let mut key = short_key(reference);
        if self.wanted.get(&key).is_some_and(|count| *count > 1) {
            let digest = Digest::of(&reference.id.as_str().into()).to_string();
            key.push('-');
            key.push_str(digest.get(..8).unwrap_or(&digest));
        }
        key
    }
}

impl Writing for Entries {
    fn look_ahead(&mut self, driver: &Driver) {
        let key = short_key(&Reference::of(driver));
        *self.wanted.entry(key).or_default() += 1;
    }

    fn push(&mut self, driver: &Driver) {
        if !self.text.is_empty() {
            self.text.push('\n');
        }
        let reference = Reference::of(driver);
        let key = self.key(&reference);
        entry(&reference, &key, &mut self.text);
    }

    fn finish(self: Box<Self>) -> Vec<u8> {
        self.text.into_bytes()
    }
}

fn entry(reference: &Reference, key: &str, text: &mut String) {
    let kind = reference.kind.name(&TYPES);
    text.push_str(&format!("@{kind}{{{key},\n"));
    let mut field = |name: &str, value: &str| {
        if !value.is_empty() {
            text.push_str(&format!("  {name} = {value},\n"));
        }
    };
    let braced = |text: &str| match text.is_empty() {
        true => String::new(),
        false => format!("{{{}}}", escaped(text)),
    };
    let first = |list: &[String]| list.first().map_or(String::new(), |text| braced(text));
    let authors: Vec<String> = reference.authors.iter().map(name).collect();
    field("title", &format!("{{{}}}", braced(&reference.title)));
    field("shorttitle", &first(&reference.alternative_titles));
    if !authors.is_empty() {
        field("author", &format!("{{{}}}", authors.join(" and ")));
    }
    // Each type has a field of its own for who published it.
    let publisher = match reference.kind {
        Kind::Report | Kind::Other => "institution",
        Kind::Thesis => "school",
        Kind::Book | Kind::Chapter | Kind::Article | Kind::ConferencePaper => "publisher",
        Kind::WebPage | Kind::Legislation | Kind::Bill | Kind::Video => "organization",
    };
    if !reference.publisher.is_empty() {
        // As in names, an "and" would part it.
        field(publisher, &format!("{{{}}}", braced(&reference.publisher)));
    }
    if let Some(issued) = &reference.issued {
        let (year, month, date) = date(issued);
        field("year", &braced(&year));
        field("month", month);
        // To the letter: a tilde means what EDTF says.
        if !date.is_empty() {
            field("date", &format!("{{{date}}}"));
        }
    }
    if let Some(link) = reference.links.first() {
        field("url", &format!("{{{}}}", address(link)));
    }
    let keywords: Vec<String> = reference
        .keywords
        .iter()
        .map(|keyword| match keyword.contains([',', ';']) {
            true => braced(keyword),
            false => escaped(keyword),
        })
        .collect();
    if !keywords.is_empty() {
        field("keywords", &format!("{{{}}}", keywords.join(", ")));
    }
    field("abstract", &braced(&reference.summary));
    let notes = reference.other_titles().into_iter();
    let notes = notes.chain(reference.other_links());
    let notes = notes.chain(reference.format_note());
    let notes = notes.chain(reference.notes.iter().cloned());
    let notes: Vec<String> = notes.map(|note| note.labelled()).collect();
    field("annote", &braced(&notes.join("\n\n")));
    text.push_str("}\n");
}

fn name(author: &Author) -> String {
    match author.is_person {
        true => escaped(&author.name),
        false => format!("{{{}}}", escaped(&author.name)),
    }
}

const MONTHS: [&str; 12] = [
    "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
];

/// The year, the abbreviation of the month, and EDTF where these don't say everything; each may be empty.
fn date(date: &ApproximateDate) -> (String, &'static str, String) {
    let words = || one_line(&date.display());
    let Some(edtf) = date.edtf() else {
        return (words(), "", String::new());
    };
    let (start, end) = (edtf.start(), edtf.end());
    let is_sure = [start, end]
        .into_iter()
        .flatten()
        .all(|date| date.qualifier().is_none());
    // A winter is of the year in which it begins.
    let of_year = |date: Edtf| match date.end()?.precision() {
        Precision::Season(_) => Some(date.end()?.earliest().year()),
        _ => Some(date.latest()?.year()),
    };
    let year = edtf.earliest().map(|first| first.year());
    let year = match year {
        Some(year) if is_sure && of_year(edtf) == Some(year) => format!("{year:04}"),
        _ => words(),
    };
    let said = |precision: Precision| match edtf {
        Edtf::Date(date) if date.precision() == precision => Some(date.earliest()),
        _ => None,
    };
    let month = match said(Precision::Month).or(said(Precision::Day)) {
        Some(day) if is_sure => MONTHS.get(usize::from(day.month().unsigned_abs()) - 1),
        _ => None,
    };
    let is_said = is_sure && (said(Precision::Year).or(said(Precision::Month))).is_some();
    let edtf = match is_said {
        true => String::new(),
        false => edtf.to_string(),
    };
    (year, month.copied().unwrap_or_default(), edtf)
}

/// A text in which nothing means anything to TeX. Two hyphens would be a dash, but for the braces between them.
///
/// A brace behind a backslash is what most programs know. BibTeX counts it, so it has to have its other.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len() + 2);
    let mut depth = 0_usize;
    let is_paired = text.chars().all(|c| {
        let (opened, closed) = (usize::from(c == '{'), usize::from(c == '}'));
        let left = (depth + opened).checked_sub(closed);
        depth = left.unwrap_or_default();
        left.is_some()
    }) && depth == 0;
    let mut last = ' ';
    for c in text.chars() {
        match c {
            '&' | '%' | '$' | '#' | '_' => escaped.extend(['\\', c]),
            '{' | '}' if is_paired => escaped.extend(['\\', c]),
            '{' => escaped.push_str("\\textbraceleft{}"),
            '}' => escaped.push_str("\\textbraceright{}"),
            '~' => escaped.push_str("\\textasciitilde{}"),
            '^' => escaped.push_str("\\textasciicircum{}"),
            '\\' => escaped.push_str("\\textbackslash{}"),
            '-' if last == '-' => escaped.push_str("{}-"),
            // Kept as it is in the file, or taken for the end of a line.
            c if c.is_control() && c != '\n' => escaped.push(' '),
            c => escaped.push(c),
        }
        last = c;
    }
    escaped
}

/// An address without anything that braces or TeX could be confused by.
fn address(link: &str) -> String {
    let mut address = String::with_capacity(link.len());
    for c in link.chars() {
        match c {
            '{' => address.push_str("%7B"),
            '}' => address.push_str("%7D"),
            '\\' => address.push_str("%5C"),
            ' ' => address.push_str("%20"),
            c => address.push(c),
        }
    }
    address
}

/// The letters of a key's source, and of its word of the title.
const LONGEST: usize = 20;

fn short_key(reference: &Reference) -> String {
    const NOT_TELLING: [&str; 10] = [
        "a", "an", "and", "for", "in", "nhs", "of", "on", "the", "to",
    ];
    let ascii = |text: &str| -> String {
        let letters = text.chars().filter(char::is_ascii_alphanumeric);
        letters.take(LONGEST).collect()
    };
    let source = reference.authors.first();
    let source = source.map_or(String::new(), |author| {
        let surname = author.name.split(',').next().filter(|_| author.is_person);
        ascii(&fold(surname.unwrap_or(&author.name)))
    });
    let year = reference
        .issued
        .as_ref()
        .and_then(|date| date.edtf()?.start());
    let year = year.map_or(String::new(), |date| date.earliest().year().to_string());
    let title = fold(&reference.title);
    let mut words = title
        .split(' ')
        .filter(|word| !NOT_TELLING.contains(word))
        .map(ascii);
    let word = words.find(|word| word.chars().any(|c| c.is_ascii_alphabetic()));
    let key = format!("{source}{year}{}", word.unwrap_or_default());
    match key.starts_with(|c: char| c.is_ascii_alphabetic()) {
        true => key,
        // Some programs take a key that begins with a digit for none.
        false => format!("driver{key}"),
    }
}
