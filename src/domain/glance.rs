//! What a reader saw when last looking at a published copy, and what has changed since. Digests: no text is kept.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::digest::Digest;
use super::driver::{Driver, Status};
use super::edit::EntryId;
use super::field::{COMMENT, Field};
use super::merge::COMMENTS;
use super::sorting::sort_by_key;

/// The drivers of one publication, as they were to be seen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Glance {
    /// When somebody looked, by this machine's clock.
    pub looked: Timestamp,
    /// When it was published, and by whom.
    pub published: Timestamp,
    pub by: String,
    pub drivers: BTreeMap<EntryId, Seen>,
}

/// A driver as it was to be seen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Seen {
    pub title: String,
    pub is_current: bool,
    /// By key; all comments are one field.
    pub fields: BTreeMap<String, Digest>,
}

/// What has become of a driver since.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct News {
    pub title: String,
    pub kind: NewsKind,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NewsKind {
    New,
    /// By the keys of the fields.
    Changed(Vec<String>),
    /// Archived or superseded, and maybe changed.
    Archived,
    /// The publication doesn't hold it any more.
    Gone,
}

impl Seen {
    pub fn of(driver: &Driver) -> Self {
        let mut fields = BTreeMap::new();
        let mut comments = Vec::new();
        for (key, field) in &driver.standing.fields {
            if field.shown.is_null() {
                continue;
            }
            if key.starts_with(COMMENT) {
                comments.push(key);
                continue;
            }
            // A list has no claims: what is shown of it follows from several edits.
            let claimed = field.claims.first().and_then(|claim| claim.digest);
            fields.insert(
                key.clone(),
                claimed.unwrap_or_else(|| Digest::of(&field.shown)),
            );
        }
        if !comments.is_empty() {
            fields.insert(COMMENTS.to_owned(), Digest::of(&json!(comments)));
        }
        Self {
            title: driver.title().to_owned(),
            is_current: driver.status() == Status::Current,
            fields,
        }
    }
}

impl Glance {
    /// What has changed from this to another: by driver, in the order of their ids.
    pub fn news(&self, now: &Self) -> BTreeMap<EntryId, News> {
        let ids: BTreeSet<&EntryId> = self.drivers.keys().chain(now.drivers.keys()).collect();
        let news = ids.into_iter().filter_map(|id| {
            let (seen, kind) = match (self.drivers.get(id), now.drivers.get(id)) {
                (None, Some(now)) => (now, NewsKind::New),
                (Some(before), None) => (before, NewsKind::Gone),
                (Some(before), Some(now)) if before.is_current && !now.is_current => {
                    (now, NewsKind::Archived)
                }
                (Some(before), Some(now)) => {
                    let fields = changed(before, now);
                    if fields.is_empty() {
                        return None;
                    }
                    (now, NewsKind::Changed(fields))
                }
                (None, None) => return None,
            };
            let title = seen.title.clone();
            Some((id.clone(), News { title, kind }))
        });
        news.collect()
    }
}

/// In the order of the page; what isn't a field of it comes last.
fn changed(before: &Seen, now: &Seen) -> Vec<String> {
    let keys: BTreeSet<&String> = before.fields.keys().chain(now.fields.keys()).collect();
    let mut keys: Vec<String> = keys
        .into_iter()
        .filter(|key| before.fields.get(*key) != now.fields.get(*key))
        .cloned()
        .collect();
    sort_by_key(&mut keys, |key| {
        Field::from_key(key).map_or(usize::MAX, |field| field as usize)
    });
    keys
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::*;
    use crate::domain::entry::{Entry, own_delta};
    use crate::domain::law;

    fn seen(set: &[(&str, Value)]) -> Seen {
        let mut entry = Entry::default();
        let set = set
            .iter()
            .map(|(key, value)| ((*key).to_owned(), value.clone()))
            .collect();
        let (_, delta) = own_delta("a", BTreeSet::new(), set, Timestamp::UNIX_EPOCH, None);
        entry.apply(&delta);
        Seen::of(&Driver::new("a".into(), law::evaluate(&entry)))
    }

    fn glance(drivers: &[(&str, Seen)]) -> Glance {
        Glance {
            looked: Timestamp::UNIX_EPOCH,
            published: Timestamp::UNIX_EPOCH,
            by: "Asha".into(),
            drivers: drivers
                .iter()
                .map(|(id, seen)| ((*id).to_owned(), seen.clone()))
                .collect(),
        }
    }

    #[test]
    fn each_change_is_told() {
        let plan = |set: &[(&str, Value)]| {
            let mut all = vec![("title", json!("Plan")), ("topics", json!(["a"]))];
            all.extend_from_slice(set);
            seen(&all)
        };
        let comment =
            |text: &str| json!({ "by": "Ben", "at": "2026-03-02T10:00:00Z", "text": text });
        let before = glance(&[
            ("gone", plan(&[])),
            ("same", plan(&[("comment:a", comment("One"))])),
            ("changed", plan(&[("summary", json!("One"))])),
            ("archived", plan(&[])),
            ("list", plan(&[])),
            ("commented", plan(&[("comment:a", comment("One"))])),
        ]);
        let now = glance(&[
            ("new", plan(&[])),
            ("same", plan(&[("comment:a", comment("One"))])),
            (
                "changed",
                plan(&[("summary", json!("Two")), ("level", json!("local"))]),
            ),
            ("archived", plan(&[("status", json!("archived"))])),
            (
                "list",
                seen(&[("title", json!("Plan")), ("topics", json!(["b"]))]),
            ),
            (
                "commented",
                plan(&[("comment:a", comment("One")), ("comment:b", comment("Two"))]),
            ),
        ]);
        let news: Vec<_> = before
            .news(&now)
            .into_iter()
            .map(|(id, news)| (id, news.kind))
            .collect();
        let changed =
            |keys: &[&str]| NewsKind::Changed(keys.iter().map(|key| (*key).to_owned()).collect());
        let expected = [
            ("archived", NewsKind::Archived),
            ("changed", changed(&["level", "summary"])),
            ("commented", changed(&["comments"])),
            ("gone", NewsKind::Gone),
            ("list", changed(&["topics"])),
            ("new", NewsKind::New),
        ];
        assert_eq!(news, expected.map(|(id, kind)| (id.to_owned(), kind)));
        assert!(now.news(&now).is_empty());
    }

    #[test]
    fn a_glance_keeps_no_text_but_titles() {
        let json = serde_json::to_string(&glance(&[(
            "a",
            seen(&[("title", json!("Plan")), ("summary", json!("Private"))]),
        )]))
        .unwrap();
        assert!(json.contains("Plan") && !json.contains("Private"), "{json}");
        assert_eq!(
            serde_json::from_str::<Glance>(&json).unwrap().drivers.len(),
            1
        );
    }
}
