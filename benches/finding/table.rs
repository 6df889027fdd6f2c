//! A table in Markdown, the numbers in it, and its place in a page of documentation.

use std::fmt::Write;

/// The lines of a page between which the table stands.
const BEGIN: &str = "<!-- The table begins. `cargo xtask bench -- --write` writes it. -->";
const END: &str = "<!-- The table ends. -->";

/// Rows of cells under a head.
pub struct Table {
    columns: usize,
    text: String,
}

impl Table {
    pub fn new(head: &[String]) -> Self {
        let mut table = Self {
            columns: head.len(),
            text: String::new(),
        };
        table.row(head.iter().cloned());
        let ruler = std::iter::once("---".to_owned());
        table.row(ruler.chain(head.iter().skip(1).map(|_| "--:".to_owned())));
        table
    }

    /// Cells that are missing at the end are empty.
    pub fn row(&mut self, cells: impl IntoIterator<Item = String>) {
        let cells = cells.into_iter().chain(std::iter::repeat(String::new()));
        for cell in cells.take(self.columns) {
            // Writing to a string can't fail.
            let _ = write!(self.text, "| {cell} ");
        }
        self.text.push_str("|\n");
    }

    pub fn into_text(self) -> String {
        self.text
    }
}

/// Milliseconds, as exact as is of use; a dash for what wasn't measured.
pub fn time(milliseconds: Option<f64>) -> String {
    match milliseconds {
        None => "–".to_owned(),
        Some(time) if time >= 10_000.0 => format!("{:.1} s", time / 1000.0),
        Some(time) if time >= 1000.0 => format!("{:.2} s", time / 1000.0),
        Some(time) if time >= 100.0 => format!("{time:.0} ms"),
        Some(time) if time >= 10.0 => format!("{time:.1} ms"),
        Some(time) => format!("{time:.2} ms"),
    }
}

/// One measurement as a share of another; a dash where one is missing.
pub fn share(part: Option<f64>, whole: Option<f64>) -> String {
    ratio(part, whole).map_or_else(|| "–".to_owned(), |share| format!("{share:.2}"))
}

/// None where one is missing.
pub fn ratio(part: Option<f64>, whole: Option<f64>) -> Option<f64> {
    Some(part? / whole.filter(|whole| *whole > 0.0)?)
}

/// Bytes in megabytes.
pub fn megabytes(bytes: f64) -> String {
    format!("{:.1} MB", bytes / 1e6)
}

/// A page with this between its marks; none if it doesn't have them.
pub fn between_marks(page: &str, text: &str) -> Option<String> {
    let (before, rest) = page.split_once(BEGIN)?;
    let (_, after) = rest.split_once(END)?;
    Some(format!(
        "{before}{BEGIN}\n\n{}\n\n{END}{after}",
        text.trim()
    ))
}
