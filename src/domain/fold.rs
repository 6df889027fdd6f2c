//! Folded text: what search, sorting and ids compare, so that case, accents and punctuation don't matter.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// The text in lower case without accents, with one space for each run of anything but letters and digits, and "and"
/// for "&".
///
/// Built on Unicode's compatibility decomposition (NFKD). Ids of drivers in files without ids depend on it.
pub fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    let mut gap = false;
    let mut push = |c: char, gap: &mut bool| {
        if c.is_alphanumeric() {
            if std::mem::take(gap) && !folded.is_empty() {
                folded.push(' ');
            }
            folded.push(c);
        } else if c == '&' {
            let space = if folded.is_empty() || folded.ends_with(' ') {
                ""
            } else {
                " "
            };
            folded.push_str(space);
            folded.push_str("and");
            *gap = true;
        } else if !is_joiner(c) {
            *gap = true;
        }
    };
    for c in text.chars() {
        if c.is_ascii() {
            push(c.to_ascii_lowercase(), &mut gap);
        } else {
            let decomposed = std::iter::once(c).nfkd().filter(|c| !is_combining_mark(*c));
            for c in decomposed.flat_map(char::to_lowercase) {
                push(c, &mut gap);
            }
        }
    }
    folded
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
    }
}
