//! Values of fields, read from what follows their labels.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use super::known::Spelling;
use super::line::Line;
use super::meta::Meta;
use super::placeholder::nothing;
use super::split;
use super::walk::{Part, Piece, Reply, Section};
use super::{Certainty, Found, FoundComment, FoundDriver, Origin, Placed, Provenance, Unplaced};
use super::{Why, WhyUnplaced};
use super::{choice, one_line, render, title};
use crate::domain::date::ApproximateDate;
use crate::domain::field::{Field, Kind, LEVELS};
use crate::domain::fold::fold;
use crate::exchange::markdown::escaped;

/// Longer values of one line are doubtful, in bytes.
const LONG: usize = 300;
/// Lines that are longer, or end a sentence, are no elements of a list, in bytes.
const LONGEST_ELEMENT: usize = 120;

/// Reads one driver. What stands above the first driver and is of none goes beside the drivers that were found before.
pub(super) fn driver(part: Part, window_title: &str, found: &mut Found) -> FoundDriver {
    let mut reader = Reader::default();
    for piece in part.pieces {
        match piece {
            Piece::Section(section) => reader.section(section),
            Piece::Loose(lines) => reader.leave(&lines, WhyUnplaced::AfterEnd),
        }
    }
    let is_first = found.drivers.is_empty();
    let window_title = if is_first { window_title } else { "" };
    let before = reader.lead(&part.lead, window_title, is_first, found);
    reader.unplaced.splice(0..0, before);
    reader.link_of_title();
    for meta in part.metas {
        reader.meta(&meta);
    }
    let mut comments = Vec::new();
    for reply in part.replies {
        match comment(reply) {
            Ok(comment) => comments.push(comment),
            Err(head) => reader.unplaced.push(head),
        }
    }
    FoundDriver {
        fields: reader.placed.into_values().collect(),
        comments,
        unplaced: reader.unplaced,
    }
}

/// A reply as a comment, or what is left of one without a text.
fn comment(reply: Reply) -> Result<FoundComment, Unplaced> {
    let Reply { by, at, lines } = reply;
    let text = render::plain(&lines);
    match text.is_empty() {
        false => Ok(FoundComment { by, at, text }),
        true => Err(Unplaced {
            text: escaped(&format!("{by} {at}")),
            why: WhyUnplaced::AfterEnd,
        }),
    }
}

#[derive(Default)]
pub(super) struct Reader {
    pub placed: BTreeMap<Field, Placed>,
    pub unplaced: Vec<Unplaced>,
    /// What the lists among the fields have already.
    elements: BTreeSet<(Field, String)>,
    /// The label and hyperlink of the title.
    pub title_link: Option<(String, String, Rc<str>)>,
}

/// A value as it was taken, before it is known whether its field is free.
pub(super) struct Taken<'a> {
    pub field: Field,
    pub text: String,
    pub origin: Origin,
    pub raw: String,
    pub certainty: Certainty,
    /// The label as written; empty where there is none.
    pub label: &'a str,
}

impl Reader {
    fn section(&mut self, section: Section) {
        let field = section.label.field;
        match field.kind() {
            Kind::Markdown => self.markdown(section),
            Kind::Line | Kind::Date | Kind::Choice(_) | Kind::Driver => self.one_line(section),
            Kind::List(_) => self.list(section),
            Kind::Url | Kind::Links => self.links(section),
        }
    }

    fn markdown(&mut self, section: Section) {
        let field = section.label.field;
        self.links_of_label(&section);
        if let Some(why) = nothing(field, &section.lines) {
            return self.leave_section(&section.written, &section.lines, why);
        }
        self.place(Taken {
            field,
            text: render::markdown(&section.lines),
            origin: Origin::Label(section.written.clone()),
            raw: render::seen(&section.lines),
            certainty: certainty_of(&section),
            label: &section.written,
        });
    }

    fn one_line(&mut self, section: Section) {
        let field = section.label.field;
        self.links_of_label(&section);
        let is_value = |line: &Line| !line.is_heading() && line.text().len() <= LONG;
        let length = match section.lines.first() {
            Some(first) if section.is_beside || is_value(first) => 1,
            _ => 0,
        };
        let (taken, rest) = section.lines.split_at_checked(length).unwrap_or_default();
        let raw = render::seen(taken);
        let text = one_line(&taken.iter().map(Line::text).collect::<Vec<_>>().join(" "));
        let (text, doubt) = match field.kind() {
            Kind::Date => date(&text),
            Kind::Choice(choices) => match choice::of(choices, &text) {
                Some((choice, doubt)) => (choice.to_owned(), doubt),
                None => (String::new(), Certainty::Sure),
            },
            // Who can say which driver of the register a text names?
            Kind::Driver => (String::new(), Certainty::Sure),
            _ if text.len() > LONG => (text, Certainty::Unsure(Why::Long)),
            _ => (text, Certainty::Sure),
        };
        if let Some(why) = nothing(field, taken) {
            self.leave_section(&section.written, taken, why);
        } else if text.is_empty() {
            self.leave_section(&section.written, taken, WhyUnplaced::NotTaken(field));
        } else {
            self.links_in(field, &section.written, taken);
            self.place(Taken {
                field,
                text,
                origin: Origin::Label(section.written.clone()),
                raw,
                certainty: worse(certainty_of(&section), doubt),
                label: &section.written,
            });
        }
        self.leave(rest, WhyUnplaced::After(field));
    }

    fn list(&mut self, section: Section) {
        let field = section.label.field;
        self.links_of_label(&section);
        let (taken, rest) = section
            .lines
            .split_at_checked(list_length(&section))
            .unwrap_or_default();
        if let Some(why) = nothing(field, taken) {
            self.leave_section(&section.written, taken, why);
            return self.leave(rest, WhyUnplaced::After(field));
        }
        let is_closed = matches!(field.kind(), Kind::List(Some(_)));
        let mut certainty = certainty_of(&section);
        let mut elements: Vec<String> = Vec::new();
        for line in taken {
            let text = one_line(&line.text());
            let (parts, doubt) = match taken {
                [_] => split::elements(field, &text),
                _ if is_closed => split::elements(field, &text),
                // Where each has its own line, commas are part of them.
                _ => (vec![split::element(&text)], None),
            };
            certainty = worse(certainty, doubt.map_or(Certainty::Sure, Certainty::Likely));
            for part in parts {
                match choice::of_list(field, &part) {
                    Some((known, doubt)) => {
                        certainty = worse(certainty, doubt);
                        elements.extend(known.iter().map(|known| (*known).to_owned()));
                    }
                    None if is_closed => {
                        certainty = worse(certainty, Certainty::Unsure(Why::PartlyTaken));
                    }
                    None => elements.push(part),
                }
            }
        }
        if elements.is_empty() {
            self.leave_section(&section.written, taken, WhyUnplaced::NotTaken(field));
        } else {
            self.links_in(field, &section.written, taken);
            self.place(Taken {
                field,
                text: elements.join("\n"),
                origin: Origin::Label(section.written.clone()),
                raw: render::seen(taken),
                certainty,
                label: &section.written,
            });
        }
        self.leave(rest, WhyUnplaced::After(field));
    }

    /// Puts a value into its field, or beside the fields where that has one already.
    pub fn place(&mut self, taken: Taken<'_>) {
        let Taken {
            field,
            text,
            origin,
            raw,
            certainty,
            label,
        } = taken;
        let is_list = field.kind().is_list();
        let text = if is_list {
            self.new_lines(field, &text)
        } else {
            text
        };
        let several = worse(certainty, Certainty::Likely(Why::SeveralValues));
        let Some(placed) = self.placed.get_mut(&field) else {
            let source = Provenance { place: origin, raw };
            self.placed.insert(
                field,
                Placed {
                    field,
                    text,
                    source,
                    certainty,
                },
            );
            return;
        };
        match field.kind() {
            Kind::Markdown => {
                placed.text.push_str("\n\n");
                placed.text.push_str(&text);
            }
            _ if is_list && text.is_empty() => (),
            _ if is_list => {
                placed.text.push('\n');
                placed.text.push_str(&text);
            }
            _ if placed.text.len() <= LONG && fold(&placed.text) == fold(&text) => (),
            _ => {
                return self.unplaced.push(Unplaced {
                    text: escaped(&format!("{label} {raw}")),
                    why: WhyUnplaced::SecondValue(field),
                });
            }
        }
        // One line may give a field several values.
        if !placed.source.raw.ends_with(&raw) {
            placed.source.raw.push('\n');
            placed.source.raw.push_str(&raw);
        }
        placed.certainty = worse(placed.certainty, several);
    }

    /// The lines of a list that its field doesn't have yet.
    fn new_lines(&mut self, field: Field, text: &str) -> String {
        let is_new = |line: &&str| self.elements.insert((field, (*line).to_owned()));
        text.lines().filter(is_new).collect::<Vec<_>>().join("\n")
    }

    /// Keeps lines that are in no field.
    pub fn leave(&mut self, lines: &[Line], why: WhyUnplaced) {
        let text = render::markdown(lines);
        if !text.is_empty() {
            self.unplaced.push(Unplaced { text, why });
        }
    }

    /// Keeps a label with what follows it.
    pub fn leave_section(&mut self, label: &str, lines: &[Line], why: WhyUnplaced) {
        let mut text = escaped(label);
        let value = render::markdown(lines);
        if !value.is_empty() {
            text.push_str(if lines.len() == 1 { " " } else { "\n\n" });
            text.push_str(&value);
        }
        self.unplaced.push(Unplaced { text, why });
    }

    /// Finds the title among the lines before the labels, if no label had it, and says what is left of them.
    fn lead(
        &mut self,
        lead: &[Line],
        window_title: &str,
        is_first: bool,
        found: &mut Found,
    ) -> Vec<Unplaced> {
        let mut taken = None;
        if !self.placed.contains_key(&Field::Title)
            && let Some((place, title)) = title::find(lead, window_title)
        {
            taken = place;
            self.placed.insert(Field::Title, title);
        }
        let title = self
            .placed
            .get(&Field::Title)
            .map(|title| fold(&title.text));
        let mut left = Vec::new();
        for (place, line) in lead.iter().enumerate() {
            let is_title = taken == Some(place);
            let text = line.text();
            if is_title {
                // A blog's headings link to the page itself.
                let links = line.links().into_iter();
                found.noise.extend(links.map(|(_, href)| href.to_string()));
            } else if text.len() <= 2 * LONG && title.as_ref() == Some(&fold(&text)) {
                found.noise.push(text);
            } else {
                let text = render::markdown(std::slice::from_ref(line));
                let is_before = taken.is_none_or(|taken| place < taken);
                match is_first && is_before {
                    true => found.unplaced.push(text),
                    false => left.push(Unplaced {
                        text,
                        why: WhyUnplaced::BeforeLabels,
                    }),
                }
            }
        }
        left
    }

    /// Takes level, nations, settings and topics from what the blog says, where no label said it.
    fn meta(&mut self, meta: &Meta) {
        let mut values: Vec<(Field, String)> = Vec::new();
        for name in &meta.categories {
            if let Some((level, _)) = choice::of(LEVELS, name) {
                values.push((Field::Level, level.to_owned()));
            } else if let Some((known, _)) = choice::of_list(Field::Nations, name) {
                values.extend(
                    known
                        .iter()
                        .map(|nation| (Field::Nations, (*nation).to_owned())),
                );
            } else if let Some((known, _)) = choice::of_list(Field::Settings, name) {
                values.extend(
                    known
                        .iter()
                        .map(|setting| (Field::Settings, (*setting).to_owned())),
                );
            } else if !meta.is_trail {
                values.push((Field::Topics, name.clone()));
            }
        }
        values.extend(meta.tags.iter().map(|tag| (Field::Topics, tag.clone())));
        for (field, text) in values {
            let placed = self.placed.get(&field);
            let is_own = |placed: &Placed| placed.source.place == Origin::Categories;
            if placed.is_none_or(|placed| is_own(placed) && field != Field::Level) {
                self.place(Taken {
                    field,
                    text,
                    origin: Origin::Categories,
                    raw: meta.written.clone(),
                    certainty: Certainty::Likely(Why::Categories),
                    label: "",
                });
            }
        }
    }
}

/// How many lines after a label are a list: items, and short lines where none stands beside it.
fn list_length(section: &Section) -> usize {
    let lines = &section.lines;
    let beside = usize::from(section.is_beside);
    let after = lines.get(beside..).unwrap_or_default();
    let goes_on = |line: &&Line| line.is_item() || line.is_joined && is_element(line);
    let items = after.iter().take_while(goes_on).count();
    if beside > 0 || items > 0 {
        return beside + items;
    }
    let short = after.iter().take_while(|line| is_element(line)).count();
    // The first may be a sentence that lists them.
    let is_value = |line: &Line| !line.is_heading() && line.text().len() <= LONG;
    short.max(usize::from(after.first().is_some_and(is_value)))
}

fn is_element(line: &Line) -> bool {
    let text = line.text();
    !line.is_heading() && text.len() <= LONGEST_ELEMENT && !text.ends_with(['.', ':'])
}

fn date(text: &str) -> (String, Certainty) {
    let text = text.strip_suffix('.').unwrap_or(text).to_owned();
    let certainty = match ApproximateDate::from_written(text.as_str()).edtf() {
        Some(_) => Certainty::Sure,
        None if text.len() <= LONG => Certainty::Likely(Why::NoDate),
        None => Certainty::Unsure(Why::NoDate),
    };
    (text, certainty)
}

pub(super) fn certainty_of(section: &Section) -> Certainty {
    match section.label.spelling {
        Spelling::Slip => Certainty::Likely(Why::Spelling),
        Spelling::Longer => Certainty::Likely(Why::LongerLabel),
        Spelling::Known if section.label.is_common => Certainty::Likely(Why::CommonWord),
        Spelling::Known => Certainty::Sure,
    }
}

/// The more doubtful of two; the first where both are alike.
pub(super) fn worse(one: Certainty, other: Certainty) -> Certainty {
    let doubt = |certainty: Certainty| match certainty {
        Certainty::Sure => 0,
        Certainty::Likely(_) => 1,
        Certainty::Unsure(_) => 2,
    };
    if doubt(other) > doubt(one) {
        other
    } else {
        one
    }
}
