//! The texts of cells: what XML can't hold is written as `_xHHHH_` (ECMA-376 part 1, 22.9.2.19, `ST_Xstring`).

use std::borrow::Cow;

/// Whether a text that begins so may be taken for an escape: an underscore, `x` and four hexadecimal digits. That
/// another underscore has to follow isn't looked at, as an escape may follow, which begins with one.
fn looks_escaped(text: &str) -> bool {
    text.strip_prefix("_x")
        .and_then(|rest| rest.as_bytes().get(..4))
        .is_some_and(|digits| digits.iter().all(u8::is_ascii_hexdigit))
}

/// Whether XML 1.0 can't hold the character, or would change it.
fn is_escaped(c: char) -> bool {
    matches!(c, '\0'..='\u{8}' | '\u{b}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}')
}

/// A text as a cell has it, of at most so many UTF-16 units; and how many characters of it that are.
///
/// Escapes count as they are written: nobody says whether Excel counts them so or as what they stand for.
pub fn escaped(text: &str, most: usize) -> (Cow<'_, str>, usize) {
    let is_plain = |text: &str| !text.contains(is_escaped) && !text.contains("_x");
    // A character has no more units than bytes.
    if text.len() <= most && is_plain(text) {
        return (text.into(), text.chars().count());
    }
    let mut escaped = String::with_capacity(text.len());
    let (mut units, mut kept) = (0, 0);
    for (at, c) in text.char_indices() {
        let is_mark = c == '_' && text.get(at..).is_some_and(looks_escaped);
        let is_code = is_mark || is_escaped(c);
        units += if is_code { 7 } else { c.len_utf16() };
        if units > most {
            break;
        }
        kept += 1;
        if is_code {
            escaped.push_str("_x");
            for shift in [12, 8, 4, 0] {
                let digit = char::from_digit(c as u32 >> shift & 0xf, 16);
                escaped.extend(digit.map(|digit| digit.to_ascii_uppercase()));
            }
            escaped.push('_');
        } else {
            escaped.push(c);
        }
    }
    (escaped.into(), kept)
}

/// The text that stands in a cell.
pub fn unescaped(text: &str) -> Cow<'_, str> {
    if !text.contains("_x") {
        return text.into();
    }
    let mut read = String::with_capacity(text.len());
    let mut units = Vec::new();
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        match unit(rest) {
            // Two escapes may be the halves of one character.
            Some(unit) => {
                units.push(unit);
                rest = rest.get(7..).unwrap_or_default();
            }
            None => {
                flush(&mut units, &mut read);
                read.push(c);
                rest = rest.get(c.len_utf8()..).unwrap_or_default();
            }
        }
    }
    flush(&mut units, &mut read);
    read.into()
}

/// What the escape stands for with which the text begins.
fn unit(text: &str) -> Option<u16> {
    let is_whole = looks_escaped(text) && text.as_bytes().get(6) == Some(&b'_');
    let digits = text.get(2..6).filter(|_| is_whole)?;
    u16::from_str_radix(digits, 16).ok()
}

fn flush(units: &mut Vec<u16>, text: &mut String) {
    text.extend(
        char::decode_utf16(units.drain(..)).map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER)),
    );
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_xml_cannot_hold_is_escaped_as_excel_does_it() {
        for (text, cell) in [
            ("a\tb\nc", "a\tb\nc"),
            ("\u{b}\r", "_x000B__x000D_"),
            ("\u{ffff}", "_xFFFF_"),
            ("_x0041_", "_x005F_x0041_"),
            ("_x0041_x0042_", "_x005F_x0041_x005F_x0042_"),
            ("_x000B\u{b}", "_x005F_x000B_x000B_"),
            ("_x00G1_ _x é", "_x00G1_ _x é"),
            ("__", "__"),
        ] {
            assert_eq!(escaped(text, 100).0, cell);
            assert_eq!(unescaped(cell), text);
        }
        assert_eq!(unescaped("_xd83d__xDE00_ _xD83D_"), "😀 \u{fffd}");
        assert_eq!(unescaped("_x00"), "_x00");
    }

    #[test]
    fn no_character_is_cut_in_two() {
        assert_eq!(escaped("a😀b", 2), ("a".into(), 1));
        assert_eq!(escaped("a😀b", 3), ("a😀".into(), 2));
        assert_eq!(escaped("a\u{b}", 7), ("a".into(), 1));
        assert_eq!(escaped("aé", 2), ("aé".into(), 2));
    }

    proptest! {
        #[test]
        fn every_text_comes_back(text in "([_xX0-9A-Fa-f]|_x000B|.|[\\x00-\\x1f]|\u{ffff}){0,20}") {
            let (cell, kept) = escaped(&text, usize::MAX);
            prop_assert!(!cell.contains(is_escaped));
            prop_assert_eq!(kept, text.chars().count());
            prop_assert_eq!(unescaped(&cell), text.as_str());
        }

        #[test]
        fn what_is_cut_is_the_beginning(text in "([_x0-9A-F]|_x000B|.|[\\x00-\\x1f]){0,20}", most in 0_usize..30) {
            let (cell, kept) = escaped(&text, most);
            prop_assert!(cell.encode_utf16().count() <= most);
            let beginning: String = text.chars().take(kept).collect();
            prop_assert_eq!(unescaped(&cell), beginning);
        }
    }
}
