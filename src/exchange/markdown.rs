//! Text that goes into Markdown and stays text.

/// The text with one space for each run of spaces, line ends and other controls, and none at its ends: no line of it can
/// be taken for another, whatever a program takes for the end of one.
pub fn one_line(text: &str) -> String {
    let words = text.split(|c: char| c.is_whitespace() || c.is_control());
    let words: Vec<&str> = words.filter(|word| !word.is_empty()).collect();
    words.join(" ")
}

/// On one line, with every character that Markdown may take for a mark behind a backslash.
pub(super) fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    push_escaped(&mut escaped, &one_line(text));
    escaped
}

/// Adds a text without line ends to a line, with a backslash before every character that CommonMark, or GitHub's
/// strikethrough and tables, may take for a mark. At the start of a line more are marks.
pub(super) fn push_escaped(line: &mut String, text: &str) {
    let mut is_first = line.is_empty();
    // Longer numbers don't begin lists.
    let mut is_number = line.len() < 10 && line.bytes().all(|byte| byte.is_ascii_digit());
    for (at, c) in text.char_indices() {
        let is_mark = match c {
            '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '|' | '~' => true,
            '&' => is_entity(&text[at + 1..]),
            // Headings, quotations, lists and lines under headings begin with these.
            '#' | '>' | '+' | '-' | '=' => is_first,
            // Lists too, after a number.
            '.' | ')' => is_number && !is_first,
            _ => false,
        };
        if is_mark {
            line.push('\\');
        }
        line.push(c);
        is_first = false;
        is_number &= c.is_ascii_digit();
    }
}

/// Whether what follows an ampersand makes it an entity, as in `&amp;`. No entity of HTML is longer than 32 letters.
fn is_entity(rest: &str) -> bool {
    let end = rest
        .bytes()
        .take(33)
        .position(|byte| byte != b'#' && !byte.is_ascii_alphanumeric());
    end.is_some_and(|end| end > 0 && rest.as_bytes().get(end) == Some(&b';'))
}

#[cfg(test)]
mod tests {
    use super::*;
    use pulldown_cmark::{Event, Parser, Tag, TagEnd};

    #[test]
    fn no_text_becomes_markup() {
        let texts = [
            "1. one",
            "23) two",
            "- a",
            "+ b",
            "* c",
            "# d",
            "> e",
            "<b>f</b>",
            "&amp; &lt; &#38; R&D A & B &",
            "[g](h)",
            "![i](j)",
            "`k`",
            "_l_ **m** ~~n~~",
            "| o |",
            "\\p",
            "---",
            "=== q",
            "http://example.org/a_b_c",
            "2026-03-01",
            "a.b (p. 17).",
        ];
        for text in texts {
            let markdown = escaped(text);
            let events = Parser::new(&markdown);
            let read: String = events
                .filter_map(|event| match event {
                    Event::Text(text) => Some(text.to_string()),
                    Event::Start(Tag::Paragraph) => None,
                    Event::End(TagEnd::Paragraph) => None,
                    other => Some(format!("{other:?}")),
                })
                .collect();
            assert_eq!(read, text, "{markdown}");
        }
    }

    #[test]
    fn what_no_mark_can_be_stands_as_it_is() {
        for text in [
            "Health & Social Care",
            "R&D and A&E",
            "pp. 3-4",
            "C# + F#",
            "Why? (p. 17)",
        ] {
            assert_eq!(escaped(text), text);
        }
    }
}
