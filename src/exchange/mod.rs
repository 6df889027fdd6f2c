//! One file a format; pure.

pub mod atom;
pub mod bibtex;
pub mod blocks;
pub mod briefing;
pub mod calendar;
pub mod citation;
pub mod columns;
pub mod csl_json;
pub mod csv;
mod direction;
pub mod docx;
pub mod encoding;
mod html;
pub mod json;
pub mod json_lines;
#[cfg(test)]
mod made;
pub mod map_page;
mod markdown;
pub mod page;
pub mod pause;
mod plain;
pub mod publication;
pub mod reference;
pub mod references;
pub mod report;
pub mod ris;
pub mod sample;
pub mod table;
mod uri;
pub mod xlsx;
mod xml;
pub mod zip;

use crate::domain::driver::Driver;

/// A file of drivers, written one after the other, so that a page stays responsive.
pub trait Writing {
    /// Looks at a driver that is to be written, before any is: for formats in which one depends on the others.
    fn look_ahead(&mut self, _driver: &Driver) {}

    /// Writes the next driver.
    fn push(&mut self, driver: &Driver);

    /// Ends the file.
    fn finish(self: Box<Self>) -> Vec<u8>;
}
