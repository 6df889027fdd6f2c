//! The index: what a view shows of a register, before the next key.
//!
//! Documents are numbered as they come, and never change: a driver that was edited is a new document, and its old one
//! no longer counts. So an edit costs the same however large the register is; once too many don't count, the index is
//! to be made anew ([`Index::is_wasteful`]). A driver is first listed, which is quick ([`Index::list`]), and then read
//! ([`Index::read`]); until then the short parts of its text are scanned.

mod answer;
mod columns;
mod evaluate;
mod spelling;

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use inverted::{Dictionary, Order, PARTS, Reading};
use jiff::civil::Date;
use rustc_hash::FxBuildHasher;

pub use self::answer::{Answer, Count};
use self::columns::Columns;
use super::part::{Part, each_text};
use super::view::View;
use crate::domain::driver::Driver;
use crate::domain::edit::EntryId;
use crate::domain::fold::fold;
use crate::domain::outline::Outline;

/// The drivers of a register, to be searched, filtered, counted and sorted.
#[derive(Default)]
pub struct Index {
    documents: Vec<Document>,
    /// The document of each driver that counts.
    numbers: HashMap<EntryId, u32, FxBuildHasher>,
    columns: Columns,
    dictionary: Dictionary,
    /// The documents by title, and by id where titles are alike.
    titles: Order,
    /// Where each document stands among the titles.
    title_places: Vec<u32>,
    /// How many drivers are listed and not read.
    unread: usize,
    /// All documents before this one are read, or no longer count.
    read_up_to: usize,
    reading: Reading,
}

struct Document {
    id: EntryId,
    /// `None` where it no longer counts.
    driver: Option<Arc<Driver>>,
    title: Box<str>,
    /// Its words in order, for phrases. Empty until it is read.
    words: Box<[u8]>,
    /// Whether more than the outline is known.
    is_whole: bool,
    is_read: bool,
}

impl Index {
    /// Lists a driver, in place of what it was before.
    pub fn list(&mut self, driver: &Arc<Driver>) {
        self.enter(driver, true);
    }

    /// Lists a driver of which only the outline is known. It isn't read until [`Self::list`] brings all of it.
    pub fn outline(&mut self, driver: &Arc<Driver>) {
        self.enter(driver, false);
    }

    fn enter(&mut self, driver: &Arc<Driver>, is_whole: bool) {
        if let Some(&number) = self.numbers.get(&driver.id) {
            let document = &mut self.documents[number as usize];
            let known = document.driver.as_ref();
            if known.is_some_and(|known| Arc::ptr_eq(known, driver)) {
                return;
            }
            let is_same = |known: &Arc<Driver>| Outline::of(known) == Outline::of(driver);
            if is_whole && !document.is_whole && known.is_some_and(is_same) {
                document.driver = Some(driver.clone());
                document.is_whole = true;
                self.columns.complete(number, driver);
                return;
            }
        }
        self.remove(&driver.id);
        let number = self.documents.len() as u32;
        self.documents.push(Document {
            id: driver.id.clone(),
            driver: Some(driver.clone()),
            title: fold(driver.title()).into(),
            words: Box::default(),
            is_whole,
            is_read: false,
        });
        self.columns.push(driver);
        self.numbers.insert(driver.id.clone(), number);
        self.titles.push(number);
        self.unread += 1;
    }

    /// Takes a driver out, if it is in.
    pub fn remove(&mut self, id: &str) {
        let Some(number) = self.numbers.remove(id) else {
            return;
        };
        let document = &mut self.documents[number as usize];
        document.driver = None;
        document.words = Box::default();
        self.unread -= usize::from(!document.is_read);
        self.columns.forget(number);
    }

    /// Takes out the drivers that aren't to be kept.
    pub fn retain(&mut self, is_kept: impl Fn(&str) -> bool) {
        let ids: Vec<EntryId> = self
            .numbers
            .keys()
            .filter(|id| !is_kept(id))
            .cloned()
            .collect();
        for id in ids {
            self.remove(&id);
        }
    }

    /// Reads all text of a driver that is listed.
    pub fn read(&mut self, id: &str) {
        let Some(&number) = self.numbers.get(id) else {
            return;
        };
        let document = &self.documents[number as usize];
        let is_to_be_read = document.is_whole && !document.is_read;
        let Some(driver) = document.driver.clone().filter(|_| is_to_be_read) else {
            return;
        };
        let Self {
            dictionary,
            reading,
            ..
        } = self;
        each_text(&driver, |part, text| {
            reading.read(dictionary, part as u8, text);
        });
        let document = &mut self.documents[number as usize];
        let weights = weights(document.title.split(' ').count());
        document.words = reading.end(dictionary, number, &weights);
        document.is_read = true;
        self.unread -= 1;
    }

    /// Lists and reads a driver.
    pub fn put(&mut self, driver: &Arc<Driver>) {
        self.list(driver);
        self.read(&driver.id);
    }

    /// Ends the reading of many: gives back the room that was held for more.
    pub fn settle(&mut self) {
        self.dictionary.settle();
        self.dictionary.shrink();
        self.reading = Reading::default();
    }

    /// Reads the next driver that is only listed. Returns whether there was one.
    pub fn read_next(&mut self) -> bool {
        let is_next = |document: &Document| document.driver.is_some() && !document.is_read;
        let next = self.documents[self.read_up_to..].iter().position(is_next);
        self.read_up_to = next.map_or(self.documents.len(), |next| self.read_up_to + next);
        if !self
            .documents
            .get(self.read_up_to)
            .is_some_and(|document| document.is_whole)
        {
            return false;
        }
        let id = self.documents[self.read_up_to].id.clone();
        self.read(&id);
        true
    }

    /// How many drivers are listed and not read.
    pub fn unread(&self) -> usize {
        self.unread
    }

    /// How many drivers there are.
    pub fn len(&self) -> usize {
        self.numbers.len()
    }

    pub fn is_empty(&self) -> bool {
        self.numbers.is_empty()
    }

    /// Whether so much of it no longer counts that it is better made anew.
    pub fn is_wasteful(&self) -> bool {
        let wasted = self.documents.len() - self.numbers.len();
        wasted > 1000.max(self.numbers.len() / 2)
    }

    /// The drivers that a view shows, on all its pages.
    pub fn find(&mut self, view: &View, today: Date) -> BTreeSet<EntryId> {
        let hits = self.hits(view, today);
        let drivers = hits.iter().filter_map(|number| self.driver(*number));
        drivers.map(|driver| driver.id.clone()).collect()
    }

    fn driver(&self, number: u32) -> Option<&Arc<Driver>> {
        self.documents.get(number as usize)?.driver.as_ref()
    }

    /// Puts the documents in order by title.
    fn settle_titles(&mut self) {
        let documents = &self.documents;
        let key = |number: u32| {
            let Document { title, id, .. } = &documents[number as usize];
            (title, id)
        };
        if !self.titles.settle(|a, b| key(a).cmp(&key(b))) {
            return;
        }
        self.title_places.resize(self.documents.len(), 0);
        for (place, number) in self.titles.numbers().iter().enumerate() {
            self.title_places[*number as usize] = place as u32;
        }
    }
}

/// What a word is worth in each part. One of a short title says more than one of a long title.
fn weights(title_words: usize) -> [f32; PARTS] {
    Part::ALL.map(|part| match part {
        Part::Title => part.weight() * (1.2 - 0.02 * title_words.min(15) as f32),
        part => part.weight(),
    })
}

#[cfg(test)]
mod tests;
