//! A page as a flat list of lines: what HTML and plain text both become before anything is looked for.

use std::rc::Rc;

/// What a line break or the end of a block ends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Line {
    pub kind: Kind,
    pub runs: Vec<Run>,
    /// Whether only a line break parts it from the line before, not the end of a paragraph.
    pub is_joined: bool,
    pub region: Region,
    /// The row of a table and the cell, each numbered through the page.
    pub cell: Option<(u32, u32)>,
    /// Whether the page marks it as the heading of an entry.
    pub is_entry_title: bool,
    /// The machine-readable time that stands in it.
    pub time: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// From 1, the highest.
    Heading(u8),
    Paragraph,
    /// The first line of a list's item; its number in a list that has them. A depth of 0 is an outermost list.
    Item {
        depth: u8,
        number: Option<u32>,
    },
    /// A further line inside an item.
    Inside {
        depth: u8,
    },
}

/// How deep lists are kept apart. Deeper ones stand in the deepest, so that indents stay short.
pub(super) const DEEPEST: u8 = 7;

/// Part of a line in one look.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Run {
    pub text: String,
    pub is_strong: bool,
    pub is_emphasised: bool,
    /// An address that may be followed.
    pub href: Option<Rc<str>>,
}

/// Where in the page's structure something stands, as its elements say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Region {
    /// Inside an article.
    Article,
    /// In no part that says what it is.
    Page,
    /// Navigation, forms, sidebars and the like, and what isn't shown.
    Furniture,
}

impl Run {
    /// Whether it looks the same and leads to the same address.
    pub fn is_like(&self, other: &Self) -> bool {
        let look = |run: &Self| (run.is_strong, run.is_emphasised);
        look(self) == look(other) && self.href == other.href
    }
}

impl Line {
    pub fn paragraph(runs: Vec<Run>) -> Self {
        Self {
            kind: Kind::Paragraph,
            runs,
            is_joined: false,
            region: Region::Page,
            cell: None,
            is_entry_title: false,
            time: None,
        }
    }

    /// What is read of it, without marks.
    pub fn text(&self) -> String {
        text(&self.runs)
    }

    /// As it was seen: with a bullet or number.
    pub fn seen(&self) -> String {
        match self.kind {
            Kind::Item {
                number: Some(n), ..
            } => format!("{n}. {}", self.text()),
            Kind::Item { .. } => format!("• {}", self.text()),
            _ => self.text(),
        }
    }

    pub fn is_heading(&self) -> bool {
        matches!(self.kind, Kind::Heading(_))
    }

    pub fn is_item(&self) -> bool {
        matches!(self.kind, Kind::Item { .. })
    }

    /// Whether all of it is bold.
    pub fn is_strong(&self) -> bool {
        self.runs
            .iter()
            .all(|run| run.is_strong || run.text.trim().is_empty())
    }

    /// The links in it, each with its text.
    pub fn links(&self) -> Vec<(String, Rc<str>)> {
        let mut links: Vec<(String, Rc<str>)> = Vec::new();
        let mut last: Option<&Rc<str>> = None;
        for run in &self.runs {
            if let Some(href) = &run.href {
                match links.last_mut().filter(|_| last == Some(href)) {
                    Some((text, _)) => text.push_str(&run.text),
                    None => links.push((run.text.clone(), href.clone())),
                }
            }
            last = run.href.as_ref();
        }
        links
    }
}

pub(super) fn text(runs: &[Run]) -> String {
    runs.iter().map(|run| run.text.as_str()).collect()
}

/// The runs before and after a place in their text, in bytes. The place is the start of a character.
pub(super) fn split(runs: Vec<Run>, place: usize) -> (Vec<Run>, Vec<Run>) {
    let (mut before, mut after) = (Vec::new(), Vec::new());
    let mut left = place;
    for mut run in runs {
        if left == 0 {
            after.push(run);
        } else if left >= run.text.len() {
            left -= run.text.len();
            before.push(run);
        } else {
            let rest = Run {
                text: run.text.split_off(left),
                ..run.clone()
            };
            left = 0;
            before.push(run);
            after.push(rest);
        }
    }
    (before, after)
}

/// Takes away white space at both ends, and runs of nothing.
pub(super) fn trimmed(mut runs: Vec<Run>) -> Vec<Run> {
    runs.retain(|run| !run.text.is_empty());
    while let Some(last) = runs.last_mut() {
        last.text.truncate(last.text.trim_end().len());
        if !last.text.is_empty() {
            break;
        }
        runs.pop();
    }
    let blank = runs
        .iter()
        .take_while(|run| run.text.trim_start().is_empty())
        .count();
    runs.drain(..blank);
    if let Some(first) = runs.first_mut() {
        let start = first.text.len() - first.text.trim_start().len();
        first.text.drain(..start);
    }
    runs
}
