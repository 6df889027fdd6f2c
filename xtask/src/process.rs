//! Runs other programs, and says which one failed.

use std::env;
use std::ffi::OsString;
use std::path::PathBuf;
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};

/// The cargo that runs us, in the project's top folder.
pub fn cargo() -> Command {
    let mut command = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.current_dir(crate::root());
    command
}

/// Runs to the end; anything but success is an error.
pub fn run(command: &mut Command) -> Result<()> {
    let name = name(command);
    let status = command
        .status()
        .with_context(|| format!("cannot run {name}"))?;
    if !status.success() {
        bail!("{name} failed ({status})");
    }
    Ok(())
}

/// What the program prints, without the white space around it.
pub fn output(command: &mut Command) -> Result<String> {
    let name = name(command);
    let output = command
        .stderr(Stdio::inherit())
        .output()
        .with_context(|| format!("cannot run {name}"))?;
    if !output.status.success() {
        bail!("{name} failed ({})", output.status);
    }
    let text =
        String::from_utf8(output.stdout).with_context(|| format!("{name} printed no text"))?;
    Ok(text.trim().to_owned())
}

/// Where a program is on the PATH.
pub fn find(program: &str) -> Option<PathBuf> {
    env::split_paths(&env::var_os("PATH")?)
        .map(|folder| {
            folder
                .join(program)
                .with_extension(env::consts::EXE_EXTENSION)
        })
        .find(|path| path.is_file())
}

/// PATH with these folders before all others.
pub fn path_with(first: impl IntoIterator<Item = PathBuf>) -> Result<OsString> {
    let present = env::var_os("PATH").unwrap_or_default();
    let folders = first.into_iter().chain(env::split_paths(&present));
    Ok(env::join_paths(folders)?)
}

fn name(command: &Command) -> String {
    let words = std::iter::once(command.get_program()).chain(command.get_args());
    let words: Vec<_> = words.map(|word| word.to_string_lossy()).collect();
    words.join(" ")
}
