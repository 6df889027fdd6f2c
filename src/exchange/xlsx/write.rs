//! Writes a workbook of one sheet, with the elements of each part in the order of the standard: Excel offers to repair a
//! file that has them otherwise.

use super::address::parted;
use super::frame::{self, HEADER_ROW, MAIN, OFFICE, area, link_id, place, style};
use super::text::escaped;
use super::{dates, part};
use crate::domain::date::{ApproximateDate, Edtf, Precision};
use crate::domain::driver::Driver;
use crate::domain::edit::EntryId;
use crate::domain::field::{Field, Kind};
use crate::exchange::Writing;
use crate::exchange::columns::Column;
use crate::exchange::xml::Xml;
use crate::exchange::zip::{self, Part};

/// A workbook.
pub struct Written {
    pub bytes: Vec<u8>,
    /// What didn't fit.
    pub cut: Vec<Cut>,
}

/// A text of which the workbook has only the beginning.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cut {
    pub driver: EntryId,
    /// The column that the text stands in.
    pub field: Column,
    /// How many characters of it there are.
    pub kept: usize,
}

// Excel's own limits: "Excel specifications and limits", as Microsoft publishes it.
/// UTF-16 units in a cell.
const MAX_UNITS: usize = 32_767;
/// Links in a sheet.
const MAX_LINKS: usize = 65_530;
/// The height of a line, in points.
const LINE: usize = 15;
/// A row is no higher than so many lines, so that the next drivers can be seen: what is below them is seen in the cell.
const MAX_LINES: usize = 12;

/// The workbook of some drivers, under a title: one sheet with a row of headers and then a row for each driver, its
/// cells as [`Column::cell`] says.
///
/// Nothing is a formula: texts are texts to the sheet, and stay so when somebody changes them, or types a date that
/// isn't one of a day. The same drivers make the same bytes.
///
/// - A date of one day, from March 1900 on, is a date to the sheet: whether people wrote "5/7/2018" or "5th July 2018"
///   isn't in the file. Where they wrote more, it is a text.
/// - A link is one that can be followed, where it is short enough and of a form that Excel surely takes.
/// - A text too long for a cell is cut, which [`Written::cut`] tells.
pub fn write(drivers: &[&Driver], title: &str) -> Written {
    let mut rows = Rows::new(title, drivers.len());
    drivers.iter().for_each(|driver| rows.push(driver));
    rows.finish_with_cut()
}

/// The workbook so far: its sheet is packed as it is written, as a large one, packed at the end, would hold a page up for seconds.
pub struct Rows {
    title: String,
    /// How many drivers there are so far.
    count: usize,
    /// What is written of the sheet and not yet packed.
    xml: Xml,
    sheet: zip::Packed,
    links: Vec<Link>,
    cut: Vec<Cut>,
}

/// A cell that is a link.
struct Link {
    place: String,
    address: String,
    /// What stands behind the `#`, which Excel keeps apart.
    location: String,
}

impl Rows {
    /// Begins with the headers. The sheet says at its beginning how many drivers there will be.
    pub fn new(title: &str, count: usize) -> Self {
        let mut xml = Xml::new();
        xml.open("worksheet", &[("xmlns", MAIN), ("xmlns:r", OFFICE)]);
        xml.empty("dimension", &[("ref", &area(count))]);
        xml.open("sheetViews", &[]);
        xml.open(
            "sheetView",
            &[("tabSelected", "1"), ("workbookViewId", "0")],
        );
        xml.empty(
            "pane",
            &[
                ("ySplit", "1"),
                ("topLeftCell", "A2"),
                ("activePane", "bottomLeft"),
                ("state", "frozen"),
            ],
        );
        xml.empty(
            "selection",
            &[
                ("pane", "bottomLeft"),
                ("activeCell", "A2"),
                ("sqref", "A2"),
            ],
        );
        xml.close("sheetView");
        xml.close("sheetViews");
        xml.empty("sheetFormatPr", &[("defaultRowHeight", "15")]);
        xml.open("cols", &[]);
        for (index, column) in Column::all().enumerate() {
            let (number, width) = ((index + 1).to_string(), width(column).to_string());
            xml.empty(
                "col",
                &[
                    ("min", &number),
                    ("max", &number),
                    ("width", &width),
                    ("customWidth", "1"),
                ],
            );
        }
        xml.close("cols");
        xml.open("sheetData", &[]);
        xml.open("row", &[("r", &HEADER_ROW.to_string())]);
        for (index, column) in Column::all().enumerate() {
            text(
                &mut xml,
                &place(HEADER_ROW, index),
                style::HEADER,
                column.header(),
            );
        }
        xml.close("row");
        Self {
            title: title.to_owned(),
            count: 0,
            xml,
            sheet: zip::Packed::new(),
            links: Vec::new(),
            cut: Vec::new(),
        }
    }

    /// Ends the workbook, and tells what didn't fit.
    pub fn finish_with_cut(mut self) -> Written {
        self.end_sheet();
        let links = self.relationships();
        let whole = [
            (part::TYPES, frame::types()),
            (part::RELATIONSHIPS, frame::relationships()),
            (part::PROPERTIES, frame::properties(&self.title)),
            (part::WORKBOOK, frame::workbook(self.count)),
            (part::WORKBOOK_RELATIONSHIPS, frame::of_workbook()),
            (part::STYLES, frame::styles()),
        ];
        let whole = whole.iter().map(|(name, xml)| (*name, Part::Whole(xml)));
        let links = links.as_deref().map(Part::Whole);
        let parts = whole
            .chain([(part::SHEET, Part::Packed(self.sheet))])
            .chain(links.map(|links| (part::SHEET_RELATIONSHIPS, links)));
        Written {
            bytes: zip::pack(parts),
            cut: self.cut,
        }
    }

    /// Packs what is written.
    fn pack(&mut self) {
        self.sheet.push(&self.xml.take());
    }

    /// What stands behind the rows.
    fn end_sheet(&mut self) {
        let xml = &mut self.xml;
        let area = area(self.count);
        xml.close("sheetData");
        xml.empty("autoFilter", &[("ref", &area)]);
        if !self.links.is_empty() {
            xml.open("hyperlinks", &[]);
            for (index, link) in self.links.iter().enumerate() {
                let id = link_id(index);
                let attributes = [
                    ("ref", &*link.place),
                    ("r:id", &id),
                    ("location", &link.location),
                ];
                let has_location = !link.location.is_empty();
                xml.empty("hyperlink", &attributes[..if has_location { 3 } else { 2 }]);
            }
            xml.close("hyperlinks");
        }
        xml.empty(
            "pageMargins",
            &[
                ("left", "0.7"),
                ("right", "0.7"),
                ("top", "0.75"),
                ("bottom", "0.75"),
                ("header", "0.3"),
                ("footer", "0.3"),
            ],
        );
        // A4, which is 9.
        xml.empty(
            "pageSetup",
            &[("paperSize", "9"), ("orientation", "landscape")],
        );
        // Years are texts here, as other dates are that aren't of a day: that is no mistake.
        xml.open("ignoredErrors", &[]);
        xml.empty(
            "ignoredError",
            &[("sqref", &area), ("numberStoredAsText", "1")],
        );
        xml.close("ignoredErrors");
        xml.close("worksheet");
        self.pack();
    }

    fn row(&mut self, number: usize, driver: &Driver) {
        let xml = &mut self.xml;
        let cells: Vec<_> = Column::all()
            .map(|column| (column, column.cell(driver)))
            .collect();
        let lines = cells
            .iter()
            .map(|(column, text)| lines(text, width(*column)));
        let lines = lines.max().unwrap_or_default();
        // Excel finds the height by itself, but not every program does.
        let height = (LINE * lines.clamp(1, MAX_LINES)).to_string();
        let row = number.to_string();
        let attributes = [("r", &*row), ("ht", &height), ("customHeight", "1")];
        xml.open("row", &attributes[..if lines > MAX_LINES { 3 } else { 2 }]);
        for (index, (column, cell)) in cells.iter().enumerate() {
            let place = place(number, index);
            if cell.is_empty() {
                continue;
            }
            let day = match column {
                Column::Field(field) => driver.date(*field).and_then(day),
                _ => None,
            };
            if let Some(day) = day {
                xml.open("c", &[("r", &place), ("s", style::DATE)]);
                xml.element("v", &[], &day.to_string());
                xml.close("c");
                continue;
            }
            let link = match column {
                Column::Field(Field::Link) if self.links.len() < MAX_LINKS => parted(cell),
                _ => None,
            };
            let style = if link.is_some() {
                style::LINK
            } else {
                style::TEXT
            };
            if let Some(kept) = text(xml, &place, style, cell) {
                self.cut.push(Cut {
                    driver: driver.id.clone(),
                    field: *column,
                    kept,
                });
            }
            self.links.extend(link.map(|(address, location)| Link {
                place,
                address,
                location,
            }));
        }
        xml.close("row");
    }

    /// Where the links lead, if there are any.
    fn relationships(&self) -> Option<Vec<u8>> {
        if self.links.is_empty() {
            return None;
        }
        let mut xml = Xml::new();
        frame::open_relationships(&mut xml);
        let kind = [OFFICE, "/hyperlink"].concat();
        for (index, link) in self.links.iter().enumerate() {
            let attributes = [
                ("Id", &*link_id(index)),
                ("Type", &kind),
                ("Target", &link.address),
                ("TargetMode", "External"),
            ];
            xml.empty("Relationship", &attributes);
        }
        xml.close("Relationships");
        Some(xml.finish())
    }
}

impl Writing for Rows {
    fn push(&mut self, driver: &Driver) {
        self.count += 1;
        self.row(HEADER_ROW + self.count, driver);
        self.pack();
    }

    fn finish(self: Box<Self>) -> Vec<u8> {
        self.finish_with_cut().bytes
    }
}

/// What a cell holds of a text that is too long for it; `None` where it holds all.
pub fn cut_for_cell(text: &str) -> Option<&str> {
    // A character has no more units than bytes, and none takes more than seven.
    if text.len() <= MAX_UNITS / 7 {
        return None;
    }
    let (_, kept) = escaped(text, MAX_UNITS);
    let (end, _) = text.char_indices().nth(kept)?;
    text.get(..end)
}

/// Writes a cell with a text. Returns how many characters are in it, if not all are.
fn text(xml: &mut Xml, place: &str, style: &str, text: &str) -> Option<usize> {
    let (cell, kept) = escaped(text, MAX_UNITS);
    xml.open("c", &[("r", place), ("s", style), ("t", "inlineStr")]);
    xml.open("is", &[]);
    xml.element("t", &[("xml:space", "preserve")], &cell);
    xml.close("is");
    xml.close("c");
    (kept < text.chars().count()).then_some(kept)
}

/// The number of the day that a date is, if it is one day without a doubt, and nothing is written beside it: no word
/// but its month.
pub(super) fn day(date: &ApproximateDate) -> Option<i32> {
    let words = date.text().split(|c: char| !c.is_alphabetic());
    let words = words.filter(|word| word.len() > "th".len());
    match date.edtf()? {
        Edtf::Date(date)
            if date.precision() == Precision::Day
                && date.qualifier().is_none()
                && words.count() <= 1 =>
        {
            dates::number(date.earliest())
        }
        _ => None,
    }
}

/// How wide a column is, in digits of the font.
fn width(column: Column) -> usize {
    match column {
        Column::Id => 14,
        Column::Field(Field::Title) => 40,
        Column::Comments => 50,
        // As wide as the id of an edit, so that it makes no row higher.
        Column::Version => 28,
        Column::Field(field) => match field.kind() {
            Kind::Markdown => 60,
            Kind::Links => 40,
            Kind::Url => 36,
            Kind::List(None) => 26,
            Kind::Line | Kind::Date | Kind::List(Some(_)) => 18,
            Kind::Choice(_) | Kind::Driver => 14,
        },
    }
}

/// About how many lines a text takes in a column.
fn lines(text: &str, width: usize) -> usize {
    let of_line = |line: &str| {
        let (mut lines, mut taken) = (1, 0);
        for word in line.split(' ') {
            let length = word.chars().count() + 1;
            taken += length;
            if taken > width + 1 {
                lines += length / (width + 1) + usize::from(taken > length);
                taken = length % (width + 1);
            }
        }
        lines
    };
    text.split('\n').map(of_line).sum()
}
