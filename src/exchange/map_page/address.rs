//! Addresses: in attributes, in text, and behind services that stand before them.

use super::line::{Line, Run};
use crate::domain::value::is_live_address;

/// What an attribute names, if it may be followed from elsewhere: not a place on the same site, nor a script.
///
/// A mail system's or search engine's redirect is taken for where it leads.
pub(super) fn live(href: &str) -> Option<String> {
    let href = href.trim();
    let mut address = String::with_capacity(href.len());
    if href.starts_with("//") {
        address.push_str("https:");
    }
    for c in href.chars() {
        match c {
            ' ' => address.push_str("%20"),
            // HTML takes line ends out of addresses.
            '\n' | '\r' | '\t' => (),
            c => address.push(c),
        }
    }
    let address = target(&address).unwrap_or(address);
    is_live_address(&address).then_some(address)
}

/// Where a redirect leads, if it says so.
fn target(address: &str) -> Option<String> {
    let (_, rest) = address.split_once("://")?;
    let (place, query) = rest.split_once('?')?;
    let (host, path) = place.split_once('/').unwrap_or((place, ""));
    let wanted: &[&str] = match path {
        _ if host.ends_with(".safelinks.protection.outlook.com") => &["url"],
        "url" if host.starts_with("www.google.") => &["q", "url"],
        "l.php" if host == "l.facebook.com" => &["u"],
        "" if host == "href.li" => {
            return Some(query.to_owned()).filter(|target| is_live_address(target));
        }
        _ => return None,
    };
    let mut parameters = query
        .split('&')
        .filter_map(|parameter| parameter.split_once('='));
    let (_, value) = parameters.find(|(name, _)| wanted.contains(name))?;
    percent_decoded(value).filter(|target| is_live_address(target))
}

/// `None` if it isn't UTF-8.
fn percent_decoded(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [first, after @ ..] = rest {
        let digit = |place: usize| {
            after
                .get(place)
                .and_then(|digit| char::from(*digit).to_digit(16))
        };
        match (first, digit(0), digit(1)) {
            (b'%', Some(high), Some(low)) => {
                bytes.push((high * 16 + low) as u8);
                rest = after.get(2..).unwrap_or_default();
            }
            _ => {
                bytes.push(*first);
                rest = after;
            }
        }
    }
    String::from_utf8(bytes).ok()
}

/// Whether an address does something rather than lead to a document: share, log in, reply.
pub(super) fn is_button(address: &str) -> bool {
    const PARTS: [&str; 14] = [
        "/intent/tweet",
        "/sharer",
        "/wp-admin",
        "/wp-login",
        "?share=",
        "&share=",
        "facebook.com/share",
        "like_comment=",
        "linkedin.com/sharearticle",
        "pinterest.com/pin/create",
        "reddit.com/submit",
        "replytocom=",
        "twitter.com/share",
        "#respond",
    ];
    let address = address.to_ascii_lowercase();
    PARTS.iter().any(|part| address.contains(part))
}

/// Makes links of the addresses that stand in a line's text.
pub(super) fn link(line: &mut Line) {
    let runs = std::mem::take(&mut line.runs);
    for run in runs {
        match run.href {
            None => push_linked(&mut line.runs, run),
            Some(_) => line.runs.push(run),
        }
    }
}

fn push_linked(runs: &mut Vec<Run>, run: Run) {
    let mut rest = run.text.as_str();
    let mut push = |text: &str, href: Option<String>| {
        if !text.is_empty() {
            runs.push(Run {
                text: text.to_owned(),
                href: href.map(Into::into),
                ..run
            });
        }
    };
    while let Some((before, address, after)) = next(rest) {
        let start = address.get(..4).unwrap_or_default();
        let href = match start.eq_ignore_ascii_case("www.") {
            // What browsers try first.
            true => format!("https://{address}"),
            false => address.to_owned(),
        };
        push(before, None);
        push(address, Some(href));
        rest = after;
    }
    push(rest, None);
}

/// The first address of a text, with what stands before and after it.
fn next(text: &str) -> Option<(&str, &str, &str)> {
    let mut at = 0;
    while let Some(found) = text.get(at..)?.find(['h', 'H', 'w', 'W']) {
        let (before, rest) = text.split_at_checked(at + found)?;
        let begins = |known: &str| {
            let start = rest.get(..known.len());
            start.is_some_and(|start| start.eq_ignore_ascii_case(known))
        };
        let is_after_letter = before
            .chars()
            .next_back()
            .is_some_and(char::is_alphanumeric);
        if is_after_letter || !["http://", "https://", "www."].into_iter().any(begins) {
            at += found + 1;
            continue;
        }
        let length = rest.find(ends_address).unwrap_or(rest.len());
        let address = without_closing(rest.get(..length)?);
        if address.contains('.') {
            return Some((before, address, rest.get(address.len()..)?));
        }
        at += found + length.max(1);
    }
    None
}

fn ends_address(c: char) -> bool {
    c.is_whitespace()
        || c.is_control()
        || matches!(c, '<' | '>' | '"' | '“' | '”' | '|' | '{' | '}' | '^' | '`')
}

/// Without the signs that close the sentence around an address.
fn without_closing(address: &str) -> &str {
    // A bracket may be part of an address, with its other half.
    let (has_round, has_square) = (address.contains('('), address.contains('['));
    let mut address = address;
    loop {
        let shorter =
            address.trim_end_matches(['.', ',', ';', ':', '!', '?', '\'', '’', '*', '_', '…', '»']);
        let shorter = match shorter.chars().next_back() {
            Some(')') if !has_round => shorter.trim_end_matches(')'),
            Some(']') if !has_square => shorter.trim_end_matches(']'),
            _ => shorter,
        };
        if shorter.len() == address.len() {
            return address;
        }
        address = shorter;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_leads_elsewhere_is_a_link() {
        for (href, expected) in [
            (" https://a.example/x y\n", Some("https://a.example/x%20y")),
            ("//a.example/x", Some("https://a.example/x")),
            ("mailto:a@b.example", Some("mailto:a@b.example")),
            ("/x", None),
            ("#top", None),
            ("javascript:alert(1)", None),
            ("java\nscript:alert(1)", None),
            ("file:///c:/x", None),
            ("", None),
            (
                "https://eur01.safelinks.protection.outlook.com/?url=https%3A%2F%2Fa.example%2Fb&data=1",
                Some("https://a.example/b"),
            ),
            (
                "https://www.google.co.uk/url?sa=t&q=https://a.example/%C3%A9",
                Some("https://a.example/é"),
            ),
            (
                "https://href.li/?https://a.example/?b=c",
                Some("https://a.example/?b=c"),
            ),
            (
                "https://href.li/?javascript:x",
                Some("https://href.li/?javascript:x"),
            ),
            (
                "https://www.google.co.uk/url?q=%ff",
                Some("https://www.google.co.uk/url?q=%ff"),
            ),
        ] {
            assert_eq!(live(href).as_deref(), expected, "{href}");
        }
    }

    #[test]
    fn addresses_in_text_end_where_the_sentence_goes_on() {
        for (text, expected) in [
            (
                "See https://a.example/b, and (www.c.example).",
                vec!["https://a.example/b", "www.c.example"],
            ),
            ("<HTTP://A.example/b_(c)>", vec!["HTTP://A.example/b_(c)"]),
            ("http:// awww.x https://", vec![]),
            (
                "“https://a.example/?b=c&d=e#f”",
                vec!["https://a.example/?b=c&d=e#f"],
            ),
            ("hhttps://a.example", vec![]),
        ] {
            let mut line = Line::paragraph(vec![Run {
                text: text.to_owned(),
                ..Run::default()
            }]);
            link(&mut line);
            assert_eq!(line.text(), text);
            let found: Vec<String> = line.links().into_iter().map(|(text, _)| text).collect();
            assert_eq!(found, expected, "{text}");
        }
    }
}
