//! Routes: what an address shows. Kept in the part after `#`, which works from `file://` as well as over http.

use std::collections::BTreeSet;
use std::fmt;

use crate::domain::edit::EntryId;
use crate::search::view::{View, escaped, unescaped};

/// What an address shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Route {
    Drivers(View),
    Driver(EntryId),
    Edit(EntryId),
    History(EntryId),
    /// What these drivers mean, for a manager.
    Briefing(BTreeSet<EntryId>),
    /// Settles a driver's conflicts.
    Settle(EntryId),
    /// A new driver, under the id of its draft once it has one.
    Add(Option<EntryId>),
    Import(Intake),
    /// All drivers, or those that the view shows.
    Export(View),
    /// A published copy of all drivers, or of those that the view shows.
    Publish(View),
    LinkedFile,
    WhatChanged,
    Duplicates,
    /// Joins these drivers; one alone, with another that is still to be chosen.
    Join(BTreeSet<EntryId>),
    Trash,
    Settings,
    Help,
    /// Opens the sample register.
    Sample,
    /// An address that shows nothing.
    Unknown,
}

/// What is brought into the register.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Intake {
    /// The register's own files.
    Json,
    /// A page of the old register, pasted or saved.
    Page,
    /// CSV or Excel.
    Table,
    /// Files of reference managers.
    References,
}

impl Intake {
    pub const ALL: [Self; 4] = [Self::Json, Self::Page, Self::Table, Self::References];

    /// Its part of an address; the register's own files have none.
    const fn key(self) -> &'static str {
        match self {
            Self::Json => "",
            Self::Page => "page",
            Self::Table => "table",
            Self::References => "references",
        }
    }
}

impl Route {
    /// Reads the part of an address after `#`, with it or without.
    pub fn parse(hash: &str) -> Self {
        let path = hash.strip_prefix('#').unwrap_or(hash);
        let path = path.strip_prefix('/').unwrap_or(path);
        let (path, query) = path.split_once('?').unwrap_or((path, ""));
        let parts: Vec<&str> = path.split('/').collect();
        let id = |part: &str| unescaped(part);
        match parts[..] {
            [""] | ["drivers"] => Self::Drivers(View::from_query_string(query)),
            ["driver", driver] if !driver.is_empty() => Self::Driver(id(driver)),
            ["driver", driver, "edit"] => Self::Edit(id(driver)),
            ["driver", driver, "history"] => Self::History(id(driver)),
            ["driver", driver, "settle"] => Self::Settle(id(driver)),
            ["add"] => Self::Add(None),
            ["add", driver] => Self::Add(Some(id(driver))),
            ["import"] => Self::Import(Intake::Json),
            ["import", kind] if !kind.is_empty() => {
                let intake = Intake::ALL.into_iter().find(|intake| intake.key() == kind);
                intake.map_or(Self::Unknown, Self::Import)
            }
            ["export"] => Self::Export(View::from_query_string(query)),
            ["publish"] => Self::Publish(View::from_query_string(query)),
            ["linked-file"] => Self::LinkedFile,
            ["what-changed"] => Self::WhatChanged,
            ["duplicates"] => Self::Duplicates,
            ["join", ref drivers @ ..] if !drivers.is_empty() && !drivers.contains(&"") => {
                Self::Join(drivers.iter().map(|driver| id(driver)).collect())
            }
            ["briefing", ref drivers @ ..] if !drivers.is_empty() && !drivers.contains(&"") => {
                Self::Briefing(drivers.iter().map(|driver| id(driver)).collect())
            }
            ["trash"] => Self::Trash,
            ["settings"] => Self::Settings,
            ["help"] => Self::Help,
            ["sample"] => Self::Sample,
            _ => Self::Unknown,
        }
    }

    /// Whether both are the same page, seen through another view.
    pub fn is_same_page(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Drivers(_), Self::Drivers(_)) => true,
            // A new driver gets its id while the page is open.
            (Self::Add(None), Self::Add(Some(_))) => true,
            _ => self == other,
        }
    }
}

/// With the `#`.
impl fmt::Display for Route {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let view =
            |f: &mut fmt::Formatter<'_>, page: &str, view: &View| match view.to_query_string() {
                query if query.is_empty() => write!(f, "#/{page}"),
                query => write!(f, "#/{page}?{query}"),
            };
        let of_drivers = |f: &mut fmt::Formatter<'_>, page: &str, drivers: &BTreeSet<EntryId>| {
            write!(f, "#/{page}")?;
            let mut drivers = drivers.iter();
            drivers.try_for_each(|id| write!(f, "/{}", escaped(id)))
        };
        match self {
            Self::Drivers(shown) => view(f, "drivers", shown),
            Self::Driver(id) => write!(f, "#/driver/{}", escaped(id)),
            Self::Edit(id) => write!(f, "#/driver/{}/edit", escaped(id)),
            Self::History(id) => write!(f, "#/driver/{}/history", escaped(id)),
            Self::Settle(id) => write!(f, "#/driver/{}/settle", escaped(id)),
            Self::Add(None) => f.write_str("#/add"),
            Self::Add(Some(id)) => write!(f, "#/add/{}", escaped(id)),
            Self::Import(Intake::Json) => f.write_str("#/import"),
            Self::Import(intake) => write!(f, "#/import/{}", intake.key()),
            Self::Export(shown) => view(f, "export", shown),
            Self::Publish(shown) => view(f, "publish", shown),
            Self::LinkedFile => f.write_str("#/linked-file"),
            Self::WhatChanged => f.write_str("#/what-changed"),
            Self::Duplicates => f.write_str("#/duplicates"),
            Self::Join(drivers) => of_drivers(f, "join", drivers),
            Self::Briefing(drivers) => of_drivers(f, "briefing", drivers),
            Self::Trash => f.write_str("#/trash"),
            Self::Settings => f.write_str("#/settings"),
            Self::Help => f.write_str("#/help"),
            Self::Sample => f.write_str("#/sample"),
            Self::Unknown => f.write_str("#/unknown"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn an_address_without_a_route_shows_the_drivers() {
        for hash in ["", "#", "#/", "/", "#/drivers"] {
            assert_eq!(
                Route::parse(hash),
                Route::Drivers(View::default()),
                "{hash}"
            );
        }
        for hash in [
            "#/nowhere",
            "#/driver/",
            "#/driver/a/b",
            "#/join",
            "#/join/a/",
            "#/import/",
            "#/import/nothing",
            "#main",
        ] {
            assert_eq!(Route::parse(hash), Route::Unknown, "{hash}");
        }
    }

    /// What is offered for export, or to be published, follows from the view: unlike the list, such a page is made anew.
    #[test]
    fn only_the_list_stays_while_its_view_changes() {
        let narrow = View {
            query: "plan".into(),
            ..View::default()
        };
        let both =
            |page: fn(View) -> Route| page(narrow.clone()).is_same_page(&page(View::default()));
        assert!(both(Route::Drivers));
        assert!(!both(Route::Export));
        assert!(!both(Route::Publish));
    }

    proptest! {
        #[test]
        fn a_route_and_its_address_are_one(id in ".{1,20}", query: String) {
            let view = View { query, ..View::default() };
            for route in [
                Route::Drivers(view.clone()), Route::Driver(id.clone()), Route::Edit(id.clone()), Route::History(id.clone()),
                Route::Add(None), Route::Add(Some(id.clone())), Route::Import(Intake::Json), Route::Import(Intake::Page), Route::Import(Intake::Table), Route::Import(Intake::References), Route::Export(view.clone()), Route::Trash,
                Route::Settle(id.clone()), Route::Publish(view.clone()), Route::LinkedFile, Route::WhatChanged, Route::Duplicates,
                Route::Briefing([id.clone(), "b".to_owned()].into()), Route::Join([id.clone()].into()), Route::Join([id.clone(), "b".to_owned()].into()), Route::Settings, Route::Help, Route::Sample, Route::Unknown,
            ] {
                prop_assert_eq!(Route::parse(&route.to_string()), route);
            }
        }
    }
}
