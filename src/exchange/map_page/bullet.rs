//! Items of lists that are typed as text: "• one", "2. two".

use super::line::{DEEPEST, Kind, Line, Run, split, trimmed};

/// What is written before an item.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Mark {
    Bullet(char),
    Number(u32),
}

/// Turns paragraphs that begin as items do into items. `indents` are the widths of the space before each line.
pub(super) fn find(lines: &mut [Line], indents: impl Fn(usize) -> usize) {
    let mut levels: Vec<(usize, Mark)> = Vec::new();
    for (place, line) in lines.iter_mut().enumerate() {
        let text = line.text();
        let found = match line.kind {
            Kind::Paragraph => mark(&text),
            // What a list of HTML holds has its depth already.
            Kind::Item { .. } | Kind::Inside { .. } | Kind::Heading(_) => None,
        };
        let Some((mark, length)) = found else {
            levels.clear();
            continue;
        };
        let depth = depth(&mut levels, indents(place), mark);
        let number = match mark {
            Mark::Number(number) => Some(number),
            Mark::Bullet(_) => None,
        };
        line.kind = Kind::Item { depth, number };
        line.is_joined = false;
        let (_, rest) = split(std::mem::take(&mut line.runs), length);
        line.runs = trimmed(rest);
    }
}

/// Whether a line of text is an item.
pub(super) fn is_item(text: &str) -> bool {
    mark(text.trim_start()).is_some()
}

/// The mark at the start of a text, and where what it marks begins.
fn mark(text: &str) -> Option<(Mark, usize)> {
    let first = text.chars().next()?;
    let rest = text.get(first.len_utf8()..)?;
    let is_spaced = rest.starts_with(char::is_whitespace) && !rest.trim().is_empty();
    let found = match first {
        '•' | '·' | '◦' | '▪' | '▫' | '■' | '□' | '●' | '○' | '‣' | '⁃' | '∙' | '➢' | '➤' | '✓' | '✔'
        // Where Word's fonts for bullets have them.
        | '\u{f0b7}' | '\u{f0a7}' | '\u{f0d8}' | '\u{f076}' | '\u{f0fc}'
            if !rest.trim().is_empty() => (Mark::Bullet(first), first.len_utf8()),
        '-' | '–' | '—' | '*' | 'o' | '+' if is_spaced => (Mark::Bullet(first), first.len_utf8()),
        '0'..='9' => {
            let digits = text.bytes().take_while(u8::is_ascii_digit).count();
            let number = text.get(..digits).filter(|digits| digits.len() <= 3)?;
            let rest = text.get(digits..)?.strip_prefix(['.', ')'])?;
            if !rest.starts_with(char::is_whitespace) || rest.trim().is_empty() {
                return None;
            }
            (Mark::Number(number.parse().ok()?), digits + 1)
        }
        _ => return None,
    };
    Some(found)
}

/// How deep an item is, after those before it: by its indent, and where that is the same, by its mark.
fn depth(levels: &mut Vec<(usize, Mark)>, indent: usize, mark: Mark) -> u8 {
    let is_same = |other: &Mark| match (mark, other) {
        (Mark::Number(_), Mark::Number(_)) => true,
        (mark, other) => mark == *other,
    };
    while levels.last().is_some_and(|(last, _)| *last > indent) {
        levels.pop();
    }
    match levels
        .iter()
        .rposition(|(last, other)| *last == indent && is_same(other))
    {
        Some(place) => levels.truncate(place + 1),
        None if levels.len() <= usize::from(DEEPEST) => levels.push((indent, mark)),
        None => (),
    }
    u8::try_from(levels.len().saturating_sub(1)).unwrap_or(DEEPEST)
}

/// A text as the only run of a line.
pub(super) fn runs(text: &str) -> Vec<Run> {
    vec![Run {
        text: text.to_owned(),
        ..Run::default()
    }]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn items_are_told_by_their_marks_and_nested_by_indent_or_mark() {
        let typed = [
            "• one",
            "o\tinner",
            "o inner",
            "• two",
            "-not",
            "1. first",
            "   - deep",
            "2) second",
            "2017. Not",
            "o",
            "- ",
            "1.5 beds",
            "or not",
            "•tight",
        ];
        let mut lines: Vec<Line> = typed
            .iter()
            .map(|text| Line::paragraph(runs(text.trim_start())))
            .collect();
        find(&mut lines, |place| {
            typed[place].len() - typed[place].trim_start().len()
        });
        let found: Vec<String> = lines
            .iter()
            .map(|line| match line.kind {
                Kind::Item { depth, number } => format!("{depth}{number:?} {}", line.text()),
                _ => line.text(),
            })
            .collect();
        insta::assert_snapshot!(found.join("\n"), @"
        0None one
        1None inner
        1None inner
        0None two
        -not
        0Some(1) first
        1None deep
        0Some(2) second
        2017. Not
        o
        - 
        1.5 beds
        or not
        0None tight
        ");
    }
}
