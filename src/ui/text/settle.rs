//! Sentences of settling conflicts.
