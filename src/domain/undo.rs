//! Undo: own edits are revoked by an edit that travels; an import's edits are set aside here only.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;

use super::edit::{Edit, EditId, EntryId};
use super::entry::{Delta, own_step};
use super::law::{self, BuildsOn};
use super::map::Map;
use super::register::{Batch, Register};
use super::sorting::Gather;

/// What can be undone: the edits of one action.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Undo {
    /// Edits made here.
    Own(BTreeMap<EntryId, BTreeSet<EditId>>),
    /// The edits that an import brought.
    Import(BTreeMap<EntryId, BTreeSet<EditId>>),
}

/// Why something can't be undone: a later edit of this entry builds on it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BuiltOn {
    pub entry: EntryId,
    pub by: Option<String>,
    pub at: Option<Timestamp>,
}

impl Undo {
    /// What undoes a batch just taken.
    pub fn of_own(batch: &Batch) -> Self {
        Self::Own(edits(batch))
    }

    /// What undoes an import just taken.
    pub fn of_import(batch: &Batch) -> Self {
        Self::Import(edits(batch))
    }

    /// The steps that undo it: all, or none and the reason.
    pub fn steps(
        &self,
        register: &Register,
        at: Timestamp,
        by: Option<&str>,
    ) -> Result<Batch, BuiltOn> {
        let mut batch = Batch::new();
        for id in self.entries().keys() {
            batch.extend(self.step(register, id, at, by)?);
        }
        Ok(batch)
    }

    /// The entries that have edits to be undone, with these.
    pub fn entries(&self) -> &BTreeMap<EntryId, BTreeSet<EditId>> {
        match self {
            Self::Own(entries) | Self::Import(entries) => entries,
        }
    }

    /// The step that undoes what concerns one of the entries, or why nothing can be undone: so a page makes them in
    /// slices, and stays responsive.
    pub fn step(
        &self,
        register: &Register,
        id: &EntryId,
        at: Timestamp,
        by: Option<&str>,
    ) -> Result<Option<(EntryId, Delta)>, BuiltOn> {
        // What an undone import leaves must not lean on it; own edits stay, so only their fields matter.
        let builds_on = match self {
            Self::Own(_) => BuildsOn::Field,
            Self::Import(_) => BuildsOn::Any,
        };
        let entries = self.entries();
        let (Some(edits), Some(whole)) = (entries.get(id), register.whole(id)) else {
            return Ok(None);
        };
        // Edits of entries that are joined may build on each other.
        let members = register.members(id);
        let undone = members.iter().filter_map(|member| entries.get(member));
        let undone = undone.flatten().copied().collect();
        if let Some((_, later)) = law::built_on(whole, &undone, builds_on) {
            let later = whole.edits.get(&later);
            return Err(BuiltOn {
                entry: id.clone(),
                by: later.and_then(|later| later.by.clone()),
                at: later.and_then(|later| later.at),
            });
        }
        let delta = match self {
            Self::Own(_) => {
                let edit = Edit {
                    after: register.heads(id),
                    at: Some(at),
                    by: by.map(str::to_owned),
                    revokes: edits.clone(),
                    ..Edit::default()
                };
                own_step(id, edit, Map::new()).1
            }
            Self::Import(_) => Delta {
                set_aside: edits.clone(),
                ..Delta::default()
            },
        };
        Ok(Some((id.clone(), delta)))
    }
}

fn edits(batch: &Batch) -> BTreeMap<EntryId, BTreeSet<EditId>> {
    let entries = batch.iter().filter(|(_, delta)| !delta.edits.is_empty());
    entries
        .map(|(id, delta)| (id.clone(), delta.edits.keys().copied().collect()))
        .gather()
}
