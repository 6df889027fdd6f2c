//! The outlines beside a register's entries in IndexedDB: several in one text, so that all of them are read at once.
//!
//! They follow from the entries. What can't be read of them is made anew, and nobody is told.

use std::collections::BTreeMap;

use serde_json::value::RawValue;

use super::Outlines;
use crate::domain::edit::EntryId;
use crate::domain::outline::Outline;

/// How many texts there are. At ten thousand drivers one is read and written about as quickly as an entry.
const SHELVES: u32 = 256;

/// The key of the text that has an entry's outline.
pub fn shelf(id: &str) -> String {
    // FNV-1a: any even spread will do, as long as it stays the same.
    let spread = |hash: u32, byte: u8| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193);
    let hash = id.bytes().fold(0x811c_9dc5, spread);
    format!("{:02x}", hash % SHELVES)
}

/// Changes of outlines, by the key of their text. `None` takes one away.
pub type Changes = BTreeMap<String, BTreeMap<EntryId, Option<Outline>>>;

/// A text with some of its outlines changed.
pub fn changed(stored: Option<&str>, changes: BTreeMap<EntryId, Option<Outline>>) -> String {
    let kept = stored.and_then(|text| serde_json::from_str(text).ok());
    let mut shelf: BTreeMap<EntryId, Box<RawValue>> = kept.unwrap_or_default();
    for (id, outline) in changes {
        let outline = outline.and_then(|outline| serde_json::value::to_raw_value(&outline).ok());
        match outline {
            Some(outline) => shelf.insert(id, outline),
            None => shelf.remove(&id),
        };
    }
    // Texts and their keys always have a text.
    serde_json::to_string(&shelf).unwrap_or_default()
}

/// Reads a text; what can't be read has no outlines.
pub fn read(text: &str) -> Outlines {
    serde_json::from_str(text).unwrap_or_default()
}
