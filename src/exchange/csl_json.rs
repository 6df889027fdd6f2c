//! CSL-JSON, the data that citation processors take: written and read.
//!
//! The format is that of the Citation Style Language: its schema `csl-data.json` (version 1.0.2, at
//! <https://github.com/citation-style-language/schema>) has the members, and the specification's appendix III and IV say
//! what they mean. Choices:
//!
//! - **Authors** are `literal` names: no processor turns "NHS England" into England, N.
//! - **Dates** are `date-parts`, two for a range, with `circa` where they are uncertain or near, and `season`, counted
//!   from spring. What they can't say ("since 2016", "2010s", "TBC") is `literal`, which processors show as it is. What
//!   was written of a near date isn't carried: `literal` would be shown instead of the parts.
//! - **Notes** are `note`, "descriptive text or notes about an item". The publication format is one: styles show `medium`
//!   in every citation.
//! - **Keywords** are one text: parted by commas, or by semicolons where one of them has a comma.
//!
//! A reader takes a list, an object with a list of `items`, or a single reference.

use std::collections::BTreeMap;

use serde_json::value::RawValue;
use serde_json::{Map, Value, json};

use super::Writing;
use super::reference::{Author, Kind, Reference, dated, one_line, plain_line};
use super::references::{Format, Gathering, NoticeKind, Place, Read, Unreadable, begin};
use crate::domain::date::{ApproximateDate, Edtf, EdtfDate, Precision, Season};
use crate::domain::driver::Driver;

/// The types of references, as they are read; of a kind, the first is written.
const TYPES: [(&str, Kind); 22] = [
    ("report", Kind::Report),
    ("standard", Kind::Report),
    ("webpage", Kind::WebPage),
    ("post-weblog", Kind::WebPage),
    ("post", Kind::WebPage),
    ("legislation", Kind::Legislation),
    ("regulation", Kind::Legislation),
    ("treaty", Kind::Legislation),
    ("bill", Kind::Bill),
    ("motion_picture", Kind::Video),
    ("broadcast", Kind::Video),
    ("article-journal", Kind::Article),
    ("article", Kind::Article),
    ("article-magazine", Kind::Article),
    ("article-newspaper", Kind::Article),
    ("book", Kind::Book),
    ("collection", Kind::Book),
    ("chapter", Kind::Chapter),
    ("thesis", Kind::Thesis),
    ("paper-conference", Kind::ConferencePaper),
    ("speech", Kind::ConferencePaper),
    ("document", Kind::Other),
];

/// The drivers as one list.
pub fn write(drivers: &[&Driver]) -> String {
    let mut items = Items::default();
    drivers.iter().for_each(|driver| items.push(driver));
    items.end()
}

/// The items so far.
#[derive(Default)]
pub struct Items(String);

impl Items {
    fn end(self) -> String {
        match self.0.is_empty() {
            true => "[]\n".to_owned(),
            false => self.0 + "\n]\n",
        }
    }
}

impl Writing for Items {
    fn push(&mut self, driver: &Driver) {
        self.0
            .push_str(if self.0.is_empty() { "[\n" } else { ",\n" });
        let item = item(&Reference::of(driver));
        // A value of JSON can always be written.
        let item = serde_json::to_string_pretty(&item).unwrap_or_default();
        // No line end stands within a text: JSON escapes those.
        let mut lines = item.lines();
        self.0.extend(lines.next().map(|line| format!("  {line}")));
        self.0.extend(lines.map(|line| format!("\n  {line}")));
    }

    fn finish(self: Box<Self>) -> Vec<u8> {
        self.end().into_bytes()
    }
}

fn item(reference: &Reference) -> Value {
    let mut item = Map::new();
    item.insert("id".to_owned(), json!(reference.id));
    item.insert("type".to_owned(), json!(reference.kind.name(&TYPES)));
    let first = |list: &[String]| list.first().cloned().unwrap_or_default();
    let notes = reference.other_titles().into_iter();
    let notes = notes.chain(reference.other_links());
    let notes = notes.chain(reference.format_note());
    let notes = notes.chain(reference.notes.iter().cloned());
    let notes: Vec<String> = notes.map(|note| note.labelled()).collect();
    let has_comma = reference.keywords.iter().any(|word| word.contains(','));
    let keywords = reference.keywords.join(if has_comma { "; " } else { ", " });
    for (name, text) in [
        ("title", reference.title.clone()),
        ("title-short", first(&reference.alternative_titles)),
        ("publisher", reference.publisher.clone()),
        ("URL", first(&reference.links)),
        ("abstract", reference.summary.clone()),
        ("keyword", keywords),
        ("note", notes.join("\n\n")),
    ] {
        if !text.is_empty() {
            item.insert(name.to_owned(), Value::String(text));
        }
    }
    if !reference.authors.is_empty() {
        let authors = reference.authors.iter().map(name);
        item.insert("author".to_owned(), authors.collect());
    }
    if let Some(issued) = &reference.issued {
        item.insert("issued".to_owned(), date(issued));
    }
    Value::Object(item)
}

fn name(author: &Author) -> Value {
    match author.name.split_once(',') {
        Some((family, given)) if author.is_person => {
            json!({ "family": family.trim(), "given": given.trim() })
        }
        _ => json!({ "literal": author.name }),
    }
}

fn date(date: &ApproximateDate) -> Value {
    let in_parts = date.edtf().and_then(|edtf| match edtf {
        Edtf::Date(date) => match date.precision() {
            Precision::Season(_) => Some((vec![vec![date.earliest().year()]], vec![date])),
            _ => Some((vec![parts(date)?], vec![date])),
        },
        Edtf::Interval(interval) => {
            let (start, end) = (interval.start()?, interval.end()?);
            Some((vec![parts(start)?, parts(end)?], vec![start, end]))
        }
    });
    let Some((parts, dates)) = in_parts else {
        return json!({ "literal": one_line(&date.display()) });
    };
    let mut date = json!({ "date-parts": parts });
    if dates.iter().any(|date| date.qualifier().is_some()) {
        date["circa"] = json!(true);
    }
    let season = dates.first().map(|date| match date.precision() {
        Precision::Season(season) => SEASONS.iter().position(|(_, other)| *other == season),
        _ => None,
    });
    if let Some(Some(place)) = season {
        date["season"] = json!(place + 1);
    }
    date
}

/// The seasons in the order in which they are counted from 1.
const SEASONS: [(&str, Season); 4] = [
    ("spring", Season::Spring),
    ("summer", Season::Summer),
    ("autumn", Season::Autumn),
    ("winter", Season::Winter),
];

/// Year, month and day, as far as they are known; `None` where they don't say the date.
fn parts(date: EdtfDate) -> Option<Vec<i16>> {
    let first = date.earliest();
    let (year, month, day) = (first.year(), first.month().into(), first.day().into());
    match date.precision() {
        Precision::Century | Precision::Decade | Precision::Season(_) => None,
        Precision::Day => Some(vec![year, month, day]),
        Precision::Month | Precision::UnspecifiedDay => Some(vec![year, month]),
        Precision::Year | Precision::UnspecifiedMonth | Precision::UnspecifiedMonthAndDay => {
            Some(vec![year])
        }
    }
}

/// Reads the references of a text.
///
/// # Errors
/// See [`Unreadable`].
pub fn read(text: &str) -> Result<Read, Unreadable> {
    let text = begin(text)?;
    let mut gathering = Gathering::new(Format::CslJson);
    let (mut line, mut counted) = (1, 0);
    for item in items(text)? {
        let at = (item.get().as_ptr() as usize).saturating_sub(text.as_ptr() as usize);
        let passed = text.as_bytes().get(counted..at).unwrap_or_default();
        line += passed.iter().filter(|byte| **byte == b'\n').count();
        counted = at;
        let place = gathering.entry(line);
        match serde_json::from_str::<Map<String, Value>>(item.get()) {
            Ok(members) => read_item(place, &members, &mut gathering),
            // No object, one that is nested too deeply, or a text or number that can't be.
            Err(_) => gathering.notice(&place, NoticeKind::Damaged),
        }
    }
    gathering.finish()
}

/// The references of a text, each as it stands there.
fn items(text: &str) -> Result<Vec<&RawValue>, Unreadable> {
    let not_json = |error: serde_json::Error| Unreadable::NotJson {
        line: error.line(),
        column: error.column(),
    };
    if text.trim_start().starts_with('[') {
        return serde_json::from_str(text).map_err(not_json);
    }
    let whole: &RawValue = serde_json::from_str(text).map_err(not_json)?;
    let members: BTreeMap<String, &RawValue> =
        serde_json::from_str(text).map_err(|_| Unreadable::NoReferences(Format::CslJson))?;
    match members.get("items") {
        Some(items) => {
            serde_json::from_str(items.get()).map_err(|_| Unreadable::NoReferences(Format::CslJson))
        }
        None if members.contains_key("type") && members.contains_key("title") => Ok(vec![whole]),
        None => Err(Unreadable::NoReferences(Format::CslJson)),
    }
}

fn read_item(mut place: Place, members: &Map<String, Value>, gathering: &mut Gathering) {
    let text = |name: &str| members.get(name).map(text_of).unwrap_or_default();
    let mut reference = Reference {
        kind: Kind::named(&text("type"), &TYPES),
        ..Reference::default()
    };
    reference.set_title(&text("title"));
    let authors = names(members.get("author"));
    let editors = names(members.get("editor"));
    let has_authors = !authors.is_empty();
    reference.authors = if has_authors { authors } else { editors };
    reference.set_publisher(&text("publisher"));
    let has_publisher = !reference.publisher.is_empty();
    reference.set_publisher(&text("authority"));
    let is_page = reference.kind == Kind::WebPage && reference.publisher.is_empty();
    if is_page {
        reference.set_publisher(&text("container-title"));
    }
    reference.format = plain_line(&text("medium"));
    let has_medium = !reference.format.is_empty();
    if !has_medium {
        reference.format = plain_line(&text("genre"));
    }
    reference.issued = members.get("issued").and_then(read_date);
    let mut unplaced = Vec::new();
    for (name, value) in members {
        let is_placed = match name.as_str() {
            "id" | "type" | "title" | "author" | "publisher" | "medium" | "issued" => true,
            // The file's own keys.
            "citation-key" | "citation-label" => true,
            "authority" => !has_publisher,
            "editor" => !has_authors,
            "genre" => !has_medium,
            "container-title" => is_page,
            "title-short" | "shortTitle" => {
                reference.add_alternative_title(&text_of(value));
                true
            }
            "abstract" => {
                reference.add_summary(&text_of(value));
                true
            }
            "note" | "annote" => {
                reference.add_notes(&text_of(value));
                true
            }
            "URL" => reference.add_link(&text_of(value)),
            "DOI" => reference.add_doi(&text_of(value)),
            "keyword" => {
                add_keywords(value, &mut reference);
                true
            }
            _ => false,
        };
        let is_empty = value.is_null() || value == "";
        if !is_placed && !is_empty {
            unplaced.push(name);
        }
    }
    place.call(&text("id"));
    place.call(&reference.title);
    for name in unplaced {
        gathering.leave_out(&place, name);
    }
    gathering.take(&place, reference);
}

/// The text of a member that may be given as a number.
fn text_of(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Number(number) => number.to_string(),
        _ => String::new(),
    }
}

/// Keywords are one text by the schema; some programs give a list.
fn add_keywords(value: &Value, reference: &mut Reference) {
    match value {
        Value::Array(keywords) => keywords
            .iter()
            .for_each(|keyword| reference.add_keyword(&text_of(keyword))),
        one => {
            let text = text_of(one);
            let parting = if text.contains(';') { ';' } else { ',' };
            text.split(parting)
                .for_each(|keyword| reference.add_keyword(keyword));
        }
    }
}

fn names(value: Option<&Value>) -> Vec<Author> {
    let names = value.and_then(Value::as_array).into_iter().flatten();
    let names = names.map(|name| {
        let part = |key: &str| name.get(key).map(text_of).unwrap_or_default();
        let literal = match name {
            Value::String(text) => text.clone(),
            _ => part("literal"),
        };
        let of_family = [
            part("dropping-particle"),
            part("non-dropping-particle"),
            part("family"),
        ];
        let family = plain_line(&of_family.join(" "));
        let given = plain_line(&format!("{} {}", part("given"), part("suffix")));
        match (plain_line(&literal), given.is_empty()) {
            (literal, _) if !literal.is_empty() => Author::body(&literal),
            // Programs without literal names have bodies as families.
            (_, true) => Author::body(&family),
            (_, false) if family.is_empty() => Author::body(&given),
            (_, false) => Author {
                name: format!("{family}, {given}"),
                is_person: true,
            },
        }
    });
    names.filter(|author| !author.name.is_empty()).collect()
}

/// A date in any of the forms that there are: parts, EDTF, or words.
fn read_date(value: &Value) -> Option<ApproximateDate> {
    let Value::Object(members) = value else {
        let text = text_of(value);
        return dated(text.trim().parse().ok(), "").or_else(|| dated(None, &text));
    };
    let text = |name: &str| members.get(name).map(text_of).unwrap_or_default();
    let written = match text("literal") {
        literal if literal.trim().is_empty() => text("raw"),
        literal => literal,
    };
    let is_set = |value: &Value| !matches!(value, Value::Null | Value::Bool(false)) && value != 0;
    let is_circa = members.get("circa").is_some_and(is_set) && text("circa") != "false";
    let mark = if is_circa { "~" } else { "" };
    let dates = members.get("date-parts").and_then(Value::as_array);
    let mut dates = dates.into_iter().flatten().filter_map(Value::as_array);
    let (start, end) = (dates.next(), dates.next());
    let start = start.and_then(|parts| said(parts));
    let season = season(&text("season")).filter(|_| start.as_ref().is_some_and(|s| s.len() == 4));
    let edtf = match (start, end) {
        (Some(year), None) if season.is_some() => {
            format!("{year}-{}{mark}", season.unwrap_or_default())
        }
        (Some(start), None) => format!("{start}{mark}"),
        (Some(start), Some(end)) => match said(end) {
            Some(end) => format!("{start}{mark}/{end}{mark}"),
            // A range without an end has zeros there.
            None => format!("{start}{mark}/.."),
        },
        (None, _) => text("edtf").trim().to_owned(),
    };
    match edtf.parse() {
        Ok(edtf) => dated(Some(edtf), &written),
        // No such day, perhaps: the text as it is.
        Err(_) if written.trim().is_empty() => dated(None, &edtf),
        Err(_) => dated(None, &written),
    }
}

/// What the parts of a date say, as EDTF; `None` where there is no year.
fn said(parts: &[Value]) -> Option<String> {
    let mut numbers = parts
        .iter()
        .map_while(|part| text_of(part).trim().parse::<u16>().ok())
        .take_while(|number| *number > 0);
    let mut said = format!("{:04}", numbers.next()?);
    if let Some(month) = numbers.next() {
        // Processors take 13 to 16 for seasons too.
        let month = if (13..=16).contains(&month) {
            month + 8
        } else {
            month
        };
        said.push_str(&format!("-{month:02}"));
    }
    if let Some(day) = numbers.next() {
        said.push_str(&format!("-{day:02}"));
    }
    Some(said)
}

/// The number that EDTF has for a season, given as a number from 1, that of EDTF, or a word.
fn season(text: &str) -> Option<u16> {
    let text = text.trim().to_ascii_lowercase();
    let place = match text.parse::<u16>() {
        Ok(number @ 1..=4) => number,
        Ok(number @ 21..=24) => number - 20,
        Ok(_) => return None,
        Err(_) => {
            let is_it = |(name, _): &(&str, Season)| *name == text;
            let place = SEASONS.iter().position(is_it);
            let place = place.or_else(|| (text == "fall").then_some(2))?;
            u16::try_from(place + 1).ok()?
        }
    };
    Some(place + 20)
}

#[cfg(test)]
mod tests;
