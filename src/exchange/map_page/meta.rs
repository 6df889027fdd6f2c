//! What a blog says of an entry beside its text: the categories and tags it was filed under, and the way to it.

use crate::domain::fold::fold;

/// A line of a blog's own about an entry.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Meta {
    pub categories: Vec<String>,
    pub tags: Vec<String>,
    /// Whether the categories are pages on the way to this one, which needn't be topics.
    pub is_trail: bool,
    /// The line as it stands.
    pub written: String,
}

/// Longer lines are somebody's own words, in bytes.
const LONGEST: usize = 500;

/// What names of categories follow.
const FILED: [&str; 6] = [
    "this entry was posted in ",
    "posted in ",
    "filed under",
    "filed in ",
    "categories:",
    "category:",
];

/// What names of tags follow.
const TAGGED: [&str; 3] = ["tagged with", "tagged", "tags:"];

/// What a line says, if it is one of these. The way to a page stands before its text only.
pub(super) fn read(text: &str, is_before: bool) -> Option<Meta> {
    if text.len() > LONGEST {
        return None;
    }
    // "Posted in 2014, the letter was lost." is somebody's own sentence.
    let is_sentence = text.ends_with('.') && !text.starts_with("This entry was posted in ");
    let is_filed = !is_sentence
        && FILED
            .iter()
            .chain(&["tagged "])
            .any(|start| after(text, start).is_some());
    match (is_filed, is_before) {
        (true, _) => Some(filed(text)),
        (false, true) => trail(text),
        (false, false) => None,
    }
}

/// What follows a beginning in any case.
fn after<'a>(text: &'a str, start: &str) -> Option<&'a str> {
    let begins = text.get(..start.len())?.eq_ignore_ascii_case(start);
    text.get(start.len()..).filter(|_| begins)
}

/// "Posted in National drivers, Mental health | Tagged evidence, wards | Leave a comment"
fn filed(text: &str) -> Meta {
    let mut meta = Meta {
        written: text.to_owned(),
        ..Meta::default()
    };
    let parts = [" | ", " — ", " • ", ". "]
        .into_iter()
        .fold(text.to_owned(), |text, sign| text.replace(sign, "\n"));
    let parts = [" and tagged ", " Tagged ", " Tags:", " Tags "]
        .into_iter()
        .fold(parts, |text, tagged| text.replace(tagged, "\ntagged "));
    for part in parts.lines().map(str::trim) {
        if let Some(names) = FILED.iter().find_map(|start| after(part, start)) {
            // "… by ann on 4 May 2016"
            let names = names.split(" by ").next().unwrap_or_default();
            let names = names.split(" on ").next().unwrap_or_default();
            meta.categories.extend(split(names));
        } else if let Some(names) = TAGGED.iter().find_map(|start| after(part, start)) {
            meta.tags
                .extend(split(names.split(" by ").next().unwrap_or_default()));
        }
    }
    meta
}

/// "Home > National drivers > A plan". The last part is the page itself.
fn trail(text: &str) -> Option<Meta> {
    let sign = [" > ", " » ", " › ", " → "]
        .into_iter()
        .find(|sign| text.contains(sign))?;
    let mut parts: Vec<&str> = text.split(sign).map(str::trim).collect();
    let is_home = |part: &str| {
        matches!(
            fold(part).as_str(),
            "home" | "you are here" | "you are here home"
        )
    };
    if !parts.first().is_some_and(|first| is_home(first)) && parts.len() < 3 {
        return None;
    }
    parts.pop();
    parts.retain(|part| !is_home(part));
    Some(Meta {
        categories: parts.into_iter().map(str::to_owned).collect(),
        is_trail: true,
        written: text.to_owned(),
        ..Meta::default()
    })
}

fn split(names: &str) -> impl Iterator<Item = String> + '_ {
    let names = names
        .split([',', ';'])
        .map(|name| name.trim().trim_matches([':', '.']).trim());
    names
        .filter(|name| {
            !name.is_empty() && fold(name) != "uncategorized" && fold(name) != "uncategorised"
        })
        .map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(text: &str) -> Option<String> {
        let meta = read(text, true)?;
        Some(format!(
            "{} # {}",
            meta.categories.join(", "),
            meta.tags.join(", ")
        ))
    }

    #[test]
    fn categories_tags_and_trails_are_read() {
        for (text, expected) in [
            (
                "Posted in National drivers, Mental health | Tagged wards, evidence | Leave a comment",
                "National drivers, Mental health # wards, evidence",
            ),
            ("Filed under: Wales — Tagged: wards", "Wales # wards"),
            (
                "This entry was posted in Scotland and tagged wards, evidence by ann. Bookmark the permalink.",
                "Scotland # wards, evidence",
            ),
            ("Categories: Local Tags: wards", "Local # wards"),
            ("Home > National drivers > A plan", "National drivers # "),
            ("POSTED IN UNCATEGORIZED | 3 COMMENTS", " # "),
        ] {
            assert_eq!(said(text).as_deref(), Some(expected), "{text}");
        }
        for prose in [
            "Posted in 2014, the letter was lost.",
            "Doses > 5 mg are high",
            "Posted on 4 May 2016",
            "Postings",
        ] {
            assert_eq!(said(prose), None);
        }
    }
}
