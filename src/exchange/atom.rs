//! New and changed drivers as a feed: Atom (RFC 4287), for readers of news and for other pages to show.
//!
//! - **Ids** (section 4.2.6) never change and are nobody else's. A `tag:` would need a domain that the register owns
//!   (RFC 4151), and it has none; so they are `urn:uuid:`, of the digest of the register's id and the driver's.
//! - **Updated** is the last edit that changed what the feed says of a driver. One that only notes its review, or adds a
//!   comment, doesn't bring the driver up again. An edit without a time counts from when it came to this copy; of a
//!   driver without any time, 1970 is said.
//! - **Authors** are the driver's sources, and of the feed the register: names of editors aren't given out.
//! - The whole text is in each entry's content. There is no link to the feed itself, which only its web host knows.

use jiff::Timestamp;

use super::Writing;
use super::blocks::Block;
use super::briefing::{Part, Piece, Words};
use super::html::{Html, Style};
use super::plain::plain;
use super::report::one_line;
use super::uri::uri;
use super::xml::Xml;
use crate::domain::digest::Digest;
use crate::domain::driver::Driver;
use crate::domain::edit::{Edit, EntryId};
use crate::domain::entry::Entry;
use crate::domain::field::Field;
use crate::domain::register::Register;

/// The most drivers in a feed, the newest: readers fetch all of it each time.
pub const MOST: usize = 100;

/// The most characters of a summary.
const SUMMARY: usize = 500;

/// The feed of these drivers of a register: see [`Feed::new`].
pub fn write(
    drivers: &[&Driver],
    register: &Register,
    title: &str,
    now: Timestamp,
    words: &Words,
) -> String {
    let mut feed = Feed::new(register, title, now, *words);
    drivers.iter().for_each(|driver| feed.look_ahead(driver));
    drivers.iter().for_each(|driver| feed.push(driver));
    // UTF-8, as all of it was written from texts.
    String::from_utf8(Box::new(feed).finish()).unwrap_or_default()
}

/// The feed so far.
pub struct Feed<'a> {
    xml: Xml,
    /// What stands before the moment of the feed, which the newest driver says.
    beginning: Vec<u8>,
    register: &'a Register,
    title: String,
    now: Timestamp,
    words: Words,
    /// The drivers that are in it, the newest first, with their entries as soon as these are written.
    newest: Vec<(Times, EntryId, Vec<u8>)>,
}

impl<'a> Feed<'a> {
    /// Begins a feed of drivers of a register, but for those in the trash, under the register's title. Which are in it
    /// is known when all were looked at.
    ///
    /// `now` says when an empty feed was updated; any other was when the newest of its drivers was. So a feed in which
    /// nothing changed is the same, to the byte.
    pub fn new(register: &'a Register, title: &str, now: Timestamp, words: Words) -> Self {
        let title = match one_line(title) {
            title if title.is_empty() => register.id.clone(),
            title => title,
        };
        let mut xml = Xml::new();
        xml.open(
            "feed",
            &[
                ("xmlns", "http://www.w3.org/2005/Atom"),
                ("xml:lang", "en-GB"),
            ],
        );
        xml.element("id", &[], &urn("feed", register, ""));
        xml.element("title", &[], &title);
        Self {
            beginning: xml.take(),
            xml,
            register,
            title,
            now,
            words,
            newest: Vec::new(),
        }
    }
}

impl Writing for Feed<'_> {
    fn look_ahead(&mut self, driver: &Driver) {
        if driver.is_in_trash() {
            return;
        }
        let times = Times::of(self.register, driver);
        let place = self
            .newest
            .partition_point(|(other, id, _)| (times.updated, id) < (other.updated, &driver.id));
        self.newest
            .insert(place, (times, driver.id.clone(), Vec::new()));
        self.newest.truncate(MOST);
    }

    fn push(&mut self, driver: &Driver) {
        let mut newest = self.newest.iter_mut();
        if let Some((times, _, written)) = newest.find(|(_, id, _)| *id == driver.id) {
            entry(&mut self.xml, driver, times, self.register, &self.words);
            *written = self.xml.take();
        }
    }

    fn finish(mut self: Box<Self>) -> Vec<u8> {
        let updated = self.newest.first();
        let updated = updated.map_or(self.now, |(times, ..)| times.updated);
        let xml = &mut self.xml;
        xml.element("updated", &[], &updated.to_string());
        author(xml, &self.title);
        xml.element("generator", &[], "Driver Atlas");
        let mut feed = self.beginning;
        feed.append(&mut xml.take());
        for (.., mut written) in self.newest {
            feed.append(&mut written);
        }
        xml.close("feed");
        feed.append(&mut xml.take());
        feed
    }
}

fn entry(xml: &mut Xml, driver: &Driver, times: &Times, register: &Register, words: &Words) {
    let successor = register.driver(driver.text(Field::SupersededBy));
    let successor = successor.map(|driver| driver.title());
    let part = Part::new(driver, successor, &[], words);
    xml.open("entry", &[]);
    xml.element("id", &[], &urn("driver", register, &driver.id));
    xml.element("title", &[], &part.title);
    xml.element("updated", &[], &times.updated.to_string());
    xml.element("published", &[], &times.published.to_string());
    let names = driver.list(Field::Sources).map(one_line);
    for name in names.filter(|name| !name.is_empty()) {
        author(xml, &name);
    }
    if let Some(uri) = uri(driver.text(Field::Link)) {
        xml.empty("link", &[("rel", "alternate"), ("href", &uri)]);
    }
    let topics = driver.list(Field::Topics).map(one_line);
    for topic in topics.filter(|topic| !topic.is_empty()) {
        xml.empty("category", &[("term", &topic)]);
    }
    if let Some(summary) = summary(&part.pieces) {
        xml.element("summary", &[], &summary);
    }
    let mut html = Html::new(Style::Bare);
    html.pieces(&part.pieces);
    xml.element("content", &[("type", "html")], &html.html);
    xml.close("entry");
}

fn author(xml: &mut Xml, name: &str) {
    xml.open("author", &[]);
    xml.element("name", &[], name);
    xml.close("author");
}

fn urn(kind: &str, register: &Register, driver: &str) -> String {
    let identity = serde_json::json!([kind, register.id, driver]);
    format!("urn:uuid:{}", Digest::of(&identity).uuid())
}

/// How the first text begins: what the driver means for libraries, if that is said.
fn summary(pieces: &[Piece]) -> Option<String> {
    let blocks = pieces.iter().find_map(|piece| match piece {
        Piece::Section { blocks, .. } => Some(blocks),
        _ => None,
    })?;
    let is_text = |block: &&Block| !matches!(block, Block::Heading(_) | Block::Rule);
    let first = blocks.iter().find(is_text).or(blocks.first())?;
    let text = one_line(&plain(std::slice::from_ref(first)));
    let Some((end, _)) = text.char_indices().nth(SUMMARY) else {
        return Some(text);
    };
    let cut = &text[..end];
    let words = cut.rfind(' ').map_or(cut, |end| &cut[..end]);
    Some(format!("{words}…"))
}

/// When a driver was first and last edited.
#[derive(Clone, Copy, Debug, Default)]
struct Times {
    published: Timestamp,
    updated: Timestamp,
}

impl Times {
    fn of(register: &Register, driver: &Driver) -> Self {
        let Some(entry) = register.whole(&driver.id) else {
            return Self::default();
        };
        let published = times(entry, |_| true).min().unwrap_or_default();
        let updated = times(entry, changes_what_is_said).max();
        // A clock may have been wrong, but RFC 3339 has no year before 0.
        let published = published.max(Timestamp::UNIX_EPOCH);
        Self {
            published,
            updated: updated.unwrap_or(published).max(published),
        }
    }
}

fn times(entry: &Entry, counts: fn(&Edit) -> bool) -> impl Iterator<Item = Timestamp> {
    let edits = entry.edits.iter();
    edits
        .filter(move |(id, edit)| entry.is_active(id) && counts(edit))
        .filter_map(|(id, edit)| edit.at.or_else(|| entry.local.arrived.get(id).copied()))
}

fn changes_what_is_said(edit: &Edit) -> bool {
    let is_said = |key: &String| {
        !matches!(
            Field::from_key(key),
            None | Some(Field::LastUpdated | Field::ReviewDue | Field::Responsible)
        )
    };
    edit.set.keys().any(is_said) || !edit.revokes.is_empty() || !edit.removes.is_empty()
}

#[cfg(test)]
mod tests;
