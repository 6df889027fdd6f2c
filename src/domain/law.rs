//! The law: what a set of edits says. Values, conflicts, trash and heads all follow from the set alone.
//!
//! 1. An edit of a field **stands** until an edit of that field has it in its past. Two or more distinct standing
//!    values are a **conflict**; the latest (by `at`, then id) is shown.
//! 2. A field that is a list is a set with an order: an edit adds and removes elements as compared with what was in
//!    its past, and a removal affects only additions in its past.
//! 3. Revoked edits neither assert nor supersede; they still are part of the past. Edits set aside here are as if they
//!    weren't here.
//! 4. A driver is in the trash only if the edit that put it there had everything that stands in its past.
//! 5. Snapshots (files of another program that don't say what they follow) follow one another by `at`: only what
//!    differs from the one before asserts anything, and what a person's edit also says is the person's. Snapshots in a
//!    row that say the same are one assertion: who has seen one of them has seen it. Snapshots without a time follow
//!    none, and those that say the same are one assertion too.
//! 6. Entries that are joined ([`super::join`]) are evaluated as one, over all of their edits. Snapshots follow one
//!    another only within an entry; what a person's edit of another entry says is the person's only if it was made by
//!    somebody who had seen the snapshot's.
//! 7. What an edit **removes for good** ([`super::removal`]) no copy keeps, whatever else says it, whichever comes first,
//!    and even if that edit is undone. An edit that set a field to it has cleared the field, and says nothing where
//!    another value stands; one that gave a list which held it is passed over.
//!
//! None of it depends on the order in which edits came.

mod alone;
mod earlier;
mod graph;
mod list;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, LazyLock};

use fixedbitset::FixedBitSet;
use serde::{Deserialize, Serialize};
use serde_json::Value;

pub use self::earlier::common_earlier;
use self::graph::{Claimed, Graph};
use self::list::List;
use super::digest::Digest;
use super::edit::EditId;
use super::entry::Entry;
use super::field::{TRASHED, is_list};
use super::map::Map;

/// What stands of an entry.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Standing {
    /// Every field that an effective edit ever set, also the cleared ones.
    pub fields: Map<String, FieldStanding>,
    /// Whether any edit still asserts anything: an entry whose every edit was undone isn't shown.
    pub says_something: bool,
    pub trash: Trash,
    /// The active edits that are in no other active edit's past: what the next edit is `after`.
    pub heads: BTreeSet<EditId>,
}

/// What stands of one field.
#[derive(Clone, Debug, PartialEq)]
pub struct FieldStanding {
    /// The value that is shown: for a list, its standing elements in order. `null` when cleared, and where the value
    /// is not in this copy.
    pub shown: Arc<Value>,
    /// One claim for each distinct standing value, the shown one first. Exactly one unless there is a conflict;
    /// none for a list, which can't be in conflict.
    pub claims: Vec<Claim>,
}

/// An edit that says what a field is.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Claim {
    pub edit: EditId,
    /// `None` clears the field.
    pub digest: Option<Digest>,
}

impl FieldStanding {
    /// Two people changed the field without knowing of each other, to different values.
    pub fn is_in_conflict(&self) -> bool {
        self.claims.len() > 1
    }
}

/// Whether a driver is in the trash.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Trash {
    #[default]
    Live,
    /// By this edit.
    Trashed(EditId),
    /// This edit moved it there, while somebody changed it without knowing.
    LiveDespite(EditId),
}

/// What stands of an entry now.
pub fn evaluate(entry: &Entry) -> Standing {
    alone::alone(entry).unwrap_or_else(|| in_full(entry))
}

fn in_full(entry: &Entry) -> Standing {
    let graph = Graph::new(entry);
    standing(&graph, &graph.everything())
}

/// What stood when these edits were on screen: of them and of their past.
pub fn evaluate_at(entry: &Entry, heads: &BTreeSet<EditId>) -> Standing {
    let graph = Graph::new(entry);
    let mut view = FixedBitSet::with_capacity(graph.ids.len());
    for head in heads {
        if let Some(place) = graph.place(head) {
            view.insert(place);
            view.union_with(&graph.past[place]);
        }
    }
    standing(&graph, &view)
}

/// The active edits, each after all that are in its past; those that don't know each other by `at`, then id.
pub fn in_order(entry: &Entry) -> Vec<EditId> {
    let graph = Graph::new(entry);
    graph.order.iter().map(|&place| graph.ids[place]).collect()
}

/// What counts as building on an edit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BuildsOn {
    /// Setting one of its fields again, or anything of an entry that it made.
    Field,
    /// Having it in its past.
    Any,
}

/// An edit, not one of these, that has one of these in its past and builds on it, with the one that it builds on.
pub fn built_on(
    entry: &Entry,
    ids: &BTreeSet<EditId>,
    builds_on: BuildsOn,
) -> Option<(EditId, EditId)> {
    let graph = Graph::new(entry);
    let everything = graph.everything();
    let later = match builds_on {
        BuildsOn::Field => graph.effective(&everything),
        BuildsOn::Any => everything,
    };
    for id in ids {
        let Some(place) = graph.place(id) else {
            continue;
        };
        let earlier = graph.edits[place];
        let later = later.ones().find(|&other| {
            let set = &graph.edits[other].set;
            !ids.contains(&graph.ids[other])
                && graph.past[other].contains(place)
                && (builds_on == BuildsOn::Any
                    || (earlier.after.is_empty() && !set.is_empty())
                    || set.keys().any(|key| earlier.set.contains_key(key)))
        });
        if let Some(later) = later {
            return Some((*id, graph.ids[later]));
        }
    }
    None
}

/// The edits that other, effective edits undo.
pub fn revoked(entry: &Entry) -> BTreeSet<EditId> {
    let graph = Graph::new(entry);
    let everything = graph.everything();
    let effective = graph.effective(&everything);
    everything
        .difference(&effective)
        .map(|place| graph.ids[place])
        .collect()
}

/// Whether a snapshot says just what the one directly before it said: then it can go without a trace.
pub fn repeats(entry: &Entry, id: &EditId) -> bool {
    let graph = Graph::new(entry);
    let Some(place) = graph.place(id) else {
        return false;
    };
    let all: Vec<usize> = (0..graph.ids.len()).collect();
    let (chains, _) = graph.split_snapshots(&all);
    let Some(chain) = chains
        .iter()
        .find(|chain| graph.of[chain.of].contains(place))
    else {
        return false;
    };
    let before = match chain.dated.iter().position(|&other| other == place) {
        Some(position) => position.checked_sub(1).map(|before| chain.dated[before]),
        None => chain.undated.iter().copied().find(|&other| other != place),
    };
    before.is_some_and(|before| {
        let mut set = graph.edits[place].set.iter();
        set.all(|(key, digest)| graph.edits[before].set.get(key) == Some(digest))
    })
}

/// What stands among the edits of a view.
fn standing(graph: &Graph<'_>, view: &FixedBitSet) -> Standing {
    let effective = graph.effective(view);
    let mut of_field: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for &place in graph
        .order
        .iter()
        .filter(|&&place| effective.contains(place))
    {
        for key in graph.edits[place].set.keys() {
            of_field.entry(key).or_default().push(place);
        }
    }
    // What stands, each as the edits that say it: who has seen one of them has seen it.
    let mut asserted: Vec<Vec<usize>> = effective
        .ones()
        .filter(|&place| {
            let edit = graph.edits[place];
            !edit.snapshot && !edit.set.is_empty() && !edit.is_of_trash_only()
        })
        .map(|place| vec![place])
        .collect();
    let mut fields = Vec::new();
    let mut trash = None;
    for (key, places) in of_field {
        let claims = graph.claims(key, &places);
        if key == TRASHED {
            trash = Some(claims);
            continue;
        }
        let snapshots = claims
            .iter()
            .filter(|claim| graph.edits[claim.shown].snapshot);
        asserted.extend(snapshots.map(|claim| claim.members.clone()));
        let standing = if is_list(key) {
            let latest = places.last().and_then(|&place| graph.stored(place, key));
            FieldStanding {
                shown: shared(List::new(graph, key, view, &effective).shown(), latest),
                claims: Vec::new(),
            }
        } else {
            let mut claims = graph.shown(key, &claims);
            claims.shrink_to_fit();
            let digest = claims.first().and_then(|claim| claim.digest);
            let shown = digest.and_then(|digest| graph.entry.values.get(&digest));
            FieldStanding {
                shown: shown.unwrap_or(&NOTHING).clone(),
                claims,
            }
        };
        fields.push((key.to_owned(), standing));
    }
    Standing {
        fields: fields.into_iter().collect(),
        says_something: !asserted.is_empty(),
        trash: trash.map_or(Trash::Live, |claims| trash_by(graph, &claims, &asserted)),
        heads: graph.heads(view),
    }
}

/// Rule 4.
fn trash_by(graph: &Graph<'_>, claims: &[Claimed], asserted: &[Vec<usize>]) -> Trash {
    let is_trashing = |claim: &&Claimed| graph.digest(claim.shown, TRASHED) == Some(*TRUE);
    let Some(trashing) = claims.iter().find(is_trashing) else {
        return Trash::Live;
    };
    let has_seen = |by: usize, what: &Vec<usize>| {
        let mut what = what.iter();
        what.any(|&place| place == by || graph.past[by].contains(place))
    };
    let edit = graph.ids[trashing.shown];
    let was_restored = claims.iter().any(|claim| !is_trashing(&claim));
    let mut trashing = trashing.members.iter();
    if !was_restored && trashing.any(|&by| asserted.iter().all(|what| has_seen(by, what))) {
        Trash::Trashed(edit)
    } else {
        Trash::LiveDespite(edit)
    }
}

/// A list as it stands; where it is what an edit gave, which it mostly is, that value itself.
fn shared(list: Value, given: Option<&Arc<Value>>) -> Arc<Value> {
    let nothing = list.is_null().then_some(&*NOTHING);
    let same = nothing.or(given.filter(|given| ***given == list));
    same.cloned().unwrap_or_else(|| Arc::new(list))
}

/// What a cleared field shows.
static NOTHING: LazyLock<Arc<Value>> = LazyLock::new(Arc::default);

/// The value that marks a driver as being in the trash.
static TRUE: LazyLock<Digest> = LazyLock::new(|| Digest::of(&Value::Bool(true)));
