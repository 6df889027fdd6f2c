//! Writes a query as the shortest text that means it.

use std::fmt;

use super::{DATES, Query, Scope, Words};

impl fmt::Display for Query {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Everything => Ok(()),
            Self::Words { scope, words } => match scope {
                Scope::Anywhere => write!(f, "{words}"),
                scope => write!(f, "{}:{words}", scope.key()),
            },
            Self::Value { facet, words } => write!(f, "{}:{words}", facet.key()),
            Self::Dates { field, days } => {
                let name = DATES.iter().find(|(_, of)| of == field);
                write!(f, "{}:{days}", name.map_or("", |(name, _)| name))
            }
            Self::Review(state) => write!(f, "review:{}", state.key()),
            Self::Has(has) => write!(f, "has:{}", has.key()),
            Self::Not(query) => write!(f, "-{}", Grouped(query, true)),
            Self::All(queries) => joined(f, queries, " "),
            Self::Any(queries) => joined(f, queries, " OR "),
        }
    }
}

fn joined(f: &mut fmt::Formatter<'_>, queries: &[Query], joint: &str) -> fmt::Result {
    for (place, query) in queries.iter().enumerate() {
        let joint = if place > 0 { joint } else { "" };
        write!(f, "{joint}{}", Grouped(query, false))?;
    }
    Ok(())
}

/// A query within another, in brackets where it would else be taken apart. "All" binds closer than "any", so it needs
/// them only where told to.
struct Grouped<'a>(&'a Query, bool);

impl fmt::Display for Grouped<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self(query @ Query::Any(_), _) | Self(query @ Query::All(_), true) => {
                write!(f, "({query})")
            }
            Self(query, _) => write!(f, "{query}"),
        }
    }
}

/// In quotes where the last word is complete; else as one word, its parts joined by hyphens.
impl fmt::Display for Words {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.is_open {
            true => f.write_str(&self.words.join("-")),
            false => write!(f, "\"{}\"", self.words.join(" ")),
        }
    }
}
