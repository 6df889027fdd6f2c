//! Lines as Markdown, and as plain text.

use super::line::{Kind, Line, Run, trimmed};
use crate::exchange::markdown::push_escaped;

/// Lines as CommonMark without HTML: paragraphs, headings, nested lists, emphasis and links. What is text on the page is
/// text in it.
pub(super) fn markdown(lines: &[Line]) -> String {
    let mut writer = Writer::default();
    for line in lines {
        writer.add(line);
    }
    writer.markdown
}

/// A link as Markdown.
pub(super) fn link(text: &str, href: &str) -> String {
    let run = Run {
        text: text.to_owned(),
        href: Some(href.into()),
        ..Run::default()
    };
    inline(&[run], true)
}

/// Lines as they were seen, a line each.
pub(super) fn seen(lines: &[Line]) -> String {
    let lines: Vec<String> = lines.iter().map(Line::seen).collect();
    lines.join("\n")
}

/// Lines as text for where Markdown isn't read: paragraphs are parted by empty lines, addresses stand behind their text.
pub(super) fn plain(lines: &[Line]) -> String {
    let mut plain = String::new();
    for line in lines {
        if !plain.is_empty() {
            plain.push_str(if line.is_joined || line.is_item() {
                "\n"
            } else {
                "\n\n"
            });
        }
        let unlinked = Line {
            runs: line
                .runs
                .chunk_by(|one, next| one.href == next.href)
                .map(unlinked)
                .collect(),
            ..line.clone()
        };
        plain.push_str(&unlinked.seen());
    }
    plain
}

/// A link as text: what it says, and where it leads if that isn't the same.
fn unlinked(runs: &[Run]) -> Run {
    let mut text = super::line::text(runs);
    if let Some(href) = runs.first().and_then(|run| run.href.as_deref())
        && !href.ends_with(text.trim())
    {
        let end = text.trim_end().len();
        text.insert_str(end, &format!(" ({href})"));
    }
    Run {
        text,
        ..Run::default()
    }
}

#[derive(Default)]
struct Writer {
    markdown: String,
    /// How far the text of each item is set in that is open, the outermost first.
    indents: Vec<usize>,
    last: Option<(Kind, Option<(u32, u32)>)>,
}

impl Writer {
    fn add(&mut self, line: &Line) {
        let inline = inline(&line.runs, !line.is_heading());
        if inline.is_empty() {
            return;
        }
        if self.is_next_cell(line) {
            self.markdown.push_str(" \\| ");
            self.markdown.push_str(&inline);
            self.last = Some((line.kind, line.cell));
            return;
        }
        match line.kind {
            Kind::Heading(level) => {
                self.begin_block(0);
                self.markdown
                    .push_str(&"#".repeat(usize::from(level.clamp(1, 6))));
                self.markdown.push(' ');
                self.markdown.push_str(&inline);
                // A heading may end with marks like those that it begins with.
                if inline.ends_with('#') && !inline.ends_with("\\#") {
                    self.markdown.pop();
                    self.markdown.push_str("\\#");
                }
            }
            Kind::Item { depth, number } => {
                let is_deeper = self.indents.len() <= usize::from(depth);
                self.indents.truncate(usize::from(depth));
                let indent = self.indents.last().copied().unwrap_or_default();
                // A list that doesn't begin with 1 can't follow a text at once.
                let is_later_number = is_deeper && number.is_some_and(|number| number != 1);
                match self.last {
                    Some((Kind::Item { .. }, _)) if !is_later_number => self.markdown.push('\n'),
                    _ => self.gap(),
                }
                self.push_indent(indent);
                let mark = match number {
                    Some(number) => format!("{}. ", number % 1_000_000_000),
                    None => "- ".to_owned(),
                };
                self.indents.push(indent + mark.len());
                self.markdown.push_str(&mark);
                self.markdown.push_str(&inline);
            }
            Kind::Inside { depth } => {
                self.indents.truncate(usize::from(depth) + 1);
                let indent = self.indents.last().copied().unwrap_or_default();
                let goes_on = matches!(
                    self.last,
                    Some((Kind::Item { .. } | Kind::Inside { .. }, _))
                );
                if line.is_joined && goes_on {
                    self.markdown.push_str("\\\n");
                } else {
                    self.gap();
                }
                self.push_indent(indent);
                self.markdown.push_str(&inline);
            }
            Kind::Paragraph => {
                if line.is_joined && matches!(self.last, Some((Kind::Paragraph, _))) {
                    self.markdown.push_str("\\\n");
                } else {
                    self.begin_block(0);
                }
                self.markdown.push_str(&inline);
            }
        }
        self.last = Some((line.kind, line.cell));
    }

    /// Whether a line is the next cell in the row of a table: Markdown has no tables, so a row is a line.
    fn is_next_cell(&self, line: &Line) -> bool {
        let last = self
            .last
            .filter(|(kind, _)| *kind == Kind::Paragraph && line.kind == Kind::Paragraph);
        match (last.and_then(|(_, cell)| cell), line.cell) {
            (Some((row, cell)), Some((own_row, own_cell))) => row == own_row && cell != own_cell,
            _ => false,
        }
    }

    fn begin_block(&mut self, indent: usize) {
        self.indents.clear();
        self.gap();
        self.push_indent(indent);
    }

    fn gap(&mut self) {
        if !self.markdown.is_empty() {
            self.markdown.push_str("\n\n");
        }
    }

    fn push_indent(&mut self, indent: usize) {
        self.markdown.extend(std::iter::repeat_n(' ', indent));
    }
}

/// One line's text with its emphasis and links.
fn inline(runs: &[Run], has_strong: bool) -> String {
    let runs = merged(runs, has_strong);
    let mut markdown = String::new();
    for linked in runs.chunk_by(|one, next| one.href == next.href) {
        match linked.first().and_then(|run| run.href.as_deref()) {
            Some(href) => push_link(&mut markdown, linked, href),
            None => push_emphasised(&mut markdown, linked),
        }
    }
    markdown
}

/// Runs of one look together.
fn merged(runs: &[Run], has_strong: bool) -> Vec<Run> {
    let mut merged: Vec<Run> = Vec::with_capacity(runs.len());
    for run in trimmed(runs.to_vec()) {
        let run = Run {
            // Tabs part the cells of a row where a table was copied as text.
            text: run.text.replace('\t', " | "),
            is_strong: run.is_strong && has_strong,
            ..run
        };
        match merged.last_mut() {
            Some(last) if last.is_like(&run) => last.text.push_str(&run.text),
            _ => merged.push(run),
        }
    }
    merged
}

fn push_link(markdown: &mut String, runs: &[Run], href: &str) {
    let text: String = super::line::text(runs);
    let inside = trimmed(runs.to_vec());
    if inside.is_empty() {
        // A link without text can't be seen on the page either.
        markdown.push_str(&text);
        return;
    }
    if text.starts_with(' ') {
        markdown.push(' ');
    }
    if markdown.ends_with('!') {
        // Else it would be a picture.
        markdown.pop();
        markdown.push_str("\\!");
    }
    if text.trim() == href && !href.contains(['<', '>', '&', '\\']) {
        markdown.push('<');
        markdown.push_str(href);
        markdown.push('>');
    } else {
        markdown.push('[');
        let mut label = String::new();
        push_emphasised(&mut label, &inside);
        markdown.push_str(&label);
        markdown.push_str("](");
        push_destination(markdown, href);
        markdown.push(')');
    }
    if text.ends_with(' ') {
        markdown.push(' ');
    }
}

fn push_destination(markdown: &mut String, href: &str) {
    let last = href.rfind(';').unwrap_or_default();
    for (at, c) in href.char_indices() {
        let is_mark = match c {
            '(' | ')' | '<' | '>' | '\\' => true,
            // It may begin an entity.
            '&' => at < last,
            _ => false,
        };
        if is_mark {
            markdown.push('\\');
        }
        markdown.push(c);
    }
}

/// Adds runs with their emphasis, which begins and ends at a letter or digit: elsewhere CommonMark may not see it.
fn push_emphasised(markdown: &mut String, runs: &[Run]) {
    for run in runs {
        let is_plain = |c: char| !c.is_alphanumeric();
        let core = run.text.trim_matches(is_plain);
        let sign = match (run.is_strong, run.is_emphasised) {
            (true, true) => "***",
            (true, false) => "**",
            (false, true) => "*",
            (false, false) => "",
        };
        // Where two emphases meet, one is left out: which signs belong together wouldn't be clear.
        let start = run.text.len() - run.text.trim_start_matches(is_plain).len();
        let before = run.text.get(..start).unwrap_or_default();
        let meets = before.is_empty() && markdown.ends_with('*');
        if sign.is_empty() || core.is_empty() || meets {
            push_escaped(markdown, &run.text);
            continue;
        }
        push_escaped(markdown, before);
        markdown.push_str(sign);
        push_escaped(markdown, core);
        markdown.push_str(sign);
        push_escaped(
            markdown,
            run.text.get(start + core.len()..).unwrap_or_default(),
        );
    }
}
