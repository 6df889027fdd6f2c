//! The edits of an entry with their pasts, and who says what of each field: rules 1, 3 and 5.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, BinaryHeap};
use std::sync::Arc;

use fixedbitset::FixedBitSet;
use serde_json::Value;

use super::Claim;
use crate::domain::digest::Digest;
use crate::domain::edit::{Edit, EditId, EntryId};
use crate::domain::entry::Entry;
use crate::domain::sorting::sort_by_key;

/// The edits of an entry by place, with the past of each.
pub struct Graph<'a> {
    pub entry: &'a Entry,
    /// Sorted; a place is an index into this.
    pub ids: Vec<EditId>,
    pub edits: Vec<&'a Edit>,
    pub past: Vec<FixedBitSet>,
    /// The places of each entry's edits: of one entry, unless several are joined.
    pub of: Vec<FixedBitSet>,
    /// Places, each after its past; ties by `at`, then id.
    pub order: Vec<usize>,
    removed: BTreeSet<Digest>,
}

impl<'a> Graph<'a> {
    pub fn new(entry: &'a Entry) -> Self {
        let active = entry.edits.iter().filter(|(id, _)| entry.is_active(id));
        let active = active.map(|(id, edit)| (*id, &**edit));
        let (ids, edits): (Vec<EditId>, Vec<&Edit>) = active.unzip();
        let count = ids.len();
        let of = by_entry(entry, &ids);
        let mut graph = Self {
            entry,
            ids,
            edits,
            past: vec![FixedBitSet::with_capacity(count); count],
            of,
            order: Vec::with_capacity(count),
            removed: entry.removed(),
        };
        let mut waits_for = vec![0_usize; count];
        let mut followers: Vec<Vec<usize>> = vec![Vec::new(); count];
        for (place, waiting) in waits_for.iter_mut().enumerate() {
            let edit = graph.edits[place];
            // What an edit revokes it has seen. Edits that aren't here say nothing.
            for earlier in edit.after.union(&edit.revokes) {
                if let Some(earlier) = graph.place(earlier) {
                    *waiting += 1;
                    followers[earlier].push(place);
                }
            }
        }
        let rank = |place: usize| Reverse((graph.edits[place].rank(graph.ids[place]), place));
        let mut ready: BinaryHeap<_> = (0..count)
            .filter(|&place| waits_for[place] == 0)
            .map(rank)
            .collect();
        let mut order = Vec::with_capacity(count);
        let mut pasts = std::mem::take(&mut graph.past);
        while let Some(Reverse((_, place))) = ready.pop() {
            order.push(place);
            for &follower in &followers[place] {
                let past = pasts[place].clone();
                pasts[follower].union_with(&past);
                pasts[follower].insert(place);
                waits_for[follower] -= 1;
                if waits_for[follower] == 0 {
                    ready.push(rank(follower));
                }
            }
        }
        // Ids are digests, so nothing can be in its own past; what a damaged store says otherwise never gets here.
        graph.past = pasts;
        graph.order = order;
        graph
    }

    pub fn place(&self, id: &EditId) -> Option<usize> {
        self.ids.binary_search(id).ok()
    }

    pub fn everything(&self) -> FixedBitSet {
        let mut everything = FixedBitSet::with_capacity(self.ids.len());
        everything.extend(self.order.iter().copied());
        everything
    }

    /// The edits of a view that no effective edit of it revokes.
    pub fn effective(&self, view: &FixedBitSet) -> FixedBitSet {
        let mut effective = view.clone();
        for &place in self.order.iter().rev() {
            if effective.contains(place) {
                for revoked in &self.edits[place].revokes {
                    if let Some(revoked) = self.place(revoked) {
                        effective.set(revoked, false);
                    }
                }
            }
        }
        effective
    }

    pub fn heads(&self, view: &FixedBitSet) -> BTreeSet<EditId> {
        let mut heads = view.clone();
        for place in view.ones() {
            heads.difference_with(&self.past[place]);
        }
        heads.ones().map(|place| self.ids[place]).collect()
    }

    pub fn digest(&self, place: usize, key: &str) -> Option<Digest> {
        self.edits[place].set.get(key).copied().flatten()
    }

    pub fn value(&self, place: usize, key: &str) -> Option<&'a Value> {
        self.stored(place, key).map(|value| &**value)
    }

    pub fn stored(&self, place: usize, key: &str) -> Option<&'a Arc<Value>> {
        self.entry.values.get(&self.digest(place, key)?)
    }

    /// Rule 7: who says what of a field that is shown. What was removed for good clears the field, unless it says
    /// something else.
    pub fn shown(&self, key: &str, claims: &[Claimed]) -> Vec<Claim> {
        let claims = claims.iter().map(|claim| {
            let digest = self.digest(claim.shown, key);
            let edit = self.ids[claim.shown];
            (
                digest.is_some_and(|digest| self.removed.contains(&digest)),
                Claim { edit, digest },
            )
        });
        let (removed, stand): (Vec<_>, Vec<_>) = claims.partition(|(is_removed, _)| *is_removed);
        let stand: Vec<Claim> = stand.into_iter().map(|(_, claim)| claim).collect();
        let cleared = removed.into_iter().map(|(_, claim)| Claim {
            digest: None,
            ..claim
        });
        match stand.is_empty() {
            true => cleared.take(1).collect(),
            false => stand,
        }
    }

    /// Rule 1, with rule 5 for snapshots: who says what, the latest first, one for each distinct value. (For a list,
    /// what whole lists were given.)
    pub fn claims(&self, key: &str, places: &[usize]) -> Vec<Claimed> {
        let (chains, people) = self.split_snapshots(places);
        let mut claims: Vec<Claimed> = people.iter().map(|&place| Claimed::by(place)).collect();
        for chain in &chains {
            let is_a_persons = |digest| {
                let mut theirs = people.iter();
                theirs.any(|&place| {
                    self.digest(place, key) == digest && self.knows_of(place, chain.of)
                })
            };
            let latest = chain.dated.last().map(|&place| self.digest(place, key));
            if let Some(latest) = latest
                && !is_a_persons(latest)
            {
                let run = chain.dated.iter().rev().copied();
                let run: Vec<usize> = run
                    .take_while(|&place| self.digest(place, key) == latest)
                    .collect();
                claims.extend(Claimed::by_all(run));
            }
            let mut by_value: BTreeMap<Option<Digest>, Vec<usize>> = BTreeMap::new();
            for &place in &chain.undated {
                by_value
                    .entry(self.digest(place, key))
                    .or_default()
                    .push(place);
            }
            by_value.retain(|digest, _| !is_a_persons(*digest));
            claims.extend(by_value.into_values().filter_map(Claimed::by_all));
        }
        let is_superseded = |claim: &Claimed| {
            let mut members = claim.members.iter();
            members.any(|&member| {
                people
                    .iter()
                    .any(|&other| self.past[other].contains(member))
            })
        };
        claims.retain(|claim| !is_superseded(claim));
        sort_by_key(&mut claims, |claim| Reverse(self.rank(claim.shown)));
        let mut distinct = BTreeSet::new();
        claims.retain(|claim| distinct.insert(self.digest(claim.shown, key)));
        claims
    }

    fn rank(&self, place: usize) -> (Option<jiff::Timestamp>, EditId) {
        self.edits[place].rank(self.ids[place])
    }

    /// Whether an edit is of one of the joined entries, or was made by somebody who had seen that entry.
    pub fn knows_of(&self, place: usize, of: usize) -> bool {
        let of = self.of.get(of);
        of.is_some_and(|of| of.contains(place) || !of.is_disjoint(&self.past[place]))
    }

    /// The snapshots, a chain for each entry, and all other edits.
    pub fn split_snapshots(&self, places: &[usize]) -> (Vec<Chain>, Vec<usize>) {
        let (snapshots, others): (Vec<usize>, Vec<usize>) = places
            .iter()
            .partition(|&&place| self.edits[place].snapshot);
        let chain = |(of, of_entry): (usize, &FixedBitSet)| {
            let snapshots = snapshots.iter().copied();
            let (mut dated, undated): (Vec<usize>, Vec<usize>) = snapshots
                .filter(|&place| of_entry.contains(place))
                .partition(|&place| self.edits[place].at.is_some());
            sort_by_key(&mut dated, |&place| self.rank(place));
            Chain { of, dated, undated }
        };
        let chains = match snapshots.is_empty() {
            true => Vec::new(),
            false => self.of.iter().enumerate().map(chain).collect(),
        };
        (chains, others)
    }
}

/// The places of each entry's edits, where several are joined; else all places.
fn by_entry(entry: &Entry, ids: &[EditId]) -> Vec<FixedBitSet> {
    let mut of: BTreeMap<Option<&EntryId>, FixedBitSet> = BTreeMap::new();
    for (place, id) in ids.iter().enumerate() {
        let places = of.entry(entry.joined.get(id));
        places
            .or_insert_with(|| FixedBitSet::with_capacity(ids.len()))
            .insert(place);
    }
    of.into_values().collect()
}

/// The snapshots of one entry.
pub struct Chain {
    /// Which of the joined entries they are of.
    pub of: usize,
    /// Those with a time, in the order in which they follow one another.
    pub dated: Vec<usize>,
    pub undated: Vec<usize>,
}

/// What one or several edits say of a field.
pub struct Claimed {
    /// The edit that is named for it.
    pub shown: usize,
    /// All edits that say it as one: more than one only for snapshots.
    pub members: Vec<usize>,
}

impl Claimed {
    fn by(place: usize) -> Self {
        Self {
            shown: place,
            members: vec![place],
        }
    }

    fn by_all(members: Vec<usize>) -> Option<Self> {
        let shown = *members.last()?;
        Some(Self { shown, members })
    }
}
