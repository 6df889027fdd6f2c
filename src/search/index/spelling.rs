//! What may have been meant by a query that finds nothing.

use jiff::civil::Date;

use super::Index;
use crate::search::query::Query;
use crate::search::view::View;

/// How many other spellings of a word are tried.
const TRIED: usize = 6;

/// How many words of a query are looked at.
const WORDS: usize = 8;

impl Index {
    /// The query with the nearest spelling of one of its words that finds something, where the view finds nothing.
    pub fn suggestion(&mut self, view: &View, today: Date) -> Option<Query> {
        let query = Query::parse(&view.query).query;
        let mut asked: Vec<String> = Vec::new();
        for words in query.wanted() {
            asked.extend(words.words.iter().cloned());
        }
        let mut tried: Vec<(usize, u32, String, String)> = Vec::new();
        for word in asked.iter().take(WORDS) {
            let near = self.near(word).into_iter();
            tried.extend(near.map(|(distance, id)| {
                let found = self.dictionary.postings(id).count() as u32;
                (
                    distance,
                    u32::MAX - found,
                    word.clone(),
                    self.dictionary.word(id).to_owned(),
                )
            }));
        }
        // The nearest first, and of those the most frequent.
        tried.sort();
        let spelled = tried.into_iter().map(|(_, _, word, other)| {
            let mut query = query.clone();
            query.each_wanted(&mut |words| {
                for place in words.words.iter_mut().filter(|place| **place == word) {
                    other.clone_into(place);
                }
            });
            query
        });
        let mut spelled = spelled.take(TRIED * 2);
        spelled.find(|query| {
            let view = View {
                query: query.to_string(),
                ..view.clone()
            };
            !self.hits(&view, today).is_empty()
        })
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
        near.sort_by_key(|(distance, id)| {
            (
                *distance,
                usize::MAX - self.dictionary.postings(*id).count(),
            )
        });
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
