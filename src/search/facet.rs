//! Facets: the fields by which the list is filtered, and the values of each.

use jiff::civil::Date;

use crate::domain::driver::{Driver, Status};
pub use crate::domain::field::capitalised;
use crate::domain::field::{Field, LEVELS};
use crate::domain::review::ReviewState;

/// A field by which the list is filtered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Facet {
    Level,
    Status,
    Review,
    Conflict,
    Source,
    Topic,
    Audience,
    Responsible,
    Nation,
    Setting,
    Format,
}

/// The one value of [`Facet::Conflict`].
pub const IN_CONFLICT: &str = "in conflict";

impl Facet {
    /// All facets, in the order of the page.
    pub const ALL: [Self; 11] = [
        Self::Level,
        Self::Status,
        Self::Review,
        Self::Conflict,
        Self::Source,
        Self::Topic,
        Self::Audience,
        Self::Responsible,
        Self::Nation,
        Self::Setting,
        Self::Format,
    ];

    /// The name in addresses.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Level => "level",
            Self::Status => "status",
            Self::Review => "review",
            Self::Conflict => "conflict",
            Self::Source => "source",
            Self::Topic => "topic",
            Self::Audience => "audience",
            Self::Responsible => "responsible",
            Self::Nation => "nation",
            Self::Setting => "setting",
            Self::Format => "format",
        }
    }

    /// The facet of this name in addresses.
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|facet| facet.key() == key)
    }

    /// Whether its values are what people wrote, or chose from a list, in one field.
    pub const fn is_of_values(self) -> bool {
        !matches!(self, Self::Review | Self::Conflict)
    }

    /// The values that a driver has.
    pub fn values(self, driver: &Driver, today: Date) -> Vec<&str> {
        match self {
            Self::Level => some(driver.text(Field::Level)),
            Self::Status => vec![driver.status().key()],
            Self::Review => vec![driver.review(today).key()],
            Self::Conflict if driver.is_settled() => Vec::new(),
            Self::Conflict => vec![IN_CONFLICT],
            Self::Source => driver.list(Field::Sources).collect(),
            Self::Topic => driver.list(Field::Topics).collect(),
            Self::Audience => driver.list(Field::Audiences).collect(),
            Self::Responsible => some(driver.text(Field::Responsible)),
            Self::Nation => driver.list(Field::Nations).collect(),
            Self::Setting => driver.list(Field::Settings).collect(),
            Self::Format => some(driver.text(Field::PublicationFormat)),
        }
    }

    /// What a value is called.
    pub fn value_label(self, value: &str) -> String {
        match self {
            Self::Level | Self::Status | Self::Setting | Self::Conflict => capitalised(value),
            Self::Review => ReviewState::from_key(value)
                .map_or(value, |state| state.label())
                .to_owned(),
            _ => value.to_owned(),
        }
    }

    /// Where a value stands among the others, for facets with an order of their own.
    pub(super) fn place(self, value: &str) -> Option<usize> {
        match self {
            Self::Level => LEVELS.iter().position(|level| *level == value),
            Self::Status => Status::ALL.iter().position(|status| status.key() == value),
            Self::Review => ReviewState::ALL
                .iter()
                .position(|state| state.key() == value),
            _ => None,
        }
    }
}

fn some(text: &str) -> Vec<&str> {
    Vec::from_iter((!text.is_empty()).then_some(text))
}

#[cfg(test)]
mod tests {
    use jiff::tz::TimeZone;
    use serde_json::{Value, json};

    use super::*;
    use crate::domain::edit::EditId;
    use crate::domain::entry::{Entry, own_delta};
    use crate::domain::law::evaluate;

    #[test]
    fn every_facet_is_found_by_its_key() {
        for facet in Facet::ALL {
            assert_eq!(Facet::from_key(facet.key()), Some(facet));
        }
        assert_eq!(Facet::from_key("q"), None);
    }

    #[test]
    fn a_driver_is_in_conflict_until_all_of_it_is_settled() {
        let mut entry = Entry::default();
        let at = "2026-11-22T10:00:00Z".parse().unwrap();
        let mut set = |after: &[EditId], key: &str, value: Value| {
            let after = after.iter().copied().collect();
            let (id, delta) = own_delta("plan", after, [(key.to_owned(), value)].into(), at, None);
            entry.apply(&delta);
            let driver = Driver::new("plan".to_owned(), evaluate(&entry));
            let values = Facet::Conflict.values(&driver, at.to_zoned(TimeZone::UTC).date());
            assert_eq!(driver.is_settled(), driver.to_settle().is_empty());
            (id, driver.to_settle().join(" "), values.join(" "))
        };
        let (first, ..) = set(&[], "title", json!("A plan"));
        let (trashed, ..) = set(&[first], "trashed", json!(true));
        let (one, to_settle, value) = set(&[first], "summary", json!("One"));
        assert_eq!((&*to_settle, &*value), ("trashed", IN_CONFLICT));
        let (other, ..) = set(&[first], "summary", json!("Other"));
        let (title, to_settle, _) = set(&[first], "title", json!("The plan"));
        assert_eq!(to_settle, "summary trashed");
        let (another, to_settle, _) = set(&[first], "title", json!("That plan"));
        assert_eq!(to_settle, "title summary trashed");
        let (kept, to_settle, _) = set(&[trashed, one, other], "summary", json!("Both"));
        assert_eq!(to_settle, "title trashed");
        let (named, ..) = set(&[kept, title, another], "title", json!("A plan"));
        let (_, to_settle, value) = set(&[named], "trashed", Value::Null);
        assert_eq!((&*to_settle, &*value), ("", ""));
    }
}
