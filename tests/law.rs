//! The law of edits, rule by rule and as properties: whatever people do on separate copies, and in whatever order the
//! copies come together, nothing is lost and all show the same.

use std::collections::BTreeSet;

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
            revokes: ids.iter().copied().collect(),
            ..Edit::default()
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
                ..Edit::clone(&edit)
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
            .map_or(Value::Null, |field| Value::clone(&field.shown))
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

mod joins {
    use super::*;
    use driver_atlas::domain::edit::comment_key;
    use driver_atlas::domain::field::Field;
    use driver_atlas::domain::join;
    use driver_atlas::domain::register::{Batch, Register};
    use driver_atlas::domain::undo::Undo;

    /// One person's copy of a register.
    #[derive(Clone)]
    pub struct Desk {
        pub register: Register,
        clock: i64,
        pub name: &'static str,
    }

    impl Desk {
        pub fn of(name: &'static str) -> Self {
            Self {
                register: Register::new("mill-lane", []),
                clock: 0,
                name,
            }
        }

        /// With drivers that have their ids as titles.
        pub fn with(name: &'static str, ids: &[&str]) -> Self {
            let mut desk = Self::of(name);
            for id in ids {
                desk.set(id, json!({"title": id.to_uppercase()}));
            }
            desk
        }

        pub fn take(&mut self, batch: Batch) -> Batch {
            self.register.apply(&batch);
            batch
        }

        pub fn now(&mut self) -> Timestamp {
            self.clock += 1;
            at(self.clock)
        }

        pub fn set(&mut self, id: &str, fields: Value) -> Batch {
            let fields = fields.as_object().unwrap().clone().into_iter().collect();
            let (now, heads) = (self.now(), self.register.heads(id));
            let (_, delta) = own_delta(id, heads, fields, now, Some(self.name.to_owned()));
            self.take([(id.to_owned(), delta)].into())
        }

        pub fn snapshot(&mut self, id: &str, second: i64, fields: Value) {
            let mut copy = Copy::default();
            copy.read_snapshot(second, fields);
            let edit = copy.entry.edits.into_values().next().unwrap();
            let mut entry = self
                .register
                .entry(id)
                .map(|entry| (**entry).clone())
                .unwrap_or_default();
            entry.insert(id, edit, copy.entry.values.into_values());
            self.register.put(id.to_owned(), entry);
        }

        pub fn join(&mut self, ids: &[&str], chosen: Value) -> Batch {
            let chosen = chosen.as_object().unwrap().clone().into_iter().collect();
            let now = self.now();
            let batch = join::join(&self.register, &set(ids), chosen, now, Some(self.name));
            self.take(batch)
        }

        pub fn separate(&mut self, id: &str) -> Batch {
            let now = self.now();
            let batch = join::separate(&self.register, id, now, Some(self.name));
            self.take(batch)
        }

        pub fn tell_apart(&mut self, ids: &[&str]) -> Batch {
            let now = self.now();
            let batch = join::tell_apart(&self.register, &set(ids), now, Some(self.name));
            self.take(batch)
        }

        pub fn undo(&mut self, batch: &Batch) -> bool {
            let now = self.now();
            let steps = Undo::of_own(batch).steps(&self.register, now, Some(self.name));
            let steps = steps.map(|steps| self.take(steps));
            steps.is_ok()
        }

        pub fn take_in(&mut self, other: &Self) {
            for (id, entry) in other.register.entries() {
                let mut mine = self.register.entry(id).cloned().unwrap_or_default();
                std::sync::Arc::make_mut(&mut mine).union(entry);
                self.register.put(id.clone(), (*mine).clone());
            }
        }

        pub fn meet(&mut self, other: &mut Self) {
            self.take_in(other);
            other.take_in(self);
            self.shows_what_one_shows_that_has_it_all_at_once();
            assert_eq!(self.shown(), other.shown());
        }

        /// Groups are kept up as entries come: in whatever order they do, that gives the same as looking at all of them.
        #[track_caller]
        pub fn shows_what_one_shows_that_has_it_all_at_once(&self) {
            let entries = self.register.entries();
            let entries = entries.map(|(id, entry)| (id.clone(), (**entry).clone()));
            let entries: Vec<_> = entries.collect();
            let at_once = Register::new("mill-lane", entries.iter().cloned());
            let mut one_by_one = Register::new("mill-lane", []);
            for (id, entry) in entries.into_iter().rev() {
                one_by_one.put(id, entry);
            }
            assert_eq!(self.register, at_once);
            assert_eq!(self.register, one_by_one);
        }

        pub fn shown(&self) -> Vec<(String, Standing)> {
            let register = &self.register;
            let drivers = register.live().chain(register.trashed());
            let shown = drivers.map(|driver| (driver.id.clone(), driver.standing.clone()));
            shown.collect()
        }

        #[track_caller]
        pub fn shows(&self, ids: &[&str]) {
            let live: Vec<&str> = self.register.live().map(|driver| &*driver.id).collect();
            assert_eq!(live, ids);
        }

        #[track_caller]
        pub fn has(&self, id: &str, key: &str, value: Value) {
            assert_eq!(self.register.driver(id).unwrap().value(key), &value);
        }

        #[track_caller]
        pub fn is_in_conflict_over(&self, id: &str, keys: &[&str]) {
            let driver = self.register.driver(id).unwrap();
            assert_eq!(driver.conflicts().collect::<Vec<_>>(), keys);
        }
    }

    fn set(ids: &[&str]) -> BTreeSet<String> {
        ids.iter().map(|id| (*id).to_owned()).collect()
    }

    #[test]
    fn joined_drivers_show_as_one_under_the_smallest_id_whichever_is_asked_for() {
        let mut ann = Desk::with("Ann", &["a", "b", "c"]);
        ann.join(&["b", "a"], json!({"title": "B"}));
        ann.shows(&["a", "c"]);
        assert_eq!(ann.register.driver("b").unwrap().id, "a");
        assert_eq!(ann.register.group_of("b"), "a");
        assert_eq!(ann.register.members("a"), set(&["a", "b"]));
        assert_eq!(ann.register.members("c"), set(&["c"]));
    }

    #[test]
    fn what_two_said_before_they_were_joined_is_in_conflict_until_somebody_chooses() {
        let mut ann = Desk::with("Ann", &["a", "b"]);
        ann.join(&["a", "b"], json!({}));
        ann.is_in_conflict_over("a", &["title"]);
        ann.set("a", json!({"title": "A"}));
        ann.is_in_conflict_over("a", &[]);
        ann.has("b", "title", json!("A"));
    }

    #[test]
    fn joining_and_choosing_is_one_edit_that_knows_both() {
        let mut ann = Desk::with("Ann", &["a", "b"]);
        ann.set("b", json!({"summary": "Only here.", "topics": ["x"]}));
        ann.set("a", json!({"topics": ["y"]}));
        let batch = ann.join(&["a", "b"], json!({"title": "B"}));
        assert_eq!(
            batch.values().map(|delta| delta.edits.len()).sum::<usize>(),
            1
        );
        ann.is_in_conflict_over("a", &[]);
        ann.has("a", "title", json!("B"));
        ann.has("a", "summary", json!("Only here."));
        ann.has("a", "topics", json!(["y", "x"]));
        assert!(ann.join(&["a", "b"], json!({})).is_empty());
    }

    #[test]
    fn comments_and_history_of_both_are_kept_and_neither_goes_to_the_trash() {
        let mut ann = Desk::with("Ann", &["a", "b"]);
        for (id, text) in [("a", "One."), ("b", "Two.")] {
            let comment = json!({"by": "Ann", "at": "2026-01-01T00:00:00Z", "text": text});
            ann.set(id, json!({comment_key(&comment): comment}));
        }
        ann.join(&["a", "b"], json!({"title": "A"}));
        assert_eq!(ann.register.driver("a").unwrap().comments().len(), 2);
        assert_eq!(ann.register.trashed().count(), 0);
        let whole = ann.register.whole("b").unwrap();
        assert_eq!(law::in_order(whole).len(), 5);
    }

    #[test]
    fn joined_differently_on_two_sides_copies_come_to_show_one() {
        let mut ann = Desk::with("Ann", &["a", "b", "c"]);
        let mut bob = Desk::of("Bob");
        bob.meet(&mut ann);
        ann.join(&["a", "b"], json!({"title": "B", "level": "local"}));
        bob.join(&["b", "c"], json!({"title": "C", "level": "national"}));
        ann.meet(&mut bob);
        ann.shows(&["a"]);
        ann.is_in_conflict_over("a", &["level", "title"]);
        ann.set("a", json!({"title": "All three", "level": "local"}));
        bob.meet(&mut ann);
        bob.is_in_conflict_over("c", &[]);
        bob.has("c", "title", json!("All three"));
    }

    #[test]
    fn edits_made_while_another_id_was_the_smallest_still_count() {
        let mut ann = Desk::with("Ann", &["b", "c"]);
        ann.join(&["b", "c"], json!({"title": "Both"}));
        ann.set("b", json!({"level": "local"}));
        let mut bob = Desk::with("Bob", &["a"]);
        bob.meet(&mut ann);
        bob.join(&["a", "c"], json!({"title": "All"}));
        bob.shows(&["a"]);
        bob.has("a", "level", json!("local"));
        bob.is_in_conflict_over("a", &[]);
        // Ann knew nothing of it, and edits what she sees.
        ann.set("b", json!({"level": "regional", "summary": "Text."}));
        ann.meet(&mut bob);
        ann.has("a", "level", json!("regional"));
        ann.has("a", "summary", json!("Text."));
        ann.is_in_conflict_over("a", &[]);
    }

    #[test]
    fn what_is_joined_is_joined_again_when_an_entry_comes_later() {
        let mut ann = Desk::with("Ann", &["a", "b", "c"]);
        ann.join(&["a", "b", "c"], json!({"title": "All"}));
        for order in [
            ["a", "b", "c"],
            ["c", "b", "a"],
            ["b", "a", "c"],
            ["c", "a", "b"],
        ] {
            let mut bob = Desk::of("Bob");
            for id in order {
                let entry = (**ann.register.entry(id).unwrap()).clone();
                bob.register.put(id.to_owned(), entry);
            }
            assert_eq!(bob.shown(), ann.shown());
        }
    }

    #[test]
    fn separated_again_each_has_what_is_stored_in_it_and_the_others_stay_together() {
        let mut ann = Desk::with("Ann", &["a", "b", "c"]);
        let before = ann.register.driver("b").unwrap().standing.fields.clone();
        ann.join(&["a", "b"], json!({"title": "Two"}));
        ann.join(&["a", "b", "c"], json!({"title": "Three", "topics": ["x"]}));
        ann.set("a", json!({"level": "local", "topics": ["x", "y"]}));
        ann.separate("b");
        ann.shows(&["a", "b"]);
        ann.has("c", "title", json!("Three"));
        ann.has("a", "topics", json!(["x", "y"]));
        let after = &ann.register.driver("b").unwrap().standing.fields;
        assert_eq!(after["title"], before["title"]);
        for id in ["a", "b"] {
            ann.is_in_conflict_over(id, &[]);
            assert!(ann.register.are_told_apart("b", "c"));
        }
        ann.separate("c");
        ann.shows(&["a", "b", "c"]);
        ann.has("a", "title", json!("Three"));
        assert!(ann.separate("c").is_empty());
    }

    #[test]
    fn the_entry_that_gives_a_group_its_id_can_leave_it_and_the_others_stay_together() {
        let mut ann = Desk::with("Ann", &["a", "b", "c"]);
        ann.join(&["a", "b", "c"], json!({"title": "All"}));
        ann.separate("a");
        ann.shows(&["a", "b"]);
        assert_eq!(ann.register.group_of("c"), "b");
        ann.has("a", "title", json!("All"));
    }

    #[test]
    fn one_who_separates_and_one_who_joins_another_do_not_undo_each_other() {
        let mut ann = Desk::with("Ann", &["a", "b", "c"]);
        ann.join(&["a", "b"], json!({"title": "Two"}));
        let mut bob = Desk::of("Bob");
        bob.meet(&mut ann);
        ann.separate("b");
        bob.join(&["a", "c"], json!({"title": "Three"}));
        ann.meet(&mut bob);
        ann.shows(&["a", "b"]);
        assert_eq!(ann.register.members("a"), set(&["a", "c"]));
    }

    #[test]
    fn what_an_entry_says_by_itself_does_not_depend_on_what_it_is_joined_to() {
        let mut ann = Desk::with("Ann", &["b", "c"]);
        let mut bob = Desk::with("Bob", &["a"]);
        ann.join(&["b", "c"], json!({"title": "Both"}));
        bob.meet(&mut ann);
        bob.join(&["a", "b"], json!({"title": "All"}));
        // In the order of the group these are b's, a's, then b's again.
        bob.set("b", json!({"title": "In b"}));
        bob.separate("a");
        bob.shows(&["a", "b"]);
        bob.is_in_conflict_over("b", &[]);
        bob.has("b", "title", json!("In b"));
        let alone = Register::new(
            "mill-lane",
            [("b".to_owned(), (**bob.register.entry("b").unwrap()).clone())],
        );
        assert_eq!(alone.driver("b"), bob.register.alone("b"));
        assert_eq!(alone.heads("b").len(), 1);
    }

    #[test]
    fn joining_can_be_undone_until_something_builds_on_it() {
        let mut ann = Desk::with("Ann", &["a", "b"]);
        let before = ann.register.driver("b").cloned();
        let joining = ann.join(&["a", "b"], json!({"title": "B"}));
        let mut late = ann.clone();
        assert!(ann.undo(&joining));
        ann.shows(&["a", "b"]);
        ann.has("a", "title", json!("A"));
        assert_eq!(ann.register.driver("b").cloned(), before);
        late.set("b", json!({"title": "Another"}));
        assert!(!late.undo(&joining));
    }

    #[test]
    fn separating_can_be_undone() {
        let mut ann = Desk::with("Ann", &["a", "b"]);
        ann.join(&["a", "b"], json!({"title": "B"}));
        let separating = ann.separate("b");
        assert!(ann.undo(&separating));
        ann.shows(&["a"]);
        ann.has("b", "title", json!("B"));
        assert!(!ann.register.are_told_apart("a", "b"));
    }

    #[test]
    fn a_group_is_in_the_trash_only_if_the_trashing_edit_had_seen_what_all_of_it_says() {
        let mut ann = Desk::with("Ann", &["a", "b"]);
        ann.join(&["a", "b"], json!({"title": "A"}));
        let mut bob = Desk::of("Bob");
        bob.meet(&mut ann);
        ann.set("a", json!({"trashed": true}));
        assert!(ann.register.driver("b").unwrap().is_in_trash());
        bob.set("b", json!({"summary": "Of use."}));
        ann.meet(&mut bob);
        ann.shows(&["a"]);
        let trash = ann.register.driver("b").unwrap().standing.trash;
        assert!(matches!(trash, Trash::LiveDespite(_)));
    }

    #[test]
    fn joining_takes_out_of_the_trash_and_no_driver_takes_its_own_place() {
        let mut ann = Desk::with("Ann", &["a", "b", "c"]);
        ann.set("a", json!({"superseded_by": "b"}));
        ann.set("c", json!({"superseded_by": "b"}));
        ann.set("b", json!({"trashed": true}));
        ann.join(&["a", "b"], json!({"title": "A"}));
        let driver = ann.register.driver("b").unwrap();
        assert_eq!(driver.standing.trash, Trash::Live);
        assert_eq!(driver.text(Field::SupersededBy), "");
        let successor = ann.register.driver("c").unwrap().text(Field::SupersededBy);
        assert_eq!(ann.register.driver(successor).unwrap().id, "a");
    }

    #[test]
    fn told_apart_is_remembered_travels_and_ends_with_joining() {
        let mut ann = Desk::with("Ann", &["a", "b", "c"]);
        let mut bob = Desk::of("Bob");
        ann.tell_apart(&["a", "b"]);
        bob.meet(&mut ann);
        let apart = |desk: &Desk, one, other| {
            let register = &desk.register;
            assert_eq!(
                register.are_told_apart(one, other),
                register.are_told_apart(other, one)
            );
            register.are_told_apart(one, other)
        };
        assert!(apart(&bob, "b", "a") && !apart(&bob, "a", "c") && !apart(&bob, "b", "c"));
        assert!(bob.tell_apart(&["a", "b"]).is_empty());
        bob.join(&["b", "c"], json!({"title": "C"}));
        assert!(apart(&bob, "a", "c"));
        bob.shows(&["a", "b"]);
        bob.join(&["a", "c"], json!({"title": "All"}));
        bob.shows(&["a"]);
        bob.has("a", "not_same_as", Value::Null);
    }

    #[test]
    fn an_entry_that_says_nothing_any_more_is_in_no_group() {
        let mut ann = Desk::with("Ann", &["b"]);
        let made = ann.set("a", json!({"title": "A"}));
        ann.join(&["a", "b"], json!({"title": "B"}));
        assert!(!ann.undo(&made));
        let mut ann = Desk::with("Ann", &["a", "b"]);
        let made = ann.set("c", json!({"title": "C"}));
        ann.set(
            "a",
            json!({"same_as": ["b", "c", "a", "nobody", "@register"]}),
        );
        ann.shows(&["a"]);
        ann.set("a", json!({"same_as": ["b", "c"], "title": "A"}));
        let entry = ann.register.entry("c").unwrap();
        let mut set_aside = (**entry).clone();
        set_aside.local.aside.extend(made["c"].edits.keys());
        ann.register.put("c".to_owned(), set_aside);
        assert_eq!(ann.register.members("a"), set(&["a", "b"]));
        ann.is_in_conflict_over("a", &[]);
    }

    #[test]
    fn weekly_files_of_joined_drivers_are_chains_of_their_own() {
        let mut ann = Desk::of("Ann");
        ann.snapshot("a", 1, json!({"title": "A", "topics": ["x"]}));
        ann.snapshot("b", 1, json!({"title": "B", "topics": ["y"]}));
        ann.join(&["a", "b"], json!({}));
        ann.is_in_conflict_over("a", &["title"]);
        ann.has("a", "topics", json!(["y", "x"]));
        ann.set("a", json!({"title": "One", "topics": ["y"]}));
        // They repeat what they said, and then bring news.
        ann.snapshot("a", 5, json!({"title": "A", "topics": ["x"]}));
        ann.snapshot("b", 5, json!({"title": "B", "topics": ["y"]}));
        ann.is_in_conflict_over("a", &[]);
        ann.has("a", "title", json!("One"));
        ann.has("a", "topics", json!(["y"]));
        ann.snapshot("b", 9, json!({"title": "New", "topics": ["y", "z"]}));
        ann.is_in_conflict_over("a", &["title"]);
        ann.has("a", "topics", json!(["y", "z"]));
    }

    #[test]
    fn what_a_person_made_of_one_entry_is_not_what_the_snapshot_of_another_says() {
        let mut ann = Desk::of("Ann");
        ann.snapshot("a", 1, json!({"title": "Plan", "topics": ["x"]}));
        ann.set("b", json!({"title": "Plan", "topics": ["x"]}));
        ann.set("b", json!({"title": "The plan", "topics": []}));
        ann.join(&["a", "b"], json!({}));
        ann.is_in_conflict_over("a", &["title"]);
        ann.has("a", "topics", json!(["x"]));
    }
}

mod removals {
    use super::joins::Desk;
    use super::*;
    use driver_atlas::domain::digest::Digest;
    use driver_atlas::domain::edit::comment_key;
    use driver_atlas::domain::removal::{self, Refused};
    use driver_atlas::domain::undo::Undo;

    const BAD: &str = "Call Jo Bloggs on 01632 960001.";

    #[track_caller]
    fn remove(desk: &mut Desk, id: &str, value: &Value) {
        let now = desk.now();
        let batch = removal::remove(&desk.register, id, value, now, Some(desk.name));
        desk.take(batch.unwrap());
    }

    fn refused(desk: &Desk, id: &str, value: &Value) -> Option<Refused> {
        removal::remove(&desk.register, id, value, at(0), None).err()
    }

    /// No entry has any of it, as value or as part of one.
    #[track_caller]
    fn is_gone(desk: &Desk, text: &str) {
        for (_, entry) in desk.register.entries() {
            let stored = serde_json::to_string(&**entry).unwrap();
            assert!(!stored.contains(text), "{stored}");
        }
    }

    fn two_desks(fields: Value) -> (Desk, Desk) {
        let (mut ann, mut bob) = (Desk::with("Ann", &["a"]), Desk::of("Bob"));
        ann.set("a", fields);
        ann.meet(&mut bob);
        (ann, bob)
    }

    #[test]
    fn every_copy_that_meets_a_removal_drops_the_value_and_keeps_the_skeletons() {
        let (mut ann, mut bob) = two_desks(json!({"summary": BAD}));
        let edits = ann.register.entry("a").unwrap().edits.len();
        remove(&mut ann, "a", &json!(BAD));
        is_gone(&ann, BAD);
        ann.has("a", "summary", Value::Null);
        assert_eq!(ann.register.entry("a").unwrap().edits.len(), edits + 1);
        bob.meet(&mut ann);
        is_gone(&bob, BAD);
    }

    #[test]
    fn whichever_comes_first_value_or_removal_the_value_goes() {
        let (mut ann, bob) = two_desks(json!({"summary": BAD}));
        remove(&mut ann, "a", &json!(BAD));
        let mut zoe = Desk::of("Zoe");
        zoe.take_in(&ann);
        zoe.take_in(&bob);
        is_gone(&zoe, BAD);
        let mut yan = Desk::of("Yan");
        yan.take_in(&bob);
        yan.take_in(&ann);
        assert_eq!(zoe.shown(), yan.shown());
        let mut delta = Delta::default();
        delta
            .values
            .insert(Digest::of(&json!(BAD)), json!(BAD).into());
        zoe.take([("a".to_owned(), delta)].into());
        is_gone(&zoe, BAD);
    }

    #[test]
    fn what_was_removed_leaves_the_field_clear_or_to_what_others_say() {
        let (mut ann, mut bob) = two_desks(json!({"summary": "Short."}));
        ann.set("a", json!({"summary": BAD}));
        bob.set("a", json!({"summary": "Shorter."}));
        ann.meet(&mut bob);
        ann.is_in_conflict_over("a", &["summary"]);
        remove(&mut ann, "a", &json!(BAD));
        ann.is_in_conflict_over("a", &[]);
        ann.has("a", "summary", json!("Shorter."));
        let standing = &ann.register.driver("a").unwrap().standing;
        assert_eq!(standing.fields["summary"].claims.len(), 1);
    }

    #[test]
    fn a_removal_is_in_nobodys_way_who_has_written_something_better_meanwhile() {
        let (mut ann, mut bob) = two_desks(json!({"summary": BAD}));
        bob.set("a", json!({"summary": "Call the library."}));
        remove(&mut ann, "a", &json!(BAD));
        ann.meet(&mut bob);
        ann.is_in_conflict_over("a", &[]);
        ann.has("a", "summary", json!("Call the library."));
        is_gone(&bob, BAD);
    }

    #[test]
    fn a_value_that_several_edits_say_goes_from_all_of_them_and_from_every_version() {
        let (mut ann, mut bob) = two_desks(json!({"summary": BAD}));
        let then = ann.register.heads("a");
        ann.set("a", json!({"summary": "Short.", "impact": BAD}));
        bob.set("a", json!({"key_features": BAD}));
        ann.meet(&mut bob);
        let reach = removal::reach(&ann.register, "a", &json!(BAD));
        assert_eq!(
            reach.keys,
            ["impact", "key_features", "summary"]
                .map(str::to_owned)
                .into()
        );
        assert_eq!(reach.edits.len(), 3);
        remove(&mut ann, "a", &json!(BAD));
        is_gone(&ann, BAD);
        for key in ["impact", "key_features"] {
            ann.has("a", key, Value::Null);
        }
        ann.has("a", "summary", json!("Short."));
        let whole = ann.register.whole("a").unwrap();
        let then = law::evaluate_at(whole, &then);
        assert_eq!(*then.fields["summary"].shown, Value::Null);
        assert_eq!(removal::by(whole).len(), 1);
    }

    #[test]
    fn an_element_goes_with_every_list_that_had_it_and_the_others_stay_in_their_order() {
        let (mut ann, mut bob) = two_desks(json!({"topics": ["x", "y"]}));
        ann.set("a", json!({"topics": ["y", BAD]}));
        ann.set("a", json!({"topics": ["z", BAD, "y"]}));
        remove(&mut ann, "a", &json!(BAD));
        is_gone(&ann, BAD);
        ann.has("a", "topics", json!(["z", "y"]));
        bob.set("a", json!({"topics": ["x", "y", "w"]}));
        ann.meet(&mut bob);
        assert_eq!(ann.shown(), bob.shown());
        let mut topics: Vec<_> = bob.register.driver("a").unwrap().texts("topics").collect();
        topics.sort_unstable();
        assert_eq!(topics, ["w", "y", "z"]);
    }

    #[test]
    fn a_comment_can_go() {
        let comment = json!({"by": "Ann", "at": "2026-01-01T00:00:00Z", "text": BAD});
        let (mut ann, mut bob) = two_desks(json!({comment_key(&comment): comment}));
        remove(&mut ann, "a", &comment);
        bob.meet(&mut ann);
        is_gone(&bob, BAD);
        assert_eq!(bob.register.driver("a").unwrap().comments(), []);
    }

    #[test]
    fn the_title_that_stands_is_refused_and_an_earlier_one_is_not() {
        let (mut ann, _) = two_desks(json!({"title": BAD, "responsible": BAD}));
        assert_eq!(refused(&ann, "a", &json!(BAD)), Some(Refused::TitleStands));
        ann.set("a", json!({"title": "A plan"}));
        remove(&mut ann, "a", &json!(BAD));
        ann.has("a", "title", json!("A plan"));
        ann.has("a", "responsible", Value::Null);
    }

    #[test]
    fn what_is_not_here_can_not_be_removed() {
        let (ann, _) = two_desks(json!({"summary": "Short."}));
        assert_eq!(refused(&ann, "a", &json!(BAD)), Some(Refused::NotHere));
        assert_eq!(refused(&ann, "b", &json!(BAD)), Some(Refused::NotHere));
    }

    #[test]
    fn a_removal_can_not_be_undone() {
        let (mut ann, _) = two_desks(json!({"summary": BAD, "topics": [BAD, "x"]}));
        let now = ann.now();
        let batch = removal::remove(&ann.register, "a", &json!(BAD), now, None).unwrap();
        ann.take(batch.clone());
        ann.undo(&batch);
        is_gone(&ann, BAD);
        let set_aside = Undo::of_import(&batch).steps(&ann.register, at(0), None);
        assert!(set_aside.is_err());
        let mut delta = Delta::default();
        delta.set_aside.extend(batch["a"].edits.keys());
        delta
            .values
            .insert(Digest::of(&json!(BAD)), json!(BAD).into());
        ann.take([("a".to_owned(), delta)].into());
        is_gone(&ann, BAD);
    }

    #[test]
    fn the_very_same_text_is_refused_when_it_is_typed_again() {
        let (mut ann, _) = two_desks(json!({"summary": BAD, "topics": ["x", BAD]}));
        remove(&mut ann, "a", &json!(BAD));
        let again = |fields: Value| {
            let set = fields.as_object().unwrap().clone().into_iter().collect();
            removal::problems(&ann.register, "a", &set).len()
        };
        assert_eq!(again(json!({"summary": BAD, "impact": "New."})), 1);
        assert_eq!(again(json!({"topics": ["y", BAD]})), 1);
        assert_eq!(
            again(json!({"summary": format!("{BAD}!"), "topics": ["y"]})),
            0
        );
        assert_eq!(
            removal::problems(
                &ann.register,
                "b",
                &[("summary".to_owned(), json!(BAD))].into()
            ),
            []
        );
        let (_, delta) = own_delta(
            "a",
            BTreeSet::new(),
            [("summary".to_owned(), json!(BAD))].into(),
            at(0),
            None,
        );
        assert!(removal::brings_again(
            &ann.register,
            &[("a".to_owned(), delta)].into()
        ));
    }

    #[test]
    fn a_weekly_file_that_still_has_it_brings_it_back_neither_as_value_nor_as_conflict() {
        let mut ann = Desk::of("Ann");
        ann.snapshot("a", 1, json!({"title": "A", "summary": BAD}));
        ann.set("a", json!({"summary": "Call the library."}));
        remove(&mut ann, "a", &json!(BAD));
        ann.snapshot(
            "a",
            2,
            json!({"title": "A", "summary": BAD, "level": "local"}),
        );
        is_gone(&ann, BAD);
        ann.is_in_conflict_over("a", &[]);
        ann.has("a", "summary", json!("Call the library."));
    }

    #[test]
    fn a_driver_in_the_trash_stays_there() {
        let (mut ann, _) = two_desks(json!({"summary": BAD, "topics": ["x", BAD]}));
        ann.set("a", json!({"trashed": true}));
        remove(&mut ann, "a", &json!(BAD));
        assert!(ann.register.driver("a").unwrap().is_in_trash());
        is_gone(&ann, BAD);
    }

    #[test]
    fn from_a_joined_driver_it_goes_from_every_entry_and_stays_gone_when_they_are_separated() {
        let mut ann = Desk::with("Ann", &["a", "b"]);
        ann.set("a", json!({"topics": ["x"]}));
        ann.set("b", json!({"summary": BAD, "topics": [BAD, "y"]}));
        ann.join(&["a", "b"], json!({"title": "A", "impact": BAD}));
        let mut bob = Desk::of("Bob");
        bob.meet(&mut ann);
        remove(&mut ann, "a", &json!(BAD));
        is_gone(&ann, BAD);
        ann.has("a", "impact", Value::Null);
        ann.has("a", "topics", json!(["y", "x"]));
        bob.meet(&mut ann);
        is_gone(&bob, BAD);
        ann.separate("b");
        ann.has("b", "summary", Value::Null);
        ann.has("b", "topics", json!(["y"]));
        ann.has("a", "topics", json!(["y", "x"]));
    }

    #[test]
    fn what_no_file_holds_yet_is_known_to_be_nowhere_else() {
        let (mut ann, _) = two_desks(json!({"summary": BAD}));
        let given_out =
            |ann: &Desk| removal::reach(&ann.register, "a", &json!(BAD)).given_out_since;
        assert_eq!(given_out(&ann), None);
        let edits = ann.register.entry("a").unwrap().edits.keys().copied();
        let held = Delta {
            held: edits.collect(),
            ..Delta::default()
        };
        ann.take([("a".to_owned(), held)].into());
        assert!(given_out(&ann).is_some());
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
            let of_field: Vec<_> = entry
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
