//! Reads entries, each by itself.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use biblatex::{RawBibliography, RawChunk};

use super::split::{Block, blocks};
use super::{TYPES, tex};
use crate::domain::date::ApproximateDate;
use crate::exchange::reference::{Author, Kind, Reference, dated, one_line, plain_line};
use crate::exchange::references::{Format, Gathering, NoticeKind, Read, Unreadable, begin};

/// What an abbreviation stands for may be so long, in bytes.
const LONGEST_ABBREVIATION: usize = 1_000;

/// What all uses of abbreviations in a file may come to, in bytes: a short file can't become a large one.
const MOST_OF_ABBREVIATIONS: usize = 4 * 1024 * 1024;

/// Reads the references of a text. It takes time in proportion to its length.
///
/// # Errors
/// See [`Unreadable`].
pub fn read(text: &str) -> Result<Read, Unreadable> {
    let text = begin(text)?;
    let (blocks, outside) = blocks(text);
    let mut gathering = Gathering::new(Format::Bibtex);
    let mut abbreviations = Abbreviations::default();
    for block in &blocks {
        if is(block, "string") {
            abbreviations.define(block);
        }
    }
    for block in blocks {
        if !is(&block, "string") && !is(&block, "preamble") {
            entry(&block, &mut abbreviations, &mut gathering);
        }
    }
    for line in outside {
        gathering.pass_over(line);
    }
    gathering.finish()
}

fn is(block: &Block<'_>, kind: &str) -> bool {
    block.kind.eq_ignore_ascii_case(kind)
}

/// The abbreviations that a file defines by `@string`, by their names in small letters.
#[derive(Default)]
struct Abbreviations {
    texts: BTreeMap<String, String>,
    /// How much text their uses came to.
    used: usize,
}

impl Abbreviations {
    /// Takes a definition. It may use those before it, never itself or those after; one that does, or is too long, is
    /// none, and its uses are told.
    fn define(&mut self, block: &Block<'_>) {
        for (name, value) in fields(block.inside).unwrap_or_default() {
            let parts = value.iter().map(|part| match part {
                Part::Text(text) => Some(Cow::Borrowed(text.as_str())),
                Part::Name(name) => self.text(name),
            });
            let text: Option<String> = parts.collect();
            if let Some(text) = text.filter(|text| text.len() <= LONGEST_ABBREVIATION) {
                self.texts.insert(name, text);
            }
        }
    }

    fn text(&self, name: &str) -> Option<Cow<'_, str>> {
        const MONTHS: [(&str, &str); 12] = [
            ("jan", "January"),
            ("feb", "February"),
            ("mar", "March"),
            ("apr", "April"),
            ("may", "May"),
            ("jun", "June"),
            ("jul", "July"),
            ("aug", "August"),
            ("sep", "September"),
            ("oct", "October"),
            ("nov", "November"),
            ("dec", "December"),
        ];
        let name = name.to_ascii_lowercase();
        let month = || MONTHS.iter().find(|(short, _)| *short == name);
        let text = self.texts.get(&name).map(String::as_str);
        text.or_else(|| month().map(|(_, month)| *month))
            .map(Cow::Borrowed)
    }

    /// What a value says, in TeX. Names that aren't defined are taken as they are, and told.
    fn resolve(&mut self, value: Vec<Part>, unknown: &mut BTreeSet<String>) -> String {
        let mut text = String::new();
        for part in value {
            match part {
                Part::Text(part) => text.push_str(&part),
                Part::Name(name) => match self.text(&name) {
                    Some(part) if self.used + part.len() <= MOST_OF_ABBREVIATIONS => {
                        text.push_str(&part);
                        self.used += part.len();
                    }
                    _ => {
                        text.push_str(&name);
                        unknown.insert(name);
                    }
                },
            }
        }
        text
    }
}

/// A part of a value: `"text" # name`.
enum Part {
    Text(String),
    Name(String),
}

/// The fields of a block, by their names in small letters; `None` where they can't be told apart.
fn fields(inside: &str) -> Option<Vec<(String, Vec<Part>)>> {
    // To the crate they are those of an entry. A comment may end them, so its brace is on a line of its own.
    let entry = format!("@x{{x,{inside}\n}}");
    let mut read = RawBibliography::parse(&entry).ok()?.entries.into_iter();
    let fields = read.next()?.v.fields.into_iter().map(|pair| {
        let parts = pair.value.v.iter().map(|part| match part.v {
            RawChunk::Normal(text) => Part::Text(text.to_owned()),
            RawChunk::Abbreviation(name) => Part::Name(name.to_owned()),
        });
        (pair.key.v.to_ascii_lowercase(), parts.collect())
    });
    Some(fields.collect())
}

/// The key of an entry, and what follows it.
fn parted(inside: &str) -> (&str, &str) {
    let (key, fields) = inside.split_once(',').unwrap_or((inside, ""));
    match key.contains('=') {
        // Without a key, the first field comes first.
        true => ("", inside),
        false => (key.trim(), fields),
    }
}

fn entry(block: &Block<'_>, abbreviations: &mut Abbreviations, gathering: &mut Gathering) {
    let mut place = gathering.entry(block.line);
    let (key, inside) = parted(block.inside);
    place.call(key);
    let Some(fields) = fields(inside) else {
        return gathering.notice(&place, NoticeKind::Damaged);
    };
    let kind = block.kind.to_ascii_lowercase();
    let mut entry = Entry {
        reference: Reference {
            kind: Kind::named(&kind, &TYPES),
            ..Reference::default()
        },
        ..Entry::default()
    };
    let mut unknown = BTreeSet::new();
    for (name, value) in fields {
        let text = abbreviations.resolve(value, &mut unknown);
        // Of a field that is there twice, the last counts.
        entry.texts.insert(name, text);
    }
    entry.read();
    place.call(&entry.reference.title);
    for name in entry.unplaced {
        gathering.leave_out(&place, &name);
    }
    let unknown = unknown
        .into_iter()
        .map(|name| NoticeKind::UnknownAbbreviation { name });
    let kept = entry
        .marked
        .into_iter()
        .map(|field| NoticeKind::MarksKept { field });
    let end = (!block.has_end).then_some(NoticeKind::NoEnd);
    for kind in unknown.chain(kept).chain(end) {
        gathering.notice(&place, kind);
    }
    gathering.take(&place, entry.reference);
}

/// An entry as far as it was read.
#[derive(Default)]
struct Entry {
    reference: Reference,
    /// What is left of its fields, in TeX.
    texts: BTreeMap<String, String>,
    /// The fields that drivers have no place for, and those whose marks can't be read.
    unplaced: Vec<String>,
    marked: Vec<String>,
}

impl Entry {
    fn read(&mut self) {
        self.read_titles();
        self.read_names();
        self.reference.issued = self.date();
        self.read_links();
        let format = self.plain("howpublished");
        self.reference.format = plain_line(&format);
        if self.reference.format.is_empty() {
            let format = self.plain("type");
            self.reference.format = plain_line(&format);
        }
        for name in ["keywords", "keyword"] {
            let keywords = self.texts.remove(name).unwrap_or_default();
            let parting: &[char] = match split(&keywords, |text| sign(text, &[','])).len() {
                1 => &[';'],
                _ => &[','],
            };
            for keyword in split(&keywords, |text| sign(text, parting)) {
                let keyword = self.unmarked(name, keyword);
                self.reference.add_keyword(&keyword);
            }
        }
        let summary = self.plain("abstract");
        self.reference.add_summary(&summary);
        for name in ["annote", "annotation", "note", "notes", "comment"] {
            let notes = self.plain(name);
            self.reference.add_notes(&notes);
        }
        let others = std::mem::take(&mut self.texts).into_iter();
        let others = others.filter(|(_, text)| !text.trim().is_empty());
        self.unplaced.extend(others.map(|(name, _)| name));
    }

    fn read_titles(&mut self) {
        let title = self.plain("title");
        let subtitle = self.plain("subtitle");
        let whole = match (title.as_str(), subtitle.as_str()) {
            (title, "") => title.to_owned(),
            (title, subtitle) if title.ends_with([':', '?', '!']) => format!("{title} {subtitle}"),
            (title, subtitle) => format!("{title}: {subtitle}"),
        };
        self.reference.set_title(&whole);
        let short = self.plain("shorttitle");
        self.reference.add_alternative_title(&short);
    }

    fn read_names(&mut self) {
        for name in ["author", "editor"] {
            if !self.reference.authors.is_empty() {
                break;
            }
            let names = self.texts.remove(name).unwrap_or_default();
            for part in split(&names, and) {
                let author = self.author(name, part);
                if !author.name.is_empty() && author.name != "others" {
                    self.reference.authors.push(author);
                }
            }
        }
        for name in ["institution", "organization", "publisher", "school"] {
            if self.reference.publisher.is_empty() {
                let publisher = self.plain(name);
                self.reference.set_publisher(&publisher);
            }
        }
    }

    /// A name: a body's if braces hold it together, else as [`Author::new`] tells.
    fn author(&mut self, field: &str, name: &str) -> Author {
        let held = name
            .strip_prefix('{')
            .map(|held| split(held, |text| sign(text, &['}'])));
        let is_whole = held.is_some_and(|parts| matches!(parts.as_slice(), [_, ""]));
        let plain = plain_line(&self.unmarked(field, name));
        match is_whole {
            true => Author::body(&plain),
            false => Author::new(&plain),
        }
    }

    fn date(&mut self) -> Option<ApproximateDate> {
        let year = one_line(&self.plain("year"));
        let month = one_line(&self.plain("month"));
        let day = one_line(&self.plain("day"));
        // To the letter: a tilde is a space to TeX, and near to EDTF.
        let date = self.texts.remove("date").unwrap_or_default();
        let date = date.replace(['{', '}'], "");
        let date = match date.trim() {
            open if open.ends_with('/') => format!("{open}.."),
            open if open.starts_with('/') => format!("..{open}"),
            date => date.split('T').next().unwrap_or_default().to_owned(),
        };
        let is_year = year.len() == 4 && year.bytes().all(|byte| byte.is_ascii_digit());
        if let Ok(edtf) = date.parse() {
            return dated(Some(edtf), if is_year { "" } else { &year });
        }
        if !date.is_empty() {
            return dated(None, &date);
        }
        let digits = |text: &str| text.parse::<u8>().ok();
        let said = match (digits(&month), digits(&day)) {
            (Some(month), Some(day)) => format!("{year}-{month:02}-{day:02}"),
            (Some(month), None) => format!("{year}-{month:02}"),
            _ => one_line(&format!("{day} {month} {year}")),
        };
        match (said.parse(), said.as_str()) {
            (Ok(edtf), _) => Some(edtf).and_then(|edtf| dated(Some(edtf), "")),
            (Err(_), said) => {
                let date = dated(None, said)?;
                // "April 2017" means what it says; it needs no words of its own.
                match date.edtf() {
                    Some(edtf) if is_year && edtf.in_words() == said => dated(Some(edtf), ""),
                    _ => Some(date),
                }
            }
        }
    }

    fn read_links(&mut self) {
        // Before others, as its address doesn't change.
        for name in ["doi", "url", "howpublished"] {
            let Some(text) = self.texts.get(name) else {
                continue;
            };
            let address = address(text);
            let is_link = match name {
                "doi" => self.reference.add_doi(&address),
                "url" => self.reference.add_link(&address),
                _ => address.contains("://") && self.reference.add_link(&address),
            };
            if is_link {
                self.texts.remove(name);
            }
        }
    }

    /// Takes a field as plain text; empty where it isn't there.
    fn plain(&mut self, name: &str) -> String {
        let text = self.texts.remove(name).unwrap_or_default();
        self.unmarked(name, &text)
    }

    fn unmarked(&mut self, field: &str, text: &str) -> String {
        tex::plain(text).unwrap_or_else(|| {
            if !self.marked.iter().any(|marked| marked == field) {
                self.marked.push(field.to_owned());
            }
            tex::without_braces(text)
        })
    }
}

/// An address, which TeX takes to the letter and people mostly don't.
fn address(text: &str) -> String {
    let text = text.trim();
    let text = text.strip_prefix("\\url").unwrap_or(text);
    let text = text.replace("\\textasciitilde", "~").replace("\\~{}", "~");
    let mut address = String::with_capacity(text.len());
    for c in text.chars() {
        if !matches!(c, '{' | '}' | '\\') && !c.is_whitespace() {
            address.push(c);
        }
    }
    address
}

/// The parts of a text, parted where no brace is open by what the function finds at a place: its length there.
fn split(text: &str, parting: impl Fn(&str) -> Option<usize>) -> Vec<&str> {
    let mut parts = Vec::new();
    let (mut start, mut depth, mut is_escaped) = (0, 0_usize, false);
    let mut passed = 0;
    for (at, c) in text.char_indices() {
        if at < passed {
            continue;
        }
        if depth == 0
            && !is_escaped
            && let Some(length) = parting(&text[at..])
        {
            parts.push(text[start..at].trim());
            start = at + length;
            passed = start;
            continue;
        }
        match c {
            '{' if !is_escaped => depth += 1,
            '}' if !is_escaped => depth = depth.saturating_sub(1),
            _ => (),
        }
        is_escaped = c == '\\' && !is_escaped;
    }
    parts.push(text.get(start..).unwrap_or_default().trim());
    parts
}

fn sign(text: &str, signs: &[char]) -> Option<usize> {
    text.starts_with(signs).then_some(1)
}

/// The word that parts names, with the space before it.
fn and(text: &str) -> Option<usize> {
    let word = text.get(1..4)?;
    let is_and = text.starts_with(char::is_whitespace) && word.eq_ignore_ascii_case("and");
    let ends = text.get(4..)?.starts_with(char::is_whitespace);
    (is_and && ends).then_some(4)
}
