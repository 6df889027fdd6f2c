//! Plain text as lines.

use super::bullet;
use super::label;
use super::line::{Line, trimmed};

/// Up to how many characters a line of a text may have whose lines were broken to fit, as e-mail's are.
const WIDEST: usize = 100;
/// From how many on a text is taken for such a one.
const WIDE: usize = 55;
/// How long a line may be that only a line break parts from the next: longer ones are paragraphs.
const SHORT: usize = 80;

/// Reads text as it was copied or saved.
pub(super) fn read(text: &str) -> Vec<Line> {
    let text = text
        .trim_start_matches('\u{feff}')
        .replace("\r\n", "\n")
        .replace('\u{a0}', " ");
    let written: Vec<&str> = text.split(is_line_end).collect();
    let is_wrapped = is_wrapped(&written);
    let longest = written
        .iter()
        .map(|line| line.chars().count())
        .max()
        .unwrap_or(0);
    let has_gaps = written.iter().any(|line| line.trim().is_empty());
    let (mut lines, mut indents): (Vec<Line>, Vec<usize>) = (Vec::new(), Vec::new());
    let mut before: Option<&str> = None;
    for line in written {
        let said: String = line.chars().filter(|c| !is_invisible(*c)).collect();
        let said = said.trim();
        if said.is_empty() {
            before = None;
            continue;
        }
        let goes_on = |before: &str| {
            is_wrapped
                && before.chars().count() * 3 >= longest * 2
                && !bullet::is_item(line)
                && label::of_text(said).is_none()
        };
        match (
            lines.last_mut().and_then(|last| last.runs.last_mut()),
            before,
        ) {
            (Some(last), Some(before)) if goes_on(before) => {
                last.text.push(' ');
                last.text.push_str(said);
            }
            _ => {
                let mut new = Line::paragraph(trimmed(bullet::runs(said)));
                new.is_joined =
                    has_gaps && before.is_some_and(|before| before.chars().count() <= SHORT);
                lines.push(new);
                indents.push(indent(line));
            }
        }
        before = Some(line);
    }
    bullet::find(&mut lines, |place| {
        indents.get(place).copied().unwrap_or_default()
    });
    lines
}

fn is_line_end(c: char) -> bool {
    matches!(
        c,
        '\n' | '\r' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}'
    )
}

/// What takes no room and would part words; tabs part the cells of a table.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}' | '\u{2060}' | '\u{feff}') || c.is_control() && c != '\t'
}

/// How far a line is set in, in columns.
fn indent(line: &str) -> usize {
    let blank = line.chars().take_while(|c| c.is_whitespace());
    blank.map(|c| if c == '\t' { 4 } else { 1 }).sum()
}

/// Whether lines were broken to fit a width rather than where the writer broke them.
fn is_wrapped(written: &[&str]) -> bool {
    let widths = written.iter().map(|line| line.chars().count());
    let (mut widest, mut wide) = (0, 0);
    for width in widths {
        widest = widest.max(width);
        wide += usize::from(width >= WIDE);
    }
    let has_gaps = written.iter().any(|line| line.trim().is_empty());
    has_gaps && wide >= 3 && widest <= WIDEST
}
