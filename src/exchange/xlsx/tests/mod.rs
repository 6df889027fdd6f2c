//! What is written is what Excel writes and what others read; what others write is read.

mod foreign;
mod own;

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::*;
use crate::domain::driver::Driver;
use crate::exchange::table::made::driver;
use crate::exchange::table::{Table, drivers, guess};
use crate::exchange::zip;

fn written(members: &[Value]) -> Written {
    let drivers: Vec<Driver> = members.iter().cloned().map(driver).collect();
    write(&drivers.iter().collect::<Vec<_>>(), "Mill Lane <library>")
}

fn part_of(bytes: &[u8], name: &str) -> String {
    let parts = zip::unpack(bytes, 10_000_000, |part| part == name).unwrap();
    String::from_utf8(parts[name].clone()).unwrap()
}

fn placed(table: &Table) -> Value {
    let placed = drivers(table, &guess(table.header(), &BTreeMap::new()));
    json!(placed.drivers)
}
