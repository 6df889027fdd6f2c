//! What may have been meant by a query that finds nothing.

use jiff::civil::Date;

use super::Index;
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
        others.sort_by_key(|(distance, _, id)| (*distance, u32::MAX - self.frequency(*id)));
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
            .any(|id| self.frequency(id) > 0)
    }

    /// In how many documents a word is, also in those that no longer count.
    fn frequency(&self, id: u32) -> u32 {
        let mut count = 0;
        self.dictionary.each_posting(id, |_| count += 1);
        count
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
        let ids = 0..self.dictionary.len() as u32;
        let mut near: Vec<(usize, u32)> = ids
            .filter_map(|id| {
                let other = self.dictionary.word(id);
                let distance = distance(&letters, other, most)?;
                (distance > 0).then_some((distance, id))
            })
            .collect();
        near.sort_by_key(|(distance, id)| (*distance, u32::MAX - self.frequency(*id)));
        near.truncate(TRIED);
        near
    }
}

/// How many letters were left out, added, mistaken or swapped with the next (the optimal string alignment distance);
/// `None` if more than `most`.
fn distance(one: &[char], other: &str, most: usize) -> Option<usize> {
    let other_length = other.chars().count();
    if one.len().abs_diff(other_length) > most {
        return None;
    }
    let mut before_last: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=one.len()).collect();
    let mut previous = None;
    for (row, letter) in other.chars().enumerate() {
        let mut now = Vec::with_capacity(one.len() + 1);
        now.push(row + 1);
        for (column, own) in one.iter().enumerate() {
            let mistaken = last[column] + usize::from(*own != letter);
            let mut best = mistaken.min(last[column + 1] + 1).min(now[column] + 1);
            if column > 0 && previous == Some(*own) && one[column - 1] == letter {
                best = best.min(before_last[column - 1] + 1);
            }
            now.push(best);
        }
        if now.iter().all(|distance| *distance > most) {
            return None;
        }
        before_last = std::mem::replace(&mut last, now);
        previous = Some(letter);
    }
    last.last().copied().filter(|distance| *distance <= most)
}

#[cfg(test)]
mod tests {
    use super::distance;

    #[test]
    fn a_slip_is_one_letter_left_out_added_mistaken_or_swapped() {
        for (typed, meant, expected) in [
            ("genomics", "genomics", Some(0)),
            ("genomcs", "genomics", Some(1)),
            ("gennomics", "genomics", Some(1)),
            ("genemics", "genomics", Some(1)),
            ("gneomics", "genomics", Some(1)),
            ("gnomcis", "genomics", Some(2)),
            ("library", "genomics", None),
            ("", "ab", Some(2)),
        ] {
            let letters: Vec<char> = typed.chars().collect();
            assert_eq!(distance(&letters, meant, 2), expected, "{typed}");
        }
    }
}
