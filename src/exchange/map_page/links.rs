//! Links of a driver: the main one, those that follow it, and those in values that are text.

use std::collections::BTreeSet;
use std::rc::Rc;

use super::line::Line;
use super::placeholder::nothing;
use super::value::{Reader, Taken, certainty_of, worse};
use super::walk::Section;
use super::{Certainty, Origin, Unplaced, Why, WhyUnplaced, one_line, render};
use crate::domain::field::Field;

/// How much text a line may have beside its links to be one of links, in bytes.
const MOST_BESIDE_LINKS: usize = 80;

impl Reader {
    /// The main link and those that follow it.
    pub fn links(&mut self, section: Section) {
        let field = section.label.field;
        let beside = usize::from(section.is_beside);
        let linked = section
            .lines
            .iter()
            .skip(beside)
            .take_while(|line| is_of_links(line))
            .count();
        let length = (beside + linked).max(usize::from(section.hrefs.is_empty()));
        let (taken, rest) = section.lines.split_at(length.min(section.lines.len()));
        let raw = render::seen(taken);
        let own = section
            .hrefs
            .iter()
            .map(|href| (String::new(), href.clone()));
        let mut links: Vec<(String, Rc<str>)> = Vec::new();
        let mut known = BTreeSet::new();
        for (text, href) in own.chain(taken.iter().flat_map(Line::links)) {
            if known.insert(href.clone()) {
                links.push((text, href));
            }
        }
        if links.is_empty() {
            let why = match nothing(field, taken) {
                Some(placeholder @ WhyUnplaced::Placeholder(_)) => placeholder,
                _ => WhyUnplaced::NoAddress(field),
            };
            self.leave_section(&section.written, taken, why);
            return self.leave(rest, WhyUnplaced::After(field));
        }
        // What prose says beside its links is of no link.
        let prose = taken
            .iter()
            .filter(|line| !is_of_links(line) && line.text().len() > MOST_BESIDE_LINKS);
        prose.for_each(|line| self.leave(std::slice::from_ref(line), WhyUnplaced::NotTaken(field)));
        let certainty = certainty_of(&section);
        let is_web = |href: &str| !href.to_ascii_lowercase().starts_with("mailto:");
        let main = links.iter().position(|(_, href)| is_web(href));
        let mut further = certainty;
        if let Some(main) =
            main.filter(|_| field == Field::Link && !self.placed.contains_key(&Field::Link))
        {
            let (text, href) = links.remove(main);
            let is_of_label = section.hrefs.contains(&href);
            let doubt = match is_of_label {
                _ if text
                    .get(..4)
                    .is_some_and(|text| text.eq_ignore_ascii_case("www.")) =>
                {
                    Certainty::Likely(Why::NoScheme)
                }
                false if !links.is_empty() => Certainty::Likely(Why::SeveralValues),
                _ => Certainty::Sure,
            };
            let written = section.written.clone();
            self.place(Taken {
                field: Field::Link,
                text: href.to_string(),
                origin: if is_of_label {
                    Origin::Hyperlink(written)
                } else {
                    Origin::Label(written)
                },
                raw: raw.clone(),
                certainty: worse(certainty, doubt),
                label: &section.written,
            });
            further = worse(certainty, Certainty::Likely(Why::SeveralValues));
        }
        if !links.is_empty() {
            let lines: Vec<String> = links
                .iter()
                .map(|(text, href)| further_link(text, href))
                .collect();
            self.place(Taken {
                field: Field::FurtherLinks,
                text: lines.join("\n"),
                origin: Origin::Label(section.written.clone()),
                raw,
                certainty: further,
                label: &section.written,
            });
        }
        self.leave(rest, WhyUnplaced::After(field));
    }

    /// Keeps the links of a value that is text without links. The first in a title may be the main link.
    pub fn links_in(&mut self, field: Field, label: &str, lines: &[Line]) {
        for (text, href) in lines.iter().flat_map(Line::links) {
            let is_written = text.contains(href.as_ref()) || href.ends_with(text.trim());
            if field == Field::Title && self.title_link.is_none() {
                self.title_link = Some((label.to_owned(), text, href));
            } else if !is_written {
                self.leave_link(field, &text, &href);
            }
        }
    }

    pub fn links_of_label(&mut self, section: &Section) {
        for href in &section.hrefs {
            self.leave_link(section.label.field, &section.written, href);
        }
    }

    pub fn leave_link(&mut self, field: Field, text: &str, href: &Rc<str>) {
        self.unplaced.push(Unplaced {
            text: render::link(text, href),
            why: WhyUnplaced::LinkIn(field),
        });
    }

    /// Takes the title's hyperlink for the main link, where no label had one.
    pub fn link_of_title(&mut self) {
        let Some((label, text, href)) = self.title_link.take() else {
            return;
        };
        if self.placed.contains_key(&Field::Link) {
            return self.leave_link(Field::Title, &text, &href);
        }
        self.place(Taken {
            field: Field::Link,
            text: href.to_string(),
            origin: Origin::Hyperlink(label),
            raw: text,
            certainty: Certainty::Likely(Why::LinkOfTitle),
            label: "",
        });
    }
}

/// Whether a line is there for its links, and isn't prose that has some.
fn is_of_links(line: &Line) -> bool {
    let length = |is_link: bool| -> usize {
        let runs = line.runs.iter().filter(|run| run.href.is_some() == is_link);
        runs.map(|run| run.text.len()).sum()
    };
    length(true) > 0 && length(false) <= MOST_BESIDE_LINKS
}

fn further_link(text: &str, href: &str) -> String {
    // The editor's field has the last bar between text and address.
    let address = href.replace('|', "%7C");
    let text = one_line(text);
    match text.is_empty() || text == href {
        true => address,
        false => format!("{text} | {address}"),
    }
}
