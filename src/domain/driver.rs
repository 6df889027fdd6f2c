//! A driver as it stands: what is shown, read from the law's result by field.

use std::collections::BTreeSet;
use std::fmt;

use jiff::Timestamp;
use jiff::civil::Date;
use serde_json::Value;

use super::date::ApproximateDate;
use super::edit::EntryId;
use super::field::{COMMENT, Field, TRASHED};
use super::law::{FieldStanding, Standing, Trash};
use super::review::ReviewState;
use super::sorting::sort_by_key;

/// A driver as it stands now, or stood at a version of its history.
#[derive(Clone, Debug, PartialEq)]
pub struct Driver {
    pub id: EntryId,
    pub standing: Standing,
    published: Option<ApproximateDate>,
    last_updated: Option<ApproximateDate>,
    review_due: Option<ApproximateDate>,
}

/// A further link. The label may be empty.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    pub label: String,
    pub url: String,
}

/// A reader's comment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Comment {
    pub by: String,
    /// As in the file: a time, or anything that a person wrote there.
    pub at: String,
    pub text: String,
}

/// Whether a driver still holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Status {
    Current,
    Archived,
    /// Another driver took its place: it names one in [`Field::SupersededBy`].
    Superseded,
}

impl Driver {
    /// Reads what stands. No value makes it fail: one of the wrong kind, which only a damaged store can hold, shows as
    /// nothing.
    pub fn new(id: EntryId, standing: Standing) -> Self {
        let date = |field: Field| {
            let shown = &standing.fields.get(field.key())?.shown;
            ApproximateDate::from_value(shown).ok()
        };
        let (published, last_updated, review_due) = (
            date(Field::Published),
            date(Field::LastUpdated),
            date(Field::ReviewDue),
        );
        Self {
            id,
            standing,
            published,
            last_updated,
            review_due,
        }
    }

    /// The value shown for a key of the file; `null` where there is none.
    pub fn value(&self, key: &str) -> &Value {
        self.standing
            .fields
            .get(key)
            .map_or(&Value::Null, |field| &field.shown)
    }

    /// The title; empty only where nobody gave one, as in a driver of which a file held part.
    pub fn title(&self) -> &str {
        self.text(Field::Title)
    }

    /// The text of a field of one text; else empty.
    pub fn text(&self, field: Field) -> &str {
        self.value(field.key()).as_str().unwrap_or_default()
    }

    /// The elements of a field that is a list of texts.
    pub fn list(&self, field: Field) -> impl Iterator<Item = &str> {
        self.texts(field.key())
    }

    /// The elements that are texts of what is shown for a key of the file.
    pub fn texts(&self, key: &str) -> impl Iterator<Item = &str> + use<'_> {
        let elements = self.value(key).as_array();
        elements.into_iter().flatten().filter_map(Value::as_str)
    }

    /// The further links.
    pub fn further_links(&self) -> Vec<Link> {
        let text = |value: &Value, key| value[key].as_str().unwrap_or_default().to_owned();
        let links = self.value(Field::FurtherLinks.key()).as_array();
        links
            .into_iter()
            .flatten()
            .map(|link| Link {
                label: text(link, "label"),
                url: text(link, "url"),
            })
            .collect()
    }

    /// The date of a field that is one.
    pub fn date(&self, field: Field) -> Option<&ApproximateDate> {
        match field {
            Field::Published => self.published.as_ref(),
            Field::LastUpdated => self.last_updated.as_ref(),
            Field::ReviewDue => self.review_due.as_ref(),
            _ => None,
        }
    }

    /// Whether the driver still holds. A driver without a status is current.
    pub fn status(&self) -> Status {
        if !self.text(Field::SupersededBy).is_empty() {
            Status::Superseded
        } else if self.text(Field::Status) == "archived" {
            Status::Archived
        } else {
            Status::Current
        }
    }

    /// Whether its entry is due for review.
    pub fn review(&self, today: Date) -> ReviewState {
        ReviewState::of(self.review_due.as_ref(), today)
    }

    /// The comments, the earliest first.
    pub fn comments(&self) -> Vec<Comment> {
        let text = |value: &Value, key| value[key].as_str().unwrap_or_default().to_owned();
        let mut comments: Vec<Comment> = self
            .comment_fields()
            .filter(|field| !field.shown.is_null())
            .map(|field| Comment {
                by: text(&field.shown, "by"),
                at: text(&field.shown, "at"),
                text: text(&field.shown, "text"),
            })
            .collect();
        sort_by_key(&mut comments, |comment| {
            (comment.time(), comment.at.clone(), comment.text.clone())
        });
        comments
    }

    /// Whether anybody commented.
    pub fn has_comments(&self) -> bool {
        self.comment_fields().any(|field| !field.shown.is_null())
    }

    fn comment_fields(&self) -> impl Iterator<Item = &FieldStanding> {
        let from_comments = self.standing.fields.from(COMMENT);
        from_comments
            .take_while(|(key, _)| key.starts_with(COMMENT))
            .map(|(_, field)| field)
    }

    /// The keys of the fields in conflict.
    pub fn conflicts(&self) -> impl Iterator<Item = &str> {
        let fields = self.standing.fields.iter();
        fields
            .filter(|(_, field)| field.is_in_conflict())
            .map(|(key, _)| key.as_str())
    }

    pub fn is_in_conflict(&self) -> bool {
        self.conflicts().next().is_some()
    }

    /// Whether nothing of it is for a person to settle: whether [`Self::to_settle`] is empty, without the work of listing it.
    pub fn is_settled(&self) -> bool {
        !self.is_in_conflict() && !matches!(self.standing.trash, Trash::LiveDespite(_))
    }

    /// What is for a person to settle, by key: the fields in conflict in the order of the page, then what the page has
    /// no place for, and at last whether the driver is in the trash, where one person moved it there while another
    /// changed it.
    pub fn to_settle(&self) -> Vec<&str> {
        let in_conflict: BTreeSet<&str> = self.conflicts().collect();
        let fields = Field::ALL.into_iter().map(Field::key);
        let mut keys: Vec<&str> = fields.filter(|key| in_conflict.contains(key)).collect();
        let others = in_conflict.into_iter();
        keys.extend(others.filter(|key| Field::from_key(key).is_none()));
        if matches!(self.standing.trash, Trash::LiveDespite(_)) {
            keys.push(TRASHED);
        }
        keys
    }

    pub fn is_in_trash(&self) -> bool {
        matches!(self.standing.trash, Trash::Trashed(_))
    }
}

impl Comment {
    /// The time, where it is one.
    pub fn time(&self) -> Option<Timestamp> {
        self.at.parse().ok()
    }
}

impl Status {
    pub const ALL: [Self; 3] = [Self::Current, Self::Archived, Self::Superseded];

    pub const fn key(self) -> &'static str {
        match self {
            Self::Current => "current",
            Self::Archived => "archived",
            Self::Superseded => "superseded",
        }
    }
}

impl fmt::Display for Status {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.key())
    }
}
