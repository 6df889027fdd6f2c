//! A view of the list: what was searched for, filtered, sorted and turned to. It is written into the address.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

use super::facet::Facet;

/// How many drivers there are to a page.
pub const PAGE_SIZE: usize = 25;

/// What a person chose to see of the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct View {
    /// As typed.
    pub query: String,
    /// Several values of one facet are alternatives; facets narrow one another.
    pub filters: BTreeMap<Facet, BTreeSet<String>>,
    pub sort: Sort,
    /// From 1.
    pub page: usize,
}

/// The order of the list. Ties are broken by title.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Sort {
    #[default]
    Title,
    Newest,
    Oldest,
    ReviewDue,
    LastUpdated,
}

impl Sort {
    pub const ALL: [Self; 5] = [
        Self::Title,
        Self::Newest,
        Self::Oldest,
        Self::ReviewDue,
        Self::LastUpdated,
    ];

    /// The name in addresses.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Title => "title",
            Self::Newest => "newest",
            Self::Oldest => "oldest",
            Self::ReviewDue => "review",
            Self::LastUpdated => "updated",
        }
    }

    /// The order of this name in addresses.
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|sort| sort.key() == key)
    }
}

impl Default for View {
    fn default() -> Self {
        Self {
            query: String::new(),
            filters: BTreeMap::new(),
            sort: Sort::default(),
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
                "sort" => view.sort = Sort::from_key(&value).unwrap_or_default(),
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
        if self.sort != Sort::default() {
            pair("sort", self.sort.key());
        }
        if self.page > 1 {
            pair("page", &self.page.to_string());
        }
        text
    }

    /// Whether the list is narrowed.
    pub fn is_narrowed(&self) -> bool {
        !self.query.trim().is_empty() || !self.filters.is_empty()
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
        let address = "q=health+%26%20care&level=national&level=local&page=3&sort=newest&x=1";
        let view = View::from_query_string(address);
        assert_eq!(view.query, "health & care");
        assert_eq!((view.page, view.sort), (3, Sort::Newest));
        assert!(view.is_chosen(Facet::Level, "local"));
        assert_eq!(
            view.to_query_string(),
            "q=health+%26+care&level=local&level=national&sort=newest&page=3"
        );
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

    proptest! {
        #[test]
        fn a_view_and_its_address_are_one(query: String, topic: String, source: String, page in 1..99_usize) {
            let mut view = View { query, page, ..View::default() };
            view.filters.insert(Facet::Topic, [topic].into());
            view.filters.insert(Facet::Source, [source].into());
            prop_assert_eq!(View::from_query_string(&view.to_query_string()), view);
        }
    }
}
