//! The words of all drivers, and for each the drivers that have it: an inverted index.

use std::collections::HashMap;

use rustc_hash::FxBuildHasher;

use crate::order::Order;
use crate::varint;

/// Every word that any driver has, or had.
#[derive(Default)]
pub struct Dictionary {
    /// The terms of short words, by [`short`], and of longer ones.
    short_ids: HashMap<u64, u32, FxBuildHasher>,
    ids: HashMap<Box<str>, u32, FxBuildHasher>,
    terms: Vec<Term>,
    /// The terms by their words, so that those with one beginning are side by side.
    order: Order,
    /// What each document scores for each beginning of one or two letters, 0 where it has no such word. They are what is
    /// asked for first, and would take the longest.
    beginnings: Vec<Vec<u8>>,
    beginning_of: HashMap<Box<str>, u16, FxBuildHasher>,
}

struct Term {
    word: Box<str>,
    /// For each document that has it: the document's number as a difference to that before (modulo 2³², since a driver's
    /// texts may be read after those of later ones), the parts that have it, and what it is worth there.
    postings: Vec<u8>,
    last: u32,
    /// Its places in `beginnings`.
    beginnings: [Option<u16>; 2],
}

/// A word in a document.
pub(crate) struct Posting {
    pub document: u32,
    pub parts: u8,
    pub worth: u8,
}

/// Numbers so far out of order are put in order while more are added.
const MOST_UNSETTLED: usize = 2048;

/// A word of at most eight bytes as a number, which is quicker to look up. No word has a zero byte.
fn short(word: &str) -> Option<u64> {
    let number = |number, byte: &u8| number << 8 | u64::from(*byte);
    (word.len() <= 8).then(|| word.as_bytes().iter().fold(0, number))
}

impl Dictionary {
    /// The number of a word, which it gets if it is new.
    pub(crate) fn id(&mut self, word: &str) -> u32 {
        if let Some(id) = self.find(word) {
            return id;
        }
        let id = self.terms.len() as u32;
        let beginnings = [1, 2].map(|letters| self.beginning(word, letters));
        match short(word) {
            Some(short) => self.short_ids.insert(short, id),
            None => self.ids.insert(word.into(), id),
        };
        self.terms.push(Term {
            word: word.into(),
            postings: Vec::new(),
            last: 0,
            beginnings,
        });
        self.order.push(id);
        if self.order.unsettled() >= MOST_UNSETTLED {
            self.settle();
        }
        id
    }

    /// The place of a word's first letters among the beginnings. Only letters of one byte have one: there are few.
    fn beginning(&mut self, word: &str, letters: usize) -> Option<u16> {
        let letters = word.get(..letters).filter(|letters| letters.is_ascii())?;
        if let Some(place) = self.beginning_of.get(letters) {
            return Some(*place);
        }
        let place = u16::try_from(self.beginnings.len()).ok()?;
        self.beginnings.push(Vec::new());
        self.beginning_of.insert(letters.into(), place);
        Some(place)
    }

    /// Notes that a document has a word, in these parts.
    pub(crate) fn add(&mut self, id: u32, posting: &Posting) {
        let Posting {
            document,
            parts,
            worth,
        } = *posting;
        let Some(term) = self.terms.get_mut(id as usize) else {
            return;
        };
        varint::push(&mut term.postings, document.wrapping_sub(term.last));
        term.postings.extend([parts, worth]);
        term.last = document;
        for place in term.beginnings.into_iter().flatten() {
            let row = &mut self.beginnings[usize::from(place)];
            let document = document as usize;
            if row.len() <= document {
                // In steps: doubling would take twice the room.
                row.reserve_exact((document + 1 - row.len()).next_multiple_of(1024));
                row.resize(document + 1, 0);
            }
            row[document] = row[document].max(worth);
        }
    }

    /// Puts new words in their place: [`Self::beginning_with`] finds only those.
    pub fn settle(&mut self) {
        let terms = &self.terms;
        let word = |id: u32| &terms[id as usize].word;
        self.order.settle(|a, b| word(a).cmp(word(b)));
    }

    /// Gives back the room that was held for more.
    pub fn shrink(&mut self) {
        self.terms
            .iter_mut()
            .for_each(|term| term.postings.shrink_to_fit());
    }

    /// How many words there are.
    pub fn count(&self) -> usize {
        self.terms.len()
    }

    pub fn find(&self, word: &str) -> Option<u32> {
        match short(word) {
            Some(short) => self.short_ids.get(&short).copied(),
            None => self.ids.get(word).copied(),
        }
    }

    pub fn word(&self, id: u32) -> &str {
        self.terms.get(id as usize).map_or("", |term| &term.word)
    }

    /// The words that begin so.
    pub fn beginning_with(&self, beginning: &str) -> &[u32] {
        let ids = self.order.numbers();
        let start = ids.partition_point(|id| self.word(*id) < beginning);
        let ids = &ids[start..];
        &ids[..ids.partition_point(|id| self.word(*id).starts_with(beginning))]
    }

    /// What each document scores for a beginning of one or two letters; the documents that come after the last have no
    /// such word. `None` for other beginnings, and those that no word has.
    pub fn worth_of_beginning(&self, beginning: &str) -> Option<&[u8]> {
        let place = self.beginning_of.get(beginning)?;
        Some(&self.beginnings[usize::from(*place)])
    }

    /// Raises the scores of the documents that have a word in one of these parts to what it is worth there.
    pub fn score(&self, id: u32, parts: u8, factor: f32, scores: &mut [f32]) {
        self.each_posting(id, |posting| {
            if let Some(score) = scores.get_mut(posting.document as usize)
                && posting.parts & parts != 0
            {
                *score = score.max(f32::from(posting.worth) * factor);
            }
        });
    }

    /// In how many documents a word is, also in those that no longer count.
    pub fn frequency(&self, id: u32) -> u32 {
        let mut count = 0;
        self.each_posting(id, |_| count += 1);
        count
    }

    /// Goes through the documents that have a word, or had it.
    #[inline(always)] // The innermost loop of a search.
    fn each_posting(&self, id: u32, mut each: impl FnMut(Posting)) {
        let Some(Term { postings, .. }) = self.terms.get(id as usize) else {
            return;
        };
        let mut place = 0;
        let mut document = 0_u32;
        while place < postings.len() {
            document = document.wrapping_add(varint::read(postings, &mut place));
            let [parts, worth] = [place, place + 1].map(|at| postings.get(at).copied());
            let (Some(parts), Some(worth)) = (parts, worth) else {
                return;
            };
            place += 2;
            each(Posting {
                document,
                parts,
                worth,
            });
        }
    }
}
