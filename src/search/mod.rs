//! Finding drivers: the view that a person chose, and what it shows; pure.

pub mod facet;
pub mod index;
pub mod query;
pub mod view;
mod words;
