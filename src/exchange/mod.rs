//! One file a format; pure.

pub mod json;
pub mod page;
pub mod publication;
pub mod report;
pub mod sample;
