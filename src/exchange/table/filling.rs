//! How a table is filled from a file, cell by cell, within bounds; and which of its rows has the headers.

use std::collections::BTreeMap;
use std::ops::RangeInclusive;

use super::{MAX_BYTES, MAX_COLUMNS, MAX_ROWS, Notice, Table, Unreadable, guess, is_blank};

/// What the cells of a file may still take, in bytes.
pub struct Room(pub(super) u64);

impl Room {
    pub fn new() -> Self {
        Self(MAX_BYTES)
    }

    /// Takes some of it.
    pub fn take(&mut self, bytes: usize) -> Result<(), Unreadable> {
        let left = self.0.checked_sub(bytes as u64);
        self.0 = left.ok_or(Unreadable::TooLarge)?;
        Ok(())
    }
}

/// A table being filled, cell by cell, in any order.
pub struct Filling<'a> {
    room: &'a mut Room,
    rows: Vec<Vec<String>>,
    links: BTreeMap<(usize, usize), String>,
}

impl<'a> Filling<'a> {
    pub fn new(room: &'a mut Room) -> Self {
        Self {
            room,
            rows: Vec::new(),
            links: BTreeMap::new(),
        }
    }

    /// Puts a text into a cell. Empty cells take no place, wherever they are.
    pub fn put(&mut self, row: usize, column: usize, text: &str) -> Result<(), Unreadable> {
        if text.is_empty() {
            return Ok(());
        }
        if row >= MAX_ROWS {
            return Err(Unreadable::TooManyRows);
        }
        if column >= MAX_COLUMNS {
            return Err(Unreadable::TooManyColumns);
        }
        if self.rows.len() <= row {
            self.rows.resize_with(row + 1, Vec::new);
        }
        let Some(cells) = self.rows.get_mut(row) else {
            return Ok(());
        };
        let new = (column + 1).saturating_sub(cells.len());
        self.room.take(new * size_of::<String>() + text.len())?;
        cells.extend(std::iter::repeat_n(String::new(), new));
        if let Some(cell) = cells.get_mut(column) {
            text.clone_into(cell);
        }
        Ok(())
    }

    /// Makes every cell of an area a link in which something stands. Returns how many places there were to look at.
    pub fn link(
        &mut self,
        rows: RangeInclusive<usize>,
        columns: RangeInclusive<usize>,
        address: &str,
    ) -> Result<usize, Unreadable> {
        let mut seen = 0;
        let last = self.rows.len().min(rows.end().saturating_add(1));
        for row in *rows.start()..last {
            let cells = self.rows.get(row).map_or(&[][..], Vec::as_slice);
            let last = cells.len().min(columns.end().saturating_add(1));
            for column in *columns.start()..last {
                if cells.get(column).is_some_and(|cell| !cell.is_empty()) {
                    self.room.take(address.len())?;
                    self.links.insert((row, column), address.to_owned());
                }
                seen += 1;
            }
            seen += 1;
        }
        Ok(seen)
    }

    /// The table, from the row that is most likely to have the headers.
    pub fn finish(self, notices: Vec<Notice>) -> Table {
        let Self {
            mut rows, links, ..
        } = self;
        let header = header_row(&rows);
        let below = rows.split_off(header);
        rows.retain(|row| !is_blank(row));
        Table {
            rows: below,
            first_row: header + 1,
            above: rows,
            links,
            notices,
            ..Table::default()
        }
    }
}

/// How many rows from the first that isn't blank may be the one with the headers.
const HEADER_WITHIN: usize = 20;

/// The index of the row with the most known headers, if they are three at least, or half of it; else of the first row
/// that isn't blank.
fn header_row(rows: &[Vec<String>]) -> usize {
    let Some(first) = rows.iter().position(|row| !is_blank(row)) else {
        return 0;
    };
    let (mut best, mut most) = (first, 1);
    for (index, row) in rows.iter().enumerate().skip(first).take(HEADER_WITHIN) {
        let guessed = guess(row, &BTreeMap::new());
        let known = guessed.columns.iter().flatten().count();
        let all = row.iter().filter(|cell| !cell.trim().is_empty()).count();
        if known > most && (known >= 3 || 2 * known >= all) {
            (best, most) = (index, known);
        }
    }
    best
}
