//! Runs the tests, stage by stage, and says at the end which ones failed.

use std::path::{Path, PathBuf};
use std::time::Instant;

use anyhow::{Result, bail};

use crate::process::{cargo, run};
use crate::{build, tools};

/// With no name all stages run; arguments after `--` go to the tests of the one that is named.
pub fn test(words: &[&str]) -> Result<()> {
    let (names, arguments) = match words.iter().position(|word| *word == "--") {
        Some(at) => (&words[..at], &words[at + 1..]),
        None => (words, &[][..]),
    };
    let stages: &[&str] = match names {
        [] => &["host", "browser", "e2e"],
        ["host" | "browser" | "e2e"] => names,
        _ => bail!(
            "`test` takes `host`, `browser` or `e2e`, not `{}`",
            names.join(" ")
        ),
    };
    if names.is_empty() && !arguments.is_empty() {
        bail!(
            "name the part whose tests the arguments are for, as in `cargo xtask test host -- {}`",
            arguments.join(" ")
        );
    }

    let mut failed = Vec::new();
    for stage in stages {
        println!("== Tests: {stage}");
        let start = Instant::now();
        let result = match *stage {
            "host" => host(arguments),
            "browser" => browser(arguments),
            _ => end_to_end(arguments),
        };
        let seconds = start.elapsed().as_secs();
        match result {
            Ok(()) => println!("== Tests: {stage} passed in {seconds} s\n"),
            Err(error) => {
                println!("== Tests: {stage} FAILED in {seconds} s: {error:#}\n");
                failed.push(*stage);
            }
        }
    }
    if !failed.is_empty() {
        bail!("tests failed: {}", failed.join(", "));
    }
    Ok(())
}

/// The pure rooms and xtask itself, on this computer.
fn host(arguments: &[&str]) -> Result<()> {
    run(cargo()
        .args(["test", "--locked", "--workspace", "--"])
        .args(arguments))
}

/// The browser edge, inside each browser.
fn browser(arguments: &[&str]) -> Result<()> {
    tools::wasm_target()?;
    let drivers = Drivers::find()?;
    let runner = tools::wasm_bindgen()?.join("wasm-bindgen-test-runner");
    let chromium = ("CHROMEDRIVER", "GECKODRIVER", &drivers.chromium);
    let firefox = ("GECKODRIVER", "CHROMEDRIVER", &drivers.firefox);
    for (variable, other, driver) in [chromium, firefox] {
        println!("-- with {}", driver.display());
        run(cargo()
            .args([
                "test",
                "--locked",
                "--target=wasm32-unknown-unknown",
                "--test=browser",
                "--",
            ])
            .args(arguments)
            .env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUNNER", &runner)
            .env("WASM_BINDGEN_TEST_TIMEOUT", "120")
            .env("WASM_BINDGEN_TEST_DRIVER_TIMEOUT", "30")
            .env_remove(other) // The runner takes the first that it finds.
            .env(variable, driver))?;
    }
    Ok(())
}

/// The finished page, driven from outside as a person would.
fn end_to_end(arguments: &[&str]) -> Result<()> {
    let drivers = Drivers::find()?;
    build::build()?;
    run(cargo()
        .args([
            "test",
            "--locked",
            "--features=end-to-end",
            "--test=end_to_end",
            "--",
        ])
        .args(arguments)
        .env("CHROMEDRIVER", drivers.chromium)
        .env("GECKODRIVER", drivers.firefox)
        .env("AXE", axe()?))
}

/// The script that looks for accessibility faults in a page.
fn axe() -> Result<PathBuf> {
    Ok(tools::npm_packages()?.join(Path::new("axe-core/axe.min.js")))
}

struct Drivers {
    chromium: PathBuf,
    firefox: PathBuf,
}

impl Drivers {
    fn find() -> Result<Self> {
        Ok(Self {
            chromium: tools::browsers()?,
            firefox: tools::geckodriver()?.join("geckodriver"),
        })
    }
}
