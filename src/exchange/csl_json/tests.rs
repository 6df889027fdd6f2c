//! CSL-JSON: as it is written, held against its schema, and as other programs write it.

use proptest::prelude::*;

use super::*;
use crate::domain::field::Field;
use crate::exchange::reference::one_line;
use crate::exchange::reference::tests::{
    DATES, carried, days_come_back, driver, drivers, full, hard, imported, kinds,
};

/// The part of the public schema `csl-data.json` that is needed here, in its own terms.
fn schema() -> jsonschema::Validator {
    let text = json!({ "type": "string" });
    let number = json!({ "type": ["string", "number"] });
    let name = json!({
        "type": "object",
        "properties": { "family": text, "given": text, "literal": text },
        "additionalProperties": false
    });
    let date = json!({
        "type": "object",
        "properties": {
            "date-parts": {
                "type": "array", "minItems": 1, "maxItems": 2,
                "items": { "type": "array", "minItems": 1, "maxItems": 3, "items": number }
            },
            "season": number,
            "circa": { "type": ["string", "number", "boolean"] },
            "literal": text
        },
        "additionalProperties": false
    });
    let types: Vec<&str> = TYPES.iter().map(|(name, _)| *name).collect();
    let schema = json!({
        "type": "array",
        "items": {
            "type": "object",
            "properties": {
                "type": { "enum": types },
                "id": number,
                "title": text, "title-short": text, "publisher": text, "URL": text,
                "abstract": text, "keyword": text, "note": text,
                "author": { "type": "array", "items": name },
                "issued": date
            },
            "required": ["type", "id"],
            "additionalProperties": false
        }
    });
    jsonschema::validator_for(&schema).unwrap()
}

#[track_caller]
fn written(drivers: &[&Driver]) -> String {
    let text = write(drivers);
    let value: Value = serde_json::from_str(&text).unwrap();
    let problems: Vec<String> = schema()
        .iter_errors(&value)
        .map(|error| error.to_string())
        .collect();
    assert_eq!(problems, [""; 0], "{text}");
    text
}

#[test]
fn a_driver_is_written() {
    insta::assert_snapshot!(written(&[&driver(full())]), @r##"
    [
      {
        "URL": "https://policy.example/knowledge_for/care?a=1&b=2%20#p",
        "abstract": "Care is safer where staff can ask.\n\nIt costs $5 {per} question #1.",
        "author": [
          {
            "literal": "Institute of Bedside Evidence"
          },
          {
            "literal": "Ministry of Housing, Wards & Books"
          }
        ],
        "id": "knowledge-for-care",
        "issued": {
          "date-parts": [
            [
              2025,
              4,
              30
            ]
          ]
        },
        "keyword": "evidence, wards",
        "note": "Alternative titles: Knowledge: care\n\nFurther links: https://policy.example/slides--1\n\nPublication format: PDF\n\nImpact on library policy and practice:\nEvery ward is to have a librarian (p. 12).\n\n- Plan for visits.\n- Count 100% of questions.\n\nKey features: Three promises.\n\nCase studies: A hospital that halved its waiting time.",
        "publisher": "Institute of Bedside Evidence",
        "title": "Knowledge for care: \"evidence\", promised & kept",
        "title-short": "K4C",
        "type": "report"
      }
    ]
    "##);
}

#[test]
fn types_are_those_of_the_kind() {
    for (title, format, expected) in [
        ("Care Act 2014", "", "legislation"),
        ("Mental Wards Bill", "", "bill"),
        ("Plan", "Website", "webpage"),
        ("Plan", "Animation", "motion_picture"),
        ("Plan", "Journal article", "article-journal"),
        ("Plan", "PDF", "report"),
    ] {
        let plain = json!({ "title": title, "publication_format": format });
        let items: Value = serde_json::from_str(&written(&[&driver(plain)])).unwrap();
        assert_eq!(items[0]["type"], expected, "{title}, {format}");
    }
    assert_eq!(written(&[]), "[]\n");
}

#[test]
fn dates_are_parts_and_words_where_parts_fail() {
    let lines: Vec<String> = DATES
        .into_iter()
        .map(|date| {
            let given = driver(json!({ "title": "A", "published": date }));
            let items: Value = serde_json::from_str(&written(&[&given])).unwrap();
            format!("{date}: {}", items[0]["issued"])
        })
        .collect();
    insta::assert_snapshot!(lines.join("\n"), @r##"
    2017: {"date-parts":[[2017]]}
    April 2017: {"date-parts":[[2017,4]]}
    30 April 2017: {"date-parts":[[2017,4,30]]}
    2017-04-30: {"date-parts":[[2017,4,30]]}
    2017-XX: {"date-parts":[[2017]]}
    2017-04-XX: {"date-parts":[[2017,4]]}
    early 2019: {"circa":true,"date-parts":[[2019]]}
    2019?: {"circa":true,"date-parts":[[2019]]}
    2019-05%: {"circa":true,"date-parts":[[2019,5]]}
    Oct/Nov 2016: {"date-parts":[[2016,10],[2016,11]]}
    2016/17: {"date-parts":[[2016,4],[2017,3]]}
    2016/2018: {"date-parts":[[2016],[2018]]}
    5 to 7 July 2018: {"date-parts":[[2018,7,5],[2018,7,7]]}
    since 2016: {"literal":"since 2016"}
    until 2015: {"literal":"until 2015"}
    winter 2018: {"date-parts":[[2018]],"season":4}
    2018-22: {"date-parts":[[2018]],"season":2}
    the 2010s: {"literal":"the 2010s"}
    20XX: {"literal":"2000 to 2099"}
    TBC: {"literal":"TBC"}
    Easter: {"literal":"Easter"}
    1601: {"date-parts":[[1601]]}
    "##);
}

#[test]
fn dates_that_are_written_are_read() {
    days_come_back(write, read);
}

#[test]
fn a_driver_comes_back() {
    let read = read(&written(&[&driver(full())])).unwrap();
    assert_eq!(json!(read.drivers), json!([carried()]));
    assert_eq!(read.notices, []);
}

#[test]
fn hard_texts_come_back() {
    let given = drivers(json!(hard()));
    let read = read(&written(&given.iter().collect::<Vec<_>>())).unwrap();
    assert_eq!(kinds(read.notices.clone()), []);
    let back = imported(&read);
    assert_eq!(back.len(), given.len());
    for (back, driver) in back.iter().zip(&given) {
        assert_eq!(back.title(), one_line(driver.title()));
        assert_eq!(
            back.text(Field::Summary).trim(),
            driver.text(Field::Summary).trim()
        );
        assert_eq!(
            back.text(Field::Impact).trim(),
            driver.text(Field::Impact).trim()
        );
    }
}

#[test]
fn files_of_other_programs_are_read() {
    let text = r#"{ "config": {}, "items": [
        {
            "id": "http://zotero.example/1", "type": "report", "citation-key": "k", "genre": "White paper",
            "title": "Wards &amp; <i>words</i>", "title-short": "Words",
            "author": [{ "family": "Office for Wards", "given": "" }, { "family": "Berg", "given": "Ada", "non-dropping-particle": "van der" }],
            "editor": [{ "literal": "Someone" }],
            "publisher": "Office for Wards", "publisher-place": "Leeds", "number-of-pages": 40,
            "issued": { "date-parts": [["2016", 11, "04"]] }, "accessed": { "date-parts": [[2020, 1, 2]] },
            "URL": "https://wards.example/words", "DOI": "10.1000/182", "abstract": "<p>One.</p><p>Two.</p>",
            "keyword": "wards; words, more", "note": "", "volume": null
        },
        {
            "id": 7, "type": "webpage", "title": "Pages", "container-title": "Wards online",
            "issued": "2019-05~", "keyword": ["a", "b"]
        },
        { "id": 8, "type": "article-journal", "title": "Reading", "author": ["Lamp, Ada", { "family": "Lamp", "given": "Ada" }],
          "container-title": "Letters", "DOI": "none" }
    ] }"#;
    let read = read(text).unwrap();
    let expected = json!([
        {
            "title": "Wards & words",
            "alternative_titles": ["Words"],
            "sources": ["Office for Wards"],
            "link": "https://doi.org/10.1000/182",
            "further_links": [{ "url": "https://wards.example/words" }],
            "publication_format": "White paper",
            "published": "2016-11-04",
            "summary": "One.\n\nTwo.",
            "topics": ["wards", "words, more"],
        },
        {
            "title": "Pages",
            "sources": ["Wards online"],
            "publication_format": "Website",
            "published": "2019-05~",
            "topics": ["a", "b"],
        },
        { "title": "Reading", "sources": ["Lamp, Ada"], "publication_format": "Journal article" },
    ]);
    assert_eq!(json!(read.drivers), expected);
    let left_out = |field: &str| NoticeKind::LeftOut {
        field: field.to_owned(),
        entries: 1,
    };
    let person = NoticeKind::PersonsLeftOut {
        names: vec!["van der Berg, Ada".to_owned()],
    };
    let expected = [
        (2, person),
        (2, left_out("accessed")),
        (2, left_out("editor")),
        (2, left_out("number-of-pages")),
        (2, left_out("publisher-place")),
        (16, left_out("DOI")),
        (16, left_out("container-title")),
    ];
    assert_eq!(kinds(read.notices), expected);
}

#[test]
fn dates_of_all_forms_are_read() {
    for (issued, edtf, text) in [
        (
            json!({ "date-parts": [[2017, 4, 30]] }),
            Some("2017-04-30"),
            "2017-04-30",
        ),
        (
            json!({ "date-parts": [["2017", "04"]] }),
            Some("2017-04"),
            "2017-04",
        ),
        (
            json!({ "date-parts": [[2017, 0, 0]] }),
            Some("2017"),
            "2017",
        ),
        (
            json!({ "date-parts": [[2017, null]] }),
            Some("2017"),
            "2017",
        ),
        (
            json!({ "date-parts": [[2016], [2018]], "circa": 1 }),
            Some("2016~/2018~"),
            "2016~/2018~",
        ),
        (
            json!({ "date-parts": [[2016], [0, 0, 0]] }),
            Some("2016/.."),
            "2016/..",
        ),
        (
            json!({ "date-parts": [[2019]], "circa": "true" }),
            Some("2019~"),
            "2019~",
        ),
        (
            json!({ "date-parts": [[2019]], "circa": false }),
            Some("2019"),
            "2019",
        ),
        (
            json!({ "date-parts": [[2018]], "season": 4 }),
            Some("2018-24"),
            "2018-24",
        ),
        (
            json!({ "date-parts": [[2018]], "season": "Summer" }),
            Some("2018-22"),
            "2018-22",
        ),
        (
            json!({ "date-parts": [[2018, 15]] }),
            Some("2018-23"),
            "2018-23",
        ),
        (
            json!({ "date-parts": [[2019]], "literal": "early 2019" }),
            Some("2019"),
            "early 2019",
        ),
        (json!({ "literal": "TBC" }), None, "TBC"),
        (json!({ "raw": "2017-04" }), Some("2017-04"), "2017-04"),
        (
            json!({ "raw": "30 April 2017" }),
            Some("2017-04-30"),
            "30 April 2017",
        ),
        (json!({ "edtf": "2016/.." }), Some("2016/.."), "2016/.."),
        (json!("2017-04"), Some("2017-04"), "2017-04"),
        (json!("30 April 2017"), Some("2017-04-30"), "30 April 2017"),
        (json!(2017), Some("2017"), "2017"),
        (json!({ "date-parts": [[2017, 2, 31]] }), None, "2017-02-31"),
        (json!({ "date-parts": [[20170, 2]], "raw": "x" }), None, "x"),
    ] {
        let text_of_file = json!([{ "id": 1, "title": "A", "issued": issued }]).to_string();
        let driver = imported(&read(&text_of_file).unwrap()).remove(0);
        let date = driver.date(Field::Published).unwrap();
        let found = date.edtf().map(|edtf| edtf.to_string());
        assert_eq!(
            (found.as_deref(), date.text()),
            (edtf, text),
            "{text_of_file}"
        );
    }
    for issued in [
        json!(null),
        json!({}),
        json!({ "date-parts": [[]] }),
        json!([1]),
        json!(""),
    ] {
        let text = json!([{ "id": 1, "title": "A", "issued": issued }]).to_string();
        assert_eq!(
            read(&text).unwrap().drivers[0].get("published"),
            None,
            "{text}"
        );
    }
}

#[test]
fn what_is_wrong_is_told_and_the_rest_is_read() {
    let deep = format!("{}{}", "[".repeat(1_000), "]".repeat(1_000));
    let text = format!(
        "[{{\"title\": \"First\"}},\n5,\n{{\"id\": \"x\"}},\n{{\"title\": \"T\", \"custom\": {deep}}},\n{{\"title\": \"Last\"}}]"
    );
    let read = read(&text).unwrap();
    assert_eq!(
        json!(read.drivers),
        json!([{ "title": "First" }, { "title": "Last" }])
    );
    let expected = [
        (2, NoticeKind::Damaged),
        (3, NoticeKind::NoTitle),
        (4, NoticeKind::Damaged),
    ];
    assert_eq!(kinds(read.notices), expected);
    let none = Err(Unreadable::NoReferences(Format::CslJson));
    for (text, expected) in [
        ("[]", none.clone()),
        ("5", none.clone()),
        (
            "{\"format\": \"driver-atlas\", \"drivers\": []}",
            none.clone(),
        ),
        ("{\"items\": 5}", none),
        ("[{]", Err(Unreadable::NotJson { line: 1, column: 3 })),
        ("", Err(Unreadable::Empty)),
    ] {
        assert_eq!(super::read(text), expected, "{text}");
    }
    let one = "\u{feff}{\"type\": \"bill\", \"title\": \"Wards Bill\"}";
    assert_eq!(super::read(one).unwrap().drivers.len(), 1);
}

proptest! {
    #[test]
    fn anything_is_read_or_refused(text in "(\\PC|\"title\"|\"issued\"|\"date-parts\"|:|,|\\[|\\]|\\{|\\}|[0-9]+){0,60}") {
        let _ = read(&text);
        let _ = read(&format!("[{{\"title\": \"A\", \"issued\": {{\"date-parts\": [[{text}]]}}}}]"));
    }

    #[test]
    fn texts_come_back(title in "[^<&]{1,60}", summary in "[^<&]{0,80}") {
        let given = driver(json!({ "title": format!("A {title}"), "summary": summary }));
        let back = imported(&read(&written(&[&given])).unwrap()).remove(0);
        prop_assert_eq!(back.title(), one_line(given.title()));
        prop_assert_eq!(back.text(Field::Summary).trim(), given.text(Field::Summary).trim());
    }
}
