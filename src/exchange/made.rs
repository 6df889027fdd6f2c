//! Registers for the tests of what is written: one that a person can read, and one of all that is hard.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::domain::driver::Driver;
use crate::domain::edit::{EntryId, REGISTER};
use crate::domain::entry::own_delta;
use crate::domain::register::Register;

/// One edit of an entry, after all that is there.
pub fn edit(register: &mut Register, id: &str, at: &str, by: &str, set: Value) {
    let set: BTreeMap<String, Value> = serde_json::from_value(set).unwrap();
    let after = register.heads(id);
    let (_, delta) = own_delta(id, after, set, at.parse().unwrap(), Some(by.to_owned()));
    register.apply(&[(EntryId::from(id), delta)].into());
}

/// The drivers that are shown, in or out of the trash, by id.
pub fn drivers(register: &Register) -> Vec<&Driver> {
    let all = register.live().chain(register.trashed());
    let mut all: Vec<&Driver> = all.map(|driver| &**driver).collect();
    all.sort_by_key(|driver| &driver.id);
    all
}

/// Three drivers: one that holds, one that the first superseded, and one in the trash.
pub fn readable() -> Register {
    let mut register = Register::new("mill-lane", []);
    let title = json!({ "title": "Mill Lane library" });
    edit(
        &mut register,
        REGISTER,
        "2026-01-05T09:00:00Z",
        "Asha",
        title,
    );
    edit(
        &mut register,
        "wards",
        "2026-01-05T09:10:00Z",
        "Asha",
        json!({
            "title": "Reading on wards",
            "level": "national",
            "nations": ["England", "Wales"],
            "sources": ["Institute of Bedside Evidence", "Ward Readers’ Trust"],
            "link": "https://policy.example/wards",
            "published": "April 2025",
            "impact": "Every ward is to have a **named librarian** (p. 12).\n\n- Plan for visits.\n- Count the questions.",
            "summary": "Care is safer where staff can ask for evidence and get it the same day.",
            "key_features": "Three promises:\n\n1. a person to ask\n2. an answer by noon\n3. a report each year, as in [the example](https://policy.example/report)",
            "audiences": ["Library managers", "Chief nurses"],
            "topics": ["evidence", "wards"],
            "review_due": "July 2026",
            "responsible": "AK"
        }),
    );
    edit(
        &mut register,
        "old-wards",
        "2026-01-05T09:20:00Z",
        "Asha",
        json!({
            "title": "Books on wards",
            "sources": ["Institute of Bedside Evidence"],
            "published": "about 2011",
            "impact": "Trolleys are to go round twice a week.",
            "review_due": "2026-02-01"
        }),
    );
    edit(
        &mut register,
        "old-wards",
        "2026-02-03T10:30:00Z",
        "Ben",
        json!({ "superseded_by": "wards" }),
    );
    edit(
        &mut register,
        "wards",
        "2026-03-01T16:45:30.5Z",
        "Ben",
        json!({ "responsible": "Ben, for AK" }),
    );
    edit(
        &mut register,
        "mistake",
        "2026-02-04T08:00:00Z",
        "Ben",
        json!({ "title": "A mistake", "review_due": "2026-09" }),
    );
    edit(
        &mut register,
        "mistake",
        "2026-02-04T08:01:00Z",
        "Ben",
        json!({ "trashed": true }),
    );
    register
}

/// Commas, quotes, line ends, other scripts, emoji, controls, much text, nothing at all, and dates of every kind.
pub fn hard() -> Register {
    let mut register = Register::new("hard; \"register\"", []);
    let at = "2026-03-01T00:00:00Z";
    let long = format!(
        "{}🦉",
        "Ünï, \"text\"; \\n is not a line end. ".repeat(3_000)
    );
    assert!(long.len() > 100_000);
    for (id, set) in [
        (
            "a, \"b\"; c\\d\n<e>",
            json!({
                "title": "Commas, \"quotes\"; \\slashes\\ & <tags>\non two lines\u{b}\u{0}",
                "sources": ["Smith, Jones & Co", "a;b", "\u{1}"],
                "link": "https://policy.example/é?a=\"b\"&c",
                "topics": ["a, b", "c\nd", "<&>"],
                "impact": "Line\n\n\tcode\u{c}\n\n* * *\n\n<script>alert(1)</script>",
                "further_links": [{ "url": "https://policy.example/x" }],
                "published": "early 2019", "review_due": "2026/27", "responsible": "\"AK\", or Ben"
            }),
        ),
        (
            "rtl",
            json!({
                "title": "תוכנית לקריאה — reading plan 2018",
                "sources": ["خدمة المكتبات"], "topics": ["🧑‍🤝‍🧑 together", "健康"],
                "impact": "תוכנית **חשובה** (p. 4) ו[קישור](https://policy.example/he).\n\n1. ראשון\n2. second",
                "summary": "日本語の要約。\n\n👩🏽‍⚕️👨‍👩‍👧‍👦", "published": "../2018", "review_due": "spring 2026"
            }),
        ),
        (
            "long",
            json!({ "title": "長".repeat(500), "impact": long, "summary": "word ".repeat(20_000), "review_due": "9999-12-31" }),
        ),
        (
            "untitled",
            json!({ "level": "local", "review_due": "2026-05~" }),
        ),
        (
            "undated",
            json!({ "title": "Undated", "review_due": "TBC", "published": "TBC" }),
        ),
        (
            "open",
            json!({ "title": "Open", "review_due": "2026/..", "published": "2018/.." }),
        ),
        (
            "dead",
            json!({ "title": "Dead link", "link": "javascript:alert(1)", "review_due": "0001" }),
        ),
    ] {
        edit(&mut register, id, at, "Asha \u{1f}& <Ben>", set);
    }
    register
}
