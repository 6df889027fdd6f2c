//! Comma-separated values as RFC 4180 has them, and what spreadsheet programs make of them.
//!
//! # Cells that a spreadsheet would calculate
//!
//! A cell that begins with `=`, `+`, `-` or `@` is a formula to spreadsheet programs, and may reach out of the file
//! (OWASP, "CSV Injection"). Such a text is written with an apostrophe before it, and so is one that has apostrophes
//! before such a text. Reading takes exactly one away from texts of this form, so every text comes back as it was.

use super::Writing;
use super::columns::Column;
use super::encoding::decode;
use super::pause::{Pause, at_once};
use super::table::{
    Filling, MAX_BYTES, Notice, Room, Separator, Table, Unreadable, is_workbook, unpacked_kind,
};
use crate::domain::driver::Driver;

/// The byte order mark, without which Excel takes a text for one in the encoding of its computer.
const MARK: &str = "\u{feff}";

/// The table of some drivers, with a row of headers: every cell as [`Column::cell`] says, separated by commas, with CRLF
/// at the end of each row, and a byte order mark at the beginning of the text.
///
/// Excel divides cells of more than 32,767 characters among rows; [`super::xlsx::write`] tells which those are.
pub fn write(drivers: &[&Driver]) -> String {
    let mut rows = Rows::new();
    drivers.iter().for_each(|driver| rows.push(driver));
    rows.0
}

/// The rows so far. (The crate that reads tables can write them, but tells numbers from texts by 12 kB of tables.)
pub struct Rows(String);

impl Rows {
    /// Begins with the headers.
    #[allow(clippy::new_without_default)] // A table that isn't begun has no headers.
    pub fn new() -> Self {
        let mut rows = Self(MARK.to_owned());
        rows.add(&mut Column::all().map(|column| column.header().to_owned()));
        rows
    }

    fn add(&mut self, cells: &mut dyn Iterator<Item = String>) {
        for (at, cell) in cells.enumerate() {
            if at > 0 {
                self.0.push(',');
            }
            // Section 2, rules 5 to 7.
            if cell.contains([',', '"', '\r', '\n']) {
                self.0.push('"');
                self.0.push_str(&cell.replace('"', "\"\""));
                self.0.push('"');
            } else {
                self.0.push_str(&cell);
            }
        }
        self.0.push_str("\r\n");
    }
}

impl Writing for Rows {
    fn push(&mut self, driver: &Driver) {
        self.add(&mut Column::all().map(|column| defused(column.cell(driver).into_owned())));
    }

    fn finish(self: Box<Self>) -> Vec<u8> {
        self.0.into_bytes()
    }
}

/// Whether a spreadsheet program may calculate a cell that begins so. Some pass over what isn't seen first, and some
/// take the wide forms of East Asian type for what they are forms of.
fn is_calculated(text: &str) -> bool {
    let is_unseen = |c: char| {
        c.is_whitespace() || c.is_control() || matches!(c, '\u{200b}'..='\u{200f}' | '\u{feff}')
    };
    text.starts_with(['\t', '\r', '\n'])
        || text
            .trim_start_matches(is_unseen)
            .starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠'])
}

/// Whether apostrophes, if any, stand before what would be calculated.
fn may_be_defused(text: &str) -> bool {
    is_calculated(text.trim_start_matches('\''))
}

fn defused(mut text: String) -> String {
    if may_be_defused(&text) {
        text.insert(0, '\'');
    }
    text
}

/// The text that [`defused`] made this of.
fn original(text: &str) -> &str {
    let rest = text.strip_prefix('\'');
    rest.filter(|rest| may_be_defused(rest)).unwrap_or(text)
}

/// Reads a table as [`read_in_slices`] does, without a pause.
pub fn read(bytes: &[u8]) -> Result<Table, Unreadable> {
    at_once(async |pause| read_in_slices(bytes, pause).await)
}

/// Reads a table in any of the encodings of [`super::encoding::Encoding`], separated by any of [`Separator`]: what they are is found
/// from the text, which may also say its separator in a first line of its own, `sep=;`, as Excel has it. That line
/// isn't counted as a row.
///
/// # Errors
/// See [`Unreadable`]. No text is unreadable for what stands in it.
pub async fn read_in_slices(bytes: &[u8], pause: &mut dyn Pause) -> Result<Table, Unreadable> {
    if bytes.len() as u64 > MAX_BYTES {
        return Err(Unreadable::TooLarge);
    }
    if is_workbook(bytes) {
        return Err(unpacked_kind(bytes).unwrap_or(Unreadable::NotText));
    }
    let decoded = decode(bytes).ok_or(Unreadable::NotText)?;
    let (declared, text) = declared(&decoded.text);
    if text.trim().is_empty() {
        return Err(Unreadable::Empty);
    }
    let separator = declared.unwrap_or_else(|| found(text));
    let mut room = Room::new();
    let mut filling = Filling::new(&mut room);
    let open = fill(&mut filling, text, separator, pause).await?;
    let mut notices = Vec::new();
    if decoded.replaced > 0 {
        let count = decoded.replaced;
        notices.push(Notice::Replaced { count });
    }
    notices.extend(open.map(|row| Notice::OpenQuotation { row }));
    let mut table = filling.finish(notices);
    table.encoding = Some(decoded.encoding);
    table.separator = Some(separator);
    Ok(table)
}

/// Puts all cells into a table. Returns the number of the row whose last cell is a quotation without an end.
async fn fill(
    filling: &mut Filling<'_>,
    text: &str,
    separator: Separator,
    pause: &mut dyn Pause,
) -> Result<Option<usize>, Unreadable> {
    let mut reader = ::csv::ReaderBuilder::new()
        .delimiter(separator.byte())
        .has_headers(false)
        .flexible(true)
        .from_reader(text.as_bytes());
    let mut record = ::csv::StringRecord::new();
    let (mut row, mut last) = (0, "");
    loop {
        let start = position(&reader);
        // Text in memory doesn't fail to be read.
        if !reader.read_record(&mut record).unwrap_or_default() {
            break;
        }
        let read = text.get(start..position(&reader)).unwrap_or_default();
        // Blank lines, which the reader passes over, are rows too.
        row += blank_lines(text.get(..start).unwrap_or_default(), read);
        for (column, cell) in record.iter().enumerate() {
            filling.put(row, column, original(cell))?;
        }
        last = read;
        row += 1;
        pause.pause().await;
    }
    Ok(is_open_at_end(last, separator).then_some(row))
}

fn position(reader: &::csv::Reader<&[u8]>) -> usize {
    usize::try_from(reader.position().byte()).unwrap_or(usize::MAX)
}

/// How many lines end before anything stands in the text, which follows on another.
fn blank_lines(before: &str, text: &str) -> usize {
    let mut lines = 0;
    let mut is_after_return = before.ends_with('\r');
    for c in text.chars() {
        match c {
            '\n' if is_after_return => is_after_return = false,
            '\n' => lines += 1,
            '\r' => {
                lines += 1;
                is_after_return = true;
            }
            _ => break,
        }
    }
    lines
}

/// The separator that the text says, and what follows.
fn declared(text: &str) -> (Option<Separator>, &str) {
    let (line, rest) = text.split_once('\n').unwrap_or((text, ""));
    let line = line.trim_end_matches('\r').trim_matches('"');
    let says = |separator: &Separator| {
        let said = line.get(4..).unwrap_or_default().as_bytes();
        let is_said = line
            .get(..4)
            .is_some_and(|word| word.eq_ignore_ascii_case("sep="));
        is_said && said == [separator.byte()]
    };
    match Separator::ALL.into_iter().find(says) {
        Some(separator) => (Some(separator), rest),
        None => (None, text),
    }
}

/// How many rows are looked at to find the separator.
const LOOKED_AT: usize = 100;

/// The separator that parts the most rows into the same number of cells; of equal ones that which makes more of them.
fn found(text: &str) -> Separator {
    let rows = separators_in(text);
    let mut best = (0, 0);
    let mut found = Separator::Comma;
    for (index, separator) in Separator::ALL.into_iter().enumerate() {
        let counts: Vec<usize> = rows
            .iter()
            .filter_map(|row| row.get(index).copied())
            .collect();
        for count in counts.iter().copied().filter(|count| *count > 0) {
            let alike = counts.iter().filter(|other| **other == count).count();
            if (alike, count) > best {
                best = (alike, count);
                found = separator;
            }
        }
    }
    found
}

/// How often each separator stands in each of the first rows, outside quotations.
fn separators_in(text: &str) -> Vec<[usize; 4]> {
    let of = |c| {
        Separator::ALL
            .iter()
            .position(|s| char::from(s.byte()) == c)
    };
    let mut rows = Vec::new();
    let mut row = [0; 4];
    let (mut is_quoted, mut may_begin) = (false, true);
    for c in text.chars() {
        if is_quoted {
            is_quoted = c != '"';
            // A quotation mark within a quotation is doubled: the second one goes on with it.
            may_begin = true;
            continue;
        }
        let separator = of(c);
        match c {
            '"' if may_begin => is_quoted = true,
            '\n' | '\r' => {
                if row != [0; 4] {
                    rows.push(std::mem::take(&mut row));
                }
                if rows.len() == LOOKED_AT {
                    return rows;
                }
            }
            _ => {
                if let Some(count) = separator.and_then(|index| row.get_mut(index)) {
                    *count += 1;
                }
            }
        }
        may_begin = separator.is_some() || matches!(c, '\n' | '\r');
    }
    rows.push(row);
    rows
}

/// Whether a row's text ends within a quotation.
fn is_open_at_end(row: &str, separator: Separator) -> bool {
    let separator = char::from(separator.byte());
    let (mut is_quoted, mut may_begin) = (false, true);
    for c in row.chars() {
        match c {
            '"' if is_quoted => (is_quoted, may_begin) = (false, true),
            '"' if may_begin => is_quoted = true,
            _ if is_quoted => (),
            c => may_begin = c == separator || matches!(c, '\n' | '\r'),
        }
    }
    is_quoted
}

#[cfg(test)]
mod tests;
