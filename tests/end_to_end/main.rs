//! The finished page, driven in real browsers as a person would. `cargo xtask test e2e` runs these.

mod accessibility;
mod app;
mod bad_input;
mod bulk;
mod changes;
mod crash;
mod duplicates;
mod fatal;
mod finding;
mod harness;
mod harness_itself;
mod journey;
mod keyboard;
mod linked;
mod many;
mod names;
mod one_file;
mod published;
mod removal;
mod saved_views;
mod settle;
mod sharing;
mod storage;
mod tabs;
mod three_desks;
