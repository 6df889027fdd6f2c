//! Notes, which carry what formats of references have no field for.

use super::trimmed;
use crate::domain::field::Field;
use crate::names;

/// A note about a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    /// What the note says, if a field says it; the field's label then stands before the text.
    pub field: Option<Field>,
    pub text: String,
}

impl Note {
    /// The fields that are carried as notes.
    const FIELDS: [Field; 7] = [
        Field::Impact,
        Field::KeyFeatures,
        Field::CaseStudies,
        Field::AlternativeTitles,
        Field::FurtherLinks,
        Field::Published,
        Field::PublicationFormat,
    ];

    pub fn new(field: Field, text: impl Into<String>) -> Self {
        Self {
            field: Some(field),
            text: text.into(),
        }
    }

    /// The note with the label of its field before it.
    pub fn labelled(&self) -> String {
        match self.field {
            // Paragraphs and lists begin on a line of their own.
            Some(field) => {
                let space = if self.text.contains('\n') { "\n" } else { " " };
                format!("{}:{space}{}", names::label(field), self.text)
            }
            None => self.text.clone(),
        }
    }

    /// The notes of one text: each line that begins with the label of a field begins one.
    pub fn read(text: &str) -> Vec<Self> {
        let mut notes: Vec<Self> = Vec::new();
        for line in text.lines() {
            let begun = Self::FIELDS.into_iter().find_map(|field| {
                let text = line.strip_prefix(names::label(field))?.strip_prefix(':')?;
                Some(Self::new(field, text.trim_start()))
            });
            match (begun, notes.last_mut()) {
                (Some(note), _) => notes.push(note),
                (None, Some(last)) => {
                    last.text.push('\n');
                    last.text.push_str(line);
                }
                (None, None) => notes.push(Self {
                    field: None,
                    text: line.to_owned(),
                }),
            }
        }
        for note in &mut notes {
            note.text = trimmed(&note.text).to_owned();
        }
        notes.retain(|note| !note.text.is_empty());
        notes
    }
}
