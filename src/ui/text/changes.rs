//! Sentences of the screen of what changed.
