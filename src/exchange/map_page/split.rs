//! A line that names several things, as the elements of a list.

use super::Why;
use crate::domain::field::{Field, Kind};

/// The elements of a text, and why they may not be right.
pub(super) fn elements(field: Field, text: &str) -> (Vec<String>, Option<Why>) {
    if matches!(field.kind(), Kind::List(Some(_))) {
        // What is chosen from has no signs or "and" inside it.
        let parts = text
            .split(" and ")
            .flat_map(|part| part.split([',', ';', '/', '&']));
        return (
            parts.map(element).filter(|part| !part.is_empty()).collect(),
            None,
        );
    }
    let parts = split(text, ';');
    if parts.len() > 1 {
        return (parts, None);
    }
    let parts = split(text, ',');
    if parts.len() < 2 || field == Field::AlternativeTitles && !are_acronyms(&parts) {
        return (vec![element(text)], None);
    }
    let has_and =
        |part: &String| part.contains(" and ") || part.starts_with("and ") || part.contains(" & ");
    if !parts.iter().skip(1).any(has_and) {
        return (parts, Some(Why::Commas));
    }
    match field == Field::Sources && is_one_body(&parts) {
        true => (vec![element(text)], Some(Why::MayBeOneName)),
        false => (parts, Some(Why::MayBeOneName)),
    }
}

/// Parts a text at a sign that stands in no brackets.
fn split(text: &str, sign: char) -> Vec<String> {
    let mut depth = 0_usize;
    let is_end = |c: char| {
        match c {
            '(' | '[' => depth += 1,
            ')' | ']' => depth = depth.saturating_sub(1),
            _ => (),
        }
        c == sign && depth == 0
    };
    text.split(is_end)
        .map(element)
        .filter(|part| !part.is_empty())
        .collect()
}

/// Without the sign that ends a sentence, or leads on to the next element.
pub(super) fn element(text: &str) -> String {
    let text = text.trim().trim_end_matches([',', ';', ' ']);
    let is_abbreviated = text.ends_with("etc.") || text.ends_with("..");
    match text.strip_suffix('.') {
        Some(text) if !is_abbreviated => text.trim_end().to_owned(),
        _ => text.to_owned(),
    }
}

fn are_acronyms(parts: &[String]) -> bool {
    parts
        .iter()
        .all(|part| part.len() <= 15 && !part.contains(' '))
}

/// Whether the parts are one name, as of the Department of Health, Social Services and Public Safety: what follows the
/// first comma names no body of its own.
fn is_one_body(parts: &[String]) -> bool {
    const WHOLE: [&str; 6] = [
        "Department ",
        "Ministry ",
        "Office ",
        "Committee ",
        "Directorate ",
        "Minister ",
    ];
    const BODIES: [&str; 16] = [
        "Agency",
        "Association",
        "Authority",
        "College",
        "Commission",
        "Council",
        "Department",
        "England",
        "Executive",
        "Foundation",
        "Fund",
        "Institute",
        "Ireland",
        "Scotland",
        "Trust",
        "Wales",
    ];
    let begins = parts
        .first()
        .is_some_and(|first| WHOLE.iter().any(|whole| first.starts_with(whole)));
    let names_body = |part: &String| {
        let mut words = part.split(|c: char| !c.is_alphanumeric());
        words.any(|word| {
            BODIES.contains(&word) || word.len() > 1 && word.chars().all(char::is_uppercase)
        })
    };
    begins && !parts.iter().skip(1).any(names_body)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_are_parted_but_names_are_not() {
        use Field::{AlternativeTitles, Audiences, Sources};
        for (field, text, expected, why) in [
            (Sources, "NHS England", "NHS England", None),
            (
                Sources,
                "NHS England; Public Health Wales.",
                "NHS England | Public Health Wales",
                None,
            ),
            (
                Sources,
                "NHS England, Mill Trust",
                "NHS England | Mill Trust",
                Some(Why::Commas),
            ),
            (
                Sources,
                "Health and Care Council",
                "Health and Care Council",
                None,
            ),
            (
                Sources,
                "Department of Health, Social Services and Public Safety",
                "Department of Health, Social Services and Public Safety",
                Some(Why::MayBeOneName),
            ),
            (
                Sources,
                "Department of Health, NHS England and Mill Trust",
                "Department of Health | NHS England and Mill Trust",
                Some(Why::MayBeOneName),
            ),
            (
                Audiences,
                "Nurses (adult, child), doctors etc.",
                "Nurses (adult, child) | doctors etc.",
                Some(Why::Commas),
            ),
            (
                AlternativeTitles,
                "Health, wealth and wisdom",
                "Health, wealth and wisdom",
                None,
            ),
            (
                Field::Nations,
                "Wales, Scotland and Northern Ireland",
                "Wales | Scotland | Northern Ireland",
                None,
            ),
            (
                AlternativeTitles,
                "FYFV, 5YFV",
                "FYFV | 5YFV",
                Some(Why::Commas),
            ),
        ] {
            let (found, reason) = elements(field, text);
            assert_eq!(
                (found.join(" | ").as_str(), reason),
                (expected, why),
                "{text}"
            );
        }
    }
}
