//! The edge: what the app asks of the browser, and the only place that asks it. No screens, no sentences.
//!
//! Everything that the app keeps in the browser goes by a name that begins with [`PREFIX`], as all pages opened
//! from files share one store in Chromium. What isn't a register's begins with `driver-atlas-` instead, so that no
//! register's id can be mistaken for it.

pub mod clipboard;
pub mod clock;
pub mod files;
pub mod linked;
pub mod page;
pub mod panic;
pub mod preferences;
pub mod store;
pub mod tabs;
pub mod timing;
mod web_storage;

/// What the name of every database, key and channel begins with.
pub const PREFIX: &str = "driver-atlas:";
