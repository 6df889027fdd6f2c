//! The addresses that links of a sheet may have.

use crate::domain::value::is_live_address;

/// UTF-16 units in a link's address at most: "Excel specifications and limits", as Microsoft publishes it.
const MAX_ADDRESS: usize = 2_079;

/// An address as Excel takes it, parted at its `#`: with a host, or of a letter box, and with what no address may have
/// in it as `%` and two digits (RFC 3986, 2.1). `None` where it isn't sure that Excel takes it: a file with one that it
/// doesn't take is one to repair.
pub fn parted(text: &str) -> Option<(String, String)> {
    if !is_live_address(text) {
        return None;
    }
    let (scheme, rest) = text.split_once(':')?;
    let is_sure = match rest.strip_prefix("//") {
        Some(rest) if !scheme.eq_ignore_ascii_case("mailto") => {
            let host = rest.split(['/', '?', '#']).next()?;
            let (name, port) = host.split_once(':').unwrap_or((host, ""));
            let is_of_name = |c: char| c.is_alphanumeric() || matches!(c, '.' | '-' | '_');
            name.starts_with(char::is_alphanumeric)
                && name.chars().all(is_of_name)
                && port.len() <= 5
                && port.bytes().all(|digit| digit.is_ascii_digit())
        }
        None if scheme.eq_ignore_ascii_case("mailto") => {
            let address = rest.split('?').next()?;
            let (name, host) = address.split_once('@')?;
            !name.is_empty() && !host.is_empty() && !host.contains('@')
        }
        _ => false,
    };
    let (address, location) = text.split_once('#').unwrap_or((text, ""));
    let (address, location) = (percent_encoded(address), percent_encoded(location));
    let is_short = |text: &str| text.encode_utf16().count() <= MAX_ADDRESS;
    (is_sure && is_short(&address) && is_short(&location)).then_some((address, location))
}

fn percent_encoded(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len());
    for (at, c) in text.char_indices() {
        let is_code = || {
            let digits = text.as_bytes().get(at + 1..at + 3);
            digits.is_some_and(|digits| digits.iter().all(u8::is_ascii_hexdigit))
        };
        match c {
            '%' if is_code() => encoded.push(c),
            '"' | '<' | '>' | '\\' | '^' | '`' | '{' | '|' | '}' | '[' | ']' | '#' | '%' => {
                encoded.push_str(&format!("%{:02X}", c as u32));
            }
            c => encoded.push(c),
        }
    }
    encoded
}
