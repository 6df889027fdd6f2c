//! The file format: what people, programs and this app write, and what is wrong in files that aren't right.

use std::collections::BTreeMap;

use jiff::Timestamp;
use proptest::prelude::*;
use serde_json::value::RawValue;
use serde_json::{Value, json};

use super::*;
use crate::domain::edit::EntryId;
use crate::domain::entry::own_delta;
use crate::domain::field::Field;
use crate::domain::merge::{self, Change};
use crate::domain::register::Register;
use crate::domain::removal;
use crate::domain::value::Expected;

fn now() -> Timestamp {
    "2026-11-22T10:00:00Z".parse().unwrap()
}

fn read(text: &str) -> Incoming {
    Reading::new(text.to_owned()).unwrap().finish()
}

fn file(drivers: Value) -> String {
    let register = json!({"id": "north", "title": "North"});
    json!({"format": FORMAT, "version": 1, "register": register, "drivers": drivers}).to_string()
}

/// A register that took in files, one after the other.
#[track_caller]
fn register_of(files: &[&str]) -> Register {
    let mut register = Register::new("north", []);
    for file in files {
        take_in(&mut register, file);
    }
    register
}

#[track_caller]
fn take_in(register: &mut Register, file: &str) {
    let incoming = read(file);
    assert_eq!(incoming.notices, []);
    let plan = merge::plan(register, incoming.source(), now());
    register.apply(&plan.chosen(|_| true));
}

fn export(register: &Register) -> String {
    write(register, &Selection::All, now())
}

fn set(register: &mut Register, id: &str, fields: Value) {
    let fields = fields.as_object().unwrap().clone().into_iter().collect();
    let (_, delta) = own_delta(id, register.heads(id), fields, now(), Some("Ann".into()));
    register.apply(&[(id.to_owned(), delta)].into());
}

#[track_caller]
fn changes(register: &Register, file: &str) -> BTreeMap<EntryId, Change> {
    let incoming = read(file);
    assert_eq!(incoming.notices, []);
    let plan = merge::plan(register, incoming.source(), now());
    plan.rows
        .into_iter()
        .map(|row| (row.id, row.change))
        .collect()
}

#[test]
fn a_file_with_the_least_that_is_allowed_is_read() {
    let register =
        register_of(&[r#"{"format":"driver-atlas","version":1,"drivers":[{"title":"Plan"}]}"#]);
    let driver = register.live().next().unwrap();
    assert_eq!(driver.title(), "Plan");
    assert_eq!(driver.id.len(), 26);
}

#[test]
fn what_is_written_can_be_read_by_a_person() {
    let mut register = register_of(&[&file(json!([{
        "id": "plan",
        "title": "A plan",
        "topics": ["research", "evidence"],
        "published": {"edtf": "2017-04", "text": "April 2017"},
        "colour": {"r": 1},
        "comments": [{"by": "Bob", "at": "2020-01-02T03:04:05Z", "text": "Useful."}],
    }]))]);
    set(
        &mut register,
        "plan",
        json!({"title": "The plan", "link": "https://a.example"}),
    );
    insta::assert_snapshot!(export(&register), @r#"
    {
      "format": "driver-atlas",
      "version": 1,
      "register": {
        "id": "north",
        "title": "North",
        "heads": ["tf7bp7z33zgeq6i54yspbxuuda"],
        "edits": [
          {"id":"tf7bp7z33zgeq6i54yspbxuuda","after":[],"at":null,"by":null,"set":{"title":"7fglqe47ho7lvmiw722l25yspa"},"snapshot":true}
        ]
      },
      "exported": "2026-11-22T10:00:00Z",
      "drivers": [
        {
          "id": "plan",
          "title": "The plan",
          "link": "https://a.example",
          "published": {"edtf":"2017-04","text":"April 2017"},
          "topics": ["research","evidence"],
          "colour": {"r":1},
          "comments": [
            {"at":"2020-01-02T03:04:05Z","by":"Bob","text":"Useful."}
          ],
          "heads": ["bbzohynyhcs7wa64gi3gasjo4q"],
          "edits": [
            {"id":"lnouovwkeqevzwu43mryvch6ku","after":[],"at":null,"by":null,"set":{"colour":"wjcmkp6nmj5cjsbfmpckqagfdi","comment:hnw4v6damma3xphuyokqzmyoja":"cdv3uqx7pjhvv6hs5iathpuumm","published":"g756boemohgy2bkgevjpoqlnu4","title":"6fvomoaanjykjn7b52g5ixotym","topics":"d7qpn2h2k5lhpdpfkjvgsyuhmm"},"snapshot":true},
            {"id":"bbzohynyhcs7wa64gi3gasjo4q","after":["lnouovwkeqevzwu43mryvch6ku"],"at":"2026-11-22T10:00:00Z","by":"Ann","set":{"link":"x4l7oro26ytkka7jgefnt25tya","title":"rnk6urkegazmxuqvnvvb2wqlda"}}
          ],
          "values": {
            "d7qpn2h2k5lhpdpfkjvgsyuhmm": ["research","evidence"],
            "6fvomoaanjykjn7b52g5ixotym": "A plan"
          }
        }
      ]
    }
    "#);
}

#[test]
fn reading_what_was_written_changes_nothing() {
    let mut register = register_of(&[&file(
        json!([{"id": "a", "title": "A"}, {"title": "B", "level": "local"}]),
    )]);
    set(&mut register, "a", json!({"title": "AA", "topics": ["x"]}));
    let written = export(&register);
    assert_eq!(changes(&register, &written), BTreeMap::new());
    assert_eq!(export(&register_of(&[&written])), written);
}

#[test]
fn line_ends_of_windows_and_a_byte_order_mark_change_nothing() {
    let register = register_of(&[&file(
        json!([{"id": "a", "title": "A", "summary": "one\ntwo"}]),
    )]);
    let written = export(&register);
    let from_windows = format!("\u{feff}{}", written.replace('\n', "\r\n"));
    assert_eq!(changes(&register, &from_windows), BTreeMap::new());
    assert_eq!(
        decode(from_windows.into_bytes()).map(|text| text.starts_with('\u{feff}')),
        Ok(true)
    );
}

#[test]
fn a_field_changed_by_hand_is_one_edit_wherever_the_file_is_read() {
    let mut here = register_of(&[&file(json!([{"id": "a", "title": "A", "level": "local"}]))]);
    let written = export(&here);
    let by_hand = written.replace(r#""title": "A""#, r#""title": "A, in Notepad""#);
    let mut there = register_of(&[&written]);
    set(&mut here, "a", json!({"level": "national"}));
    take_in(&mut here, &by_hand);
    take_in(&mut there, &by_hand);
    for register in [&here, &there] {
        let driver = register.driver("a").unwrap();
        assert_eq!(driver.title(), "A, in Notepad");
        assert!(!driver.is_in_conflict());
    }
    assert_eq!(here.driver("a").unwrap().text(Field::Level), "national");
    assert_eq!(changes(&here, &by_hand), BTreeMap::new());
    take_in(&mut there, &export(&here));
    assert_eq!(export(&there), export(&here));
}

#[test]
fn only_what_is_there_and_empty_clears_a_field() {
    let start = file(
        json!([{"id": "a", "title": "A", "level": "local", "topics": ["x"], "link": "https://a.example"}]),
    );
    let mut register = register_of(&[&start]);
    let mut edited: Value = serde_json::from_str(&export(&register)).unwrap();
    let driver = edited["drivers"][0].as_object_mut().unwrap();
    driver.remove("level");
    driver.insert("topics".into(), json!([]));
    driver.insert("link".into(), Value::Null);
    take_in(&mut register, &edited.to_string());
    let driver = register.driver("a").unwrap();
    assert_eq!(driver.text(Field::Level), "local");
    assert_eq!(driver.list(Field::Topics).count(), 0);
    assert_eq!(driver.text(Field::Link), "");
}

#[test]
fn a_conflict_travels_with_all_its_values() {
    let start = file(json!([{"id": "a", "title": "A"}]));
    let (mut ann, mut bob) = (register_of(&[&start]), register_of(&[&start]));
    set(&mut ann, "a", json!({"title": "Ann's"}));
    set(&mut bob, "a", json!({"title": "Bob's"}));
    let changes = changes(&ann, &export(&bob));
    assert!(matches!(&changes["a"], Change::InConflict { fields, .. } if fields == &["title"]));
    take_in(&mut ann, &export(&bob));
    take_in(&mut bob, &export(&ann));
    assert_eq!(export(&ann), export(&bob));
    let carol = register_of(&[&export(&ann)]);
    assert_eq!(
        carol.driver("a").unwrap().conflicts().collect::<Vec<_>>(),
        ["title"]
    );
    assert_eq!(export(&carol), export(&ann));
}

#[test]
fn what_was_removed_for_good_is_in_no_file_and_no_older_file_brings_it_back() {
    let start = file(json!([{"id": "a", "title": "A", "summary": "Call Jo.", "topics": ["x"]}]));
    let mut ann = register_of(&[&start]);
    let older = export(&ann);
    let mut bob = register_of(&[&older]);
    let batch = removal::remove(&ann, "a", &json!("Call Jo."), now(), None).unwrap();
    ann.apply(&batch);
    let written = export(&ann);
    assert!(!written.contains("Call Jo."));
    assert_eq!(changes(&ann, &older), BTreeMap::new());
    assert_eq!(changes(&ann, &start), BTreeMap::new());
    assert!(
        matches!(&changes(&bob, &written)["a"], Change::Changed { fields } if fields == &["summary"])
    );
    take_in(&mut bob, &written);
    assert_eq!(export(&bob), written);

    let again = written.replace(
        r#""topics": ["x"],"#,
        r#""topics": ["x"], "summary": "Call Jo.","#,
    );
    let incoming = read(&again);
    let kinds: Vec<&NoticeKind> = incoming.notices.iter().map(|notice| &notice.kind).collect();
    let field = "summary".to_owned();
    assert_eq!(kinds, [&NoticeKind::RemovedForGood { field }]);
    assert!(incoming.made.is_empty());
    assert!(merge::plan(&bob, incoming.source(), now()).is_empty());
}

#[test]
fn a_file_that_brings_a_removal_takes_the_value_from_an_older_file_read_after_it() {
    let older = export(&register_of(&[&file(
        json!([{"id": "a", "title": "A", "summary": "Call Jo."}]),
    )]));
    let mut ann = register_of(&[&older]);
    let batch = removal::remove(&ann, "a", &json!("Call Jo."), now(), None).unwrap();
    ann.apply(&batch);
    for files in [[export(&ann), older.clone()], [older, export(&ann)]] {
        let zoe = register_of(&[&files[0], &files[1]]);
        assert_eq!(export(&zoe), export(&ann));
    }
}

#[test]
fn the_trash_and_what_was_undone_travel() {
    let mut ann = register_of(&[&file(
        json!([{"id": "a", "title": "A"}, {"id": "b", "title": "B"}]),
    )]);
    set(&mut ann, "a", json!({"trashed": true}));
    let carol = register_of(&[&export(&ann)]);
    assert!(carol.driver("a").unwrap().is_in_trash());
    assert_eq!(export(&carol), export(&ann));
    let restored = export(&ann).replace(r#""trashed": true"#, r#""trashed": false"#);
    take_in(&mut ann, &restored);
    assert!(!ann.driver("a").unwrap().is_in_trash());
}

#[test]
fn the_registers_own_title_and_what_nobody_here_knows_are_kept() {
    let from_later = json!({
        "format": FORMAT, "version": 1, "theme": "dark", "drivers": [{"id": "a", "title": "A", "stars": 5}],
        "register": {"id": "north", "title": "North", "region": "NW"},
    });
    let register = register_of(&[&from_later.to_string()]);
    assert_eq!(register.title(), "North");
    let written: Value = serde_json::from_str(&export(&register)).unwrap();
    assert_eq!(written["theme"], "dark");
    assert_eq!(written["register"]["region"], "NW");
    assert_eq!(written["drivers"][0]["stars"], 5);
    assert_eq!(
        export(&register_of(&[&export(&register)])),
        export(&register)
    );
}

#[test]
fn a_weekly_file_that_brings_nothing_new_changes_nothing() {
    let weekly = |day: &str, title: &str| {
        let drivers = json!([{"id": "a", "title": title}]);
        json!({"format": FORMAT, "version": 1, "exported": day, "drivers": drivers}).to_string()
    };
    let mut register = register_of(&[&weekly("2026-01-01", "A")]);
    assert_eq!(
        changes(&register, &weekly("2026-01-08", "A")),
        BTreeMap::new()
    );
    set(&mut register, "a", json!({"title": "Ann's"}));
    assert_eq!(
        changes(&register, &weekly("2026-01-15", "A")),
        BTreeMap::new()
    );
    let changed = changes(&register, &weekly("2026-01-22", "AA"));
    assert!(matches!(&changed["a"], Change::InConflict { fields, .. } if fields == &["title"]));
}

#[test]
fn drivers_alike_without_ids_are_told_apart() {
    let incoming = read(&file(
        json!([{"title": "Plan"}, {"title": "PLAN!"}, {"title": "Plan", "link": "https://a.example"}]),
    ));
    assert_eq!(incoming.entries.len(), 4);
    let [notice] = &incoming.notices[..] else {
        panic!("{:?}", incoming.notices)
    };
    assert!(matches!(&notice.kind, NoticeKind::AlikeWithoutId { id } if id.ends_with("-2")));
}

#[test]
fn the_same_id_twice_is_taken_together() {
    let incoming = read(&file(
        json!([{"id": "a", "title": "A"}, {"id": "a", "title": "A", "level": "local"}]),
    ));
    assert_eq!(incoming.entries["a"].edits.len(), 2);
    assert!(matches!(
        &incoming.notices[..],
        [Notice {
            kind: NoticeKind::RepeatedId { .. },
            ..
        }]
    ));
}

#[test]
fn a_file_that_is_no_register_is_refused_with_the_reason() {
    let newer = file(json!([])).replace("\"version\":1", "\"version\":7");
    let cases = [
        ("", Unreadable::Empty),
        (" \n\u{feff}", Unreadable::NotJson { line: 2, column: 1 }),
        ("\u{feff} \n", Unreadable::Empty),
        ("hello", Unreadable::NotJson { line: 1, column: 1 }),
        (
            "{\n\"format\": }",
            Unreadable::NotJson {
                line: 2,
                column: 11,
            },
        ),
        ("[\n  7,", Unreadable::NotJson { line: 2, column: 4 }),
        ("[]", Unreadable::NotARegister),
        ("5", Unreadable::NotARegister),
        ("{}", Unreadable::NotARegister),
        (r#"{"format":"driver-atlas"}"#, Unreadable::NotARegister),
        (
            r#"{"format":"driver-atlas","version":"1"}"#,
            Unreadable::NotARegister,
        ),
        (
            r#"{"format":"driver-atlas","version":1,"drivers":{}}"#,
            Unreadable::WrongPart { part: "drivers" },
        ),
        (
            r#"{"format":"driver-atlas","version":1,"register":"x"}"#,
            Unreadable::WrongPart { part: "register" },
        ),
        (&newer, Unreadable::Newer { version: 7 }),
    ];
    for (text, expected) in cases {
        assert_eq!(
            Reading::new(text.to_owned()).unwrap_err(),
            expected,
            "{text}"
        );
    }
    assert_eq!(
        decode(b"{\n\"a\": \"\xff\"}".to_vec()),
        Err(Unreadable::NotUtf8 { byte: 9, line: 2 })
    );
    assert_eq!(decode(vec![0xff, 0xfe, b'{', 0]), Err(Unreadable::Utf16));
}

#[test]
fn nesting_to_any_depth_is_refused_and_harms_nothing() {
    let deep = |depth: usize| format!("{}{}", "[".repeat(depth), "]".repeat(depth));
    assert_eq!(
        Reading::new(deep(100_000)).unwrap_err(),
        Unreadable::NotARegister
    );
    let drivers = format!(r#"[{{"title":"A"}},{{"title":"B","x":{}}}]"#, deep(100_000));
    let incoming = read(&format!(
        r#"{{"format":"driver-atlas","version":1,"drivers":{drivers}}}"#
    ));
    assert_eq!(incoming.entries.len(), 1);
    assert!(matches!(
        &incoming.notices[..],
        [Notice {
            kind: NoticeKind::TooDeep,
            ..
        }]
    ));
}

#[test]
fn a_driver_that_is_wrong_is_named_and_the_others_are_read() {
    let text = "{\"format\":\"driver-atlas\",\"version\":1,\"drivers\":[\n{\"title\":\"A\"},\n{\"title\":\"B\",\"level\":7},\n5,\n{\"id\":\"c\"},\n{\"id\":\"@register\",\"title\":\"D\"}]}";
    let incoming = read(text);
    assert_eq!(incoming.entries.len(), 1);
    let driver = |number, line, name: Option<&str>| Subject::Driver {
        number,
        line,
        name: name.map(str::to_owned),
    };
    let expected = Expected::OneOf(crate::domain::field::LEVELS);
    assert_eq!(
        incoming.notices,
        [
            Notice {
                subject: driver(2, 3, Some("B")),
                kind: NoticeKind::WrongType {
                    field: "level".into(),
                    expected
                }
            },
            Notice {
                subject: driver(3, 4, None),
                kind: NoticeKind::NotADriver
            },
            Notice {
                subject: driver(4, 5, Some("c")),
                kind: NoticeKind::NoTitle
            },
            Notice {
                subject: driver(5, 6, Some("D")),
                kind: NoticeKind::BadId
            },
        ]
    );
}

#[test]
fn a_damaged_edit_or_value_is_left_out_and_named_and_the_rest_stands() {
    let mut register = register_of(&[&file(json!([{"id": "a", "title": "A"}]))]);
    set(&mut register, "a", json!({"title": "AA"}));
    set(&mut register, "a", json!({"level": "local"}));
    let written = export(&register);
    let mut damaged: Value = serde_json::from_str(&written).unwrap();
    damaged["drivers"][0]["edits"][2]["by"] = json!("Eve");
    let incoming = read(&damaged.to_string());
    assert!(matches!(
        &incoming.notices[..],
        [Notice {
            kind: NoticeKind::DamagedEdits { count: 1 },
            ..
        }]
    ));
    let mut other = Register::new("north", []);
    let plan = merge::plan(&other, incoming.source(), now());
    other.apply(&plan.chosen(|_| true));
    assert_eq!(other.driver("a").unwrap().title(), "AA");

    let damaged = written.replace(r#": "A""#, r#": "B""#);
    let incoming = read(&damaged);
    assert!(
        matches!(
            &incoming.notices[..],
            [Notice {
                kind: NoticeKind::DamagedValues { count: 1 },
                ..
            }]
        ),
        "{damaged}"
    );
}

proptest! {
    /// Any text may come: it is read or refused, and never ends the app.
    #[test]
    fn no_text_is_too_strange(text in ".{0,200}") {
        if let Ok(reading) = Reading::new(text) {
            reading.finish();
        }
    }

    /// What is scanned bit by bit is refused just where all of it would be.
    #[test]
    fn a_file_is_refused_where_it_stops_being_json(
        place in any::<prop::sample::Index>(),
        put in prop::sample::select(vec!["", ",", "]", "}", "{", "[", "\"", "\\", "7", "null", " ", "\u{c}", "é"]),
        take in 0_usize..3,
    ) {
        let text = "{\"format\": \"driver-atlas\", \"version\" : 1,\n\"drivers\":[ {\"id\":\"a\",\"title\":\"A [1\"} ,{\"id\":\"b\",\"title\":\"B\"}],\r\n\"x\":[true,5]}";
        let start = place.index(text.len() + 1);
        let end = text.len().min(start + take);
        let text = format!("{}{put}{}", &text[..start], &text[end..]);
        let by_the_parser = serde_json::from_str::<BTreeMap<String, &RawValue>>(&text);
        match (by_the_parser, Reading::new(text.clone())) {
            (Ok(_), Err(Unreadable::NotJson { .. })) => prop_assert!(false, "{text} is JSON"),
            (Err(error), read) if !error.is_data() => {
                let (line, column) = (error.line(), error.column());
                prop_assert_eq!(read.unwrap_err(), Unreadable::NotJson { line, column }, "{}", text);
            }
            _ => (),
        }
    }

    /// Nor does any JSON in place of a driver.
    #[test]
    fn no_driver_is_too_strange(
        key in prop::sample::select(vec!["id", "title", "topics", "heads", "edits", "values", "comments", "published", "x"]),
        value in prop::sample::select(vec![
            json!(null), json!(5), json!("x"), json!([]), json!([1]), json!({}), json!({"a": [null]}), json!([{"text": "x"}]),
            json!([{"id": "x"}]), json!("\u{202e}emoji 🦉 עברית"), json!("x".repeat(100_000)), json!(true),
        ])
    ) {
        let mut driver = json!({"id": "a", "title": "A"});
        driver[key] = value;
        let incoming = read(&file(json!([driver])));
        let mut register = Register::new("north", []);
        let plan = merge::plan(&register, incoming.source(), now());
        register.apply(&plan.chosen(|_| true));
        let written = export(&register);
        let again = read(&written);
        prop_assert_eq!(&again.notices, &[]);
        let plan = merge::plan(&register, again.source(), now());
        prop_assert!(plan.is_empty());
    }
}

#[test]
fn a_file_is_written_over_only_where_nothing_of_it_would_be_lost() {
    let notices = |drivers: Value| {
        let incoming = read(&file(drivers));
        let notices = incoming.notices.into_iter();
        notices
            .map(|notice| notice.kind.loses_something())
            .collect::<Vec<_>>()
    };
    let plan = json!({"id": "a", "title": "Plan"});
    assert_eq!(notices(json!([plan, plan])), [false]);
    let alike = json!({"title": "Plan"});
    assert_eq!(notices(json!([alike, alike])), [false]);
    assert_eq!(notices(json!([7])), [true]);
    for (member, value) in [
        ("topics", json!(7)),
        ("heads", json!(7)),
        ("edits", json!([7])),
        ("values", json!([7])),
        ("comment:x", json!(7)),
    ] {
        let mut driver = plan.clone();
        driver[member] = value;
        assert_eq!(notices(json!([driver])), [true], "{member}");
    }
}

#[test]
fn drivers_from_elsewhere_come_in_once_and_change_later() {
    let plain = |drivers: Value, at: &str| {
        let drivers = drivers.as_array().unwrap().iter();
        let drivers: Vec<_> = drivers
            .map(|driver| driver.as_object().unwrap().clone())
            .collect();
        write_plain("north", at.parse().unwrap(), &drivers)
    };
    let plan = json!({"title": "Plan", "link": "https://a.example"});
    let other = json!({"id": "other", "title": "Other", "level": "local"});
    let first = plain(json!([plan, other]), "2026-01-01T00:00:00Z");
    let register = register_of(&[&first]);
    assert_eq!(register.live().count(), 2);
    assert_eq!(changes(&register, &first), BTreeMap::new());
    let other = json!({"id": "other", "title": "Other", "level": "national"});
    let second = plain(json!([plan, other]), "2026-02-01T00:00:00Z");
    let fields = vec!["level".to_owned()];
    let expected = [("other".to_owned(), Change::Changed { fields })];
    assert_eq!(changes(&register, &second), expected.into());
}
