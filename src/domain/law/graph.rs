//! The edits of an entry with their pasts, and who says what of each field: rules 1, 3 and 5.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, BinaryHeap};

use fixedbitset::FixedBitSet;
use serde_json::Value;

use super::Claim;
use crate::domain::digest::Digest;
use crate::domain::edit::{Edit, EditId};
use crate::domain::entry::Entry;

/// The edits of an entry by place, with the past of each.
pub struct Graph<'a> {
    pub entry: &'a Entry,
    /// Sorted; a place is an index into this.
    pub ids: Vec<EditId>,
    pub edits: Vec<&'a Edit>,
    pub past: Vec<FixedBitSet>,
    /// Places, each after its past; ties by `at`, then id.
    pub order: Vec<usize>,
}

impl<'a> Graph<'a> {
    pub fn new(entry: &'a Entry) -> Self {
        let active = entry.edits.iter().filter(|(id, _)| entry.is_active(id));
        let (ids, edits): (Vec<EditId>, Vec<&Edit>) = active.unzip();
        let count = ids.len();
        let mut graph = Self {
            entry,
            ids,
            edits,
            past: vec![FixedBitSet::with_capacity(count); count],
            order: Vec::with_capacity(count),
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
        self.entry.values.get(&self.digest(place, key)?)
    }

    pub fn claim(&self, place: usize, key: &str) -> Claim {
        Claim {
            edit: self.ids[place],
            digest: self.digest(place, key),
        }
    }

    /// Rule 1, with rule 5 for snapshots: who says what, the latest first, one for each distinct value. (For a list,
    /// what whole lists were given.)
    pub fn claims(&self, key: &str, places: &[usize]) -> Vec<Claimed> {
        let (dated, undated, people) = self.split_snapshots(places);
        let mut claims: Vec<Claimed> = people.iter().map(|&place| Claimed::by(place)).collect();
        let is_a_persons = |digest| {
            people
                .iter()
                .any(|&place| self.digest(place, key) == digest)
        };
        let latest = dated.last().map(|&place| self.digest(place, key));
        if let Some(latest) = latest
            && !is_a_persons(latest)
        {
            let run = dated.iter().rev().copied();
            let run: Vec<usize> = run
                .take_while(|&place| self.digest(place, key) == latest)
                .collect();
            claims.extend(Claimed::by_all(run));
        }
        let mut by_value: BTreeMap<Option<Digest>, Vec<usize>> = BTreeMap::new();
        for place in undated {
            by_value
                .entry(self.digest(place, key))
                .or_default()
                .push(place);
        }
        by_value.retain(|digest, _| !is_a_persons(*digest));
        claims.extend(by_value.into_values().filter_map(Claimed::by_all));
        let is_superseded = |claim: &Claimed| {
            let mut members = claim.members.iter();
            members.any(|&member| {
                people
                    .iter()
                    .any(|&other| self.past[other].contains(member))
            })
        };
        claims.retain(|claim| !is_superseded(claim));
        claims.sort_by_key(|claim| Reverse(self.rank(claim.shown)));
        let mut distinct = BTreeSet::new();
        claims.retain(|claim| distinct.insert(self.digest(claim.shown, key)));
        claims
    }

    fn rank(&self, place: usize) -> (Option<jiff::Timestamp>, EditId) {
        self.edits[place].rank(self.ids[place])
    }

    /// The snapshots with a time in the order in which they follow one another, those without, and all other edits.
    pub fn split_snapshots(&self, places: &[usize]) -> (Vec<usize>, Vec<usize>, Vec<usize>) {
        let (snapshots, others): (Vec<usize>, Vec<usize>) = places
            .iter()
            .partition(|&&place| self.edits[place].snapshot);
        let (mut dated, undated): (Vec<usize>, Vec<usize>) = snapshots
            .into_iter()
            .partition(|&place| self.edits[place].at.is_some());
        dated.sort_by_key(|&place| self.rank(place));
        (dated, undated, others)
    }
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
