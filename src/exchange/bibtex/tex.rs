//! Takes the marks of TeX out of texts of BibTeX: braces, accents and commands become plain text.
//!
//! The `biblatex` crate knows the commands. It takes time in proportion to the square of the braces, and calls itself for
//! those inside others; so a text goes to it word by word, with the braces left out that only keep letters as they are,
//! and not at all if it is nested too deeply.

use biblatex::{Bibliography, ChunksExt, Pair, RawBibliography, RawChunk, RawEntry, Spanned};

/// Braces may stand inside each other so many times.
const MAX_DEPTH: usize = 20;

/// A text without a space may be so long, in bytes, if it has commands.
const MAX_WORD: usize = 2_000;

/// Commands that only say how a text is to look: what they stand before is kept.
const LOOKS: [&str; 16] = [
    "emph",
    "enquote",
    "mbox",
    "path",
    "textbf",
    "textit",
    "textmd",
    "textnormal",
    "textrm",
    "textsc",
    "textsf",
    "textsubscript",
    "textsuperscript",
    "texttt",
    "textup",
    "url",
];

/// Commands that say it of all that follows.
const SWITCHES: [&str; 9] = [
    "bf", "bfseries", "em", "it", "itshape", "rm", "sc", "scshape", "tt",
];

/// The plain text; `None` where its marks can't be read.
///
/// Line breaks stay, for Markdown; white space at the beginning of lines goes, as it is the file's layout.
pub fn plain(text: &str) -> Option<String> {
    let marked = simplified(text)?;
    let mut plain = String::with_capacity(marked.len());
    for piece in pieces(&marked) {
        match piece.contains(['\\', '{', '}']) || piece.contains("--") {
            false => plain.push_str(piece),
            true if piece.len() > MAX_WORD => return None,
            true => plain.push_str(&decoded(piece)?),
        }
    }
    let lines: Vec<&str> = plain.split('\n').map(str::trim).collect();
    Some(lines.join("\n").trim().to_owned())
}

/// The text with its marks, if they can't be read: only braces are taken out.
pub fn without_braces(text: &str) -> String {
    text.replace(['{', '}'], "").trim().to_owned()
}

/// Commands of one letter that put an accent on the letter behind them.
const ACCENTS: [&str; 9] = ["b", "c", "d", "H", "k", "r", "t", "u", "v"];

/// The text without the braces that only group, and with every command in a form that ends where it ends: `\"{u}`,
/// `{\ss}`.
fn simplified(text: &str) -> Option<String> {
    let mut simple = String::with_capacity(text.len());
    // Whether each open brace was kept.
    let mut open: Vec<bool> = Vec::new();
    let mut follows_command = false;
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        rest = rest.get(c.len_utf8()..)?;
        let follows = std::mem::take(&mut follows_command);
        match c {
            '\\' => (rest, follows_command) = command(rest, &mut simple),
            '{' => {
                let is_kept = follows || rest.starts_with('}');
                open.push(is_kept);
                if open.len() > MAX_DEPTH {
                    return None;
                }
                if is_kept {
                    simple.push('{');
                }
            }
            '}' => {
                if open.pop()? {
                    simple.push('}');
                }
            }
            // Mathematics is of no use here, and dollars are often just that.
            '$' => simple.push_str("\\$"),
            '~' => simple.push(' '),
            c => simple.push(c),
        }
    }
    open.is_empty().then_some(simple)
}

/// Takes a command from behind its backslash: what is left, and whether the braces that follow are its.
fn command<'a>(rest: &'a str, simple: &mut String) -> (&'a str, bool) {
    let letters = rest.bytes().take_while(u8::is_ascii_alphabetic).count();
    let (name, after) = rest.split_at(letters);
    let unspaced = after.trim_start_matches([' ', '\t']);
    let has_braces = after.starts_with('{');
    if name.is_empty() {
        return sign(rest, simple);
    }
    if ACCENTS.contains(&name) && !has_braces {
        simple.push('\\');
        simple.push_str(name);
        return accented(unspaced, simple);
    }
    match name {
        "par" | "newline" => simple.push('\n'),
        _ if LOOKS.contains(&name) && has_braces => return (after, false),
        _ if SWITCHES.contains(&name) => (),
        _ if has_braces => {
            simple.push('\\');
            simple.push_str(name);
            return (after, true);
        }
        _ => simple.extend(["{\\", name, "}"]),
    }
    (unspaced, false)
}

/// A command of one sign.
fn sign<'a>(rest: &'a str, simple: &mut String) -> (&'a str, bool) {
    let Some(sign) = rest.chars().next() else {
        return (rest, false);
    };
    let after = rest.get(sign.len_utf8()..).unwrap_or_default();
    match sign {
        ',' | ';' | ':' | ' ' | '/' => simple.push(' '),
        '\\' | '\n' => simple.push('\n'),
        '"' | '\'' | '`' | '^' | '~' | '=' | '.' => {
            simple.extend(['\\', sign]);
            return match after.starts_with('{') {
                true => (after, true),
                false => accented(after.trim_start_matches([' ', '\t']), simple),
            };
        }
        sign => simple.extend(['\\', sign]),
    }
    (after, false)
}

/// The letter that an accent stands on, in braces; `\i` and `\j` are letters too.
fn accented<'a>(rest: &'a str, simple: &mut String) -> (&'a str, bool) {
    let dotless = ["\\i", "\\j"].into_iter().find(|letter| {
        let after = rest.strip_prefix(letter);
        after.is_some_and(|after| !after.starts_with(|c: char| c.is_ascii_alphabetic()))
    });
    let length = match (dotless, rest.chars().next()) {
        (Some(letter), _) => letter.len(),
        (None, Some(c)) if c.is_alphabetic() => c.len_utf8(),
        _ => 0,
    };
    let (letter, after) = rest.split_at(length);
    simple.extend(["{", letter, "}"]);
    (after, false)
}

/// The text in pieces that mean the same each by itself: words, and the white space between them.
fn pieces(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let is_space = rest.starts_with(char::is_whitespace);
        let mut depth = 0_usize;
        let mut is_escaped = false;
        let end = rest.char_indices().find(|(_, c)| {
            let ends = c.is_whitespace() != is_space && depth == 0;
            match c {
                '{' if !is_escaped => depth += 1,
                '}' if !is_escaped => depth = depth.saturating_sub(1),
                _ => (),
            }
            is_escaped = *c == '\\' && !is_escaped;
            ends
        });
        let (piece, after) = rest.split_at(end.map_or(rest.len(), |(at, _)| at));
        rest = after;
        (!piece.is_empty()).then_some(piece)
    })
}

/// What a piece says, as the crate reads it.
fn decoded(piece: &str) -> Option<String> {
    let value = vec![at_start(RawChunk::Normal(piece))];
    // Not a name of which the crate knows more.
    let field = Pair::new(at_start("text"), at_start(value));
    let entry = RawEntry {
        key: at_start("key"),
        kind: at_start("misc"),
        fields: vec![field],
    };
    let raw = RawBibliography {
        preamble: String::new(),
        entries: vec![at_start(entry)],
        abbreviations: Vec::new(),
    };
    let read = Bibliography::from_raw(raw).ok()?;
    Some(read.get("key")?.get("text")?.format_verbatim())
}

/// A part of an entry for the crate, which counts from where it stands.
fn at_start<T>(part: T) -> Spanned<T> {
    Spanned::new(part, 0..0)
}
