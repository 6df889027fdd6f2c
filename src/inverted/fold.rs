//! Folded text: what search, sorting and ids compare, so that case, accents and punctuation don't matter.

use std::ops::Range;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// The text in lower case without accents, with one space for each run of anything but letters and digits, and "and"
/// for "&".
///
/// Built on Unicode's compatibility decomposition (NFKD). Ids of drivers in files without ids depend on it.
pub fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    each_word(text, |_, word| {
        if !folded.is_empty() {
            folded.push(' ');
        }
        folded.push_str(word);
    });
    folded
}

/// The words of a text, folded, each with the bytes of the text that it stands for.
///
/// Every text of a register comes through here, at each opening: what is ASCII is told apart by a table.
pub fn each_word(text: &str, mut each: impl FnMut(Range<usize>, &str)) {
    let bytes = text.as_bytes();
    let class = |at: usize| bytes.get(at).map(|byte| CLASSES[usize::from(*byte)]);
    let mut word = Word::default();
    let mut at = 0;
    while let Some(now) = class(at) {
        match now {
            Class::Break => {
                word.end(&mut each);
                at += 1;
            }
            // Most words are plain, and needn't be copied.
            Class::Plain if word.folded.is_empty() => {
                let start = at;
                while class(at) == Some(Class::Plain) {
                    at += 1;
                }
                match class(at) {
                    None | Some(Class::Break) => each(start..at, &text[start..at]),
                    Some(_) => word.begin(&text[start..at], start..at),
                }
            }
            Class::Plain | Class::Capital => {
                word.push(bytes[at].to_ascii_lowercase().into(), at..at + 1);
                at += 1;
            }
            Class::Joiner => at += 1,
            Class::And => {
                word.end(&mut each);
                each(at..at + 1, "and");
                at += 1;
            }
            Class::Beyond => {
                // A character begins at every place that is reached.
                let Some(c) = text[at..].chars().next() else {
                    break;
                };
                let range = at..at + c.len_utf8();
                let decomposed = std::iter::once(c).nfkd().filter(|c| !is_combining_mark(*c));
                for c in decomposed.flat_map(char::to_lowercase) {
                    word.take(c, range.clone(), &mut each);
                }
                at = range.end;
            }
        }
    }
    word.end(&mut each);
}

/// What a byte is to a word.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Class {
    Break,
    /// A letter or digit that is its own folding.
    Plain,
    Capital,
    Joiner,
    And,
    /// Part of a character beyond ASCII.
    Beyond,
}

const CLASSES: [Class; 256] = {
    let mut classes = [Class::Break; 256];
    let mut byte = 0;
    while byte < 256 {
        classes[byte] = match byte as u8 {
            b'a'..=b'z' | b'0'..=b'9' => Class::Plain,
            b'A'..=b'Z' => Class::Capital,
            b'\'' => Class::Joiner,
            b'&' => Class::And,
            0x80.. => Class::Beyond,
            _ => Class::Break,
        };
        byte += 1;
    }
    classes
};

/// A word as far as it was read.
#[derive(Default)]
struct Word {
    folded: String,
    range: Range<usize>,
}

impl Word {
    fn begin(&mut self, folded: &str, range: Range<usize>) {
        self.folded.push_str(folded);
        self.range = range;
    }

    /// Takes a folded letter or digit that stands for this range.
    fn push(&mut self, c: char, range: Range<usize>) {
        if self.folded.is_empty() {
            self.range.start = range.start;
        }
        self.range.end = range.end;
        self.folded.push(c);
    }

    /// Takes any folded character that stands for this range.
    fn take(&mut self, c: char, range: Range<usize>, each: &mut impl FnMut(Range<usize>, &str)) {
        if c.is_alphanumeric() {
            self.push(c, range);
        } else if !is_joiner(c) {
            self.end(each);
            if c == '&' {
                each(range, "and");
            }
        }
    }

    fn end(&mut self, each: &mut impl FnMut(Range<usize>, &str)) {
        if !self.folded.is_empty() {
            each(self.range.clone(), &self.folded);
            self.folded.clear();
        }
    }
}

/// What stands inside a word without parting it: apostrophes and soft hyphens.
fn is_joiner(c: char) -> bool {
    matches!(c, '\'' | '\u{2019}' | '\u{ad}')
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn case_accents_and_punctuation_do_not_matter() {
        for (text, folded) in [
            ("NHS England", "nhs england"),
            ("  Café—Society!  ", "cafe society"),
            ("Health & Social Care", "health and social care"),
            ("R&D", "r and d"),
            ("the library’s plan", "the librarys plan"),
            ("ﬁve", "five"),
            ("", ""),
            ("—", ""),
            ("'tis the boys' McKinsey&Co", "tis the boys mckinsey and co"),
            ("don't DON’T do\u{ad}n't", "dont dont dont"),
            ("e\u{301}te\u{301} ½ ＆x", "ete 1 2 and x"),
            ("Ōtautahi 2021/22", "otautahi 2021 22"),
        ] {
            assert_eq!(fold(text), folded, "{text}");
        }
    }

    proptest! {
        #[test]
        fn folding_twice_is_as_once(text: String) {
            let once = fold(&text);
            prop_assert_eq!(fold(&once), once);
        }

        #[test]
        fn each_word_is_the_folding_of_where_it_stands(text in "[a-zA-Z &'É½－—-]{0,30}") {
            each_word(&text, |range, word| {
                // One character may stand for several words, as ½ does.
                let whole = fold(&text[range]);
                assert!(whole.split(' ').any(|part| part == word), "{word:?} in {whole:?}");
            });
        }
    }
}
