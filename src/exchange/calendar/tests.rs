use std::collections::BTreeMap;

use proptest::prelude::*;
use serde_json::json;

use super::super::made::{self, drivers, edit};
use super::*;

const WORDS: Words = Words {
    review: |title| format!("Review: {title}"),
    untitled: "Untitled driver",
};

fn calendar(register: &Register, now: &str) -> String {
    let now = now.parse().unwrap();
    write(&drivers(register), register, register.title(), now, &WORDS)
}

/// A property as read: its name, its parameters, and its value as written.
#[derive(Debug)]
struct Property {
    name: String,
    parameters: String,
    value: String,
}

/// Reads a calendar by the grammar of RFC 5545, section 3.1, and nothing else.
#[track_caller]
fn properties(calendar: &str) -> Vec<Property> {
    let mut unfolded: Vec<String> = Vec::new();
    let lines = calendar
        .strip_suffix("\r\n")
        .expect("a line end at the end");
    for line in lines.split("\r\n") {
        assert!(line.len() <= 75, "{line}");
        let is_allowed = |c: char| c == '\t' || !c.is_ascii_control();
        assert!(line.chars().all(is_allowed), "{line:?}");
        match line.strip_prefix([' ', '\t']) {
            Some(more) => unfolded.last_mut().expect("a line to go on").push_str(more),
            None => unfolded.push(line.to_owned()),
        }
    }
    let properties = unfolded.iter().map(|line| {
        let (name, value) = line.split_once(':').expect("a value");
        let (name, parameters) = name.split_once(';').unwrap_or((name, ""));
        let is_name = |c: char| c == '-' || c.is_ascii_uppercase();
        assert!(!name.is_empty() && name.chars().all(is_name), "{line}");
        Property {
            name: name.to_owned(),
            parameters: parameters.to_owned(),
            value: value.to_owned(),
        }
    });
    properties.collect()
}

/// The texts of a value of the type TEXT, which may be a list.
#[track_caller]
fn texts(value: &str) -> Vec<String> {
    let mut texts = vec![String::new()];
    let mut chars = value.chars();
    while let Some(c) = chars.next() {
        let last = texts.last_mut().unwrap();
        match c {
            '\\' => match chars.next() {
                Some(c @ ('\\' | ';' | ',')) => last.push(c),
                Some('n' | 'N') => last.push('\n'),
                other => panic!("{other:?} is escaped in {value}"),
            },
            ',' => texts.push(String::new()),
            ';' => panic!("a semicolon in {value}"),
            c => last.push(c),
        }
    }
    texts
}

/// The entries, each with its properties by name, without those of its alarm.
#[track_caller]
fn entries(calendar: &str) -> Vec<BTreeMap<String, Property>> {
    let mut open = Vec::new();
    let mut entries = Vec::new();
    for property in properties(calendar) {
        match (property.name.as_str(), property.value.as_str()) {
            ("BEGIN", name) => {
                open.push(name.to_owned());
                if name == "VEVENT" {
                    entries.push(BTreeMap::new());
                }
            }
            ("END", name) => assert_eq!(open.pop().as_deref(), Some(name)),
            (name, _) => {
                if open == ["VCALENDAR", "VEVENT"] {
                    let entry = entries.last_mut().unwrap();
                    let before = entry.insert(name.to_owned(), property);
                    assert!(before.is_none(), "{before:?}");
                }
            }
        }
    }
    assert!(open.is_empty());
    entries
}

fn value<'a>(entry: &'a BTreeMap<String, Property>, name: &str) -> &'a str {
    entry.get(name).map_or("", |property| &property.value)
}

#[test]
fn a_driver_that_holds_has_an_entry() {
    let calendar = calendar(&made::readable(), "2026-03-02T08:15:00Z");
    insta::assert_snapshot!(calendar.replace("\r\n", "\n"), @r#"
    BEGIN:VCALENDAR
    VERSION:2.0
    PRODID:-//Driver Atlas//Reviews//EN
    CALSCALE:GREGORIAN
    X-WR-CALNAME:Mill Lane library
    BEGIN:VEVENT
    UID:880cd2e8-aab9-87cb-bb89-aa0dec7e4e57
    DTSTAMP:20260302T081500Z
    LAST-MODIFIED:20260301T164530Z
    SEQUENCE:29539725
    DTSTART;VALUE=DATE:20260731
    DTEND;VALUE=DATE:20260801
    SUMMARY:Review: Reading on wards
    DESCRIPTION:Due for review: July 2026\nResponsible: Ben\, for AK\nSource: I
     nstitute of Bedside Evidence\; Ward Readers’ Trust\nLink to main documen
     t: https://policy.example/wards
    URL:https://policy.example/wards
    CATEGORIES:evidence,wards
    TRANSP:TRANSPARENT
    BEGIN:VALARM
    ACTION:DISPLAY
    TRIGGER:-P30D
    DESCRIPTION:Review: Reading on wards
    END:VALARM
    END:VEVENT
    END:VCALENDAR
    "#);
    assert_eq!(entries(&calendar).len(), 1);
}

#[test]
fn the_day_is_the_last_of_what_is_written() {
    let calendar = calendar(&made::hard(), "2026-05-31T23:59:59Z");
    let entries = entries(&calendar);
    let of = |title: &str| {
        let mut entries = entries.iter();
        let summary = |entry: &&BTreeMap<_, _>| value(entry, "SUMMARY").contains(title);
        entries.find(summary).expect("an entry")
    };
    for (title, first, end) in [
        ("Commas", "20270331", "20270401"),
        ("reading plan", "20260531", "20260601"),
        ("Untitled driver", "20260531", "20260601"),
        ("Dead link", "00011231", "00020101"),
        // There is no day after the last.
        ("長", "99991231", ""),
    ] {
        let entry = of(title);
        assert_eq!(value(entry, "DTSTART"), first, "{title}");
        assert_eq!(entry["DTSTART"].parameters, "VALUE=DATE");
        assert_eq!(value(entry, "DTEND"), end, "{title}");
    }
    assert_eq!(entries.len(), 5, "undated and open ones have none");
}

#[test]
fn what_is_hard_comes_back() {
    let calendar = calendar(&made::hard(), "2026-03-02T08:15:00Z");
    let entries = entries(&calendar);
    let first = &entries[0];
    assert_eq!(
        texts(value(first, "SUMMARY")),
        ["Review: Commas, \"quotes\"; \\slashes\\ & <tags> on two lines"]
    );
    assert_eq!(
        texts(value(first, "DESCRIPTION")),
        [
            "Due for review: 2026/27\nResponsible: \"AK\", or Ben\nSource: Smith, Jones & Co; a;b;\n\
          Link to main document: https://policy.example/é?a=\"b\"&c"
        ]
    );
    assert_eq!(texts(value(first, "CATEGORIES")), ["a, b", "c d", "<&>"]);
    assert_eq!(
        value(first, "URL"),
        "https://policy.example/%C3%A9?a=%22b%22&c"
    );
    let dead = entries
        .iter()
        .find(|entry| value(entry, "SUMMARY").contains("Dead"));
    assert!(!dead.unwrap().contains_key("URL"));
    for entry in &entries {
        for name in ["UID", "DTSTAMP", "LAST-MODIFIED", "SEQUENCE", "TRANSP"] {
            assert!(entry.contains_key(name), "{name}");
        }
        texts(value(entry, "SUMMARY"));
        texts(value(entry, "DESCRIPTION"));
    }
    let uids = entries.iter().map(|entry| value(entry, "UID"));
    let distinct: std::collections::BTreeSet<_> = uids.collect();
    assert_eq!(distinct.len(), entries.len());
}

#[test]
fn a_later_file_updates_what_an_earlier_one_brought() {
    let mut register = made::readable();
    let before = calendar(&register, "2026-03-02T08:15:00Z");
    let set = json!({ "review_due": "2027" });
    edit(&mut register, "wards", "2026-03-03T10:00:00Z", "Asha", set);
    let after = calendar(&register, "2026-03-04T08:15:00Z");
    let (before, after) = (&entries(&before)[0], &entries(&after)[0]);
    assert_eq!(value(before, "UID"), value(after, "UID"));
    assert_eq!(value(after, "DTSTART"), "20271231");
    let number = |entry| value(entry, "SEQUENCE").parse::<i32>().unwrap();
    assert!(number(before) < number(after));
    assert!(value(before, "DTSTAMP") < value(after, "DTSTAMP"));
    // In another register, it is another entry.
    register.id = "other".into();
    let other = calendar(&register, "2026-03-04T08:15:00Z");
    assert_ne!(value(&entries(&other)[0], "UID"), value(after, "UID"));
}

#[test]
fn only_a_day_to_come_has_an_alarm() {
    let register = made::readable();
    for (now, alarms) in [
        ("2026-07-31T23:59:59Z", 1),
        ("2026-08-01T00:00:00Z", 0),
        ("2028-01-01T00:00:00Z", 0),
    ] {
        let calendar = calendar(&register, now);
        assert_eq!(calendar.matches("BEGIN:VALARM").count(), alarms, "{now}");
    }
}

#[test]
fn a_calendar_without_entries_is_one() {
    let register = Register::new("empty", []);
    let calendar = calendar(&register, "2026-03-02T08:15:00Z");
    insta::assert_snapshot!(calendar.replace("\r\n", "\n"), @"
    BEGIN:VCALENDAR
    VERSION:2.0
    PRODID:-//Driver Atlas//Reviews//EN
    CALSCALE:GREGORIAN
    END:VCALENDAR
    ");
    assert_eq!(properties(&calendar).len(), 5);
}

#[test]
fn the_number_of_a_revision_never_overflows() {
    let sequence = |at: &str| super::sequence(Some(at.parse().unwrap()));
    assert_eq!(sequence("1970-01-01T01:00:59Z"), 60);
    assert_eq!(sequence("1950-01-01T00:00:00Z"), 0);
    assert_eq!(sequence("9999-12-30T22:00:00Z"), i32::MAX);
    assert_eq!(super::sequence(None), 0);
}

proptest! {
    #[test]
    fn any_text_comes_back(title in "(\\PC|[;,\\\\\"\n\t:]|é|漢|🦉){1,120}") {
        let mut register = Register::new("r", []);
        let set = json!({ "title": title, "review_due": "2026", "responsible": title });
        edit(&mut register, "d", "2026-03-03T10:00:00Z", "A", set);
        let calendar = calendar(&register, "2026-03-04T08:15:00Z");
        let entries = entries(&calendar);
        let line = one_line(&title);
        let summary = texts(value(&entries[0], "SUMMARY"));
        let review = format!("Review: {line}");
        prop_assert_eq!(summary[0].trim(), review.trim());
        let description = texts(value(&entries[0], "DESCRIPTION"));
        let said = format!("Responsible: {line}");
        prop_assert!(description[0].contains(said.trim()));
    }
}
