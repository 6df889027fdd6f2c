//! Sentences of publishing and published copies.
