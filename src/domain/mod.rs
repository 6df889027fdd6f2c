//! The register and its law; pure: no browser, clock, randomness or name of a person is reached from here.

pub mod bulk;
mod canonical;
pub mod changes;
pub mod date;
pub mod difference;
pub mod digest;
pub mod distance;
pub mod draft;
pub mod driver;
pub mod duplicates;
pub mod edit;
pub mod entry;
pub mod field;
pub mod glance;
pub mod join;
pub mod law;
pub mod link;
pub mod map;
pub mod merge;
pub mod outline;
pub mod register;
pub mod removal;
pub mod review;
pub mod saved_view;
pub mod sorting;
pub mod undo;
pub mod value;

pub use inverted::fold;
