//! A briefing for a manager: what drivers mean for libraries, then what they are, on a page each if they are short.
//!
//! [`Briefing`] is what every form of it says: the screen draws it, [`Briefing::html`] and [`Briefing::plain`] go to the
//! clipboard together, [`super::docx`] is the document, and [`super::atom`] has its parts in a feed. Texts are whole in
//! all of them; what matters most stands first, so that the first page has it. Alternative titles, care settings, case
//! studies, comments and what is said of the entry's own upkeep are left to the register.

use jiff::civil::Date;

use super::blocks::{Block, Run, blocks};
use super::html::{Html, Style};
use super::plain::{plain, plain_runs};
use super::report::{one_line, underlined};
use crate::domain::date::formatted;
use crate::domain::driver::{Driver, Status};
use crate::domain::edit::EntryId;
use crate::domain::field::{Field, capitalised};
use crate::names::label;

/// The words that a briefing says beside the labels of fields.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Words {
    /// Heads what a driver means for libraries.
    pub impact: &'static str,
    /// Stands for the title of a driver that has none.
    pub untitled: &'static str,
    /// Heads the list of the drivers, where there are several.
    pub contents: &'static str,
    /// Stands before the citation.
    pub citation: &'static str,
    /// Stands before a page's number in the foot of a document…
    pub page: &'static str,
    /// …and between that and the number of pages.
    pub of: &'static str,
}

/// What a briefing says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Briefing {
    /// On one line.
    pub title: String,
    pub date: Date,
    pub words: Words,
    pub drivers: Vec<Part>,
}

/// What it says of one driver.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    pub id: EntryId,
    /// On one line; never empty.
    pub title: String,
    /// In the order in which they are to be read; none is empty.
    pub pieces: Vec<Piece>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Piece {
    /// A text under a heading.
    Section {
        heading: &'static str,
        blocks: Vec<Block>,
    },
    Facts(Vec<Fact>),
    /// A line behind a label.
    Line {
        label: &'static str,
        runs: Vec<Run>,
    },
}

/// One short fact.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fact {
    pub label: &'static str,
    /// On one line.
    pub text: String,
}

impl Briefing {
    /// A briefing without drivers as yet.
    pub fn new(title: &str, date: Date, words: Words) -> Self {
        Self {
            title: one_line(title),
            date,
            words,
            drivers: Vec::new(),
        }
    }

    /// Adds a driver: with the title of the one that took its place, if that is known, and with its citation as texts that
    /// are in italics or not.
    pub fn add(&mut self, driver: &Driver, successor: Option<&str>, citation: &[(&str, bool)]) {
        self.drivers
            .push(Part::new(driver, successor, citation, &self.words));
    }

    /// Formatted text for the clipboard, which Word and Outlook paste as it was meant. It is never shown in the page.
    pub fn html(&self) -> String {
        let mut html = Html::new(Style::Office);
        html.line("h1", &[Run::plain(&self.title)]);
        html.line("p", &[Run::plain(formatted(self.date))]);
        for part in &self.drivers {
            html.line("h2", &[Run::plain(&part.title)]);
            html.pieces(&part.pieces);
        }
        html.html
    }

    /// Plain text, for what takes no formatted text.
    pub fn plain(&self) -> String {
        let mut text = underlined(&self.title, "=");
        text.extend(["\n", &formatted(self.date), "\n"]);
        for part in &self.drivers {
            text.extend(["\n\n", &underlined(&part.title, "-")]);
            for piece in &part.pieces {
                text.push('\n');
                match piece {
                    Piece::Section { heading, blocks } => {
                        text.extend([&heading.to_uppercase(), "\n\n", &plain(blocks), "\n"]);
                    }
                    Piece::Facts(facts) => {
                        for Fact { label, text: said } in facts {
                            text.extend([label, ": ", said, "\n"]);
                        }
                    }
                    Piece::Line { label, runs } => {
                        text.extend([label, ": ", &plain_runs(runs), "\n"]);
                    }
                }
            }
        }
        text
    }
}

impl Part {
    /// What is to be said of a driver: see [`Briefing::add`].
    pub fn new(
        driver: &Driver,
        successor: Option<&str>,
        citation: &[(&str, bool)],
        words: &Words,
    ) -> Self {
        let title = one_line(driver.title());
        let section = |heading, field| Piece::Section {
            heading,
            blocks: blocks(driver.text(field)),
        };
        let link = driver.text(Field::Link);
        let link = (!link.is_empty()).then(|| Run::address(link));
        let citation = citation.iter().map(|(text, is_italic)| {
            let mut run = Run::plain(*text);
            run.look.is_italic = *is_italic;
            run
        });
        let mut pieces = vec![
            section(words.impact, Field::Impact),
            Piece::Facts(facts(driver, successor)),
            section(label(Field::Summary), Field::Summary),
            section(label(Field::KeyFeatures), Field::KeyFeatures),
            Piece::Line {
                label: label(Field::Link),
                runs: link.into_iter().collect(),
            },
            Piece::Line {
                label: words.citation,
                runs: citation.collect(),
            },
        ];
        pieces.retain(|piece| match piece {
            Piece::Section { blocks, .. } => !blocks.is_empty(),
            Piece::Facts(facts) => !facts.is_empty(),
            Piece::Line { runs, .. } => !runs.is_empty(),
        });
        Self {
            id: driver.id.clone(),
            title: match title.is_empty() {
                true => words.untitled.to_owned(),
                false => title,
            },
            pieces,
        }
    }
}

/// What a manager asks of a document, the most pressing first: whether it still holds.
fn facts(driver: &Driver, successor: Option<&str>) -> Vec<Fact> {
    let status = match driver.status() {
        Status::Current => String::new(),
        status => capitalised(status.key()),
    };
    let successor = match driver.text(Field::SupersededBy) {
        "" => "",
        id => successor.unwrap_or(id),
    };
    let published = driver.date(Field::Published).map(|date| date.display());
    // Bodies have commas in their names.
    let list = |field, between: &str| driver.list(field).collect::<Vec<_>>().join(between);
    let facts = [
        (Field::Status, status),
        (Field::SupersededBy, successor.to_owned()),
        (Field::Sources, list(Field::Sources, "; ")),
        (Field::Published, published.unwrap_or_default().into_owned()),
        (Field::Level, capitalised(driver.text(Field::Level))),
        (Field::Nations, list(Field::Nations, ", ")),
        (Field::Topics, list(Field::Topics, ", ")),
        (Field::Audiences, list(Field::Audiences, ", ")),
    ];
    let facts = facts.into_iter().map(|(field, text)| Fact {
        label: label(field),
        text: one_line(&text),
    });
    facts.filter(|fact| !fact.text.is_empty()).collect()
}

#[cfg(test)]
pub(super) mod tests;
