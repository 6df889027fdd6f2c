//! Measures the finished page beside other programs that find.

use anyhow::{Result, bail};

use crate::process::{cargo, run};
use crate::{build, tools};

/// Sizes and `--write` go to the bench, with or without a `--` before them.
pub fn bench(words: &[&str]) -> Result<()> {
    let words: Vec<&str> = words.iter().copied().filter(|word| *word != "--").collect();
    for word in &words {
        // The judged searches need so many drivers to stand among.
        let is_size = word.parse().is_ok_and(|size: usize| size >= 1000);
        if !is_size && *word != "--write" {
            bail!("`bench` takes numbers of drivers, from 1000 on, and `--write`, not `{word}`");
        }
    }
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
