//! Builds the page with Trunk, for sharing or while developing.

use std::env;
use std::fs;
use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context, Result};

use crate::process::{path_with, run};
use crate::{root, tools};

/// For the app only: what runs on this computer is not rebuilt.
const RUSTFLAGS: &str = "CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS";

/// Makes `dist/index.html` and returns its path.
pub fn build() -> Result<PathBuf> {
    run(trunk()?.args(["build", "--release", "--quiet"]))?;
    // One rename within one file system: nobody ever sees half a page.
    let built = root().join("target/trunk/index.html");
    let folder = root().join("dist");
    let page = folder.join("index.html");
    fs::create_dir_all(&folder).context("cannot create dist")?;
    fs::rename(built, &page).context("cannot put the page into dist")?;
    Ok(page)
}

/// Serves a debug build that follows the sources, until it is interrupted.
pub fn dev() -> Result<()> {
    let mut serve = trunk()?;
    serve
        .args(["serve", "--dist", "target/trunk-dev"])
        // Compiles faster, runs slower.
        .env(RUSTFLAGS, SMALL);
    run(&mut serve)
}

fn trunk() -> Result<Command> {
    tools::wasm_target()?;
    tools::npm_packages()?;
    let trunk = tools::trunk()?;
    let wasm_bindgen = tools::wasm_bindgen()?;
    let mut command = Command::new(trunk.join("trunk"));
    command
        .current_dir(root())
        .env("PATH", path_with([trunk, wasm_bindgen])?)
        // Trunk takes only `true` and `false` here, others set it to `1`.
        .env_remove("NO_COLOR");
    if let Some(home) = cargo_home() {
        // So that the page neither names this computer's folders nor depends on them.
        let flag = format!("{SMALL} --remap-path-prefix={}=cargo", home.display());
        command.env(RUSTFLAGS, flag);
    }
    Ok(command)
}

/// One type for all views in place of one for each: less code, compiled faster.
const SMALL: &str = "--cfg erase_components";

fn cargo_home() -> Option<PathBuf> {
    env::var_os("CARGO_HOME")
        .map(PathBuf::from)
        .or_else(|| env::home_dir().map(|home| home.join(".cargo")))
}
