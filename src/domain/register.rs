//! The register: all entries, with each driver as it stands.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::driver::Driver;
use super::edit::{EditId, EntryId, REGISTER};
use super::entry::{Delta, Entry};
use super::field::{Field, NOT_SAME_AS, SAME_AS};
use super::join::{self, Groups};
use super::law;
use super::sorting::Gather;

/// A register's entries and what follows from them. Cloning it is cheap for its drivers, which are shared.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Register {
    pub id: String,
    entries: BTreeMap<EntryId, Arc<Entry>>,
    /// What stands of each entry by itself.
    alone: BTreeMap<EntryId, Arc<Driver>>,
    groups: Groups,
    /// The entries of each group as one, by its smallest id.
    wholes: BTreeMap<EntryId, Arc<Entry>>,
    /// What is shown: one driver for each group, and for each entry that is in none.
    drivers: BTreeMap<EntryId, Arc<Driver>>,
    unheld: BTreeMap<EntryId, usize>,
}

/// An entry with what stands of it: the work of putting it, done ahead.
#[derive(Clone, Debug, PartialEq)]
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

    pub fn id(&self) -> &EntryId {
        &self.id
    }

    pub fn entry(&self) -> &Arc<Entry> {
        &self.entry
    }

    /// What the entry says by itself, whatever it is joined to.
    pub fn driver(&self) -> &Arc<Driver> {
        &self.driver
    }
}

/// The entries that an entry is joined to by its own edits; `None` where it can be joined to none.
fn named(alone: &Driver) -> Option<BTreeSet<EntryId>> {
    let can_be_joined = alone.standing.says_something && alone.id != REGISTER;
    can_be_joined.then(|| join::named(alone, SAME_AS))
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
        let entries = entries.into_iter();
        register.put_all(entries.map(|(id, entry)| Evaluated::new(id, entry)));
        register
    }

    /// Puts an entry in place of the one with this id.
    pub fn put(&mut self, id: EntryId, entry: Entry) {
        self.put_all([Evaluated::new(id, entry)]);
    }

    /// Puts entries that were evaluated before in place of those with their ids. Returns the ids under which drivers may
    /// show otherwise for it, or no longer.
    pub fn put_all(&mut self, evaluated: impl IntoIterator<Item = Evaluated>) -> BTreeSet<EntryId> {
        // What is joined is evaluated once, and not for each of its entries.
        let mut concerned = BTreeSet::new();
        for evaluated in evaluated {
            // Not `append`, which goes through all that is there each time.
            concerned.extend(self.keep(evaluated));
        }
        self.show_all(&concerned);
        concerned
    }

    fn show_all(&mut self, concerned: &BTreeSet<EntryId>) {
        for id in concerned {
            self.wholes.remove(id);
            self.drivers.remove(id);
            if self.groups.first(id) == id {
                self.show(id.clone());
            }
        }
    }

    /// A register of which no more is known than the outlines of its entries. They can be listed, and nothing else, until
    /// [`Self::put_all`] puts each in its place. Of entries that are joined nothing is shown until they are read.
    pub fn outlined(id: impl Into<String>, drivers: Vec<Arc<Driver>>) -> Self {
        let mut register = Self {
            id: id.into(),
            ..Self::default()
        };
        for driver in &drivers {
            register.groups.put(&driver.id, named(driver));
        }
        let is_shown = |driver: &&Arc<Driver>| {
            let is_joined = register.groups.is_joined(&driver.id);
            driver.standing.says_something && driver.id != REGISTER && !is_joined
        };
        let shown = drivers.iter().filter(is_shown);
        let shown = shown.map(|driver| (driver.id.clone(), driver.clone()));
        let shown = shown.gather();
        register.drivers = shown;
        let alone = drivers.into_iter();
        register.alone = alone.map(|driver| (driver.id.clone(), driver)).gather();
        register
    }

    /// Forgets what was outlined and turned out not to be there. Returns the ids under which drivers may show otherwise for
    /// it, or no longer.
    pub fn forget_unread(&mut self) -> BTreeSet<EntryId> {
        let ids = self.alone.keys();
        let unread = ids.filter(|id| !self.entries.contains_key(*id));
        let mut concerned: BTreeSet<EntryId> = unread.cloned().collect();
        for id in concerned.clone() {
            self.alone.remove(&id);
            concerned.extend(self.groups.put(&id, None));
        }
        self.show_all(&concerned);
        concerned
    }

    /// Keeps an entry, and returns those whose drivers may show otherwise for it.
    fn keep(&mut self, evaluated: Evaluated) -> BTreeSet<EntryId> {
        let Evaluated { id, entry, driver } = evaluated;
        match entry.local.unheld.len() {
            0 => self.unheld.remove(&id),
            count => self.unheld.insert(id.clone(), count),
        };
        let names = named(&driver);
        self.entries.insert(id.clone(), entry);
        self.alone.insert(id.clone(), driver);
        self.groups.put(&id, names)
    }

    /// Shows the driver that an entry, or the group with this smallest id, is now.
    fn show(&mut self, id: EntryId) {
        let Some(alone) = self.alone.get(&id).filter(|_| id != REGISTER) else {
            return;
        };
        if !alone.standing.says_something {
            return;
        }
        if !self.groups.is_joined(&id) {
            self.drivers.insert(id, alone.clone());
            return;
        }
        let members = self.groups.members(&id);
        let members = members.iter();
        let members = members.map(|member| Some((member, &**self.entries.get(member)?)));
        let Some(members) = members.collect::<Option<Vec<_>>>() else {
            return;
        };
        let whole = join::whole(members);
        let mut standing = law::evaluate(&whole);
        // The next edit is stored in the first entry, which must be whole by itself.
        standing.heads.extend(&alone.standing.heads);
        let driver = Driver::new(id.clone(), standing);
        self.wholes.insert(id.clone(), Arc::new(whole));
        self.drivers.insert(id, Arc::new(driver));
    }

    /// Takes steps.
    pub fn apply(&mut self, batch: &Batch) {
        let after = batch.iter().map(|(id, delta)| {
            let entry = self.entry(id).map(|entry| (**entry).clone());
            let mut entry = entry.unwrap_or_default();
            entry.apply(delta);
            Evaluated::new(id.clone(), entry)
        });
        let after: Vec<Evaluated> = after.collect();
        self.put_all(after);
    }

    /// An entry with what stands of it.
    pub fn evaluated(&self, id: &str) -> Option<Evaluated> {
        let (id, entry) = self.entries.get_key_value(id)?;
        Some(Evaluated {
            id: id.clone(),
            entry: entry.clone(),
            driver: self.alone.get(id)?.clone(),
        })
    }

    /// The entry as it is stored. For what a driver's edits and values are, see [`Self::whole`].
    pub fn entry(&self, id: &str) -> Option<&Arc<Entry>> {
        self.entries.get(id)
    }

    /// The edits and values of a driver: of all its entries where several are joined. It is to be looked at only, never
    /// to be stored.
    pub fn whole(&self, id: &str) -> Option<&Arc<Entry>> {
        let whole = self.wholes.get(self.groups.first(id));
        whole.or_else(|| self.entries.get(id))
    }

    /// All entries by id, the register's own among them.
    pub fn entries(&self) -> impl Iterator<Item = (&EntryId, &Arc<Entry>)> {
        self.entries.iter()
    }

    /// The driver of this id, also when it is in the trash. The id of any joined entry finds what it is joined to.
    pub fn driver(&self, id: &str) -> Option<&Arc<Driver>> {
        self.drivers.get(self.groups.first(id))
    }

    /// The driver that shows under this very id, unless it is in the trash.
    pub fn listed(&self, id: &str) -> Option<&Arc<Driver>> {
        self.drivers.get(id).filter(|driver| !driver.is_in_trash())
    }

    /// What an entry says by itself, whatever it is joined to, and even if that is nothing.
    pub fn alone(&self, id: &str) -> Option<&Arc<Driver>> {
        self.alone.get(id)
    }

    /// The id of the driver that an entry shows as: of a group the smallest, else its own.
    pub fn group_of<'a>(&'a self, id: &'a str) -> &'a str {
        self.groups.first(id)
    }

    /// The entries that show as one driver with this one, itself among them.
    pub fn members(&self, id: &str) -> BTreeSet<EntryId> {
        self.groups.members(id)
    }

    /// The entries that are joined to others.
    pub fn joined(&self) -> impl Iterator<Item = &EntryId> {
        self.groups.joined()
    }

    /// Whether a person said of two drivers that they are not the same.
    pub fn are_told_apart(&self, one: &str, other: &str) -> bool {
        let names = |one: &str, other: &str| {
            let driver = self.driver(one);
            let mut names = driver
                .into_iter()
                .flat_map(|driver| driver.texts(NOT_SAME_AS));
            names.any(|name| self.group_of(name) == self.group_of(other))
        };
        names(one, other) || names(other, one)
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
        let own = self.alone.get(REGISTER);
        own.map_or("", |own| own.text(Field::Title))
    }

    /// What the next edit of an entry is `after`: the edits on screen for it, and its own latest, which those that it is
    /// joined to may have in their past.
    pub fn heads(&self, id: &str) -> BTreeSet<EditId> {
        let own = self.alone.get(id);
        [own, self.driver(id)]
            .into_iter()
            .flatten()
            .flat_map(|driver| driver.standing.heads.iter().copied())
            .collect()
    }

    /// The steps that note that a file holds what was made here of these drivers, and of the register itself: a file
    /// of this register as it is, not of what becomes of it while the file is written.
    pub fn held_by(&self, selection: impl Fn(&str) -> bool) -> Batch {
        let unheld = self
            .entries
            .iter()
            .filter(|(id, entry)| selection(self.group_of(id)) && !entry.local.unheld.is_empty());
        let step = |(id, entry): (&EntryId, &Arc<Entry>)| {
            let held = entry.local.unheld.clone();
            let delta = Delta {
                held,
                ..Delta::default()
            };
            (id.clone(), delta)
        };
        unheld.map(step).gather()
    }

    /// How many edits made here no file given out holds yet.
    pub fn unheld(&self) -> usize {
        self.unheld.values().sum()
    }

    /// How many entries there are, the register's own among them, read or outlined.
    pub fn len(&self) -> usize {
        self.alone.len()
    }

    /// Whether nothing was ever put in: an import into it adopts the file's register.
    pub fn is_empty(&self) -> bool {
        self.alone.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;
    use serde_json::{Value, json};

    use super::*;
    use crate::domain::entry::own_delta;
    use crate::domain::outline::Outline;

    fn set(register: &mut Register, id: &str, title: Value) {
        let set = [(Field::Title.key().to_owned(), title)].into();
        let (_, delta) = own_delta(id, register.heads(id), set, Timestamp::UNIX_EPOCH, None);
        register.apply(&[(id.to_owned(), delta)].into());
    }

    #[test]
    fn what_is_outlined_is_listed_until_it_is_read() {
        let mut whole = Register::new("mill-lane", []);
        for id in [REGISTER, "a", "b", "c", "d"] {
            set(&mut whole, id, json!(format!("Plan {id}")));
        }
        let ids = BTreeSet::from(["b".to_owned(), "c".to_owned()]);
        let now = Timestamp::UNIX_EPOCH;
        whole.apply(&join::join(&whole, &ids, BTreeMap::new(), now, None));
        let outlines = whole.alone.values().map(|driver| {
            let outline = Outline::of(driver);
            Arc::new(outline.driver(driver.id.clone()))
        });
        let gone = Outline::of(&whole.alone["a"]).driver("e".to_owned());
        let outlines = outlines.chain([Arc::new(gone)]).collect();
        let mut register = Register::outlined("mill-lane", outlines);

        let titles = |register: &Register| {
            let live = register.live().map(|driver| driver.title().to_owned());
            live.collect::<Vec<_>>()
        };
        assert_eq!(register.title(), "Plan @register");
        assert_eq!(titles(&register), ["Plan a", "Plan d", "Plan a"]);
        assert_eq!(register.joined().collect::<Vec<_>>(), ["b", "c"]);
        assert_eq!(register.entries().count(), 0);
        for id in ["b", "c", "d", "a", REGISTER] {
            register.put_all(whole.evaluated(id));
        }
        assert_ne!(register, whole);
        assert!(!register.forget_unread().is_empty());
        assert_eq!(register, whole);
        assert!(register.forget_unread().is_empty());
    }

    #[test]
    fn a_file_holds_nothing_of_what_was_changed_while_it_was_written() {
        let mut register = Register::new("mill-lane", []);
        set(&mut register, REGISTER, json!("Mill Lane"));
        set(&mut register, "a", json!("A"));
        set(&mut register, "b", json!("B"));
        let written = register.clone();
        set(&mut register, "a", json!("Changed"));
        assert_eq!(register.unheld(), 4);
        let is_in_file = |id: &str| id == REGISTER || id == "a";
        register.apply(&written.held_by(is_in_file));
        // The change, and the driver that isn't in the file.
        assert_eq!(register.unheld(), 2);
    }
}
