//! Joining duplicates: entries that are the same document show as one driver, over the union of their edits.
//!
//! 1. An entry's list [`SAME_AS`], as it stands by that entry's edits alone, joins it to the entries that it names. What
//!    is connected so is a **group**. Entries that aren't here, or that say nothing, are in none.
//! 2. A group shows as one driver under its smallest id, evaluated over the edits of all members: what two members said
//!    before they were joined is in conflict until an edit after both.
//! 3. An edit of a group is an edit of the entry of that id, `after` the heads of all. Besides these it names the heads
//!    of its own entry, so that what an entry says by itself never depends on others.
//! 4. An edit that takes an id out of the list separates again: each entry has what was stored in it.
//! 5. [`NOT_SAME_AS`] joins and separates nothing. It remembers what a person said of two that look alike.
//!
//! So membership follows from each entry alone, and what a group says from its members: copies that hold the same
//! entries show the same groups, in whatever order these came.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use serde_json::{Value, json};

use super::driver::Driver;
use super::edit::{EditId, EntryId, REGISTER};
use super::entry::{Delta, Entry, own_delta};
use super::field::{Field, NOT_SAME_AS, SAME_AS, TRASHED};
use super::law::{self, Trash};
use super::register::{Batch, Register};
use super::sorting::Gather;

/// Several entries as one, to be evaluated and shown. It is never stored.
pub fn whole<'a>(members: impl IntoIterator<Item = (&'a EntryId, &'a Entry)>) -> Entry {
    let mut whole = Entry::default();
    for (index, (id, member)) in members.into_iter().enumerate() {
        whole.union(member);
        whole.local.aside.extend(&member.local.aside);
        whole.local.unheld.extend(&member.local.unheld);
        whole.local.arrived.extend(&member.local.arrived);
        if index > 0 {
            let edits = member.edits.keys();
            whole.joined.extend(edits.map(|edit| (*edit, id.clone())));
        }
    }
    whole
}

/// Which entries are joined, kept up as entries come one by one.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Groups {
    /// By each entry that says something, those that it names.
    names: BTreeMap<EntryId, BTreeSet<EntryId>>,
    named_by: BTreeMap<EntryId, BTreeSet<EntryId>>,
    /// The members of each group, by its smallest id.
    members: BTreeMap<EntryId, BTreeSet<EntryId>>,
    /// By each member of a group, the smallest.
    first: BTreeMap<EntryId, EntryId>,
}

impl Groups {
    /// The smallest id of the group that an entry is in; its own where it is in none.
    pub fn first<'a>(&'a self, id: &'a str) -> &'a str {
        self.first.get(id).map_or(id, String::as_str)
    }

    /// The members of the group that an entry is in; itself where it is in none.
    pub fn members(&self, id: &str) -> BTreeSet<EntryId> {
        let members = self.members.get(self.first(id));
        members.cloned().unwrap_or_else(|| [id.to_owned()].into())
    }

    /// Whether an entry is in a group with others.
    pub fn is_joined(&self, id: &str) -> bool {
        self.first.contains_key(id)
    }

    /// The members of all groups.
    pub fn joined(&self) -> impl Iterator<Item = &EntryId> {
        self.first.keys()
    }

    /// Notes which entries an entry names; `None` for one that says nothing. Returns the entries whose groups may be
    /// others than before, or say something else.
    pub fn put(&mut self, id: &EntryId, names: Option<BTreeSet<EntryId>>) -> BTreeSet<EntryId> {
        let is_alone = |names: Option<&BTreeSet<EntryId>>| names.is_none_or(BTreeSet::is_empty);
        if is_alone(self.names.get(id))
            && is_alone(names.as_ref())
            && !self.named_by.contains_key(id)
        {
            // As almost all are: it is in no group, neither before nor now.
            match names {
                Some(names) => self.names.insert(id.clone(), names),
                None => self.names.remove(id),
            };
            return [id.clone()].into();
        }
        let mut concerned = self.members(id);
        for name in self.names.remove(id).into_iter().flatten() {
            if let Some(namers) = self.named_by.get_mut(&name) {
                namers.remove(id);
                if namers.is_empty() {
                    self.named_by.remove(&name);
                }
            }
        }
        if let Some(names) = names {
            for name in &names {
                let namers = self.named_by.entry(name.clone()).or_default();
                namers.insert(id.clone());
            }
            self.names.insert(id.clone(), names);
        }
        let neighbours: Vec<EntryId> = self.neighbours(id).cloned().collect();
        for neighbour in neighbours {
            concerned.extend(self.members(&neighbour));
        }
        for id in &concerned {
            self.first.remove(id);
            self.members.remove(id);
        }
        for id in &concerned {
            // Each group once, at its smallest, which comes before the others.
            if self.is_joined(id) {
                continue;
            }
            let group = self.connected(id);
            if group.len() > 1 {
                let firsts = group.iter().map(|member| (member.clone(), id.clone()));
                self.first.extend(firsts);
                self.members.insert(id.clone(), group);
            }
        }
        concerned
    }

    /// The entries that say something and are joined to one directly.
    fn neighbours(&self, id: &str) -> impl Iterator<Item = &EntryId> {
        let is_here = self.names.contains_key(id);
        let named = self.names.get(id).into_iter().flatten();
        let namers = self.named_by.get(id).into_iter().flatten();
        let both = named.chain(namers);
        both.filter(move |other| is_here && self.names.contains_key(*other) && *other != id)
    }

    fn connected(&self, id: &EntryId) -> BTreeSet<EntryId> {
        let mut group = BTreeSet::from([id.clone()]);
        let mut ahead = vec![id];
        while let Some(id) = ahead.pop() {
            for neighbour in self.neighbours(id) {
                if group.insert(neighbour.clone()) {
                    ahead.push(neighbour);
                }
            }
        }
        group
    }
}

/// The entries that a driver's list names, as far as they can be drivers.
pub fn named(driver: &Driver, key: &str) -> BTreeSet<EntryId> {
    let ids = driver.texts(key).filter(|id| *id != REGISTER);
    ids.map(str::to_owned).collect()
}

/// The edit that joins drivers, and says at once what the joined one is to be in the fields that a person chose.
///
/// Nothing where there are no two drivers to be joined, or nothing changes.
pub fn join(
    register: &Register,
    ids: &BTreeSet<EntryId>,
    chosen: BTreeMap<String, Value>,
    at: Timestamp,
    by: Option<&str>,
) -> Batch {
    let here = ids.iter().filter(|id| register.driver(id).is_some());
    let members: BTreeSet<EntryId> = here.flat_map(|id| register.members(id)).collect();
    let (Some(first), 2..) = (members.first(), members.len()) else {
        return Batch::new();
    };
    let entries = members
        .iter()
        .filter_map(|id| Some((id, &**register.entry(id)?)));
    let all = Driver::new(first.clone(), law::evaluate(&whole(entries)));
    let none = BTreeSet::new();
    let mut set = chosen;
    // All of them, so that they stay together in a copy that lacks one.
    let alone = register.alone(first);
    set.extend(alone.and_then(|alone| relisted(alone, SAME_AS, &members, &none)));
    // What was told apart was not, nor can a driver take its own place.
    set.extend(relisted(&all, NOT_SAME_AS, &none, &members));
    if members.contains(all.text(Field::SupersededBy)) {
        let key = Field::SupersededBy.key().to_owned();
        set.entry(key).or_insert(Value::Null);
    }
    if all.standing.trash != Trash::Live {
        set.insert(TRASHED.to_owned(), Value::Null);
    }
    let mut after = all.standing.heads;
    after.extend(alone.into_iter().flat_map(|alone| &alone.standing.heads));
    edit(first, after, set, at, by).into_iter().collect()
}

/// The edits that remember that drivers which look alike are not the same. Joined ones stay joined.
pub fn tell_apart(
    register: &Register,
    ids: &BTreeSet<EntryId>,
    at: Timestamp,
    by: Option<&str>,
) -> Batch {
    let here = ids.iter().filter_map(|id| register.driver(id));
    let drivers: BTreeMap<&EntryId, &Driver> = here.map(|driver| (&driver.id, &**driver)).gather();
    let mut batch = Batch::new();
    for (id, driver) in &drivers {
        let later = drivers.keys().filter(|other| *other > id);
        let new = later.filter(|other| !register.are_told_apart(id, other));
        let new = new.map(|other| (*other).clone()).collect();
        let set = relisted(driver, NOT_SAME_AS, &new, &BTreeSet::new());
        batch.extend(step(register, id, set.into_iter().collect(), at, by));
    }
    batch
}

/// The edits that take one entry out of its group, and remember that it isn't the same as the others.
///
/// What was edited while they were joined stays with the entry in which it is stored: that of the smallest id.
pub fn separate(register: &Register, id: &str, at: Timestamp, by: Option<&str>) -> Batch {
    let members = register.members(id);
    let mut rest = members.clone();
    rest.remove(id);
    let none = BTreeSet::new();
    let leaving = BTreeSet::from([id.to_owned()]);
    let mut batch = Batch::new();
    for member in &members {
        let Some(alone) = register.alone(member) else {
            continue;
        };
        let lists = if member == id {
            let same = relisted(alone, SAME_AS, &none, &rest);
            vec![same, relisted(alone, NOT_SAME_AS, &rest, &none)]
        } else if rest.first() == Some(member) {
            // The others may have been joined by way of the one that leaves.
            vec![relisted(alone, SAME_AS, &rest, &leaving)]
        } else {
            vec![relisted(alone, SAME_AS, &none, &leaving)]
        };
        let set = lists.into_iter().flatten().collect();
        batch.extend(step(register, member, set, at, by));
    }
    batch
}

/// A list of ids with some more and without others, under its key; `None` if that is the list as it is.
fn relisted(
    driver: &Driver,
    key: &str,
    more: &BTreeSet<EntryId>,
    without: &BTreeSet<EntryId>,
) -> Option<(String, Value)> {
    let before: Vec<&str> = driver.texts(key).collect();
    let stay = before.iter().copied().filter(|id| !without.contains(*id));
    let more = more.iter().map(String::as_str);
    let new = more.filter(|id| *id != driver.id && !before.contains(id));
    let after: Vec<&str> = stay.chain(new).collect();
    (after != before).then(|| (key.to_owned(), json!(after)))
}

/// An edit of one entry, after all that its group shows; nothing if it would set nothing.
fn step(
    register: &Register,
    id: &str,
    set: BTreeMap<String, Value>,
    at: Timestamp,
    by: Option<&str>,
) -> Option<(EntryId, Delta)> {
    let after = register.heads(id);
    edit(id, after, set, at, by)
}

fn edit(
    id: &str,
    after: BTreeSet<EditId>,
    set: BTreeMap<String, Value>,
    at: Timestamp,
    by: Option<&str>,
) -> Option<(EntryId, Delta)> {
    let (_, delta) =
        (!set.is_empty()).then(|| own_delta(id, after, set, at, by.map(str::to_owned)))?;
    Some((id.to_owned(), delta))
}
