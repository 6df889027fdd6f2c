//! The law of edits, rule by rule and as properties: whatever people do on separate copies, and in whatever order the
//! copies come together, nothing is lost and all show the same.

use std::collections::{BTreeMap, BTreeSet};

use driver_atlas::domain::edit::{Edit, EditId};
use driver_atlas::domain::entry::{Delta, Entry, own_delta};
use driver_atlas::domain::law::{self, BuildsOn, Standing, Trash, evaluate};
use driver_atlas::domain::value::normal;
use jiff::Timestamp;
use proptest::prelude::*;
use serde_json::{Value, json};

const ID: &str = "plan";

fn at(second: i64) -> Timestamp {
    Timestamp::from_second(1_800_000_000 + second).unwrap()
}

/// One person's copy of one driver.
#[derive(Clone, Debug, Default)]
struct Copy {
    entry: Entry,
    clock: i64,
    name: String,
}

impl Copy {
    fn of(name: &str, clock: i64) -> Self {
        Self {
            name: name.to_owned(),
            clock,
            ..Self::default()
        }
    }

    fn set(&mut self, fields: Value) -> EditId {
        let heads = self.stands().heads;
        self.set_after(heads, fields)
    }

    fn set_after(&mut self, after: BTreeSet<EditId>, fields: Value) -> EditId {
        let fields = fields.as_object().unwrap().clone().into_iter().collect();
        self.clock += 1;
        let (id, delta) = own_delta(ID, after, fields, at(self.clock), Some(self.name.clone()));
        // What only one copy knows isn't part of the law.
        self.entry.apply(&Delta {
            own: BTreeSet::new(),
            arrived: None,
            ..delta
        });
        id
    }

    fn revoke(&mut self, ids: &[EditId]) -> EditId {
        self.clock += 1;
        let edit = Edit {
            after: self.stands().heads,
            at: Some(at(self.clock)),
            by: Some(self.name.clone()),
            set: BTreeMap::new(),
            revokes: ids.iter().copied().collect(),
            snapshot: false,
        };
        self.entry.insert(ID, edit, [])
    }

    /// A file of another program, exported at a time.
    fn read_snapshot(&mut self, second: i64, fields: Value) -> EditId {
        let fields = fields.as_object().unwrap().clone().into_iter().collect();
        let (_, delta) = own_delta(ID, BTreeSet::new(), fields, at(second), None);
        let edit = delta.edits.into_values().next().unwrap();
        self.entry.insert(
            ID,
            Edit {
                snapshot: true,
                ..edit
            },
            delta.values.into_values(),
        )
    }

    fn meet(&mut self, other: &mut Self) {
        self.entry.union(&other.entry);
        other.entry.union(&self.entry);
    }

    fn stands(&self) -> Standing {
        evaluate(&self.entry)
    }

    fn shown(&self, key: &str) -> Value {
        let standing = self.stands();
        standing
            .fields
            .get(key)
            .map_or(Value::Null, |field| field.shown.clone())
    }

    #[track_caller]
    fn shows(&self, key: &str, value: Value) {
        assert_eq!(self.shown(key), value, "{key}");
    }

    #[track_caller]
    fn has_claims(&self, key: &str, count: usize) {
        assert_eq!(self.stands().fields[key].claims.len(), count, "{key}");
    }
}

/// Two copies that both know a driver with this title and these topics.
fn two_copies() -> (Copy, Copy) {
    let mut ann = Copy::of("Ann", 0);
    ann.set(json!({"title": "A plan", "topics": ["x", "y"]}));
    let mut bob = Copy::of("Bob", 100);
    bob.meet(&mut ann);
    (ann, bob)
}

#[test]
fn a_later_edit_that_knows_the_earlier_takes_its_place() {
    let (mut ann, mut bob) = two_copies();
    bob.clock = -1_000_000; // A clock that is wrong doesn't matter to edits that know each other.
    bob.set(json!({"title": "The plan"}));
    ann.meet(&mut bob);
    ann.shows("title", json!("The plan"));
    ann.has_claims("title", 1);
}

#[test]
fn different_fields_changed_apart_both_stand() {
    let (mut ann, mut bob) = two_copies();
    ann.set(json!({"level": "local"}));
    bob.set(json!({"summary": "Short."}));
    ann.meet(&mut bob);
    ann.shows("level", json!("local"));
    ann.shows("summary", json!("Short."));
    assert_eq!(ann.stands(), bob.stands());
}

#[test]
fn one_field_changed_apart_is_a_conflict_until_an_edit_that_knows_both() {
    let (mut ann, mut bob) = two_copies();
    ann.set(json!({"title": "Ann's"}));
    bob.set(json!({"title": "Bob's"}));
    ann.meet(&mut bob);
    ann.has_claims("title", 2);
    ann.shows("title", json!("Bob's")); // The later by the clock.
    ann.set(json!({"title": "Ann's"}));
    bob.meet(&mut ann);
    bob.has_claims("title", 1);
    bob.shows("title", json!("Ann's"));
}

#[test]
fn equal_values_are_no_conflict_whatever_their_line_ends() {
    let (mut ann, mut bob) = two_copies();
    ann.set(json!({"summary": "one\r\ntwo"}));
    bob.set(json!({"summary": "one\ntwo"}));
    ann.meet(&mut bob);
    ann.has_claims("summary", 1);
}

#[test]
fn an_edit_is_after_what_was_on_screen_and_not_after_what_came_since() {
    let (mut ann, mut bob) = two_copies();
    let on_screen = ann.stands().heads;
    bob.set(json!({"title": "Bob's"}));
    ann.meet(&mut bob); // Bob's edit comes in while Ann types.
    ann.set_after(on_screen, json!({"title": "Ann's"}));
    ann.has_claims("title", 2);
}

#[test]
fn clearing_a_field_is_a_value_as_any_other() {
    let (mut ann, mut bob) = two_copies();
    ann.set(json!({"title": ""}));
    bob.set(json!({"title": "Bob's"}));
    ann.meet(&mut bob);
    ann.has_claims("title", 2);
}

#[test]
fn two_people_tagging_one_driver_do_not_conflict() {
    let (mut ann, mut bob) = two_copies();
    ann.set(json!({"topics": ["x", "y", "a"]}));
    bob.set(json!({"topics": ["b", "x", "y"]}));
    ann.meet(&mut bob);
    ann.shows("topics", json!(["b", "x", "y", "a"]));
    assert_eq!(ann.stands(), bob.stands());
}

#[test]
fn a_removal_affects_only_additions_it_had_seen() {
    let (mut ann, mut bob) = two_copies();
    ann.set(json!({"topics": ["y"]}));
    bob.set(json!({"topics": ["x", "y", "z"]})); // Bob adds z; that x is there isn't his doing.
    ann.meet(&mut bob);
    ann.shows("topics", json!(["y", "z"]));

    let (mut ann, mut bob) = two_copies();
    bob.set(json!({"topics": ["y"]}));
    bob.set(json!({"topics": ["y", "x"]})); // Added anew, apart from Ann's removal.
    ann.set(json!({"topics": ["y"]}));
    ann.meet(&mut bob);
    ann.shows("topics", json!(["y", "x"]));
}

#[test]
fn a_list_is_in_the_order_that_the_last_person_gave_it() {
    let (mut ann, _) = two_copies();
    for list in [json!(["y", "x"]), json!(["z", "y", "x"]), json!(["x"])] {
        ann.set(json!({"topics": list}));
        ann.shows("topics", list);
    }
    ann.set(json!({"topics": []}));
    ann.shows("topics", Value::Null);
}

#[test]
fn a_revoked_edit_neither_asserts_nor_supersedes() {
    let (mut ann, _) = two_copies();
    let edit = ann.set(json!({"title": "Wrong", "topics": ["x"]}));
    ann.shows("topics", json!(["x"]));
    let undo = ann.revoke(&[edit]);
    ann.shows("title", json!("A plan"));
    ann.shows("topics", json!(["x", "y"]));
    ann.revoke(&[undo]);
    ann.shows("title", json!("Wrong"));
    ann.shows("topics", json!(["x"]));
}

#[test]
fn an_entry_whose_every_edit_was_undone_says_nothing() {
    let mut ann = Copy::of("Ann", 0);
    let edit = ann.set(json!({"title": "A plan"}));
    assert!(ann.stands().says_something);
    ann.revoke(&[edit]);
    assert!(!ann.stands().says_something);
}

#[test]
fn what_later_edits_build_on_is_known() {
    let (mut ann, _) = two_copies();
    let title = ann.set(json!({"title": "New"}));
    let level = ann.set(json!({"level": "local"}));
    assert_eq!(
        law::built_on(&ann.entry, &[title].into(), BuildsOn::Field),
        None
    );
    let newer = ann.set(json!({"title": "Newer"}));
    assert_eq!(
        law::built_on(&ann.entry, &[title].into(), BuildsOn::Field),
        Some((title, newer))
    );
    assert_eq!(
        law::built_on(&ann.entry, &[level].into(), BuildsOn::Field),
        None
    );
    assert_eq!(
        law::built_on(&ann.entry, &[title, newer].into(), BuildsOn::Field),
        None
    );
    ann.revoke(&[newer]);
    assert_eq!(
        law::built_on(&ann.entry, &[title].into(), BuildsOn::Field),
        None
    );
}

#[test]
fn an_undo_builds_on_nothing() {
    let mut ann = Copy::of("Ann", 0);
    let made = ann.set(json!({"title": "A plan"}));
    let archived = ann.set(json!({"status": "archived"}));
    let built_on = |ann: &Copy| law::built_on(&ann.entry, &[made].into(), BuildsOn::Field);
    assert_eq!(built_on(&ann), Some((made, archived)));
    ann.revoke(&[archived]);
    assert_eq!(built_on(&ann), None);
}

#[test]
fn a_driver_is_in_the_trash_only_if_the_trashing_edit_had_seen_all_that_stands() {
    let (mut ann, mut bob) = two_copies();
    let trashing = ann.set(json!({"trashed": true}));
    assert_eq!(ann.stands().trash, Trash::Trashed(trashing));
    bob.set(json!({"summary": "Still of use."}));
    ann.meet(&mut bob);
    assert_eq!(ann.stands().trash, Trash::LiveDespite(trashing));
    let again = ann.set(json!({"trashed": true}));
    assert_eq!(ann.stands().trash, Trash::Trashed(again));
    ann.set(json!({"trashed": null}));
    assert_eq!(ann.stands().trash, Trash::Live);
}

#[test]
fn trashed_by_two_is_in_the_trash_and_restored_by_one_is_not() {
    let (mut ann, mut bob) = two_copies();
    ann.set(json!({"trashed": true}));
    bob.set(json!({"trashed": true}));
    ann.meet(&mut bob);
    assert!(matches!(ann.stands().trash, Trash::Trashed(_)));
    ann.set(json!({"trashed": null}));
    bob.set(json!({"trashed": true}));
    ann.meet(&mut bob);
    assert!(matches!(ann.stands().trash, Trash::LiveDespite(_)));
}

#[test]
fn edits_set_aside_have_no_effect_until_they_come_again() {
    let (mut ann, mut bob) = two_copies();
    let edit = bob.set(json!({"title": "Bob's"}));
    let before = ann.stands();
    let delta = Delta {
        edits: bob.entry.edits.clone(),
        values: bob.entry.values.clone(),
        ..Delta::default()
    };
    ann.entry.apply(&delta);
    ann.shows("title", json!("Bob's"));
    ann.entry.apply(&Delta {
        set_aside: [edit].into(),
        ..Delta::default()
    });
    assert_eq!(ann.stands(), before);
    ann.entry.apply(&delta);
    ann.shows("title", json!("Bob's"));
}

#[test]
fn a_version_of_the_past_is_what_stood_then() {
    let (mut ann, _) = two_copies();
    let then = ann.stands();
    ann.set(json!({"title": "New", "topics": ["z"]}));
    assert_eq!(law::evaluate_at(&ann.entry, &then.heads), then);
}

mod snapshots {
    use super::*;

    #[test]
    fn a_weekly_file_that_repeats_a_value_does_not_fight_the_person_who_changed_it() {
        let mut ann = Copy::of("Ann", 10);
        ann.read_snapshot(1, json!({"title": "Plan", "topics": ["a", "b"]}));
        ann.set(json!({"title": "Ann's", "topics": ["a"]}));
        ann.read_snapshot(2, json!({"title": "Plan", "topics": ["a", "b"]}));
        ann.shows("title", json!("Ann's"));
        ann.has_claims("title", 1);
        ann.shows("topics", json!(["a"]));
    }

    #[test]
    fn a_weekly_file_with_a_new_value_conflicts_only_with_what_people_wrote() {
        let mut ann = Copy::of("Ann", 10);
        ann.read_snapshot(
            1,
            json!({"title": "Plan", "level": "local", "topics": ["a"]}),
        );
        ann.set(json!({"title": "Ann's"}));
        ann.read_snapshot(
            2,
            json!({"title": "The plan", "level": "national", "topics": ["b"]}),
        );
        ann.has_claims("title", 2);
        ann.has_claims("level", 1);
        ann.shows("level", json!("national"));
        ann.shows("topics", json!(["b"]));
    }

    #[test]
    fn the_order_in_which_files_are_read_does_not_matter() {
        let files = [
            (1, json!({"title": "One", "topics": ["a"]})),
            (2, json!({"title": "Two", "topics": ["a", "b"]})),
            (3, json!({"title": "One", "topics": ["b"]})),
        ];
        let mut standings = Vec::new();
        for order in [[0, 1, 2], [2, 1, 0], [1, 0, 2], [2, 0, 1]] {
            let mut ann = Copy::default();
            for index in order {
                ann.read_snapshot(files[index].0, files[index].1.clone());
            }
            ann.shows("title", json!("One"));
            ann.shows("topics", json!(["b"]));
            standings.push(ann.stands());
        }
        assert!(standings.windows(2).all(|pair| pair[0] == pair[1]));
    }

    #[test]
    fn a_value_that_a_person_also_gave_is_the_persons_and_superseded_with_it() {
        let mut ann = Copy::of("Ann", 10);
        ann.read_snapshot(1, json!({"title": "Plan"}));
        ann.set(json!({"title": "The plan"}));
        let heads = ann.stands().heads;
        ann.read_snapshot(2, json!({"title": "The plan"}));
        ann.has_claims("title", 1);
        ann.set_after(heads, json!({"title": "The whole plan"}));
        ann.has_claims("title", 1);
        ann.shows("title", json!("The whole plan"));
    }

    #[test]
    fn a_field_that_a_file_lacks_is_left_alone() {
        let mut ann = Copy::of("Ann", 10);
        ann.read_snapshot(1, json!({"title": "Plan", "summary": "Text."}));
        ann.read_snapshot(2, json!({"title": "Plan"}));
        ann.shows("summary", json!("Text."));
        ann.read_snapshot(3, json!({"title": "Plan", "summary": ""}));
        ann.shows("summary", Value::Null);
    }

    #[test]
    fn a_repeating_file_does_not_bring_a_driver_back_from_the_trash() {
        let mut ann = Copy::of("Ann", 10);
        ann.read_snapshot(1, json!({"title": "Plan", "topics": ["a"]}));
        ann.set(json!({"trashed": true}));
        ann.read_snapshot(2, json!({"title": "Plan", "topics": ["a"]}));
        assert!(matches!(ann.stands().trash, Trash::Trashed(_)));
        ann.read_snapshot(3, json!({"title": "New plan"}));
        assert!(matches!(ann.stands().trash, Trash::LiveDespite(_)));
    }
}

/// What people do, each on a copy of their own.
#[derive(Clone, Debug)]
enum Deed {
    Set(usize, Value),
    Revoke(usize, prop::sample::Index),
    Snapshot(usize, i64, Value),
    Meet(usize, usize),
}

const COPIES: usize = 3;

fn fields() -> impl Strategy<Value = Value> {
    let text = prop::sample::select(vec!["", "a", "b", "c"]);
    let list = prop::collection::btree_set(prop::sample::select(vec!["x", "y", "z"]), 0..3);
    let trashed = prop::sample::select(vec![json!(true), Value::Null]);
    prop_oneof![
        text.clone().prop_map(|text| json!({"title": text})),
        text.prop_map(|text| json!({"summary": text, "title": text})),
        list.prop_map(|list| json!({"topics": list})),
        trashed.prop_map(|trashed| json!({"trashed": trashed})),
    ]
}

fn deed() -> impl Strategy<Value = Deed> {
    let copy = 0..COPIES;
    let index = any::<prop::sample::Index>();
    prop_oneof![
        6 => (copy.clone(), fields()).prop_map(|(copy, fields)| Deed::Set(copy, fields)),
        1 => (copy.clone(), index).prop_map(|(copy, index)| Deed::Revoke(copy, index)),
        1 => (copy.clone(), 0..9_i64, fields()).prop_map(|(copy, time, fields)| Deed::Snapshot(copy, time, fields)),
        3 => (copy.clone(), copy).prop_map(|(one, other)| Deed::Meet(one, other)),
    ]
}

fn deeds() -> impl Strategy<Value = Vec<Deed>> {
    prop::collection::vec(deed(), 0..24)
}

/// Copies after people did all this, with clocks that are wrong by years.
fn after(deeds: &[Deed]) -> Vec<Copy> {
    let mut copies: Vec<Copy> = (0..COPIES)
        .map(|copy| Copy::of(&format!("person {copy}"), copy as i64 * 50_000_000))
        .collect();
    for deed in deeds {
        match deed {
            Deed::Set(copy, fields) => _ = copies[*copy].set(fields.clone()),
            Deed::Revoke(copy, index) => {
                let ids: Vec<EditId> = copies[*copy].entry.edits.keys().copied().collect();
                if !ids.is_empty() {
                    copies[*copy].revoke(&[ids[index.index(ids.len())]]);
                }
            }
            Deed::Snapshot(copy, time, fields) => {
                copies[*copy].read_snapshot(*time, fields.clone());
            }
            Deed::Meet(one, other) => meet(&mut copies, *one, *other),
        }
    }
    copies
}

fn meet(copies: &mut [Copy], one: usize, other: usize) {
    let mut other_copy = copies[other].clone();
    copies[one].meet(&mut other_copy);
    copies[other].entry = other_copy.entry;
}

fn union(one: &Entry, other: &Entry) -> Entry {
    let mut both = one.clone();
    both.union(other);
    both
}

proptest! {
    #[test]
    fn merging_is_commutative_associative_and_idempotent(deeds in deeds()) {
        let copies = after(&deeds);
        let [a, b, c] = [&copies[0].entry, &copies[1].entry, &copies[2].entry];
        prop_assert_eq!(union(a, b), union(b, a));
        prop_assert_eq!(union(&union(a, b), c), union(a, &union(b, c)));
        prop_assert_eq!(union(a, a), a.clone());
        prop_assert_eq!(union(&union(a, b), b), union(a, b));
    }

    #[test]
    fn no_edit_is_lost_and_all_copies_show_the_same(deeds in deeds()) {
        let mut copies = after(&deeds);
        let all: BTreeSet<EditId> = copies.iter().flat_map(|copy| copy.entry.edits.keys().copied()).collect();
        for (one, other) in [(0, 1), (1, 2), (0, 2), (0, 1)] {
            meet(&mut copies, one, other);
        }
        for copy in &copies {
            prop_assert_eq!(copy.entry.edits.keys().copied().collect::<BTreeSet<_>>(), all.clone());
            prop_assert_eq!(copy.stands(), copies[0].stands());
        }
    }

    /// Against the definition, spelled out: a value stands until an edit of the same field has it in its past.
    #[test]
    fn every_undominated_value_stands(deeds in deeds()) {
        let by_people: Vec<Deed> = deeds.into_iter().filter(|deed| !matches!(deed, Deed::Snapshot(..))).collect();
        let copies = after(&by_people);
        let entry = union(&union(&copies[0].entry, &copies[1].entry), &copies[2].entry);
        let revoked = law::revoked(&entry);
        let standing = evaluate(&entry);
        for key in ["title", "summary"] {
            let of_field: Vec<(&EditId, &Edit)> = entry
                .edits
                .iter()
                .filter(|(id, edit)| edit.set.contains_key(key) && !revoked.contains(id))
                .collect();
            let undominated: BTreeSet<_> = of_field
                .iter()
                .filter(|(id, _)| !of_field.iter().any(|(other, _)| past(&entry, other).contains(id)))
                .map(|(_, edit)| edit.set[key])
                .collect();
            let field = standing.fields.get(key);
            let shown = field.into_iter().flat_map(|field| &field.claims).map(|claim| claim.digest);
            prop_assert_eq!(shown.collect::<BTreeSet<_>>(), undominated, "{}", key);
        }
    }

    #[test]
    fn on_a_copy_that_meets_no_other_nothing_is_in_conflict(deeds in deeds()) {
        let alone: Vec<Deed> = deeds
            .into_iter()
            .filter(|deed| matches!(deed, Deed::Set(..)))
            .collect();
        for copy in after(&alone) {
            prop_assert!(copy.stands().fields.values().all(|field| !field.is_in_conflict()));
        }
    }

    /// A list on one copy is what was last put there: that lists are sets shows only when copies meet.
    #[test]
    fn on_one_copy_a_list_is_what_was_put_there(
        lists in prop::collection::vec(prop::collection::btree_set("[a-e]", 0..5), 1..8)
    ) {
        let mut ann = Copy::of("Ann", 0);
        for list in &lists {
            let list: Vec<&String> = list.iter().rev().collect();
            ann.set(json!({"topics": list}));
            prop_assert_eq!(ann.shown("topics"), normal(json!(list)));
        }
    }
}

fn past(entry: &Entry, id: &EditId) -> BTreeSet<EditId> {
    let mut past = BTreeSet::new();
    let mut ahead = vec![*id];
    while let Some(id) = ahead.pop() {
        let Some(edit) = entry.edits.get(&id) else {
            continue;
        };
        for earlier in edit.after.iter().chain(&edit.revokes) {
            if past.insert(*earlier) {
                ahead.push(*earlier);
            }
        }
    }
    past
}
