//! What stands of a list: rule 2, and rule 5 for its elements.

use std::collections::{BTreeMap, BTreeSet};

use fixedbitset::FixedBitSet;
use serde_json::Value;

use super::graph::{self, Graph};
use crate::domain::digest::Digest;
use crate::domain::value::normal;

/// Rule 2, with rule 5 for snapshots: who added and who removed which element of a list.
pub struct List<'a> {
    graph: &'a Graph<'a>,
    effective: FixedBitSet,
    elements: BTreeMap<Digest, Element<'a>>,
    chains: Vec<Chain>,
    /// All elements ever, in the order of the latest edits.
    order: Vec<Digest>,
}

/// The snapshots of one entry.
struct Chain {
    /// Which of the joined entries they are of.
    of: usize,
    /// Those with a time, in the order in which they follow one another.
    dated: Vec<Snapshot>,
    undated: Vec<Snapshot>,
}

struct Snapshot {
    place: usize,
    holds: BTreeSet<Digest>,
}

struct Element<'a> {
    value: &'a Value,
    adds: Vec<usize>,
    removes: Vec<usize>,
}

impl<'a> List<'a> {
    pub fn new(
        graph: &'a Graph<'a>,
        key: &str,
        view: &FixedBitSet,
        effective: &FixedBitSet,
    ) -> Self {
        let mut list = Self {
            graph,
            effective: effective.clone(),
            elements: BTreeMap::new(),
            chains: Vec::new(),
            order: Vec::new(),
        };
        let of_field: Vec<usize> = graph
            .order
            .iter()
            .copied()
            .filter(|&place| view.contains(place) && graph.edits[place].set.contains_key(key))
            .filter(|&place| {
                graph.digest(place, key).is_none() || graph.value(place, key).is_some()
            })
            .collect();
        let (chains, others) = graph.split_snapshots(&of_field);
        for graph::Chain { of, dated, undated } in chains {
            let dated = list.snapshots(&dated, key);
            let undated = list.snapshots(&undated, key);
            list.chains.push(Chain { of, dated, undated });
        }
        // In causal order, so that what an edit's author saw is known when its turn comes.
        for &place in &others {
            list.compare(place, list.read(place, key));
        }
        list.order = list.arrange(&of_field, key);
        list
    }

    fn read(&self, place: usize, key: &str) -> Vec<(Digest, &'a Value)> {
        let elements = self.graph.value(place, key).and_then(Value::as_array);
        let elements = elements.into_iter().flatten();
        elements
            .map(|element| (Digest::of(element), element))
            .collect()
    }

    fn element(&mut self, digest: Digest, value: &'a Value) -> &mut Element<'a> {
        let new = || Element {
            value,
            adds: Vec::new(),
            removes: Vec::new(),
        };
        self.elements.entry(digest).or_insert_with(new)
    }

    fn snapshots(&mut self, places: &[usize], key: &str) -> Vec<Snapshot> {
        let read = places.iter().map(|&place| {
            let given = self.read(place, key);
            let holds = given.iter().map(|(digest, _)| *digest).collect();
            for (digest, value) in given {
                self.element(digest, value);
            }
            Snapshot { place, holds }
        });
        read.collect()
    }

    /// A person's edit: what it adds and removes, as compared with what its author saw.
    fn compare(&mut self, place: usize, given: Vec<(Digest, &'a Value)>) {
        let seen = self.graph.effective(&self.graph.past[place]);
        let present: BTreeSet<Digest> = given.iter().map(|(digest, _)| *digest).collect();
        for (digest, element) in &mut self.elements {
            if !present.contains(digest) {
                element.removes.push(place);
            }
        }
        for (digest, value) in given {
            if !self.stands(&digest, &seen) {
                self.element(digest, value).adds.push(place);
            }
        }
    }

    /// Whether an element stands among the edits of a view.
    fn stands(&self, digest: &Digest, view: &FixedBitSet) -> bool {
        let Some(element) = self.elements.get(digest) else {
            return false;
        };
        let adds = element.adds.iter().copied();
        let adds: Vec<usize> = adds.filter(|&add| view.contains(add)).collect();
        let by_snapshots = |chain: &Chain| {
            // What a person's edit also says is the person's.
            let mut adds = adds.iter();
            !adds.any(|&add| self.graph.knows_of(add, chain.of))
                && self.stands_in(chain, digest, element, view)
        };
        adds.iter()
            .any(|&add| !self.is_removed(element, view, &[add]))
            || self.chains.iter().any(by_snapshots)
    }

    /// Whether it stands by what the snapshots of one entry say.
    fn stands_in(
        &self,
        chain: &Chain,
        digest: &Digest,
        element: &Element<'a>,
        view: &FixedBitSet,
    ) -> bool {
        let is_seen = |snapshot: &&Snapshot| view.contains(snapshot.place);
        let holds = |snapshot: &&Snapshot| snapshot.holds.contains(digest);
        let last = chain.dated.iter().rev().filter(is_seen);
        let last = last.take_while(holds).map(|snapshot| snapshot.place);
        let undated = chain.undated.iter().filter(is_seen).filter(holds);
        let undated = undated.map(|snapshot| snapshot.place);
        let stands =
            |members: Vec<usize>| !members.is_empty() && !self.is_removed(element, view, &members);
        stands(last.collect()) || stands(undated.collect())
    }

    /// Whether a removal had seen one of these additions, which are one.
    fn is_removed(&self, element: &Element<'a>, view: &FixedBitSet, adds: &[usize]) -> bool {
        let mut removes = element
            .removes
            .iter()
            .filter(|&&remove| view.contains(remove));
        removes.any(|&remove| {
            let past = &self.graph.past[remove];
            adds.iter().any(|&add| past.contains(add))
        })
    }

    /// The later an edit, the more its order counts; elements that it doesn't have come after its own.
    fn arrange(&self, of_field: &[usize], key: &str) -> Vec<Digest> {
        let mut order: Vec<Digest> = Vec::new();
        for &place in of_field
            .iter()
            .filter(|&&place| self.effective.contains(place))
        {
            let mut next: Vec<Digest> = Vec::new();
            let mut known = BTreeSet::new();
            let given = self.read(place, key).into_iter().map(|(digest, _)| digest);
            for digest in given.chain(std::mem::take(&mut order)) {
                if known.insert(digest) {
                    next.push(digest);
                }
            }
            order = next;
        }
        order
    }

    pub fn shown(&self) -> Value {
        let standing = self
            .order
            .iter()
            .filter(|digest| self.stands(digest, &self.effective));
        let values = standing.filter_map(|digest| self.elements.get(digest));
        normal(Value::Array(
            values.map(|element| element.value.clone()).collect(),
        ))
    }
}
