//! What others write.

use super::*;
use crate::exchange::table::{MAX_COLUMNS, MAX_ROWS, Notice, Unreadable};

const MAIN: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";

/// A workbook of parts, with those that are always alike.
struct Made(BTreeMap<String, String>);

impl Made {
    fn new(cells: &str) -> Self {
        let rels = |body: &str| format!("<Relationships xmlns=\"x\">{body}</Relationships>");
        let rel = |id: &str, kind: &str, target: &str| {
            format!(
                "<Relationship Id=\"{id}\" Type=\"http://x/relationships/{kind}\" Target=\"{target}\"/>"
            )
        };
        let mut made = Self(BTreeMap::new());
        made.put(
            "_rels/.rels",
            &rels(&rel("r1", "officeDocument", "xl/workbook.xml")),
        );
        let of_workbook = [
            rel("r1", "worksheet", "worksheets/sheet1.xml"),
            rel("r2", "sharedStrings", "sharedStrings.xml"),
            rel("r3", "styles", "styles.xml"),
            rel("r4", "worksheet", "/xl/worksheets/second.xml"),
            rel("r5", "chartsheet", "chart.xml"),
        ];
        made.put("xl/_rels/workbook.xml.rels", &rels(&of_workbook.concat()));
        made.workbook("<sheets><sheet name=\"One\" sheetId=\"1\" r:id=\"r1\"/></sheets>");
        made.sheet(
            "xl/worksheets/sheet1.xml",
            &format!("<sheetData>{cells}</sheetData>"),
        );
        made
    }

    fn put(&mut self, name: &str, xml: &str) {
        self.0
            .insert(name.to_owned(), format!("<?xml version=\"1.0\"?>\n{xml}"));
    }

    fn workbook(&mut self, body: &str) {
        self.put(
            "xl/workbook.xml",
            &format!("<workbook xmlns=\"{MAIN}\" xmlns:r=\"r\">{body}</workbook>"),
        );
    }

    fn sheet(&mut self, name: &str, body: &str) {
        self.put(
            name,
            &format!("<worksheet xmlns=\"{MAIN}\" xmlns:r=\"r\">{body}</worksheet>"),
        );
    }

    fn shared(&mut self, items: &str) {
        self.put(
            "xl/sharedStrings.xml",
            &format!("<sst xmlns=\"{MAIN}\">{items}</sst>"),
        );
    }

    fn styles(&mut self, body: &str) {
        self.put(
            "xl/styles.xml",
            &format!("<styleSheet xmlns=\"{MAIN}\">{body}</styleSheet>"),
        );
    }

    fn bytes(&self) -> Vec<u8> {
        zip::pack(
            self.0
                .iter()
                .map(|(name, xml)| (name.as_str(), xml.as_bytes())),
        )
    }

    fn read(&self) -> Result<Vec<Sheet>, Unreadable> {
        read(&self.bytes())
    }

    #[track_caller]
    fn table(&self) -> Table {
        self.read().unwrap().remove(0).table
    }
}

#[track_caller]
fn rows(cells: &str, expected: &[&[&str]]) {
    assert_eq!(Made::new(cells).table().rows, expected, "{cells}");
}

#[test]
fn cells_of_every_type_are_read() {
    rows(
        "<row r=\"1\"><c r=\"A1\"><v>2018</v></c><c r=\"B1\" t=\"b\"><v>1</v></c><c r=\"C1\" t=\"b\"><v>0</v></c>\
         <c r=\"D1\" t=\"e\"><v>#N/A</v></c><c r=\"E1\" t=\"d\"><v>2018-07-05T00:00:00</v></c>\
         <c r=\"F1\" t=\"str\"><f>A1&amp;B1</f><v>a_x000B_b</v></c><c r=\"G1\"><f>1+1</f><v>2</v></c>\
         <c r=\"H1\" t=\"inlineStr\"><is><r><t>in</t></r><r><t xml:space=\"preserve\"> line</t></r></is></c>\
         <c r=\"I1\" t=\"n\"><v>1.1000000000000001</v></c></row>",
        &[&[
            "2018",
            "TRUE",
            "FALSE",
            "#N/A",
            "2018-07-05",
            "a\u{b}b",
            "2",
            "in line",
            "1.1",
        ]],
    );
}

#[test]
fn cells_stand_where_they_say_or_else_behind_the_last() {
    rows(
        "<row r=\"3\"><c r=\"B3\"><v>1</v></c><c><v>2</v></c></row><row><c><v>3</v></c><c r=\"D4\"><v>4</v></c></row>\
         <row r=\"7\" spans=\"1:3\"><c r=\"A7\" s=\"1\"/></row><row r=\"6\"><c r=\"$A$6\"><v>5</v></c></row>",
        &[&["", "1", "2"], &["3", "", "", "4"], &[], &["5"]],
    );
    assert_eq!(
        Made::new("<row r=\"3\"><c r=\"B3\"><v>1</v></c></row>")
            .table()
            .first_row,
        3
    );
}

#[test]
fn shared_texts_are_read_without_their_looks_and_their_pronunciation() {
    let mut made = Made::new(
        "<row><c t=\"s\"><v>0</v></c><c t=\"s\"><v>1</v></c><c t=\"s\"><v>2</v></c><c t=\"s\"><v>9</v></c><c t=\"s\"><v>0</v></c></row>",
    );
    made.shared(
        "<si><t xml:space=\"preserve\"> a &amp; b\r\n</t></si>\
         <si><r><rPr><b/></rPr><t>漢</t></r><r><t>字_x0041_</t></r><rPh sb=\"0\" eb=\"1\"><t>かん</t></rPh><phoneticPr/></si><si/>",
    );
    assert_eq!(
        made.table().rows,
        [[" a & b\n", "漢字A", "", "", " a & b\n"]]
    );
}

#[test]
fn dates_are_told_by_their_formats() {
    let styles = "<numFmts><numFmt numFmtId=\"164\" formatCode=\"[$-809]mmmm yyyy\"/><numFmt numFmtId=\"165\" formatCode=\"0.00\"/></numFmts>\
                  <cellStyleXfs><xf numFmtId=\"14\"/></cellStyleXfs>\
                  <cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"14\"/><xf numFmtId=\"164\"/><xf numFmtId=\"165\"/><xf numFmtId=\"22\"/><xf numFmtId=\"17\"/></cellXfs>\
                  <dxfs><dxf><numFmt numFmtId=\"165\" formatCode=\"yyyy\"/></dxf></dxfs>";
    let cells: String = (0..7)
        .map(|style| format!("<c s=\"{style}\"><v>43286.75</v></c>"))
        .collect();
    let mut made = Made::new(&format!("<row>{cells}<c s=\"1\"><v>60</v></c></row>"));
    made.styles(styles);
    let shown = [
        "43286.75",
        "2018-07-05",
        "2018-07",
        "43286.75",
        "2018-07-05T18:00:00",
        "2018-07",
        "43286.75",
        "60",
    ];
    assert_eq!(made.table().rows, [shown]);

    let mut made = Made::new("<row><c s=\"1\"><v>41824</v></c></row>");
    made.styles(styles);
    for says in ["1", "true"] {
        made.workbook(&format!(
            "<workbookPr date1904=\"{says}\"/><sheets><sheet name=\"One\" r:id=\"r1\"/></sheets>"
        ));
        assert_eq!(made.table().rows, [["2018-07-05"]]);
    }
}

#[test]
fn links_of_cells_are_read() {
    let mut made = Made::new(
        "<row><c t=\"str\"><v>Title</v></c><c t=\"str\"><v>Link</v></c></row>\
         <row><c t=\"str\"><v>A</v></c><c t=\"str\"><v>here</v></c></row>\
         <row><c t=\"str\"><v>B</v></c></row>\
         <row><c t=\"str\"><v>C</v></c><c t=\"str\"><f>HYPERLINK(\"https://c.example\",\"x\")</f><v>x</v></c></row>\
         <row><c t=\"str\"><v>D</v></c><c t=\"str\"><v>here</v></c></row>",
    );
    let sheet = made.0["xl/worksheets/sheet1.xml"].replace(
        "</worksheet>",
        "<hyperlinks><hyperlink ref=\"B2\" r:id=\"l1\" location=\"part\"/><hyperlink ref=\"A3:B1048576\" r:id=\"l2\"/>\
         <hyperlink ref=\"B5\" location=\"Sheet2!A1\"/><hyperlink ref=\"B5\" r:id=\"none\"/><hyperlink r:id=\"l1\"/></hyperlinks></worksheet>",
    );
    made.0.insert("xl/worksheets/sheet1.xml".to_owned(), sheet);
    made.put(
        "xl/worksheets/_rels/sheet1.xml.rels",
        "<Relationships><Relationship Id=\"l1\" Type=\"x/hyperlink\" Target=\"https://a.example\" TargetMode=\"External\"/>\
         <Relationship Id=\"l2\" Type=\"x/hyperlink\" Target=\"https://b.example\" TargetMode=\"External\"/></Relationships>",
    );
    assert_eq!(
        placed(&made.table()),
        json!([
            {"title": "A", "link": "https://a.example#part"},
            {"title": "B", "link": "https://b.example"},
            {"title": "C", "link": "https://b.example"},
            {"title": "D", "link": "https://b.example"},
        ])
    );
}

#[test]
fn sheets_are_found_through_the_workbook_in_its_order() {
    let mut made = Made::new("<row><c><v>1</v></c></row>");
    made.sheet(
        "xl/Worksheets/SECOND.xml",
        "<sheetData><row><c><v>2</v></c></row></sheetData>",
    );
    made.workbook(
        "<sheets><sheet name=\"Chart\" r:id=\"r5\"/><sheet name=\"Two &amp; more\" state=\"hidden\" r:id=\"r4\"/><sheet name=\"One\" r:id=\"r1\"/>\
         <sheet name=\"Again\" r:id=\"r1\"/><sheet name=\"None\" r:id=\"r9\"/></sheets>",
    );
    let sheets = made.read().unwrap();
    let read: Vec<_> = sheets
        .iter()
        .map(|sheet| {
            (
                sheet.name.as_str(),
                sheet.is_hidden,
                sheet.table.rows[0][0].as_str(),
            )
        })
        .collect();
    assert_eq!(read, [("Two & more", true, "2"), ("One", false, "1")]);
}

#[test]
fn the_strict_form_and_prefixes_are_read() {
    let mut made = Made::new("");
    made.put(
        "xl/worksheets/sheet1.xml",
        "<x:worksheet xmlns:x=\"http://purl.oclc.org/ooxml/spreadsheetml/main\"><x:sheetData><x:row r=\"1\">\
         <x:c r=\"A1\" t=\"inlineStr\"><x:is><x:t>a</x:t></x:is></x:c></x:row></x:sheetData></x:worksheet>",
    );
    made.put(
        "xl/workbook.xml",
        "<x:workbook xmlns:x=\"http://purl.oclc.org/ooxml/spreadsheetml/main\" xmlns:q=\"http://purl.oclc.org/ooxml/officeDocument/relationships\" \
         conformance=\"strict\"><x:sheets><x:sheet name=\"One\" sheetId=\"1\" q:id=\"r1\"/></x:sheets></x:workbook>",
    );
    assert_eq!(made.table().rows, [["a"]]);
}

#[test]
fn formulas_without_results_are_told() {
    let made = Made::new(
        "<row><c><f>A2</f></c><c><f>A2</f><v/></c><c t=\"str\"><f>A2</f><v></v></c><c><f>1</f><v>1</v></c></row>",
    );
    assert_eq!(made.table().notices, [Notice::NoResult { count: 2 }]);
}

#[test]
fn what_is_no_workbook_is_told_apart() {
    let compound = |stream: &str| {
        let mut bytes = vec![0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1];
        bytes.extend(stream.encode_utf16().flat_map(u16::to_le_bytes));
        bytes
    };
    let packed = |parts: &[(&str, &str)]| {
        zip::pack(parts.iter().map(|(name, part)| (*name, part.as_bytes())))
    };
    let document = |target: &str| {
        format!(
            "<Relationships><Relationship Id=\"a\" Type=\"x/officeDocument\" Target=\"{target}\"/></Relationships>"
        )
    };
    for (bytes, unreadable) in [
        (Vec::new(), Unreadable::Empty),
        (b"Title,Source\n".to_vec(), Unreadable::NotAWorkbook),
        (compound("Workbook"), Unreadable::OldExcel),
        (
            compound("EncryptionInfo EncryptedPackage"),
            Unreadable::Encrypted,
        ),
        (packed(&[("a", "b")]), Unreadable::NotAWorkbook),
        (
            packed(&[
                ("mimetype", "application/vnd.oasis.opendocument.spreadsheet"),
                ("content.xml", "<a/>"),
            ]),
            Unreadable::OpenDocument,
        ),
        (
            packed(&[("_rels/.rels", &document("xl/workbook.bin"))]),
            Unreadable::BinaryExcel,
        ),
        (
            packed(&[
                ("_rels/.rels", &document("word/document.xml")),
                ("word/document.xml", "<document/>"),
            ]),
            Unreadable::NotAWorkbook,
        ),
        (
            packed(&[("_rels/.rels", &document("xl/workbook.xml"))]),
            Unreadable::Damaged,
        ),
        (b"PK\x03\x04".to_vec(), Unreadable::Damaged),
    ] {
        assert_eq!(read(&bytes), Err(unreadable));
    }
    let mut made = Made::new("");
    made.workbook("<sheets/>");
    assert_eq!(made.read(), Err(Unreadable::Empty));
    made.workbook("<sheets><sheet name=\"Two\" r:id=\"r4\"/></sheets>");
    assert_eq!(made.read(), Err(Unreadable::Damaged));
}

#[test]
fn cells_beyond_the_bounds_are_refused_unless_empty() {
    let (row, column) = (MAX_ROWS + 1, MAX_COLUMNS);
    assert_eq!(column, 1_000, "column 1,001 is ALM");
    rows(
        "<row r=\"1\"><c r=\"A1\"><v>1</v></c><c r=\"XFD1\" s=\"1\"/></row><row r=\"1048576\"><c r=\"A1048576\" s=\"1\"/></row>",
        &[&["1"]],
    );
    let wide = Made::new("<row r=\"1\"><c r=\"ALM1\"><v>1</v></c></row>");
    assert_eq!(wide.read(), Err(Unreadable::TooManyColumns));
    let high = Made::new(&format!(
        "<row r=\"{row}\"><c r=\"A{row}\"><v>1</v></c></row>"
    ));
    assert_eq!(high.read(), Err(Unreadable::TooManyRows));
    let beyond = Made::new(
        "<row r=\"4294967295\"><c r=\"ZZZZZZZZZZZZZZZZZZZ99999999999999999999\"><v>1</v></c></row>",
    );
    assert_eq!(beyond.read(), Err(Unreadable::TooManyRows));
}

#[test]
fn a_file_of_few_bytes_takes_no_more_than_any_other() {
    // One text of a megabyte in as many cells as there may be.
    let cells = "<row><c t=\"s\"><v>0</v></c></row>".repeat(1_000);
    let mut made = Made::new(&cells);
    made.shared(&format!("<si><t>{}</t></si>", "a".repeat(1_000_000)));
    assert!(made.bytes().len() < 20_000);
    assert_eq!(made.read(), Err(Unreadable::TooLarge));
}

#[test]
fn links_of_large_areas_take_bounded_time() {
    let rows = "<row><c><v>1</v></c></row>".repeat(50_000);
    let mut made = Made::new(&rows);
    let links = "<hyperlink ref=\"A1:XFD1048576\" r:id=\"l1\"/>".repeat(5_000);
    made.sheet(
        "xl/worksheets/sheet1.xml",
        &format!("<sheetData>{rows}</sheetData><hyperlinks>{links}</hyperlinks>"),
    );
    made.put(
        "xl/worksheets/_rels/sheet1.xml.rels",
        "<Relationships><Relationship Id=\"l1\" Type=\"x/hyperlink\" Target=\"https://a.example\" TargetMode=\"External\"/></Relationships>",
    );
    assert_eq!(made.table().rows.len(), 50_000);
}
