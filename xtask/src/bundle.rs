//! Makes one page of what Trunk has built: policy, style, scripts and the app go into `index.html`.

use std::env;
use std::fs;
use std::num::NonZeroU64;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail, ensure};
use data_encoding::BASE64;
use sha2::{Digest, Sha256};

use crate::process::{output, run};
use crate::{root, style, tools};

/// Trunk's `post_build` hook. Trunk says in the environment where it has put things.
pub fn bundle() -> Result<()> {
    let folder = env::var_os("TRUNK_STAGING_DIR").map(PathBuf::from);
    let folder = folder.context("`bundle` is for Trunk to call: use `cargo xtask build`")?;
    let is_release = env::var("TRUNK_PROFILE").is_ok_and(|profile| profile == "release");

    let app = folder.join("driver-atlas_bg.wasm");
    if is_release {
        shrink(&app)?;
    }
    let parts = Parts {
        style: style::compile()?,
        boot: minify(&root().join("public/boot.js"))?,
        glue: minify(&folder.join("driver-atlas.js"))?,
        app: pack(&fs::read(&app).context("cannot read the app")?, is_release)?,
    };
    // While developing, Trunk's own script has to run and to connect.
    let page = parts.put_into(&read(&folder.join("index.html"))?, is_release)?;

    for entry in fs::read_dir(&folder)? {
        fs::remove_file(entry?.path()).context("cannot clear the staging folder")?;
    }
    fs::write(folder.join("index.html"), page).context("cannot write the page")
}

/// What the page is made of, each as the text that goes into its element.
struct Parts {
    style: String,
    boot: String,
    glue: String,
    app: String,
}

impl Parts {
    fn put_into(&self, template: &str, with_policy: bool) -> Result<String> {
        let Self {
            style,
            boot,
            glue,
            app,
        } = self;
        for (text, end) in [
            (style, "</style"),
            (boot, "</script"),
            (glue, "</script"),
            (glue, "<!--"),
        ] {
            ensure!(
                !text.contains(end),
                "`{end}` in a part would end its element early"
            );
        }
        // The app is data: the browser doesn't run it, so the policy has no hash of it.
        let scripts = format!(
            "<script>{boot}</script>\n<script type=\"application/wasm-deflate-base64\" id=\"driver-atlas-wasm\">{app}</script>\n<script>{glue}</script>"
        );
        let policy = if with_policy {
            self.policy()
        } else {
            String::new()
        };
        let mut page = template.to_owned();
        for (slot, content) in [
            ("policy", policy),
            ("style", format!("<style>{style}</style>")),
            ("scripts", scripts),
        ] {
            let marker = format!("<!-- xtask: {slot} -->");
            let Some((before, after)) = page.split_once(&marker) else {
                bail!("index.html has no {marker}");
            };
            page = [before, &content, after].concat();
        }
        Ok(page)
    }

    /// Nothing runs but these scripts, and nothing may be asked of a network.
    fn policy(&self) -> String {
        let Self {
            style, boot, glue, ..
        } = self;
        let (style, boot, glue) = (hash(style), hash(boot), hash(glue));
        format!(
            "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; script-src {boot} {glue} 'wasm-unsafe-eval'; style-src {style}; img-src data:; connect-src 'none'; form-action 'none'; base-uri 'none'\">"
        )
    }
}

fn hash(text: &str) -> String {
    format!("'sha256-{}'", BASE64.encode(&Sha256::digest(text)))
}

/// Deflates the app: as small as can be for a release, quickly while developing.
fn pack(app: &[u8], is_release: bool) -> Result<String> {
    let iterations = if is_release { 15 } else { 1 };
    let options = zopfli::Options {
        iteration_count: NonZeroU64::new(iterations).context("no iteration")?,
        ..zopfli::Options::default()
    };
    let mut packed = Vec::new();
    zopfli::compress(options, zopfli::Format::Deflate, app, &mut packed)?;
    Ok(BASE64.encode(&packed))
}

/// A script without its comments and long names. What other scripts call keeps its name.
fn minify(script: &Path) -> Result<String> {
    let minified = output(
        Command::new("node")
            .arg(tools::npm_packages()?.join("terser/bin/terser"))
            .arg(script)
            .args(["--compress", "--mangle"]),
    )?;
    // Else the script would end in a line break that the element's content and the hash have to share.
    Ok(minified.trim_end().to_owned())
}

/// Optimises the app for size, in place. (Debian's wasm-opt breaks it without an error; npm's doesn't.)
fn shrink(app: &Path) -> Result<()> {
    run(Command::new("node")
        .arg(tools::npm_packages()?.join("binaryen/bin/wasm-opt"))
        .arg(app)
        .arg("-o")
        .arg(app)
        // What rustc has turned on for this target.
        .args([
            "-Oz",
            "--enable-bulk-memory",
            "--enable-multivalue",
            "--enable-mutable-globals",
            "--enable-nontrapping-float-to-int",
            "--enable-reference-types",
            "--enable-sign-ext",
        ]))
}

fn read(path: &Path) -> Result<String> {
    fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))
}

#[cfg(test)]
mod tests {
    use super::Parts;

    fn parts(glue: &str) -> Parts {
        Parts {
            style: "a{}".into(),
            boot: "b".into(),
            glue: glue.into(),
            app: "AAAA".into(),
        }
    }

    const TEMPLATE: &str = "<!-- xtask: policy --><!-- xtask: style --><!-- xtask: scripts -->";

    #[test]
    fn the_policy_has_the_hash_of_each_script_and_of_the_style() {
        let page = parts("").put_into(TEMPLATE, true).unwrap();
        // printf b | openssl dgst -sha256 -binary | base64
        assert!(
            page.contains("'sha256-PiPoFgA5WUoziU9lZOGxNIu9egCI1CxKy3PurtWcAJ0='"),
            "{page}"
        );
        assert!(page.contains("<style>a{}</style>"), "{page}");
    }

    #[test]
    fn a_part_that_would_end_its_element_is_refused() {
        assert!(parts("'</script>'").put_into(TEMPLATE, true).is_err());
    }

    #[test]
    fn a_page_without_a_place_for_a_part_is_refused() {
        assert!(parts("").put_into("<html>", true).is_err());
    }
}
