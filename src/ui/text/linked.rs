//! Sentences of linked files.
