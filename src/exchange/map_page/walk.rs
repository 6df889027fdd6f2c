//! From lines to drivers: what each label is followed by, where the next driver begins, and what is cut.

use std::rc::Rc;

use super::known::Spelling;
use super::label::{Label, Shown};
use super::line::{Line, Region, split, trimmed};
use super::meta::{self, Meta};
use super::noise::{self, Noise, Place};
use super::reply;
use super::signs::{BOLD, Fields, Signs};
use crate::domain::field::Field;

/// One driver as it stands on a page.
#[derive(Debug, Default)]
pub(super) struct Part {
    /// What stands before its first label: its title among them, if no label has it.
    pub lead: Vec<Line>,
    /// The rest in the order of the page.
    pub pieces: Vec<Piece>,
    pub metas: Vec<Meta>,
    pub replies: Vec<Reply>,
}

#[derive(Debug)]
pub(super) enum Piece {
    Section(Section),
    /// Lines after the text has ended that are no noise.
    Loose(Vec<Line>),
}

/// A label and what follows it.
#[derive(Debug)]
pub(super) struct Section {
    pub label: Label,
    /// The label as it stands on the page.
    pub written: String,
    /// Where the label itself leads.
    pub hrefs: Vec<Rc<str>>,
    /// The value, maybe with lines that belong to no field.
    pub lines: Vec<Line>,
    /// Whether the first of these stands beside the label.
    pub is_beside: bool,
}

/// A reader's comment.
#[derive(Debug)]
pub(super) struct Reply {
    pub by: String,
    pub at: String,
    pub lines: Vec<Line>,
}

/// What a page is made of.
#[derive(Debug, Default)]
pub(super) struct Walk {
    pub parts: Vec<Part>,
    /// Lines of a page without any driver.
    pub others: Vec<Line>,
    pub noise: Vec<String>,
}

/// Where the reader is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    /// Before a driver's first label.
    Lead,
    Field,
    /// After a driver's own text.
    Around,
    Sidebar,
    /// Below the heading of the replies.
    Replies,
    Reply,
}

/// Sorts the lines of a page.
pub(super) fn walk(mut lines: Vec<Line>) -> Walk {
    let mut signs = Signs::of(&lines);
    if !signs.has_labels() {
        // Whatever the elements say: if labels are anywhere, then there.
        let is_furniture = |line: &Line| line.region == Region::Furniture;
        if lines.iter().any(is_furniture) {
            let mut all = lines.clone();
            all.iter_mut().for_each(|line| line.region = Region::Page);
            let of_all = Signs::of(&all);
            if of_all.has_labels() {
                (lines, signs) = (all, of_all);
            }
        }
    }
    let mail = mail_heads(&lines);
    let mut walker = Walker {
        signs,
        fields: Fields::default(),
        part: Part::default(),
        state: State::Lead,
        walk: Walk::default(),
    };
    let mut region = Region::Page;
    let mut lines = lines.into_iter().enumerate().peekable();
    while let Some((place, line)) = lines.next() {
        if line.region == Region::Furniture || mail.get(place) == Some(&true) {
            walker.walk.noise.push(line.seen());
            continue;
        }
        if region == Region::Article && line.region == Region::Page && walker.state == State::Field
        {
            walker.state = State::Around;
        }
        region = line.region;
        let next = lines.peek().map(|(_, next)| next);
        if walker.take(place, line, next) {
            // The next line belonged to it.
            lines.next();
        }
    }
    walker.end()
}

/// For each line whether it is of the head of an e-mail.
fn mail_heads(lines: &[Line]) -> Vec<bool> {
    let texts: Vec<String> = lines
        .iter()
        .map(|line| {
            let text = line.text();
            text.chars().take(40).collect()
        })
        .collect();
    let mut is_head = vec![false; lines.len()];
    for (place, text) in texts.iter().enumerate() {
        let begins = text
            .get(..5)
            .is_some_and(|start| start.eq_ignore_ascii_case("from:"));
        if begins && is_head.get(place) == Some(&false) {
            let length = noise::mail_head(texts.iter().skip(place).map(String::as_str));
            is_head
                .iter_mut()
                .skip(place)
                .take(length)
                .for_each(|is_head| *is_head = true);
        }
    }
    is_head
}

struct Walker {
    signs: Signs,
    /// The fields that the driver has so far.
    fields: Fields,
    part: Part,
    state: State,
    walk: Walk,
}

impl Walker {
    /// Takes one line. `true` if it took the next with it.
    fn take(&mut self, place: usize, line: Line, next: Option<&Line>) -> bool {
        if self.begins_driver(place) {
            self.end_driver();
            if self.signs.label(place).is_none() {
                self.part.lead.push(line);
                return false;
            }
        }
        let text = line.text();
        let around = match self.state {
            State::Lead => Place::Lead,
            State::Field => Place::Field,
            State::Around | State::Sidebar | State::Replies | State::Reply => Place::Around,
        };
        if let Some(noise) = noise::of(&text, around) {
            self.walk.noise.push(line.seen());
            self.state = match (noise, self.state) {
                (_, State::Lead) | (Noise::Line, _) => self.state,
                (Noise::End, _) => State::Around,
                (Noise::Sidebar, _) => State::Sidebar,
            };
            return false;
        }
        if self.state != State::Lead {
            if !line.is_item() && reply::is_heading(&text) {
                self.walk.noise.push(line.seen());
                self.state = State::Replies;
                return false;
            }
            let is_among = matches!(self.state, State::Replies | State::Reply);
            let following = next.filter(|_| text.len() <= reply::LONGEST);
            let following = following.map(Line::text).unwrap_or_default();
            let times = [
                line.time.as_deref(),
                next.and_then(|next| next.time.as_deref()),
            ];
            if let Some(head) = reply::head(&text, &following, times, is_among) {
                self.part.replies.push(Reply {
                    by: head.by,
                    at: head.at,
                    lines: Vec::new(),
                });
                self.state = State::Reply;
                // What is read of it is who and when.
                self.walk.noise.push(text);
                if head.lines > 1 {
                    self.walk.noise.push(following);
                }
                return head.lines > 1;
            }
        }
        if self.state != State::Reply
            && let Some(meta) = meta::read(&text, self.state == State::Lead)
        {
            self.walk.noise.push(meta.written.clone());
            self.part.metas.push(meta);
            if self.state == State::Field {
                self.state = State::Around;
            }
            return false;
        }
        if let Some(label) = self.label(place) {
            self.begin_section(label, line);
            return false;
        }
        self.add(line);
        false
    }

    /// The label that a line begins with, if it counts where the reader is.
    fn label(&mut self, place: usize) -> Option<Label> {
        let label = self.signs.label(place)?.clone();
        let field = label.field;
        if label.is_common && (self.fields.has(field) || self.signs.is_ahead(place, field)) {
            return None;
        }
        let counts = match self.state {
            State::Lead | State::Field => true,
            State::Around | State::Replies => label.shown == Shown::Plainly,
            // People write "Link: …" in comments too. A driver's label has others after it.
            State::Sidebar | State::Reply => {
                let counts = label.spelling == Spelling::Known
                    && !label.is_common
                    && self.signs.is_row_of_labels(place);
                if counts && self.state == State::Reply {
                    self.end_driver();
                }
                counts
            }
        };
        counts.then_some(label)
    }

    fn begin_section(&mut self, label: Label, line: Line) {
        self.fields.add(label.field);
        self.state = State::Field;
        let whole = Line::paragraph(line.runs);
        let text = whole.text();
        let written = text.get(..label.value).unwrap_or_default();
        // An address in brackets has them, not the label.
        let written = written
            .trim()
            .trim_end_matches(['(', '<', '['])
            .trim_end()
            .to_owned();
        let (head, rest) = split(whole.runs, label.value);
        let rest = trimmed(rest);
        let links = Line::paragraph(head).links().into_iter();
        let hrefs = links.map(|(_, href)| href).collect();
        let beside = Line {
            cell: line.cell,
            region: line.region,
            ..Line::paragraph(rest)
        };
        let is_beside = !beside.runs.is_empty();
        self.part.pieces.push(Piece::Section(Section {
            label,
            written,
            hrefs,
            lines: is_beside.then_some(beside).into_iter().collect(),
            is_beside,
        }));
    }

    fn add(&mut self, line: Line) {
        if line.is_entry_title && self.state == State::Field {
            self.state = State::Around;
        }
        match self.state {
            State::Lead => self.part.lead.push(line),
            State::Sidebar => self.walk.noise.push(line.seen()),
            State::Reply => match self.part.replies.last_mut() {
                Some(reply) => reply.lines.push(line),
                None => self.add_loose(line),
            },
            State::Field => match self.part.pieces.last_mut() {
                Some(Piece::Section(section)) => section.lines.push(line),
                _ => self.add_loose(line),
            },
            State::Around | State::Replies => self.add_loose(line),
        }
    }

    fn add_loose(&mut self, line: Line) {
        match self.part.pieces.last_mut() {
            Some(Piece::Loose(lines)) => lines.push(line),
            _ => self.part.pieces.push(Piece::Loose(vec![line])),
        }
    }

    /// Whether another driver begins with a line: one that may be a title, before labels that this driver has already.
    fn begins_driver(&self, place: usize) -> bool {
        let Some(level) = self.signs.level(place).filter(|_| !self.fields.is_empty()) else {
            return false;
        };
        let first = self.signs.next_label(place);
        let second = first.and_then(|first| self.signs.next_label(first));
        let third = second.and_then(|second| self.signs.next_label(second));
        let has = |place: Option<usize>| {
            let field = place.and_then(|place| self.signs.field(place));
            field.is_some_and(|field| self.fields.has(field))
        };
        if self.signs.field(place) == Some(Field::Title) {
            return self.fields.has(Field::Title) || has(first) || has(second);
        }
        // Another title between may be the right one.
        let barrier = self.signs.barrier(place).unwrap_or(usize::MAX);
        let is_before = |other: Option<usize>| other.is_some_and(|other| other < barrier);
        if !is_before(first) {
            return false;
        }
        if level < BOLD {
            return has(first) || is_before(second) && has(second);
        }
        // Where the line is no heading, more has to speak for it.
        let is_titled = first.and_then(|first| self.signs.field(first)) == Some(Field::Title);
        let awaits_value = match (self.state, self.part.pieces.last()) {
            // A field of one line may have its value there.
            (State::Field, Some(Piece::Section(section))) => section.lines.is_empty(),
            _ => false,
        };
        let is_right_before = first == Some(place + 1);
        let is_near = is_right_before || level == BOLD && self.state != State::Reply;
        let repeated = [first, second, third]
            .into_iter()
            .filter(|label| has(*label))
            .count();
        let goes_on = match self.state {
            State::Reply => has(first) && has(second),
            _ => repeated >= 2 || repeated == 1 && second.is_none(),
        };
        is_near && goes_on && !is_titled && !awaits_value
    }

    fn end_driver(&mut self) {
        let part = std::mem::take(&mut self.part);
        let is_driver = part
            .pieces
            .iter()
            .any(|piece| matches!(piece, Piece::Section(_)));
        match is_driver {
            true => self.walk.parts.push(part),
            false => self.walk.others.extend(part.lead),
        }
        self.fields = Fields::default();
        self.state = State::Lead;
    }

    fn end(mut self) -> Walk {
        self.end_driver();
        self.walk
    }
}
