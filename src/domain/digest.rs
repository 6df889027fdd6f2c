//! Digests: short names for values and edits that every copy of a register computes alike.
//!
//! A digest is the first 16 bytes of the SHA-256 (RFC 6234) of a value's canonical JSON (RFC 8785),
//! written as 26 characters of lower-case Base32 (RFC 4648) without padding.

use std::fmt;
use std::str::FromStr;

use base32::Alphabet;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use serde_json::Value;
use sha2::{Digest as _, Sha256};

use super::canonical;

const BYTES: usize = 16;

const BASE32: Alphabet = Alphabet::Rfc4648Lower { padding: false };

/// Names a value by its content.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Digest([u8; BYTES]);

/// Text that isn't 26 characters of lower-case Base32.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotADigest;

impl Digest {
    /// The digest of a value's canonical JSON.
    pub fn of(value: &Value) -> Self {
        let mut hash = Sha256::new();
        canonical::write(value, &mut |piece| hash.update(piece));
        Self::first_of(&hash.finalize())
    }

    fn first_of(hash: &[u8]) -> Self {
        let mut first = [0; BYTES];
        first.copy_from_slice(&hash[..BYTES]);
        Self(first)
    }

    /// A digest that names no content: an id made of 16 random bytes.
    pub fn from_random(bytes: [u8; BYTES]) -> Self {
        Self(bytes)
    }

    /// The digest as a UUID, for formats that ask for one: of version 8, whose bits are for who makes it to choose
    /// (RFC 9562, section 5.8).
    pub fn uuid(self) -> String {
        let mut bytes = self.0;
        bytes[6] = bytes[6] & 0x0f | 0x80; // The version…
        bytes[8] = bytes[8] & 0x3f | 0x80; // …and the variant.
        let hex: Vec<String> = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
        let parts = [&hex[..4], &hex[4..6], &hex[6..8], &hex[8..10], &hex[10..]];
        parts.map(<[String]>::concat).join("-")
    }
}

impl fmt::Display for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&base32::encode(BASE32, &self.0))
    }
}

impl fmt::Debug for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl FromStr for Digest {
    type Err = NotADigest;

    fn from_str(text: &str) -> Result<Self, NotADigest> {
        let bytes = base32::decode(BASE32, text).ok_or(NotADigest)?;
        let digest = bytes.try_into().map(Self).map_err(|_| NotADigest)?;
        // One digest has one spelling: other letter cases and stray last bits are none.
        if digest.to_string() == text {
            Ok(digest)
        } else {
            Err(NotADigest)
        }
    }
}

impl fmt::Display for NotADigest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not 26 characters of lower-case Base32")
    }
}

impl Serialize for Digest {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Digest {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<str>::deserialize(deserializer)?;
        text.parse().map_err(de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_digest_is_the_same_whatever_the_order_of_keys() {
        let one = Digest::of(&json!({"b": 1, "a": [true, null, "é"]}));
        let other: Value = serde_json::from_str(r#"{"a":[true,null,"\u00e9"],"b":1.0}"#).unwrap();
        assert_eq!(one, Digest::of(&other));
    }

    #[test]
    fn a_digest_is_that_of_any_other_program() {
        // printf '"NHS England"' | sha256sum | cut -c1-32 | xxd -r -p | base32
        insta::assert_snapshot!(Digest::of(&json!("NHS England")), @"uvnz4ddsx5ccp4kfodjn47oqfu");
    }

    #[test]
    fn a_uuid_is_the_digest_but_for_its_version_and_variant() {
        // printf '"NHS England"' | sha256sum | cut -c1-32: a55b9e0c72bf4427f14570d2de7dd02d
        insta::assert_snapshot!(Digest::of(&json!("NHS England")).uuid(), @"a55b9e0c-72bf-8427-b145-70d2de7dd02d");
        let bytes = Digest::from_random([0xff; BYTES]);
        assert_eq!(bytes.uuid(), "ffffffff-ffff-8fff-bfff-ffffffffffff");
    }

    #[test]
    fn text_and_digest_are_one() {
        let digest = Digest::of(&json!("policy"));
        assert_eq!(digest.to_string().parse(), Ok(digest));
        assert_eq!(digest.to_string().len(), 26);
        for bad in [
            "",
            "abc",
            "ABCDEFGHIJKLMNOPQRSTUVWXYZ",
            "1bcdefghijklmnopqrstuvwxyz",
        ] {
            assert_eq!(bad.parse::<Digest>(), Err(NotADigest), "{bad}");
        }
    }
}
