//! A table that was read, before it is known what its columns are; and how it becomes drivers. `docs/tables.md`
//! describes it.

mod drivers;
mod filling;
mod here;
mod mapping;

use std::collections::BTreeMap;

use super::encoding::Encoding;
use super::json;
pub use drivers::{CellProblem, CellProblemKind, Placed, drivers};
pub(super) use filling::{Filling, Room};
pub use here::keep_what_is_here;
pub use mapping::{Mapping, Target, guess};

/// The most rows of a table that is read; blank ones at the end don't count.
pub const MAX_ROWS: usize = 100_000;
/// The most columns of a table that is read, counted to the last in which anything stands.
pub const MAX_COLUMNS: usize = 1_000;
/// The largest file with a table that is read, in bytes, unpacked; and the most memory that its cells may take, which a
/// file of few bytes can ask any amount of.
pub const MAX_BYTES: u64 = json::MAX_BYTES;

/// A table: a text file or a sheet of a workbook.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Table {
    /// The headers, then a row for each driver. Rows may be of different lengths, and blank ones are there.
    pub rows: Vec<Vec<String>>,
    /// The number in the file of the first of these rows, from 1.
    pub first_row: usize,
    /// What stands above the headers, a row each: a heading, say.
    pub above: Vec<Vec<String>>,
    /// Of a text file, as it was found.
    pub encoding: Option<Encoding>,
    /// Of a text file, as it was found.
    pub separator: Option<Separator>,
    pub notices: Vec<Notice>,
    /// The addresses of cells that are links, by the indices of the row among all of the file and of the column.
    links: BTreeMap<(usize, usize), String>,
}

/// What stands between the cells of a text file's rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Separator {
    Comma,
    Semicolon,
    Tab,
    Pipe,
}

/// Something about a table that its reader ought to know.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Notice {
    /// So many places couldn't be read; each is U+FFFD now.
    Replaced { count: usize },
    /// In this row of the file, from 1, begins a quotation that never ends: all that follows is in one cell.
    OpenQuotation { row: usize },
    /// So many formulas have no result in the file: their cells are empty.
    NoResult { count: usize },
}

/// Why a file has no table that can be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unreadable {
    /// Nothing but white space, or a workbook without a sheet.
    Empty,
    /// Bytes that are no text.
    NotText,
    /// Neither a workbook nor anything else that is named here.
    NotAWorkbook,
    /// A workbook of Excel 97 to 2003 (.xls), or another file of its kind.
    OldExcel,
    /// A binary workbook (.xlsb).
    BinaryExcel,
    /// A workbook that opens with a password only.
    Encrypted,
    /// A sheet of LibreOffice and others (.ods).
    OpenDocument,
    /// A workbook of which a part is missing or damaged.
    Damaged,
    /// More than [`MAX_BYTES`].
    TooLarge,
    /// More than [`MAX_ROWS`].
    TooManyRows,
    /// More than [`MAX_COLUMNS`].
    TooManyColumns,
}

/// What a compound file begins with: the container of .xls, and of workbooks with a password ([MS-CFB] 2.2).
const COMPOUND_FILE: &[u8] = &[0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1];
/// What a ZIP file with anything in it begins with.
const ZIP: &[u8] = b"PK\x03\x04";

/// Whether a file is a workbook of any kind, or packed as one, by its first bytes.
pub fn is_workbook(bytes: &[u8]) -> bool {
    is_packed(bytes) || bytes.starts_with(COMPOUND_FILE)
}

/// Whether a file is packed as a workbook is that can be read.
pub(super) fn is_packed(bytes: &[u8]) -> bool {
    bytes.starts_with(ZIP)
}

/// What is wrong with a file that isn't packed as a workbook, where it is known.
pub(super) fn unpacked_kind(bytes: &[u8]) -> Option<Unreadable> {
    if !bytes.starts_with(COMPOUND_FILE) {
        return None;
    }
    // The name of the stream that holds what is encrypted ([MS-OFFCRYPTO] 1.3.2).
    let name = "EncryptedPackage".encode_utf16();
    let name: Vec<u8> = name.flat_map(u16::to_le_bytes).collect();
    let is_encrypted = bytes.windows(name.len()).any(|window| window == name);
    Some(match is_encrypted {
        true => Unreadable::Encrypted,
        false => Unreadable::OldExcel,
    })
}

impl Separator {
    pub const ALL: [Self; 4] = [Self::Comma, Self::Semicolon, Self::Tab, Self::Pipe];

    pub const fn byte(self) -> u8 {
        match self {
            Self::Comma => b',',
            Self::Semicolon => b';',
            Self::Tab => b'\t',
            Self::Pipe => b'|',
        }
    }
}

impl Table {
    /// The row of headers.
    pub fn header(&self) -> &[String] {
        self.rows.first().map_or(&[], Vec::as_slice)
    }

    /// Where a cell leads that is a link; `row` is the index among [`Self::rows`].
    fn link(&self, row: usize, column: usize) -> Option<&str> {
        let at = (self.first_row + row).checked_sub(1)?;
        self.links.get(&(at, column)).map(String::as_str)
    }
}

fn is_blank(row: &[String]) -> bool {
    row.iter().all(|cell| cell.trim().is_empty())
}

#[cfg(test)]
pub(super) mod made;
#[cfg(test)]
mod tests;
