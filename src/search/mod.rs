//! Finding drivers: the view that a person chose, and what it shows; pure.

pub mod facet;
pub mod index;
mod part;
pub mod passage;
pub mod query;
mod scan;
pub mod view;
mod words;
