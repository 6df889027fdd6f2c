//! A linked file: the browser's handle of it, and which of several tabs looks after it.

mod handle;
mod lead;

pub use handle::{FileHandle, NoFile, is_supported};
pub use lead::Lead;
