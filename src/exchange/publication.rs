//! What a published copy holds: who published it, and the register in parts, so that pages read and write it in slices.
//!
//! A JSON text sequence (RFC 7464): first the publication, then files of the register's own format with some drivers
//! each, the register's title in the first of them.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::json::{Detail, Reading, decode, write_entries};
use crate::domain::edit::{EntryId, REGISTER};
use crate::domain::entry::Entry;
use crate::domain::register::Register;

/// Begins each text of the sequence.
const RECORD: u8 = 0x1e;

/// Few enough that writing or reading them doesn't hold the page up.
const DRIVERS: usize = 8;

/// Who published what.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Publication {
    /// The register's id.
    pub register: String,
    pub by: String,
    pub at: Timestamp,
    pub has_history: bool,
    pub has_comments: bool,
    /// The view whose drivers these are; empty for all.
    pub view: String,
    pub drivers: usize,
}

impl Publication {
    fn detail(&self) -> Detail {
        Detail {
            has_history: self.has_history,
            has_comments: self.has_comments,
        }
    }
}

/// The sequence isn't what this program writes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Damaged;

/// A publication being written.
pub struct Writing {
    register: Register,
    publication: Publication,
    ids: Vec<EntryId>,
    /// How many texts are written.
    next: usize,
}

impl Writing {
    /// Begins to write these drivers of a register.
    pub fn new(
        register: Register,
        publication: Publication,
        drivers: impl IntoIterator<Item = EntryId>,
    ) -> Self {
        let members = drivers.into_iter().flat_map(|id| register.members(&id));
        let ids = [REGISTER.to_owned()].into_iter().chain(members).collect();
        Self {
            register,
            publication,
            ids,
            next: 0,
        }
    }

    /// How many drivers are to be written, and how many of them are.
    pub fn progress(&self) -> (usize, usize) {
        let total = self.ids.len() - 1;
        ((self.next.saturating_sub(1) * DRIVERS).min(total), total)
    }

    /// The next text. `None` when all are written.
    pub fn step(&mut self) -> Option<String> {
        let json = match self.next.checked_sub(1) {
            // Texts, numbers and truth values: they always have a JSON.
            None => serde_json::to_string(&self.publication).ok()? + "\n",
            Some(part) => {
                let ids: Vec<&EntryId> = self.ids.chunks(DRIVERS).nth(part)?.iter().collect();
                let detail = self.publication.detail();
                write_entries(&self.register, &ids, detail, self.publication.at)
            }
        };
        self.next += 1;
        Some(format!("{}{json}", char::from(RECORD)))
    }
}

/// A publication being read.
pub struct Published {
    bytes: Vec<u8>,
    at: usize,
}

impl Published {
    /// Reads who published what.
    pub fn new(bytes: Vec<u8>) -> Result<(Publication, Self), Damaged> {
        let mut published = Self { bytes, at: 0 };
        let first = published.text().ok_or(Damaged)?;
        let publication = serde_json::from_slice(first).map_err(|_| Damaged)?;
        Ok((publication, published))
    }

    /// Reads the next entries. `None` when all are read.
    pub fn step(&mut self) -> Option<Result<BTreeMap<EntryId, Entry>, Damaged>> {
        let text = self.text()?.to_vec();
        let reading = decode(text).and_then(Reading::new);
        Some(
            reading
                .map(|reading| reading.finish().entries)
                .map_err(|_| Damaged),
        )
    }

    fn text(&mut self) -> Option<&[u8]> {
        let rest = self.bytes.get(self.at..)?.strip_prefix(&[RECORD])?;
        let length = rest.iter().position(|byte| *byte == RECORD);
        let text = &rest[..length.unwrap_or(rest.len())];
        self.at += 1 + text.len();
        Some(text)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::domain::edit::comment_key;
    use crate::domain::entry::own_delta;

    fn register(drivers: usize) -> Register {
        let at: Timestamp = "2026-03-01T09:00:00Z".parse().unwrap();
        let mut register = Register::new("mill-lane", []);
        let mut put = |id: &str, set: &[(&str, serde_json::Value)]| {
            let set = set
                .iter()
                .map(|(key, value)| ((*key).to_owned(), value.clone()))
                .collect();
            let (_, delta) = own_delta(id, register.heads(id), set, at, Some("Asha".into()));
            register.apply(&[(id.to_owned(), delta)].into());
        };
        put(REGISTER, &[("title", json!("Mill Lane </script>"))]);
        for number in 0..drivers {
            let id = format!("d{number}");
            put(
                &id,
                &[
                    ("title", json!(format!("Driver {number}"))),
                    ("topics", json!(["a"])),
                ],
            );
            put(&id, &[("summary", json!("Once\u{1e}more"))]);
            let comment = json!({ "by": "Ben", "at": "2026-03-02T10:00:00Z", "text": "Secret" });
            put(&id, &[(&comment_key(&comment), comment.clone())]);
        }
        register
    }

    fn publication(has_history: bool, has_comments: bool) -> Publication {
        Publication {
            register: "mill-lane".into(),
            by: "Asha".into(),
            at: "2026-03-31T12:00:00Z".parse().unwrap(),
            has_history,
            has_comments,
            view: String::new(),
            drivers: 20,
        }
    }

    fn sequence(register: &Register, publication: &Publication) -> String {
        let ids = register.live().map(|driver| driver.id.clone());
        let mut writing = Writing::new(register.clone(), publication.clone(), ids);
        let mut sequence = String::new();
        while let Some(text) = writing.step() {
            sequence.push_str(&text);
        }
        let (done, total) = writing.progress();
        assert_eq!(
            (done, total),
            (register.live().count(), register.live().count())
        );
        sequence
    }

    fn read(sequence: &str) -> (Publication, Register) {
        let (publication, mut published) = Published::new(sequence.as_bytes().to_vec()).unwrap();
        let mut register = Register::new(publication.register.clone(), []);
        while let Some(entries) = published.step() {
            for (id, entry) in entries.unwrap() {
                assert!(register.entry(&id).is_none(), "{id} is in two parts");
                register.put(id, entry);
            }
        }
        (publication, register)
    }

    fn titles(register: &Register) -> Vec<&str> {
        register.live().map(|driver| driver.title()).collect()
    }

    #[test]
    fn all_comes_back() {
        let here = register(20);
        let (publication, there) = read(&sequence(&here, &publication(true, true)));
        assert_eq!(publication, super::tests::publication(true, true));
        assert_eq!(there.title(), "Mill Lane </script>");
        assert_eq!(there.entries().count(), here.entries().count());
        for (id, entry) in here.entries() {
            let read = there.entry(id).unwrap();
            assert_eq!(
                (&read.edits, &read.values),
                (&entry.edits, &entry.values),
                "{id}"
            );
        }
    }

    #[test]
    fn without_history_what_stands_comes_back() {
        let here = register(3);
        let sequence = sequence(&here, &publication(false, true));
        assert!(
            !sequence.contains("\"edits\"") && !sequence.contains("\"values\""),
            "{sequence}"
        );
        let (_, there) = read(&sequence);
        assert_eq!(titles(&there), titles(&here));
        assert_eq!(there.title(), here.title());
        let comments = |register: &Register| register.driver("d0").unwrap().comments();
        assert_eq!(comments(&there).len(), 1);
        assert_eq!(comments(&there), comments(&here));
    }

    #[test]
    fn without_comments_no_word_of_them_comes_along() {
        for has_history in [true, false] {
            let sequence = sequence(&register(3), &publication(has_history, false));
            assert!(
                !sequence.contains("Secret") && !sequence.contains("Ben"),
                "{sequence}"
            );
            let (_, there) = read(&sequence);
            let driver = there.driver("d0").unwrap();
            assert_eq!(driver.comments(), []);
            assert!(!driver.is_in_conflict());
            assert_eq!(driver.title(), "Driver 0");
        }
    }

    #[test]
    fn what_is_no_publication_is_damaged() {
        for sequence in ["", "x", "\u{1e}", "\u{1e}{}", "{}"] {
            assert!(
                Published::new(sequence.as_bytes().to_vec()).is_err(),
                "{sequence:?}"
            );
        }
        let whole = sequence(&register(1), &publication(true, true));
        let (_, mut published) =
            Published::new(whole.as_bytes()[..whole.len() - 40].to_vec()).unwrap();
        assert_eq!(published.step(), Some(Err(Damaged)));
    }
}
