//! The register: all entries, with each driver as it stands.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::driver::Driver;
use super::edit::{EditId, EntryId, REGISTER};
use super::entry::{Delta, Entry};
use super::field::Field;
use super::law;

/// A register's entries and what follows from them. Cloning it is cheap for its drivers, which are shared.
#[derive(Clone, Debug, Default)]
pub struct Register {
    pub id: String,
    entries: BTreeMap<EntryId, Arc<Entry>>,
    drivers: BTreeMap<EntryId, Arc<Driver>>,
    own: Option<Arc<Driver>>,
    unheld: BTreeMap<EntryId, usize>,
}

/// An entry with what stands of it: the work of putting it, done ahead.
pub struct Evaluated {
    id: EntryId,
    entry: Arc<Entry>,
    driver: Arc<Driver>,
}

impl Evaluated {
    pub fn new(id: EntryId, entry: Entry) -> Self {
        let driver = Arc::new(Driver::new(id.clone(), law::evaluate(&entry)));
        Self {
            id,
            entry: Arc::new(entry),
            driver,
        }
    }
}

/// Steps of several entries that belong together: all of them are taken, or none.
pub type Batch = BTreeMap<EntryId, Delta>;

impl Register {
    /// A register with these entries.
    pub fn new(id: impl Into<String>, entries: impl IntoIterator<Item = (EntryId, Entry)>) -> Self {
        let mut register = Self {
            id: id.into(),
            ..Self::default()
        };
        for (id, entry) in entries {
            register.put(id, entry);
        }
        register
    }

    /// Puts an entry in place of the one with this id.
    pub fn put(&mut self, id: EntryId, entry: Entry) {
        self.put_evaluated(Evaluated::new(id, entry));
    }

    /// Puts an entry that was evaluated before in place of the one with its id.
    pub fn put_evaluated(&mut self, evaluated: Evaluated) {
        let Evaluated { id, entry, driver } = evaluated;
        match entry.local.unheld.len() {
            0 => self.unheld.remove(&id),
            count => self.unheld.insert(id.clone(), count),
        };
        self.entries.insert(id.clone(), entry);
        if id == REGISTER {
            self.own = Some(driver);
        } else if driver.standing.says_something {
            self.drivers.insert(id, driver);
        } else {
            self.drivers.remove(&id);
        }
    }

    /// Takes steps.
    pub fn apply(&mut self, batch: &Batch) {
        for (id, delta) in batch {
            let mut entry = self
                .entry(id)
                .map(|entry| (**entry).clone())
                .unwrap_or_default();
            entry.apply(delta);
            self.put(id.clone(), entry);
        }
    }

    pub fn entry(&self, id: &str) -> Option<&Arc<Entry>> {
        self.entries.get(id)
    }

    /// All entries by id, the register's own among them.
    pub fn entries(&self) -> impl Iterator<Item = (&EntryId, &Arc<Entry>)> {
        self.entries.iter()
    }

    /// The driver of this id, also when it is in the trash.
    pub fn driver(&self, id: &str) -> Option<&Arc<Driver>> {
        self.drivers.get(id)
    }

    /// All drivers but those in the trash.
    pub fn live(&self) -> impl Iterator<Item = &Arc<Driver>> {
        self.drivers.values().filter(|driver| !driver.is_in_trash())
    }

    /// The drivers in the trash.
    pub fn trashed(&self) -> impl Iterator<Item = &Arc<Driver>> {
        self.drivers.values().filter(|driver| driver.is_in_trash())
    }

    /// The register's title; empty where nobody gave one.
    pub fn title(&self) -> &str {
        self.own.as_ref().map_or("", |own| own.text(Field::Title))
    }

    /// The edits on screen for an entry: what the next edit of it is `after`.
    pub fn heads(&self, id: &str) -> std::collections::BTreeSet<EditId> {
        let driver = if id == REGISTER {
            self.own.as_ref()
        } else {
            self.drivers.get(id)
        };
        match (driver, self.entries.get(id)) {
            (Some(driver), _) => driver.standing.heads.clone(),
            (None, Some(entry)) => law::evaluate(entry).heads,
            (None, None) => std::collections::BTreeSet::new(),
        }
    }

    /// How many edits made here no file given out holds yet.
    pub fn unheld(&self) -> usize {
        self.unheld.values().sum()
    }

    /// Whether nothing was ever put in: an import into it adopts the file's register.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }
}
