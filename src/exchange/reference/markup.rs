//! Takes the tags and entities of HTML out of texts of references, which hold some for italics and the like.

use std::borrow::Cow;

/// The tags that texts of references have: those of CSL's rich text, of databases of articles, and their line breaks.
///
/// Only these: "waits < 4 hours > 12 hours" and "<insert name>" are what somebody wrote.
const TAGS: [&str; 19] = [
    "b", "br", "div", "em", "h4", "i", "italic", "li", "ol", "p", "sc", "sec", "span", "strong",
    "sub", "sup", "title", "u", "ul",
];

/// A tag may be no longer, in bytes: enough for a class and a style.
const LONGEST_TAG: usize = 200;

/// And a character reference, from `&` to `;`.
const LONGEST_ENTITY: usize = 10;

const ENTITIES: [(&str, &str); 12] = [
    ("amp", "&"),
    ("lt", "<"),
    ("gt", ">"),
    ("quot", "\""),
    ("apos", "'"),
    ("nbsp", " "),
    ("ndash", "\u{2013}"),
    ("mdash", "\u{2014}"),
    ("lsquo", "\u{2018}"),
    ("rsquo", "\u{2019}"),
    ("ldquo", "\u{201c}"),
    ("rdquo", "\u{201d}"),
];

/// The text without tags, and with entities as what they stand for, each once.
pub fn removed(text: &str) -> Cow<'_, str> {
    if !text.contains(['<', '&']) {
        return Cow::Borrowed(text);
    }
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(['<', '&']) {
        let (before, here) = rest.split_at(at);
        plain.push_str(before);
        let taken = tag(here).or_else(|| entity(here));
        let (stands_for, after) = taken.unwrap_or_else(|| {
            // One byte: `<` and `&` are ASCII.
            let (sign, after) = here.split_at(1);
            (sign.into(), after)
        });
        plain.push_str(&stands_for);
        rest = after;
    }
    plain.push_str(rest);
    Cow::Owned(plain)
}

/// A tag at the beginning of a text: what stands for it, and what follows.
fn tag(text: &str) -> Option<(Cow<'static, str>, &str)> {
    let bytes = text.as_bytes();
    let end = bytes
        .iter()
        .take(LONGEST_TAG)
        .skip(1)
        .position(|byte| matches!(byte, b'<' | b'>'))?
        + 1;
    if bytes.get(end) != Some(&b'>') {
        return None;
    }
    let (inside, after) = (text.get(1..end)?, text.get(end + 1..)?);
    let is_closing = inside.starts_with('/');
    let name = inside
        .trim_start_matches('/')
        .split(|c: char| c.is_whitespace() || c == '/')
        .next()?
        .to_ascii_lowercase();
    // JATS, the format of articles in databases, may have its prefix.
    let name = name.strip_prefix("jats:").unwrap_or(&name);
    if !TAGS.contains(&name) {
        return None;
    }
    let stands_for = match name {
        "br" => "\n",
        "p" | "div" | "sec" | "title" | "h4" | "ul" | "ol" if is_closing => "\n\n",
        "li" if is_closing => "\n",
        "li" => "- ",
        _ => "",
    };
    Some((stands_for.into(), after))
}

/// A character reference at the beginning of a text: what it stands for, and what follows.
fn entity(text: &str) -> Option<(Cow<'static, str>, &str)> {
    let end = text
        .bytes()
        .take(LONGEST_ENTITY)
        .position(|byte| byte == b';')?;
    let (name, after) = (text.get(1..end)?, text.get(end + 1..)?);
    if let Some((_, stands_for)) = ENTITIES.iter().find(|(known, _)| *known == name) {
        return Some(((*stands_for).into(), after));
    }
    let digits = name.strip_prefix('#')?;
    let number = match digits.strip_prefix(['x', 'X']) {
        Some(digits) => u32::from_str_radix(digits, 16),
        None => digits.parse(),
    };
    let c = char::from_u32(number.ok()?).filter(|c| !c.is_control())?;
    Some((String::from(c).into(), after))
}
