//! Copies that exchange files come to hold and to show the same, and reading a file again changes nothing.

use std::collections::{BTreeMap, BTreeSet};

use driver_atlas::domain::digest::Digest;
use driver_atlas::domain::edit::{Edit, comment_key};
use driver_atlas::domain::entry::{Entry, own_delta};
use driver_atlas::domain::law::Trash;
use driver_atlas::domain::merge::{self, Change, Plan};
use driver_atlas::domain::register::{Batch, Register};
use driver_atlas::domain::undo::Undo;
use driver_atlas::exchange::json::{Incoming, NoticeKind, Reading, Selection, write};
use jiff::Timestamp;
use proptest::prelude::*;
use serde_json::{Map, Value, json};

const ID: &str = "reading-well";

fn at(second: i64) -> Timestamp {
    Timestamp::from_second(1_780_000_000 + second).unwrap()
}

fn read(text: &str) -> Incoming {
    Reading::new(text.to_owned()).unwrap().finish()
}

/// One editor's copy of the register.
#[derive(Clone)]
struct Desk {
    register: Register,
    name: &'static str,
    clock: i64,
}

impl Desk {
    fn of(name: &'static str) -> Self {
        Self {
            register: Register::new("mill-lane", []),
            name,
            clock: 0,
        }
    }

    fn plan(&self, text: &str) -> Plan {
        merge::plan(&self.register, read(text).source(), at(self.clock))
    }

    fn take_in(&mut self, text: &str) -> Batch {
        let batch = self.plan(text).chosen(|_| true);
        self.register.apply(&batch);
        batch
    }

    fn set(&mut self, fields: Value) -> Batch {
        self.clock += 60;
        let fields = fields.as_object().unwrap().clone().into_iter().collect();
        let heads = self.register.heads(ID);
        let by = Some(self.name.to_owned());
        let (_, delta) = own_delta(ID, heads, fields, at(self.clock), by);
        let batch = Batch::from([(ID.to_owned(), delta)]);
        self.register.apply(&batch);
        batch
    }

    /// Whether it could be undone.
    fn undo(&mut self, undo: &Undo) -> bool {
        self.clock += 60;
        let steps = undo.steps(&self.register, at(self.clock), Some(self.name));
        let steps = steps.inspect(|steps| self.register.apply(steps));
        steps.is_ok()
    }

    fn export(&self) -> String {
        write(&self.register, &Selection::All, at(1_000_000))
    }

    fn shown(&self, key: &str) -> Value {
        let driver = self.register.driver(ID);
        driver.map_or(Value::Null, |driver| driver.value(key).clone())
    }

    fn trash(&self) -> Trash {
        self.register.driver(ID).unwrap().standing.trash
    }

    #[track_caller]
    fn is_in_conflict_over(&self, expected: &[&str]) {
        let driver = self.register.driver(ID).unwrap();
        assert_eq!(driver.conflicts().collect::<Vec<_>>(), expected);
    }

    /// Its own file brings it nothing, and a new copy all.
    #[track_caller]
    fn is_whole_in_its_file(&self) {
        let text = self.export();
        assert_eq!(read(&text).notices, [], "{text}");
        let plan = self.plan(&text);
        assert!(plan.is_empty(), "{plan:?}\n{text}");
        let mut fresh = Self::of("Zoe");
        fresh.take_in(&text);
        assert_eq!(fresh.export(), text);
        let standing = |desk: &Self| {
            let driver = desk.register.driver(ID);
            driver.map(|driver| driver.standing.clone())
        };
        assert_eq!(standing(&fresh), standing(self), "{text}");
    }
}

/// The file of a program that knows nothing of edits, with or without its day.
fn program(day: Option<&str>, mut driver: Value) -> String {
    driver["id"] = json!(ID);
    json!({"format": "driver-atlas", "version": 1, "exported": day, "drivers": [driver]})
        .to_string()
}

fn weekly(day: &str, driver: Value) -> String {
    program(Some(day), driver)
}

/// A file with one edit, made by a program that has ideas of its own about values.
fn foreign(fields: &[(&str, Value)]) -> String {
    let set = fields.iter();
    let edit = Edit {
        after: BTreeSet::new(),
        at: None,
        by: None,
        set: set
            .map(|(key, value)| ((*key).to_owned(), Some(Digest::of(value))))
            .collect(),
        revokes: BTreeSet::new(),
        snapshot: false,
    };
    let mut written = json!(edit);
    written["id"] = json!(edit.id(ID));
    let values: Map<String, Value> = fields
        .iter()
        .map(|(_, value)| (Digest::of(value).to_string(), value.clone()))
        .collect();
    let driver = json!({"id": ID, "edits": [written], "values": values});
    json!({"format": "driver-atlas", "version": 1, "drivers": [driver]}).to_string()
}

mod other_programs {
    use super::*;

    /// A file that repeats the one before isn't kept, so an older one that is read late shows until the next.
    #[test]
    fn what_a_late_older_file_brings_back_goes_with_the_next_file() {
        let mut ann = Desk::of("Ann");
        let days = [
            ("2026-01-01", "A", "A"),
            ("2026-01-15", "A", "A"),
            ("2026-01-08", "B", "B"),
            ("2026-01-22", "A", "A"),
        ];
        for (day, title, shown) in days {
            ann.take_in(&weekly(day, json!({"title": title})));
            assert_eq!(ann.shown("title"), shown, "{day}");
        }
    }

    #[test]
    fn a_file_that_changes_a_value_back_is_seen() {
        let mut ann = Desk::of("Ann");
        ann.take_in(&weekly("2026-01-01", json!({"title": "A"})));
        ann.set(json!({"title": "B"}));
        ann.take_in(&weekly("2026-01-08", json!({"title": "B"})));
        ann.take_in(&weekly("2026-01-15", json!({"title": "A"})));
        ann.is_in_conflict_over(&["title"]);
    }

    /// Two editors, each with another week's file that says the same.
    fn two_weeks() -> (Desk, Desk) {
        let (mut ann, mut bob) = (Desk::of("Ann"), Desk::of("Bob"));
        let driver = json!({"title": "A", "topics": ["x", "y"]});
        bob.take_in(&weekly("2026-01-01", driver.clone()));
        ann.take_in(&weekly("2026-01-08", driver));
        (ann, bob)
    }

    #[test]
    fn an_equal_file_of_the_week_before_does_not_fight_the_person_who_changed_it() {
        let (mut ann, mut bob) = two_weeks();
        ann.set(json!({"title": "Ann's"}));
        bob.take_in(&ann.export());
        bob.is_in_conflict_over(&[]);
    }

    #[test]
    fn an_equal_file_of_the_week_before_does_not_bring_back_what_was_removed() {
        let (mut ann, mut bob) = two_weeks();
        ann.set(json!({"topics": ["y"]}));
        bob.take_in(&ann.export());
        assert_eq!(bob.shown("topics"), json!(["y"]));
    }

    #[test]
    fn an_equal_file_of_the_week_before_does_not_bring_a_driver_out_of_the_trash() {
        let (mut ann, mut bob) = two_weeks();
        ann.set(json!({"trashed": true}));
        bob.take_in(&ann.export());
        assert!(matches!(bob.trash(), Trash::Trashed(_)));
    }

    #[test]
    fn a_program_can_move_its_driver_to_the_trash() {
        let mut ann = Desk::of("Ann");
        ann.take_in(&weekly("2026-01-01", json!({"title": "A"})));
        ann.take_in(&weekly(
            "2026-01-08",
            json!({"title": "A", "trashed": true}),
        ));
        assert!(matches!(ann.trash(), Trash::Trashed(_)));
    }

    #[test]
    fn a_file_without_a_day_that_was_changed_is_not_passed_over() {
        for (first, second) in [("A", "B"), ("B", "A")] {
            let mut ann = Desk::of("Ann");
            ann.take_in(&program(None, json!({"title": first})));
            ann.take_in(&program(None, json!({"title": second})));
            let driver = ann.register.driver(ID).unwrap();
            let is_seen = driver.title() == second || driver.is_in_conflict();
            assert!(is_seen, "{first}, then {second}");
        }
    }
}

mod plans {
    use super::*;

    #[test]
    fn values_that_a_copy_lacks_are_taken_in() {
        let mut ann = Desk::of("Ann");
        ann.set(json!({"title": "Old"}));
        ann.set(json!({"title": "New"}));
        let mut entry = (**ann.register.entry(ID).unwrap()).clone();
        entry.values.remove(&Digest::of(&json!("Old")));
        let mut bob = Desk::of("Bob");
        bob.register.put(ID.into(), entry);
        let plan = bob.plan(&ann.export());
        let changes: Vec<&Change> = plan.rows.iter().map(|row| &row.change).collect();
        assert_eq!(changes, [&Change::EarlierOnly]);
    }

    #[test]
    fn a_driver_that_was_undone_is_not_announced_as_new() {
        let mut ann = Desk::of("Ann");
        let batch = ann.set(json!({"title": "A"}));
        assert!(ann.undo(&Undo::of_own(&batch)));
        let plan = Desk::of("Bob").plan(&ann.export());
        assert!(plan.rows.iter().all(|row| row.change != Change::New));
    }

    #[test]
    fn another_registers_title_does_not_take_the_place_of_this_ones() {
        let file = |day: &str, id: &str, title: &str| {
            let register = json!({"id": id, "title": title});
            json!({"format": "driver-atlas", "version": 1, "exported": day, "register": register})
                .to_string()
        };
        let mut ann = Desk::of("Ann");
        ann.take_in(&file("2026-01-01", "mill-lane", "Mill Lane"));
        ann.take_in(&file("2026-01-02", "station-road", "Station Road"));
        assert_eq!(ann.register.title(), "Mill Lane");
    }

    #[test]
    fn an_undone_import_comes_again_and_is_then_as_if_never_undone() {
        let (mut ann, mut bob) = (Desk::of("Ann"), Desk::of("Bob"));
        ann.set(json!({"title": "A"}));
        bob.take_in(&ann.export());
        bob.set(json!({"title": "B", "topics": ["x"]}));
        let before = ann.export();
        let import = ann.take_in(&bob.export());
        let after = ann.export();
        assert!(ann.undo(&Undo::of_import(&import)));
        assert_eq!(ann.export(), before);
        ann.take_in(&bob.export());
        assert_eq!(ann.export(), after);
    }

    /// Ann undoes an import that one of her later edits, of another field, has in its past.
    fn undone_below(fields: Value) -> Desk {
        let (mut ann, mut bob) = (Desk::of("Ann"), Desk::of("Bob"));
        ann.set(json!({"title": "A", "topics": ["x"]}));
        bob.take_in(&ann.export());
        bob.set(json!({"level": "local"}));
        let import = ann.take_in(&bob.export());
        ann.set(fields);
        ann.undo(&Undo::of_import(&import));
        ann
    }

    #[test]
    fn an_undone_import_breaks_no_link_between_edits_that_stay() {
        undone_below(json!({"title": "AA"})).is_whole_in_its_file();
        undone_below(json!({"topics": ["y"]})).is_whole_in_its_file();
        undone_below(json!({"trashed": true})).is_whole_in_its_file();
    }

    #[test]
    fn what_was_set_aside_links_no_edits_that_come_later() {
        let (mut ann, mut bob) = (Desk::of("Ann"), Desk::of("Bob"));
        ann.set(json!({"title": "A", "topics": ["x"]}));
        bob.take_in(&ann.export());
        bob.set(json!({"level": "local"}));
        let import = ann.take_in(&bob.export());
        assert!(ann.undo(&Undo::of_import(&import)));
        let heads = bob.register.heads(ID);
        ann.take_in(&weekly(
            "2026-01-01",
            json!({"topics": ["y"], "heads": heads}),
        ));
        ann.is_whole_in_its_file();
    }
}

mod strange_files {
    use super::*;

    #[test]
    fn a_field_named_like_a_comment_spoils_no_file() {
        let mut ann = Desk::of("Ann");
        ann.take_in(&program(None, json!({"title": "A", "comment:x": 5})));
        ann.is_whole_in_its_file();
    }

    #[test]
    fn an_edit_of_what_is_no_field_spoils_no_file() {
        for key in ["id", "heads", "edits", "values", "comments"] {
            let mut ann = Desk::of("Ann");
            ann.take_in(&foreign(&[("title", json!("A")), (key, json!("other"))]));
            ann.is_whole_in_its_file();
        }
    }

    #[test]
    fn a_member_of_the_register_can_not_pose_as_one_of_the_envelope() {
        let mut ann = Desk::of("Ann");
        let register = json!({"file:format": "other"});
        let file = json!({"format": "driver-atlas", "version": 1, "register": register});
        ann.take_in(&file.to_string());
        assert!(Reading::new(ann.export()).is_ok());
    }

    #[test]
    fn values_that_are_not_in_their_normal_form_spoil_no_file() {
        let cases = [
            ("summary", json!("one\r\ntwo")),
            ("summary", json!("")),
            ("topics", json!([])),
            ("topics", json!(["one\r"])),
            ("colour", json!("one\rtwo")),
        ];
        for (key, value) in cases {
            let mut ann = Desk::of("Ann");
            ann.take_in(&foreign(&[("title", json!("A")), (key, value)]));
            ann.is_whole_in_its_file();
        }
    }

    #[test]
    fn false_does_not_move_to_the_trash() {
        let mut ann = Desk::of("Ann");
        ann.take_in(&foreign(&[
            ("title", json!("A")),
            ("trashed", json!(false)),
        ]));
        assert_eq!(ann.trash(), Trash::Live);
    }

    #[test]
    fn what_is_nested_so_deeply_that_it_is_just_read_can_be_kept_and_written() {
        for depth in 100..130 {
            let deep = format!("{}{}", "[".repeat(depth), "]".repeat(depth));
            let text = program(None, json!({"title": "A", "deep": "?"}));
            let text = text.replace("\"?\"", &deep);
            let mut ann = Desk::of("Ann");
            ann.take_in(&text);
            let Some(entry) = ann.register.entry(ID) else {
                continue;
            };
            let stored = serde_json::to_string(&**entry).unwrap();
            let stored = serde_json::from_str::<Entry>(&stored).map(drop);
            assert!(stored.is_ok(), "{depth}: {stored:?}");
            ann.set(json!({"deep": null}));
            ann.is_whole_in_its_file();
        }
    }

    #[test]
    fn an_edit_given_twice_is_no_damage() {
        let mut ann = Desk::of("Ann");
        ann.set(json!({"title": "A"}));
        let mut file: Value = serde_json::from_str(&ann.export()).unwrap();
        let edits = file["drivers"][0]["edits"].as_array_mut().unwrap();
        edits.extend_from_within(..);
        assert_eq!(read(&file.to_string()).notices, []);
    }

    #[test]
    fn a_register_with_half_a_character_is_not_passed_over_in_silence() {
        let text =
            r#"{"format":"driver-atlas","version":1,"register":{"id":"a","title":"\ud800"}}"#;
        let read = Reading::new(text.to_owned()).map(Reading::finish);
        assert!(read.is_err() || !read.unwrap().notices.is_empty());
    }

    #[test]
    fn half_a_character_or_an_endless_number_is_not_called_too_deep() {
        for driver in [r#"{"title":"\ud800"}"#, r#"{"title":"A","x":1e999}"#] {
            let text = format!(r#"{{"format":"driver-atlas","version":1,"drivers":[{driver}]}}"#);
            let kinds: Vec<NoticeKind> = read(&text)
                .notices
                .into_iter()
                .map(|notice| notice.kind)
                .collect();
            assert_ne!(kinds, [NoticeKind::TooDeep], "{driver}");
        }
    }
}

/// What happens at one of the desks.
#[derive(Clone, Debug)]
enum Deed {
    Set(usize, Value),
    /// A file of one is changed by hand, loses members, and is taken in by another.
    ByHand {
        from: usize,
        to: usize,
        fields: Value,
        without: Vec<&'static str>,
    },
    /// A program that read the file of one writes one for another, with its heads.
    Program {
        from: usize,
        to: usize,
        fields: Value,
    },
    Exchange(usize, usize),
    Undo(usize),
}

const DESKS: usize = 3;

/// Changes of fields, as a file has them: comments are a list.
fn fields() -> impl Strategy<Value = Value> {
    let text = || {
        let texts = ["", "one", "two", "one\r\ntwo"];
        prop::sample::select(texts.map(Value::from).to_vec())
    };
    let list = prop::collection::vec(prop::sample::select(vec!["x", "y", "z"]), 0..4);
    prop_oneof![
        text().prop_map(|text| json!({"summary": text})),
        (text(), list.clone())
            .prop_map(|(text, list)| json!({"level": null, "summary": text, "topics": list})),
        list.prop_map(|list| json!({"topics": list})),
        text().prop_map(|text| json!({"colour": text, "size": {"of": [text]}})),
        text().prop_map(|text| json!({"published": "April 2017", "responsible": text})),
        any::<bool>().prop_map(|trashed| json!({"trashed": trashed})),
        text().prop_map(|text| json!({"comments": [{"by": "Cat", "text": text}]})),
    ]
}

/// The same changes as an edit has them.
fn as_edited(fields: &Value) -> Value {
    let fields = fields.as_object().unwrap().iter();
    let edited: Map<String, Value> = fields
        .map(|(key, value)| match key.as_str() {
            "comments" => {
                let comment = driver_atlas::domain::value::normal(value[0].clone());
                (comment_key(&comment), comment)
            }
            "trashed" if value == &json!(false) => (key.clone(), Value::Null),
            _ => (key.clone(), value.clone()),
        })
        .collect();
    Value::Object(edited)
}

fn deed() -> impl Strategy<Value = Deed> {
    let desk = || 0..DESKS;
    let without = prop::sample::subsequence(vec!["heads", "values", "exported"], 0..2);
    prop_oneof![
        6 => (desk(), fields()).prop_map(|(desk, fields)| Deed::Set(desk, fields)),
        3 => (desk(), desk(), fields(), without)
            .prop_map(|(from, to, fields, without)| Deed::ByHand { from, to, fields, without }),
        2 => (desk(), desk(), fields())
            .prop_map(|(from, to, fields)| Deed::Program { from, to, fields }),
        4 => (desk(), desk()).prop_map(|(one, other)| Deed::Exchange(one, other)),
        1 => desk().prop_map(Deed::Undo),
    ]
}

/// The desks after all this, their clocks hours apart.
fn after(deeds: &[Deed]) -> Vec<Desk> {
    let mut first = Desk::of("Ann");
    first.set(json!({"title": "Reading well", "topics": ["x"]}));
    let mut desks = ["Ann", "Bob", "Cat"].map(Desk::of).to_vec();
    for (place, desk) in desks.iter_mut().enumerate() {
        desk.take_in(&first.export());
        desk.clock = 10_000 * place as i64;
    }
    let mut done: BTreeMap<usize, Batch> = BTreeMap::new();
    for deed in deeds {
        match deed {
            Deed::Set(desk, fields) => {
                done.insert(*desk, desks[*desk].set(as_edited(fields)));
            }
            Deed::ByHand {
                from,
                to,
                fields,
                without,
            } => {
                let mut file: Value = serde_json::from_str(&desks[*from].export()).unwrap();
                for (key, value) in fields.as_object().unwrap() {
                    file["drivers"][0][key] = value.clone();
                }
                for name in without {
                    file.as_object_mut().unwrap().remove(*name);
                    file["drivers"][0].as_object_mut().unwrap().remove(*name);
                }
                take_in_twice(&mut desks[*to], &file.to_string());
            }
            Deed::Program { from, to, fields } => {
                let mut driver = fields.clone();
                driver["heads"] = json!(desks[*from].register.heads(ID));
                take_in_twice(&mut desks[*to], &weekly("2026-05-30", driver));
            }
            Deed::Exchange(one, other) => exchange(&mut desks, *one, *other),
            Deed::Undo(desk) => {
                if let Some(batch) = done.remove(desk) {
                    desks[*desk].undo(&Undo::of_own(&batch));
                }
            }
        }
    }
    desks
}

fn take_in_twice(desk: &mut Desk, text: &str) {
    desk.take_in(text);
    let plan = desk.plan(text);
    assert!(plan.is_empty(), "{plan:?}\n{text}");
}

fn exchange(desks: &mut [Desk], one: usize, other: usize) {
    let texts = [one, other].map(|desk| desks[desk].export());
    desks[one].take_in(&texts[1]);
    desks[other].take_in(&texts[0]);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn whatever_is_done_a_file_holds_all_of_it_and_copies_that_exchange_files_become_the_same(
        deeds in prop::collection::vec(deed(), 0..14)
    ) {
        let mut desks = after(&deeds);
        for desk in &desks {
            desk.is_whole_in_its_file();
        }
        for (one, other) in [(0, 1), (1, 2), (0, 2), (0, 1)] {
            exchange(&mut desks, one, other);
        }
        for desk in &desks {
            prop_assert_eq!(desk.export(), desks[0].export());
        }
    }
}

/// Several drivers that are joined, told apart and separated on copies that exchange files.
mod joins {
    use super::*;
    use driver_atlas::domain::edit::EntryId;
    use driver_atlas::domain::join;

    const IDS: [&str; 4] = ["a", "b", "c", "d"];

    #[derive(Clone, Debug)]
    enum Deed {
        Set(usize, usize, Value),
        Join(usize, BTreeSet<EntryId>, Value),
        TellApart(usize, BTreeSet<EntryId>),
        Separate(usize, usize),
        /// A file of one is changed by hand, and taken in by another.
        ByHand {
            from: usize,
            to: usize,
            id: usize,
            fields: Value,
        },
        Program(usize, usize, i8, Value),
        Exchange(usize, usize),
        Undo(usize),
    }

    fn ids() -> impl Strategy<Value = BTreeSet<EntryId>> {
        let ids = IDS.map(str::to_owned).to_vec();
        let ids = prop::sample::subsequence(ids, 2..4);
        ids.prop_map(|ids| ids.into_iter().collect())
    }

    fn chosen() -> impl Strategy<Value = Value> {
        prop::sample::select(vec![
            json!({}),
            json!({"title": "One"}),
            json!({"title": "Another", "summary": "one", "topics": ["x"]}),
        ])
    }

    fn deed() -> impl Strategy<Value = Deed> {
        let (desk, id) = (|| 0..DESKS, || 0..IDS.len());
        prop_oneof![
            5 => (desk(), id(), fields()).prop_map(|(desk, id, fields)| Deed::Set(desk, id, fields)),
            4 => (desk(), ids(), chosen()).prop_map(|(desk, ids, chosen)| Deed::Join(desk, ids, chosen)),
            1 => (desk(), ids()).prop_map(|(desk, ids)| Deed::TellApart(desk, ids)),
            2 => (desk(), id()).prop_map(|(desk, id)| Deed::Separate(desk, id)),
            2 => (desk(), desk(), id(), fields())
                .prop_map(|(from, to, id, fields)| Deed::ByHand { from, to, id, fields }),
            1 => (desk(), id(), 1..9_i8, fields())
                .prop_map(|(desk, id, day, fields)| Deed::Program(desk, id, day, fields)),
            4 => (desk(), desk()).prop_map(|(one, other)| Deed::Exchange(one, other)),
            1 => desk().prop_map(Deed::Undo),
        ]
    }

    impl Desk {
        fn take(&mut self, batch: Batch) -> Batch {
            self.register.apply(&batch);
            batch
        }

        fn set_in(&mut self, id: &str, fields: Value) -> Batch {
            self.clock += 60;
            let fields = fields.as_object().unwrap().clone().into_iter().collect();
            let (heads, by) = (self.register.heads(id), Some(self.name.to_owned()));
            let (_, delta) = own_delta(id, heads, fields, at(self.clock), by);
            self.take([(id.to_owned(), delta)].into())
        }

        fn join(&mut self, ids: &BTreeSet<EntryId>, chosen: &Value) -> Batch {
            self.clock += 60;
            let chosen = chosen.as_object().unwrap().clone().into_iter().collect();
            let (now, by) = (at(self.clock), Some(self.name));
            let batch = join::join(&self.register, ids, chosen, now, by);
            self.take(batch)
        }

        fn shown_drivers(&self) -> Vec<(EntryId, driver_atlas::domain::law::Standing)> {
            let drivers = self.register.live().chain(self.register.trashed());
            let shown = drivers.map(|driver| (driver.id.clone(), driver.standing.clone()));
            shown.collect()
        }
    }

    /// The desks after all this, their clocks hours apart and out of step with what they know.
    fn after(deeds: &[Deed]) -> Vec<Desk> {
        let mut first = Desk::of("Ann");
        for id in IDS {
            first.set_in(id, json!({"title": id, "topics": [id]}));
        }
        let mut desks = ["Ann", "Bob", "Cat"].map(Desk::of).to_vec();
        for (place, desk) in desks.iter_mut().enumerate() {
            desk.take_in(&first.export());
            desk.clock = -10_000 * place as i64;
        }
        let mut done: BTreeMap<usize, Batch> = BTreeMap::new();
        for deed in deeds {
            let (desk, batch) = match deed {
                Deed::Set(desk, id, fields) => {
                    (*desk, desks[*desk].set_in(IDS[*id], as_edited(fields)))
                }
                Deed::Join(desk, ids, chosen) => (*desk, desks[*desk].join(ids, chosen)),
                Deed::TellApart(desk, ids) => {
                    let now = at(desks[*desk].clock);
                    let batch = join::tell_apart(&desks[*desk].register, ids, now, None);
                    (*desk, desks[*desk].take(batch))
                }
                Deed::Separate(desk, id) => {
                    let now = at(desks[*desk].clock);
                    let batch = join::separate(&desks[*desk].register, IDS[*id], now, None);
                    (*desk, desks[*desk].take(batch))
                }
                Deed::ByHand {
                    from,
                    to,
                    id,
                    fields,
                } => {
                    let mut file: Value = serde_json::from_str(&desks[*from].export()).unwrap();
                    let drivers = file["drivers"].as_array_mut().unwrap();
                    let driver = drivers.iter_mut().find(|driver| driver["id"] == IDS[*id]);
                    let driver = driver.unwrap();
                    for (key, value) in fields.as_object().unwrap() {
                        driver[key] = value.clone();
                    }
                    take_in_twice(&mut desks[*to], &file.to_string());
                    continue;
                }
                Deed::Program(desk, id, day, fields) => {
                    let mut driver = fields.clone();
                    driver["id"] = json!(IDS[*id]);
                    driver["title"] = json!("Weekly");
                    let day = format!("2026-05-0{day}");
                    let file = json!({"format": "driver-atlas", "version": 1, "exported": day, "drivers": [driver]});
                    desks[*desk].take_in(&file.to_string());
                    continue;
                }
                Deed::Exchange(one, other) => {
                    exchange(&mut desks, *one, *other);
                    continue;
                }
                Deed::Undo(desk) => {
                    if let Some(batch) = done.remove(desk) {
                        desks[*desk].undo(&Undo::of_own(&batch));
                    }
                    continue;
                }
            };
            done.insert(desk, batch);
        }
        desks
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn however_drivers_are_joined_and_separated_copies_that_exchange_files_become_the_same(
            deeds in prop::collection::vec(deed(), 0..16)
        ) {
            let mut desks = after(&deeds);
            let edits = |desk: &Desk| {
                let entries = desk.register.entries();
                entries.flat_map(|(_, entry)| entry.edits.keys().copied().collect::<Vec<_>>()).collect::<BTreeSet<_>>()
            };
            let all: BTreeSet<_> = desks.iter().flat_map(edits).collect();
            for desk in &desks {
                let text = desk.export();
                let plan = desk.plan(&text);
                prop_assert!(plan.is_empty(), "{:?}\n{}", plan, text);
                let mut fresh = Desk::of("Zoe");
                fresh.take_in(&text);
                prop_assert_eq!(fresh.export(), text);
                prop_assert_eq!(fresh.shown_drivers(), desk.shown_drivers());
            }
            for (one, other) in [(0, 1), (1, 2), (0, 2), (0, 1)] {
                exchange(&mut desks, one, other);
            }
            for desk in &desks {
                prop_assert_eq!(desk.export(), desks[0].export());
                prop_assert_eq!(desk.shown_drivers(), desks[0].shown_drivers());
                prop_assert_eq!(edits(desk), all.clone());
            }
        }

        /// What an entry says by itself is the same with and without what it was joined to.
        #[test]
        fn an_entry_that_only_one_person_changes_is_never_in_conflict_with_itself(
            deeds in prop::collection::vec(deed(), 0..16)
        ) {
            let alone: Vec<Deed> = deeds
                .into_iter()
                .filter(|deed| !matches!(deed, Deed::ByHand { .. } | Deed::Program(..)))
                .map(|deed| match deed {
                    Deed::Set(_, id, fields) => Deed::Set(0, id, fields),
                    Deed::Join(_, ids, chosen) => Deed::Join(0, ids, chosen),
                    Deed::TellApart(_, ids) => Deed::TellApart(0, ids),
                    Deed::Separate(_, id) => Deed::Separate(0, id),
                    Deed::Undo(_) => Deed::Undo(0),
                    other => other,
                })
                .collect();
            let desks = after(&alone);
            for id in IDS {
                let by_itself = desks[0].register.alone(id).unwrap();
                prop_assert!(!by_itself.is_in_conflict(), "{} {:?}", id, by_itself);
                let of_group = desks[0].register.driver(id);
                prop_assert!(of_group.is_some());
            }
        }
    }

    #[test]
    fn a_joined_driver_is_one_row_of_an_import_and_one_choice() {
        let (mut ann, mut bob) = (Desk::of("Ann"), Desk::of("Bob"));
        for id in ["a", "b"] {
            ann.set_in(id, json!({"title": id}));
        }
        bob.take_in(&ann.export());
        bob.set_in("b", json!({"level": "local", "title": "Bob's"}));
        ann.join(
            &["a", "b"].map(str::to_owned).into(),
            &json!({"title": "a"}),
        );
        let plan = bob.plan(&ann.export());
        let rows: Vec<_> = plan
            .rows
            .iter()
            .map(|row| (&*row.id, &row.change))
            .collect();
        let fields = vec!["title".to_owned()];
        let changed = ["level", "same_as"].map(str::to_owned).to_vec();
        assert_eq!(rows, [("a", &Change::InConflict { fields, changed })]);
        assert_eq!(plan.unchanged, 0);
        let plan = Desk::of("Zoe").plan(&ann.export());
        let rows: Vec<_> = plan
            .rows
            .iter()
            .map(|row| (&*row.id, &row.change))
            .collect();
        assert_eq!(rows, [("a", &Change::New)]);
        assert_eq!(plan.chosen(|_| true).len(), 2);
    }

    #[test]
    fn a_file_of_some_drivers_holds_all_entries_of_each() {
        let mut ann = Desk::of("Ann");
        for id in ["a", "b", "c"] {
            ann.set_in(id, json!({"title": id}));
        }
        ann.join(
            &["a", "b"].map(str::to_owned).into(),
            &json!({"title": "a"}),
        );
        let ids = ["a".to_owned()].into();
        let mut bob = Desk::of("Bob");
        bob.take_in(&write(&ann.register, &Selection::These(&ids), at(0)));
        assert_eq!(bob.register.driver("b"), ann.register.driver("a"));
        assert!(bob.register.driver("c").is_none());
    }

    #[test]
    fn a_joined_driver_changed_by_hand_at_its_smallest_id_is_changed() {
        let mut ann = Desk::of("Ann");
        for id in ["a", "b"] {
            ann.set_in(id, json!({"title": id}));
        }
        ann.join(
            &["a", "b"].map(str::to_owned).into(),
            &json!({"title": "Both"}),
        );
        ann.set_in("a", json!({"title": "The two"}));
        let text = ann
            .export()
            .replace("\"title\": \"The two\"", "\"title\": \"By hand\"");
        ann.take_in(&text);
        let driver = ann.register.driver("b").unwrap();
        assert_eq!(
            (driver.title(), driver.is_in_conflict()),
            ("By hand", false)
        );
        // The other entry stands in the file as it was, so who changes it there hasn't seen the joined title.
        let text = ann
            .export()
            .replace("\"title\": \"b\"", "\"title\": \"Also by hand\"");
        ann.take_in(&text);
        let driver = ann.register.driver("b").unwrap();
        assert_eq!(driver.conflicts().collect::<Vec<_>>(), ["title"]);
    }

    #[test]
    fn an_import_that_joined_is_undone_unless_something_leans_on_any_part_of_it() {
        let (mut ann, mut bob) = (Desk::of("Ann"), Desk::of("Bob"));
        for id in ["a", "b"] {
            ann.set_in(id, json!({"title": id}));
        }
        bob.take_in(&ann.export());
        bob.set_in("b", json!({"level": "local"}));
        bob.join(
            &["a", "b"].map(str::to_owned).into(),
            &json!({"title": "b"}),
        );
        let before = ann.export();
        let import = ann.take_in(&bob.export());
        let mut late = ann.clone();
        assert!(ann.undo(&Undo::of_import(&import)));
        assert_eq!(ann.export(), before);
        assert!(ann.register.driver("b").unwrap().title() == "b");
        late.set_in("a", json!({"summary": "Text."}));
        assert!(!late.undo(&Undo::of_import(&import)));
    }
}
