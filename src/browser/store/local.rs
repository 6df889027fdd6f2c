//! A register in `localStorage`, where IndexedDB is refused: at most 5 MB, and a crash may lose the last minutes.

use serde_json::{Map, Value};

use super::{FORMAT, Found, Loaded, Medium, StoredDraft, WriteError, sort, stepped};
use crate::browser::PREFIX;
use crate::browser::web_storage::{Fault, WebStorage};
use crate::domain::edit::EntryId;
use crate::domain::entry::Entry;
use crate::domain::register::Batch;
use crate::domain::sorting::Gather;

/// A register's keys in `localStorage`.
pub(super) struct Local {
    storage: WebStorage,
    prefix: String,
}

const ENTRY: &str = "entry:";
const DRAFT: &str = "draft:";
const FORMAT_KEY: &str = "format";
/// Which other medium keeps the register.
const MEDIUM_KEY: &str = "medium";

impl Local {
    /// `None` where `localStorage` is blocked.
    pub fn open(register_id: &str) -> Option<Self> {
        let storage = WebStorage::open()?;
        // So that no register's keys begin like another's.
        let register_id = register_id.replace('%', "%25").replace(':', "%3A");
        let prefix = format!("{PREFIX}{register_id}:");
        Some(Self { storage, prefix })
    }

    fn key(&self, part: &str, name: &str) -> String {
        format!("{}{part}{name}", self.prefix)
    }

    /// Everything of one part, by its name without the prefix.
    fn texts(&self, part: &str) -> impl Iterator<Item = (String, String)> {
        let prefix = self.key(part, "");
        self.storage
            .keys(&prefix)
            .into_iter()
            .filter_map(move |key| {
                let text = self.storage.text(&key)?;
                Some((key[prefix.len()..].to_owned(), text))
            })
    }

    /// Notes that the register is kept in IndexedDB.
    pub fn note_indexed(&self) {
        // Where there is no room for the note, the app is only less sure later that the register was there.
        let _ = self
            .storage
            .put_text(&self.key(MEDIUM_KEY, ""), "IndexedDB");
    }

    /// Where the register was kept last time, as far as `localStorage` knows.
    pub fn kept_in(&self) -> Option<Medium> {
        if self.storage.text(&self.key(MEDIUM_KEY, "")).is_some() {
            Some(Medium::IndexedDb)
        } else if self.texts(ENTRY).next().is_some() {
            Some(Medium::LocalStorage)
        } else {
            None
        }
    }

    /// Reads all entries.
    pub async fn load(&self) -> Loaded {
        // A crash may have lost the format's version: a missing one is the first.
        let format = self.storage.text(&self.key(FORMAT_KEY, ""));
        match format.map_or(Ok(FORMAT), |text| text.parse::<u32>()) {
            Ok(version) if version > FORMAT => return Loaded::Newer { version },
            Ok(version) if version > 0 => {}
            _ => return Loaded::Damaged { raw: self.raw() },
        }
        let texts = self.texts(ENTRY);
        sort(texts.map(|(id, text)| (id, Found::of(text))))
            .await
            .into()
    }

    /// Takes steps, all or none. In one go: 5 MB don't need slices, and another tab has little time to come in
    /// between, against which `localStorage` has no lock.
    pub fn write(&self, batch: &Batch) -> Result<Vec<(EntryId, Entry)>, WriteError> {
        let mut steps = Vec::with_capacity(batch.len());
        for (id, delta) in batch {
            let key = self.key(ENTRY, id);
            let before = self.storage.text(&key);
            let damaged = || WriteError::Damaged { entry: id.clone() };
            let (entry, text) = stepped(before.as_deref(), delta).ok_or_else(damaged)?;
            steps.push((key, before, text, (id.clone(), entry)));
        }
        self.storage
            .put_text(&self.key(FORMAT_KEY, ""), &FORMAT.to_string())?;
        for (index, (key, _, text, _)) in steps.iter().enumerate() {
            if let Err(fault) = self.storage.put_text(key, text) {
                // Backwards, so that there is room: all stood there a moment ago just as it does on the way. An entry
                // from which something was removed for good is smaller than it was.
                for (key, before, ..) in steps[..index].iter().rev() {
                    match before {
                        Some(before) => self.storage.put_text(key, before)?,
                        None => self.storage.delete(key),
                    }
                }
                return Err(fault.into());
            }
        }
        Ok(steps.into_iter().map(|(.., written)| written).collect())
    }

    /// The entries of these ids that are here and can be read.
    pub fn read(&self, ids: &[EntryId]) -> Vec<(EntryId, Entry)> {
        let stored = ids.iter().filter_map(|id| {
            let text = self.storage.text(&self.key(ENTRY, id))?;
            Some((id.clone(), serde_json::from_str(&text).ok()?))
        });
        stored.collect()
    }

    pub fn put_draft(&self, key: &str, draft: &StoredDraft) -> Result<(), WriteError> {
        Ok(self.storage.put(&self.key(DRAFT, key), draft)?)
    }

    pub fn delete_draft(&self, key: &str) {
        self.storage.delete(&self.key(DRAFT, key));
    }

    /// The drafts that can be read.
    pub fn drafts(&self) -> Vec<StoredDraft> {
        let texts = self.texts(DRAFT).map(|(_, text)| text);
        texts
            .filter_map(|text| serde_json::from_str(&text).ok())
            .collect()
    }

    /// All that is stored, by key.
    pub fn raw(&self) -> String {
        let texts = self.texts("").map(|(key, text)| (key, Value::String(text)));
        Value::Object(texts.gather::<Map<_, _>>()).to_string()
    }

    /// Removes the register.
    pub fn delete(&self) {
        for part in [ENTRY, DRAFT, FORMAT_KEY, MEDIUM_KEY] {
            for key in self.storage.keys(&self.key(part, "")) {
                self.storage.delete(&key);
            }
        }
    }
}

impl From<Fault> for WriteError {
    fn from(fault: Fault) -> Self {
        match fault {
            Fault::Full => Self::Full,
            Fault::Blocked => Self::Closed,
            Fault::Failed { name } => Self::Failed { name },
        }
    }
}
