//! Sentences of removing for good.
