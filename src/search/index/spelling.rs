//! What may have been meant by a query that finds nothing.

use jiff::civil::Date;

use super::Index;
use crate::domain::distance::distance;
use crate::domain::sorting::sort_by_key;
use crate::search::query::Query;
use crate::search::view::View;
use crate::search::words::same_word;

/// How many other spellings of a word are tried.
const TRIED: usize = 6;

/// How many words of a query are looked at.
const WORDS: usize = 8;

impl Index {
    /// The query in the nearest spelling that finds something, where the view finds nothing: with all words mended that no
    /// driver has, or else with another word in the place of one of them.
    pub fn suggestion(&mut self, view: &View, today: Date) -> Option<Query> {
        let query = Query::parse(&view.query).query;
        let asked = query.wanted();
        let asked = asked.iter().flat_map(|words| words.words.iter());
        let asked: Vec<String> = asked.take(WORDS).cloned().collect();
        let near: Vec<(&str, Vec<(usize, u32)>)> = asked
            .iter()
            .map(|word| (word.as_str(), self.near(word)))
            .collect();
        let unknown = near.iter().filter(|(word, _)| !self.is_known(word));
        let mended: Vec<(&str, u32)> = unknown
            .filter_map(|(word, near)| Some((*word, near.first()?.1)))
            .collect();
        let mut others: Vec<(usize, &str, u32)> = Vec::new();
        for (word, near) in &near {
            others.extend(near.iter().map(|(distance, id)| (*distance, *word, *id)));
        }
        sort_by_key(&mut others, |(distance, _, id)| {
            (*distance, u32::MAX - self.dictionary.frequency(*id))
        });
        let others = others.into_iter().map(|(_, word, id)| vec![(word, id)]);
        let tried = [mended].into_iter().chain(others.take(2 * TRIED));
        let spelled: Vec<Query> = tried
            .filter(|changes| !changes.is_empty())
            .map(|changes| self.changed(&query, &changes))
            .collect();
        spelled.into_iter().find(|query| {
            let view = View {
                query: query.to_string(),
                ..view.clone()
            };
            !self.hits(&view, today).is_empty()
        })
    }

    /// A query with other words of the dictionary in the place of some of its own.
    fn changed(&self, query: &Query, changes: &[(&str, u32)]) -> Query {
        let mut query = query.clone();
        query.each_wanted(&mut |words| {
            for place in &mut words.words {
                let change = changes.iter().find(|(word, _)| place == word);
                if let Some((_, id)) = change {
                    self.dictionary.word(*id).clone_into(place);
                }
            }
        });
        query
    }

    /// Whether any driver has a word that begins so.
    fn is_known(&self, word: &str) -> bool {
        let beginning = self.dictionary.beginning_with(word).iter();
        let same = same_word(word)
            .into_iter()
            .filter_map(|word| self.dictionary.find(&word));
        same.chain(beginning.copied())
            .any(|id| self.dictionary.frequency(id) > 0)
    }

    /// The words of the dictionary that are spelled nearly so, with how far off they are.
    fn near(&self, word: &str) -> Vec<(usize, u32)> {
        let letters: Vec<char> = word.chars().collect();
        // One slip in a short word, two in a long one.
        let most = match letters.len() {
            0..=2 => return Vec::new(),
            3..=5 => 1,
            _ => 2,
        };
        let ids = 0..self.dictionary.count() as u32;
        let mut near: Vec<(usize, u32)> = ids
            .filter_map(|id| {
                let other = self.dictionary.word(id);
                let distance = distance(&letters, other, most)?;
                (distance > 0).then_some((distance, id))
            })
            .collect();
        sort_by_key(&mut near, |(distance, id)| {
            (*distance, u32::MAX - self.dictionary.frequency(*id))
        });
        near.truncate(TRIED);
        near
    }
}
