//! Makes one page of what Trunk has built: policy, style, scripts and the app go into `index.html`.

use std::env;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, ensure};
use data_encoding::BASE64;
use lzma_rust2::{LzmaOptions, LzmaWriter};
use sha2::{Digest, Sha256};

use crate::page::{self, Part, Piece, ToText};
use crate::process::{output, run};
use crate::{root, streams, style, tools};

/// Trunk's `post_build` hook. Trunk says in the environment where it has put things.
pub fn bundle() -> Result<()> {
    let folder = env::var_os("TRUNK_STAGING_DIR").map(PathBuf::from);
    let folder = folder.context("`bundle` is for Trunk to call: use `cargo xtask build`")?;
    let is_release = env::var("TRUNK_PROFILE").is_ok_and(|profile| profile == "release");

    let app = folder.join("driver-atlas_bg.wasm");
    if is_release {
        shrink(&app)?;
    }
    let glue = minify(&folder.join("driver-atlas.js"))?;
    let app = fs::read(&app).context("cannot read the app")?;
    let app_style = style::app()?;
    let parts = Parts {
        style: style::boot()?,
        boot: minify(&root().join("public/boot.js"))?,
        app: pack(&app_style, &glue, &app, is_release)?,
        app_style: hash(&app_style),
        glue: hash(&glue),
    };
    let page = if is_release {
        parts.put_into(page::TEMPLATE, true)?
    } else {
        // While developing, Trunk's own script has to run and to connect.
        parts.put_into(&read(&folder.join("index.html"))?, false)?
    };

    for entry in fs::read_dir(&folder)? {
        fs::remove_file(entry?.path()).context("cannot clear the staging folder")?;
    }
    fs::write(folder.join("index.html"), page).context("cannot write the page")
}

/// What the page is made of, each as the text that goes into its element.
struct Parts {
    style: String,
    boot: String,
    /// With its style and its glue, which the boot script puts to use.
    app: String,
    /// The hashes by which the policy knows these.
    app_style: String,
    glue: String,
}

impl Parts {
    fn put_into(&self, template: &str, with_policy: bool) -> Result<String> {
        let Self {
            style, boot, app, ..
        } = self;
        for (text, end) in [(style, "</style"), (boot, "</script"), (boot, "<!--")] {
            ensure!(
                !text.contains(end),
                "`{end}` in a part would end its element early"
            );
        }
        // The browser reads every line end as a line feed, so a copy that the page makes of itself would differ.
        ensure!(
            ![template, style, boot]
                .iter()
                .any(|text| text.contains('\r')),
            "a part has a carriage return"
        );
        let policy = if with_policy {
            self.policy()
        } else {
            String::new()
        };
        let pieces = page::pieces(template).context("index.html lacks the place of a part")?;
        let text = |piece| match piece {
            Piece::Text(text) => text,
            Piece::Part(Part::Policy) => &policy,
            Piece::Part(Part::Style) => style,
            Piece::Part(Part::Boot) => boot,
            Piece::Part(Part::App) => app,
            Piece::Part(Part::Register) => "",
        };
        Ok(pieces.into_iter().map(text).collect())
    }

    /// Nothing runs but these scripts, and nothing may be asked of a network.
    fn policy(&self) -> String {
        let Self {
            style,
            boot,
            app_style,
            glue,
            ..
        } = self;
        let (style, boot) = (hash(style), hash(boot));
        format!(
            "default-src 'none'; script-src {boot} {glue} 'wasm-unsafe-eval'; style-src {style} {app_style}; img-src data:; connect-src 'none'; form-action 'none'; base-uri 'none'"
        )
    }
}

fn hash(text: &str) -> String {
    format!("'sha256-{}'", BASE64.encode(&Sha256::digest(text)))
}

/// Packs the app with its style and its glue: as small as can be for a release, quickly while developing.
///
/// The style, the glue and the lengths of the app's streams are texts, with a byte of 1 after each but the last.
/// WebAssembly begins with a zero byte: neither is in any text, so the boot script knows where each ends.
fn pack(style: &str, glue: &str, app: &[u8], is_release: bool) -> Result<String> {
    let has_mark = |text: &str| text.contains(['\0', '\u{1}']);
    ensure!(
        app.starts_with(b"\0asm") && !has_mark(style) && !has_mark(glue),
        "the ends of the parts wouldn't be found"
    );
    let options = LzmaOptions {
        // What `public/boot.js` takes for granted, and what packs WebAssembly best.
        lc: 2,
        lp: 0,
        pb: 0,
        nice_len: LzmaOptions::NICE_LEN_MAX,
        ..LzmaOptions::with_preset(if is_release { 9 } else { 0 })
    };
    let (lengths, app) = streams::part(app).context("the app isn't as expected")?;
    let texts = [style, glue, &lengths].join("\u{1}");
    let parts = [texts.as_bytes(), &app].concat();
    let mut packing = LzmaWriter::new_use_header(Vec::new(), &options, Some(parts.len() as u64))?;
    packing.write_all(&parts)?;
    let packed = packing.finish()?;
    let mut text = String::new();
    let mut to_text = ToText::default();
    to_text.push(&packed, &mut text);
    to_text.end(&mut text);
    Ok(text)
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
            // Inlining, rather than calling, what stands in one place only makes code that packs worse.
            "--always-inline-max-function-size=4",
            "--flexible-inline-max-function-size=4",
            "--one-caller-inline-max-function-size=4",
            // Browsers on ordinary computers read memory at any place alike, so what is said of it is bytes for nothing.
            "--dealign",
            // The stack stands below all else, so nothing lies at the first addresses.
            "--low-memory-unused",
            // Like beside like packs better.
            "--reorder-functions",
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
    use super::{Parts, hash};
    use crate::page::TEMPLATE;

    fn parts(boot: &str) -> Parts {
        Parts {
            style: "a{}".into(),
            boot: boot.into(),
            app: "AAAA".into(),
            app_style: hash("c"),
            glue: hash("b"),
        }
    }

    #[test]
    fn the_policy_has_the_hash_of_each_script_and_of_the_style() {
        let page = parts("b").put_into(TEMPLATE, true).unwrap();
        // printf b | openssl dgst -sha256 -binary | base64
        let hash = "'sha256-PiPoFgA5WUoziU9lZOGxNIu9egCI1CxKy3PurtWcAJ0='";
        assert_eq!(page.matches(hash).count(), 2, "{page}");
        assert!(page.contains(">a{}</style>"), "{page}");
    }

    #[test]
    fn a_part_that_would_end_its_element_is_refused() {
        assert!(parts("'</script>'").put_into(TEMPLATE, true).is_err());
    }

    #[test]
    fn a_part_that_the_browser_would_read_otherwise_is_refused() {
        assert!(parts("a\r\nb").put_into(TEMPLATE, true).is_err());
    }
}
