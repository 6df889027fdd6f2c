//! The common earlier value: what a field showed before versions of it came apart.

use fixedbitset::FixedBitSet;

use super::graph::Graph;
use super::{Claim, Entry};

/// What a field showed when only what all of these claims had in their past was there; `None` where none of that is of
/// the field.
pub fn common_earlier(entry: &Entry, key: &str, claims: &[Claim]) -> Option<Claim> {
    let graph = Graph::new(entry);
    let mut common = graph.everything();
    for claim in claims {
        common.intersect_with(&past(&graph, graph.place(&claim.edit)?));
    }
    let effective = graph.effective(&common);
    let of_field: Vec<usize> = graph
        .order
        .iter()
        .copied()
        .filter(|&place| effective.contains(place) && graph.edits[place].set.contains_key(key))
        .collect();
    let claims = graph.claims(key, &of_field);
    graph.shown(key, &claims).into_iter().next()
}

/// The past of an edit; to that of a snapshot belong the snapshots that it follows.
fn past(graph: &Graph<'_>, place: usize) -> FixedBitSet {
    let mut past = graph.past[place].clone();
    let (chains, _) = graph.split_snapshots(&graph.order);
    for chain in chains {
        if let Some(follows) = chain.dated.iter().position(|&other| other == place) {
            past.extend(chain.dated[..follows].iter().copied());
        }
    }
    past
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use jiff::Timestamp;
    use serde_json::{Value, json};

    use super::*;
    use crate::domain::edit::{Edit, EditId};
    use crate::domain::entry::own_delta;
    use crate::domain::law::evaluate;

    fn set(entry: &mut Entry, after: &[EditId], second: i64, value: Value) -> EditId {
        let at = Timestamp::from_second(second).unwrap();
        let after: BTreeSet<EditId> = after.iter().copied().collect();
        let set = BTreeMap::from([("summary".to_owned(), value)]);
        let (id, delta) = own_delta("plan", after, set, at, None);
        entry.apply(&delta);
        id
    }

    fn snapshot(entry: &mut Entry, second: i64, value: Value) -> EditId {
        let mut alone = Entry::default();
        let id = set(&mut alone, &[], second, value);
        let edit = Edit {
            snapshot: true,
            ..Edit::clone(&alone.edits[&id])
        };
        entry.insert("plan", edit, alone.values.into_values())
    }

    /// The value that all versions of the summary began from; `None` where there is none.
    fn earlier(entry: &Entry) -> Option<Value> {
        let claims = &evaluate(entry).fields["summary"].claims;
        assert!(claims.len() > 1);
        let claim = common_earlier(entry, "summary", claims)?;
        Some(
            claim
                .digest
                .map_or(Value::Null, |digest| Value::clone(&entry.values[&digest])),
        )
    }

    #[test]
    fn it_is_the_latest_that_all_had_seen() {
        let mut entry = Entry::default();
        let first = set(&mut entry, &[], 1, json!("first"));
        let second = set(&mut entry, &[first], 2, json!("second"));
        set(&mut entry, &[second], 3, json!("one"));
        let aside = set(&mut entry, &[second], 4, json!("half way"));
        set(&mut entry, &[aside], 5, json!("other"));
        assert_eq!(earlier(&entry), Some(json!("second")));
        // A third version, by somebody who had seen less.
        set(&mut entry, &[first], 6, json!("third"));
        assert_eq!(earlier(&entry), Some(json!("first")));
    }

    #[test]
    fn there_is_none_where_the_versions_are_the_first() {
        let mut entry = Entry::default();
        set(&mut entry, &[], 1, json!("one"));
        set(&mut entry, &[], 2, json!("other"));
        assert_eq!(earlier(&entry), None);
    }

    #[test]
    fn a_cleared_field_is_an_earlier_value_too() {
        let mut entry = Entry::default();
        let first = set(&mut entry, &[], 1, json!("first"));
        let cleared = set(&mut entry, &[first], 2, Value::Null);
        set(&mut entry, &[cleared], 3, json!("one"));
        set(&mut entry, &[cleared], 4, json!("other"));
        assert_eq!(earlier(&entry), Some(Value::Null));
    }

    #[test]
    fn where_all_had_seen_a_conflict_it_is_what_was_shown_of_it() {
        let mut entry = Entry::default();
        let a = set(&mut entry, &[], 1, json!("a"));
        let b = set(&mut entry, &[], 2, json!("b"));
        set(&mut entry, &[a, b], 3, json!("one"));
        set(&mut entry, &[a, b], 4, json!("other"));
        assert_eq!(earlier(&entry), Some(json!("b")));
    }

    #[test]
    fn files_without_edits_follow_one_another() {
        let mut entry = Entry::default();
        let week = snapshot(&mut entry, 10, json!("first week"));
        set(&mut entry, &[week], 11, json!("a person’s"));
        snapshot(&mut entry, 20, json!("second week"));
        assert_eq!(earlier(&entry), Some(json!("first week")));
    }
}
