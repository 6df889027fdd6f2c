//! A query: what a person looks for, as typed text and as a value that the index answers.
//!
//! ```text
//! genomics "what it means" -draft (plan OR strategy)
//! source:"NHS England" level:national published:2016..2018 review:overdue has:conflict
//! ```
//!
//! Words match from their beginning, and all of them must; a phrase matches word by word. Nothing that is typed is an
//! error: [`Query::parse`] says of what it couldn't understand that it is searched as text.

mod days;
mod display;
mod form;
mod parse;

use crate::domain::field::Field;
use crate::domain::review::ReviewState;

pub use self::days::Days;
pub use self::form::Form;
pub use self::parse::{Note, Parsed};
use super::facet::Facet;

/// What is looked for. What [`Query::parse`] gives is in its plainest form: no list of one or none, no list in a list of
/// its kind, nothing denied twice.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Query {
    /// Every driver.
    #[default]
    Everything,
    /// Words one after the other, in the text or a part of it.
    Words {
        scope: Scope,
        words: Words,
    },
    /// A value of a facet that has these words, one after the other.
    Value {
        facet: Facet,
        words: Words,
    },
    /// A date that may lie within these days.
    Dates {
        field: Field,
        days: Days,
    },
    Review(ReviewState),
    Has(Has),
    Not(Box<Query>),
    All(Vec<Query>),
    Any(Vec<Query>),
}

/// One or more folded words that follow one another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Words {
    /// Never empty.
    pub words: Vec<String>,
    /// Whether the last word may go on, as while it is typed.
    pub is_open: bool,
}

/// Where words are looked for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Scope {
    #[default]
    Anywhere,
    /// In the title and the alternative titles.
    Title,
    Impact,
    Summary,
    KeyFeatures,
}

/// What a driver may have.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Has {
    Conflict,
    Comments,
    /// Something in this field.
    Field(Field),
}

impl Scope {
    pub const ALL: [Self; 5] = [
        Self::Anywhere,
        Self::Title,
        Self::Impact,
        Self::Summary,
        Self::KeyFeatures,
    ];

    /// The name in a query; empty for the whole text.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Anywhere => "",
            Self::Title => "title",
            Self::Impact => "impact",
            Self::Summary => "summary",
            Self::KeyFeatures => "features",
        }
    }
}

impl Has {
    /// All that can be asked for.
    pub fn all() -> impl Iterator<Item = Self> {
        [Self::Conflict, Self::Comments]
            .into_iter()
            .chain(Field::ALL.map(Self::Field))
    }

    /// The name in a query.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Conflict => "conflict",
            Self::Comments => "comments",
            Self::Field(field) => field.key(),
        }
    }
}

/// The dates that can be asked for, by their names in a query.
const DATES: [(&str, Field); 3] = [
    ("published", Field::Published),
    ("updated", Field::LastUpdated),
    ("due", Field::ReviewDue),
];

impl Query {
    /// Reads what was typed.
    pub fn parse(text: &str) -> Parsed {
        parse::parse(text)
    }

    /// All of these at once.
    pub fn all(queries: impl IntoIterator<Item = Self>) -> Self {
        let mut all = Vec::new();
        for query in queries {
            match query {
                Self::Everything => (),
                Self::All(queries) => all.extend(queries),
                other => all.push(other),
            }
        }
        match all.len() {
            0 => Self::Everything,
            1 => all.remove(0),
            _ => Self::All(all),
        }
    }

    /// Any of these.
    pub fn any(queries: impl IntoIterator<Item = Self>) -> Self {
        let mut any = Vec::new();
        for query in queries {
            match query {
                Self::Everything => (),
                Self::Any(queries) => any.extend(queries),
                other => any.push(other),
            }
        }
        match any.len() {
            0 => Self::Everything,
            1 => any.remove(0),
            _ => Self::Any(any),
        }
    }

    /// Drivers that this one leaves out. Of everything it is still everything: there is nothing to leave out yet.
    pub fn denied(self) -> Self {
        match self {
            Self::Everything => Self::Everything,
            Self::Not(query) => *query,
            other => Self::Not(Box::new(other)),
        }
    }

    /// The words whose matches are worth showing: those that a driver is found by, and not what it mustn't have.
    pub fn wanted(&self) -> Vec<&Words> {
        match self {
            Self::Words { words, .. } => vec![words],
            Self::All(queries) | Self::Any(queries) => {
                queries.iter().flat_map(Self::wanted).collect()
            }
            _ => Vec::new(),
        }
    }

    /// Changes each of the words in the text that are wanted.
    pub(super) fn each_wanted(&mut self, change: &mut impl FnMut(&mut Words)) {
        match self {
            Self::Words { words, .. } => change(words),
            Self::All(queries) | Self::Any(queries) => {
                for query in queries {
                    query.each_wanted(change);
                }
            }
            _ => (),
        }
    }
}

#[cfg(test)]
mod tests;
