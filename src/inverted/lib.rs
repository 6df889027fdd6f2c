//! An inverted index: the words of many documents, in which of them each is, and what it is worth there.
//!
//! It knows words, and numbers of documents and of their parts; what these are is for the search to say. It is a crate of
//! its own because it is compiled for speed, where all else is compiled to be small: it goes through every letter of a
//! register at each opening.

mod dictionary;
pub mod fold;
mod order;
mod phrase;
mod reading;
mod varint;

pub use self::dictionary::Dictionary;
pub use self::order::Order;
pub use self::phrase::has_phrase;
pub use self::reading::Reading;

/// How many parts a document may have. A set of them has a bit for each.
pub const PARTS: usize = 8;
