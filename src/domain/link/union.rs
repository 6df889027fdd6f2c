//! What a look at a linked file brings, what the file lacks, and what is to be written in its place.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::sync::Arc;

use jiff::Timestamp;

use crate::domain::digest::Digest;
use crate::domain::edit::{Edit, EditId};
use crate::domain::entry::{Delta, Entry};
use crate::domain::law;

/// What a look found of one entry.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Found {
    /// What comes in, where anything does.
    pub step: Option<Delta>,
    /// How many edits that take part here the file doesn't have.
    pub missing: usize,
    /// Whether anything is to be added to the file.
    pub is_short: bool,
    /// The edits made here and held by no file so far that this one has.
    pub found: BTreeSet<EditId>,
}

/// Compares an entry here with the file's. `made` are the edits that reading the file made: it doesn't have them as
/// edits yet.
pub fn find(
    here: Option<&Entry>,
    there: Option<&Entry>,
    made: &BTreeSet<EditId>,
    now: Timestamp,
) -> Found {
    let empty = Entry::default();
    let (here, there) = (here.unwrap_or(&empty), there.unwrap_or(&empty));
    let step = step(here, there, made, now);
    let united = match &step {
        Some(step) => {
            let mut united = here.clone();
            united.apply(step);
            Cow::Owned(united)
        }
        None => Cow::Borrowed(here),
    };
    let has = |id: &EditId| there.edits.contains_key(id) && !made.contains(id);
    let active = united.edits.keys().filter(|id| united.is_active(id));
    let missing = active.filter(|id| !there.edits.contains_key(*id)).count();
    let is_short = missing > 0
        || there
            .edits
            .keys()
            .any(|id| made.contains(id) && united.edits.contains_key(id))
        || named(&outgoing(&united, there, made)) != there.values.keys().copied().collect();
    let unheld = here.local.unheld.iter();
    Found {
        missing,
        is_short,
        found: unheld.filter(|id| has(id)).copied().collect(),
        step,
    }
}

/// What the file brings. Edits that an undone import left set aside stay so: the file holds them all the time, and
/// only a person takes them back, by importing them.
fn step(here: &Entry, there: &Entry, made: &BTreeSet<EditId>, now: Timestamp) -> Option<Delta> {
    let step = Delta {
        edits: there
            .edits
            .iter()
            .filter(|(id, _)| !here.edits.contains_key(id))
            .map(|(id, edit)| (*id, edit.clone()))
            .collect(),
        values: there
            .values
            .iter()
            .filter(|(digest, _)| !here.values.contains_key(digest))
            .map(|(digest, value)| (*digest, value.clone()))
            .collect(),
        arrived: Some(now),
        ..Delta::default()
    };
    if step.edits.is_empty() && step.values.is_empty() {
        return None;
    }
    // As in an import: a file of another program that repeats the one before isn't worth an edit each week.
    let is_made = |(id, edit): (&EditId, &Arc<Edit>)| edit.snapshot && made.contains(id);
    if !step.edits.is_empty() && step.edits.iter().all(is_made) {
        let mut united = here.clone();
        united.apply(&step);
        if step.edits.keys().all(|id| law::repeats(&united, id)) {
            return None;
        }
    }
    Some(step)
}

/// The entry as it is to be written: what is here, and all that the file has, also where it is set aside here.
pub fn outgoing<'a>(here: &'a Entry, there: &Entry, made: &BTreeSet<EditId>) -> Cow<'a, Entry> {
    let is_kept = |id: &EditId| !made.contains(id) || here.edits.contains_key(id);
    let adds = |id: &EditId| is_kept(id) && !here.is_active(id);
    let has_values = there
        .values
        .keys()
        .all(|digest| here.values.contains_key(digest));
    if has_values && !there.edits.keys().any(adds) {
        return Cow::Borrowed(here);
    }
    let mut kept = there.clone();
    kept.edits.retain(|id, _| is_kept(id));
    let mut united = here.clone();
    united.union(&kept);
    united.local.aside.retain(|id| !kept.edits.contains_key(id));
    Cow::Owned(united)
}

/// The values that a file of this entry has: those that its edits name.
fn named(entry: &Entry) -> BTreeSet<Digest> {
    let edits = entry.edits.iter().filter(|(id, _)| entry.is_active(id));
    let digests = edits.flat_map(|(_, edit)| edit.set.values().flatten());
    digests
        .filter(|digest| entry.values.contains_key(digest))
        .copied()
        .collect()
}
