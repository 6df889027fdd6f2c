//! A report to be passed on: as Markdown, and as plain text for an e-mail. It is only written, never read.

use std::fmt::Write;

use super::markdown::escaped;
pub(super) use super::markdown::one_line;
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

/// A heading in plain text.
pub(super) fn underlined(text: &str, line: &str) -> String {
    let text = one_line(text);
    format!("{text}\n{}\n", line.repeat(text.chars().count()))
}

#[cfg(test)]
mod tests {
    use super::*;

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
}
