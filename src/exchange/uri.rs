//! Addresses as URIs, for formats that refuse anything else where a link stands.

use crate::domain::value::is_live_address;

/// The address as a URI (RFC 3986): what may not stand in one is percent-encoded UTF-8. `None` where the address may not
/// be followed from the page, or names no host.
pub fn uri(address: &str) -> Option<String> {
    if !is_live_address(address) {
        return None;
    }
    let scheme = address.find(':')?;
    let is_mail = address[..scheme].eq_ignore_ascii_case("mailto");
    let rest = address[scheme..].strip_prefix("://").unwrap_or_default();
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
    if host.is_empty() && !is_mail {
        return None;
    }
    let path = match is_mail {
        true => 0,
        false => address.len() - rest.len() + host.len(),
    };
    let fragment = address.find('#').unwrap_or(address.len());
    let bytes = address.as_bytes();
    let mut uri = String::with_capacity(bytes.len());
    for (at, byte) in bytes.iter().enumerate() {
        let stays = match byte {
            b'%' => are_hex(bytes.get(at + 1..at + 3)),
            // Only about the address of a host, as of IPv6…
            b'[' | b']' => at < path,
            // …and once, before the fragment.
            b'#' => at == fragment,
            byte => byte.is_ascii_alphanumeric() || b"-._~:/?@!$&'()*+,;=".contains(byte),
        };
        if stays {
            uri.push(char::from(*byte));
        } else {
            uri.push('%');
            for digit in [byte >> 4, byte & 0xf] {
                let digit = char::from_digit(digit.into(), 16).unwrap_or('0');
                uri.push(digit.to_ascii_uppercase());
            }
        }
    }
    Some(uri)
}

fn are_hex(digits: Option<&[u8]>) -> bool {
    digits.is_some_and(|digits| digits.iter().all(u8::is_ascii_hexdigit))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_becomes_a_uri() {
        for (address, expected) in [
            (
                "https://a.example/b_c?d=e&f#g",
                "https://a.example/b_c?d=e&f#g",
            ),
            ("https://a.example/%7Eb", "https://a.example/%7Eb"),
            ("https://a.example/100%", "https://a.example/100%25"),
            ("https://a.example/%zz", "https://a.example/%25zz"),
            (
                "https://a.example/é\"<>",
                "https://a.example/%C3%A9%22%3C%3E",
            ),
            ("https://[::1]/a[1]#b#c", "https://[::1]/a%5B1%5D#b%23c"),
            ("https://a.example", "https://a.example"),
            ("mailto:a@b.example", "mailto:a@b.example"),
            ("mailto:[a]", "mailto:%5Ba%5D"),
        ] {
            assert_eq!(uri(address).as_deref(), Some(expected), "{address}");
        }
        for dead in [
            "javascript:a",
            "plan.pdf",
            "",
            "https://a.example/b c",
            "https:a",
            "https://",
            "https:///a",
        ] {
            assert_eq!(uri(dead), None, "{dead}");
        }
    }
}
