//! The one file as a text: its template, its parts, and bytes as text that no editor, mail or parser changes.
//!
//! `xtask` makes the page with this and the app makes published copies with it, so a copy is the page to the byte.

/// A part of the page that isn't in its template.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// The Content-Security-Policy.
    Policy,
    Style,
    /// The script that starts the app.
    Boot,
    /// The app: its glue and its WebAssembly, packed.
    App,
    /// The register of a published copy, packed; else empty.
    Register,
}

/// The page in order: texts of the template, and places of parts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Piece<'a> {
    Text(&'a str),
    Part(Part),
}

/// The page without its parts, and with the line by which Trunk knows what to build.
pub const TEMPLATE: &str = include_str!("../../public/index.html");

/// The finished page, to be filled in. `None` where a template lacks the place of a part.
pub fn pieces(template: &str) -> Option<Vec<Piece<'_>>> {
    let (before, rest) = template.split_once("<!-- xtask: policy -->")?;
    let (middle, rest) = rest.split_once("<!-- xtask: style -->")?;
    let (body, after) = rest.split_once("<!-- xtask: scripts -->")?;
    let is_finished = |line: &&str| !line.contains("data-trunk");
    let lines = |text| {
        str::split_inclusive(text, '\n')
            .filter(is_finished)
            .map(Piece::Text)
    };
    let mut pieces: Vec<Piece<'_>> = lines(before).collect();
    pieces.extend([
        Piece::Text("<meta http-equiv=\"Content-Security-Policy\" content=\""),
        Piece::Part(Part::Policy),
        Piece::Text("\">"),
    ]);
    pieces.extend(lines(middle));
    pieces.extend([
        Piece::Text("<style id=\"driver-atlas-style\">"),
        Piece::Part(Part::Style),
        Piece::Text("</style>"),
    ]);
    pieces.extend(lines(body));
    pieces.extend([
        Piece::Text("<script id=\"driver-atlas-boot\">"),
        Piece::Part(Part::Boot),
        // Data: the browser doesn't run them, so the policy has no hash of them.
        Piece::Text(
            "</script>\n<script type=\"application/driver-atlas\" id=\"driver-atlas-app\">",
        ),
        Piece::Part(Part::App),
        Piece::Text(
            "</script>\n<script type=\"application/driver-atlas\" id=\"driver-atlas-register\">",
        ),
        Piece::Part(Part::Register),
        Piece::Text("</script>"),
    ]);
    pieces.extend(lines(after));
    Some(pieces)
}

/// The printable characters of ASCII but `&`, `<` and `\`: nothing that HTML, JSON or mail read otherwise.
const ALPHABET: [u8; 91] =
    *b"!\"#$%'()*+,-./0123456789:;=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[]^_`abcdefghijklmnopqrstuvwxyz{|}~";

/// Bits of two characters.
const BITS: u32 = 13;

/// Bytes as text, 13 bits in two characters: 8% shorter than Base64. `public/boot.js` reads it.
///
/// Bits go from the lowest of each byte to the highest, and of the two characters the first is the lower digit. At
/// the end one character has up to six bits, or two have up to twelve.
#[derive(Default)]
pub struct ToText {
    bits: u32,
    count: u32,
}

impl ToText {
    /// Adds bytes, which go on where the last ones ended.
    pub fn push(&mut self, bytes: &[u8], text: &mut String) {
        text.reserve(bytes.len() * 16 / 13 + 2);
        for byte in bytes {
            self.bits |= u32::from(*byte) << self.count;
            self.count += 8;
            if self.count >= BITS {
                let digits = self.bits & ((1 << BITS) - 1);
                text.push(digit(digits));
                text.push(digit(digits / 91));
                self.bits >>= BITS;
                self.count -= BITS;
            }
        }
    }

    /// Adds what is left.
    pub fn end(self, text: &mut String) {
        if self.count > 0 {
            text.push(digit(self.bits));
        }
        if self.count > 6 {
            text.push(digit(self.bits / 91));
        }
    }
}

fn digit(number: u32) -> char {
    char::from(ALPHABET[number as usize % ALPHABET.len()])
}

#[cfg(test)]
mod tests {
    use super::*;

    /// As `public/boot.js` does it.
    fn from_text(text: &str) -> Vec<u8> {
        let value = |digit: u8| ALPHABET.iter().position(|other| *other == digit).unwrap() as u32;
        let (mut bits, mut count, mut bytes) = (0, 0, Vec::new());
        for digits in text.as_bytes().chunks(2) {
            match *digits {
                [low, high] => {
                    bits |= (value(low) + 91 * value(high)) << count;
                    count += 13;
                }
                [low] => {
                    bits |= value(low) << count;
                    count += 6;
                }
                _ => unreachable!(),
            }
            while count >= 8 {
                bytes.push(bits as u8);
                bits >>= 8;
                count -= 8;
            }
        }
        bytes
    }

    fn to_text(bytes: &[u8]) -> String {
        let mut text = String::new();
        let mut encoding = ToText::default();
        encoding.push(bytes, &mut text);
        encoding.end(&mut text);
        text
    }

    #[test]
    fn the_alphabet_is_in_order_and_harmless() {
        assert!(ALPHABET.is_sorted());
        assert!(
            ALPHABET
                .iter()
                .all(|c| c.is_ascii_graphic() && !b"&<\\".contains(c))
        );
    }

    #[test]
    fn bytes_come_back_and_take_little_room() {
        for length in 0..400 {
            let bytes: Vec<u8> = (0..length)
                .map(|place: usize| (place * place * 31 + length) as u8)
                .collect();
            let text = to_text(&bytes);
            assert_eq!(from_text(&text), bytes);
            assert!(text.len() <= (length * 16).div_ceil(13));
            // In one go or in two.
            let (one, other) = bytes.split_at(length / 3);
            let (mut pushed, mut encoding) = (String::new(), ToText::default());
            encoding.push(one, &mut pushed);
            encoding.push(other, &mut pushed);
            encoding.end(&mut pushed);
            assert_eq!(pushed, text);
        }
    }

    #[test]
    fn the_template_has_a_place_for_each_part_once() {
        let pieces = pieces(TEMPLATE).unwrap();
        for part in [
            Part::Policy,
            Part::Style,
            Part::Boot,
            Part::App,
            Part::Register,
        ] {
            assert_eq!(
                pieces
                    .iter()
                    .filter(|piece| **piece == Piece::Part(part))
                    .count(),
                1,
                "{part:?}"
            );
        }
        let text = |piece: &Piece<'_>| match piece {
            Piece::Text(text) => (*text).to_owned(),
            Piece::Part(_) => String::new(),
        };
        let page: String = pieces.iter().map(text).collect();
        assert!(!page.contains("trunk") && !page.contains("xtask"), "{page}");
    }

    #[test]
    fn a_template_without_a_place_for_a_part_is_refused() {
        assert_eq!(pieces("<html>"), None);
    }
}
