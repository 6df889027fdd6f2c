//! Undo: own edits are revoked by an edit that travels; an import's edits are set aside here only.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;

use super::edit::{Edit, EditId, EntryId};
use super::entry::{Delta, own_step};
use super::law::{self, BuildsOn};
use super::map::Map;
use super::register::{Batch, Register};

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
        // What an undone import leaves must not lean on it; own edits stay, so only their fields matter.
        let (entries, builds_on) = match self {
            Self::Own(entries) => (entries, BuildsOn::Field),
            Self::Import(entries) => (entries, BuildsOn::Any),
        };
        let mut batch = Batch::new();
        for (id, edits) in entries {
            let Some(whole) = register.whole(id) else {
                continue;
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
            batch.insert(id.clone(), delta);
        }
        Ok(batch)
    }
}

fn edits(batch: &Batch) -> BTreeMap<EntryId, BTreeSet<EditId>> {
    let entries = batch.iter().filter(|(_, delta)| !delta.edits.is_empty());
    entries
        .map(|(id, delta)| (id.clone(), delta.edits.keys().copied().collect()))
        .collect()
}
