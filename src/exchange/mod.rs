//! One file a format; pure.

pub mod json;
pub mod page;
pub mod report;
pub mod sample;
