//! What is written is RFC 4180, and what spreadsheet programs write is read.

use std::collections::BTreeMap;

use proptest::prelude::*;
use serde_json::{Value, json};

use super::*;
use crate::exchange::table::made::{driver, hard, plain, versioned};
use crate::exchange::table::{MAX_COLUMNS, MAX_ROWS, drivers, guess};

/// The rows of a text, by the grammar of RFC 4180 and nothing more.
fn strict(text: &str) -> Vec<Vec<String>> {
    let mut rows = vec![vec![String::new()]];
    let mut rest = text.chars().peekable();
    let cell =
        |rows: &mut Vec<Vec<String>>, c: char| rows.last_mut().unwrap().last_mut().unwrap().push(c);
    while rest.peek().is_some() {
        if rest.next_if_eq(&'"').is_some() {
            loop {
                match rest.next().expect("a quotation ends") {
                    '"' if rest.next_if_eq(&'"').is_some() => cell(&mut rows, '"'),
                    '"' => break,
                    c => cell(&mut rows, c),
                }
            }
        } else {
            while let Some(c) = rest.next_if(|c| !matches!(c, ',' | '\r' | '\n' | '"')) {
                cell(&mut rows, c);
            }
        }
        match rest.next() {
            Some(',') => rows.last_mut().unwrap().push(String::new()),
            Some('\r') => {
                assert_eq!(rest.next(), Some('\n'));
                rows.push(vec![String::new()]);
            }
            other => panic!("{other:?} after a cell"),
        }
    }
    assert_eq!(rows.pop(), Some(vec![String::new()]), "the last row ends");
    rows
}

fn table(text: &str) -> Table {
    read(text.as_bytes()).unwrap()
}

fn rows(text: &str) -> Vec<Vec<String>> {
    table(text).rows
}

#[test]
fn what_is_written_can_be_read_by_a_person() {
    let drivers = [
        driver(json!({
            "id": "k4c",
            "title": "Knowledge for care",
            "level": "national",
            "sources": ["Institute of Bedside Evidence", "Chamber of Wards"],
            "further_links": [{"label": "Slides", "url": "https://policy.example/slides"}],
            "published": {"edtf": "2017-04", "text": "April 2017"},
            "summary": "Care is safer, \"so they say\".",
            "comments": [{"by": "Ben", "at": "2026-03-10T08:00:00Z", "text": "Page 12."}],
        })),
        driver(json!({"id": "ask", "title": "-Ask"})),
    ];
    let drivers: Vec<&Driver> = drivers.iter().collect();
    let written = write(&drivers).replace('\r', "␍").replace(MARK, "␆");
    insta::assert_snapshot!(written, @r#"
    ␆Driver id,Title,Alternative titles,Level,Nations,Care settings,Source,Link to main document,Further links,Publication format,Date of publication,Impact on library policy and practice,Summary,Key features,Case studies,Primary audience,Topics,Status,Superseded by,Last updated,Due for review,Responsible,Comments,Version␍
    k4c,Knowledge for care,,national,,,"Institute of Bedside Evidence
    Chamber of Wards",,Slides | https://policy.example/slides,,April 2017,,"Care is safer, ""so they say"".",,,,,,,,,,"Ben, 10 March 2026: Page 12.",nqd5yn5y7jxhiegsf5zcd72n4i␍
    ask,'-Ask,,,,,,,,,,,,,,,,,,,,,,zf5kfi2ajsiwsmuu23jncqfrju␍
    "#);
}

#[test]
fn each_row_has_a_cell_for_each_column() {
    let written = write(&[&driver(hard())]);
    let rows = strict(written.strip_prefix(MARK).unwrap());
    let widths: Vec<usize> = rows.iter().map(Vec::len).collect();
    assert_eq!(widths, [24, 24]);
    let headers: Vec<&str> = Column::all().map(Column::header).collect();
    assert_eq!(rows[0], headers);
    assert_eq!(
        rows[1][11],
        "'=SUM(1,1)\n\n- Plan\u{b} for <visits> & \"questions\".\n".to_owned()
    );
}

#[test]
fn no_cell_that_a_spreadsheet_would_calculate_is_written_as_it_is() {
    for text in [
        "=1+1",
        "+1",
        "-1",
        "@SUM(A1)",
        "\t=1",
        "\n=1",
        " =1",
        "\u{a0}=1",
        "\u{2003}\t+1",
        "\u{feff}=1",
        "\0=1",
        "＝1",
        " ＋1",
        "－1",
        "＠x",
        "\tx",
        "'=1",
        "''=1",
        "'\t",
        "\n",
    ] {
        let written = defused(text.to_owned());
        assert!(!is_calculated(&written), "{text:?}");
        assert_eq!(written, format!("'{text}"));
        assert_eq!(original(&written), text);
    }
    for text in ["", "a=1", "1-2", "'tis", "'", "''", "x\n=1", "(=1)"] {
        assert_eq!(defused(text.to_owned()), text);
        assert_eq!(original(text), text);
    }
}

#[test]
fn a_long_text_comes_back() {
    let long = "Care, \"ward\"; text\n".repeat(6_000);
    let written = write(&[&driver(json!({"id": "a", "title": "A", "summary": long}))]);
    let read = table(&written);
    let placed = drivers(&read, &guess(read.header(), &BTreeMap::new()));
    assert_eq!(placed.drivers[0]["summary"], json!(long));
}

#[test]
fn separators_are_found() {
    for (text, separator) in [
        ("Title,Source\na,b\n", Separator::Comma),
        ("Title;Source\na, b;c, d\n", Separator::Semicolon),
        ("Title\tSource\na, b; c\td\n", Separator::Tab),
        ("Title|Source|Link\na, b; c|d|e\n", Separator::Pipe),
        (
            "Title,Summary\na,\"b; c; d\ne; f; g\"\nh,\"i;\"\n",
            Separator::Comma,
        ),
        (
            "Title;Summary\na;\"b, \"\"c\"\", d\"\n",
            Separator::Semicolon,
        ),
        ("Title,Height\na,5\"\nb;c,6\"\n", Separator::Comma),
        ("Title\na\n", Separator::Comma),
        (
            "A list, made in 2019\n\nTitle;Source\na;b\nc;d\n",
            Separator::Semicolon,
        ),
        ("sep=|\nTitle;x|Source;y\na|b\n", Separator::Pipe),
        ("\"SEP=\t\"\r\nTitle\r\na\r\n", Separator::Tab),
    ] {
        assert_eq!(table(text).separator, Some(separator), "{text}");
    }
}

#[test]
fn any_line_ends_and_quotations_are_read() {
    let expected = [["Title", "Source"], ["a", "b\nc"], ["d \"e\"", "f"]];
    for text in [
        "Title,Source\r\na,\"b\nc\"\r\n\"d \"\"e\"\"\",f\r\n",
        "Title,Source\na,\"b\nc\"\nd \"e\",f",
        "Title,Source\ra,\"b\nc\"\rd \"e\",\"f\"\r",
        "\u{feff}Title;Source\na;\"b\nc\"\n\"d \"\"e\"\"\";f",
        "sep=\t\r\nTitle\tSource\na\t\"b\nc\"\nd \"e\"\tf\n\n\n",
    ] {
        assert_eq!(rows(text), expected, "{text:?}");
    }
}

#[test]
fn rows_have_the_numbers_that_they_have_in_a_spreadsheet() {
    for text in [
        "\nTitle,Level\n\n\na,\"x\ny\"\n,\nb,z\n\n",
        "\r\nTitle,Level\r\n\r\n\r\na,\"x\ny\"\r\n,\r\nb,z",
        "\rTitle,Level\r\r\ra,\"x\ny\"\r,\rb,z\r\r",
    ] {
        let table = table(text);
        let placed = drivers(&table, &guess(table.header(), &BTreeMap::new()));
        let problems: Vec<_> = placed.problems.iter().map(|p| (p.row, p.column)).collect();
        assert_eq!(problems, [(5, 2), (7, 2)], "{text:?}");
        assert_eq!(placed.rows, [5, 7]);
        assert_eq!(table.first_row, 2);
    }
}

#[test]
fn what_is_odd_is_told() {
    let notices = |bytes: &[u8]| read(bytes).unwrap().notices;
    assert_eq!(notices(b"Title,Source\na,b\n"), []);
    assert_eq!(
        notices(
            "Title,é\na,"
                .as_bytes()
                .iter()
                .chain(b"\xff\n")
                .copied()
                .collect::<Vec<_>>()
                .as_slice()
        ),
        [Notice::Replaced { count: 1 }]
    );
    for text in ["Title,Source\n\na,\"b\nc,d\n", "Title,Source\n\na,\"b\nc,d"] {
        let table = table(text);
        assert_eq!(table.notices, [Notice::OpenQuotation { row: 3 }]);
        assert_eq!(table.rows.len(), 3);
    }
    assert_eq!(notices(b"Title,Source\na,\"b\"\"\"\n"), []);
    assert_eq!(notices(b"Title,Source\na 5\",6\"\n"), []);
}

#[test]
fn what_is_no_table_is_refused() {
    for (bytes, unreadable) in [
        (&b""[..], Unreadable::Empty),
        (b"\xef\xbb\xbf \r\n \n", Unreadable::Empty),
        (b"sep=;\n", Unreadable::Empty),
        (b"PK\x03\x04rest", Unreadable::NotText),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1rest",
            Unreadable::OldExcel,
        ),
        (b"\0\0\0\0", Unreadable::NotText),
    ] {
        assert_eq!(read(bytes), Err(unreadable), "{bytes:?}");
    }
    let wide = format!("Title{}x\n", ",".repeat(MAX_COLUMNS));
    assert_eq!(read(wide.as_bytes()), Err(Unreadable::TooManyColumns));
    let empty = format!("Title{}\n", ",".repeat(MAX_COLUMNS));
    assert_eq!(rows(&empty), [["Title"]]);
    let high = "a\n".repeat(MAX_ROWS + 1);
    assert_eq!(read(high.as_bytes()), Err(Unreadable::TooManyRows));
    let empty = format!("a\n{}", "\n".repeat(MAX_ROWS));
    assert_eq!(rows(&empty), [["a"]]);
}

#[test]
fn hostile_texts_are_read_in_linear_time() {
    for part in [
        "\"", "\"\n", "\"\"", ",", "\n", "\r", "'", "'=", "a;b,c\n", "sep=", "\u{a0}",
    ] {
        let _ = read(part.repeat(1_000_000 / part.len()).as_bytes());
    }
}

proptest! {
    #[test]
    fn what_is_written_is_rfc_4180_and_read_as_it_was(plain in prop::collection::vec(plain(), 0..3)) {
        let made: Vec<Driver> = plain.iter().map(|members| driver(json!(members))).collect();
        let written = write(&made.iter().collect::<Vec<_>>());
        let strict = strict(written.strip_prefix(MARK).unwrap());
        prop_assert_eq!(strict.len(), made.len() + 1);
        prop_assert!(strict.iter().flatten().all(|cell| !is_calculated(cell)));
        let read = table(&written);
        prop_assert_eq!(&read.notices, &[]);
        let placed = drivers(&read, &guess(read.header(), &BTreeMap::new()));
        let members = |all: &[serde_json::Map<String, Value>]| json!(all);
        let expected: Vec<_> = plain.into_iter().zip(&made).map(|(members, made)| versioned(members, made)).collect();
        prop_assert_eq!(members(&placed.drivers), members(&expected));
    }

    #[test]
    fn every_text_is_written_so_that_it_comes_back(text in crate::exchange::table::made::text()) {
        let written = defused(text.clone());
        prop_assert!(!is_calculated(&written));
        prop_assert_eq!(original(&written), text);
    }

    #[test]
    fn any_bytes_are_read_or_refused(bytes: Vec<u8>, text in "([a-zé=\"',;|\t\r\n]|sep=){0,60}") {
        let _ = read(&bytes);
        let _ = read(text.as_bytes());
    }
}
