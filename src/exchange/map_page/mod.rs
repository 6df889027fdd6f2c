//! Pages of the MAP Toolkit, pasted or saved, as drivers to be reviewed.
//!
//! The register that people kept before was a blog: a page a driver, typed into a template whose labels changed over the
//! years. Fields are recognised by their labels, never by their place. What isn't understood is handed back beside the
//! drivers, so that a person can see all that was on the page.
//!
//! HTML (`html`) and text (`plain`) both become flat lists of lines (`line`). `signs` marks labels (`label`, `known`)
//! and titles among them, `walk` sorts the lines into drivers and cuts what `noise`, `meta` and `reply` recognise, and
//! `value` reads the fields. `render` writes Markdown.

mod address;
mod bullet;
mod choice;
mod element;
mod html;
mod known;
mod label;
mod line;
mod links;
mod meta;
mod noise;
mod placeholder;
mod plain;
mod render;
mod reply;
mod signs;
mod split;
#[cfg(test)]
mod tests;
mod title;
mod value;
mod walk;

use super::markdown::one_line;
use crate::domain::field::Field;
use line::Line;

/// What was pasted: the clipboard's HTML where there is one, and its text. A saved file is one of the two.
#[derive(Clone, Copy, Debug)]
pub struct Pasted<'a> {
    pub html: Option<&'a str>,
    pub text: &'a str,
}

/// What was found, in the order of the page.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Found {
    pub drivers: Vec<FoundDriver>,
    /// What stands before the first driver and is of none, as Markdown; all of a page without drivers.
    pub unplaced: Vec<String>,
    /// What was recognised as the blog's own and cut, as text; then the addresses of its buttons and headings.
    pub noise: Vec<String>,
}

/// A driver as far as a page gives it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FoundDriver {
    /// In the order of [`Field::ALL`], each field at most once.
    pub fields: Vec<Placed>,
    pub comments: Vec<FoundComment>,
    /// In the order of the page.
    pub unplaced: Vec<Unplaced>,
}

/// What goes into a field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Placed {
    pub field: Field,
    /// As it would be typed into the editor: see [`crate::domain::draft::Draft`].
    pub text: String,
    pub source: Provenance,
    pub certainty: Certainty,
}

/// Where a value comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Provenance {
    pub place: Origin,
    /// All that was taken there, as it was seen on the page.
    pub raw: String,
}

/// What showed that a value is one of its field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Origin {
    /// It follows this label, which is given as it stands on the page.
    Label(String),
    /// The hyperlink of this label.
    Hyperlink(String),
    /// The heading above the labels.
    Heading,
    /// The title of the window, which isn't on the page.
    WindowTitle,
    /// No more than its place before the labels.
    Position,
    /// The categories or tags under which the blog filed the page, or the way to it.
    Categories,
}

/// How sure it is that a value is right.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Certainty {
    /// A known label, and a value that the field takes.
    Sure,
    Likely(Why),
    /// A person has to look.
    Unsure(Why),
}

/// Why a value isn't sure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    /// The label is spelt like none that is known, but for a letter or two.
    Spelling,
    /// The label has more words than any that is known.
    LongerLabel,
    /// The label is a common word: "Date:".
    CommonWord,
    /// No label says so: it was above the labels, or in the title of the window.
    NoLabel,
    /// A list was parted at its commas.
    Commas,
    /// A list was parted at its commas, or wasn't, and one of its elements may be the name of a body: it has "and" in it.
    MayBeOneName,
    /// The page gives it more than once.
    SeveralValues,
    /// The text names no date, or more than one.
    NoDate,
    /// Longer than such a value is as a rule.
    Long,
    /// The title's own hyperlink, as no label for the link has one.
    LinkOfTitle,
    /// The address had no beginning: it was taken to be `https://`.
    NoScheme,
    /// From the blog's categories or tags, or the way to the page.
    Categories,
    /// Some of the value isn't what the field takes, and was left out.
    PartlyTaken,
    /// Put otherwise than written, to be one of the values that the field takes.
    Reworded,
}

/// Something of a driver that is in no field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unplaced {
    /// Markdown.
    pub text: String,
    pub why: WhyUnplaced,
}

/// Why something is in no field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WhyUnplaced {
    /// "to be added", "None" and the like stand in the place of a value.
    Placeholder(Field),
    /// The label has no value.
    NoValue(Field),
    /// The label for the link has no address: text that is copied without its HTML loses it.
    NoAddress(Field),
    /// The field doesn't take such a value.
    NotTaken(Field),
    /// The field has a value already.
    SecondValue(Field),
    /// It follows the value of a field that is one line.
    After(Field),
    /// A link in the value of a field that is text without links.
    LinkIn(Field),
    /// It stands before the first label.
    BeforeLabels,
    /// It stands after the entry's own text.
    AfterEnd,
}

/// A reader's reply.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FoundComment {
    pub by: String,
    /// RFC 3339 where it is understood, else as written; empty where it isn't given. A time without an offset is taken to
    /// be in UTC.
    pub at: String,
    /// Plain text.
    pub text: String,
}

/// Reads pages. It never fails: where nothing is found there are no drivers, and all is unplaced.
///
/// HTML counts before text, unless much less is found in it. The time taken grows with the length and with nothing else.
pub fn read(pasted: &Pasted<'_>) -> Found {
    let markup = pasted
        .html
        .or_else(|| Some(pasted.text).filter(|text| is_html(text)));
    let Some(markup) = markup else {
        return read_text(pasted.text);
    };
    let found = read_html(markup);
    if pasted.html.is_none() || pasted.text.trim().is_empty() {
        return found;
    }
    let from_text = read_text(pasted.text);
    // Text may find a field or so more by chance, but has no links.
    match found.placed() * 2 < from_text.placed() || found.is_empty() {
        true => from_text,
        false => found,
    }
}

/// Whether a text is the source of a page.
fn is_html(text: &str) -> bool {
    let start = text.trim_start_matches('\u{feff}').trim_start();
    let begins = |tag: &str| {
        start
            .get(..tag.len())
            .is_some_and(|start| start.eq_ignore_ascii_case(tag))
    };
    ["<!doctype html", "<html", "<body", "<div", "<article"]
        .into_iter()
        .any(begins)
}

fn read_html(markup: &str) -> Found {
    let mut page = html::read(markup);
    bullet::find(&mut page.lines, |_| 0);
    let mut found = found(page.lines, &page.title);
    found.noise.extend(page.cut);
    found
}

fn read_text(text: &str) -> Found {
    found(plain::read(text), "")
}

fn found(mut lines: Vec<Line>, window_title: &str) -> Found {
    lines.iter_mut().for_each(address::link);
    let walked = walk::walk(lines);
    let mut found = Found {
        noise: walked.noise,
        ..Found::default()
    };
    found.unplaced.extend(
        walked
            .others
            .iter()
            .map(|line| render::markdown(std::slice::from_ref(line))),
    );
    for part in walked.parts {
        let driver = value::driver(part, window_title, &mut found);
        found.drivers.push(driver);
    }
    found
}

impl Found {
    /// Adds what was found on another page.
    pub fn append(&mut self, other: Self) {
        self.drivers.extend(other.drivers);
        self.unplaced.extend(other.unplaced);
        self.noise.extend(other.noise);
    }

    /// How many values were found.
    fn placed(&self) -> usize {
        self.drivers.iter().map(|driver| driver.fields.len()).sum()
    }

    /// Whether there was nothing at all to read.
    fn is_empty(&self) -> bool {
        self.drivers.is_empty() && self.unplaced.is_empty()
    }
}
