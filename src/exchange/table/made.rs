//! Drivers for the tests of tables.

use std::collections::BTreeMap;

use proptest::prelude::*;
use proptest::sample::{select, subsequence};
use serde_json::{Map, Value, json};

use crate::domain::date::ApproximateDate;
use crate::domain::driver::Driver;
use crate::domain::edit::comment_key;
use crate::domain::entry::{Entry, own_delta};
use crate::domain::field::{Field, Kind};
use crate::domain::law;
use crate::exchange::columns::one_line;

/// A driver with these members, as a file has them.
pub fn driver(mut members: Value) -> Driver {
    let members = members.as_object_mut().unwrap();
    let id = members.remove("id").unwrap().as_str().unwrap().to_owned();
    let comments = members.remove("comments").unwrap_or_default();
    let mut fields: BTreeMap<String, Value> = members.clone().into_iter().collect();
    let comments = comments.as_array().cloned().unwrap_or_default();
    fields.extend(comments.into_iter().map(|c| (comment_key(&c), c)));
    let at = "2026-11-22T10:00:00Z".parse().unwrap();
    let (_, delta) = own_delta(&id, Default::default(), fields, at, None);
    let mut entry = Entry::default();
    entry.apply(&delta);
    Driver::new(id, law::evaluate(&entry))
}

/// What a driver is after it was a row of a table: it tells what it is after.
pub fn versioned(mut members: Map<String, Value>, made: &Driver) -> Map<String, Value> {
    members.insert("heads".to_owned(), json!(made.standing.heads));
    members
}

/// A driver with every field, in words that are hard for tables.
pub fn hard() -> Value {
    json!({
        "id": "hard",
        "title": "Care, \"knowledge\"; and\tspace",
        "alternative_titles": ["One, two; three"],
        "level": "national",
        "nations": ["Wales", "England"],
        "settings": ["acute"],
        "sources": ["Institute of Bedside Evidence", "Chamber of Health, Wards and Homes"],
        "link": "https://policy.example/a?b=c&d=\"e\"#f",
        "further_links": [
            {"label": "Annex; A | B", "url": "https://policy.example/x|y"},
            {"label": "", "url": "mailto:ask@policy.example"},
        ],
        "publication_format": "PDF",
        "published": {"edtf": "2019~", "text": "early 2019"},
        "impact": "=SUM(1,1)\n\n- Plan\u{b} for <visits> & \"questions\".\n",
        "summary": "ملخص: الرعاية\nסיכום קצר\n政策摘要 😀\u{feff}",
        "key_features": "'=1+1",
        "case_studies": "_x0041_ ]]> \u{ffff}",
        "audiences": ["Library managers, all of them"],
        "topics": ["evidence", "wards"],
        "status": "current",
        "superseded_by": "plan",
        "last_updated": "2026-02-28",
        "review_due": "TBC",
        "responsible": "@AK",
        "comments": [
            {"by": "Ben", "at": "2026-03-10T08:00:00Z", "text": "Page 12\nis the one."},
            {"text": "Yes."},
        ],
    })
}

/// Texts as people and hostile files have them, in their normal form.
pub fn text() -> impl Strategy<Value = String> {
    let piece = select(vec![
        "a",
        "Plan",
        "=",
        "+",
        "-",
        "@",
        "'",
        "\"",
        ",",
        ";",
        "\t",
        "|",
        "\n",
        " ",
        "＝",
        "＠",
        "_x0041_",
        "_x000D",
        "_",
        "\u{b}",
        "\u{1}",
        "\u{ffff}",
        "\u{feff}",
        "é",
        "ﷺ",
        "א",
        "漢",
        "😀",
        "<",
        "&",
        "]]>",
        "\u{85}",
        "\u{2028}",
        "sep=;",
        "0",
        "2018-07-05",
        "1E5",
        "TRUE",
    ]);
    let pieces = prop::collection::vec(piece, 0..8).prop_map(|pieces| pieces.concat());
    prop_oneof![pieces, any::<String>()].prop_map(|text| text.replace('\r', ""))
}

/// A text on one line, that says something.
fn line() -> impl Strategy<Value = String> {
    text().prop_map(|text| {
        let line = text.replace('\n', " ").trim().to_owned();
        if line.is_empty() {
            "x".to_owned()
        } else {
            line
        }
    })
}

fn address() -> impl Strategy<Value = String> {
    select(vec![
        "https://a.example/b?c=d;e#f",
        "http://b.example/x|y,z",
        "MAILTO:c@d.example",
        "https://\u{e9}.example/\"'",
    ])
    .prop_map(str::to_owned)
}

/// Any value of a field that survives a table: as the editor would save it.
fn value(field: Field) -> BoxedStrategy<Value> {
    let distinct = |lines: Vec<String>| {
        let mut known = std::collections::BTreeSet::new();
        let lines = lines.into_iter().filter(|line| known.insert(line.clone()));
        lines.map(Value::from).collect::<Value>()
    };
    match field.kind() {
        Kind::Line | Kind::Driver => line().prop_map(Value::from).boxed(),
        Kind::Markdown => text()
            .prop_filter_map("says nothing", |text| {
                (!text.trim().is_empty()).then(|| json!(text))
            })
            .boxed(),
        Kind::Choice(choices) => select(choices).prop_map(Value::from).boxed(),
        Kind::List(None) => prop::collection::vec(line(), 1..4)
            .prop_map(distinct)
            .boxed(),
        Kind::List(Some(choices)) => subsequence(choices, 1..=choices.len())
            .prop_shuffle()
            .prop_map(|chosen| json!(chosen))
            .boxed(),
        Kind::Links => prop::collection::vec((text(), address()), 1..4)
            .prop_map(|links| {
                let mut known = std::collections::BTreeSet::new();
                let links = links
                    .into_iter()
                    .map(|(label, url)| (one_line(&label), url));
                let links = links.filter(|link| known.insert(link.clone()));
                links
                    .map(|(label, url)| json!({"label": label, "url": url}))
                    .collect()
            })
            .boxed(),
        Kind::Url => address().prop_map(Value::from).boxed(),
        Kind::Date => prop_oneof![
            line(),
            select(vec![
                "2018-07-05",
                "April 2017",
                "30th Nov 2010",
                "TBC",
                "2018-21",
                "1900-02-28",
                "1900-03-01",
                "2014",
                "9999-12-31"
            ])
            .prop_map(str::to_owned),
        ]
        .prop_map(|text| ApproximateDate::from_written(text).to_value())
        .boxed(),
    }
}

/// A driver as a file without edits has it.
pub fn plain() -> impl Strategy<Value = Map<String, Value>> {
    let fields: Vec<_> = Field::ALL
        .into_iter()
        .map(|field| prop::option::of(value(field)))
        .collect();
    ("[a-z0-9=+'-]{1,8}", line(), fields).prop_map(|(id, title, values)| {
        let fields = Field::ALL.into_iter().map(|field| field.key().to_owned());
        let values = fields
            .zip(values)
            .filter_map(|(key, value)| Some((key, value?)));
        let mut members: Map<String, Value> = values.collect();
        members.insert("id".to_owned(), json!(id));
        members.insert("title".to_owned(), json!(title));
        members
    })
}
