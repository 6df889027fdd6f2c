//! One file a format; pure.

pub mod json;
pub mod sample;
