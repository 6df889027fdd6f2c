//! The text of a file's bytes, in the encodings that spreadsheet programs save text in.
//!
//! Encodings are told by the byte order mark, else by what the bytes can be. `encoding_rs` would know forty, and be
//! 100 kB of WebAssembly; of those without a mark only Windows-1252 is what Western Excel saves as "CSV".

/// How the characters of a text are written as bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encoding {
    Utf8,
    Utf16Le,
    Utf16Be,
    /// What Windows calls ANSI in Western Europe.
    Windows1252,
}

/// A text, and how it was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decoded {
    /// Without the byte order mark.
    pub text: String,
    pub encoding: Encoding,
    /// How many places couldn't be read: each is U+FFFD now.
    pub replaced: usize,
}

/// The text, or `None` where the bytes are those of no text.
pub fn decode(bytes: &[u8]) -> Option<Decoded> {
    match bytes {
        [0xef, 0xbb, 0xbf, rest @ ..] => Some(utf8(rest)),
        [0xff, 0xfe, rest @ ..] => Some(utf16(rest, Encoding::Utf16Le)),
        [0xfe, 0xff, rest @ ..] => Some(utf16(rest, Encoding::Utf16Be)),
        _ => without_mark(bytes),
    }
}

fn without_mark(bytes: &[u8]) -> Option<Decoded> {
    // In UTF-16 every line end and separator, and nearly all of a Latin text, has a zero byte on the same side.
    let zeros = |from| bytes.iter().skip(from).step_by(2).filter(|b| **b == 0);
    let (first, second) = (zeros(0).count(), zeros(1).count());
    let is_valid = std::str::from_utf8(bytes).is_ok();
    let is_utf8 = match first + second {
        0 => true,
        zeros => is_valid && zeros * 10 < bytes.len(),
    };
    if !is_utf8 {
        let side = match (first, second) {
            (first, second) if second > 4 * first => Encoding::Utf16Le,
            (first, second) if first > 4 * second => Encoding::Utf16Be,
            _ => return None,
        };
        return Some(utf16(bytes, side));
    }
    // Bytes of Windows-1252 are hardly ever UTF-8 by chance: where more characters are than aren't, a few are damaged.
    let (mut beyond_ascii, mut invalid) = (0, 0);
    for chunk in bytes.utf8_chunks() {
        beyond_ascii += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        invalid += usize::from(!chunk.invalid().is_empty());
    }
    Some(match invalid > beyond_ascii {
        true => windows_1252(bytes),
        false => utf8(bytes),
    })
}

fn utf8(bytes: &[u8]) -> Decoded {
    let mut text = String::with_capacity(bytes.len());
    let mut replaced = 0;
    for chunk in bytes.utf8_chunks() {
        text.push_str(chunk.valid());
        if !chunk.invalid().is_empty() {
            text.push(char::REPLACEMENT_CHARACTER);
            replaced += 1;
        }
    }
    Decoded {
        text,
        encoding: Encoding::Utf8,
        replaced,
    }
}

fn utf16(bytes: &[u8], encoding: Encoding) -> Decoded {
    let pairs = bytes.chunks(2).map(|pair| match (pair, encoding) {
        ([first, second], Encoding::Utf16Be) => u16::from_be_bytes([*first, *second]),
        ([first, second], _) => u16::from_le_bytes([*first, *second]),
        // Half a character at the end.
        _ => 0xd800,
    });
    collected(encoding, char::decode_utf16(pairs).map(Result::ok))
}

/// As the Encoding Standard of the WHATWG has it, but for the five bytes that no character has.
fn windows_1252(bytes: &[u8]) -> Decoded {
    let character = |byte: &u8| match byte {
        0x80..=0x9f => {
            let there = FROM_0X80[usize::from(byte - 0x80)];
            (there != '\0').then_some(there)
        }
        byte => Some(char::from(*byte)),
    };
    collected(Encoding::Windows1252, bytes.iter().map(character))
}

/// The characters of Windows-1252 where it isn't Latin-1; none is `'\0'`.
#[rustfmt::skip]
const FROM_0X80: [char; 32] = [
    '€', '\0', '‚', 'ƒ', '„', '…', '†', '‡',
    'ˆ', '‰', 'Š', '‹', 'Œ', '\0', 'Ž', '\0',
    '\0', '‘', '’', '“', '”', '•', '–', '—',
    '˜', '™', 'š', '›', 'œ', '\0', 'ž', 'Ÿ',
];

fn collected(encoding: Encoding, characters: impl Iterator<Item = Option<char>>) -> Decoded {
    let mut replaced = 0;
    let text = characters
        .map(|character| {
            character.unwrap_or_else(|| {
                replaced += 1;
                char::REPLACEMENT_CHARACTER
            })
        })
        .collect();
    Decoded {
        text,
        encoding,
        replaced,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[track_caller]
    fn decoded(bytes: &[u8], text: &str, encoding: Encoding, replaced: usize) {
        let expected = Decoded {
            text: text.to_owned(),
            encoding,
            replaced,
        };
        assert_eq!(decode(bytes), Some(expected));
    }

    fn in_utf16(text: &str, as_bytes: fn(u16) -> [u8; 2]) -> Vec<u8> {
        text.encode_utf16().flat_map(as_bytes).collect()
    }

    #[test]
    fn marks_say_the_encoding() {
        decoded(b"\xef\xbb\xbfa\xc3\xa9", "aé", Encoding::Utf8, 0);
        decoded(b"\xff\xfea\0\xe9\0", "aé", Encoding::Utf16Le, 0);
        decoded(b"\xfe\xff\0a\0\xe9", "aé", Encoding::Utf16Be, 0);
    }

    #[test]
    fn without_a_mark_bytes_say_it() {
        decoded(b"", "", Encoding::Utf8, 0);
        decoded("Café – 😀".as_bytes(), "Café – 😀", Encoding::Utf8, 0);
        decoded(b"Caf\xe9 \x96 \x80", "Café – €", Encoding::Windows1252, 0);
        decoded(b"\x91\x92\x93\x94\x9f", "‘’“”Ÿ", Encoding::Windows1252, 0);
        decoded(b"a\x81b\xe9", "a\u{fffd}bé", Encoding::Windows1252, 1);
        for text in ["Title,Source\r\n", "標題,來源\r\n甲,乙\r\n", "עמוד;ב\n"] {
            decoded(
                &in_utf16(text, u16::to_le_bytes),
                text,
                Encoding::Utf16Le,
                0,
            );
            decoded(
                &in_utf16(text, u16::to_be_bytes),
                text,
                Encoding::Utf16Be,
                0,
            );
        }
    }

    #[test]
    fn what_is_damaged_is_counted_and_the_rest_read() {
        decoded("A plan – é\0".as_bytes(), "A plan – é\0", Encoding::Utf8, 0);
        decoded(b"\xc3\xa9 \xff \xc3\xa9", "é \u{fffd} é", Encoding::Utf8, 1);
        decoded(
            b"\xff\xfe\x00\xd8a\0b",
            "\u{fffd}a\u{fffd}",
            Encoding::Utf16Le,
            2,
        );
    }

    #[test]
    fn what_is_no_text_is_told() {
        assert_eq!(decode(b"\0\0\0\0\0\0"), None);
        assert_eq!(
            decode(b"PK\x03\x04\x14\0\0\0\x08\0\xb0\xc1\0\0\xff\xfe"),
            None
        );
    }

    proptest! {
        #[test]
        fn any_bytes_are_read_or_refused(bytes: Vec<u8>) {
            let _ = decode(&bytes);
        }

        #[test]
        fn every_text_in_utf8_is_read(text in "[^\\x00]*") {
            let read = decode(text.as_bytes()).unwrap();
            prop_assert_eq!((read.text.as_str(), read.replaced), (text.trim_start_matches('\u{feff}'), 0));
        }
    }
}
