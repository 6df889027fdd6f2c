//! Checks formatting and lints, for this computer's target and for the browser's.

use anyhow::Result;

use crate::process::{cargo, run};
use crate::tools;

pub fn lint() -> Result<()> {
    tools::lints()?;
    tools::wasm_target()?;
    run(cargo().args(["fmt", "--all", "--check"]))?;
    let everything = ["--workspace", "--all-targets", "--all-features"];
    let browser = [
        "--target=wasm32-unknown-unknown",
        "--lib",
        "--bins",
        "--test=browser",
    ];
    for part in [&everything[..], &browser[..]] {
        run(cargo()
            .args(["clippy", "--quiet", "--locked"])
            .args(part)
            .args(["--", "-D", "warnings"]))?;
    }
    Ok(())
}
