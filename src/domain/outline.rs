//! Outlines: what a list shows of an entry, kept beside it, so that a long register is there before all of it is read.
//!
//! An outline follows from its entry, and can be made of it again at any time.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::driver::Driver;
use super::edit::EntryId;
use super::field::{Field, Kind, SAME_AS};
use super::law::{Claim, FieldStanding, Standing, Trash};
use super::sorting::Gather;

/// The short fields of what stands of one entry by itself, and whether something of it is to be settled.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Outline {
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    shown: BTreeMap<String, Arc<Value>>,
    /// What stands of the fields in conflict, long ones among them.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    conflicts: BTreeMap<String, Vec<Claim>>,
    #[serde(default, skip_serializing_if = "is_live")]
    trash: Trash,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    says_nothing: bool,
}

fn is_live(trash: &Trash) -> bool {
    *trash == Trash::Live
}

impl Outline {
    /// The outline of an entry, by what stands of it.
    pub fn of(driver: &Driver) -> Self {
        let Standing {
            fields,
            says_something,
            trash,
            heads: _,
        } = &driver.standing;
        let short = fields.iter().filter(|(key, _)| is_short(key));
        let shown = short.filter(|(_, field)| !field.shown.is_null());
        let conflicts = fields.iter().filter(|(_, field)| field.is_in_conflict());
        Self {
            shown: shown
                .map(|(key, field)| (key.clone(), field.shown.clone()))
                .gather(),
            conflicts: conflicts
                .map(|(key, field)| (key.clone(), field.claims.clone()))
                .gather(),
            trash: *trash,
            says_nothing: !says_something,
        }
    }

    /// The driver as far as a list shows it. It has no heads: no edit can be made of it.
    pub fn driver(self, id: EntryId) -> Driver {
        let field = |shown| FieldStanding {
            shown,
            claims: Vec::new(),
        };
        let shown = self.shown.into_iter();
        let mut fields: BTreeMap<_, _> = shown.map(|(key, value)| (key, field(value))).gather();
        for (key, claims) in self.conflicts {
            let standing = fields.entry(key).or_insert_with(|| field(Arc::default()));
            standing.claims = claims;
        }
        let standing = Standing {
            fields: fields.into_iter().collect(),
            says_something: !self.says_nothing,
            trash: self.trash,
            ..Standing::default()
        };
        Driver::new(id, standing)
    }
}

/// Whether a list shows, filters or sorts by the field of this key.
fn is_short(key: &str) -> bool {
    match Field::from_key(key).map(Field::kind) {
        Some(Kind::Markdown | Kind::Url | Kind::Links) => false,
        Some(Kind::Line | Kind::Choice(_) | Kind::List(_) | Kind::Date | Kind::Driver) => true,
        None => key == SAME_AS,
    }
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;
    use serde_json::json;

    use super::*;
    use crate::domain::entry::{Entry, own_delta};
    use crate::domain::law::evaluate;

    fn set(entry: &mut Entry, second: i64, fields: Value) {
        let fields = fields.as_object().unwrap().clone().into_iter().collect();
        let at = Timestamp::from_second(second).unwrap();
        entry.apply(&own_delta("a", [].into(), fields, at, None).1);
    }

    fn stands(entry: &Entry) -> Driver {
        Driver::new("a".to_owned(), evaluate(entry))
    }

    #[test]
    fn an_outline_has_what_a_list_shows_and_nothing_long() {
        let mut entry = Entry::default();
        let fields = json!({
            "title": "A plan", "level": "local", "topics": ["x", "y"], "published": "April 2017",
            "summary": "Long", "link": "https://a.example", "colour": "red",
        });
        set(&mut entry, 1, fields);
        let text = serde_json::to_string(&Outline::of(&stands(&entry))).unwrap();
        insta::assert_snapshot!(text, @r#"{"shown":{"level":"local","published":"April 2017","title":"A plan","topics":["x","y"]}}"#);
    }

    #[test]
    fn the_driver_of_an_outline_is_listed_as_the_whole_one_is() {
        let mut entry = Entry::default();
        set(
            &mut entry,
            1,
            json!({"title": "A", "summary": "One", "published": "2017-04"}),
        );
        set(
            &mut entry,
            2,
            json!({"title": "B", "summary": "Two", "trashed": true}),
        );
        let whole = stands(&entry);
        let stored = serde_json::to_string(&Outline::of(&whole)).unwrap();
        let outline: Outline = serde_json::from_str(&stored).unwrap();
        assert_eq!(outline, Outline::of(&whole));
        let light = outline.driver("a".to_owned());
        assert_eq!(light.title(), whole.title());
        assert_eq!(light.date(Field::Published), whole.date(Field::Published));
        assert_eq!(light.to_settle(), whole.to_settle());
        assert!(light.to_settle().contains(&"summary"));
        assert_eq!(light.is_in_trash(), whole.is_in_trash());
        // And so its outline is the same again.
        assert_eq!(Outline::of(&light), Outline::of(&whole));
    }
}
