//! The tools that building and testing need: which versions, why, and how each gets installed.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};
use data_encoding::HEXLOWER;
use sha2::{Digest, Sha256};

use crate::process::{cargo, find, output, run};

/// A program from crates.io, compiled into a folder of its own.
struct Crate {
    name: &'static str,
    version: String,
    why: &'static str,
    options: &'static [&'static str],
}

/// Compiles and bundles the app; later versions need a later Rust.
pub fn trunk() -> Result<PathBuf> {
    install(&Crate {
        name: "trunk",
        version: "0.21.14".into(),
        why: "to bundle the app",
        options: &["--locked", "--no-default-features"],
    })
}

/// Must be of exactly the version that Cargo.lock has; its test runner is beside it.
pub fn wasm_bindgen() -> Result<PathBuf> {
    install(&Crate {
        name: "wasm-bindgen-cli",
        version: locked_version("wasm-bindgen")?,
        why: "to join WebAssembly to the page",
        options: &["--no-default-features"],
    })
}

/// Compiled, since its npm package downloads a program from elsewhere.
pub fn geckodriver() -> Result<PathBuf> {
    install(&Crate {
        name: "geckodriver",
        version: "0.37.1".into(),
        why: "to drive Firefox in tests",
        options: &["--locked"],
    })
}

/// The folder of a crate's programs, installed if it isn't there.
fn install(tool: &Crate) -> Result<PathBuf> {
    let Crate {
        name,
        version,
        why,
        options,
    } = tool;
    let folder = cache()?.join(format!("{name}-{version}"));
    let programs = folder.join("bin");
    // Where Cargo lists what it has installed, once it has.
    let list = fs::read_to_string(folder.join(".crates.toml")).unwrap_or_default();
    if list.contains(&format!("\"{name} {version} ")) {
        return Ok(programs);
    }
    say(&format!("{name} {version}, {why} (a few minutes, once)"));
    fs::create_dir_all(&folder).with_context(|| format!("cannot create {}", folder.display()))?;
    // Compiling the tool quickly matters more than its own speed.
    let mut command = cargo();
    command
        .current_dir(&folder)
        .args(["install", "--quiet", name, "--version", version, "--root"])
        .arg(&folder)
        .args(*options)
        .env("CARGO_PROFILE_RELEASE_LTO", "off")
        .env("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "16")
        .env("CARGO_PROFILE_RELEASE_OPT_LEVEL", "0");
    run(&mut command).with_context(|| format!("cannot install {name} {version}"))?;
    Ok(programs)
}

/// The version of a package in Cargo.lock.
fn locked_version(package: &str) -> Result<String> {
    let lock =
        fs::read_to_string(crate::root().join("Cargo.lock")).context("cannot read Cargo.lock")?;
    version_in(&lock, package)
        .map(str::to_owned)
        .with_context(|| format!("Cargo.lock has no {package}"))
}

fn version_in<'a>(lock: &'a str, package: &str) -> Option<&'a str> {
    let name = format!("name = \"{package}\"");
    let mut lines = lock.lines().skip_while(|line| *line != name);
    lines
        .nth(1)?
        .strip_prefix("version = \"")?
        .strip_suffix('"')
}

/// The `node_modules` that building and testing need.
pub fn npm_packages() -> Result<PathBuf> {
    node_modules(
        "npm",
        "nhsuk-frontend and sass for the look, binaryen to shrink the app, axe-core to test accessibility",
    )
}

/// The `node_modules` of what the bench measures the app against; nothing else needs them.
pub fn peers() -> Result<PathBuf> {
    node_modules(
        "npm-bench",
        "minisearch, flexsearch and tiddlywiki, to measure the app against",
    )
}

/// The `node_modules` that the `package-lock.json` in a folder of xtask describes.
fn node_modules(folder: &str, why: &str) -> Result<PathBuf> {
    const OLDEST_NODE: u32 = 20;
    let node = output(Command::new("node").arg("--version"))
        .context("Node.js is missing: install version 20 or later from https://nodejs.org or your package manager")?;
    let major = node.trim_start_matches('v').split('.').next();
    if major.and_then(|major| major.parse().ok()) < Some(OLDEST_NODE) {
        bail!("Node.js {node} is too old: install version {OLDEST_NODE} or later");
    }

    let pins = crate::root().join("xtask").join(folder);
    let lock = fs::read(pins.join("package-lock.json")).context("cannot read package-lock.json")?;
    let digest = HEXLOWER.encode(&Sha256::digest(&lock)[..6]);
    let folder = cache()?.join(format!("{folder}-{digest}"));
    let packages = folder.join("node_modules");
    if packages.is_dir() {
        return Ok(packages);
    }
    say(&format!("npm packages: {why}"));
    // Under another name until it is whole.
    let partial = folder.with_extension("partial");
    fs::create_dir_all(&partial).with_context(|| format!("cannot create {}", partial.display()))?;
    for name in ["package.json", "package-lock.json"] {
        fs::copy(pins.join(name), partial.join(name))
            .with_context(|| format!("cannot copy {name}"))?;
    }
    let npm = if cfg!(windows) { "npm.cmd" } else { "npm" };
    run(Command::new(npm).current_dir(&partial).args([
        "ci",
        "--ignore-scripts",
        "--omit=optional",
        "--no-audit",
        "--no-fund",
        "--loglevel=error",
    ]))
    .context("cannot install the npm packages")?;
    fs::rename(&partial, &folder).with_context(|| format!("cannot create {}", folder.display()))?;
    Ok(packages)
}

/// Rust's own parts: the target that the app is compiled for.
pub fn wasm_target() -> Result<()> {
    const TARGET: &str = "wasm32-unknown-unknown";
    let library =
        output(Command::new("rustc").args(["--print", "target-libdir", "--target", TARGET]))?;
    if Path::new(&library).is_dir() {
        return Ok(());
    }
    if find("rustup").is_none() {
        bail!(
            "Rust's target {TARGET} is missing, and so is rustup, which would add it: see https://rustup.rs"
        );
    }
    say(&format!("Rust's target {TARGET}, to compile the app"));
    run(Command::new("rustup").args(["target", "add", TARGET]))
}

/// The formatter and the linter.
pub fn lints() -> Result<()> {
    for (program, component) in [("cargo-fmt", "rustfmt"), ("cargo-clippy", "clippy")] {
        let works = Command::new(program).arg("--version").output();
        if works.is_ok_and(|output| output.status.success()) {
            continue;
        }
        say(&format!("{component}, to check the sources"));
        run(Command::new("rustup").args(["component", "add", component]))
            .with_context(|| format!("cannot add {component}"))?;
    }
    Ok(())
}

/// Chromium with its driver, and Firefox. Returns the path of chromedriver.
pub fn browsers() -> Result<PathBuf> {
    // Each program, with the packages that have it in Debian.
    let wanted: [(&[&str], &str); 3] = [
        (&["chromium", "google-chrome", "chrome"], "chromium"),
        (&["chromedriver"], "chromium-driver"),
        (&["firefox", "firefox-esr"], "firefox-esr"),
    ];
    let missing: Vec<&str> = wanted
        .into_iter()
        .filter(|(programs, _)| programs.iter().all(|program| find(program).is_none()))
        .map(|(_, package)| package)
        .collect();
    if !missing.is_empty() {
        let missing = missing.join(", ");
        if find("apt-get").is_none() {
            bail!(
                "the tests need Chromium, chromedriver and Firefox, and there is no apt to install them with; missing here: {missing}"
            );
        }
        say(&format!("{missing}, to run the tests in real browsers"));
        apt(&["update", "-qq"])?;
        let packages = missing.split(", ");
        let words: Vec<&str> = ["install", "-qq", "--yes", "--no-install-recommends"]
            .into_iter()
            .chain(packages)
            .collect();
        apt(&words)?;
    }
    find("chromedriver").context("chromedriver is not on the PATH")
}

fn apt(words: &[&str]) -> Result<()> {
    let is_root = output(Command::new("id").arg("-u"))? == "0";
    let mut command = Command::new(if is_root { "apt-get" } else { "sudo" });
    if !is_root {
        command.args(["--non-interactive", "apt-get"]);
    }
    command.args(words).env("DEBIAN_FRONTEND", "noninteractive");
    run(&mut command)
        .context("apt could not install the browsers: install them yourself, then try again")
}

/// Where tools are kept, shared by all clones of the project.
fn cache() -> Result<PathBuf> {
    let user = if cfg!(windows) {
        env::var_os("LOCALAPPDATA").map(PathBuf::from)
    } else if cfg!(target_os = "macos") {
        env::home_dir().map(|home| home.join("Library/Caches"))
    } else {
        env::var_os("XDG_CACHE_HOME")
            .map(PathBuf::from)
            .filter(|path| path.is_absolute())
            .or_else(|| env::home_dir().map(|home| home.join(".cache")))
    };
    let user = user.context("cannot tell where this user's cache folder is")?;
    Ok(user.join("driver-atlas/tools"))
}

fn say(what: &str) {
    eprintln!("Installing {what}");
}

#[cfg(test)]
mod tests {
    use super::version_in;

    #[test]
    fn finds_a_version_in_a_lock_file() {
        let lock = "[[package]]\nname = \"a-b\"\nversion = \"9\"\n\n[[package]]\nname = \"a\"\nversion = \"1.2\"\n";
        assert_eq!(version_in(lock, "a"), Some("1.2"));
        assert_eq!(version_in(lock, "b"), None);
    }
}
