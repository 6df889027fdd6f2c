//! Workbooks as Excel has them: Office Open XML, ECMA-376, of which this reads and writes SpreadsheetML.
//!
//! It is done here with `quick-xml` over [`super::zip`]: calamine and rust_xlsxwriter are over 230 kB of compressed
//! WebAssembly each. What is left out for it is named where it matters: nothing is calculated, and of how cells look
//! only the formats of dates are read.

mod address;
mod dates;
mod frame;
mod parts;
mod read;
mod sheet;
mod text;
mod write;

pub use read::{Sheet, read, read_in_slices};
pub use write::{Cut, Rows, Written, cut_for_cell, write};

/// The names of parts, as this writes them.
mod part {
    pub const TYPES: &str = "[Content_Types].xml";
    pub const RELATIONSHIPS: &str = "_rels/.rels";
    pub const PROPERTIES: &str = "docProps/core.xml";
    pub const WORKBOOK: &str = "xl/workbook.xml";
    pub const WORKBOOK_RELATIONSHIPS: &str = "xl/_rels/workbook.xml.rels";
    pub const STYLES: &str = "xl/styles.xml";
    pub const SHEET: &str = "xl/worksheets/sheet1.xml";
    pub const SHEET_RELATIONSHIPS: &str = "xl/worksheets/_rels/sheet1.xml.rels";
}

#[cfg(test)]
mod tests;
