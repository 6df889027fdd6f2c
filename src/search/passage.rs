//! The passage of a driver that shows best why it was found, with the words that matched marked.

use std::borrow::Cow;
use std::ops::Range;

use pulldown_cmark::{Event, Parser, TagEnd};

use super::query::{Query, Words};
use super::words::finds;
use crate::domain::driver::Driver;
use crate::domain::field::{Field, Kind};
use crate::domain::fold::each_word;

/// A piece of a driver's text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Passage {
    /// The field that it is from; `None` for a comment.
    pub field: Option<Field>,
    pub pieces: Vec<Piece>,
}

/// A part of a text that is marked as a whole, or not at all.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Piece {
    pub text: String,
    pub is_match: bool,
}

/// How long a passage is, in bytes.
const LENGTH: usize = 240;

/// How much of it stands before the first match.
const BEFORE: usize = 60;

/// The fields that a passage is looked for in: what it means for libraries first, then as the words weigh.
const FIELDS: [Field; 11] = [
    Field::Impact,
    Field::Summary,
    Field::KeyFeatures,
    Field::CaseStudies,
    Field::AlternativeTitles,
    Field::Topics,
    Field::Audiences,
    Field::Settings,
    Field::Nations,
    Field::PublicationFormat,
    Field::FurtherLinks,
];

/// The passage that has the most of the words that a query wants; of those that have as many, the first by field, then by
/// place. `None` where none has any: a driver may be found by its title alone.
pub fn best(query: &Query, driver: &Driver) -> Option<Passage> {
    let words = query.wanted();
    // A passage for a single letter would say nothing, and comes with the first key.
    if words.iter().all(|words| is_letter(words)) {
        return None;
    }
    let all: usize = words.iter().map(|words| words.words.len()).sum();
    let mut best: Option<(usize, Option<Field>, String)> = None;
    let mut look = |field: Option<Field>, text: Cow<'_, str>| {
        let (count, _) = window(&text, &words);
        if count > best.as_ref().map_or(0, |(most, ..)| *most) {
            best = Some((count, field, text.into_owned()));
        }
        count == all
    };
    let is_found = FIELDS
        .into_iter()
        .any(|field| look(Some(field), text_of(driver, field)));
    if !is_found {
        let mut comments = driver.comments().into_iter();
        comments.any(|comment| look(None, comment.text.into()));
    }
    let (_, field, text) = best?;
    // Only where it is shown has markup to go.
    let text = match field.map(Field::kind) {
        Some(Kind::Markdown) => plain(&text),
        _ => text,
    };
    let (count, range) = window(&text, &words);
    if count == 0 {
        return None;
    }
    let mut pieces = marked(&text[range.clone()], query);
    if range.start > 0 {
        pieces.insert(
            0,
            Piece {
                text: "… ".to_owned(),
                is_match: false,
            },
        );
    }
    if range.end < text.len() {
        pieces.push(Piece {
            text: " …".to_owned(),
            is_match: false,
        });
    }
    Some(Passage { field, pieces })
}

/// A text in pieces, with the words that a query wants marked.
pub fn marked(text: &str, query: &Query) -> Vec<Piece> {
    let words: Vec<&Words> = query
        .wanted()
        .into_iter()
        .filter(|words| !is_letter(words))
        .collect();
    let mut pieces: Vec<Piece> = Vec::new();
    let mut end = 0;
    let mut push = |range: Range<usize>, is_match: bool| {
        if let Some(text) = text.get(range).filter(|text| !text.is_empty()) {
            let text = text.to_owned();
            pieces.push(Piece { text, is_match });
        }
    };
    each_word(text, |range, word| {
        // One character may stand for two words.
        if range.start >= end && place_of(word, &words).is_some() {
            push(end..range.start, false);
            end = range.end;
            push(range, true);
        }
    });
    push(end..text.len(), false);
    pieces
}

fn is_letter(words: &Words) -> bool {
    let mut letters = words.words.iter().flat_map(|word| word.chars());
    words.is_open && letters.nth(1).is_none()
}

/// Which of the words, counted through all of them, finds this one.
fn place_of(word: &str, words: &[&Words]) -> Option<usize> {
    let mut place = 0;
    for Words { words, is_open } in words {
        for (index, asked) in words.iter().enumerate() {
            if finds(asked, word, *is_open && index + 1 == words.len()) {
                return Some(place);
            }
            place += 1;
        }
    }
    None
}

/// The piece of a text with the most different words that are wanted, and how many these are.
fn window(text: &str, words: &[&Words]) -> (usize, Range<usize>) {
    let mut matches: Vec<(usize, usize)> = Vec::new();
    each_word(text, |range, word| {
        matches.extend(place_of(word, words).map(|place| (range.start, place)));
    });
    let mut best = (0, 0, 0);
    for (place, (start, _)) in matches.iter().enumerate() {
        let within = matches[place..]
            .iter()
            .take_while(|(at, _)| at - start < LENGTH - BEFORE);
        let mut different = 0_u64;
        let mut count = 0;
        for (_, place) in within {
            different |= 1 << (place % 64);
            count += 1;
        }
        let candidate = (different.count_ones() as usize, count, *start);
        if (candidate.0, candidate.1) > (best.0, best.1) {
            best = candidate;
        }
    }
    let (different, _, start) = best;
    (different, around(text, start))
}

/// The piece of a text around a place, from one word to another.
fn around(text: &str, place: usize) -> Range<usize> {
    let earliest = place.saturating_sub(BEFORE);
    let start = if earliest == 0 {
        0
    } else {
        // After a space, or where there is none, at the place itself.
        let spaces = text[..place]
            .char_indices()
            .filter(|(at, c)| *at >= earliest && c.is_whitespace());
        spaces
            .map(|(at, c)| at + c.len_utf8())
            .next()
            .unwrap_or(place)
    };
    let latest = start + LENGTH;
    if latest >= text.len() {
        return start..text.len();
    }
    let spaces = text[place..].char_indices().map(|(at, c)| (place + at, c));
    let end = spaces
        .take_while(|(at, _)| *at <= latest)
        .filter(|(_, c)| c.is_whitespace())
        .last();
    let end = end.map(|(at, _)| at).filter(|end| *end > place);
    start..end.unwrap_or_else(|| text.ceil_char_boundary(latest))
}

/// A field's text as it was written, lists in one line.
fn text_of(driver: &Driver, field: Field) -> Cow<'_, str> {
    match field.kind() {
        Kind::List(_) => driver.list(field).collect::<Vec<_>>().join(", ").into(),
        Kind::Links => {
            let links = driver.further_links();
            let labels: Vec<&str> = links.iter().map(|link| link.label.as_str()).collect();
            labels.join(", ").into()
        }
        _ => driver.text(field).into(),
    }
}

/// A Markdown text as one line of plain text.
fn plain(markdown: &str) -> String {
    let mut plain = String::with_capacity(markdown.len());
    for event in Parser::new(markdown) {
        match event {
            Event::Text(text) | Event::Code(text) | Event::Html(text) | Event::InlineHtml(text) => {
                plain.push_str(&text);
            }
            Event::SoftBreak | Event::HardBreak | Event::Rule => plain.push(' '),
            Event::End(
                TagEnd::Paragraph | TagEnd::Heading(_) | TagEnd::CodeBlock | TagEnd::HtmlBlock,
            ) => plain.push(' '),
            // In one line, items need something between them.
            Event::End(TagEnd::Item) => {
                plain.truncate(plain.trim_end().len());
                if plain.ends_with(char::is_alphanumeric) {
                    plain.push(';');
                }
                plain.push(' ');
            }
            Event::End(TagEnd::List(_)) if plain.ends_with("; ") => {
                plain.truncate(plain.len() - 2);
                plain.push(' ');
            }
            _ => (),
        }
    }
    plain.truncate(plain.trim_end().len());
    plain
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;
    use crate::domain::entry::{Entry, own_delta};
    use crate::domain::law::evaluate;

    /// The best passage of a driver with these fields, its matches in brackets.
    fn passage(query: &str, fields: serde_json::Value) -> String {
        let set = serde_json::from_value(fields).unwrap();
        let at = "2026-11-22T10:00:00Z".parse().unwrap();
        let (_, delta) = own_delta("a", [].into(), set, at, None);
        let mut entry = Entry::default();
        entry.apply(&delta);
        let driver = Driver::new("a".to_owned(), evaluate(&entry));
        let passage = best(&Query::parse(query).query, &driver);
        passage.map_or_else(String::new, |passage| {
            let field = passage.field.map_or("comment", Field::key);
            format!("{field}: {}", shown(&passage.pieces))
        })
    }

    fn shown(pieces: &[Piece]) -> String {
        let pieces = pieces.iter().map(|piece| match piece.is_match {
            true => format!("[{}]", piece.text),
            false => piece.text.clone(),
        });
        pieces.collect()
    }

    #[test]
    fn the_passage_with_the_most_words_is_shown_without_its_markup() {
        let long = "Nothing of that here. ".repeat(20);
        let fields = json!({
            "title": "Genomics",
            "impact": format!("{long}\n\n- **Libraries** teach [genomics](https://x.example/genomics) to nurses.\n- {long}"),
            "summary": "All about libraries.",
            "topics": ["evidence", "Bedside care"],
        });
        assert_eq!(
            passage("evidence", fields.clone()),
            "topics: [evidence], Bedside care"
        );
        assert_eq!(
            passage("libraries", fields.clone())
                .split_once("Libraries")
                .map(|(_, rest)| &rest[..8]),
            Some("] teach ")
        );
        assert_eq!(
            passage("library genomic nurse", fields.clone()),
            "impact: … of that here. Nothing of that here. Nothing of that here. [Libraries] teach [genomics] to [nurses]. Nothing of that here. \
             Nothing of that here. Nothing of that here. Nothing of that here. Nothing of that here. Nothing of that here. Nothing of …"
        );
        // Found by the title alone, or by what it doesn't have.
        assert_eq!(passage("zebra", fields.clone()), "");
        assert_eq!(passage("-zebra", fields.clone()), "");
        // A letter is no reason yet.
        assert_eq!(passage("l", fields.clone()), "");
        assert!(passage("li", fields).contains("[Libraries]"));
    }

    #[test]
    fn a_list_is_one_line_with_its_items_told_apart() {
        let fields = json!({ "title": "A", "summary": "Asks for:\n\n- books\n- shelves.\n- a room\n\nAnd soon." });
        assert_eq!(
            passage("shelf OR shelves", fields),
            "summary: Asks for: books; [shelves]. a room And soon."
        );
    }

    #[test]
    fn a_comment_is_a_passage_too() {
        let comment = json!({ "by": "Ben", "at": "", "text": "Quote page 12." });
        let fields = json!({ "title": "A", "comment:x": comment });
        assert_eq!(
            passage("\"page 12\"", fields),
            "comment: Quote [page] [12]."
        );
    }

    proptest! {
        #[test]
        fn nothing_is_lost_by_marking(text in "[a-cé½ &'-]{0,40}", query in "[a-c½ ]{0,6}") {
            let pieces = marked(&text, &Query::parse(&query).query);
            prop_assert_eq!(pieces.iter().map(|piece| piece.text.as_str()).collect::<String>(), text);
        }

        #[test]
        fn a_passage_is_cut_anywhere(text in "(a|é|\u{1F600}| |wordwordword){0,200}") {
            passage("a", json!({ "title": "x", "impact": text }));
        }
    }
}
