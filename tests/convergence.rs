//! Copies that exchange files come to hold and to show the same, and reading a file again changes nothing.

use std::collections::{BTreeMap, BTreeSet};

use driver_atlas::domain::digest::Digest;
use driver_atlas::domain::edit::{Edit, EditId, REGISTER, comment_key};
use driver_atlas::domain::entry::{Entry, own_delta, own_step};
use driver_atlas::domain::law::{self, Trash};
use driver_atlas::domain::merge::{self, Change, Plan};
use driver_atlas::domain::register::{Batch, Register};
use driver_atlas::domain::undo::Undo;
use driver_atlas::exchange::json::{Incoming, NoticeKind, Reading, Selection, write};
use jiff::Timestamp;
use proptest::prelude::*;
use proptest::sample::Index;
use serde_json::{Map, Value, json};

#[path = "convergence/naive.rs"]
mod naive;

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
        self.edit(ID, fields)
    }

    /// After what is on screen now.
    fn edit(&mut self, driver: &str, fields: Value) -> Batch {
        self.edit_after(driver, self.register.heads(driver), fields)
    }

    fn edit_after(&mut self, driver: &str, heads: BTreeSet<EditId>, fields: Value) -> Batch {
        self.clock += 60;
        let fields = fields.as_object().unwrap().clone().into_iter().collect();
        let by = Some(self.name.to_owned());
        let (_, delta) = own_delta(driver, heads, fields, at(self.clock), by);
        let batch = Batch::from([(driver.to_owned(), delta)]);
        self.register.apply(&batch);
        batch
    }

    /// Settles all conflicts of a driver by the version of this number, or else by a text of its own.
    fn settle(&mut self, driver: &str, choice: usize) -> Option<Batch> {
        let standing = &self.register.driver(driver)?.standing;
        let values = &self.register.entry(driver)?.values;
        let in_conflict = standing.fields.iter();
        let in_conflict = in_conflict.filter(|(_, field)| field.is_in_conflict());
        let settled: Map<String, Value> = in_conflict
            .map(|(key, field)| {
                let value = match field.claims.get(choice) {
                    Some(claim) => claim
                        .digest
                        .and_then(|digest| Some(Value::clone(values.get(&digest)?))),
                    None => Some(json!("three")),
                };
                (key.clone(), value.unwrap_or_default())
            })
            .collect();
        (!settled.is_empty()).then(|| self.edit(driver, Value::Object(settled)))
    }

    /// The steps, if it could be undone.
    fn undo(&mut self, undo: &Undo) -> Option<Batch> {
        self.clock += 60;
        let steps = undo.steps(&self.register, at(self.clock), Some(self.name));
        let steps = steps.inspect(|steps| self.register.apply(steps));
        steps.ok()
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
        for id in self.register.entries().map(|(id, _)| id) {
            let standing = |desk: &Self| {
                let driver = desk.register.driver(id);
                driver.map(|driver| driver.standing.clone())
            };
            assert_eq!(standing(&fresh), standing(self), "{text}");
        }
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
        ..Edit::default()
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

    /// As with what a person added: whoever saves a list adds only what isn't there yet.
    #[test]
    fn what_only_a_file_added_goes_with_it_though_a_list_was_saved_since() {
        let mut ann = Desk::of("Ann");
        ann.set(json!({"title": "A"}));
        ann.take_in(&program(None, json!({"title": "A", "topics": ["x"]})));
        let entry = ann.register.entry(ID).unwrap();
        let snapshots = entry.edits.iter().filter(|(_, edit)| edit.snapshot);
        let snapshot = snapshots.map(|(id, _)| *id).collect();
        ann.set(json!({"topics": ["x", "y"]}));
        let heads = ann.register.heads(ID);
        let undo = Edit {
            after: heads,
            at: None,
            by: None,
            set: Default::default(),
            revokes: snapshot,
            ..Edit::default()
        };
        let (_, delta) = own_step(ID, undo, Default::default());
        ann.register.apply(&[(ID.to_owned(), delta)].into());
        assert_eq!(ann.shown("topics"), json!(["y"]));
    }

    #[test]
    fn a_file_that_repeats_a_value_does_not_make_it_the_latest() {
        let mut ann = Desk::of("Ann");
        ann.take_in(&weekly(
            "2026-01-01",
            json!({"title": "A", "level": "local"}),
        ));
        let (mut bob, clock) = (Desk::of("Bob"), ann.clock);
        bob.set(json!({"title": "Bob's"}));
        assert!(bob.clock > clock);
        // Long after Bob's edit.
        let again = json!({"title": "A", "level": "national"});
        ann.take_in(&weekly("2027-01-01", again));
        ann.take_in(&bob.export());
        ann.is_in_conflict_over(&["title"]);
        assert_eq!(ann.shown("title"), "Bob's");
        ann.is_whole_in_its_file();
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

/// Three cases in which a file knows less, or says more, than it seems to.
mod unlucky {
    use super::*;

    #[test]
    fn the_same_file_read_on_two_machines_and_then_edited_on_one() {
        let by_hand = program(None, json!({"title": "A", "topics": ["x", "y"]}));
        let by_a_script = weekly("2026-01-01", json!({"title": "A", "topics": ["x", "y"]}));
        for file in [by_hand, by_a_script] {
            let (mut ann, mut bob) = (Desk::of("Ann"), Desk::of("Bob"));
            ann.take_in(&file);
            bob.take_in(&file);
            assert_eq!(ann.export(), bob.export());
            ann.set(json!({"title": "Ann's", "topics": ["y"]}));
            bob.take_in(&ann.export());
            bob.is_in_conflict_over(&[]);
            assert_eq!(bob.shown("title"), "Ann's");
            assert_eq!(bob.shown("topics"), json!(["y"]));
            // Nor does the file take anything back when it is read once more.
            bob.take_in(&file);
            ann.take_in(&file);
            assert_eq!(ann.export(), bob.export());
            assert_eq!(bob.shown("title"), "Ann's");
        }
    }

    #[test]
    fn a_weekly_file_from_a_script_over_peoples_edits() {
        let (mut ann, mut bob) = (Desk::of("Ann"), Desk::of("Bob"));
        let week = |day: u8, title: &str| {
            let driver = json!({"title": title, "summary": "The script's", "topics": ["x"]});
            weekly(&format!("2026-01-{day:02}"), driver)
        };
        ann.take_in(&week(1, "A"));
        bob.take_in(&ann.export());
        ann.set(json!({"summary": "Ann's"}));
        bob.set(json!({"topics": ["x", "bob's"]}));
        // It repeats what it said before: people's edits stand, whoever reads it, and whenever.
        ann.take_in(&week(8, "A"));
        bob.take_in(&ann.export());
        bob.take_in(&week(8, "A"));
        ann.take_in(&bob.export());
        for desk in [&ann, &bob] {
            desk.is_in_conflict_over(&[]);
            assert_eq!(desk.shown("summary"), "Ann's");
            assert_eq!(desk.shown("topics"), json!(["x", "bob's"]));
        }
        // It brings something new: that is seen where nobody wrote, and conflicts where somebody did.
        bob.set(json!({"title": "Bob's"}));
        bob.take_in(&week(15, "B"));
        bob.is_in_conflict_over(&["title"]);
        ann.take_in(&week(15, "B"));
        ann.is_in_conflict_over(&[]);
        assert_eq!(ann.shown("title"), "B");
        ann.take_in(&bob.export());
        bob.take_in(&ann.export());
        ann.is_in_conflict_over(&["title"]);
        assert_eq!(ann.export(), bob.export());
    }

    #[test]
    fn heads_that_nobody_here_knows() {
        let (mut ann, mut bob) = (Desk::of("Ann"), Desk::of("Bob"));
        ann.set(json!({"title": "A"}));
        bob.take_in(&ann.export());
        bob.set(json!({"title": "Bob's"}));
        // A program read Bob's file, of which Ann knows nothing.
        let heads = bob.register.heads(ID);
        let file = weekly(
            "2026-01-01",
            json!({"title": "Bob's and mine", "heads": heads}),
        );
        ann.take_in(&file);
        // As far as Ann can tell, two people changed the title apart.
        ann.is_in_conflict_over(&["title"]);
        ann.is_whole_in_its_file();
        // Bob's file shows how they belong together: nobody has to settle anything.
        ann.take_in(&bob.export());
        ann.is_in_conflict_over(&[]);
        assert_eq!(ann.shown("title"), "Bob's and mine");
        bob.take_in(&ann.export());
        assert_eq!(ann.export(), bob.export());
    }

    #[test]
    fn heads_that_nobody_will_ever_know() {
        let (mut ann, mut bob) = (Desk::of("Ann"), Desk::of("Bob"));
        ann.set(json!({"title": "A"}));
        let lost = Digest::of(&json!("a copy that was lost"));
        let file = weekly("2026-01-01", json!({"title": "B", "heads": [lost]}));
        ann.take_in(&file);
        ann.is_in_conflict_over(&["title"]);
        ann.set(json!({"title": "C"}));
        ann.is_in_conflict_over(&[]);
        bob.take_in(&file);
        bob.take_in(&ann.export());
        bob.is_in_conflict_over(&[]);
        assert_eq!(bob.export(), ann.export());
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
        assert!(ann.undo(&Undo::of_own(&batch)).is_some());
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
        assert!(ann.undo(&Undo::of_import(&import)).is_some());
        assert_eq!(ann.export(), before);
        ann.take_in(&bob.export());
        assert_eq!(ann.export(), after);
    }

    #[test]
    fn an_undone_import_of_the_registers_title_leaves_no_trace_in_files() {
        let (mut ann, mut bob) = (Desk::of("Ann"), Desk::of("Bob"));
        ann.set(json!({"title": "A"}));
        let before = ann.export();
        bob.edit(REGISTER, json!({"title": "Mill Lane"}));
        let import = ann.take_in(&bob.export());
        assert!(ann.undo(&Undo::of_import(&import)).is_some());
        assert_eq!(ann.export(), before);
        ann.is_whole_in_its_file();
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
        assert!(ann.undo(&Undo::of_import(&import)).is_some());
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

/// What happens at the desks. Desks, files and drivers are given by numbers that are taken round and round.
#[derive(Clone, Debug)]
enum Deed {
    /// Fields are changed, comments added, drivers moved to the trash or restored.
    Edit {
        desk: usize,
        driver: usize,
        fields: Value,
    },
    /// An editor is opened. What is then on screen stays there while files come in, until it is saved.
    Open {
        desk: usize,
        driver: usize,
    },
    Save {
        desk: usize,
        driver: usize,
        fields: Value,
    },
    Rename(usize, &'static str),
    /// A saved view gets this name, or is removed.
    SaveView(usize, usize, Option<&'static str>),
    /// All conflicts of a driver are settled: by one of the versions, or by another text.
    Settle {
        desk: usize,
        driver: usize,
        choice: usize,
    },
    /// Something done before at this desk is taken back: also an undo, or an import.
    Undo(usize, Index),
    /// A file of all drivers, or of some, is written to the shared drive.
    GiveOut {
        desk: usize,
        of: Option<BTreeSet<usize>>,
    },
    /// A file of the shared drive is read, whole or but some of its rows: any, in any order, again and again.
    TakeIn {
        desk: usize,
        file: Index,
        without: Option<usize>,
    },
    /// A file is changed by hand, and loses members.
    ByHand {
        file: Index,
        driver: usize,
        fields: Value,
        without: Vec<&'static str>,
    },
    /// A program that knows nothing of edits writes a file, maybe with the heads that it read.
    Program {
        driver: usize,
        fields: Value,
        day: Option<i64>,
        heads_of: Option<usize>,
    },
    /// Somebody sets a clock, well or badly.
    SetClock(usize, i64),
}

const DRIVERS: [&str; 3] = [ID, "plan", "law"];

/// Changes of fields, as a file has them: comments are a list.
fn fields() -> impl Strategy<Value = Value> {
    let text = || {
        let texts = ["", "one", "two", "one\r\ntwo"];
        prop::sample::select(texts.map(Value::from).to_vec())
    };
    let list = prop::collection::vec(prop::sample::select(vec!["x", "y", "z"]), 0..4);
    prop_oneof![
        3 => text().prop_map(|text| json!({"summary": text})),
        1 => (text(), list.clone())
            .prop_map(|(text, list)| json!({"level": null, "summary": text, "topics": list})),
        2 => list.prop_map(|list| json!({"topics": list})),
        1 => text().prop_map(|text| json!({"colour": text, "size": {"of": [text]}})),
        1 => text().prop_map(|text| json!({"published": "April 2017", "responsible": text})),
        2 => any::<bool>().prop_map(|trashed| json!({"trashed": trashed})),
        1 => text().prop_map(|text| json!({"comments": [{"by": "Cat", "text": text}]})),
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
    let desk = || 0..6_usize;
    let driver = || 0..DRIVERS.len();
    let file = any::<Index>;
    let some_drivers = prop::collection::btree_set(driver(), 0..3);
    let lost = vec!["heads", "values", "exported", "edits"];
    prop_oneof![
        8 => (desk(), driver(), fields())
            .prop_map(|(desk, driver, fields)| Deed::Edit { desk, driver, fields }),
        1 => (desk(), driver()).prop_map(|(desk, driver)| Deed::Open { desk, driver }),
        2 => (desk(), driver(), fields())
            .prop_map(|(desk, driver, fields)| Deed::Save { desk, driver, fields }),
        1 => (desk(), prop::sample::select(vec!["Mill Lane", "Station Road"]))
            .prop_map(|(desk, title)| Deed::Rename(desk, title)),
        2 => (desk(), 0..2_usize, prop::sample::select(vec![Some("Ours"), Some("Late"), None]))
            .prop_map(|(desk, view, name)| Deed::SaveView(desk, view, name)),
        2 => (desk(), driver(), 0..4_usize)
            .prop_map(|(desk, driver, choice)| Deed::Settle { desk, driver, choice }),
        2 => (desk(), any::<Index>()).prop_map(|(desk, which)| Deed::Undo(desk, which)),
        6 => (desk(), prop::option::weighted(0.3, some_drivers))
            .prop_map(|(desk, of)| Deed::GiveOut { desk, of }),
        9 => (desk(), file(), prop::option::weighted(0.2, driver()))
            .prop_map(|(desk, file, without)| Deed::TakeIn { desk, file, without }),
        3 => (file(), driver(), fields(), prop::sample::subsequence(lost, 0..3))
            .prop_map(|(file, driver, fields, without)| Deed::ByHand { file, driver, fields, without }),
        2 => (driver(), fields(), prop::option::weighted(0.8, 0..5_i64), prop::option::of(desk()))
            .prop_map(|(driver, fields, day, heads_of)| Deed::Program { driver, fields, day, heads_of }),
        1 => (desk(), -40..40_i64).prop_map(|(desk, years)| Deed::SetClock(desk, years)),
    ]
}

/// All desks, what lies on the shared drive, and what is known of how it came about.
struct Office {
    desks: Vec<Desk>,
    files: Vec<String>,
    /// What each desk can take back.
    done: Vec<Vec<Undo>>,
    /// What is on screen in open editors, by desk and driver.
    on_screen: BTreeMap<(usize, usize), BTreeSet<EditId>>,
    /// Every edit that a person made at a desk.
    made: BTreeSet<(String, EditId)>,
}

impl Office {
    /// The desks all have the same register, and clocks that are years apart.
    fn of(desks: usize) -> Self {
        const YEAR: i64 = 31_556_952;
        let names = ["Ann", "Bob", "Cat", "Dan", "Eve", "Fay"];
        let mut first = Desk::of("Ann");
        for (driver, title) in DRIVERS.iter().zip(["Reading well", "A plan", "A law"]) {
            first.edit(driver, json!({"title": title, "topics": ["x"]}));
        }
        let start = first.export();
        let desk = |place: usize| {
            let mut desk = Desk::of(names[place]);
            desk.take_in(&start);
            desk.clock = [0, 3, -7, 20, -25, 0][place] * YEAR;
            desk
        };
        Self {
            desks: (0..desks).map(desk).collect(),
            files: vec![start],
            done: vec![Vec::new(); desks],
            on_screen: BTreeMap::new(),
            made: BTreeSet::new(),
        }
    }

    fn after(desks: usize, deeds: &[Deed]) -> Self {
        let mut office = Self::of(desks);
        for deed in deeds {
            office.see_to(deed);
        }
        office
    }

    fn see_to(&mut self, deed: &Deed) {
        let count = self.desks.len();
        match deed {
            Deed::Edit {
                desk,
                driver,
                fields,
            } => {
                let desk = desk % count;
                let batch = self.desks[desk].edit(DRIVERS[*driver], as_edited(fields));
                self.is_made(desk, batch);
            }
            Deed::Open { desk, driver } => {
                let desk = desk % count;
                let heads = self.desks[desk].register.heads(DRIVERS[*driver]);
                self.on_screen.insert((desk, *driver), heads);
            }
            Deed::Save {
                desk,
                driver,
                fields,
            } => {
                let desk = desk % count;
                let Some(heads) = self.on_screen.remove(&(desk, *driver)) else {
                    return;
                };
                let fields = as_edited(fields);
                let batch = self.desks[desk].edit_after(DRIVERS[*driver], heads, fields);
                self.is_made(desk, batch);
            }
            Deed::Rename(desk, title) => {
                let desk = desk % count;
                let batch = self.desks[desk].edit(REGISTER, json!({"title": title}));
                self.is_made(desk, batch);
            }
            Deed::SaveView(desk, view, name) => {
                let desk = desk % count;
                let value = name.map(|name| json!({"name": name, "shows": "level=local"}));
                let view = format!("view:{view}");
                let batch = self.desks[desk].edit(REGISTER, json!({ view: value }));
                self.is_made(desk, batch);
            }
            Deed::Settle {
                desk,
                driver,
                choice,
            } => {
                let desk = desk % count;
                if let Some(batch) = self.desks[desk].settle(DRIVERS[*driver], *choice) {
                    self.is_made(desk, batch);
                }
            }
            Deed::Undo(desk, which) => {
                let desk = desk % count;
                let done = &mut self.done[desk];
                if done.is_empty() {
                    return;
                }
                let undo = done.remove(which.index(done.len()));
                if let Some(batch) = self.desks[desk].undo(&undo) {
                    self.is_made(desk, batch);
                }
            }
            Deed::GiveOut { desk, of } => {
                let desk = &self.desks[desk % count];
                let of = of.as_ref().map(|of| {
                    let ids = of.iter().map(|driver| DRIVERS[*driver].to_owned());
                    ids.collect::<BTreeSet<String>>()
                });
                let selection = of.as_ref().map_or(Selection::All, Selection::These);
                let file = write(&desk.register, &selection, at(desk.clock));
                self.files.push(file);
            }
            Deed::TakeIn {
                desk,
                file,
                without,
            } => {
                let place = desk % count;
                let desk = &mut self.desks[place];
                let file = &self.files[file.index(self.files.len())];
                let left_out = without.map(|driver| DRIVERS[driver]);
                let plan = desk.plan(file);
                let batch = plan.chosen(|id| Some(id.as_str()) != left_out);
                desk.register.apply(&batch);
                if without.is_none() {
                    let plan = desk.plan(file);
                    assert!(plan.is_empty(), "{plan:?}\n{file}");
                }
                self.done[place].push(Undo::of_import(&batch));
            }
            Deed::ByHand {
                file,
                driver,
                fields,
                without,
            } => {
                let file = &self.files[file.index(self.files.len())];
                let mut file: Value = serde_json::from_str(file).unwrap();
                let drivers = file["drivers"].as_array_mut().unwrap();
                let id = DRIVERS[*driver];
                let Some(object) = drivers.iter_mut().find(|object| object["id"] == id) else {
                    return;
                };
                let object = object.as_object_mut().unwrap();
                for (key, value) in fields.as_object().unwrap() {
                    object.insert(key.clone(), value.clone());
                }
                for name in without {
                    object.remove(*name);
                }
                if without.contains(&"exported") {
                    file.as_object_mut().unwrap().remove("exported");
                }
                self.files.push(file.to_string());
            }
            Deed::Program {
                driver,
                fields,
                day,
                heads_of,
            } => {
                let id = DRIVERS[*driver];
                let mut driver = fields.clone();
                driver["id"] = json!(id);
                driver["title"] = json!("From a program");
                if let Some(desk) = heads_of {
                    driver["heads"] = json!(self.desks[desk % count].register.heads(id));
                }
                let day = day.map(|day| format!("2026-05-0{}", day + 1));
                let register = json!({"id": "mill-lane"});
                let file = json!({
                    "format": "driver-atlas", "version": 1, "exported": day,
                    "register": register, "drivers": [driver],
                });
                self.files.push(file.to_string());
            }
            Deed::SetClock(desk, years) => {
                const YEAR: i64 = 31_556_952;
                self.desks[desk % count].clock = years * YEAR;
            }
        }
    }

    fn is_made(&mut self, desk: usize, batch: Batch) {
        let edits = batch.iter().flat_map(|(entry, delta)| {
            let ids = delta.edits.keys();
            ids.map(|edit| (entry.clone(), *edit))
        });
        self.made.extend(edits);
        self.done[desk].push(Undo::of_own(&batch));
    }

    /// Everybody reads everybody's file, in this order, until nobody learns anything new.
    fn come_together(&mut self, order: &[(usize, usize)]) {
        for _ in 0..4 {
            let mut is_news = false;
            for (from, to) in order {
                let text = self.desks[*from].export();
                is_news |= !self.desks[*to].take_in(&text).is_empty();
            }
            if !is_news {
                return;
            }
        }
        panic!("there is always something new");
    }

    /// The edits that take part at any desk.
    fn active(&self) -> BTreeSet<(String, EditId)> {
        let desks = self.desks.iter();
        desks
            .flat_map(|desk| desk.register.entries())
            .flat_map(|(id, entry)| active(entry).map(|edit| (id.clone(), *edit)))
            .collect()
    }
}

fn active(entry: &Entry) -> impl Iterator<Item = &EditId> {
    entry.edits.keys().filter(|edit| entry.is_active(edit))
}

/// What takes part of an entry: the edits and the values that they name.
fn content(entry: &Entry) -> (BTreeMap<&EditId, &Edit>, BTreeMap<Digest, Option<&Value>>) {
    let edits: BTreeMap<_, _> = active(entry).map(|id| (id, &*entry.edits[id])).collect();
    let digests = edits
        .values()
        .flat_map(|edit| edit.set.values().flatten().copied());
    let values = digests.map(|digest| (digest, entry.values.get(&digest).map(|value| &**value)));
    let values = values.collect();
    (edits, values)
}

/// What the law says of an entry is what the text of the file format says.
#[track_caller]
fn is_by_the_text(entry: &Entry) {
    let by_the_law = naive::by_the_law(law::evaluate(entry));
    assert_eq!(by_the_law, naive::by_the_text(entry), "{entry:#?}");
}

/// An edit of a set as it could be anywhere: after any before it, with any time, by a person or a program.
#[derive(Clone, Debug)]
struct AnyEdit {
    after: Vec<Index>,
    at: Option<i64>,
    is_snapshot: bool,
    /// An edit that undoes others sets nothing.
    revokes: Vec<Index>,
    fields: Value,
}

fn any_edit() -> impl Strategy<Value = AnyEdit> {
    let text = prop::sample::select(vec![Value::Null, json!("one"), json!("two")]);
    let list = prop::sample::subsequence(vec!["x", "y", "z"], 0..=3);
    let trashed = prop::sample::select(vec![json!(true), Value::Null]);
    let fields = prop_oneof![
        2 => text.clone().prop_map(|text| json!({"title": text})),
        3 => list.clone().prop_map(|list| json!({"topics": list})),
        3 => (text, list).prop_map(|(text, list)| json!({"title": text, "topics": list})),
        1 => trashed.prop_map(|trashed| json!({"trashed": trashed})),
    ];
    let some = || prop::collection::vec(any::<Index>(), 0..3);
    let revokes = prop_oneof![6 => Just(Vec::new()), 1 => some()];
    let at = prop::option::weighted(0.8, 0..6_i64);
    (some(), at, prop::bool::weighted(0.4), revokes, fields).prop_map(
        |(after, at, is_snapshot, revokes, fields)| AnyEdit {
            after: if is_snapshot { Vec::new() } else { after },
            at,
            is_snapshot,
            revokes: if is_snapshot { Vec::new() } else { revokes },
            fields,
        },
    )
}

fn entry_of(edits: &[AnyEdit]) -> Entry {
    let mut entry = Entry::default();
    let mut ids: Vec<EditId> = Vec::new();
    for one in edits {
        let these = |which: &[Index]| -> BTreeSet<EditId> {
            let which = which.iter().filter(|_| !ids.is_empty());
            which.map(|index| ids[index.index(ids.len())]).collect()
        };
        let revokes = these(&one.revokes);
        let fields = one.fields.as_object().unwrap().clone();
        let fields = match revokes.is_empty() {
            true => fields.into_iter().collect(),
            false => BTreeMap::new(),
        };
        let (_, delta) = own_delta(ID, these(&one.after), fields, at(one.at.unwrap_or(0)), None);
        let edit = delta.edits.into_values().next().unwrap();
        let edit = Edit {
            at: one.at.map(at),
            revokes,
            snapshot: one.is_snapshot,
            ..Edit::clone(&edit)
        };
        ids.push(entry.insert(ID, edit, delta.values.into_values()));
    }
    entry
}

/// How many desks there are, what happens at them, and in which order they exchange files in the end.
fn story() -> impl Strategy<Value = (usize, Vec<Deed>, Vec<(usize, usize)>)> {
    (2..=6_usize).prop_flat_map(|desks| {
        let pairs = (0..desks).flat_map(move |from| (0..desks).map(move |to| (from, to)));
        let pairs: Vec<_> = pairs.filter(|(from, to)| from != to).collect();
        let deeds = prop::collection::vec(deed(), 0..40);
        (Just(desks), deeds, Just(pairs).prop_shuffle())
    })
}

/// So many cases, or as many as `PROPTEST_CASES` says.
fn cases(count: u32) -> ProptestConfig {
    let default = ProptestConfig::default();
    ProptestConfig {
        cases: match std::env::var_os("PROPTEST_CASES") {
            Some(_) => default.cases,
            None => count,
        },
        failure_persistence: None,
        ..default
    }
}

proptest! {
    #![proptest_config(cases(60))]

    #[test]
    fn whatever_is_done_copies_that_exchange_files_become_the_same_and_nothing_is_lost((desks, deeds, order) in story()) {
        let mut office = Office::after(desks, &deeds);
        for desk in &office.desks {
            desk.is_whole_in_its_file();
            desk.register.entries().for_each(|(_, entry)| is_by_the_text(entry));
        }
        let before = office.active();
        prop_assert!(before.is_superset(&office.made));

        office.come_together(&order);
        let first = &office.desks[0];
        for desk in &office.desks {
            let now = desk.register.entries().flat_map(|(id, entry)| active(entry).map(|edit| (id.clone(), *edit)));
            prop_assert_eq!(now.collect::<BTreeSet<_>>(), before.clone(), "{}", desk.name);
            for (id, entry) in desk.register.entries() {
                let (edits, values) = content(entry);
                prop_assert!(values.values().all(Option::is_some), "{} lacks values of {}", desk.name, id);
                prop_assert_eq!((edits, values), content(first.register.entry(id).unwrap()));
                is_by_the_text(entry);
            }
            prop_assert_eq!(desk.export(), first.export(), "{}", desk.name);
        }
    }
}

/// Several drivers that are joined, told apart and separated, and from which values are removed for good, on copies that
/// exchange files.
mod joins_and_removals {
    use super::*;
    use driver_atlas::domain::edit::EntryId;
    use driver_atlas::domain::join;
    use driver_atlas::domain::removal;

    const IDS: [&str; 4] = ["a", "b", "c", "d"];
    const DESKS: usize = 3;

    #[derive(Clone, Debug)]
    enum Deed {
        Set(usize, usize, Value),
        Join(usize, BTreeSet<EntryId>, Value),
        TellApart(usize, BTreeSet<EntryId>),
        Separate(usize, usize),
        Remove(usize, usize, Value),
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

    /// What the others write too: a text, an element of a list, a comment.
    fn removed() -> impl Strategy<Value = Value> {
        let comment = json!({"by": "Cat", "text": "one"});
        prop::sample::select(vec![json!("one"), json!("one\ntwo"), json!("x"), comment])
    }

    fn deed() -> impl Strategy<Value = Deed> {
        let (desk, id) = (|| 0..DESKS, || 0..IDS.len());
        prop_oneof![
            5 => (desk(), id(), fields()).prop_map(|(desk, id, fields)| Deed::Set(desk, id, fields)),
            4 => (desk(), ids(), chosen()).prop_map(|(desk, ids, chosen)| Deed::Join(desk, ids, chosen)),
            1 => (desk(), ids()).prop_map(|(desk, ids)| Deed::TellApart(desk, ids)),
            2 => (desk(), id()).prop_map(|(desk, id)| Deed::Separate(desk, id)),
            2 => (desk(), id(), removed()).prop_map(|(desk, id, value)| Deed::Remove(desk, id, value)),
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

        /// Nothing where that isn't here.
        fn remove(&mut self, id: &str, value: &Value) {
            self.clock += 60;
            let (now, by) = (at(self.clock), Some(self.name));
            if let Ok(batch) = removal::remove(&self.register, id, value, now, by) {
                self.take(batch);
            }
        }

        /// No entry holds what its edits remove.
        #[track_caller]
        fn holds_nothing_removed(&self) {
            for (id, entry) in self.register.entries() {
                let removed = entry.removed();
                let mut values = entry.values.values();
                assert!(
                    !values.any(|value| removal::is_removed(&removed, value)),
                    "{id}"
                );
            }
        }

        fn shown_drivers(&self) -> Vec<(EntryId, driver_atlas::domain::law::Standing)> {
            let drivers = self.register.live().chain(self.register.trashed());
            let shown = drivers.map(|driver| (driver.id.clone(), driver.standing.clone()));
            shown.collect()
        }
    }

    fn exchange(desks: &mut [Desk], one: usize, other: usize) {
        let texts = [one, other].map(|desk| desks[desk].export());
        desks[one].take_in(&texts[1]);
        desks[other].take_in(&texts[0]);
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
                Deed::Remove(desk, id, value) => {
                    desks[*desk].remove(IDS[*id], value);
                    continue;
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
                    desks[*to].take_in(&file.to_string());
                    let plan = desks[*to].plan(&file.to_string());
                    assert!(plan.is_empty(), "{plan:?}");
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
        #![proptest_config(cases(64))]

        #[test]
        fn whatever_is_joined_separated_or_removed_copies_that_exchange_files_become_the_same(
            deeds in prop::collection::vec(deed(), 0..16)
        ) {
            let mut desks = after(&deeds);
            let edits = |desk: &Desk| {
                let entries = desk.register.entries();
                entries.flat_map(|(_, entry)| entry.edits.keys().copied().collect::<Vec<_>>()).collect::<BTreeSet<_>>()
            };
            let all: BTreeSet<_> = desks.iter().flat_map(edits).collect();
            for desk in &desks {
                desk.holds_nothing_removed();
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
                desk.holds_nothing_removed();
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
        assert!(ann.undo(&Undo::of_import(&import)).is_some());
        assert_eq!(ann.export(), before);
        assert!(ann.register.driver("b").unwrap().title() == "b");
        late.set_in("a", json!({"summary": "Text."}));
        assert!(late.undo(&Undo::of_import(&import)).is_none());
    }
}

proptest! {
    #![proptest_config(cases(600))]

    #[test]
    fn any_set_of_edits_says_what_the_text_of_the_format_says(edits in prop::collection::vec(any_edit(), 0..12)) {
        is_by_the_text(&entry_of(&edits));
    }
}
