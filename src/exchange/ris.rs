//! RIS, the tagged lines that reference managers exchange: written and read.
//!
//! The format is that of Research Information Systems: "RIS Format Specifications" (Thomson Reuters, 2001 and 2011).
//! They agree on the lines, `AB  - text`, on `TY` first and `ER` last, and on dates as `YYYY/MM/DD/other information`;
//! the later one has the types used here (`ELEC` is "Web Page", `RPRT` "Report", `STAT` "Statute"). Where both leave a
//! choice, this follows what programs read:
//!
//! - **Names.** RIS can't say that a name is a body's. EndNote's guide has a comma after it ("Author and Editor Names"),
//!   and Zotero takes a name with nothing behind its comma as one of a single part; without it, other programs turn
//!   "NHS England" into England, N. A comma within a body's name can't be kept from being taken for a person's: the
//!   publisher has the name whole.
//! - **Line breaks** become spaces: the specifications let long texts go on in the next line, but some programs stop at
//!   an empty or a short one. All read one line of any length.
//! - **Text** is UTF-8 without a byte order mark, which some take for part of the first tag. Lines end with CR and LF.
//! - **Types.** `ELEC` for pages of the web and not `WEB`, which only some know. `STAT` for Acts and what is made under
//!   them.
//! - **Dates.** What digits can't say stands in words after them: `2019///early 2019`. A slash there would end it for
//!   some programs, so such a date is put in other words. What has no first year ("TBC", "2010s") is a note.
//! - **Publication format** is a note: managers show the type of a work (`M3`) in every citation.
//!
//! A reader takes any order of tags, one space or two before the hyphen, texts that go on in the next lines, and entries
//! without an end.

use std::borrow::Cow;

use super::Writing;
use super::reference::{Author, Kind, Note, Reference, dated, one_line, plain_line};
use super::references::{Format, Gathering, NoticeKind, Place, Read, Unreadable, begin};
use crate::domain::date::{ApproximateDate, Edtf, Precision};
use crate::domain::driver::Driver;
use crate::domain::field::Field;

/// The types of entries, as they are read; of a kind, the first is written.
const TYPES: [(&str, Kind); 30] = [
    ("RPRT", Kind::Report),
    ("GOVDOC", Kind::Report),
    ("STAND", Kind::Report),
    ("ELEC", Kind::WebPage),
    ("WEB", Kind::WebPage),
    ("BLOG", Kind::WebPage),
    ("STAT", Kind::Legislation),
    ("LEGAL", Kind::Legislation),
    ("BILL", Kind::Bill),
    ("UNBILL", Kind::Bill),
    ("VIDEO", Kind::Video),
    ("MPCT", Kind::Video),
    ("ADVS", Kind::Video),
    ("MULTI", Kind::Video),
    ("JOUR", Kind::Article),
    ("EJOUR", Kind::Article),
    ("JFULL", Kind::Article),
    ("ABST", Kind::Article),
    ("INPR", Kind::Article),
    ("MGZN", Kind::Article),
    ("NEWS", Kind::Article),
    ("BOOK", Kind::Book),
    ("EBOOK", Kind::Book),
    ("EDBOOK", Kind::Book),
    ("CHAP", Kind::Chapter),
    ("ECHAP", Kind::Chapter),
    ("THES", Kind::Thesis),
    ("CONF", Kind::ConferencePaper),
    ("CPAPER", Kind::ConferencePaper),
    ("GEN", Kind::Other),
];

/// The drivers as one text.
pub fn write(drivers: &[&Driver]) -> String {
    let mut entries = Entries::default();
    drivers.iter().for_each(|driver| entries.push(driver));
    entries.0
}

/// The entries so far.
#[derive(Default)]
pub struct Entries(String);

impl Writing for Entries {
    fn push(&mut self, driver: &Driver) {
        if !self.0.is_empty() {
            self.0.push_str("\r\n");
        }
        entry(&Reference::of(driver), &mut self.0);
    }

    fn finish(self: Box<Self>) -> Vec<u8> {
        self.0.into_bytes()
    }
}

fn entry(reference: &Reference, text: &mut String) {
    let mut line = |tag: &str, value: &str| {
        let value = one_line(value);
        if !value.is_empty() || tag == "ER" {
            for part in [tag, "  - ", value.as_str(), "\r\n"] {
                text.push_str(part);
            }
        }
    };
    line("TY", reference.kind.name(&TYPES));
    line("ID", &reference.id);
    line("TI", &reference.title);
    let other_titles = reference.other_titles();
    for title in reference.alternative_titles.iter().take(1) {
        line("ST", title);
    }
    for author in &reference.authors {
        let mark = if author.is_person { "" } else { "," };
        line("AU", &format!("{}{mark}", author.name));
    }
    line("PB", &reference.publisher);
    let mut undated = None;
    if let Some(issued) = &reference.issued {
        match date(issued) {
            Some((year, date)) => {
                line("PY", &year);
                line("DA", &date);
            }
            None => undated = Some(Note::new(Field::Published, issued.display())),
        }
    }
    for link in &reference.links {
        line("UR", link);
    }
    line("AB", &reference.summary);
    for keyword in &reference.keywords {
        line("KW", keyword);
    }
    let format = reference.format_note();
    let notes = other_titles.iter().chain(&undated).chain(&format);
    let notes = notes.chain(&reference.notes);
    for note in notes {
        line("N1", &note.labelled());
    }
    line("ER", "");
}

/// The year of a date, and the date with all of its slashes; `None` where it has no first year.
fn date(date: &ApproximateDate) -> Option<(String, String)> {
    let edtf = date.edtf()?;
    let start = edtf.start()?;
    let first = start.earliest();
    let digits = match start.precision() {
        Precision::Century | Precision::Decade => return None,
        Precision::Day => format!(
            "{:04}/{:02}/{:02}",
            first.year(),
            first.month(),
            first.day()
        ),
        Precision::Month | Precision::UnspecifiedDay => {
            format!("{:04}/{:02}/", first.year(), first.month())
        }
        _ => format!("{:04}//", first.year()),
    };
    let (said, _) = read_digits(&digits)?;
    let written = date.display();
    let other = match written.contains('/') {
        // Words mean the same days when they are read.
        true => edtf.in_words(),
        false => written.into_owned(),
    };
    let is_needed =
        said != edtf && ApproximateDate::from_written(other.as_str()).edtf() != Some(said);
    let other = if is_needed { other } else { String::new() };
    Some((format!("{:04}", first.year()), format!("{digits}/{other}")))
}

/// The date at the beginning of `YYYY/MM/DD/other information`, and the other information.
///
/// All but the year may be missing, or zeros.
fn read_digits(text: &str) -> Option<(Edtf, &str)> {
    let mut parts = text.trim().splitn(4, '/').map(str::trim);
    let year = parts.next().filter(|year| year.len() == 4)?;
    let year: u16 = year.parse().ok()?;
    let mut part = || match parts.next() {
        None | Some("") => Some(None),
        Some(digits) if digits.len() > 2 => None,
        Some(digits) => {
            let number: u8 = digits.parse().ok()?;
            Some((number > 0).then_some(number))
        }
    };
    let (month, day) = (part()?, part()?);
    let said = match (month, day) {
        (Some(month), Some(day)) => format!("{year:04}-{month:02}-{day:02}"),
        (Some(month), None) => format!("{year:04}-{month:02}"),
        (None, None) => format!("{year:04}"),
        (None, Some(_)) => return None,
    };
    Some((said.parse().ok()?, parts.next().unwrap_or_default()))
}

/// A date as files have it: in digits, in words, or partly so.
fn read_date(text: &str, year: Option<i16>) -> Option<ApproximateDate> {
    let Some((said, other)) = read_digits(text) else {
        let date = dated(None, text)?;
        // EndNote has the month and the day here, and the year elsewhere.
        let with_year = year
            .filter(|_| date.edtf().is_none())
            .map(|year| ApproximateDate::from_written(format!("{} {year}", text.trim())));
        return Some(
            with_year
                .filter(|date| date.edtf().is_some())
                .unwrap_or(date),
        );
    };
    if other.is_empty() {
        return Some(said.into());
    }
    let words = ApproximateDate::from_written(other);
    if words.edtf().is_some() {
        return Some(words);
    }
    // "Winter" is of the year before it.
    let year = said.start()?.earliest().year();
    let words = ApproximateDate::from_written(format!("{other} {year}"));
    let is_more = |edtf: Edtf| {
        let precision = edtf.start().map(|date| date.precision());
        precision.is_some_and(|precision| precision != Precision::Year)
    };
    match words.edtf().is_some_and(is_more) {
        true => Some(words),
        false => dated(Some(said), text),
    }
}

/// Whether a line begins an entry.
pub(super) fn begins_entry(line: &str) -> bool {
    tagged(line, true).is_some_and(|(tag, _)| tag == "TY")
}

/// The tag and the text of a line, if it has one.
fn tagged(line: &str, may_have_one_space: bool) -> Option<(&str, &str)> {
    let (tag, rest) = line.split_at_checked(2)?;
    let is_tag = matches!(tag.as_bytes(), [b'A'..=b'Z', b'A'..=b'Z' | b'0'..=b'9']);
    let rest = match rest.strip_prefix("  -") {
        Some(rest) => rest,
        None if may_have_one_space => rest.strip_prefix(" -")?,
        None => return None,
    };
    let is_end = rest.is_empty() || rest.starts_with([' ', '\t']);
    (is_tag && is_end).then(|| (tag, rest.trim()))
}

/// Reads the references of a text. It takes time in proportion to its length.
///
/// # Errors
/// See [`Unreadable`].
pub fn read(text: &str) -> Result<Read, Unreadable> {
    let text = begin(text)?;
    // Old programs of the Mac end lines with CR alone.
    let text = match text.contains('\n') {
        true => Cow::Borrowed(text),
        false => Cow::Owned(text.replace('\r', "\n")),
    };
    // A text that goes on in the next line may begin with "UK - wide": a tag only where the file's own are such.
    let has_two_spaces = text
        .lines()
        .any(|line| line.trim_start().starts_with("TY  -"));
    let mut gathering = Gathering::new(Format::Ris);
    let mut entry: Option<Entry> = None;
    for (line, number) in text.lines().zip(1..) {
        let Some((tag, value)) = tagged(line.trim_start(), !has_two_spaces) else {
            let is_taken = entry.as_mut().is_some_and(|entry| entry.go_on(line));
            if !is_taken && !line.trim().is_empty() {
                gathering.pass_over(number);
            }
            continue;
        };
        if tag == "TY" || tag == "ER" {
            if let Some(entry) = entry.take() {
                entry.finish(tag == "ER", &mut gathering);
            }
            if tag == "TY" {
                entry = Some(Entry::new(gathering.entry(number), value));
            }
            continue;
        }
        match &mut entry {
            Some(entry) => entry.fields.push((tag, value.to_owned())),
            None => gathering.pass_over(number),
        }
    }
    if let Some(entry) = entry {
        entry.finish(false, &mut gathering);
    }
    gathering.finish()
}

/// An entry as far as it was read.
struct Entry<'a> {
    place: Place,
    kind: &'a str,
    fields: Vec<(&'a str, String)>,
}

impl<'a> Entry<'a> {
    fn new(place: Place, kind: &'a str) -> Self {
        Self {
            place,
            kind,
            fields: Vec::new(),
        }
    }

    /// Takes a line without a tag, if there is a text before that goes on with it. Markdown has line breaks, and
    /// keywords and addresses stand one a line.
    fn go_on(&mut self, line: &str) -> bool {
        const KEEPING: [&str; 9] = ["AB", "N2", "N1", "RN", "KW", "UR", "LK", "L1", "L2"];
        let Some((tag, text)) = self.fields.last_mut() else {
            return false;
        };
        text.push(if KEEPING.contains(tag) { '\n' } else { ' ' });
        text.push_str(line.trim());
        true
    }

    fn finish(mut self, has_end: bool, gathering: &mut Gathering) {
        let mut reference = Reference {
            kind: Kind::named(self.kind, &TYPES),
            ..Reference::default()
        };
        let mut editors = Vec::new();
        let mut dates: Vec<(&str, &str)> = Vec::new();
        let mut site = "";
        let mut unplaced: Vec<&str> = Vec::new();
        for (tag, text) in &self.fields {
            let text = text.trim();
            if text.is_empty() {
                continue;
            }
            match *tag {
                "TI" | "T1" | "CT" => reference.set_title(text),
                "BT" if reference.kind == Kind::Book => reference.set_title(text),
                "ST" => reference.add_alternative_title(text),
                "AU" | "A1" => reference.authors.push(author(text)),
                "A2" | "A3" | "ED" => editors.push(author(text)),
                "PB" if reference.publisher.is_empty() => reference.set_publisher(text),
                "T2" if reference.kind == Kind::WebPage => site = text,
                "DA" | "Y1" | "PY" => dates.push((*tag, text)),
                // Those of L1 and L2 may be of files on somebody's computer.
                "UR" | "LK" | "L1" | "L2" => {
                    for address in addresses(text) {
                        if !reference.add_link(address) {
                            unplaced.push(tag);
                        }
                    }
                }
                "DO" if reference.add_doi(text) => (),
                // EndNote once had the DOI here.
                "M3" if reference.add_doi(text) => (),
                "M3" if reference.format.is_empty() => reference.format = plain_line(text),
                "AB" | "N2" => reference.add_summary(text),
                "N1" | "RN" => reference.add_notes(text),
                "KW" => text
                    .split(['\n', ';'])
                    .for_each(|keyword| reference.add_keyword(keyword)),
                // The file's own number.
                "ID" => (),
                _ => unplaced.push(tag),
            }
        }
        if reference.title.is_empty() && !reference.alternative_titles.is_empty() {
            reference.title = reference.alternative_titles.remove(0);
        }
        if reference.authors.is_empty() {
            reference.authors = editors;
        } else if !editors.is_empty() {
            unplaced.push("A2");
        }
        if !reference.publisher.is_empty() && !site.is_empty() {
            unplaced.push("T2");
        }
        reference.set_publisher(site);
        reference.issued = issued(&dates);
        self.place.call(&reference.title);
        for tag in unplaced {
            gathering.leave_out(&self.place, tag);
        }
        if !has_end {
            gathering.notice(&self.place, NoticeKind::NoEnd);
        }
        gathering.take(&self.place, reference);
    }
}

/// The date that the tags of dates say together: that of `DA`, or else of another.
fn issued(dates: &[(&str, &str)]) -> Option<ApproximateDate> {
    let of = |tag: &str| {
        let mut dates = dates.iter();
        dates
            .find(|(other, _)| *other == tag)
            .map(|(_, text)| *text)
    };
    let year = of("PY").or(of("Y1")).and_then(read_digits);
    let year = year.and_then(|(said, _)| Some(said.start()?.earliest().year()));
    let read: Vec<ApproximateDate> = ["DA", "Y1", "PY"]
        .into_iter()
        .filter_map(|tag| read_date(of(tag)?, year))
        .collect();
    let meant = read.iter().position(|date| date.edtf().is_some());
    read.into_iter().nth(meant.unwrap_or(0))
}

/// A name: a body's if a comma ends it, else as [`Author::new`] tells.
fn author(name: &str) -> Author {
    let name = plain_line(name);
    match name.strip_suffix(',') {
        // EndNote parts the levels of a body by two commas.
        Some(body) => Author::body(&body.replace(",,", ", ")),
        None => Author::new(&name),
    }
}

/// The addresses of one text: parted by line breaks, or by semicolons before another.
fn addresses(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    let parts = std::iter::from_fn(move || {
        let mut ends = rest.match_indices(['\n', ';']).map(|(at, _)| at);
        let end = ends.find(|at| {
            let after = rest.get(at + 1..).unwrap_or_default().trim_start();
            rest[*at..].starts_with('\n') || after.starts_with("http")
        });
        let part = rest.get(..end.unwrap_or(rest.len()))?;
        rest = end.map_or("", |end| &rest[end + 1..]);
        (!part.is_empty() || !rest.is_empty()).then_some(part.trim())
    });
    parts.filter(|part| !part.is_empty())
}

#[cfg(test)]
mod tests;
