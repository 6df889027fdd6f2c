//! When two words are the same to somebody who searches: one begins with the other, or both have one singular.
//!
//! The singular is that of the S-stemmer (D. Harman, "How effective is suffixing?", JASIS 42, 1991), with the endings
//! that take "es" and the few irregular words that policy is full of. It needn't be English, only the same for both.

use std::borrow::Cow;

/// Plurals that no rule finds, with their singulars.
const IRREGULAR: [(&str, &str); 6] = [
    ("analyses", "analysis"),
    ("children", "child"),
    ("crises", "crisis"),
    ("criteria", "criterion"),
    ("men", "man"),
    ("women", "woman"),
];

/// Plurals in "es" of words that end so.
const TAKES_ES: [&str; 5] = ["sses", "ches", "shes", "xes", "zzes"];

/// Endings of singulars in "s".
const NO_PLURAL: [&str; 3] = ["ss", "us", "is"];

/// The singular of a folded word; of a word that is no plural, itself.
pub fn singular(word: &str) -> Cow<'_, str> {
    if let Some((_, singular)) = IRREGULAR.iter().find(|(plural, _)| *plural == word) {
        return Cow::Borrowed(singular);
    }
    let ends = |endings: &[&str]| endings.iter().any(|ending| word.ends_with(ending));
    match word.strip_suffix('s') {
        None => Cow::Borrowed(word),
        Some(_) if word.len() < 3 || ends(&NO_PLURAL) => Cow::Borrowed(word),
        Some(_) if word.len() > 4 && word.ends_with("ies") => {
            Cow::Owned(format!("{}y", &word[..word.len() - 3]))
        }
        Some(_) if ends(&TAKES_ES) => Cow::Borrowed(&word[..word.len() - 2]),
        Some(singular) => Cow::Borrowed(singular),
    }
}

/// Every word that has the same singular as this one, itself among them.
pub fn same_word(word: &str) -> Vec<String> {
    let base = singular(word);
    let mut words = vec![base.to_string(), format!("{base}s"), format!("{base}es")];
    words.extend(base.strip_suffix('y').map(|stem| format!("{stem}ies")));
    let irregular = IRREGULAR.iter();
    words.extend(
        irregular
            .filter(|(_, singular)| *singular == base)
            .map(|(plural, _)| (*plural).to_owned()),
    );
    words.retain(|other| singular(other) == base);
    words
}

/// Whether a word that was asked for finds this one: the ends of both may differ as plural and singular do, and an open
/// one may go on.
pub fn finds(asked: &str, word: &str, is_open: bool) -> bool {
    // Most words are none of it, and no ending changes where a word begins.
    asked.as_bytes().first() == word.as_bytes().first()
        && ((is_open && word.starts_with(asked)) || singular(asked) == singular(word))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn plural_and_singular_meet() {
        for (plural, one) in [
            ("policies", "policy"),
            ("strategies", "strategy"),
            ("services", "service"),
            ("approaches", "approach"),
            ("processes", "process"),
            ("illnesses", "illness"),
            ("nurses", "nurse"),
            ("trusts", "trust"),
            ("gps", "gp"),
            ("children", "child"),
            ("women", "woman"),
        ] {
            assert_eq!(singular(plural), one);
            assert_eq!(singular(one), one);
            assert!(finds(plural, one, false) && finds(one, plural, false));
        }
    }

    #[test]
    fn what_is_no_plural_stays() {
        for word in [
            "status", "illness", "analysis", "us", "as", "s", "care", "2016", "",
        ] {
            assert_eq!(singular(word), word);
        }
    }

    #[test]
    fn only_an_open_word_may_go_on() {
        assert!(finds("librar", "librarian", true));
        assert!(!finds("librar", "librarian", false));
        assert!(!finds("librarian", "librar", true));
    }

    proptest! {
        #[test]
        fn the_same_words_are_those_with_one_singular(
            one in "[a-z]{0,5}(s|es|y|ies|ches|sses|xes|us|)", other in "[a-z]{0,2}(s|es|y|ies|ches|sses|xes|us|)",
        ) {
            prop_assert!(same_word(&one).contains(&one));
            let with_ending = |ending: &str| format!("{one}{ending}");
            for word in [&other, &singular(&one).into_owned(), &with_ending("s"), &with_ending("es")] {
                prop_assert_eq!(same_word(&one).contains(word), singular(&one) == singular(word), "{} {}", one, word);
            }
        }
    }
}
