//! A view of the list: what was searched for, filtered, sorted and turned to. It is written into the address.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

use super::facet::Facet;
use super::query::Days;
use crate::domain::field::Field;

/// How many drivers there are to a page.
pub const PAGE_SIZE: usize = 25;

/// What a person chose to see of the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct View {
    /// As typed.
    pub query: String,
    /// Several values of one facet are alternatives; facets narrow one another.
    pub filters: BTreeMap<Facet, BTreeSet<String>>,
    /// The years of publication.
    pub years: Years,
    pub sort: Sort,
    pub layout: Layout,
    /// The table's columns beside the title; `None` for the usual ones.
    pub columns: Option<BTreeSet<Field>>,
    /// From 1.
    pub page: usize,
}

/// The first and the last year to be shown; no year is no limit.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Years {
    pub from: Option<i16>,
    pub to: Option<i16>,
}

/// How the list is laid out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Layout {
    #[default]
    List,
    Table,
}

/// The order of the list. Ties are broken by title; what has nothing to be sorted by comes last.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sort {
    pub by: SortBy,
    pub is_descending: bool,
}

/// What the list is sorted by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum SortBy {
    /// What fits the query best; without one, the title.
    #[default]
    Best,
    Title,
    Published,
    ReviewDue,
    LastUpdated,
    Level,
    Status,
    Source,
    Responsible,
}

/// The columns that a table can have beside the title, in their order.
pub const COLUMNS: [Field; 12] = [
    Field::Level,
    Field::Sources,
    Field::Published,
    Field::ReviewDue,
    Field::Responsible,
    Field::Status,
    Field::Topics,
    Field::Audiences,
    Field::Nations,
    Field::Settings,
    Field::PublicationFormat,
    Field::LastUpdated,
];

/// The columns that a table has unless a person chooses others.
const USUAL_COLUMNS: [Field; 5] = [
    Field::Level,
    Field::Sources,
    Field::Published,
    Field::ReviewDue,
    Field::Responsible,
];

impl Years {
    /// The years as days; `None` where there is no limit, or none that any day keeps to.
    pub fn days(self) -> Option<Days> {
        Days::of_years(self.from, self.to)
    }

    pub fn is_open(self) -> bool {
        self == Self::default()
    }
}

impl Layout {
    pub const ALL: [Self; 2] = [Self::List, Self::Table];

    /// The name in addresses.
    pub const fn key(self) -> &'static str {
        match self {
            Self::List => "list",
            Self::Table => "table",
        }
    }

    /// The layout of this name in addresses.
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|layout| layout.key() == key)
    }
}

impl SortBy {
    pub const ALL: [Self; 9] = [
        Self::Best,
        Self::Title,
        Self::Published,
        Self::ReviewDue,
        Self::LastUpdated,
        Self::Level,
        Self::Status,
        Self::Source,
        Self::Responsible,
    ];

    /// What a table's column of this field is sorted by, where it can be.
    pub fn of(field: Field) -> Option<Self> {
        match field {
            Field::Title => Some(Self::Title),
            Field::Published => Some(Self::Published),
            Field::ReviewDue => Some(Self::ReviewDue),
            Field::LastUpdated => Some(Self::LastUpdated),
            Field::Level => Some(Self::Level),
            Field::Status => Some(Self::Status),
            Field::Sources => Some(Self::Source),
            Field::Responsible => Some(Self::Responsible),
            _ => None,
        }
    }

    const fn key(self) -> &'static str {
        match self {
            Self::Best => "best",
            Self::Title => "title",
            Self::Published => "published",
            Self::ReviewDue => "review",
            Self::LastUpdated => "last-updated",
            Self::Level => "level",
            Self::Status => "status",
            Self::Source => "source",
            Self::Responsible => "responsible",
        }
    }
}

impl Sort {
    pub const BEST: Self = Self::ascending(SortBy::Best);
    pub const TITLE: Self = Self::ascending(SortBy::Title);
    pub const NEWEST: Self = Self::descending(SortBy::Published);
    pub const OLDEST: Self = Self::ascending(SortBy::Published);
    pub const REVIEW_DUE: Self = Self::ascending(SortBy::ReviewDue);
    pub const LAST_UPDATED: Self = Self::descending(SortBy::LastUpdated);

    /// The orders that are offered beside the list; a table's columns have more.
    pub const OFFERED: [Self; 6] = [
        Self::BEST,
        Self::TITLE,
        Self::NEWEST,
        Self::OLDEST,
        Self::REVIEW_DUE,
        Self::LAST_UPDATED,
    ];

    pub const fn ascending(by: SortBy) -> Self {
        Self {
            by,
            is_descending: false,
        }
    }

    pub const fn descending(by: SortBy) -> Self {
        Self {
            by,
            is_descending: true,
        }
    }

    /// The name in addresses: a hyphen before what is sorted from the last to the first.
    pub fn key(self) -> String {
        let hyphen = if self.is_descending { "-" } else { "" };
        format!("{hyphen}{}", self.by.key())
    }

    /// The order of this name in addresses.
    pub fn from_key(key: &str) -> Option<Self> {
        let (by, is_descending) = match key.strip_prefix('-') {
            Some(by) => (by, true),
            None => (key, false),
        };
        // Names in addresses that were noted before columns could be sorted both ways.
        match key {
            "newest" => return Some(Self::NEWEST),
            "oldest" => return Some(Self::OLDEST),
            "updated" => return Some(Self::LAST_UPDATED),
            _ => (),
        }
        let by = SortBy::ALL.into_iter().find(|sort| sort.key() == by)?;
        // The best has no other end.
        let is_descending = is_descending && by != SortBy::Best;
        Some(Self { by, is_descending })
    }
}

impl Default for View {
    fn default() -> Self {
        Self {
            query: String::new(),
            filters: BTreeMap::new(),
            years: Years::default(),
            sort: Sort::default(),
            layout: Layout::default(),
            columns: None,
            page: 1,
        }
    }
}

impl View {
    /// Reads what stands behind the `?` of an address. What it doesn't know it leaves out.
    pub fn from_query_string(text: &str) -> Self {
        let mut view = Self::default();
        for pair in text.split('&').filter(|pair| !pair.is_empty()) {
            let (key, value) = pair.split_once('=').unwrap_or((pair, ""));
            let value = unescaped(value);
            match key {
                "q" => view.query = value,
                "from" => view.years.from = value.parse().ok(),
                "to" => view.years.to = value.parse().ok(),
                "sort" => view.sort = Sort::from_key(&value).unwrap_or_default(),
                "layout" => view.layout = Layout::from_key(&value).unwrap_or_default(),
                "columns" => {
                    let columns = value.split(',').filter_map(Field::from_key);
                    view.columns = Some(columns.filter(|field| COLUMNS.contains(field)).collect());
                }
                "page" => view.page = value.parse().unwrap_or(1).max(1),
                _ => {
                    if let Some(facet) = Facet::from_key(key) {
                        view.filters.entry(facet).or_default().insert(value);
                    }
                }
            }
        }
        view
    }

    /// What stands behind the `?` of an address; empty for the view that shows all.
    pub fn to_query_string(&self) -> String {
        let mut text = String::new();
        let mut pair = |key: &str, value: &str| {
            let joint = if text.is_empty() { "" } else { "&" };
            // Writing to a string can't fail.
            let _ = write!(text, "{joint}{key}={}", escaped(value));
        };
        if !self.query.is_empty() {
            pair("q", &self.query);
        }
        for (facet, values) in &self.filters {
            for value in values {
                pair(facet.key(), value);
            }
        }
        for (key, year) in [("from", self.years.from), ("to", self.years.to)] {
            if let Some(year) = year {
                pair(key, &year.to_string());
            }
        }
        if self.sort != Sort::default() {
            pair("sort", &self.sort.key());
        }
        if self.layout != Layout::default() {
            pair("layout", self.layout.key());
        }
        if let Some(columns) = &self.columns {
            let columns: Vec<&str> = columns.iter().map(|field| field.key()).collect();
            pair("columns", &columns.join(","));
        }
        if self.page > 1 {
            pair("page", &self.page.to_string());
        }
        text
    }

    /// Whether the list is narrowed.
    pub fn is_narrowed(&self) -> bool {
        !self.query.trim().is_empty() || !self.filters.is_empty() || !self.years.is_open()
    }

    /// The same without what narrows the list.
    pub fn cleared(&self) -> Self {
        Self {
            query: String::new(),
            filters: BTreeMap::new(),
            years: Years::default(),
            page: 1,
            ..self.clone()
        }
    }

    /// Whether a table has the column of a field.
    pub fn has_column(&self, field: Field) -> bool {
        match &self.columns {
            Some(columns) => columns.contains(&field),
            None => USUAL_COLUMNS.contains(&field),
        }
    }

    /// Shows a table's column, or hides it.
    pub fn toggle_column(&mut self, field: Field) {
        let usual = || USUAL_COLUMNS.into_iter().collect();
        let columns = self.columns.get_or_insert_with(usual);
        if !columns.remove(&field) {
            columns.insert(field);
        }
        if *columns == usual() {
            self.columns = None;
        }
    }

    /// Whether a value of a facet is chosen.
    pub fn is_chosen(&self, facet: Facet, value: &str) -> bool {
        let chosen = self.filters.get(&facet);
        chosen.is_some_and(|values| values.contains(value))
    }

    /// Chooses a value, or takes the choice back, and turns to the first page.
    pub fn toggle(&mut self, facet: Facet, value: &str) {
        let values = self.filters.entry(facet).or_default();
        if !values.remove(value) {
            values.insert(value.to_owned());
        }
        if values.is_empty() {
            self.filters.remove(&facet);
        }
        self.page = 1;
    }
}

/// A text as it stands in an address: percent-encoded UTF-8 (RFC 3986), with `+` for a space.
pub fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => {
                escaped.push(byte.into());
            }
            b' ' => escaped.push('+'),
            _ => _ = write!(escaped, "%{byte:02X}"),
        }
    }
    escaped
}

/// The text that stands in an address. What isn't percent-encoded UTF-8 stays as near to it as can be.
pub fn unescaped(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut unescaped = Vec::with_capacity(bytes.len());
    let mut index = 0;
    while let Some(&byte) = bytes.get(index) {
        let code = bytes.get(index + 1..index + 3).and_then(|hex| {
            let hex = std::str::from_utf8(hex).ok()?;
            u8::from_str_radix(hex, 16).ok()
        });
        match (byte, code) {
            (b'%', Some(code)) => {
                unescaped.push(code);
                index += 2;
            }
            (b'+', _) => unescaped.push(b' '),
            _ => unescaped.push(byte),
        }
        index += 1;
    }
    String::from_utf8_lossy(&unescaped).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn an_address_is_what_people_would_expect() {
        let address =
            "q=health+%26%20care&level=national&level=local&page=3&sort=-published&from=2016&x=1";
        let view = View::from_query_string(address);
        assert_eq!(view.query, "health & care");
        assert_eq!((view.page, view.sort), (3, Sort::NEWEST));
        assert_eq!((view.years.from, view.years.to), (Some(2016), None));
        assert!(view.is_chosen(Facet::Level, "local"));
        assert_eq!(
            view.to_query_string(),
            "q=health+%26+care&level=local&level=national&from=2016&sort=-published&page=3"
        );
        for (address, sort) in [
            ("newest", Sort::NEWEST),
            ("updated", Sort::LAST_UPDATED),
            ("review", Sort::REVIEW_DUE),
        ] {
            assert_eq!(
                View::from_query_string(&format!("sort={address}")).sort,
                sort
            );
        }
        assert_eq!(View::from_query_string(""), View::default());
        assert_eq!(View::from_query_string("page=x&sort=x&q=%f&page=0").page, 1);
    }

    #[test]
    fn choosing_twice_is_choosing_nothing() {
        let mut view = View {
            page: 4,
            ..View::default()
        };
        view.toggle(Facet::Topic, "research");
        assert!(view.is_narrowed() && view.page == 1);
        view.toggle(Facet::Topic, "research");
        assert_eq!(view, View::default());
    }

    #[test]
    fn a_column_is_shown_or_hidden_and_the_usual_ones_need_no_word() {
        let mut view = View::default();
        view.toggle_column(Field::Topics);
        view.toggle_column(Field::Level);
        assert!(view.has_column(Field::Topics) && !view.has_column(Field::Level));
        assert_eq!(
            view.to_query_string(),
            "columns=sources%2Cpublished%2Ctopics%2Creview_due%2Cresponsible"
        );
        view.toggle_column(Field::Topics);
        view.toggle_column(Field::Level);
        assert_eq!(view, View::default());
    }

    proptest! {
        #[test]
        fn a_view_and_its_address_are_one(
            query: String, topic: String, source: String, page in 1..99_usize, from: Option<i16>, to: Option<i16>,
            by in prop::sample::select(SortBy::ALL.to_vec()), is_descending: bool, layout in prop::sample::select(Layout::ALL.to_vec()),
            columns in prop::option::of(prop::collection::btree_set(prop::sample::select(COLUMNS.to_vec()), 0..5)),
        ) {
            let sort = Sort { by, is_descending: is_descending && by != SortBy::Best };
            let years = Years { from, to };
            let mut view = View { query, page, years, sort, layout, columns, ..View::default() };
            view.filters.insert(Facet::Topic, [topic].into());
            view.filters.insert(Facet::Source, [source].into());
            prop_assert_eq!(View::from_query_string(&view.to_query_string()), view);
        }
    }
}
