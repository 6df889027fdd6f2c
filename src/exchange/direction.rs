//! Which way a text runs: left to right, or right to left.

/// The way of the first character of a text that has one (Unicode's UAX #9, rules P2 and P3): `true` from right to left,
/// `None` where no character has one, as in "2018".
pub fn is_rtl(text: &str) -> Option<bool> {
    text.chars().find_map(way)
}

/// The parts of a text that run one way, each with whether that is from right to left. What has no way of its own, as
/// digits, marks and spaces, goes with what is before it; at the beginning, with the paragraph.
pub fn parts(text: &str, mut is_rtl: bool) -> Vec<(bool, &str)> {
    let mut parts = Vec::new();
    let mut start = 0;
    for (at, c) in text.char_indices() {
        let Some(other) = way(c).filter(|way| *way != is_rtl) else {
            continue;
        };
        if at > start {
            parts.push((is_rtl, &text[start..at]));
        }
        (start, is_rtl) = (at, other);
    }
    if start < text.len() {
        parts.push((is_rtl, &text[start..]));
    }
    parts
}

/// `true` for the classes R and AL, by the blocks that Unicode keeps for them (DerivedBidiClass.txt); `false` for L.
fn way(c: char) -> Option<bool> {
    match c {
        '\u{200f}' => Some(true),
        '\u{200e}' => Some(false),
        _ if !c.is_alphabetic() => None,
        '\u{590}'..='\u{8ff}'
        | '\u{fb1d}'..='\u{fdff}'
        | '\u{fe70}'..='\u{feff}'
        | '\u{10800}'..='\u{10fff}'
        | '\u{1e800}'..='\u{1efff}' => Some(true),
        _ => Some(false),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_letter_says() {
        for (text, expected) in [
            ("plan", Some(false)),
            ("תוכנית and plan", Some(true)),
            ("(2018) خطة", Some(true)),
            ("— 10 % 🦉 Ω", Some(false)),
            ("2018–21", None),
            ("", None),
            ("計画", Some(false)),
            ("\u{200f}2018", Some(true)),
        ] {
            assert_eq!(is_rtl(text), expected, "{text}");
        }
    }

    #[test]
    fn a_text_is_parted_where_its_way_turns() {
        assert_eq!(
            parts("12 plans, תוכנית 5 (x)", false),
            [(false, "12 plans, "), (true, "תוכנית 5 ("), (false, "x)")]
        );
        assert_eq!(parts("12", true), [(true, "12")]);
        assert_eq!(parts("", true), []);
    }
}
