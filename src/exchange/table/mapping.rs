//! Which column of a table is which field: guessed from the headers, chosen by a person, and remembered.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::domain::field::Field;
use crate::domain::fold::fold;
use crate::domain::sorting::Gather;
use crate::exchange::columns::Column;
use crate::names;

/// What the cells of a column are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Target {
    Id,
    Field(Field),
    /// Each cell is a reader's comment.
    Comment,
    /// Each cell has the ids of the edits that the row is after: what was known of the driver when it was written.
    Version,
}

/// What the columns of a table are, in their order.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mapping {
    /// `None` is a column that isn't read. Several may be the same.
    pub columns: Vec<Option<Target>>,
    /// Whether an empty cell, in a row with an id, clears the field.
    #[serde(default)]
    pub empty_clears: bool,
}

impl Target {
    /// All of them, in the order of the page.
    pub fn all() -> impl Iterator<Item = Self> {
        Column::all().map(|column| match column {
            Column::Id => Self::Id,
            Column::Field(field) => Self::Field(field),
            Column::Comments => Self::Comment,
            Column::Version => Self::Version,
        })
    }

    pub const fn key(self) -> &'static str {
        match self {
            Self::Id => "id",
            Self::Field(field) => field.key(),
            Self::Comment => "comment",
            Self::Version => "version",
        }
    }

    /// What people see it called.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Id => Column::Id.header(),
            Self::Field(field) => Column::Field(field).header(),
            Self::Comment => Column::Comments.header(),
            Self::Version => Column::Version.header(),
        }
    }

    pub fn from_key(key: &str) -> Option<Self> {
        Self::all().find(|target| target.key() == key)
    }
}

impl Serialize for Target {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.key())
    }
}

impl<'de> Deserialize<'de> for Target {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let key = String::deserialize(deserializer)?;
        let unknown = || serde::de::Error::custom("not a column");
        Self::from_key(&key).ok_or_else(unknown)
    }
}

impl Mapping {
    /// Whether any column is this.
    pub fn has(&self, target: Target) -> bool {
        self.columns.contains(&Some(target))
    }

    /// Adds, under each header's folded text, the key of what its column is; empty for one that isn't read.
    pub fn remember(&self, header: &[String], remembered: &mut BTreeMap<String, String>) {
        for (header, target) in header.iter().zip(&self.columns) {
            let header = fold(header);
            if !header.is_empty() {
                let key = target.map_or("", Target::key);
                remembered.insert(header, key.to_owned());
            }
        }
    }
}

/// What the columns are by their headers: as a person chose before ([`Mapping::remember`]), or else by the names of
/// fields, or else by words that registers elsewhere use. Of headers that mean the same, the first is it.
pub fn guess(header: &[String], remembered: &BTreeMap<String, String>) -> Mapping {
    let folded: Vec<String> = header.iter().map(|header| fold(header)).collect();
    let mut columns: Vec<Option<Target>> = vec![None; header.len()];
    let mut is_open: Vec<bool> = folded.iter().map(|header| !header.is_empty()).collect();
    let mut taken = BTreeSet::new();
    for (index, header) in folded.iter().enumerate() {
        if let Some(key) = remembered.get(header).filter(|_| is_open[index]) {
            columns[index] = Target::from_key(key);
            taken.extend(columns[index]);
            is_open[index] = false;
        }
    }
    let names: BTreeMap<String, Target> = Target::all()
        .flat_map(|target| [(target.key(), target), (target.label(), target)])
        .map(|(name, target)| (fold(name), target))
        .gather();
    let by_name = |header: &str| names.get(header).copied();
    for known in [&by_name as &dyn Fn(&str) -> Option<Target>, &by_usual_name] {
        for (index, header) in folded.iter().enumerate() {
            if is_open[index]
                && let Some(target) = known(header).filter(|target| taken.insert(*target))
            {
                columns[index] = Some(target);
                is_open[index] = false;
            }
        }
    }
    // In a table that this app wrote, the comments are those that the drivers have.
    let comments = fold(names::COMMENTS);
    for (index, header) in folded.iter().enumerate() {
        if *header == comments && taken.contains(&Target::Id) && !remembered.contains_key(header) {
            columns[index] = None;
        }
    }
    Mapping {
        columns,
        empty_clears: false,
    }
}

fn by_usual_name(header: &str) -> Option<Target> {
    let known = |names: &[&str]| names.contains(&header);
    let target = USUAL_NAMES.iter().find(|(names, _)| known(names));
    target.map(|(_, target)| *target)
}

/// What columns are called in other people's tables, folded.
pub(super) const USUAL_NAMES: &[(&[&str], Target)] = &[
    (&["identifier"], Target::Id),
    (
        &[
            "title of driver",
            "title of document",
            "document title",
            "driver",
            "document",
            "document name",
            "policy",
            "policy driver",
            "name",
        ],
        Target::Field(Field::Title),
    ),
    (
        &[
            "alternative title",
            "other titles",
            "acronym",
            "acronyms",
            "also known as",
        ],
        Target::Field(Field::AlternativeTitles),
    ),
    (&["tier"], Target::Field(Field::Level)),
    (
        &["nation", "country", "countries"],
        Target::Field(Field::Nations),
    ),
    (
        &["setting", "care setting", "sector"],
        Target::Field(Field::Settings),
    ),
    (
        &[
            "publisher",
            "publishers",
            "published by",
            "issued by",
            "organisation",
            "organisations",
            "organization",
            "author",
            "authors",
            "body",
        ],
        Target::Field(Field::Sources),
    ),
    (
        &[
            "url",
            "web address",
            "address",
            "web link",
            "weblink",
            "hyperlink",
            "website",
            "link to document",
            "link to the document",
            "link to main document",
            "document link",
        ],
        Target::Field(Field::Link),
    ),
    (
        &["further link", "other links", "related links", "more links"],
        Target::Field(Field::FurtherLinks),
    ),
    (
        &["format", "type", "document type"],
        Target::Field(Field::PublicationFormat),
    ),
    (
        &[
            "date",
            "publication date",
            "date published",
            "published on",
            "date issued",
            "year",
            "year of publication",
        ],
        Target::Field(Field::Published),
    ),
    (
        &[
            "impact on library policy practice",
            "what does this mean for libraries",
            "what it means for libraries",
            "implications",
            "implications for libraries",
            "relevance",
            "relevance to libraries",
        ],
        Target::Field(Field::Impact),
    ),
    (
        &["summary of driver", "abstract", "description", "overview"],
        Target::Field(Field::Summary),
    ),
    (
        &[
            "key features of driver",
            "features",
            "key points",
            "main points",
        ],
        Target::Field(Field::KeyFeatures),
    ),
    (
        &["case study", "examples"],
        Target::Field(Field::CaseStudies),
    ),
    (
        &["audience", "target audience"],
        Target::Field(Field::Audiences),
    ),
    (
        &[
            "topic", "keyword", "keywords", "tag", "tags", "theme", "themes", "subject", "subjects",
        ],
        Target::Field(Field::Topics),
    ),
    (
        &["replaced by", "superseded"],
        Target::Field(Field::SupersededBy),
    ),
    (
        &[
            "date last updated",
            "updated",
            "last reviewed",
            "last modified",
        ],
        Target::Field(Field::LastUpdated),
    ),
    (
        &["review date", "next review", "review by", "date for review"],
        Target::Field(Field::ReviewDue),
    ),
    (
        &[
            "group member responsible",
            "responsible person",
            "person responsible",
            "lead",
            "assigned to",
            "owner",
        ],
        Target::Field(Field::Responsible),
    ),
    (&["note", "notes", "remark", "remarks"], Target::Comment),
];
