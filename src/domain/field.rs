//! The fields of a driver: their keys in files and the kind of value that each takes.
//!
//! The table is that of the register's template; what people see a field called is in [`crate::names`].

use std::fmt;

/// A field of the template.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Field {
    Title,
    AlternativeTitles,
    Level,
    Nations,
    Settings,
    Sources,
    Link,
    FurtherLinks,
    PublicationFormat,
    Published,
    Impact,
    Summary,
    KeyFeatures,
    CaseStudies,
    Audiences,
    Topics,
    Status,
    SupersededBy,
    LastUpdated,
    ReviewDue,
    Responsible,
}

/// What a field holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// One line of text.
    Line,
    /// Markdown.
    Markdown,
    /// One of these keys.
    Choice(&'static [&'static str]),
    /// A set of texts with an order; only these where the choice is closed.
    List(Option<&'static [&'static str]>),
    /// A set of `{ label, url }` with an order.
    Links,
    /// An address that begins with `http:`, `https:` or `mailto:`.
    Url,
    /// A date, maybe approximate.
    Date,
    /// The id of another driver.
    Driver,
}

/// The levels that group drivers.
pub const LEVELS: &[&str] = &["national", "regional", "local", "additional"];
/// The nations of the United Kingdom.
pub const NATIONS: &[&str] = &["England", "Scotland", "Wales", "Northern Ireland"];
/// What a person may set as a status; "superseded" follows from [`Field::SupersededBy`].
pub const STATUSES: &[&str] = &["current", "archived"];
/// The care settings that are offered; others may be typed.
pub const SETTINGS: &[&str] = &[
    "acute",
    "mental health",
    "primary care",
    "community",
    "public health",
    "social care",
    "education",
];

/// The key of the mark that a driver is in the trash: a field under the same law, but not of the template.
pub const TRASHED: &str = "trashed";
/// The key of the list of drivers that are the same document: they show as one ([`super::join`]).
pub const SAME_AS: &str = "same_as";
/// The key of the list of drivers that look alike and aren't the same document, as a person said.
pub const NOT_SAME_AS: &str = "not_same_as";
/// What the keys of comments begin with; a comment's id follows.
pub const COMMENT: &str = "comment:";

impl Field {
    /// All fields, in the order of the page.
    pub const ALL: [Self; 21] = [
        Self::Title,
        Self::AlternativeTitles,
        Self::Level,
        Self::Nations,
        Self::Settings,
        Self::Sources,
        Self::Link,
        Self::FurtherLinks,
        Self::PublicationFormat,
        Self::Published,
        Self::Impact,
        Self::Summary,
        Self::KeyFeatures,
        Self::CaseStudies,
        Self::Audiences,
        Self::Topics,
        Self::Status,
        Self::SupersededBy,
        Self::LastUpdated,
        Self::ReviewDue,
        Self::Responsible,
    ];

    /// The key in files.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Title => "title",
            Self::AlternativeTitles => "alternative_titles",
            Self::Level => "level",
            Self::Nations => "nations",
            Self::Settings => "settings",
            Self::Sources => "sources",
            Self::Link => "link",
            Self::FurtherLinks => "further_links",
            Self::PublicationFormat => "publication_format",
            Self::Published => "published",
            Self::Impact => "impact",
            Self::Summary => "summary",
            Self::KeyFeatures => "key_features",
            Self::CaseStudies => "case_studies",
            Self::Audiences => "audiences",
            Self::Topics => "topics",
            Self::Status => "status",
            Self::SupersededBy => "superseded_by",
            Self::LastUpdated => "last_updated",
            Self::ReviewDue => "review_due",
            Self::Responsible => "responsible",
        }
    }

    /// The field that a file's key names.
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|field| field.key() == key)
    }

    /// What the field holds.
    pub const fn kind(self) -> Kind {
        match self {
            Self::Title | Self::PublicationFormat | Self::Responsible => Kind::Line,
            Self::Impact | Self::Summary | Self::KeyFeatures | Self::CaseStudies => Kind::Markdown,
            Self::Level => Kind::Choice(LEVELS),
            Self::Status => Kind::Choice(STATUSES),
            Self::Nations => Kind::List(Some(NATIONS)),
            Self::AlternativeTitles
            | Self::Settings
            | Self::Sources
            | Self::Audiences
            | Self::Topics => Kind::List(None),
            Self::FurtherLinks => Kind::Links,
            Self::Link => Kind::Url,
            Self::Published | Self::LastUpdated | Self::ReviewDue => Kind::Date,
            Self::SupersededBy => Kind::Driver,
        }
    }
}

impl Kind {
    /// Whether the field is a set with an order, to which people add and from which they remove.
    pub const fn is_list(self) -> bool {
        matches!(self, Self::List(_) | Self::Links)
    }
}

/// Whether the field of this key is a set with an order. Keys that nobody here knows hold one value.
pub fn is_list(key: &str) -> bool {
    names_drivers(key) || Field::from_key(key).is_some_and(|field| field.kind().is_list())
}

/// Whether the field of this key says which other drivers are, or aren't, the same document.
pub fn names_drivers(key: &str) -> bool {
    key == SAME_AS || key == NOT_SAME_AS
}

/// A key as a word at the start of a sentence.
pub fn capitalised(word: &str) -> String {
    let mut chars = word.chars();
    chars.next().map_or_else(String::new, |first| {
        first.to_uppercase().chain(chars).collect()
    })
}

impl fmt::Display for Field {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.key())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_field_is_listed_once_and_found_by_its_key() {
        for (place, field) in Field::ALL.into_iter().enumerate() {
            assert_eq!(field as usize, place);
            assert_eq!(Field::from_key(field.key()), Some(field));
        }
        assert_eq!(Field::from_key(TRASHED), None);
    }
}
