//! The project's commands: `cargo xtask build`, `dev`, `start`, `test`, `bench` and `lint`.

mod bench;
mod build;
mod bundle;
mod lint;
// The app makes copies of the page with this too; one file, so that xtask needn't wait for the app.
#[path = "../../src/exchange/page.rs"]
mod page;
mod process;
mod serve;
mod streams;
mod style;
mod tests;
mod tools;

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Result, bail};

const HELP: &str = "\
Usage: cargo xtask <command>

  build   make dist/index.html, the one file to share
  start   build, then serve it on this computer and print where it is
  dev     rebuild and reload the page whenever a source changes
  test    run every test; `test host`, `test browser` or `test e2e` runs one
          part, and what follows `--` goes to its tests (such as a filter)
  bench   measure the page beside other programs that find (15 minutes);
          `bench -- 1000` does so with 1,000 drivers only, and `-- --write`
          puts the table into docs/bench.md
  lint    check formatting and lints, as continuous integration does

What is missing is installed: into the user's cache folder, and browsers
for `test` through apt.";

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match words.as_slice() {
        ["build"] => build::build().map(|page| println!("{}", page.display())),
        ["bench", rest @ ..] => bench::bench(rest),
        ["bundle"] => bundle::bundle(), // Trunk calls this, after each of its builds.
        ["dev"] => build::dev(),
        ["lint"] => lint::lint(),
        ["start"] => build::build().and_then(|page| serve::serve(&page)),
        ["test", rest @ ..] => tests::test(rest),
        [] | ["help" | "--help" | "-h"] => {
            println!("{HELP}");
            Ok(())
        }
        _ => bail!("no such command: {}\n\n{HELP}", words.join(" ")),
    }
}

/// The project's top folder.
fn root() -> PathBuf {
    let mut root = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    root.pop();
    root
}
