//! Reading a document into the dictionary, text by text.

use crate::dictionary::{Dictionary, Posting};
use crate::fold::each_word;
use crate::{PARTS, varint};

/// Numbers of a document's words below this name a part.
pub(crate) const FIRST_WORD: u32 = PARTS as u32;

/// Room that one document after the other is read in.
#[derive(Default)]
pub struct Reading {
    /// For each word of the dictionary what was seen of it in this document.
    seen: Vec<Seen>,
    /// The words of this document, each once.
    touched: Vec<u32>,
    words: Vec<u8>,
}

#[derive(Clone, Copy, Default)]
struct Seen {
    parts: u8,
    times: u16,
}

impl Reading {
    /// Reads a text of a document, which stands in this part of it, below [`PARTS`].
    pub fn read(&mut self, dictionary: &mut Dictionary, part: u8, text: &str) {
        let Self {
            seen,
            touched,
            words,
        } = self;
        varint::push(words, part.into());
        each_word(text, |_, word| {
            let id = dictionary.id(word);
            varint::push(words, id + FIRST_WORD);
            if seen.len() <= id as usize {
                seen.resize(id as usize + 1, Seen::default());
            }
            let seen = &mut seen[id as usize];
            if seen.times == 0 {
                touched.push(id);
            }
            seen.times = seen.times.saturating_add(1);
            seen.parts |= 1 << part;
        });
    }

    /// Ends a document of which all texts are read: gives it to the dictionary, and returns its words in order, for
    /// [`crate::has_phrase`]. `weights` say what a word is worth in each part.
    pub fn end(
        &mut self,
        dictionary: &mut Dictionary,
        document: u32,
        weights: &[f32; PARTS],
    ) -> Box<[u8]> {
        for id in self.touched.drain(..) {
            let Seen { parts, times } = std::mem::take(&mut self.seen[id as usize]);
            let posting = Posting {
                document,
                parts,
                worth: worth(parts, times, weights),
            };
            dictionary.add(id, &posting);
        }
        let words = self.words.as_slice().into();
        self.words.clear();
        words
    }
}

/// What a word is worth in a document: as much as the best part that has it, and a little for others and for more of it.
fn worth(parts: u8, times: u16, weights: &[f32; PARTS]) -> u8 {
    let mut best = 0.0_f32;
    let mut sum = 0.0;
    for (part, weight) in weights.iter().enumerate() {
        if parts & 1 << part != 0 {
            best = best.max(*weight);
            sum += weight;
        }
    }
    let often = f32::from(times.min(8)) * 1.5;
    (best + 0.1 * (sum - best) + often) as u8
}
