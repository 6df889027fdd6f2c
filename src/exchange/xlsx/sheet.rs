//! The cells of a sheet (ECMA-376 part 1, 18.3).

use super::dates::{self, Shown};
use super::parts::{Element, Piece, Relationships, each_piece_in_slices};
use super::text::unescaped;
use crate::domain::value::is_live_address;
use crate::exchange::pause::Pause;
use crate::exchange::table::{Filling, Notice, Room, Table, Unreadable};

/// What cells of every sheet refer to.
#[derive(Default)]
pub struct Shared {
    pub texts: Vec<String>,
    /// What each style shows of a number.
    pub styles: Vec<Shown>,
    /// Whether day 0 is 1 January 1904.
    pub is_from_1904: bool,
}

/// How many places may be looked at to make cells links, in one sheet. One link may be of an area of any size.
const LINKS_LOOKED_AT: usize = 1_000_000;

/// A sheet being read.
struct Reading<'a> {
    shared: &'a Shared,
    relationships: &'a Relationships,
    filling: Filling<'a>,
    /// The row and the column that come next, from 0.
    row: usize,
    column: usize,
    cell: Option<Cell>,
    without_result: usize,
    to_look_at: usize,
}

/// A cell being read.
#[derive(Default)]
struct Cell {
    kind: String,
    style: usize,
    /// The element that text belongs to; within another that isn't read, none.
    inside: Inside,
    value: String,
    text: String,
    formula: Option<String>,
}

#[derive(Clone, Copy, Default, PartialEq, Eq)]
enum Inside {
    #[default]
    Nothing,
    Value,
    Formula,
    Text,
    /// How a text is pronounced: it isn't shown in its place.
    Phonetic,
}

/// Reads a sheet into a table.
pub async fn table(
    part: &[u8],
    shared: &Shared,
    relationships: &Relationships,
    room: &mut Room,
    pause: &mut dyn Pause,
) -> Result<Table, Unreadable> {
    let mut reading = Reading {
        shared,
        relationships,
        filling: Filling::new(room),
        row: 0,
        column: 0,
        cell: None,
        without_result: 0,
        to_look_at: LINKS_LOOKED_AT,
    };
    each_piece_in_slices(part, pause, &mut |piece| reading.take(piece)).await?;
    let count = reading.without_result;
    let notices = (count > 0).then_some(Notice::NoResult { count });
    Ok(reading.filling.finish(notices.into_iter().collect()))
}

impl Reading<'_> {
    fn take(&mut self, piece: Piece<'_>) -> Result<(), Unreadable> {
        match (piece, &mut self.cell) {
            (Piece::Open("row", element), _) => {
                let row = element.number("r").and_then(|row| row.checked_sub(1));
                self.row = row.map_or(self.row, |row| row as usize);
                self.column = 0;
            }
            (Piece::Close("row"), _) => self.row += 1,
            (Piece::Open("c", element), _) => {
                let place = element.get("r").and_then(|place| place_of(&place));
                if let Some((row, column)) = place {
                    (self.row, self.column) = (row.unwrap_or(self.row), column);
                }
                self.cell = Some(Cell {
                    kind: element.get("t").unwrap_or_default(),
                    style: element.number("s").unwrap_or_default() as usize,
                    ..Cell::default()
                });
            }
            (Piece::Close("c"), cell) => {
                if let Some(cell) = cell.take() {
                    self.put(cell)?;
                }
                self.column += 1;
            }
            (Piece::Open("hyperlink", element), _) => self.link(element)?,
            (Piece::Open(name, _), Some(cell)) => cell.open(name),
            (Piece::Close(name), Some(cell)) => cell.close(name),
            (Piece::Text(text), Some(cell)) => cell.take(text),
            _ => (),
        }
        Ok(())
    }

    fn put(&mut self, cell: Cell) -> Result<(), Unreadable> {
        let Cell {
            kind,
            style,
            value,
            text,
            formula,
            ..
        } = cell;
        let has_no_result = formula.is_some() && value.is_empty() && kind != "str";
        self.without_result += usize::from(has_no_result);
        let (row, column) = (self.row, self.column);
        let shown = match kind.as_str() {
            "s" => {
                let texts = &self.shared.texts;
                let text = value
                    .trim()
                    .parse()
                    .ok()
                    .and_then(|at: usize| texts.get(at));
                return self
                    .filling
                    .put(row, column, text.map_or("", String::as_str));
            }
            "inlineStr" => unescaped(&text).into_owned(),
            "str" => unescaped(&value).into_owned(),
            "b" => match value.trim() {
                "1" | "true" => "TRUE".to_owned(),
                "" => String::new(),
                _ => "FALSE".to_owned(),
            },
            // A day, or a time: its beginning is what the day is.
            "d" => value.trim().trim_end_matches("T00:00:00").to_owned(),
            "e" => value,
            _ => {
                let shown = self.shared.styles.get(style).copied().unwrap_or_default();
                number(value.trim(), shown, self.shared.is_from_1904)
            }
        };
        self.filling.put(row, column, &shown)?;
        let address = formula.as_deref().and_then(address_of);
        if let Some(address) = address.filter(|address| is_live_address(address)) {
            self.filling.link(row..=row, column..=column, address)?;
        }
        Ok(())
    }

    fn link(&mut self, element: &Element<'_>) -> Result<(), Unreadable> {
        let relationship = element.get("id").and_then(|id| self.relationships.get(&id));
        let Some(relationship) = relationship.filter(|relationship| relationship.is_external)
        else {
            return Ok(());
        };
        let mut address = relationship.target.clone();
        // Excel parts an address from what stands behind its `#`.
        if let Some(location) = element.get("location") {
            address.push('#');
            address.push_str(&location);
        }
        let area = element.get("ref").unwrap_or_default();
        let (first, last) = area.split_once(':').unwrap_or((&area, &area));
        if let (Some((Some(top), left)), Some((Some(bottom), right))) =
            (place_of(first), place_of(last))
            && is_live_address(&address)
            && self.to_look_at > 0
        {
            let seen = self.filling.link(top..=bottom, left..=right, &address)?;
            self.to_look_at = self.to_look_at.saturating_sub(seen);
        }
        Ok(())
    }
}

impl Cell {
    fn open(&mut self, name: &str) {
        self.inside = match name {
            "v" => Inside::Value,
            "f" => {
                self.formula = Some(String::new());
                Inside::Formula
            }
            "t" if self.inside != Inside::Phonetic => Inside::Text,
            "rPh" => Inside::Phonetic,
            _ => self.inside,
        };
    }

    fn close(&mut self, name: &str) {
        match (name, self.inside) {
            ("t", Inside::Phonetic) => (),
            ("v" | "f" | "t" | "rPh", _) => self.inside = Inside::Nothing,
            _ => (),
        }
    }

    fn take(&mut self, text: &str) {
        match self.inside {
            Inside::Value => self.value.push_str(text),
            Inside::Text => self.text.push_str(text),
            Inside::Formula => {
                if let Some(formula) = &mut self.formula {
                    formula.push_str(text);
                }
            }
            Inside::Nothing | Inside::Phonetic => (),
        }
    }
}

/// The shared texts, in their order.
pub async fn shared_texts(
    part: &[u8],
    room: &mut Room,
    pause: &mut dyn Pause,
) -> Result<Vec<String>, Unreadable> {
    let mut texts = Vec::new();
    let mut item: Option<Cell> = None;
    each_piece_in_slices(part, pause, &mut |piece| {
        match (piece, &mut item) {
            (Piece::Open("si", _), item) => *item = Some(Cell::default()),
            (Piece::Close("si"), item) => {
                let text = item.take().unwrap_or_default().text;
                room.take(size_of::<String>() + text.len())?;
                texts.push(unescaped(&text).into_owned());
            }
            (Piece::Open(name, _), Some(item)) => item.open(name),
            (Piece::Close(name), Some(item)) => item.close(name),
            (Piece::Text(text), Some(item)) => item.take(text),
            _ => (),
        }
        Ok(())
    })
    .await?;
    Ok(texts)
}

/// Row and column, from 0, of a place such as "B12"; the row may be missing.
fn place_of(place: &str) -> Option<(Option<usize>, usize)> {
    let place = place.replace('$', "");
    let digits = place.trim_start_matches(|c: char| c.is_ascii_alphabetic());
    let letters = place.get(..place.len() - digits.len())?;
    let column = letters.bytes().fold(0_usize, |column, letter| {
        let letter = usize::from(letter.to_ascii_uppercase() - b'A') + 1;
        column.saturating_mul(26).saturating_add(letter)
    });
    let row: Option<usize> = digits.parse().ok();
    Some((
        row.and_then(|row| row.checked_sub(1)),
        column.checked_sub(1)?,
    ))
}

/// The address that a formula leads to which is nothing but a link to one, written out.
fn address_of(formula: &str) -> Option<&str> {
    let formula = formula.trim();
    let name = formula
        .get(..10)
        .filter(|name| name.eq_ignore_ascii_case("HYPERLINK("))?;
    let address = formula.get(name.len()..)?.trim_start().strip_prefix('"')?;
    address.split('"').next()
}

/// A number as it is to be read: as a date where it is one, else with 15 digits at most, as Excel shows it. Other
/// formats than those of dates aren't applied.
fn number(value: &str, shown: Shown, is_from_1904: bool) -> String {
    if shown != Shown::Number
        && let Ok(number) = serde_json::from_str(value)
        && let Some(date) = dates::written(number, shown, is_from_1904)
    {
        return date;
    }
    rounded(value).unwrap_or_else(|| value.to_owned())
}

/// The most digits that Excel calculates with; what files have beyond them comes from writing binary numbers.
const DIGITS: usize = 15;

/// A decimal number without an exponent, rounded; `None` for any other.
fn rounded(value: &str) -> Option<String> {
    let (whole, part) = value.split_once('.')?;
    let is_number = |text: &str| text.bytes().all(|digit| digit.is_ascii_digit());
    let digits = whole.strip_prefix('-').unwrap_or(whole);
    if digits.is_empty() || !is_number(digits) || !is_number(part) {
        return None;
    }
    // Zeros before the first other digit aren't counted.
    let all = [digits, part].concat();
    let first = all.find(|digit| digit != '0').unwrap_or(all.len());
    let mut kept: Vec<u8> = all.bytes().take(first + DIGITS).collect();
    // What is rounded away stands behind the point: a whole number has no more digits.
    if digits.len() > kept.len() {
        return None;
    }
    let mut carry = all
        .as_bytes()
        .get(first + DIGITS)
        .is_some_and(|digit| *digit >= b'5');
    for digit in kept.iter_mut().rev() {
        if !carry {
            break;
        }
        carry = *digit == b'9';
        *digit = if carry { b'0' } else { *digit + 1 };
    }
    let text: String = kept.into_iter().map(char::from).collect();
    let (whole, part) = text.split_at_checked(digits.len())?;
    let sign = if value.starts_with('-') { "-" } else { "" };
    let carried = if carry { "1" } else { "" };
    let part = part.trim_end_matches('0');
    let point = if part.is_empty() { "" } else { "." };
    Some([sign, carried, whole, point, part].concat())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_read() {
        for (place, read) in [
            ("A1", Some((Some(0), 0))),
            ("$b$12", Some((Some(11), 1))),
            ("AA10", Some((Some(9), 26))),
            ("XFD1048576", Some((Some(1_048_575), 16_383))),
            ("C", Some((None, 2))),
            ("A0", Some((None, 0))),
            ("12", None),
            ("", None),
            ("é1", None),
        ] {
            assert_eq!(place_of(place), read, "{place}");
        }
        assert_eq!(place_of(&"Z".repeat(100)), Some((None, usize::MAX - 1)));
    }

    #[test]
    fn numbers_have_no_more_digits_than_excel_shows() {
        for (value, shown) in [
            ("2018", "2018"),
            ("1.1000000000000001", "1.1"),
            ("0.30000000000000004", "0.3"),
            ("-2.50", "-2.5"),
            ("9.9999999999999999", "10"),
            ("99.9999999999999999", "100"),
            ("0.000123456789012345678", "0.000123456789012346"),
            ("12345678901234567890.5", "12345678901234567890.5"),
            ("3.0", "3"),
            ("1.5E-3", "1.5E-3"),
            ("43286.", "43286"),
            ("x.y", "x.y"),
            ("-.5", "-.5"),
            ("", ""),
        ] {
            assert_eq!(number(value, Shown::Number, false), shown);
        }
    }

    #[test]
    fn a_formula_that_is_a_link_has_an_address() {
        for (formula, address) in [
            (
                "HYPERLINK(\"https://a.example\",\"A\")",
                Some("https://a.example"),
            ),
            (
                " hyperlink( \"https://a.example\")",
                Some("https://a.example"),
            ),
            ("HYPERLINK(A1)", None),
            ("SUM(1,1)", None),
            ("", None),
        ] {
            assert_eq!(address_of(formula), address);
        }
    }
}
