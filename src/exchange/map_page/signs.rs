//! Where a page's labels are, and which of its lines may be the title of another driver.

use super::label::{self, Label};
use super::line::{Kind, Line, Region};
use crate::domain::field::Field;

/// A set of fields.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Fields(u32);

impl Fields {
    pub fn has(self, field: Field) -> bool {
        self.0 & 1 << field as u32 != 0
    }

    pub fn add(&mut self, field: Field) {
        self.0 |= 1 << field as u32;
    }

    pub fn is_empty(self) -> bool {
        self.0 == 0
    }
}

/// The level of a bold line that may be a title; headings have smaller ones.
pub(super) const BOLD: u8 = 7;
/// The level of a plain line that may be one.
const PLAIN: u8 = 8;

/// How long a title may be that isn't a heading, in bytes.
pub(super) const LONGEST_TITLE: usize = 250;

/// What each line is a sign of.
#[derive(Debug)]
pub(super) struct Signs {
    signs: Vec<Sign>,
}

#[derive(Debug)]
struct Sign {
    label: Option<Label>,
    /// If it may be a title: how high. Labels of titles stand above all.
    level: Option<u8>,
    next_label: Option<usize>,
    /// The next line that may be a title at least as high, and isn't a plain line.
    barrier: Option<usize>,
    /// The fields that have a label, not a common word, between this line and the next title.
    ahead: Fields,
}

impl Signs {
    pub fn of(lines: &[Line]) -> Self {
        let mut labels: Vec<Option<Label>> = lines
            .iter()
            .map(|line| label::of(line).filter(|_| line.region != Region::Furniture))
            .collect();
        clear_items(lines, &mut labels);
        let known = labels.iter().flatten();
        let (common, others): (Vec<&Label>, Vec<&Label>) = known.partition(|label| label.is_common);
        if others.is_empty() && common.len() < 2 {
            // "Date: …" alone is on any page.
            labels.iter_mut().for_each(|label| *label = None);
        }
        let mut signs = Vec::with_capacity(lines.len());
        let mut next_label = None;
        let mut titles = [None; PLAIN as usize];
        let mut ahead = Fields::default();
        for (place, (line, label)) in lines.iter().zip(labels).enumerate().rev() {
            let level = level(line, label.as_ref(), next_label == Some(place + 1));
            let barrier = level.and_then(|level| {
                let above = titles.iter().take(usize::from(level) + 1);
                above.flatten().min().copied()
            });
            let field = label.as_ref().map(|label| (label.field, label.is_common));
            signs.push(Sign {
                label,
                level,
                next_label,
                barrier,
                ahead,
            });
            match field {
                Some((Field::Title, _)) => ahead = Fields::default(),
                Some((field, false)) => ahead.add(field),
                None if line.is_entry_title => ahead = Fields::default(),
                _ => (),
            }
            if field.is_some() {
                next_label = Some(place);
            }
            if let Some(title) = level.and_then(|level| titles.get_mut(usize::from(level))) {
                *title = Some(place);
            }
        }
        signs.reverse();
        Self { signs }
    }

    pub fn has_labels(&self) -> bool {
        self.signs.iter().any(|sign| sign.label.is_some())
    }

    pub fn label(&self, place: usize) -> Option<&Label> {
        self.signs.get(place)?.label.as_ref()
    }

    pub fn field(&self, place: usize) -> Option<Field> {
        self.label(place).map(|label| label.field)
    }

    /// The next line after a place that begins with a label.
    pub fn next_label(&self, place: usize) -> Option<usize> {
        self.signs.get(place)?.next_label
    }

    pub fn level(&self, place: usize) -> Option<u8> {
        self.signs.get(place)?.level
    }

    pub fn barrier(&self, place: usize) -> Option<usize> {
        self.signs.get(place)?.barrier
    }

    /// Whether the field has a label that is no common word further on in the same driver.
    pub fn is_ahead(&self, place: usize, field: Field) -> bool {
        self.signs
            .get(place)
            .is_some_and(|sign| sign.ahead.has(field))
    }

    /// Whether a label and the next two are of three fields.
    pub fn is_row_of_labels(&self, place: usize) -> bool {
        let second = self.next_label(place);
        let third = second.and_then(|second| self.next_label(second));
        let fields =
            [Some(place), second, third].map(|place| place.and_then(|place| self.field(place)));
        match fields {
            [Some(first), Some(second), Some(third)] => {
                first != second && second != third && first != third
            }
            _ => false,
        }
    }
}

/// Takes labels from lists that are no lists of labels: items may begin with any word and a colon.
fn clear_items(lines: &[Line], labels: &mut [Option<Label>]) {
    let is_listed = |line: &Line| matches!(line.kind, Kind::Item { .. } | Kind::Inside { .. });
    let is_outer = |line: &Line| matches!(line.kind, Kind::Item { depth: 0, .. });
    let mut rest = labels;
    for list in lines.chunk_by(|one, next| is_listed(one) == is_listed(next)) {
        let Some((labels, after)) = rest.split_at_mut_checked(list.len()) else {
            return;
        };
        rest = after;
        if !list.first().is_some_and(is_listed) {
            continue;
        }
        let outer = list
            .iter()
            .zip(labels.iter())
            .filter(|(line, _)| is_outer(line));
        let (labelled, others): (Vec<_>, Vec<_>) = outer.partition(|(_, label)| label.is_some());
        let is_of_labels = labelled.len() >= 2 && labelled.len() >= others.len();
        for (line, label) in list.iter().zip(labels) {
            if !is_of_labels || !is_outer(line) {
                *label = None;
            }
        }
    }
}

/// How high a line stands as a title, if it may be one.
fn level(line: &Line, label: Option<&Label>, is_before_label: bool) -> Option<u8> {
    if line.region == Region::Furniture {
        return None;
    }
    if let Some(label) = label {
        return (label.field == Field::Title).then_some(0);
    }
    let text = || line.text();
    match line.kind {
        Kind::Heading(level) => Some(level.min(BOLD - 1)),
        Kind::Paragraph if line.is_strong() && may_be_title(&text()) => Some(BOLD),
        Kind::Paragraph if is_before_label && may_be_title(&text()) => Some(PLAIN),
        Kind::Paragraph | Kind::Item { .. } | Kind::Inside { .. } => None,
    }
}

/// Whether a plain line may be a title: short, and no sentence.
pub(super) fn may_be_title(text: &str) -> bool {
    let is_open = text.ends_with(['.', ':', ';', ',']);
    text.len() <= LONGEST_TITLE && !is_open && text.chars().any(char::is_alphanumeric)
}
