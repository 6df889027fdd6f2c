//! Blocks as HTML: bare for feeds, or styled for the clipboard, so that Word and Outlook show what was meant.
//!
//! What is written is well-formed XML too. Nothing of it ever goes into the page: texts are escaped, and only addresses
//! that may be followed are links.

use super::blocks::{Block, List, Run, by_link};
use super::briefing::Piece;
use super::direction::is_rtl;
use super::uri::uri;
use super::xml::permitted;

/// How it is to look.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    /// As the program that shows it likes.
    Bare,
    /// Arial, in points: each element says it for itself, as Word and Outlook read no style sheet from the clipboard.
    Office,
}

/// HTML being written.
pub struct Html {
    pub html: String,
    style: Style,
}

impl Html {
    pub fn new(style: Style) -> Self {
        Self {
            html: String::new(),
            style,
        }
    }

    /// An element of one line of runs.
    pub fn line(&mut self, name: &str, runs: &[Run]) {
        self.open(name, direction(runs));
        self.runs(runs);
        self.close(name);
    }

    /// What is said of a driver, below its title.
    pub fn pieces(&mut self, pieces: &[Piece]) {
        for piece in pieces {
            match piece {
                Piece::Section { heading, blocks } => {
                    self.line("h3", &[Run::plain(*heading)]);
                    self.blocks(blocks);
                }
                Piece::Facts(facts) => {
                    self.open("table", "");
                    for fact in facts {
                        self.open("tr", "");
                        self.line("th", &[Run::plain(fact.label)]);
                        self.line("td", &[Run::plain(&fact.text)]);
                        self.close("tr");
                    }
                    self.close("table");
                }
                Piece::Line { label, runs } => {
                    let label = Run::bold(format!("{label}: "));
                    self.line("p", &[&[label], &runs[..]].concat());
                }
            }
        }
    }

    pub fn blocks(&mut self, blocks: &[Block]) {
        self.inside(blocks, false);
    }

    fn inside(&mut self, blocks: &[Block], is_tight: bool) {
        for (place, block) in blocks.iter().enumerate() {
            match block {
                // In a tight list, items are but their texts.
                Block::Paragraph(runs) if is_tight => {
                    if place > 0 {
                        self.html.push_str("<br/>");
                    }
                    self.runs(runs);
                }
                Block::Paragraph(runs) => self.line("p", runs),
                // Below the heading of the section in which it stands.
                Block::Heading(runs) => self.line("h4", runs),
                Block::List(list) => self.list(list),
                Block::Quote(blocks) => {
                    self.open("blockquote", "");
                    self.inside(blocks, false);
                    self.close("blockquote");
                }
                Block::Code(code) => {
                    self.open("pre", "");
                    self.text(code, "\n");
                    self.close("pre");
                }
                Block::Rule => self.html.push_str("<hr/>"),
            }
        }
    }

    fn list(&mut self, list: &List) {
        let start;
        let (name, attributes) = match list.first {
            None => ("ul", ""),
            Some(1) => ("ol", ""),
            Some(first) => {
                start = format!(" start=\"{first}\"");
                ("ol", start.as_str())
            }
        };
        self.open(name, attributes);
        for item in &list.items {
            let first = match item.first() {
                Some(Block::Paragraph(runs)) => direction(runs),
                _ => "",
            };
            self.open("li", first);
            self.inside(item, list.is_tight);
            self.close("li");
        }
        self.close(name);
    }

    fn runs(&mut self, runs: &[Run]) {
        for (link, runs) in by_link(runs) {
            let link = link.and_then(uri);
            if let Some(link) = &link {
                self.html.push_str("<a href=\"");
                self.text(link, "");
                self.html.push_str("\">");
            }
            for run in runs {
                let looks = [
                    (run.look.is_bold, "strong"),
                    (run.look.is_italic, "em"),
                    (run.look.is_code, "code"),
                ];
                let looks = looks.iter().filter(|(is, _)| *is).map(|(_, name)| name);
                for name in looks.clone() {
                    self.html.extend(["<", name, ">"]);
                }
                self.text(&run.text, "<br/>");
                for name in looks.rev() {
                    self.close(name);
                }
            }
            if link.is_some() {
                self.close("a");
            }
        }
    }

    fn open(&mut self, name: &str, attributes: &str) {
        self.html.extend(["<", name, attributes]);
        let style = match self.style {
            Style::Bare => "",
            Style::Office => office(name),
        };
        if !style.is_empty() {
            self.html.extend([" style=\"", style, "\""]);
        }
        self.html.push('>');
    }

    fn close(&mut self, name: &str) {
        self.html.extend(["</", name, ">"]);
    }

    fn text(&mut self, text: &str, line_break: &str) {
        for c in permitted(text).chars() {
            match c {
                '&' => self.html.push_str("&amp;"),
                '<' => self.html.push_str("&lt;"),
                '>' => self.html.push_str("&gt;"),
                '"' => self.html.push_str("&quot;"),
                '\n' => self.html.push_str(line_break),
                c => self.html.push(c),
            }
        }
    }
}

fn direction(runs: &[Run]) -> &'static str {
    let first = runs.iter().find_map(|run| is_rtl(&run.text));
    match first {
        Some(true) => " dir=\"rtl\"",
        _ => "",
    }
}

/// Each margin by itself: LibreOffice takes the first of several at once for the left one.
fn office(name: &str) -> &'static str {
    match name {
        "h1" => {
            "margin-top:0;margin-bottom:4pt;font-family:Arial,sans-serif;font-size:20pt;font-weight:bold;color:#003087"
        }
        "h2" => {
            "margin-top:18pt;margin-bottom:4pt;font-family:Arial,sans-serif;font-size:16pt;font-weight:bold;color:#003087"
        }
        "h3" => {
            "margin-top:12pt;margin-bottom:4pt;font-family:Arial,sans-serif;font-size:12pt;font-weight:bold;color:#005eb8"
        }
        "h4" => {
            "margin-top:8pt;margin-bottom:2pt;font-family:Arial,sans-serif;font-size:11pt;font-weight:bold;color:#212b32"
        }
        "p" => "margin-top:0;margin-bottom:8pt;font-family:Arial,sans-serif;font-size:11pt",
        "ul" | "ol" => "margin-top:0;margin-bottom:8pt",
        "li" => "margin-top:0;margin-bottom:3pt;font-family:Arial,sans-serif;font-size:11pt",
        "blockquote" => {
            "margin-top:0;margin-bottom:8pt;padding-left:10pt;border-left:2pt solid #aeb7bd"
        }
        "pre" => {
            "margin-top:0;margin-bottom:8pt;font-family:Courier New,monospace;font-size:10pt;white-space:pre-wrap"
        }
        "table" => "margin-top:0;margin-bottom:8pt;border-collapse:collapse",
        "th" => {
            "padding:2pt 12pt 2pt 0;text-align:left;vertical-align:top;font-family:Arial,sans-serif;font-size:11pt;font-weight:bold"
        }
        "td" => {
            "padding:2pt 0 2pt 0;text-align:left;vertical-align:top;font-family:Arial,sans-serif;font-size:11pt"
        }
        _ => "",
    }
}

#[cfg(test)]
mod tests {
    use super::super::blocks::blocks;
    use super::*;
    use proptest::prelude::*;

    fn html(markdown: &str, style: Style) -> String {
        let mut html = Html::new(style);
        html.blocks(&blocks(markdown));
        html.html
    }

    #[test]
    fn blocks_become_elements() {
        let markdown = "\
Read *the **plan*** at [once](https://policy.example/?a&b \"soon\")\\
& `<wait>`.

- Plan
- Count
  1. questions

3. third

> ## Said

    two
    lines

תוכנית
";
        insta::assert_snapshot!(html(markdown, Style::Bare).replace("><", ">\n<"), @r#"
        <p>Read <em>the </em>
        <strong>
        <em>plan</em>
        </strong> at <a href="https://policy.example/?a&amp;b">once</a>
        <br/>&amp; <code>&lt;wait&gt;</code>.</p>
        <ul>
        <li>Plan</li>
        <li>Count<ol>
        <li>questions</li>
        </ol>
        </li>
        </ul>
        <ol start="3">
        <li>third</li>
        </ol>
        <blockquote>
        <h4>Said</h4>
        </blockquote>
        <pre>two
        lines</pre>
        <p dir="rtl">תוכנית</p>
        "#);
    }

    #[test]
    fn for_the_clipboard_each_element_says_how_it_looks() {
        insta::assert_snapshot!(html("One\n\n1. two", Style::Office), @r#"<p style="margin-top:0;margin-bottom:8pt;font-family:Arial,sans-serif;font-size:11pt">One</p><ol style="margin-top:0;margin-bottom:8pt"><li style="margin-top:0;margin-bottom:3pt;font-family:Arial,sans-serif;font-size:11pt">two</li></ol>"#);
    }

    proptest! {
        #[test]
        fn any_text_is_well_formed(markdown in "([-*+>#`~<>&\"'\\[\\]()! \n\t]|[0-9]\\. |\\PC|[\\x00-\\x1f]){0,60}") {
            for style in [Style::Bare, Style::Office] {
                let html = format!("<div>{}</div>", html(&markdown, style));
                let read = roxmltree::Document::parse(&html);
                prop_assert!(read.is_ok(), "{html}");
            }
        }
    }
}
