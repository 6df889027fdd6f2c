//! What differs between texts: word by word for people to see, and by lines to bring several versions together.
//!
//! The time is bounded whatever the texts: where they have little in common, the library stops looking for the smallest
//! difference.

use std::collections::BTreeSet;
use std::iter;
use std::ops::Range;

use imara_diff::{Algorithm, Diff, InternedInput};

/// A part of two texts that are compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Piece<'a> {
    pub mark: Mark,
    pub text: &'a str,
}

/// In which of two texts a part stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mark {
    Same,
    /// Only in the earlier one.
    Removed,
    /// Only in the later one.
    Added,
}

/// The words that differ. The pieces that aren't added make the text before; those that aren't removed, the one after.
pub fn words<'a>(before: &'a str, after: &'a str) -> Vec<Piece<'a>> {
    let (old, new) = (tokens(before), tokens(after));
    let (old_starts, new_starts) = (starts(&old), starts(&new));
    let in_bytes = |starts: &[usize], range: Range<usize>| starts[range.start]..starts[range.end];
    let changes = changes(&old, &new).into_iter().map(|change| Change {
        old: in_bytes(&old_starts, change.old),
        new: in_bytes(&new_starts, change.new),
    });
    let mut pieces = Vec::new();
    let mut push = |mark, text: &'a str| {
        if !text.is_empty() {
            pieces.push(Piece { mark, text });
        }
    };
    let mut same_from = 0;
    for Change { old, new } in join_near(changes) {
        push(Mark::Same, &before[same_from..old.start]);
        push(Mark::Removed, &before[old.clone()]);
        push(Mark::Added, &after[new]);
        same_from = old.end;
    }
    push(Mark::Same, &before[same_from..]);
    pieces
}

/// What stands in place of a part of another text, each as places in its own.
#[derive(Clone, Debug)]
struct Change {
    old: Range<usize>,
    new: Range<usize>,
}

impl Change {
    fn len(&self) -> usize {
        self.old.len().max(self.new.len())
    }
}

/// The changes in order; something that is the same stands between any two.
fn changes(old: &[&str], new: &[&str]) -> Vec<Change> {
    let mut input: InternedInput<&str> = InternedInput::default();
    input.update_before(old.iter().copied());
    input.update_after(new.iter().copied());
    let diff = Diff::compute(Algorithm::Histogram, &input);
    let places = |range: Range<u32>| range.start as usize..range.end as usize;
    let hunks = diff.hunks().map(|hunk| Change {
        old: places(hunk.before),
        new: places(hunk.after),
    });
    hunks.collect()
}

/// What is the same between two changes, and so short beside them that it would only be in the way of reading, belongs
/// to them: "the" between two sentences that have nothing else in common.
fn join_near(changes: impl Iterator<Item = Change>) -> Vec<Change> {
    const SHORT: usize = 16;
    let mut joined: Vec<Change> = Vec::new();
    for mut change in changes {
        while let Some(last) = joined.pop_if(|last| {
            let same = change.old.start - last.old.end;
            same <= SHORT && same <= last.len().min(change.len())
        }) {
            change.old.start = last.old.start;
            change.new.start = last.new.start;
        }
        joined.push(change);
    }
    joined
}

/// Words, runs of space, and all else one by one.
fn tokens(text: &str) -> Vec<&str> {
    #[derive(Clone, Copy, PartialEq)]
    enum Kind {
        Word,
        Space,
        Other,
    }
    let mut tokens = Vec::new();
    let mut start = 0;
    let mut before = Kind::Other;
    for (place, c) in text.char_indices() {
        let kind = match c {
            '\'' | '’' => Kind::Word,
            c if c.is_alphanumeric() => Kind::Word,
            c if c.is_whitespace() => Kind::Space,
            _ => Kind::Other,
        };
        if place > start && (kind != before || kind == Kind::Other) {
            tokens.push(&text[start..place]);
            start = place;
        }
        before = kind;
    }
    if start < text.len() {
        tokens.push(&text[start..]);
    }
    tokens
}

/// Where each token starts in the text that they make, and where the last ends.
fn starts(tokens: &[&str]) -> Vec<usize> {
    let ends = tokens.iter().scan(0, |end, token| {
        *end += token.len();
        Some(*end)
    });
    iter::once(0).chain(ends).collect()
}

/// Several versions of a text brought together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Merged<'a> {
    pub parts: Vec<Part<'a>>,
}

/// Some lines of a merged text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Part<'a> {
    /// What no version changed, or all that did changed to the same.
    Agreed(Vec<&'a str>),
    /// The versions that changed the same lines, by their place, with what they have there; each text once.
    Overlapping(Vec<(usize, Vec<&'a str>)>),
}

/// Brings versions together that were all made from one earlier text: what one of them changed is taken over, and what
/// several changed differently is for a person to settle. Changes that touch count as changes of the same lines.
pub fn merge<'a>(earlier: &'a str, versions: &[&'a str]) -> Merged<'a> {
    let base = lines(earlier);
    let versions: Vec<Vec<&str>> = versions.iter().map(|version| lines(version)).collect();
    let changes: Vec<Vec<Change>> = versions
        .iter()
        .map(|version| changes(&base, version))
        .collect();
    let mut regions: Vec<Range<usize>> = Vec::new();
    let changed = changes.iter().flatten().map(|change| &change.old);
    let changed: BTreeSet<(usize, usize)> = changed.map(|lines| (lines.start, lines.end)).collect();
    for (start, end) in changed {
        match regions.last_mut() {
            Some(last) if start <= last.end => last.end = last.end.max(end),
            _ => regions.push(start..end),
        }
    }
    let mut parts = Vec::new();
    let mut same_from = 0;
    for region in regions {
        push_agreed(&mut parts, &base[same_from..region.start]);
        same_from = region.end;
        let mut different: Vec<(usize, Vec<&str>)> = Vec::new();
        for (place, version) in versions.iter().enumerate() {
            let here = in_place_of(&region, &changes[place]).map(|range| &version[range]);
            if let Some(here) = here
                && different.iter().all(|(_, other)| other != here)
            {
                different.push((place, here.to_vec()));
            }
        }
        match &different[..] {
            [(_, agreed)] => push_agreed(&mut parts, agreed),
            _ => parts.push(Part::Overlapping(different)),
        }
    }
    push_agreed(&mut parts, &base[same_from..]);
    Merged { parts }
}

/// Lines without their ends: joined by line feeds they are the text.
fn lines(text: &str) -> Vec<&str> {
    text.split('\n').collect()
}

fn push_agreed<'a>(parts: &mut Vec<Part<'a>>, lines: &[&'a str]) {
    match parts.last_mut() {
        _ if lines.is_empty() => (),
        Some(Part::Agreed(agreed)) => agreed.extend(lines),
        _ => parts.push(Part::Agreed(lines.to_vec())),
    }
}

/// The lines that a version has in place of a region of the earlier text, if it changed it.
fn in_place_of(region: &Range<usize>, changes: &[Change]) -> Option<Range<usize>> {
    let mut inside = changes
        .iter()
        .filter(|change| region.start <= change.old.start && change.old.end <= region.end);
    let first = inside.next()?;
    let last = inside.next_back().unwrap_or(first);
    let start = first.new.start - (first.old.start - region.start);
    let end = last.new.end + (region.end - last.old.end);
    Some(start..end)
}

impl Merged<'_> {
    /// How many parts are for a person to settle.
    pub fn overlaps(&self) -> usize {
        let overlapping = |part: &&Part| matches!(part, Part::Overlapping(_));
        self.parts.iter().filter(overlapping).count()
    }

    /// The merged text. Where versions overlap all stand one after the other, each under the line that marks it, with
    /// the last mark behind them.
    pub fn to_text(&self, marks: &[String], end: &str) -> String {
        let mut lines: Vec<&str> = Vec::new();
        for part in &self.parts {
            match part {
                Part::Agreed(agreed) => lines.extend(agreed),
                Part::Overlapping(different) => {
                    for (place, version) in different {
                        lines.extend(marks.get(*place).map(String::as_str));
                        lines.extend(version);
                    }
                    lines.push(end);
                }
            }
        }
        lines.join("\n")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[track_caller]
    fn marked(before: &str, after: &str, expected: &str) {
        let pieces = words(before, after)
            .into_iter()
            .map(|piece| match piece.mark {
                Mark::Same => piece.text.to_owned(),
                Mark::Removed => format!("[-{}-]", piece.text),
                Mark::Added => format!("[+{}+]", piece.text),
            });
        assert_eq!(pieces.collect::<String>(), expected);
    }

    #[test]
    fn words_that_differ_are_marked_and_no_more() {
        marked("Same text.", "Same text.", "Same text.");
        marked("", "New", "[+New+]");
        marked("Old", "", "[-Old-]");
        marked(
            "Every ward is to have a librarian (p. 12).",
            "Every ward is to have a named librarian (p. 14).",
            "Every ward is to have a [+named +]librarian (p. [-12-][+14+]).",
        );
        marked(
            "the staff's needs",
            "the staff’s needs",
            "the [-staff's-][+staff’s+] needs",
        );
        marked(
            "One.\n\nTwo.",
            "One.\n\nTwo.\n\nThree.",
            "One.\n\nTwo.[+\n\nThree.+]",
        );
    }

    #[test]
    fn what_has_little_in_common_is_one_change() {
        marked(
            "Research finds the answers that care asks for.",
            "Libraries keep the books of a trust.",
            "[-Research finds the answers that care asks for-][+Libraries keep the books of a trust+].",
        );
    }

    #[track_caller]
    fn merged(earlier: &str, versions: &[&str], expected: &str) {
        let marks: Vec<String> = (0..versions.len())
            .map(|place| format!("<{place}>"))
            .collect();
        assert_eq!(merge(earlier, versions).to_text(&marks, "<end>"), expected);
    }

    #[test]
    fn changes_of_different_lines_are_put_together() {
        merged(
            "a\n\nb\n\nc",
            &["A\n\nb\n\nc", "a\n\nb\n\nC"],
            "A\n\nb\n\nC",
        );
        merged(
            "a\n\nb\n\nc",
            &["a\n\nc", "a\n\nb\n\nc\n\nd"],
            "a\n\nc\n\nd",
        );
        merged(
            "a\n\nb\n\nc",
            &["A\n\nb\n\nc", "a\n\nB\n\nc", "a\n\nb\n\nC"],
            "A\n\nB\n\nC",
        );
    }

    #[test]
    fn changes_of_the_same_lines_are_both_shown() {
        merged(
            "a\nb\nc",
            &["a\nx\nc", "a\ny\nc"],
            "a\n<0>\nx\n<1>\ny\n<end>\nc",
        );
        merged("a\nb", &["a", "a\nc"], "a\n<0>\n<1>\nc\n<end>");
        merged("a", &["a\nx", "a\ny"], "a\n<0>\nx\n<1>\ny\n<end>");
        // Two of three agree.
        merged("a", &["x", "y", "x"], "<0>\nx\n<1>\ny\n<end>");
        // Changes that touch.
        merged("a\nb", &["A\nb", "a\nB"], "<0>\nA\nb\n<1>\na\nB\n<end>");
    }

    #[test]
    fn long_unlike_texts_take_no_time() {
        let text = |seed: u64| {
            let mut state = seed;
            let mut word = || {
                state = state
                    .wrapping_mul(6_364_136_223_846_793_005)
                    .wrapping_add(1);
                // A few common words make it harder than none.
                ["the", "of", "and", "\n"]
                    .get((state >> 33) as usize % 40)
                    .map_or_else(
                        || format!("w{}", (state >> 40) % 3_000),
                        |word| (*word).to_owned(),
                    )
            };
            let words: Vec<String> = (0..4_000).map(|_| word()).collect();
            words.join(" ")
        };
        let (one, other) = (text(1), text(2));
        assert!(one.len() > 20_000);
        let since = std::time::Instant::now();
        assert!(words(&one, &other).len() > 1);
        assert!(merge("", &[&one, &other]).overlaps() > 0);
        // Some hundredths of a second as a rule; the bound is for slow machines.
        assert!(since.elapsed().as_secs() < 5, "{:?}", since.elapsed());
    }

    fn text() -> impl Strategy<Value = String> {
        let line = prop::sample::select(vec!["a", "b", "c", "d", "", "é ’x", "\r", "🙂"]);
        prop::collection::vec(line, 0..12).prop_map(|lines| lines.join("\n"))
    }

    fn agreed(merged: &Merged<'_>) -> Option<String> {
        (merged.overlaps() == 0).then(|| merged.to_text(&[], ""))
    }

    proptest! {
        #[test]
        fn the_pieces_make_both_texts(before in ".{0,60}|[ab .\n]{0,60}", after in ".{0,60}|[ab .\n]{0,60}") {
            let pieces = words(&before, &after);
            let without = |mark| pieces.iter().filter(|piece| piece.mark != mark).map(|piece| piece.text).collect::<String>();
            prop_assert_eq!(without(Mark::Added), before.as_str());
            prop_assert_eq!(without(Mark::Removed), after.as_str());
        }

        #[test]
        fn a_version_that_changed_nothing_has_no_say(earlier in text(), version in text()) {
            prop_assert_eq!(agreed(&merge(&earlier, &[&earlier, &version])), Some(version.clone()));
            prop_assert_eq!(agreed(&merge(&earlier, &[&version, &earlier])), Some(version));
        }

        #[test]
        fn equal_changes_agree(earlier in text(), version in text()) {
            prop_assert_eq!(agreed(&merge(&earlier, &[&version, &version])), Some(version));
        }

        #[test]
        fn no_side_counts_more(earlier in text(), one in text(), other in text()) {
            let swapped = merge(&earlier, &[&other, &one]).parts.into_iter().map(|part| match part {
                Part::Overlapping(different) => {
                    Part::Overlapping(different.into_iter().rev().map(|(place, lines)| (1 - place, lines)).collect())
                }
                agreed => agreed,
            });
            prop_assert_eq!(merge(&earlier, &[&one, &other]).parts, swapped.collect::<Vec<_>>());
        }

        /// Every line that a version brings is there, as often as it brings it more than the earlier text.
        #[test]
        fn nothing_new_is_lost(earlier in text(), versions in prop::collection::vec(text(), 1..4)) {
            let versions: Vec<&str> = versions.iter().map(String::as_str).collect();
            let whole = merge(&earlier, &versions).to_text(&[], "end");
            let count = |text: &str, line: &str| lines(text).into_iter().filter(|other| *other == line).count();
            for version in &versions {
                for line in lines(version) {
                    let brought = count(version, line).saturating_sub(count(&earlier, line));
                    prop_assert!(count(&whole, line) >= brought, "{line:?} of {version:?} in {whole:?}");
                }
            }
        }

        #[test]
        fn long_and_odd_texts_do_no_harm(earlier in "\\PC{0,200}", one in "\\PC{0,200}", other in "(a|b|\n| ){0,400}") {
            words(&one, &other);
            merge(&earlier, &[&one, &other]);
        }
    }
}
