//! Which columns are guessed, and what becomes of cells.

mod again;

use serde_json::{Value, json};

use super::*;
use crate::domain::field::Field;
use crate::exchange::columns::Column;

fn table(rows: &[&[&str]]) -> Table {
    let mut room = Room::new();
    let mut filling = Filling::new(&mut room);
    for (row, cells) in rows.iter().enumerate() {
        for (column, cell) in cells.iter().enumerate() {
            filling.put(row, column, cell).unwrap();
        }
    }
    filling.finish(Vec::new())
}

fn guessed(header: &[&str], remembered: &[(&str, &str)]) -> Vec<&'static str> {
    let header: Vec<String> = header.iter().map(|text| (*text).to_owned()).collect();
    let remembered = remembered
        .iter()
        .map(|(header, key)| ((*header).to_owned(), (*key).to_owned()));
    let guess = guess(&header, &remembered.collect());
    guess
        .columns
        .into_iter()
        .map(|target| target.map_or("", Target::key))
        .collect()
}

fn placed(table: &Table) -> Placed {
    drivers(table, &guess(table.header(), &BTreeMap::new()))
}

/// What is wrong in a row of one column more than the title.
fn wrong(header: &str, cell: &str) -> (Value, Vec<CellProblemKind>) {
    let table = table(&[&["Title", header], &["A", cell]]);
    let placed = placed(&table);
    let kinds = placed.problems.into_iter().map(|problem| {
        assert_eq!(
            (problem.row, problem.column, problem.header.as_str()),
            (2, 2, header)
        );
        problem.kind
    });
    let kinds = kinds.collect();
    let mut members = json!(placed.drivers);
    members[0].as_object_mut().unwrap().remove("title");
    (members[0].take(), kinds)
}

#[track_caller]
fn reads(header: &str, cell: &str, members: Value) {
    assert_eq!(wrong(header, cell), (members, vec![]), "{header}: {cell}");
}

#[test]
fn own_headers_and_keys_are_known() {
    let headers: Vec<&str> = Column::all().map(Column::header).collect();
    let keys = guessed(&headers, &[]);
    assert_eq!(keys[0], "id");
    let fields: Vec<&str> = Field::ALL.iter().map(|field| field.key()).collect();
    assert_eq!(keys[1..22], fields);
    // The comments of the drivers themselves.
    assert_eq!(keys[22..], ["", "version"]);
    assert_eq!(guessed(&fields, &[]), fields);
}

#[test]
fn usual_names_are_known() {
    for (header, key) in [
        ("TITLE:", "title"),
        ("Publisher", "sources"),
        ("URL", "link"),
        ("Date", "published"),
        ("Notes", "comment"),
        ("Comments", "comment"),
        ("Keywords", "topics"),
        ("Impact on library policy/practice", "impact"),
        ("What does this mean for libraries?", "impact"),
        ("Group member responsible", "responsible"),
        ("Review date", "review_due"),
        ("ID", "id"),
        ("Shelf", ""),
        ("", ""),
    ] {
        assert_eq!(guessed(&[header], &[]), [key], "{header}");
    }
    for (names, target) in mapping::USUAL_NAMES {
        for name in *names {
            assert_eq!(guessed(&[name], &[]), [target.key()], "{name}");
        }
    }
}

#[test]
fn a_field_is_guessed_once_and_best_by_its_name() {
    assert_eq!(
        guessed(&["Name", "Title", "Publisher", "Author", "Title"], &[]),
        ["", "title", "sources", "", ""]
    );
}

#[test]
fn what_a_person_chose_is_remembered() {
    let header = ["Shelf", "Title", "Ward notes", "Notes"].map(str::to_owned);
    let mapping = Mapping {
        columns: vec![
            Some(Target::Field(Field::Settings)),
            None,
            Some(Target::Comment),
            None,
        ],
        empty_clears: true,
    };
    let mut remembered = BTreeMap::from([("title".to_owned(), "title".to_owned())]);
    mapping.remember(&header, &mut remembered);
    let read = guess(&header, &remembered);
    assert_eq!(read.columns, mapping.columns);
    assert_eq!(
        guess(&["SHELF ".to_owned()], &remembered).columns,
        [mapping.columns[0]]
    );
    // Of a later version.
    assert_eq!(guessed(&["Shelf"], &[("shelf", "colour")]), [""]);
}

#[test]
fn a_mapping_is_kept_by_keys() {
    let mapping = Mapping {
        columns: vec![
            Some(Target::Id),
            None,
            Some(Target::Field(Field::Impact)),
            Some(Target::Comment),
        ],
        empty_clears: true,
    };
    let json = serde_json::to_value(&mapping).unwrap();
    assert_eq!(
        json,
        json!({"columns": ["id", null, "impact", "comment"], "empty_clears": true})
    );
    assert_eq!(serde_json::from_value::<Mapping>(json).unwrap(), mapping);
    assert!(serde_json::from_value::<Mapping>(json!({"columns": ["colour"]})).is_err());
    assert!(
        !serde_json::from_value::<Mapping>(json!({"columns": []}))
            .unwrap()
            .empty_clears
    );
}

#[test]
fn headers_are_found_below_what_stands_above_them() {
    let rows: [&[&str]; 6] = [
        &["Our drivers"],
        &[],
        &["", "Policy", "Website of the trust"],
        &["", "Title", "Publisher", "URL", "Shelf"],
        &["", "A plan", "Trust", "https://a.example"],
        &["", "Title", "Source", "Link", "again"],
    ];
    let table = table(&rows);
    assert_eq!(table.first_row, 4);
    assert_eq!(table.header()[4], "Shelf");
    assert_eq!(table.above.len(), 2);
    assert_eq!(placed(&table).rows, [5, 6]);
}

#[test]
fn where_no_header_is_known_the_first_row_has_them() {
    let table = table(&[&[], &["Ward", "Shelf", "Floor"], &["Policy", "3", "PDF"]]);
    assert_eq!((table.first_row, table.header()[0].as_str()), (2, "Ward"));
    assert_eq!(table.above, Vec::<Vec<String>>::new());
    let empty = Table::default();
    assert_eq!(placed(&empty), Placed::default());
}

#[test]
fn cells_are_values_of_each_kind() {
    reads(
        "Publication format",
        "  PDF \n",
        json!({"publication_format": "PDF"}),
    );
    reads(
        "Publication format",
        "Web\r\n  page",
        json!({"publication_format": "Web page"}),
    );
    reads("Summary", " - a\n- b\n", json!({"summary": " - a\n- b\n"}));
    reads("Level", "National", json!({"level": "national"}));
    reads("Status", " ARCHIVED", json!({"status": "archived"}));
    reads(
        "Date",
        "April 2017",
        json!({"published": {"edtf": "2017-04", "text": "April 2017"}}),
    );
    reads("Date", "2018-07-05", json!({"published": "2018-07-05"}));
    reads(
        "URL",
        " https://a.example ",
        json!({"link": "https://a.example"}),
    );
    reads("Superseded by", "k4c", json!({"superseded_by": "k4c"}));
    reads("Id", " k4c ", json!({"id": "k4c"}));
    reads(
        "Notes",
        "Good.\nRead it.",
        json!({"comments": [{"text": "Good.\nRead it."}]}),
    );
    reads("Shelf", "3", json!({}));
    reads("Level", "  ", json!({}));
}

#[test]
fn the_time_of_day_is_no_part_of_a_date() {
    for cell in ["2018-07-05T14:30:00Z", " 2018-07-05 00:00:00"] {
        reads("Date", cell, json!({"published": "2018-07-05"}));
    }
    let both =
        json!({"published": {"edtf": "2018-07-05/2018-07-06", "text": "2018-07-05 to 2018-07-06"}});
    reads("Date", "2018-07-05 to 2018-07-06", both);
}

#[test]
fn lists_have_one_entry_a_line_or_separators() {
    reads(
        "Topics",
        "a\n b \n\na\r\nc",
        json!({"topics": ["a", "b", "c"]}),
    );
    reads("Topics", "a, b,, c ", json!({"topics": ["a", "b", "c"]}));
    reads("Topics", "a, b; c;", json!({"topics": ["a, b", "c"]}));
    reads("Topics", "a, b\n", json!({"topics": ["a, b"]}));
    reads(
        "Audience",
        "nurses, doctors",
        json!({"audiences": ["nurses", "doctors"]}),
    );
    reads(
        "Nations",
        "wales, Northern ireland",
        json!({"nations": ["Wales", "Northern Ireland"]}),
    );
    reads(
        "Source",
        "Health, Wards and Homes",
        json!({"sources": ["Health, Wards and Homes"]}),
    );
    reads(
        "Source",
        "Trust; Board",
        json!({"sources": ["Trust", "Board"]}),
    );
    reads("Topics", "; ;", json!({}));
}

#[test]
fn further_links_may_have_labels_and_separators() {
    let a = json!({"label": "", "url": "https://a.example"});
    let b = json!({"label": "B; b", "url": "mailto:b@b.example"});
    let c = json!({"label": "", "url": "https://a.example/c;d"});
    reads(
        "Further links",
        "https://a.example\nB; b | mailto:b@b.example",
        json!({"further_links": [a, b]}),
    );
    reads(
        "Further links",
        "B; b | mailto:b@b.example",
        json!({"further_links": [b]}),
    );
    reads(
        "Further links",
        "https://a.example/c;d",
        json!({"further_links": [c]}),
    );
    let d = json!({"label": "D", "url": "https://d.example"});
    reads(
        "Further links",
        "https://a.example; D | https://d.example",
        json!({"further_links": [a, d]}),
    );
}

#[test]
fn what_a_field_does_not_take_is_named_and_the_rest_read() {
    let texts = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect();
    assert_eq!(
        wrong("Level", "country"),
        (
            json!({}),
            vec![CellProblemKind::NotAChoice {
                texts: texts(&["country"])
            }]
        )
    );
    assert_eq!(
        wrong("Nations", "Wales; France; Mars"),
        (
            json!({"nations": ["Wales"]}),
            vec![CellProblemKind::NotAChoice {
                texts: texts(&["France", "Mars"])
            }]
        )
    );
    assert_eq!(
        wrong("URL", "www.a.example"),
        (
            json!({}),
            vec![CellProblemKind::NotAnAddress {
                texts: texts(&["www.a.example"])
            }]
        )
    );
    assert_eq!(
        wrong("Further links", "x | javascript:y\nhttps://a.example"),
        (
            json!({"further_links": [{"label": "", "url": "https://a.example"}]}),
            vec![CellProblemKind::NotAnAddress {
                texts: texts(&["x | javascript:y"])
            }]
        )
    );
    assert_eq!(
        wrong("Due for review", "31 June 2018"),
        (
            json!({"review_due": "31 June 2018"}),
            vec![CellProblemKind::NoDate {
                text: "31 June 2018".into()
            }]
        )
    );
}

#[test]
fn rows_without_a_title_or_with_a_bad_id_are_left_out() {
    let table = table(&[
        &["Id", "Title", "Level"],
        &["a", " ", "local"],
        &[" "],
        &["@b", "B"],
        &["c", "C", "local"],
    ]);
    let placed = placed(&table);
    let problems: Vec<_> = placed
        .problems
        .iter()
        .map(|p| (p.row, p.column, p.header.as_str(), p.kind.clone()))
        .collect();
    assert_eq!(
        problems,
        [
            (2, 2, "Title", CellProblemKind::NoTitle),
            (4, 1, "Id", CellProblemKind::BadId)
        ]
    );
    assert!(
        placed
            .problems
            .iter()
            .all(|problem| problem.kind.leaves_out())
    );
    assert_eq!(
        json!(placed.drivers),
        json!([{"id": "c", "title": "C", "level": "local"}])
    );
    assert_eq!(placed.rows, [5]);
}

#[test]
fn without_a_column_of_titles_every_row_is_left_out() {
    let table = table(&[&["Level", "Shelf"], &["local"], &["", "3"]]);
    let placed = placed(&table);
    assert_eq!(placed.drivers, []);
    let problems: Vec<_> = placed.problems.iter().map(|p| (p.row, p.column)).collect();
    assert_eq!(problems, [(2, 0), (3, 0)]);
}

#[test]
fn an_empty_cell_clears_only_where_a_person_said_so_and_the_row_has_an_id() {
    let table = table(&[
        &["Id", "Title", "Level", "Topics", "URL", "Notes", "Shelf"],
        &["a", "A", "", " ", "www.a.example"],
        &["", "B"],
    ]);
    let mut mapping = guess(table.header(), &BTreeMap::new());
    let says_nothing = json!([{"id": "a", "title": "A"}, {"title": "B"}]);
    assert_eq!(json!(drivers(&table, &mapping).drivers), says_nothing);
    mapping.empty_clears = true;
    assert_eq!(
        json!(drivers(&table, &mapping).drivers),
        json!([{"id": "a", "title": "A", "level": null, "topics": null}, {"title": "B"}])
    );
}

#[test]
fn a_version_counts_only_where_an_id_tells_of_what() {
    let table = table(&[
        &["Id", "Title", "Version", "Version 2"],
        &["a", "A", " abc\n def  ghi "],
        &["", "B", "abc"],
        &["c", "C", " "],
        &["d", "D", "", "abc"],
        &["e", "E", "abc", "def"],
    ]);
    let guessed = guess(table.header(), &BTreeMap::new());
    assert_eq!(guessed.columns[2], Some(Target::Version));
    let mut mapping = guessed;
    mapping.columns[3] = Some(Target::Version);
    let placed = drivers(&table, &mapping);
    assert_eq!(
        json!(placed.drivers),
        json!([
            {"id": "a", "title": "A", "heads": ["abc", "def", "ghi"]},
            {"title": "B"},
            {"id": "c", "title": "C"},
            {"id": "d", "title": "D", "heads": ["abc"]},
            {"id": "e", "title": "E", "heads": ["abc"]},
        ])
    );
    let problems = placed.problems.into_iter();
    let problems: Vec<_> = problems.map(|p| (p.row, p.column, p.kind)).collect();
    let second = CellProblemKind::SecondValue { text: "def".into() };
    assert_eq!(problems, [(6, 4, second)]);
}

#[test]
fn columns_of_one_field_go_together() {
    let topics = Some(Target::Field(Field::Topics));
    let summary = Some(Target::Field(Field::Summary));
    let link = Some(Target::Field(Field::Link));
    let title = Some(Target::Field(Field::Title));
    let table = table(&[
        &["Title", "a", "b", "c", "d", "e", "f"],
        &[
            "T",
            "x, y",
            "y; z",
            "One.\n",
            "Two.",
            "https://a.example",
            "https://b.example",
        ],
        &[
            "U",
            "",
            "z",
            "",
            "Two.",
            "https://b.example",
            "https://b.example",
        ],
        &["V", "", "", "", "", "", "https://b.example", "more"],
    ]);
    let mapping = Mapping {
        columns: vec![title, topics, topics, summary, summary, link, link],
        empty_clears: false,
    };
    let placed = drivers(&table, &mapping);
    assert_eq!(
        json!(placed.drivers),
        json!([
            {"title": "T", "topics": ["x", "y", "z"], "summary": "One.\n\nTwo.", "link": "https://a.example"},
            {"title": "U", "topics": ["z"], "summary": "Two.", "link": "https://b.example"},
            {"title": "V", "link": "https://b.example"},
        ])
    );
    let problems: Vec<_> = placed
        .problems
        .into_iter()
        .map(|p| (p.row, p.column, p.kind))
        .collect();
    assert_eq!(
        problems,
        [
            (
                2,
                7,
                CellProblemKind::SecondValue {
                    text: "https://b.example".into()
                }
            ),
            (
                4,
                8,
                CellProblemKind::NoHeader {
                    text: "more".into()
                }
            ),
        ]
    );
}

#[test]
fn cells_that_are_links_give_their_addresses() {
    let mut room = Room::new();
    let mut filling = Filling::new(&mut room);
    let rows: [&[&str]; 5] = [
        &["Title", "Link", "Further links"],
        &["A", "Read it"],
        &["B", "https://b.example", "Annex"],
        &["C", ""],
        &["D", "Read it", "https://d.example"],
    ];
    for (row, cells) in rows.iter().enumerate() {
        for (column, cell) in cells.iter().enumerate() {
            filling.put(row, column, cell).unwrap();
        }
    }
    filling
        .link(0..=2, 1..=900, "https://cell.example")
        .unwrap();
    filling.link(3..=3, 0..=0, "https://title.example").unwrap();
    filling.link(4..=4, 1..=2, "file:///c:/x").unwrap();
    let placed = placed(&filling.finish(Vec::new()));
    assert_eq!(
        json!(placed.drivers),
        json!([
            {"title": "A", "link": "https://cell.example"},
            {"title": "B", "link": "https://b.example",
                "further_links": [{"label": "Annex", "url": "https://cell.example"}]},
            {"title": "C", "link": "https://title.example"},
            {"title": "D", "further_links": [{"label": "", "url": "https://d.example"}]},
        ])
    );
    assert_eq!(placed.problems.len(), 1);
}

#[test]
fn cells_take_no_more_memory_than_a_file_may() {
    let mut room = Room(1_000);
    let mut filling = Filling::new(&mut room);
    assert_eq!(filling.put(90_000, 900, ""), Ok(()));
    assert_eq!(filling.put(0, 50, "x"), Err(Unreadable::TooLarge));
    let mut room = Room(1_000);
    let mut filling = Filling::new(&mut room);
    assert_eq!(filling.put(0, 0, "a cell"), Ok(()));
    let address = "https://a.example/".repeat(60);
    assert_eq!(
        filling.link(0..=0, 0..=0, &address),
        Err(Unreadable::TooLarge)
    );
    assert_eq!(filling.put(MAX_ROWS, 0, "x"), Err(Unreadable::TooManyRows));
    assert_eq!(
        filling.put(0, MAX_COLUMNS, "x"),
        Err(Unreadable::TooManyColumns)
    );
}

#[test]
fn what_comes_out_is_read_as_a_file_without_edits() {
    let table = table(&[
        &["Id", "Title", "Nations", "Date", "Further links", "Notes"],
        &[
            "a",
            "A plan",
            "Wales",
            "TBC",
            "X | https://x.example",
            "Good.",
        ],
        &["", "Another", "", "2018"],
    ]);
    let file = json!({"format": "driver-atlas", "version": 1, "drivers": placed(&table).drivers});
    let incoming = json::Reading::new(file.to_string()).unwrap().finish();
    assert_eq!(incoming.notices, []);
    assert_eq!(incoming.entries.len(), 2);
}
