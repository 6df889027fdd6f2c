//! Compiles the style sheets, and drops the design system's rules that no source makes use of.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result};

use crate::process::output;
use crate::{root, tools};

/// Classes with this prefix are the design system's, and go unless a source names them.
const PREFIX: &str = "nhsuk-";

/// The style of the page while the app isn't there, minified.
pub fn boot() -> Result<String> {
    compile("style/boot.scss", &["public"])
}

/// The app's style, minified. It comes after the other.
pub fn app() -> Result<String> {
    compile("style/app.scss", &["src", "public"])
}

/// A style sheet, with what the sources in these folders use of the design system.
fn compile(sheet: &str, sources: &[&str]) -> Result<String> {
    let packages = tools::npm_packages()?;
    let css = output(
        Command::new("node")
            .arg(packages.join("sass/sass.js"))
            .args(["--style=compressed", "--no-source-map", "--no-charset"])
            .arg("--load-path")
            .arg(&packages)
            .arg(root().join(sheet)),
    )?;
    let mut used = BTreeSet::new();
    for folder in sources {
        collect(&root().join(folder), &mut used)?;
    }
    Ok(prune(&css, &used))
}

/// Adds every design system class that a file under the folder names.
fn collect(folder: &Path, used: &mut BTreeSet<String>) -> Result<()> {
    let unreadable = || format!("cannot read {}", folder.display());
    for entry in fs::read_dir(folder).with_context(unreadable)? {
        let path = entry.with_context(unreadable)?.path();
        if path.is_dir() {
            collect(&path, used)?;
        } else if let Ok(text) = fs::read_to_string(&path) {
            used.extend(classes(&text).map(str::to_owned));
        }
    }
    Ok(())
}

/// The design system's classes in a text. One that ends in `-` stands for all that begin with it.
fn classes(text: &str) -> impl Iterator<Item = &str> {
    text.match_indices(PREFIX).filter_map(|(start, _)| {
        let rest = &text[start..];
        let in_name = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
        let end = rest.find(|c| !in_name(c)).unwrap_or(rest.len());
        (end > PREFIX.len()).then(|| &rest[..end])
    })
}

/// Minified CSS without the rules whose selectors all need a class that is not used.
fn prune(css: &str, used: &BTreeSet<String>) -> String {
    let mut kept = String::new();
    let mut rest = css;
    while !rest.is_empty() {
        let open = find(rest, |c| matches!(c, '{' | ';'));
        if !rest[open..].starts_with('{') {
            // A statement such as @import.
            let (statement, after) = rest.split_at((open + 1).min(rest.len()));
            kept.push_str(statement);
            rest = after;
            continue;
        }
        let (prelude, block) = rest.split_at(open);
        let close = closing_brace(block);
        let body = &block[1..close];
        rest = block.get(close + 1..).unwrap_or_default();
        let (prelude, body) = if prelude.starts_with("@media") || prelude.starts_with("@supports") {
            (prelude.to_owned(), prune(body, used))
        } else if prelude.starts_with('@') {
            (prelude.to_owned(), body.to_owned())
        } else {
            (prune_selectors(prelude, used), body.to_owned())
        };
        if !prelude.is_empty() && !body.is_empty() {
            kept.extend([prelude.as_str(), "{", &body, "}"]);
        }
    }
    kept
}

fn prune_selectors(list: &str, used: &BTreeSet<String>) -> String {
    let mut kept = Vec::new();
    let mut rest = list;
    loop {
        let comma = find(rest, |c| c == ',');
        let selector = &rest[..comma];
        if needed_classes(selector).all(|class| is_used(class, used)) {
            kept.push(selector);
        }
        match rest.get(comma + 1..) {
            Some(more) => rest = more,
            None => return kept.join(","),
        }
    }
}

/// The classes that a match must have: what stands in brackets, as in `:not(.a)`, isn't one of them.
fn needed_classes(selector: &str) -> impl Iterator<Item = &str> {
    let mut depth = 0_usize;
    selector
        .split_inclusive(['(', ')'])
        .filter(move |part| {
            let outside = depth == 0;
            match part.as_bytes().last() {
                Some(b'(') => depth += 1,
                Some(b')') => depth = depth.saturating_sub(1),
                _ => {}
            }
            outside
        })
        .flat_map(classes)
}

fn is_used(class: &str, used: &BTreeSet<String>) -> bool {
    used.contains(class)
        || used
            .iter()
            .any(|name| name.ends_with('-') && class.starts_with(name.as_str()))
}

/// Where the first such character is that stands in no string and no brackets; else the length.
fn find(css: &str, wanted: impl Fn(char) -> bool) -> usize {
    let mut depth = 0_usize;
    let mut quote = None;
    let mut escaped = false;
    for (at, c) in css.char_indices() {
        if escaped {
            escaped = false;
        } else if c == '\\' {
            escaped = true;
        } else if let Some(open) = quote {
            if c == open {
                quote = None;
            }
        } else if depth == 0 && wanted(c) {
            return at;
        } else {
            match c {
                '"' | '\'' => quote = Some(c),
                '(' | '[' => depth += 1,
                ')' | ']' => depth = depth.saturating_sub(1),
                _ => {}
            }
        }
    }
    css.len()
}

/// Where the brace is that closes the block which the text begins with; else the length.
fn closing_brace(block: &str) -> usize {
    let mut depth = 0_usize;
    let mut at = 0;
    while at < block.len() {
        at += find(&block[at..], |c| matches!(c, '{' | '}'));
        match block.as_bytes().get(at) {
            Some(b'{') => depth += 1,
            Some(b'}') if depth == 1 => return at,
            Some(b'}') => depth -= 1,
            _ => break,
        }
        at += 1;
    }
    block.len()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::{classes, prune};

    #[track_caller]
    fn check(css: &str, used: &[&str], expected: &str) {
        let used: BTreeSet<String> = used.iter().copied().map(str::to_owned).collect();
        assert_eq!(prune(css, &used), expected);
    }

    #[test]
    fn names_are_found_in_sources() {
        let found: Vec<_> =
            classes(r#"class="nhsuk-a nhsuk-b--c" format!("nhsuk-tag--{x}") nhsuk-"#).collect();
        assert_eq!(found, ["nhsuk-a", "nhsuk-b--c", "nhsuk-tag--"]);
    }

    #[test]
    fn unused_rules_go() {
        check("a{b:c}.nhsuk-x{d:e}.own{f:g}", &[], "a{b:c}.own{f:g}");
    }

    #[test]
    fn unused_selectors_go_and_the_rest_of_the_rule_stays() {
        check(".nhsuk-x,.nhsuk-y>p{d:e}", &["nhsuk-y"], ".nhsuk-y>p{d:e}");
    }

    #[test]
    fn a_media_query_goes_once_it_is_empty() {
        check("@media print{.nhsuk-x{a:b}}p{c:d}", &[], "p{c:d}");
        check(
            "@media print{.nhsuk-x{a:b}}",
            &["nhsuk-x"],
            "@media print{.nhsuk-x{a:b}}",
        );
    }

    #[test]
    fn a_class_that_must_be_absent_is_not_needed() {
        let css = ".nhsuk-x:not(.nhsuk-y,.nhsuk-z){a:b}";
        check(css, &["nhsuk-x"], css);
    }

    #[test]
    fn a_name_completed_at_run_time_keeps_its_family() {
        let css = ".nhsuk-tag--blue{a:b}";
        check(css, &["nhsuk-tag--"], css);
    }

    #[test]
    fn strings_and_data_urls_are_not_taken_for_structure() {
        let css = r#"a{b:url("data:image/svg+xml,{;}")}p::before{content:"}"}"#;
        check(css, &[], css);
    }

    #[test]
    fn other_at_rules_stay() {
        let css = "@keyframes nhsuk-k{0%{a:b}to{c:d}}";
        check(css, &[], css);
    }
}
