//! Sentences of the screen of duplicates.
