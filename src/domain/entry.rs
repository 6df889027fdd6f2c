//! An entry: the edits of one driver with their values, and what this copy alone knows of them.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::digest::Digest;
use super::edit::{Edit, EditId, EntryId};
use super::map::Map;

/// A set of edits and the values that they name, but for what they remove for good. Merging two is their union.
///
/// Neither ever changes, and the values are most of a register: copies of an entry, steps of it and what stands of it
/// share them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    pub edits: Map<EditId, Arc<Edit>>,
    pub values: Map<Digest, Arc<Value>>,
    /// Never leaves this copy.
    #[serde(default, skip_serializing_if = "Local::is_empty")]
    pub local: Local,
    /// Where this stands for entries that are joined, of which an edit is that isn't the first's. Never stored.
    #[serde(skip)]
    pub joined: BTreeMap<EditId, EntryId>,
}

/// What this copy alone knows of an entry's edits.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Local {
    /// Edits of an import that was undone: kept, without effect, until they are imported again.
    #[serde(skip_serializing_if = "BTreeSet::is_empty")]
    pub aside: BTreeSet<EditId>,
    /// Edits made here that no file given out holds yet.
    #[serde(skip_serializing_if = "BTreeSet::is_empty")]
    pub unheld: BTreeSet<EditId>,
    /// When each edit came to be here, by this machine's clock.
    #[serde(skip_serializing_if = "Map::is_empty")]
    pub arrived: Map<EditId, Timestamp>,
}

impl Local {
    fn is_empty(&self) -> bool {
        self == &Self::default()
    }
}

/// A step of one entry: what is to be added to it, and to what this copy knows of its edits.
///
/// Applied to the entry as it is in the store at that moment, so two tabs can't overwrite each other.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Delta {
    pub edits: Map<EditId, Arc<Edit>>,
    pub values: Map<Digest, Arc<Value>>,
    /// Edits to be set aside here.
    pub set_aside: BTreeSet<EditId>,
    /// Edits made here just now.
    pub own: BTreeSet<EditId>,
    /// Edits that a file given out or taken in holds.
    pub held: BTreeSet<EditId>,
    /// When this happened, by this machine's clock.
    pub arrived: Option<Timestamp>,
}

impl Delta {
    /// Another delta of the same entry in one with this.
    pub fn add(&mut self, other: Self) {
        self.edits.extend(other.edits);
        self.values.extend(other.values);
        self.set_aside.extend(other.set_aside);
        self.own.extend(other.own);
        self.held.extend(other.held);
        self.arrived = self.arrived.max(other.arrived);
    }
}

impl Entry {
    /// Whether the edit takes part: it is here and not set aside.
    pub fn is_active(&self, id: &EditId) -> bool {
        self.edits.contains_key(id) && !self.local.aside.contains(id)
    }

    /// Brings in all edits and values of another copy's entry. What this copy alone knows stays.
    ///
    /// Commutative, associative and idempotent in edits and values.
    pub fn union(&mut self, other: &Self) {
        for (id, edit) in &other.edits {
            self.edits.insert_new(*id, || edit.clone());
        }
        for (digest, value) in &other.values {
            self.values.insert_new(*digest, || value.clone());
        }
        self.drop_removed();
    }

    /// Takes a step. The same step twice is as once.
    pub fn apply(&mut self, delta: &Delta) {
        for (id, edit) in &delta.edits {
            self.edits.insert_new(*id, || edit.clone());
            self.local.aside.remove(id);
            if let Some(arrived) = delta.arrived {
                self.local.arrived.insert_new(*id, || arrived);
            }
        }
        for (digest, value) in &delta.values {
            self.values.insert_new(*digest, || value.clone());
        }
        self.drop_removed();
        self.local.aside.extend(&delta.set_aside);
        self.local.unheld.extend(&delta.own);
        self.local
            .unheld
            .retain(|id| !delta.held.contains(id) && !delta.set_aside.contains(id));
    }

    /// Adds an edit with its values, and returns its id.
    pub fn insert(
        &mut self,
        entry: &str,
        edit: impl Into<Arc<Edit>>,
        values: impl IntoIterator<Item = Arc<Value>>,
    ) -> EditId {
        let edit = edit.into();
        let id = edit.id(entry);
        self.edits.insert(id, edit);
        self.values
            .extend(values.into_iter().map(|value| (Digest::of(&value), value)));
        self.drop_removed();
        id
    }

    /// What its edits remove for good: of all of them, also of those that were undone or set aside.
    pub fn removed(&self) -> BTreeSet<Digest> {
        let removes = self.edits.values().flat_map(|edit| &edit.removes);
        removes.copied().collect()
    }

    /// Drops the values that its edits remove for good, however they came to be here.
    pub fn drop_removed(&mut self) {
        let removed = self.removed();
        if !removed.is_empty() {
            self.values
                .retain(|digest, value| !removed.contains(digest) && !holds_one(value, &removed));
        }
    }
}

/// Whether a value is a list with one of these elements.
pub fn holds_one(value: &Value, elements: &BTreeSet<Digest>) -> bool {
    let list = value.as_array().into_iter().flatten();
    let mut digests = list.map(Digest::of);
    digests.any(|digest| elements.contains(&digest))
}

/// The edit that sets these fields, with its values, as a step of an entry.
pub fn own_delta(
    entry: &str,
    after: BTreeSet<EditId>,
    set: BTreeMap<String, Value>,
    at: Timestamp,
    by: Option<String>,
) -> (EditId, Delta) {
    let mut values = Map::new();
    let set = set
        .into_iter()
        .map(|(key, value)| {
            let value = super::value::normal(value);
            let digest = (!value.is_null()).then(|| Digest::of(&value));
            if let Some(digest) = digest {
                values.insert(digest, Arc::new(value));
            }
            (key, digest)
        })
        .collect();
    let edit = Edit {
        after,
        at: Some(at),
        by,
        set,
        ..Edit::default()
    };
    own_step(entry, edit, values)
}

/// An edit made here, as a step of its entry.
pub fn own_step(entry: &str, edit: Edit, values: Map<Digest, Arc<Value>>) -> (EditId, Delta) {
    let id = edit.id(entry);
    let delta = Delta {
        arrived: edit.at,
        edits: [(id, Arc::new(edit))].into(),
        values,
        own: [id].into(),
        ..Delta::default()
    };
    (id, delta)
}
