//! Levels, nations and care settings in the words that pages use for them.

use super::{Certainty, Why};
use crate::domain::field::{Field, NATIONS, SETTINGS};
use crate::domain::fold::fold;

/// What a name may end with beside the word that matters: "National drivers", "Acute trusts".
const ENDS: [&str; 16] = [
    " care",
    " document",
    " documents",
    " driver",
    " drivers",
    " health",
    " level",
    " only",
    " organisations",
    " policies",
    " policy",
    " sector",
    " service",
    " services",
    " trust",
    " trusts",
];

/// The choice that a text names.
pub(super) fn of(choices: &[&'static str], text: &str) -> Option<(&'static str, Certainty)> {
    let folded = fold(text);
    let find = |text: &str| choices.iter().copied().find(|choice| fold(choice) == text);
    if let Some(choice) = find(&folded) {
        return Some((choice, Certainty::Sure));
    }
    let choice = find(without_end(&folded)?)?;
    Some((choice, Certainty::Likely(Why::Reworded)))
}

/// The elements of a list of nations or settings that a text names.
pub(super) fn of_list(field: Field, text: &str) -> Option<(&'static [&'static str], Certainty)> {
    let (choices, others): (&'static [&'static str], &[(&str, &'static [&'static str])]) =
        match field {
            Field::Nations => (NATIONS, &OTHER_NATIONS),
            Field::Settings => (SETTINGS, &[]),
            _ => return None,
        };
    let find = |text: &str| {
        let place = choices.iter().position(|choice| fold(choice) == text)?;
        choices.get(place..=place)
    };
    let folded = fold(text);
    if let Some(known) = find(&folded) {
        return Some((known, Certainty::Sure));
    }
    let end = without_end(&folded);
    let other = |text: &str| {
        others
            .iter()
            .find(|(other, _)| *other == text)
            .map(|(_, nations)| *nations)
    };
    let known =
        other(&folded).or_else(|| end.and_then(|text| find(text).or_else(|| other(text))))?;
    Some((known, Certainty::Likely(Why::Reworded)))
}

const OTHER_NATIONS: [(&str, &[&str]); 8] = [
    ("english", &["England"]),
    ("scottish", &["Scotland"]),
    ("welsh", &["Wales"]),
    ("northern irish", &["Northern Ireland"]),
    ("ni", &["Northern Ireland"]),
    ("uk", NATIONS),
    ("uk wide", NATIONS),
    ("united kingdom", NATIONS),
];

fn without_end(folded: &str) -> Option<&str> {
    ENDS.iter().find_map(|end| folded.strip_suffix(end))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::field::LEVELS;

    #[test]
    fn names_of_levels_nations_and_settings_are_known_in_other_words() {
        for (text, expected) in [
            ("National", Some(("national", Certainty::Sure))),
            (
                "NATIONAL DRIVERS",
                Some(("national", Certainty::Likely(Why::Reworded))),
            ),
            ("international", None),
        ] {
            assert_eq!(of(LEVELS, text), expected);
        }
        for (field, text, expected) in [
            (Field::Nations, "wales", Some(&["Wales"][..])),
            (Field::Nations, "Scottish policy", Some(&["Scotland"])),
            (Field::Nations, "UK", Some(NATIONS)),
            (Field::Nations, "France", None),
            (Field::Settings, "Primary Care", Some(&["primary care"])),
            (Field::Settings, "Acute trusts", Some(&["acute"])),
            (Field::Topics, "acute", None),
        ] {
            assert_eq!(
                of_list(field, text).map(|(known, _)| known),
                expected,
                "{text}"
            );
        }
    }
}
