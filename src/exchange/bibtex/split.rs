//! Finds where entries begin and end, without looking at what is in them.

/// A part of a file between its braces: `@kind{inside}`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Block<'a> {
    /// As written: `techreport`, `String`.
    pub kind: &'a str,
    pub inside: &'a str,
    /// On which it begins, from 1.
    pub line: usize,
    /// Whether its last brace is there.
    pub has_end: bool,
}

/// The blocks of a text, and the lines outside of them that have something on them.
///
/// A block goes on to the brace that closes it. If another entry begins on a line of its own before that, a brace is
/// missing, and the block ends there. All text is looked at once.
pub fn blocks(text: &str) -> (Vec<Block<'_>>, Vec<usize>) {
    let mut blocks = Vec::new();
    let mut outside = Vec::new();
    let mut at = 0;
    let mut line = 1;
    let mut is_counted = false;
    while let Some(rest) = text.get(at..).filter(|rest| !rest.is_empty()) {
        if let Some((kind, open)) = head(rest) {
            let (inside, length, has_end) = body(&rest[open..]);
            // Of a comment there is nothing to read, and programs keep what is theirs in it.
            if !kind.eq_ignore_ascii_case("comment") {
                blocks.push(Block {
                    kind,
                    inside,
                    line,
                    has_end,
                });
            }
            let end = open + length;
            line += newlines(&rest[..end]);
            at += end;
            is_counted = true;
            continue;
        }
        // On to the next at-sign, or line.
        let next = rest
            .char_indices()
            .skip(1)
            .find(|(_, c)| matches!(c, '@' | '\n'))
            .map_or(rest.len(), |(next, _)| next);
        let passed = &rest[..next];
        if passed.starts_with('\n') {
            line += 1;
            is_counted = false;
        }
        // A percent sign makes a comment of the line, and a comma after a block is common.
        let passed = passed.trim();
        if passed.starts_with('%') {
            is_counted = true;
        } else if !is_counted && !passed.is_empty() && passed != "," {
            outside.push(line);
            is_counted = true;
        }
        at += next;
    }
    (blocks, outside)
}

/// Whether a line begins an entry.
pub fn begins_entry(line: &str) -> bool {
    head(line).is_some()
}

/// The kind of a block that begins here, and the place of its opening brace.
fn head(text: &str) -> Option<(&str, usize)> {
    let after = text.strip_prefix('@')?;
    let letters = after
        .bytes()
        .take_while(u8::is_ascii_alphabetic)
        .take(LONGEST_KIND)
        .count();
    let (kind, rest) = after.split_at_checked(letters)?;
    let spaces = rest
        .bytes()
        .take_while(|byte| matches!(byte, b' ' | b'\t'))
        .take(LONGEST_KIND)
        .count();
    let opens = rest.get(spaces..)?.starts_with(['{', '(']);
    (opens && !kind.is_empty()).then_some((kind, 1 + letters + spaces))
}

const LONGEST_KIND: usize = 30;

/// What is inside a block that begins with its brace, how long it is with its braces, and whether it has both.
fn body(text: &str) -> (&str, usize, bool) {
    let is_round = text.starts_with('(');
    let bytes = text.as_bytes();
    let mut depth = 0_usize;
    let mut at = 1;
    while let Some(byte) = bytes.get(at) {
        match byte {
            // What follows a backslash counts for nothing.
            b'\\' => at += 1,
            b'{' => depth += 1,
            b'}' if depth == 0 && !is_round => return inside(text, at, true),
            b')' if depth == 0 && is_round => return inside(text, at, true),
            b'}' => depth = depth.saturating_sub(1),
            b'\n' if looks_like_an_entry(text, at + 1) => return inside(text, at, false),
            _ => (),
        }
        at += 1;
    }
    inside(text, text.len(), false)
}

fn inside(text: &str, end: usize, has_end: bool) -> (&str, usize, bool) {
    let length = end + usize::from(has_end);
    (text.get(1..end).unwrap_or_default(), length, has_end)
}

/// Whether an entry begins on the line that begins here: `@kind{key,`.
fn looks_like_an_entry(text: &str, at: usize) -> bool {
    const LONGEST_KEY: usize = 100;
    let Some(line) = text.get(at..).filter(|line| line.starts_with('@')) else {
        return false;
    };
    let Some((_, open)) = head(line) else {
        return false;
    };
    let key = line.bytes().skip(open + 1).take(LONGEST_KEY);
    let mut after = key.skip_while(|byte| !matches!(byte, b',' | b'=' | b'{' | b'}' | b'\n'));
    matches!(after.next(), Some(b',' | b'='))
}

fn newlines(text: &str) -> usize {
    text.bytes().filter(|byte| *byte == b'\n').count()
}
