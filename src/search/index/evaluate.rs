//! Which documents a query finds, and what each of them scores.

use inverted::has_phrase;
use jiff::civil::Date;

use super::Index;
use super::columns::number;
use crate::search::facet::Facet;
use crate::search::part::Parts;
use crate::search::query::{Query, Words};
use crate::search::scan::{finds_driver, has_words};
use crate::search::words::same_word;

/// What each document scores, by its number; 0 where it isn't found.
pub type Scores = Vec<f32>;

/// What a match scores that is no better than any other.
const FOUND: f32 = 1e-6;

/// What a word that only begins as was asked is worth, as compared with the word itself.
const BEGINNING: f32 = 0.6;

/// What words are worth more for standing one after the other, as was asked.
const PHRASE: f32 = 1.3;

/// How many drivers that aren't read yet are scanned in whole.
const FEW: usize = 64;

/// How many words of a phrase have to follow one another; those after them have to be there.
const LONGEST_PHRASE: usize = 32;

impl Index {
    /// What a query finds among the documents that count.
    pub(super) fn scores(&mut self, query: &Query, today: Date) -> Scores {
        self.dictionary.settle();
        let mut scores = self.evaluate(query, number(today));
        if self.unread > 0 {
            self.scan_unread(query, today, &mut scores);
        }
        for (score, worth) in scores.iter_mut().zip(self.columns.worth()) {
            *score *= worth;
        }
        scores
    }

    /// What the index can't tell yet.
    fn scan_unread(&self, query: &Query, today: Date, scores: &mut Scores) {
        let parts = if self.unread <= FEW {
            Parts::ALL
        } else {
            Parts::SHORT
        };
        for (document, score) in self.documents.iter().zip(scores) {
            if let Some(driver) = document.driver.as_ref().filter(|_| !document.is_read) {
                let is_found = finds_driver(query, driver, parts, today);
                *score = if is_found { FOUND } else { 0.0 };
            }
        }
    }

    fn evaluate(&self, query: &Query, today: i32) -> Scores {
        match query {
            Query::Everything => vec![FOUND; self.documents.len()],
            Query::Words { scope, words } => self.words(words, (*scope).into()),
            Query::Value { facet, words } => self.value(*facet, words),
            Query::Dates { field, days } => {
                let (from, to) = (days.from().map(number), days.to().map(number));
                self.those(|document| self.columns.dates(*field, document).meet(from, to))
            }
            Query::Review(state) => {
                self.those(|document| self.columns.review(document, today) == *state)
            }
            Query::Has(has) => self.those(|document| self.columns.has(*has, document)),
            Query::Not(query) => {
                let mut scores = self.evaluate(query, today);
                for score in &mut scores {
                    *score = if *score > 0.0 { 0.0 } else { FOUND };
                }
                scores
            }
            Query::All(queries) => self.joined(queries, today, |one, other| {
                if one > 0.0 && other > 0.0 {
                    one + other
                } else {
                    0.0
                }
            }),
            Query::Any(queries) => self.joined(queries, today, f32::max),
        }
    }

    fn joined(&self, queries: &[Query], today: i32, join: impl Fn(f32, f32) -> f32) -> Scores {
        let mut all = queries.iter().map(|query| self.evaluate(query, today));
        let mut scores = all.next().unwrap_or_default();
        for others in all {
            for (score, other) in scores.iter_mut().zip(others) {
                *score = join(*score, other);
            }
        }
        scores
    }

    /// Those for which something holds.
    fn those(&self, holds: impl Fn(u32) -> bool) -> Scores {
        let documents = 0..self.documents.len() as u32;
        documents
            .map(|document| if holds(document) { FOUND } else { 0.0 })
            .collect()
    }

    fn value(&self, facet: Facet, words: &Words) -> Scores {
        let values = self.columns.values(facet);
        let are_asked: Vec<bool> = values.names().map(|name| has_words(name, words)).collect();
        self.those(|document| values.of(document).iter().any(|id| are_asked[*id as usize]))
    }

    /// Words one after the other, in these parts.
    fn words(&self, words: &Words, parts: Parts) -> Scores {
        let Some((last, before)) = words.words.split_last() else {
            return vec![0.0; self.documents.len()];
        };
        let mut scores = self.word(last, words.is_open, parts);
        if before.is_empty() {
            return scores;
        }
        for word in before {
            for (score, other) in scores.iter_mut().zip(self.word(word, false, parts)) {
                *score = if *score > 0.0 && other > 0.0 {
                    *score + other
                } else {
                    0.0
                };
            }
        }
        let places = self.places(words);
        let end = 1 << (words.words.len().min(LONGEST_PHRASE) - 1);
        for (document, score) in self.documents.iter().zip(&mut scores) {
            if *score > 0.0 {
                let is_found = has_phrase(&document.words, &places, end, parts.0);
                *score = if is_found { *score * PHRASE } else { 0.0 };
            }
        }
        scores
    }

    /// One word in these parts.
    fn word(&self, word: &str, is_open: bool, parts: Parts) -> Scores {
        let mut scores = vec![0.0_f32; self.documents.len()];
        let mut add = |id: u32, factor: f32| {
            self.dictionary.score(id, parts.0, factor, &mut scores);
        };
        for id in same_word(word)
            .iter()
            .filter_map(|word| self.dictionary.find(word))
        {
            add(id, 1.0);
        }
        let ready = self.dictionary.worth_of_beginning(word);
        match ready.filter(|_| is_open && parts == Parts::ALL) {
            Some(ready) => {
                for (score, worth) in scores.iter_mut().zip(ready) {
                    *score = score.max(f32::from(*worth) * BEGINNING);
                }
            }
            None if is_open => {
                for id in self.dictionary.beginning_with(word) {
                    add(*id, BEGINNING);
                }
            }
            None => (),
        }
        // The rarer, the more it says (the inverse document frequency of BM25).
        let found = scores.iter().filter(|score| **score > 0.0).count() as f32;
        let all = self.documents.len() as f32;
        let rarity = (1.0 + (all - found + 0.5) / (found + 0.5)).ln();
        for score in &mut scores {
            *score *= rarity;
        }
        scores
    }

    /// For each word of the dictionary its places in a phrase, a bit for each.
    fn places(&self, words: &Words) -> Vec<u32> {
        let mut places = vec![0; self.dictionary.count()];
        for (place, word) in words.words.iter().take(LONGEST_PHRASE).enumerate() {
            let is_open = words.is_open && place + 1 == words.words.len();
            let beginning: &[u32] = if is_open {
                self.dictionary.beginning_with(word)
            } else {
                &[]
            };
            let same = same_word(word);
            let same = same.iter().filter_map(|word| self.dictionary.find(word));
            for id in same.chain(beginning.iter().copied()) {
                places[id as usize] |= 1 << place;
            }
        }
        places
    }
}
