//! The register's own file format: JSON for people and for machines. `docs/file-format.md` describes it in full.

mod read;
mod write;

pub use read::{
    Incoming, MAX_BYTES, Notice, NoticeKind, Reading, Scanning, Subject, Unreadable, decode,
};
pub use write::{Detail, Plain, Selection, Writing, write, write_entries, write_plain};

/// What the `format` of a file says.
pub const FORMAT: &str = "driver-atlas";
/// The version that this program writes, and the newest that it reads.
pub const VERSION: u64 = 1;

/// Keys of a driver in a file that aren't its fields.
mod key {
    pub const ID: &str = "id";
    pub const COMMENTS: &str = "comments";
    pub const HEADS: &str = "heads";
    pub const EDITS: &str = "edits";
    pub const VALUES: &str = "values";
    /// Begins the key under which the register's entry keeps what a file says beside `register` and `drivers`.
    pub const BESIDE: &str = "file:";
}

#[cfg(test)]
mod tests;
