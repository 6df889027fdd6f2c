//! What is written.

use std::io::Cursor;

use calamine::{Data, Reader as _, Xlsx};
use proptest::prelude::*;
use serde_json::Map;

use super::*;
use crate::domain::field::Field;
use crate::exchange::Writing as _;
use crate::exchange::columns::Column;
use crate::exchange::table::made::{hard, plain, versioned};

#[test]
fn a_small_workbook_is_written_so() {
    let written = written(&[json!({
        "id": "k4c",
        "title": "Knowledge <for> care",
        "link": "https://policy.example/a|b#c",
        "published": {"edtf": "2018-07-05", "text": "5th July 2018"},
        "last_updated": {"edtf": "2018-07", "text": "July 2018"},
        "summary": "=1+1\u{b}\nTwo.",
    })]);
    assert_eq!(written.cut, []);
    let mut text = String::new();
    for name in [part::WORKBOOK, part::SHEET_RELATIONSHIPS, part::SHEET] {
        let xml = part_of(&written.bytes, name);
        text.push_str(&format!("## {name}\n"));
        // The columns are all alike, and the cells of the headers.
        let is_alike = |element: &str| {
            element.starts_with("col ")
                || element.starts_with("/c>")
                || element.contains("1\" s=\"1\"")
        };
        let xml = xml.replace("<is><t xml:space=\"preserve\">", "…");
        let xml = xml.replace("</t></is>", "…");
        let elements = xml.split('<').skip(2);
        for element in elements.filter(|element| !is_alike(element)) {
            text.push_str(&format!("<{}\n", element.trim()));
        }
    }
    insta::assert_snapshot!(text, @r##"
    ## xl/workbook.xml
    <workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">
    <bookViews>
    <workbookView/>
    </bookViews>
    <sheets>
    <sheet name="Drivers" sheetId="1" r:id="rId1"/>
    </sheets>
    <definedNames>
    <definedName name="_xlnm._FilterDatabase" localSheetId="0" hidden="1">Drivers!$A$1:$X$2
    </definedName>
    <definedName name="_xlnm.Print_Titles" localSheetId="0">Drivers!$1:$1
    </definedName>
    </definedNames>
    </workbook>
    ## xl/worksheets/_rels/sheet1.xml.rels
    <Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">
    <Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink" Target="https://policy.example/a%7Cb" TargetMode="External"/>
    </Relationships>
    ## xl/worksheets/sheet1.xml
    <worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">
    <dimension ref="A1:X2"/>
    <sheetViews>
    <sheetView tabSelected="1" workbookViewId="0">
    <pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/>
    <selection pane="bottomLeft" activeCell="A2" sqref="A2"/>
    </sheetView>
    </sheetViews>
    <sheetFormatPr defaultRowHeight="15"/>
    <cols>
    </cols>
    <sheetData>
    <row r="1">
    </row>
    <row r="2" ht="30">
    <c r="A2" s="2" t="inlineStr">…k4c…
    <c r="B2" s="2" t="inlineStr">…Knowledge &lt;for&gt; care…
    <c r="H2" s="4" t="inlineStr">…https://policy.example/a|b#c…
    <c r="K2" s="3">
    <v>43286
    </v>
    <c r="M2" s="2" t="inlineStr">…=1+1_x000B_
    Two.…
    <c r="T2" s="2" t="inlineStr">…July 2018…
    <c r="X2" s="2" t="inlineStr">…3ldxazxiduzpgotd5znky747gu…
    </row>
    </sheetData>
    <autoFilter ref="A1:X2"/>
    <hyperlinks>
    <hyperlink ref="H2" r:id="rId1" location="c"/>
    </hyperlinks>
    <pageMargins left="0.7" right="0.7" top="0.75" bottom="0.75" header="0.3" footer="0.3"/>
    <pageSetup paperSize="9" orientation="landscape"/>
    <ignoredErrors>
    <ignoredError sqref="A1:X2" numberStoredAsText="1"/>
    </ignoredErrors>
    </worksheet>
    "##);
}

#[test]
fn another_reader_finds_every_cell() {
    let made = driver(hard());
    let bytes = write(&[&made], "T").bytes;
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).unwrap();
    assert_eq!(book.sheet_names(), ["Drivers"]);
    let range = book.worksheet_range("Drivers").unwrap();
    assert_eq!(range.get_size(), (2, 24));
    for (index, column) in Column::all().enumerate() {
        let index = index as u32;
        assert_eq!(
            range.get_value((0, index)),
            Some(&Data::String(column.header().to_owned()))
        );
        match range.get_value((1, index)).unwrap() {
            Data::DateTime(date) => {
                let (year, month, day, ..) = date.to_ymd_hms_milli();
                let day = format!("{year:04}-{month:02}-{day:02}");
                assert_eq!(day, column.cell(&made), "{column:?}");
            }
            Data::String(text) => assert_eq!(text, &column.cell(&made), "{column:?}"),
            Data::Empty => assert_eq!(column.cell(&made), ""),
            other => panic!("{other:?} in {column:?}"),
        }
    }
}

/// The children of an element, in the order of the schema, as far as this writes them (ECMA-376 part 1, A.2).
const ORDER: &[(&str, &[&str])] = &[
    (
        "worksheet",
        &[
            "dimension",
            "sheetViews",
            "sheetFormatPr",
            "cols",
            "sheetData",
            "autoFilter",
            "hyperlinks",
            "pageMargins",
            "pageSetup",
            "ignoredErrors",
        ],
    ),
    ("workbook", &["bookViews", "sheets", "definedNames"]),
    (
        "styleSheet",
        &[
            "numFmts",
            "fonts",
            "fills",
            "borders",
            "cellStyleXfs",
            "cellXfs",
            "cellStyles",
        ],
    ),
    ("font", &["b", "u", "sz", "color", "name", "family"]),
];

#[test]
fn parts_are_well_formed_ordered_and_refer_to_each_other() {
    let bytes = written(&[hard()]).bytes;
    let parts = zip::unpack(&bytes, 1_000_000, |_| true).unwrap();
    let texts: BTreeMap<&str, &str> = parts
        .iter()
        .map(|(name, part)| (name.as_str(), std::str::from_utf8(part).unwrap()))
        .collect();
    let documents: BTreeMap<&str, roxmltree::Document<'_>> = texts
        .iter()
        .map(|(name, xml)| (*name, roxmltree::Document::parse(xml).unwrap()))
        .collect();
    for document in documents.values() {
        for (parent, order) in ORDER {
            let parents = document
                .descendants()
                .filter(|node| node.has_tag_name(*parent) || node.tag_name().name() == *parent);
            for node in parents {
                let places: Vec<usize> = node
                    .children()
                    .map(|child| {
                        order
                            .iter()
                            .position(|name| *name == child.tag_name().name())
                            .expect("a known element")
                    })
                    .collect();
                assert!(places.windows(2).all(|pair| pair[0] < pair[1]), "{parent}");
            }
        }
        for node in document.descendants() {
            if let Some(count) = node.attribute("count") {
                assert_eq!(
                    count,
                    node.children().count().to_string(),
                    "{:?}",
                    node.tag_name()
                );
            }
        }
    }
    let types = &documents[part::TYPES];
    for node in types
        .descendants()
        .filter(|node| node.tag_name().name() == "Override")
    {
        let name = node.attribute("PartName").unwrap();
        assert!(parts.contains_key(name.trim_start_matches('/')), "{name}");
    }
    for (rels, from) in [
        (part::RELATIONSHIPS, ""),
        (part::WORKBOOK_RELATIONSHIPS, "xl/"),
    ] {
        for node in documents[rels].root_element().children() {
            let target = node.attribute("Target").unwrap();
            assert!(parts.contains_key(&format!("{from}{target}")), "{target}");
        }
    }
}

#[test]
fn no_cell_is_a_formula() {
    let bytes = written(&[hard()]).bytes;
    let sheet = part_of(&bytes, part::SHEET);
    let sheet = roxmltree::Document::parse(&sheet).unwrap();
    let names = ["f", "row", "c"].map(|name| {
        sheet
            .descendants()
            .filter(|node| node.tag_name().name() == name)
            .count()
    });
    assert_eq!(names, [0, 2, 48]);
}

#[test]
fn a_text_that_is_too_long_is_cut_and_told() {
    let long = "é".repeat(40_000);
    let wide = format!("{}😀", "a".repeat(32_766));
    let fits = "b".repeat(32_767);
    let written = written(&[
        json!({"id": "x", "title": "X", "impact": long, "summary": wide, "key_features": fits}),
    ]);
    let cut = |field, kept| Cut {
        driver: "x".to_owned(),
        field: Column::Field(field),
        kept,
    };
    assert_eq!(
        written.cut,
        [cut(Field::Impact, 32_767), cut(Field::Summary, 32_766)]
    );
    let read = &read(&written.bytes).unwrap()[0].table;
    let read = &placed(read)[0];
    assert_eq!(
        read["impact"].as_str().map(|text| text.chars().count()),
        Some(32_767)
    );
    assert_eq!(read["summary"], "a".repeat(32_766));
    assert_eq!(read["key_features"], fits);
}

#[test]
fn links_are_ones_only_where_excel_surely_takes_them() {
    let is_link = |address: &str| {
        let bytes = written(&[json!({"id": "x", "title": "X", "link": address})]).bytes;
        let parts =
            zip::unpack(&bytes, 1_000_000, |name| name == part::SHEET_RELATIONSHIPS).unwrap();
        let read = &read(&bytes).unwrap()[0].table;
        assert_eq!(placed(read)[0]["link"], address);
        !parts.is_empty()
    };
    let long = |length: usize| format!("https://a.example/{}", "x".repeat(length - 18));
    for address in [
        "https://a.example",
        "HTTP://a.example:8080/b?c=d#e",
        "mailto:a@b.example?subject=c",
        "https://é.example/ü",
        &long(2_079),
    ] {
        assert!(is_link(address), "{address}");
    }
    for address in [
        "https:a",
        "https://",
        "https:///a",
        "https://a b".replace(' ', ":b").as_str(),
        "http://u@a.example",
        "mailto:a",
        "mailto:a@b@c",
        &long(2_080),
    ] {
        assert!(!is_link(address), "{address}");
    }
    for (address, address_in_file, location) in [
        (
            "https://a.example/b|c#d#e",
            "https://a.example/b%7Cc",
            "d%23e",
        ),
        (
            "https://a.example/%20%zz\"",
            "https://a.example/%20%25zz%22",
            "",
        ),
    ] {
        let bytes = written(&[json!({"id": "x", "title": "X", "link": address})]).bytes;
        let rels = part_of(&bytes, part::SHEET_RELATIONSHIPS);
        assert!(
            rels.contains(&format!("Target=\"{address_in_file}\"")),
            "{rels}"
        );
        let sheet = part_of(&bytes, part::SHEET);
        assert_eq!(sheet.contains("location="), !location.is_empty());
        assert!(sheet.contains(location));
    }
}

#[test]
fn only_what_is_a_day_is_a_date_to_the_sheet() {
    let is_date = |date: Value| {
        let bytes = written(&[json!({"id": "x", "title": "X", "review_due": date})]).bytes;
        part_of(&bytes, part::SHEET).contains("<v>")
    };
    for date in [
        json!("2018-07-05"),
        json!({"edtf": "2018-07-05", "text": "30th Nov 2018"}),
        json!({"edtf": "2018-07-05", "text": "5/7/18"}),
        json!("1900-03-01"),
        json!("9999-12-31"),
    ] {
        assert!(is_date(date.clone()), "{date}");
    }
    for date in [
        json!("2018-07"),
        json!("2018-07-05~"),
        json!("2018-07-05/2018-07-05"),
        json!("1900-02-28"),
        json!("TBC"),
        json!({"edtf": "2018-07-05", "text": "revised 5 July 2018"}),
        json!({"edtf": null, "text": "5/7/18"}),
    ] {
        assert!(!is_date(date.clone()), "{date}");
    }
}

#[test]
fn rows_are_as_high_as_their_texts_up_to_a_bound() {
    let height = |summary: &str| {
        let bytes = written(&[json!({"id": "x", "title": "X", "summary": summary})]).bytes;
        let sheet = part_of(&bytes, part::SHEET);
        let sheet = roxmltree::Document::parse(&sheet).unwrap();
        let row = sheet
            .descendants()
            .find(|node| node.attribute("r") == Some("2"))
            .unwrap();
        let height = row.attribute("ht").unwrap().to_owned();
        (height, row.attribute("customHeight").is_some())
    };
    let of = |lines: usize| ((15 * lines).to_string(), false);
    assert_eq!(height(""), of(1));
    assert_eq!(height("a\nb\n\nc"), of(4));
    assert_eq!(height(&"word ".repeat(12)), of(1));
    assert_eq!(height(&"word ".repeat(24)), of(2));
    assert_eq!(height(&"x".repeat(150)), of(3));
    assert_eq!(height(&"a\n".repeat(11)), of(12));
    assert_eq!(height(&"a\n".repeat(12)), ("180".to_owned(), true));
    assert_eq!(height(&"word ".repeat(20_000)), ("180".to_owned(), true));
}

#[test]
fn a_workbook_without_drivers_has_its_headers() {
    let bytes = written(&[]).bytes;
    let sheets = read(&bytes).unwrap();
    assert_eq!(
        (sheets[0].name.as_str(), sheets[0].is_hidden),
        ("Drivers", false)
    );
    assert_eq!(sheets[0].table.rows.len(), 1);
    assert_eq!(bytes, written(&[]).bytes);
}

/// What a driver is after it was a row of a workbook: dates of a day have lost how they were written.
fn after(mut members: Map<String, Value>, made: &Driver) -> Map<String, Value> {
    for key in ["published", "last_updated", "review_due"] {
        let field = Field::from_key(key).unwrap();
        let day = made.date(field).filter(|date| write::day(date).is_some());
        if let Some(day) = day.and_then(|date| date.edtf()) {
            members.insert(key.to_owned(), json!(day.to_string()));
        }
    }
    versioned(members, made)
}

#[test]
fn drivers_one_after_the_other_make_the_same_workbook() {
    let members: Vec<Value> = (0..40)
        .map(|n| {
            let mut members = hard();
            members["id"] = json!(format!("hard-{n}"));
            members["summary"] = json!("é".repeat(32_700 + 5 * n));
            members
        })
        .collect();
    let made: Vec<Driver> = members.into_iter().map(driver).collect();
    let begun = || {
        let mut rows = Rows::new("T", made.len());
        made.iter().for_each(|driver| rows.push(driver));
        rows
    };
    let Written { bytes, cut } = write(&made.iter().collect::<Vec<_>>(), "T");
    let told = begun().finish_with_cut();
    assert!(told.bytes == bytes && Box::new(begun()).finish() == bytes);
    assert_eq!(told.cut, cut);
    let cut: Vec<&str> = cut.iter().map(|cut| &*cut.driver).collect();
    let expected: Vec<String> = (14..40).map(|n| format!("hard-{n}")).collect();
    assert_eq!(cut, expected);
    let sheet = part_of(&bytes, part::SHEET);
    assert!(
        sheet.contains("<dimension ref=\"A1:X41\"/>")
            && sheet.contains("<autoFilter ref=\"A1:X41\"/>")
    );
    assert_eq!(
        placed(&read(&bytes).unwrap()[0].table)
            .as_array()
            .map(Vec::len),
        Some(40)
    );
}

proptest! {
    #[test]
    fn what_is_written_is_read_as_it_was(plain in prop::collection::vec(plain(), 0..3)) {
        let made: Vec<Driver> = plain.iter().map(|members| driver(json!(members))).collect();
        let written = write(&made.iter().collect::<Vec<_>>(), "T");
        prop_assert_eq!(&written.cut, &[]);
        let sheets = read(&written.bytes).unwrap();
        prop_assert_eq!(sheets.len(), 1);
        prop_assert_eq!(&sheets[0].table.notices, &[]);
        let expected: Vec<_> = plain.into_iter().zip(&made).map(|(members, made)| after(members, made)).collect();
        prop_assert_eq!(placed(&sheets[0].table), json!(expected));
    }

    #[test]
    fn damaged_workbooks_are_read_or_refused(place in 0_usize..3_000, byte: u8) {
        let mut bytes = written(&[hard()]).bytes;
        let place = place % bytes.len();
        bytes[place] = byte;
        let _ = read(&bytes);
        let _ = read(&bytes[..place]);
    }
}
