//! How fast the finished page finds, beside other programs in the same browser. `cargo xtask bench` runs this, and
//! `docs/bench.md` says what is measured and how.

#[allow(dead_code)]
#[path = "../../tests/end_to_end/app.rs"]
mod app;
mod files;
#[allow(dead_code, unused_imports, unused_macros)]
#[path = "../../tests/end_to_end/harness/mod.rs"]
mod harness;
#[allow(dead_code)]
#[path = "../../tests/judged/mod.rs"]
mod judged;
#[allow(dead_code)]
#[path = "../../tests/made/mod.rs"]
mod made;
mod measure;
mod peers;
mod report;
#[allow(dead_code)]
mod statistics;
mod table;
mod watched;

use std::env;
use std::fs;
use std::path::Path;

use harness::{Kind, Stage};

/// Where the table stands in the documentation.
const PAGE: &str = "docs/bench.md";

fn main() {
    let words: Vec<String> = env::args().skip(1).collect();
    let mut sizes: Vec<usize> = words.iter().filter_map(|word| word.parse().ok()).collect();
    if sizes.is_empty() {
        sizes = vec![1000, 10_000];
    }
    sizes.sort_unstable();

    let sample = staged("sample", measure::sample);
    let measured = sizes.iter().map(|size| {
        let name = size.to_string();
        staged(&name, async |stage| measure::all(stage, *size).await)
    });
    let measured: Vec<_> = measured.collect();
    report::tell_more(&measured, &sample);
    let table = report::table(&measured, &sample);
    println!("{table}");
    if words.iter().any(|word| word == "--write") {
        write(&table);
    }
}

/// Measures in a Chromium of its own, with a folder that is removed afterwards.
fn staged<T>(name: &str, measure: impl AsyncFnOnce(Stage) -> T) -> T {
    let mut measured = None;
    harness::run(Kind::Chromium, &format!("bench-{name}"), async |stage| {
        measured = Some(measure(stage).await);
    });
    measured.expect("what didn't measure has panicked")
}

/// Puts the table into the documentation, between the two lines that mark its place.
fn write(table: &str) {
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join(PAGE);
    let text = fs::read_to_string(&page).expect("the documentation can be read");
    let text = table::between_marks(&text, table).expect("the documentation has the marks");
    fs::write(&page, text).expect("the documentation can be written");
    eprintln!("The table is in {PAGE}.");
}
