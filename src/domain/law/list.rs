//! What stands of a list: rule 2, and rule 5 for its elements.

use std::collections::{BTreeMap, BTreeSet};

use fixedbitset::FixedBitSet;
use serde_json::Value;

use super::graph::Graph;
use crate::domain::digest::Digest;
use crate::domain::value::normal;

/// Rule 2, with rule 5 for snapshots: who added and who removed which element of a list.
pub struct List<'a> {
    graph: &'a Graph<'a>,
    effective: FixedBitSet,
    elements: BTreeMap<Digest, Element<'a>>,
    /// All elements ever, in the order of the latest edits.
    order: Vec<Digest>,
}

struct Element<'a> {
    value: &'a Value,
    adds: Vec<usize>,
    removes: Vec<usize>,
    /// Snapshots that follow one another and all hold it.
    runs: Vec<Run>,
    /// Snapshots without a time that hold it.
    undated: Vec<usize>,
}

struct Run {
    /// Which of the joined entries they are of.
    of: usize,
    members: Vec<usize>,
    /// The first after these that doesn't hold it.
    end: Option<usize>,
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
        for chain in &chains {
            let is_effective = |place: &&usize| effective.contains(**place);
            for &place in chain.dated.iter().filter(is_effective) {
                list.follow(chain.of, place, list.read(place, key));
            }
            for &place in chain.undated.iter().filter(is_effective) {
                for (digest, value) in list.read(place, key) {
                    list.element(digest, value).undated.push(place);
                }
            }
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
            runs: Vec::new(),
            undated: Vec::new(),
        };
        self.elements.entry(digest).or_insert_with(new)
    }

    /// The next snapshot of an entry.
    fn follow(&mut self, of: usize, place: usize, given: Vec<(Digest, &'a Value)>) {
        let present: BTreeSet<Digest> = given.iter().map(|(digest, _)| *digest).collect();
        for (digest, element) in &mut self.elements {
            if let Some(run) = element.open_run(of)
                && !present.contains(digest)
            {
                run.end = Some(place);
            }
        }
        for (digest, value) in given {
            let element = self.element(digest, value);
            match element.open_run(of) {
                Some(run) => run.members.push(place),
                None => element.runs.push(Run {
                    of,
                    members: vec![place],
                    end: None,
                }),
            }
        }
    }

    /// A person's edit: what it adds and removes, as compared with what its author saw.
    fn compare(&mut self, place: usize, given: Vec<(Digest, &'a Value)>) {
        let past = &self.graph.past[place];
        let seen = self.graph.effective(past);
        let present: BTreeSet<Digest> = given.iter().map(|(digest, _)| *digest).collect();
        for (digest, element) in &mut self.elements {
            if !present.contains(digest) && element.was_ever_in(past) {
                element.removes.push(place);
            }
        }
        for (digest, value) in given {
            let graph = self.graph;
            let element = self.element(digest, value);
            if !element.stands(graph, &seen) {
                element.adds.push(place);
            }
        }
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
        let standing = self.order.iter().filter_map(|digest| {
            let element = self.elements.get(digest)?;
            let stands = element.stands(self.graph, &self.effective);
            stands.then(|| element.value.clone())
        });
        normal(Value::Array(standing.collect()))
    }
}

impl Element<'_> {
    fn was_ever_in(&self, past: &FixedBitSet) -> bool {
        let by_snapshots = self.runs.iter().flat_map(|run| &run.members);
        let mut added = self.adds.iter().chain(&self.undated).chain(by_snapshots);
        added.any(|&add| past.contains(add))
    }

    /// The snapshots of an entry that hold it, if its latest does.
    fn open_run(&mut self, of: usize) -> Option<&mut Run> {
        let mut of_entry = self.runs.iter_mut().filter(|run| run.of == of);
        of_entry.next_back().filter(|run| run.end.is_none())
    }

    /// Whether the element stands among the edits of a view.
    fn stands(&self, graph: &Graph<'_>, view: &FixedBitSet) -> bool {
        let mut adds = self.adds.iter().filter(|&&add| view.contains(add));
        adds.any(|&add| !self.is_removed(graph, view, &[add]))
            || (0..graph.of.len()).any(|of| self.stands_in_snapshots(graph, view, of))
    }

    /// Whether it stands by what the snapshots of one entry say. What a person's edit also says is the person's.
    fn stands_in_snapshots(&self, graph: &Graph<'_>, view: &FixedBitSet, of: usize) -> bool {
        let in_view = |places: &[usize]| places.iter().any(|&place| view.contains(place));
        let mut runs = self.runs.iter().filter(|run| run.of == of);
        let run = runs.rfind(|run| in_view(&run.members));
        let undated = self.undated.iter().copied();
        let undated: Vec<usize> = undated
            .filter(|&place| graph.of[of].contains(place))
            .collect();
        if run.is_none() && !in_view(&undated) {
            return false;
        }
        let mut adds = self.adds.iter().filter(|&&add| view.contains(add));
        if adds.any(|&add| graph.knows_of(add, of)) {
            return false;
        }
        let is_in_run = run.is_some_and(|run| {
            !run.end.is_some_and(|end| view.contains(end))
                && !self.is_removed(graph, view, &run.members)
        });
        is_in_run || (in_view(&undated) && !self.is_removed(graph, view, &undated))
    }

    /// Whether a removal had seen one of these additions, which are one.
    fn is_removed(&self, graph: &Graph<'_>, view: &FixedBitSet, adds: &[usize]) -> bool {
        let mut removes = self.removes.iter().filter(|&&remove| view.contains(remove));
        removes.any(|&remove| adds.iter().any(|&add| graph.past[remove].contains(add)))
    }
}
