//! Sentences of entries that were joined.

pub const HEADING: &str = "Joined entries";
pub const SEPARATE: &str = "Separate";

pub fn lead(count: usize) -> String {
    format!(
        "This driver brings together {count} entries for the same document. Separate one if it is about another document: it then has again what it had before. Changes made since they were joined stay here."
    )
}

/// For screen readers, after "Separate".
pub fn which(title: &str) -> String {
    format!(" “{title}”")
}

pub fn separated(title: &str) -> String {
    format!("“{title}” is an entry of its own again.")
}
