//! What stands of an entry with one edit, as most have: what that says. It takes no graph, and no digests of elements.

use serde_json::Value;

use super::{Claim, FieldStanding, NOTHING, Standing, Trash, shared};
use crate::domain::entry::Entry;
use crate::domain::field::{TRASHED, is_list};
use crate::domain::value::normal;

/// Lists longer than this are left to the law in full: elements are compared each with each.
const LONGEST: usize = 64;

/// What stands of an entry, or `None` where there is more to it than one edit that says what fields are.
pub fn alone(entry: &Entry) -> Option<Standing> {
    let mut edits = entry.edits.iter();
    let (id, edit) = edits.next().filter(|_| edits.next().is_none())?;
    let only_sets = edit.revokes.is_empty()
        && edit.removes.is_empty()
        && !edit.set.is_empty()
        && !edit.set.contains_key(TRASHED);
    if !only_sets || !entry.is_active(id) || !entry.joined.is_empty() {
        return None;
    }
    let fields = edit.set.iter().map(|(key, digest)| {
        let given = digest.and_then(|digest| entry.values.get(&digest));
        let standing = if is_list(key) {
            let list = match given.map(|given| &**given) {
                Some(Value::Array(list)) if !are_distinct(list) => return None,
                Some(Value::Array(list)) => normal(Value::Array(list.clone())),
                _ => Value::Null,
            };
            FieldStanding {
                shown: shared(list, given),
                claims: Vec::new(),
            }
        } else {
            FieldStanding {
                shown: given.unwrap_or(&NOTHING).clone(),
                claims: vec![Claim {
                    edit: *id,
                    digest: *digest,
                }],
            }
        };
        Some((key.clone(), standing))
    });
    Some(Standing {
        fields: fields.collect::<Option<_>>()?,
        says_something: true,
        trash: Trash::Live,
        heads: [*id].into(),
    })
}

/// Whether the elements of a list are known to have digests of their own: those of unequal texts, and of objects of
/// texts, have.
fn are_distinct(list: &[Value]) -> bool {
    let is_plain = |value: &Value| match value {
        Value::String(_) => true,
        Value::Object(members) => members.values().all(Value::is_string),
        _ => false,
    };
    let is_new = |(at, value): (usize, &Value)| !list[..at].contains(value);
    list.len() <= LONGEST && list.iter().all(is_plain) && list.iter().enumerate().all(is_new)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::digest::Digest;
    use crate::domain::edit::Edit;
    use crate::domain::law::in_full;
    use proptest::prelude::*;
    use serde_json::json;
    use std::sync::Arc;

    fn value() -> impl Strategy<Value = Value> {
        let text = prop::sample::select(vec!["", "a", "b", "a\r\nb", "é"]);
        let element = prop_oneof![
            4 => text.clone().prop_map(|text| json!(text)),
            2 => (text.clone(), text.clone()).prop_map(|(label, url)| json!({"label": label, "url": url})),
            1 => Just(json!(1)),
            1 => Just(json!(1.0)),
            1 => Just(json!({"url": 1})),
        ];
        prop_oneof![
            text.prop_map(|text| json!(text)),
            prop::collection::vec(element, 0..4).prop_map(Value::Array),
            Just(json!(true)),
            Just(Value::Null),
        ]
    }

    fn entry() -> impl Strategy<Value = Entry> {
        let key = prop::sample::select(vec![
            "title",
            "topics",
            "sources",
            "further_links",
            "same_as",
            "unknown",
            TRASHED,
        ]);
        let set = prop::collection::vec((key, value(), prop::bool::weighted(0.9)), 0..6);
        let at = prop::option::of(Just("2026-03-01T00:00:00Z".parse().unwrap()));
        (set, at, any::<bool>(), prop::bool::weighted(0.1)).prop_map(
            |(set, at, snapshot, is_aside)| {
                let mut entry = Entry::default();
                let mut edit = Edit {
                    after: [].into(),
                    at,
                    by: None,
                    set: Default::default(),
                    revokes: [].into(),
                    removes: [].into(),
                    snapshot,
                };
                for (key, value, is_here) in set {
                    let digest = (!value.is_null()).then(|| Digest::of(&value));
                    edit.set.insert(key.to_owned(), digest);
                    if let Some(digest) = digest.filter(|_| is_here) {
                        entry.values.insert(digest, Arc::new(value));
                    }
                }
                let id = edit.id("d");
                if is_aside {
                    entry.local.aside.insert(id);
                }
                entry.edits.insert(id, Arc::new(edit));
                entry
            },
        )
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2000))]
        #[test]
        fn it_is_what_the_law_says_in_full(entry in entry()) {
            if let Some(alone) = alone(&entry) {
                prop_assert_eq!(alone, in_full(&entry));
            }
        }
    }

    #[test]
    fn most_entries_are_of_this_kind() {
        let set = [
            ("title".to_owned(), json!("A plan")),
            ("topics".to_owned(), json!(["care", "evidence"])),
        ];
        let at = "2026-03-01T00:00:00Z".parse().unwrap();
        let (_, delta) = crate::domain::entry::own_delta("d", [].into(), set.into(), at, None);
        let mut entry = Entry::default();
        entry.apply(&delta);
        assert!(alone(&entry).is_some());
    }
}
