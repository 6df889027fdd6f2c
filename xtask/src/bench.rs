//! Measures the finished page beside other programs that find.

use anyhow::Result;

use crate::process::{cargo, run};
use crate::{build, tools};

/// Sizes and `--write` go to the bench, with or without a `--` before them.
pub fn bench(words: &[&str]) -> Result<()> {
    let words = words.iter().filter(|word| **word != "--");
    let driver = tools::browsers()?;
    let peers = tools::peers()?;
    build::build()?;
    run(cargo()
        // What runs on this computer only drives the browser: compiling it quickly matters more than its own speed.
        .args([
            "bench",
            "--locked",
            "--profile=dev",
            "--features=end-to-end",
            "--bench=finding",
            "--",
        ])
        .args(words)
        .env("CHROMEDRIVER", driver)
        .env("PEERS", peers))
}
