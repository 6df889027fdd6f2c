//! Merging another copy: a plan of what it would change, from which a person chooses.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jiff::Timestamp;

use super::driver::Driver;
use super::edit::{Edit, EditId, EntryId, REGISTER};
use super::entry::{Delta, Entry};
use super::field::{COMMENT, TRASHED};
use super::law::{self, Standing, Trash};
use super::register::{Batch, Evaluated, Register};
use super::sorting::{Gather, sort_by_key};

/// What an import would change, by driver.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Plan {
    /// In the order of the titles.
    pub rows: Vec<Row>,
    /// Drivers of the file that would change nothing.
    pub unchanged: usize,
    /// What the register would be with all of it, once the rows are made.
    pub after: Arc<Register>,
    /// While the plan is made.
    making: Option<Box<Making>>,
}

/// A plan in the making.
#[derive(Clone, Debug, Default, PartialEq)]
struct Making {
    before: Register,
    after: Register,
    /// The entries as they would be that `after` lacks yet: what is joined is evaluated once for many of them.
    page: Vec<Evaluated>,
    steps: Batch,
    untouched: BTreeSet<EntryId>,
    /// What is to become rows, by driver, once all has been considered.
    of_driver: Option<BTreeMap<EntryId, Batch>>,
}

/// How many entries come into what a register would be at a time.
const PAGE: usize = 100;

/// What an import would change of one driver.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    pub id: EntryId,
    pub title: String,
    pub change: Change,
    /// A step for each of its entries that would change.
    pub steps: Batch,
}

/// In which way an entry would change. Fields are named by their keys; any number of comments is `comments`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    New,
    Changed {
        fields: Vec<String>,
    },
    /// The import would bring fields into conflict, and may change others.
    InConflict {
        fields: Vec<String>,
        changed: Vec<String>,
    },
    /// The driver is in the trash here, or would come to be.
    InTrash {
        fields: Vec<String>,
    },
    /// Only earlier changes, or values that this copy lacks: nothing that is shown.
    EarlierOnly,
}

/// The key under which changed comments are named.
pub const COMMENTS: &str = "comments";

/// Another copy, or a file, to be brought in.
#[derive(Clone, Copy, Debug)]
pub struct Source<'a> {
    /// Its register's id.
    pub register: &'a str,
    pub entries: &'a BTreeMap<EntryId, Entry>,
    /// The edits that were made by reading a file: no copy has them as edits yet.
    pub made: &'a BTreeSet<EditId>,
}

/// What bringing another copy in would change.
pub fn plan(register: &Register, source: Source<'_>, now: Timestamp) -> Plan {
    let mut plan = Plan::default();
    for (id, entry) in source.entries {
        plan.consider(register, source, id, entry, now);
    }
    plan.sort();
    plan
}

impl Making {
    fn turn_page(&mut self) {
        self.after.put_all(std::mem::take(&mut self.page));
    }

    /// Entries that would show as one driver are one row: they come together or not at all.
    fn by_driver(&mut self) -> BTreeMap<EntryId, Batch> {
        let mut of_driver: BTreeMap<EntryId, Batch> = BTreeMap::new();
        for (id, delta) in std::mem::take(&mut self.steps) {
            let driver = self.after.group_of(&id).to_owned();
            of_driver.entry(driver).or_default().insert(id, delta);
        }
        of_driver
    }
}

impl Plan {
    /// Adds what bringing one entry in would change. [`Self::step`] makes the rows of it.
    pub fn consider(
        &mut self,
        register: &Register,
        source: Source<'_>,
        id: &EntryId,
        incoming: &Entry,
        now: Timestamp,
    ) {
        // Another register may bring drivers; its own title and views are its own.
        if id == REGISTER && source.register != register.id && !register.is_empty() {
            return;
        }
        let making = self.making.get_or_insert_with(|| {
            Box::new(Making {
                before: register.clone(),
                after: register.clone(),
                ..Making::default()
            })
        });
        match step(register, source, id, incoming, now) {
            Some((delta, merged)) => {
                making.page.push(Evaluated::new(id.clone(), merged));
                making.steps.insert(id.clone(), delta);
                if making.page.len() == PAGE {
                    making.turn_page();
                }
            }
            None if id == REGISTER => (),
            None => _ = making.untouched.insert(id.clone()),
        }
    }

    /// Makes the next row of all that was considered. `false` when all are made, and in order: the register itself, then
    /// the drivers by title.
    pub fn step(&mut self) -> bool {
        let Some(making) = &mut self.making else {
            return false;
        };
        let Some(of_driver) = &mut making.of_driver else {
            making.turn_page();
            let of_driver = making.by_driver();
            let untouched = making.untouched.iter().map(|id| making.after.group_of(id));
            let untouched: BTreeSet<&str> = untouched.collect();
            let untouched = untouched.into_iter();
            self.unchanged += untouched.filter(|id| !of_driver.contains_key(*id)).count();
            making.of_driver = Some(of_driver);
            return true;
        };
        if let Some((id, steps)) = of_driver.pop_first() {
            self.rows
                .push(row(&making.before, &making.after, id, steps));
            return true;
        }
        sort_by_key(&mut self.rows, |row| {
            (row.id != REGISTER, row.title.clone(), row.id.clone())
        });
        self.after = Arc::new(std::mem::take(&mut making.after));
        self.making = None;
        false
    }

    /// Makes all rows.
    pub fn sort(&mut self) {
        while self.step() {}
    }

    /// How many rows are made, and how many there will be.
    pub fn progress(&self) -> (usize, usize) {
        let left = self
            .making
            .as_ref()
            .and_then(|making| making.of_driver.as_ref());
        let left = left.map_or(0, BTreeMap::len);
        (self.rows.len(), self.rows.len() + left)
    }

    /// Whether the file would change nothing.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// The steps of the rows that a person chose.
    pub fn chosen(&self, is_chosen: impl Fn(&EntryId) -> bool) -> Batch {
        let rows = self.rows.iter().filter(|row| is_chosen(&row.id));
        rows.flat_map(|row| row.steps.clone()).gather()
    }
}

/// The step that brings an entry in, and what the entry is after it; `None` if it changes nothing.
fn step(
    register: &Register,
    source: Source<'_>,
    id: &EntryId,
    incoming: &Entry,
    now: Timestamp,
) -> Option<(Delta, Entry)> {
    let empty = Entry::default();
    let here = register.entry(id).map_or(&empty, |entry| entry);
    let mut delta = Delta {
        edits: incoming
            .edits
            .iter()
            .filter(|(edit, _)| !here.is_active(edit))
            .map(|(id, edit)| (*id, edit.clone()))
            .collect(),
        values: incoming
            .values
            .iter()
            .filter(|(digest, _)| !here.values.contains_key(digest))
            .map(|(digest, value)| (*digest, value.clone()))
            .collect(),
        held: incoming.edits.keys().copied().collect(),
        arrived: Some(now),
        ..Delta::default()
    };
    let mut merged = here.clone();
    merged.apply(&delta);
    // Not those that were removed for good.
    delta
        .values
        .retain(|digest, _| merged.values.contains_key(digest));
    if delta.edits.is_empty() && delta.values.is_empty() {
        return None;
    }
    // A file of another program that repeats the one before isn't worth an edit each week.
    let is_repetition = |(edit, made): (&EditId, &Arc<Edit>)| {
        made.snapshot && source.made.contains(edit) && law::repeats(&merged, edit)
    };
    if !delta.edits.is_empty() && delta.edits.iter().all(is_repetition) {
        let driver = |entry| Driver::new(id.clone(), law::evaluate(entry));
        if changed(&driver(here), &driver(&merged)).is_empty() {
            return None;
        }
    }
    Some((delta, merged))
}

/// What these steps would change of the driver that shows under this id after them.
fn row(before: &Register, after: &Register, id: EntryId, steps: Batch) -> Row {
    let shown = |register: &Register, id: &str| {
        let driver = register.driver(id).or_else(|| register.alone(id));
        driver.cloned()
    };
    // What is joined by these steps was several drivers.
    let members = after.members(&id);
    let were: Vec<_> = members.iter().filter_map(|id| shown(before, id)).collect();
    let nothing = || Driver::new(id.clone(), Standing::default()).into();
    let was = were.iter().find(|driver| driver.standing.says_something);
    let was = was.or(were.first()).cloned().unwrap_or_else(nothing);
    let is = shown(after, &id).unwrap_or_else(nothing);
    let fields = changed(&was, &is);
    let known: BTreeSet<&str> = were.iter().flat_map(|driver| driver.conflicts()).collect();
    let conflicts: Vec<String> = is
        .conflicts()
        .filter(|key| !known.contains(key))
        .map(str::to_owned)
        .collect();
    let is_new = !was.standing.says_something && is.standing.says_something;
    let change = if is_new && !is.is_in_trash() {
        Change::New
    } else if !conflicts.is_empty() {
        let changed = fields
            .into_iter()
            .filter(|key| !conflicts.contains(key))
            .collect();
        Change::InConflict {
            fields: conflicts,
            changed,
        }
    } else if was.is_in_trash() || is.is_in_trash() {
        Change::InTrash { fields }
    } else if fields.is_empty() {
        Change::EarlierOnly
    } else {
        Change::Changed { fields }
    };
    Row {
        title: is.title().to_owned(),
        id,
        change,
        steps,
    }
}

/// The keys of the fields that show something else, or come into or out of conflict.
pub fn changed(before: &Driver, after: &Driver) -> Vec<String> {
    let keys: BTreeSet<&String> = before
        .standing
        .fields
        .keys()
        .chain(after.standing.fields.keys())
        .collect();
    let mut fields = Vec::new();
    for key in keys {
        let differs =
            before.value(key) != after.value(key) || distinct(before, key) != distinct(after, key);
        let name = if key.starts_with(COMMENT) {
            COMMENTS
        } else {
            key
        };
        if differs && fields.last().map(String::as_str) != Some(name) {
            fields.push(name.to_owned());
        }
    }
    if shows_trash(before) != shows_trash(after) {
        fields.push(TRASHED.to_owned());
    }
    fields
}

fn distinct<'a>(driver: &'a Driver, key: &str) -> BTreeSet<Option<&'a super::digest::Digest>> {
    let field = driver.standing.fields.get(key);
    let claims = field.into_iter().filter(|field| field.is_in_conflict());
    claims
        .flat_map(|field| &field.claims)
        .map(|claim| claim.digest.as_ref())
        .collect()
}

fn shows_trash(driver: &Driver) -> (bool, bool) {
    let trash = driver.standing.trash;
    (
        matches!(trash, Trash::Trashed(_)),
        matches!(trash, Trash::LiveDespite(_)),
    )
}
