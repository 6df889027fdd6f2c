//! A report to be passed on: as Markdown, and as plain text for an e-mail. It is only written, never read.

use std::fmt::Write;

use crate::domain::edit::EntryId;

/// What a report says, in words for people. Screens show the same.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    pub title: String,
    /// A paragraph each.
    pub lead: Vec<String>,
    pub sections: Vec<Section>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Section {
    pub heading: String,
    pub items: Vec<Item>,
}

/// One driver.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    pub id: EntryId,
    pub title: String,
    pub by: String,
    pub lines: Vec<Line>,
}

/// What is said of one of its fields.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    pub label: String,
    pub text: String,
}

impl Report {
    /// CommonMark.
    pub fn markdown(&self) -> String {
        let mut text = format!("# {}\n", escaped(&self.title));
        for paragraph in &self.lead {
            push(&mut text, format_args!("\n{}\n", escaped(paragraph)));
        }
        for section in &self.sections {
            push(
                &mut text,
                format_args!("\n## {}\n\n", escaped(&section.heading)),
            );
            for item in &section.items {
                let Item { title, by, .. } = item;
                push(&mut text, format_args!("- **{}**", escaped(title)));
                if !by.is_empty() {
                    push(&mut text, format_args!(" ({})", escaped(by)));
                }
                text.push('\n');
                for Line { label, text: said } in &item.lines {
                    push(
                        &mut text,
                        format_args!("  - {}: {}\n", escaped(label), escaped(said)),
                    );
                }
            }
        }
        text
    }

    /// Without any marks but lines and hyphens, for programs that show text as it is.
    pub fn plain(&self) -> String {
        let underlined = |text: &str, line: &str| {
            let text = one_line(text);
            format!("{text}\n{}\n", line.repeat(text.chars().count()))
        };
        let mut text = underlined(&self.title, "=");
        for paragraph in &self.lead {
            push(&mut text, format_args!("\n{}\n", one_line(paragraph)));
        }
        for section in &self.sections {
            push(
                &mut text,
                format_args!("\n\n{}", underlined(&section.heading, "-")),
            );
            for item in &section.items {
                push(&mut text, format_args!("\n- {}", one_line(&item.title)));
                if !item.by.is_empty() {
                    push(&mut text, format_args!(" ({})", one_line(&item.by)));
                }
                text.push('\n');
                for Line { label, text: said } in &item.lines {
                    push(&mut text, format_args!("    {label}: {}\n", one_line(said)));
                }
            }
        }
        text
    }
}

fn push(text: &mut String, more: std::fmt::Arguments<'_>) {
    // Writing to a string can't fail.
    let _ = text.write_fmt(more);
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// On one line, with every character that Markdown may take for a mark behind a backslash.
fn escaped(text: &str) -> String {
    let line = one_line(text);
    let mut escaped = String::with_capacity(line.len());
    let mut is_start = true;
    for c in line.chars() {
        let is_mark = match c {
            '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '&' | '|' | '~' => true,
            // Headings, quotations, lists and lines under headings begin with these.
            '#' | '>' | '+' | '-' | '=' => is_start,
            // Lists too, after a number.
            '.' | ')' => escaped.chars().all(|c| c.is_ascii_digit()) && !is_start,
            _ => false,
        };
        if is_mark {
            escaped.push('\\');
        }
        escaped.push(c);
        is_start = false;
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;
    use pulldown_cmark::{Event, Parser, Tag, TagEnd};

    fn report() -> Report {
        let line = |label: &str, text: &str| Line {
            label: label.to_owned(),
            text: text.to_owned(),
        };
        let item = |title: &str, by: &str, lines: &[Line]| Item {
            id: "a".to_owned(),
            title: title.to_owned(),
            by: by.to_owned(),
            lines: lines.to_vec(),
        };
        Report {
            title: "What changed in Mill Lane".to_owned(),
            lead: vec![
                "Since 1 March 2026.".to_owned(),
                "2 drivers changed.".to_owned(),
            ],
            sections: vec![
                Section {
                    heading: "Added (1)".to_owned(),
                    items: vec![item("A plan", "by Ann", &[])],
                },
                Section {
                    heading: "Changed (1)".to_owned(),
                    items: vec![item(
                        "Reading *well*\n# in <b>wards</b>",
                        "by Ann and Bob",
                        &[
                            line("Level", "local → national"),
                            line("Summary", "1. first\n- second_one [x](y)"),
                        ],
                    )],
                },
            ],
        }
    }

    #[test]
    fn as_markdown() {
        insta::assert_snapshot!(report().markdown(), @r#"
        # What changed in Mill Lane

        Since 1 March 2026.

        2 drivers changed.

        ## Added (1)

        - **A plan** (by Ann)

        ## Changed (1)

        - **Reading \*well\* # in \<b>wards\</b>** (by Ann and Bob)
          - Level: local → national
          - Summary: 1\. first - second\_one \[x\](y)
        "#);
    }

    #[test]
    fn as_text() {
        insta::assert_snapshot!(report().plain(), @"
        What changed in Mill Lane
        =========================

        Since 1 March 2026.

        2 drivers changed.


        Added (1)
        ---------

        - A plan (by Ann)


        Changed (1)
        -----------

        - Reading *well* # in <b>wards</b> (by Ann and Bob)
            Level: local → national
            Summary: 1. first - second_one [x](y)
        ");
    }

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
            "&amp; &lt;",
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
}
