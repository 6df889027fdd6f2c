//! RIS: as it is written, as strict and lenient programs read it, and as other programs write it.

use proptest::prelude::*;
use serde_json::{Value, json};

use super::*;
use crate::exchange::reference::tests::{
    DATES, carried, days_come_back, driver, drivers, full, hard, imported, kinds,
};

/// Reads as the specification says and no otherwise: entries of tags and texts.
fn strict(text: &str) -> Vec<Vec<(&str, &str)>> {
    let mut entries = Vec::new();
    let mut entry: Option<Vec<(&str, &str)>> = None;
    for line in text.split_terminator("\r\n") {
        assert!(!line.contains(['\r', '\n']), "{line:?}");
        if line.is_empty() {
            assert_eq!(entry, None, "an empty line is between entries");
            continue;
        }
        let (tag, rest) = line.split_at(2);
        assert!(
            tag.bytes()
                .all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit())
        );
        let text = rest
            .strip_prefix("  - ")
            .expect("two spaces, a hyphen and a space");
        match (tag, &mut entry) {
            ("TY", None) => entry = Some(vec![(tag, text)]),
            ("ER", Some(_)) => {
                assert_eq!(text, "");
                entries.extend(entry.take());
            }
            (_, Some(fields)) => fields.push((tag, text)),
            (_, None) => panic!("{line} is outside of entries"),
        }
    }
    assert_eq!(entry, None);
    entries
}

#[track_caller]
fn written(plain: Value) -> String {
    let text = write(&[&driver(plain)]);
    strict(&text);
    // Snapshots have no spaces at the ends of lines.
    text.replace("ER  - ", "ER  -").replace("\r\n", "\n")
}

fn only(text: &str) -> Value {
    let read = read(text).unwrap();
    assert_eq!(read.drivers.len(), 1);
    json!(read.drivers[0])
}

#[test]
fn a_driver_is_written() {
    insta::assert_snapshot!(written(full()), @r##"
    TY  - RPRT
    ID  - knowledge-for-care
    TI  - Knowledge for care: "evidence", promised & kept
    ST  - K4C
    AU  - Institute of Bedside Evidence,
    AU  - Ministry of Housing, Wards & Books,
    PB  - Institute of Bedside Evidence
    PY  - 2025
    DA  - 2025/04/30/
    UR  - https://policy.example/knowledge_for/care?a=1&b=2%20#p
    UR  - https://policy.example/slides--1
    AB  - Care is safer where staff can ask. It costs $5 {per} question #1.
    KW  - evidence
    KW  - wards
    N1  - Alternative titles: Knowledge: care
    N1  - Publication format: PDF
    N1  - Impact on library policy and practice: Every ward is to have a librarian (p. 12). - Plan for visits. - Count 100% of questions.
    N1  - Key features: Three promises.
    N1  - Case studies: A hospital that halved its waiting time.
    ER  -
    "##);
}

#[test]
fn laws_pages_and_films_have_types_of_their_own() {
    let of = |title: &str, format: &str| {
        let text = written(json!({ "title": title, "publication_format": format }));
        text.lines().next().unwrap_or_default().to_owned()
    };
    assert_eq!(of("Care Act 2014", ""), "TY  - STAT");
    assert_eq!(of("Mental Wards Bill", ""), "TY  - BILL");
    assert_eq!(of("Wards", "Website"), "TY  - ELEC");
    assert_eq!(of("Wards", "Animation"), "TY  - VIDEO");
    assert_eq!(of("Wards", "Journal article"), "TY  - JOUR");
    assert_eq!(of("Wards", "PDF"), "TY  - RPRT");
    assert_eq!(of("Wards", ""), "TY  - RPRT");
}

#[test]
fn drivers_stand_one_after_another() {
    let drivers = drivers(json!([{ "id": "a", "title": "A" }, { "id": "b", "title": "B" }]));
    let drivers: Vec<&Driver> = drivers.iter().collect();
    insta::assert_snapshot!(write(&drivers).replace("ER  - ", "ER  -").replace("\r\n", "\n"), @r##"
    TY  - RPRT
    ID  - a
    TI  - A
    ER  -

    TY  - RPRT
    ID  - b
    TI  - B
    ER  -
    "##);
    assert_eq!(write(&[]), "");
}

#[test]
fn dates_are_digits_and_words_where_digits_fail() {
    let lines: Vec<String> = DATES
        .into_iter()
        .map(|date| {
            let text = written(json!({ "title": "A", "published": date }));
            let lines = text
                .lines()
                .filter(|line| ["PY", "DA", "N1"].iter().any(|tag| line.starts_with(tag)));
            format!("{date}: {}", lines.collect::<Vec<_>>().join(", "))
        })
        .collect();
    insta::assert_snapshot!(lines.join("\n"), @r##"
    2017: PY  - 2017, DA  - 2017///
    April 2017: PY  - 2017, DA  - 2017/04//
    30 April 2017: PY  - 2017, DA  - 2017/04/30/
    2017-04-30: PY  - 2017, DA  - 2017/04/30/
    2017-XX: PY  - 2017, DA  - 2017///
    2017-04-XX: PY  - 2017, DA  - 2017/04//
    early 2019: PY  - 2019, DA  - 2019///early 2019
    2019?: PY  - 2019, DA  - 2019///2019, uncertain
    2019-05%: PY  - 2019, DA  - 2019/05//about May 2019, uncertain
    Oct/Nov 2016: PY  - 2016, DA  - 2016/10//October to November 2016
    2016/17: PY  - 2016, DA  - 2016/04//April 2016 to March 2017
    2016/2018: PY  - 2016, DA  - 2016///2016 to 2018
    5 to 7 July 2018: PY  - 2018, DA  - 2018/07/05/5 to 7 July 2018
    since 2016: PY  - 2016, DA  - 2016///since 2016
    until 2015: N1  - Date of publication: until 2015
    winter 2018: PY  - 2018, DA  - 2018///winter 2018
    2018-22: PY  - 2018, DA  - 2018///summer 2018
    the 2010s: N1  - Date of publication: the 2010s
    20XX: N1  - Date of publication: 2000 to 2099
    TBC: N1  - Date of publication: TBC
    Easter: N1  - Date of publication: Easter
    1601: PY  - 1601, DA  - 1601///
    "##);
}

#[test]
fn dates_that_are_written_are_read() {
    days_come_back(write, read);
}

#[test]
fn a_driver_comes_back_with_its_line_breaks_as_spaces() {
    let mut expected = carried();
    for field in ["impact", "summary"] {
        expected[field] = json!(one_line(expected[field].as_str().unwrap()));
    }
    assert_eq!(only(&write(&[&driver(full())])), expected);
}

#[test]
fn hard_texts_stay_in_their_lines() {
    let given = drivers(json!(hard()));
    let text = write(&given.iter().collect::<Vec<_>>());
    let entries = strict(&text);
    assert_eq!(entries.len(), given.len());
    for (entry, driver) in entries.iter().zip(&given) {
        let title = entry
            .iter()
            .find(|(tag, _)| *tag == "TI")
            .map(|(_, text)| *text);
        assert_eq!(title, Some(one_line(driver.title()).as_str()));
    }
    let read = read(&text).unwrap();
    assert_eq!(kinds(read.notices.clone()), []);
    for (back, driver) in imported(&read).iter().zip(&given) {
        assert_eq!(back.title(), one_line(driver.title()));
        assert_eq!(
            one_line(back.text(Field::Impact)),
            one_line(driver.text(Field::Impact))
        );
    }
}

#[test]
fn a_file_of_zotero_is_read() {
    let text = "TY  - RPRT\r\nTI  - Wards &amp; words\r\nAU  - Office for Wards\r\nAU  - Lamp, Ada\r\nCY  - Leeds\r\n\
        DA  - 2016/11/04/\r\nPY  - 2016\r\nSP  - 40\r\nM3  - Policy paper\r\nPB  - Office for Wards\r\n\
        UR  - https://wards.example/words\r\nY2  - 2020/01/02/10:11:12\r\nAB  - What wards say.\r\n\
        KW  - words\r\nKW  - wards\r\nN1  - <p>Read <b>twice</b></p>\r\nER  - \r\n\r\n\r\n";
    let read = read(text).unwrap();
    let left_out = |field: &str| {
        (
            1,
            NoticeKind::LeftOut {
                field: field.to_owned(),
                entries: 1,
            },
        )
    };
    let person = NoticeKind::PersonsLeftOut {
        names: vec!["Lamp, Ada".to_owned()],
    };
    assert_eq!(
        kinds(read.notices.clone()),
        [(1, person), left_out("CY"), left_out("SP"), left_out("Y2")]
    );
    let expected = json!([{
        "title": "Wards & words",
        "sources": ["Office for Wards"],
        "link": "https://wards.example/words",
        "publication_format": "Policy paper",
        "published": "2016-11-04",
        "summary": "What wards say.\n\nRead twice",
        "topics": ["words", "wards"],
    }]);
    assert_eq!(json!(read.drivers), expected);
}

#[test]
fn a_file_of_endnote_is_read() {
    let text = "TY  - WEB\nAU  - Board of Wards,, Books Division,\nDA  - Apr 30\nPY  - 2017\nST  - Ward pages\n\
        T2  - Wards online\nTI  - Ward pages of the board\nUR  - https://wards.example/1; https://wards.example/2\n\
        M3  - 10.1000/182\nL1  - internal-pdf://0123/x.pdf\nID  - 17\nER  - \n";
    let expected = json!({
        "title": "Ward pages of the board",
        "alternative_titles": ["Ward pages"],
        "sources": ["Board of Wards, Books Division", "Wards online"],
        "link": "https://doi.org/10.1000/182",
        "further_links": [{ "url": "https://wards.example/1" }, { "url": "https://wards.example/2" }],
        "publication_format": "Website",
        "published": { "edtf": "2017-04-30", "text": "Apr 30 2017" },
    });
    assert_eq!(only(text), expected);
}

#[test]
fn a_file_of_mendeley_or_a_database_is_read() {
    // Old tags, a text that goes on, keywords in one field, and lines before the first entry.
    let text = "Provider: Wards\nContent: text/plain\n\nTY  - JOUR\nT1  - Reading on wards:\nwho does?\n\
        A1  - Lamp, Ada\nA1  - Book, Bo\nY1  - 2012/09//Autumn\nJF  - Ward Letters\nVL  - 3\nN2  - First line\nof two.\n\n\
        Second paragraph.\nUK - wide it holds.\nKW  - wards; reading\nbooks\nDO  - https://doi.org/10.1000/xyz\n\
        ER  -\nTY  - STAND\nTI  - Standard\n";
    let read = read(text).unwrap();
    let expected = json!([
        {
            "title": "Reading on wards: who does?",
            "sources": ["Lamp, Ada", "Book, Bo"],
            "link": "https://doi.org/10.1000/xyz",
            "publication_format": "Journal article",
            "published": { "edtf": "2012-23", "text": "Autumn 2012" },
            "summary": "First line\nof two.\n\nSecond paragraph.\nUK - wide it holds.",
            "topics": ["wards", "reading", "books"],
        },
        { "title": "Standard", "publication_format": "Report" },
    ]);
    assert_eq!(json!(read.drivers), expected);
    let left_out = |field: &str| NoticeKind::LeftOut {
        field: field.to_owned(),
        entries: 1,
    };
    assert_eq!(
        kinds(read.notices),
        [
            (1, NoticeKind::PassedOver { lines: 2 }),
            (4, left_out("JF")),
            (4, left_out("VL")),
            (21, NoticeKind::NoEnd),
        ]
    );
}

#[test]
fn one_space_before_the_hyphen_and_old_line_ends_will_do() {
    let text = "TY - BILL\nTI - Wards Bill\nPY - 2020///\nER -\n";
    let expected =
        json!({ "title": "Wards Bill", "publication_format": "Bill", "published": "2020" });
    assert_eq!(only(text), expected);
    assert_eq!(only(&text.replace('\n', "\r")), expected);
}

#[test]
fn dates_of_all_forms_are_read() {
    for (lines, edtf, text) in [
        ("DA  - 2017/04/30/", Some("2017-04-30"), "2017-04-30"),
        ("DA  - 2017/04//", Some("2017-04"), "2017-04"),
        ("DA  - 2017///", Some("2017"), "2017"),
        ("DA  - 2017", Some("2017"), "2017"),
        ("DA  - 2017/00/00", Some("2017"), "2017"),
        ("DA  - 2017/4/3", Some("2017-04-03"), "2017-04-03"),
        ("DA  - 2019///early 2019", Some("2019~"), "early 2019"),
        ("DA  - 2008/12//Winter", Some("2008-24"), "Winter 2008"),
        (
            "DA  - 2008/12/01/received",
            Some("2008-12-01"),
            "2008/12/01/received",
        ),
        ("DA  - 30/04/2017", Some("2017-04-30"), "30/04/2017"),
        ("DA  - 30/04/17", Some("2017-04-30"), "30/04/17"),
        ("DA  - 2017-04-30", Some("2017-04-30"), "2017-04-30"),
        ("DA  - 30 April 2017", Some("2017-04-30"), "30 April 2017"),
        ("PY  - 2017\nDA  - Apr", Some("2017-04"), "Apr 2017"),
        ("PY  - 2017\nDA  - n.d.", Some("2017"), "n.d. 2017"),
        ("Y1  - 2017//", Some("2017"), "2017"),
        ("DA  - 2017/13/01", None, "2017/13/01"),
        ("DA  - in press", None, "in press"),
    ] {
        let text_of_file = format!("TY  - RPRT\nTI  - A\n{lines}\nER  - \n");
        let driver = imported(&read(&text_of_file).unwrap()).remove(0);
        let date = driver.date(Field::Published).unwrap();
        let found = date.edtf().map(|edtf| edtf.to_string());
        assert_eq!((found.as_deref(), date.text()), (edtf, text), "{lines}");
    }
}

#[test]
fn what_is_wrong_is_told_and_the_rest_is_read() {
    let text = "TY  - RPRT\nlost\nAU  - Nobody\nER  - \nTI  - Lost\nER  - \nTY  - NEW\nST  - Only short\nTI  -\nER  - \n";
    let read = read(text).unwrap();
    assert_eq!(json!(read.drivers), json!([{ "title": "Only short" }]));
    assert_eq!(
        kinds(read.notices),
        [
            (1, NoticeKind::NoTitle),
            (2, NoticeKind::PassedOver { lines: 2 })
        ]
    );
    assert_eq!(
        super::read("Title: x"),
        Err(Unreadable::NoReferences(Format::Ris))
    );
    assert_eq!(super::read(" \n"), Err(Unreadable::Empty));
}

#[test]
fn large_files_take_their_time_only_once() {
    let line =
        "UR  - https://a.example/;;;;;;;;  ;\nDO  - 10.1/1\nKW  - ;;;;\nN1  - x\nAU  - a,b\nXX\n";
    let text = format!("TY  - RPRT\nTI  - A\n{}ER  - \n", line.repeat(40_000));
    let started = std::time::Instant::now();
    assert_eq!(read(&text).unwrap().drivers.len(), 1);
    assert!(started.elapsed().as_secs() < 10);
}

proptest! {
    #[test]
    fn anything_is_read_or_refused(text in "(\\PC|\n|TY  - |ER  - |TI  - |AB  - |/|;){0,80}") {
        let _ = read(&format!("TY  - X\n{text}"));
    }

    #[test]
    fn texts_come_back_as_one_line(title in "[^<&\\p{C}]{1,40}", summary in "[^<&]{0,80}") {
        let given = driver(json!({ "title": format!("A {title}"), "summary": summary }));
        let text = write(&[&given]);
        strict(&text);
        let back = imported(&read(&text).unwrap()).remove(0);
        prop_assert_eq!(back.title(), one_line(given.title()));
        prop_assert_eq!(back.text(Field::Summary), one_line(given.text(Field::Summary)));
    }
}
