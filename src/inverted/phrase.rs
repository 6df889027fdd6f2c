//! Whether words stand one after the other in a document.

use crate::reading::FIRST_WORD;
use crate::varint;

/// Whether a document has a phrase in one of these parts. `places` says for each word of the dictionary where in the
/// phrase it may stand, a bit for each place, and `end` is the bit of the last.
pub fn has_phrase(words: &[u8], places: &[u32], end: u32, parts: u8) -> bool {
    let mut place = 0;
    let mut begun = 0_u32;
    let mut is_asked = false;
    while place < words.len() {
        let number = varint::read(words, &mut place);
        match number.checked_sub(FIRST_WORD) {
            None => {
                begun = 0;
                is_asked = parts & 1 << number != 0;
            }
            Some(id) => {
                let may_stand = places.get(id as usize).copied().unwrap_or_default();
                begun = (begun << 1 | 1) & may_stand;
                if is_asked && begun & end != 0 {
                    return true;
                }
            }
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use crate::{Dictionary, Reading, has_phrase};

    #[test]
    fn a_phrase_is_in_one_text_of_a_part_that_is_asked() {
        let mut dictionary = Dictionary::default();
        let mut reading = Reading::default();
        for (part, text) in [
            (0, "Health and care"),
            (3, "Care of health"),
            (3, "records"),
        ] {
            reading.read(&mut dictionary, part, text);
        }
        let words = reading.end(&mut dictionary, 0, &[1.0; 8]);
        let has = |phrase: &[&str], parts: u8| {
            let mut places = vec![0; dictionary.count()];
            for (place, word) in phrase.iter().enumerate() {
                places[dictionary.find(word).unwrap() as usize] |= 1 << place;
            }
            has_phrase(&words, &places, 1 << (phrase.len() - 1), parts)
        };
        assert!(has(&["health", "and", "care"], 1));
        assert!(!has(&["health", "and", "care"], 1 << 3));
        assert!(has(&["care", "of"], 1 | 1 << 3));
        // Each text stands by itself.
        assert!(!has(&["health", "records"], u8::MAX));
    }
}
