//! The ZIP container of office files: parts with names, packed and unpacked.

use std::collections::BTreeMap;
use std::io::{Read, Write};

use crc::{CRC_32_ISO_HDLC, Crc};
use flate2::Compression;
use flate2::bufread::DeflateDecoder;
use flate2::write::DeflateEncoder;
use rawzip::{CompressionMethod, DataDescriptorOutput, ZipArchive, ZipArchiveWriter};

use super::pause::Pause;
#[cfg(test)]
use super::pause::at_once;

/// The checksum of a part (APPNOTE.TXT, section 4.4.7). rawzip's own is quicker, by 16 kB of tables that don't pack.
static CHECKSUM: Crc<u32> = Crc::<u32>::new(&CRC_32_ISO_HDLC);

/// The parts of a container, by name.
pub type Parts = BTreeMap<String, Vec<u8>>;

/// Why a container can't be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unreadable {
    /// It is no ZIP file, or ends too early.
    NoZip,
    /// A part is damaged, or packed or encrypted in a way that office files don't use.
    BadPart,
    /// The parts would be larger than asked for: a container of few bytes can hold any number.
    TooLarge,
}

/// What a part holds.
#[allow(clippy::large_enum_variant)] // There are a dozen at a time, and none for long.
pub enum Part<'a> {
    Whole(&'a [u8]),
    Packed(Packed),
}

impl<'a> From<&'a [u8]> for Part<'a> {
    fn from(bytes: &'a [u8]) -> Self {
        Self::Whole(bytes)
    }
}

/// A part that is packed piece by piece as it is written, so that neither all of it is in memory nor packing it holds a
/// page up. The same pieces make the same bytes.
pub struct Packed {
    encoder: DeflateEncoder<Vec<u8>>,
    checksum: crc::Digest<'static, u32>,
}

impl Packed {
    #[allow(clippy::new_without_default)] // A part that nothing was written to is nobody's default.
    pub fn new() -> Self {
        Self {
            encoder: DeflateEncoder::new(Vec::new(), Compression::default()),
            checksum: CHECKSUM.digest(),
        }
    }

    pub fn push(&mut self, piece: &[u8]) {
        self.checksum.update(piece);
        // Writing to memory doesn't fail.
        let _ = self.encoder.write_all(piece);
    }
}

/// Packs parts in the order given. The same parts make the same bytes: no time is in them.
pub fn pack<'a, P: Into<Part<'a>>>(parts: impl IntoIterator<Item = (&'a str, P)>) -> Vec<u8> {
    let mut archive = ZipArchiveWriter::new(Vec::new());
    for (name, part) in parts {
        add(&mut archive, name, part.into()).expect(UNFAILING);
    }
    archive.finish().expect(UNFAILING)
}

const UNFAILING: &str = "writing to memory doesn't fail, and parts have short names";

fn add(
    archive: &mut ZipArchiveWriter<Vec<u8>>,
    name: &str,
    part: Part<'_>,
) -> Result<(), rawzip::Error> {
    let packed = match part {
        Part::Packed(packed) => packed,
        Part::Whole(bytes) => {
            let mut packed = Packed::new();
            packed.push(bytes);
            packed
        }
    };
    let (mut entry, _) = archive
        .new_file(name)
        .compression_method(CompressionMethod::DEFLATE)
        .start()?;
    let descriptor =
        DataDescriptorOutput::new(packed.checksum.finalize(), packed.encoder.total_in());
    entry.write_all(&packed.encoder.finish()?)?;
    entry.finish(descriptor)?;
    Ok(())
}

/// How many bytes are unpacked between two pauses.
const SLICE: u64 = 256 * 1024;

/// Unpacks parts as [`unpack_in_slices`] does, without a pause.
#[cfg(test)]
pub fn unpack(
    bytes: &[u8],
    max_bytes: u64,
    is_wanted: impl Fn(&str) -> bool,
) -> Result<Parts, Unreadable> {
    at_once(async |pause| unpack_in_slices(bytes, max_bytes, &is_wanted, pause).await)
}

/// Unpacks the parts whose names are wanted, of at most so many bytes together.
///
/// # Errors
/// A part that fails its checksum makes the whole unreadable. Parts that aren't wanted aren't looked at.
pub async fn unpack_in_slices(
    bytes: &[u8],
    max_bytes: u64,
    is_wanted: &dyn Fn(&str) -> bool,
    pause: &mut dyn Pause,
) -> Result<Parts, Unreadable> {
    let archive = ZipArchive::from_slice(bytes).map_err(|_| Unreadable::NoZip)?;
    let mut entries = archive.entries();
    let mut parts = Parts::new();
    let mut left = max_bytes;
    while let Some(entry) = entries.next_entry().map_err(|_| Unreadable::NoZip)? {
        let path = entry.file_path();
        let Ok(name) = path.try_normalize() else {
            continue;
        };
        if entry.is_dir() || !is_wanted(name.as_ref()) {
            continue;
        }
        let part = archive.get_entry(entry.wayfinder());
        let part = part.map_err(|_| Unreadable::BadPart)?;
        let mut content: Box<dyn Read> = match entry.compression_method() {
            CompressionMethod::STORE => Box::new(part.data()),
            CompressionMethod::DEFLATE => Box::new(DeflateDecoder::new(part.data())),
            _ => return Err(Unreadable::BadPart),
        };
        let mut unpacked = Vec::new();
        let mut checksum = CHECKSUM.digest();
        loop {
            let before = unpacked.len();
            // One byte more than may come tells that more would.
            let next = SLICE.min(left + 1 - before as u64);
            let read = content.by_ref().take(next).read_to_end(&mut unpacked);
            if unpacked.len() as u64 > left {
                return Err(Unreadable::TooLarge);
            }
            if read.map_err(|_| Unreadable::BadPart)? == 0 {
                break;
            }
            checksum.update(unpacked.get(before..).unwrap_or_default());
            pause.pause().await;
        }
        let claim = part.claim_verifier();
        if claim.uncompressed_size != unpacked.len() as u64 || claim.crc != checksum.finalize() {
            return Err(Unreadable::BadPart);
        }
        left -= unpacked.len() as u64;
        parts.insert(name.as_ref().to_owned(), unpacked);
    }
    Ok(parts)
}

#[cfg(test)]
mod tests {
    use super::*;

    const PARTS: [(&str, &[u8]); 3] = [
        ("[Content_Types].xml", b"<Types/>"),
        ("word/document.xml", "<w>\u{e9}</w>".as_bytes()),
        ("empty", b""),
    ];

    #[test]
    fn a_part_in_pieces_is_unpacked_as_a_whole() {
        // Longer than a block and than the window in which repetitions are found.
        let texts =
            (0..40_000_u32).map(|n| format!("ward {} ", n.wrapping_mul(2_654_435_761) >> 24));
        let text = texts.collect::<String>();
        for length in [7, 1_000, 70_000, text.len()] {
            let packed = || {
                let mut packed = Packed::new();
                for piece in text.as_bytes().chunks(length) {
                    packed.push(piece);
                    packed.push(b"");
                }
                let empty = Part::Packed(Packed::new());
                pack([
                    ("a", Part::Packed(packed)),
                    ("b", empty),
                    ("c", Part::Whole(b"c")),
                ])
            };
            let bytes = packed();
            assert!(bytes == packed() && bytes.len() < text.len() / 2);
            // Checksums are checked in passing.
            let read = unpack(&bytes, 1_000_000, |_| true).unwrap();
            assert!(read["a"] == text.as_bytes(), "{length}");
            assert_eq!((&*read["b"], &*read["c"]), (&b""[..], &b"c"[..]));
        }
    }

    #[test]
    fn what_is_packed_is_unpacked() {
        let packed = pack(PARTS);
        assert_eq!(packed, pack(PARTS));
        let all = unpack(&packed, 100, |_| true).unwrap();
        let expected = PARTS.map(|(name, bytes)| (name.to_owned(), bytes.to_vec()));
        assert_eq!(all, Parts::from(expected));
        let one = unpack(&packed, 100, |name| name.starts_with("word/")).unwrap();
        assert_eq!(one.keys().collect::<Vec<_>>(), ["word/document.xml"]);
    }

    #[test]
    fn what_is_no_container_is_refused() {
        let read = |bytes: &[u8]| unpack(bytes, 100, |_| true);
        assert_eq!(read(b""), Err(Unreadable::NoZip));
        assert_eq!(read(b"Title,Source\r\n"), Err(Unreadable::NoZip));
        let packed = pack(PARTS);
        assert_eq!(read(&packed[..packed.len() - 10]), Err(Unreadable::NoZip));
    }

    #[test]
    fn a_damaged_part_is_refused() {
        let text = b"a text that is long enough to be found again as it is";
        let mut packed = pack([("a", &text[..])]);
        // Right after the local header of 30 bytes and the name of one.
        packed[31 + 5] ^= 0xff;
        assert_eq!(unpack(&packed, 100, |_| true), Err(Unreadable::BadPart));
        assert_eq!(unpack(&packed, 100, |_| false), Ok(Parts::new()));
    }

    #[test]
    fn no_more_is_unpacked_than_asked_for() {
        let zeros = vec![0; 1_000_000];
        let packed = pack([("a", &zeros[..]), ("b", &zeros[..])]);
        assert!(packed.len() < 10_000);
        assert_eq!(
            unpack(&packed, 1_999_999, |_| true),
            Err(Unreadable::TooLarge)
        );
        assert_eq!(
            unpack(&packed, 2_000_000, |_| true).map(|parts| parts.len()),
            Ok(2)
        );
    }
}
