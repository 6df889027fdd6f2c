//! A register in memory, where the browser keeps nothing: gone with the page.

use std::cell::RefCell;
use std::collections::BTreeMap;

use super::StoredDraft;
use crate::domain::edit::EntryId;
use crate::domain::entry::Entry;
use crate::domain::register::Batch;

#[derive(Default)]
pub(super) struct Memory {
    entries: RefCell<BTreeMap<EntryId, Entry>>,
    drafts: RefCell<BTreeMap<String, StoredDraft>>,
}

impl Memory {
    pub fn write(&self, batch: &Batch) -> Vec<(EntryId, Entry)> {
        let mut entries = self.entries.borrow_mut();
        let written = batch.iter().map(|(id, delta)| {
            let entry = entries.entry(id.clone()).or_default();
            entry.apply(delta);
            (id.clone(), entry.clone())
        });
        written.collect()
    }

    pub fn read(&self, ids: &[EntryId]) -> Vec<(EntryId, Entry)> {
        let entries = self.entries.borrow();
        let stored = ids.iter().filter_map(|id| entries.get_key_value(id));
        stored
            .map(|(id, entry)| (id.clone(), entry.clone()))
            .collect()
    }

    pub fn put_draft(&self, key: String, draft: StoredDraft) {
        self.drafts.borrow_mut().insert(key, draft);
    }

    pub fn delete_draft(&self, key: &str) {
        self.drafts.borrow_mut().remove(key);
    }

    pub fn drafts(&self) -> Vec<StoredDraft> {
        self.drafts.borrow().values().cloned().collect()
    }
}
