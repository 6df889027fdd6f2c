//! The parts of a workbook around its one sheet.

use super::part;
use crate::exchange::columns::Column;
use crate::exchange::xml::Xml;
use crate::names;

/// The row of headers, counted from 1.
pub const HEADER_ROW: usize = 1;

/// The namespace of SpreadsheetML.
pub const MAIN: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
/// Relationships as parts name them, and what begins the types of those between the parts of a document.
pub const OFFICE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const PACKAGE: &str = "http://schemas.openxmlformats.org/package/2006";

/// The styles of cells, by their places in [`styles`].
pub mod style {
    pub const HEADER: &str = "1";
    pub const TEXT: &str = "2";
    pub const DATE: &str = "3";
    pub const LINK: &str = "4";
}

/// The place of a cell: its row is counted from 1, and its column from 0, of 26.
pub fn place(row: usize, column: usize) -> String {
    let letter = u8::try_from(column)
        .ok()
        .and_then(|column| b'A'.checked_add(column));
    format!("{}{row}", char::from(letter.unwrap_or_default()))
}

/// All cells.
pub fn area(drivers: usize) -> String {
    let last = Column::all().count() - 1;
    format!("A{HEADER_ROW}:{}", place(HEADER_ROW + drivers, last))
}

/// The id of a relationship, by its place from 0.
pub fn link_id(index: usize) -> String {
    format!("rId{}", index + 1)
}

/// What kinds of parts there are.
pub fn types() -> Vec<u8> {
    let sheet = "application/vnd.openxmlformats-officedocument.spreadsheetml";
    let package = "application/vnd.openxmlformats-package";
    let mut xml = Xml::new();
    let namespace = [PACKAGE, "/content-types"].concat();
    xml.open("Types", &[("xmlns", &namespace)]);
    let default = |extension, kind| [("Extension", extension), ("ContentType", kind)];
    let relationships = [package, ".relationships+xml"].concat();
    xml.empty("Default", &default("rels", &relationships));
    xml.empty("Default", &default("xml", "application/xml"));
    for (name, kind) in [
        (part::WORKBOOK, [sheet, ".sheet.main+xml"]),
        (part::SHEET, [sheet, ".worksheet+xml"]),
        (part::STYLES, [sheet, ".styles+xml"]),
        (part::PROPERTIES, [package, ".core-properties+xml"]),
    ] {
        let (name, kind) = (["/", name].concat(), kind.concat());
        xml.empty("Override", &[("PartName", &name), ("ContentType", &kind)]);
    }
    xml.close("Types");
    xml.finish()
}

/// Begins the relationships of a part.
pub fn open_relationships(xml: &mut Xml) {
    let namespace = [PACKAGE, "/relationships"].concat();
    xml.open("Relationships", &[("xmlns", &namespace)]);
}

/// The relationships of these types to these parts, numbered from 1.
fn relationships_to(all: &[([&str; 2], &str)]) -> Vec<u8> {
    let mut xml = Xml::new();
    open_relationships(&mut xml);
    for (index, (kind, target)) in all.iter().enumerate() {
        let attributes = [
            ("Id", &*link_id(index)),
            ("Type", &kind.concat()),
            ("Target", target),
        ];
        xml.empty("Relationship", &attributes);
    }
    xml.close("Relationships");
    xml.finish()
}

/// The relationships of the whole.
pub fn relationships() -> Vec<u8> {
    relationships_to(&[
        ([OFFICE, "/officeDocument"], part::WORKBOOK),
        (
            [PACKAGE, "/relationships/metadata/core-properties"],
            part::PROPERTIES,
        ),
    ])
}

/// The relationships of the workbook.
pub fn of_workbook() -> Vec<u8> {
    relationships_to(&[
        ([OFFICE, "/worksheet"], "worksheets/sheet1.xml"),
        ([OFFICE, "/styles"], "styles.xml"),
    ])
}

/// The title, and no time: nothing here asks a clock.
pub fn properties(title: &str) -> Vec<u8> {
    let mut xml = Xml::new();
    let namespace = [PACKAGE, "/metadata/core-properties"].concat();
    xml.open(
        "cp:coreProperties",
        &[
            ("xmlns:cp", &namespace),
            ("xmlns:dc", "http://purl.org/dc/elements/1.1/"),
        ],
    );
    xml.element("dc:title", &[], title);
    xml.close("cp:coreProperties");
    xml.finish()
}

/// The workbook of a sheet with so many drivers.
pub fn workbook(drivers: usize) -> Vec<u8> {
    let mut xml = Xml::new();
    xml.open("workbook", &[("xmlns", MAIN), ("xmlns:r", OFFICE)]);
    xml.open("bookViews", &[]);
    xml.empty("workbookView", &[]);
    xml.close("bookViews");
    xml.open("sheets", &[]);
    xml.empty(
        "sheet",
        &[("name", names::DRIVERS), ("sheetId", "1"), ("r:id", "rId1")],
    );
    xml.close("sheets");
    xml.open("definedNames", &[]);
    // Excel keeps the area of a filter under a name too.
    let last = place(HEADER_ROW + drivers, Column::all().count() - 1);
    let (column, row) = last.split_at(1);
    let filter = format!("{}!$A${HEADER_ROW}:${column}${row}", names::DRIVERS);
    xml.element(
        "definedName",
        &[
            ("name", "_xlnm._FilterDatabase"),
            ("localSheetId", "0"),
            ("hidden", "1"),
        ],
        &filter,
    );
    let header = format!("{}!${HEADER_ROW}:${HEADER_ROW}", names::DRIVERS);
    xml.element(
        "definedName",
        &[("name", "_xlnm.Print_Titles"), ("localSheetId", "0")],
        &header,
    );
    xml.close("definedNames");
    xml.close("workbook");
    xml.finish()
}

/// A format of our own, as every workbook has those below 164.
const DATE_FORMAT: &str = "164";
/// The format of texts: what is typed into such a cell stays as it is typed.
const TEXT_FORMAT: &str = "49";

/// How cells look.
pub fn styles() -> Vec<u8> {
    let mut xml = Xml::new();
    xml.open("styleSheet", &[("xmlns", MAIN)]);
    xml.open("numFmts", &[("count", "1")]);
    xml.empty(
        "numFmt",
        &[("numFmtId", DATE_FORMAT), ("formatCode", "d mmmm yyyy")],
    );
    xml.close("numFmts");
    xml.open("fonts", &[("count", "3")]);
    for marks in [&[][..], &["b"], &["u"]] {
        xml.open("font", &[]);
        for mark in marks {
            xml.empty(mark, &[]);
        }
        xml.empty("sz", &[("val", "11")]);
        let colour = if marks == ["u"] {
            "FF0563C1"
        } else {
            "FF000000"
        };
        xml.empty("color", &[("rgb", colour)]);
        xml.empty("name", &[("val", "Calibri")]);
        xml.empty("family", &[("val", "2")]);
        xml.close("font");
    }
    xml.close("fonts");
    // Excel takes the first two for its own.
    xml.open("fills", &[("count", "3")]);
    for (pattern, colour) in [
        ("none", None),
        ("gray125", None),
        ("solid", Some("FFE8EDEE")),
    ] {
        xml.open("fill", &[]);
        xml.open("patternFill", &[("patternType", pattern)]);
        if let Some(colour) = colour {
            xml.empty("fgColor", &[("rgb", colour)]);
            xml.empty("bgColor", &[("indexed", "64")]);
        }
        xml.close("patternFill");
        xml.close("fill");
    }
    xml.close("fills");
    xml.open("borders", &[("count", "1")]);
    xml.open("border", &[]);
    for side in ["left", "right", "top", "bottom", "diagonal"] {
        xml.empty(side, &[]);
    }
    xml.close("border");
    xml.close("borders");
    xml.open("cellStyleXfs", &[("count", "1")]);
    xml.empty(
        "xf",
        &[
            ("numFmtId", "0"),
            ("fontId", "0"),
            ("fillId", "0"),
            ("borderId", "0"),
        ],
    );
    xml.close("cellStyleXfs");
    // The default one, and those of `style`.
    let all = [
        ("0", "0", "0"),
        (TEXT_FORMAT, "1", "2"),
        (TEXT_FORMAT, "0", "0"),
        (DATE_FORMAT, "0", "0"),
        (TEXT_FORMAT, "2", "0"),
    ];
    xml.open("cellXfs", &[("count", "5")]);
    for (index, (format, font, fill)) in all.into_iter().enumerate() {
        xml.open(
            "xf",
            &[
                ("numFmtId", format),
                ("fontId", font),
                ("fillId", fill),
                ("borderId", "0"),
                ("xfId", "0"),
                ("applyNumberFormat", "1"),
                ("applyFont", "1"),
                ("applyFill", "1"),
                ("applyAlignment", "1"),
            ],
        );
        if index > 0 {
            // Dates are numbers, which else stand on the right.
            xml.empty(
                "alignment",
                &[
                    ("horizontal", "left"),
                    ("vertical", "top"),
                    ("wrapText", "1"),
                ],
            );
        }
        xml.close("xf");
    }
    xml.close("cellXfs");
    xml.open("cellStyles", &[("count", "1")]);
    xml.empty(
        "cellStyle",
        &[("name", "Normal"), ("xfId", "0"), ("builtinId", "0")],
    );
    xml.close("cellStyles");
    xml.close("styleSheet");
    xml.finish()
}
