//! What a set of edits says, worked out as slowly and plainly as `docs/file-format.md` puts it. Nothing of the law's own
//! code is called: where both agree, two readings of the text do.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

use driver_atlas::domain::digest::Digest;
use driver_atlas::domain::edit::{Edit, EditId};
use driver_atlas::domain::entry::Entry;
use driver_atlas::domain::field::is_list;
use driver_atlas::domain::law::{Standing, Trash};
use serde_json::Value;

type Edits = BTreeSet<EditId>;

/// What an entry says.
#[derive(Debug, PartialEq)]
pub struct Says {
    /// By field: what is shown, and the standing values, the latest first. A list has none of these.
    pub fields: BTreeMap<String, (Value, Vec<Option<Digest>>)>,
    pub says_something: bool,
    pub trash: Trash,
    pub heads: Edits,
}

/// The law's own answer, to compare.
pub fn by_the_law(standing: Standing) -> Says {
    let digests = |claims: Vec<_>| claims.into_iter();
    let fields = standing.fields.into_iter().map(|(key, field)| {
        let claims = digests(field.claims).map(|claim| claim.digest).collect();
        (key, (Value::clone(&field.shown), claims))
    });
    Says {
        fields: fields.collect(),
        says_something: standing.says_something,
        trash: standing.trash,
        heads: standing.heads,
    }
}

/// The answer of the text.
pub fn by_the_text(entry: &Entry) -> Says {
    Reader::new(entry).says()
}

struct Reader<'a> {
    entry: &'a Entry,
    edits: BTreeMap<EditId, &'a Edit>,
    past: BTreeMap<EditId, Edits>,
    /// Whether an element stood in an edit's past: asked again and again.
    stood: RefCell<BTreeMap<(EditId, String, String), bool>>,
}

/// Edits that say one thing together: one edit of a person, or snapshots that agree.
struct Assertion {
    members: Vec<EditId>,
    value: Option<Digest>,
    is_by_snapshots: bool,
}

impl Assertion {
    /// Snapshots that follow one another count from the first that says it, those without a time as the last by id.
    fn named(&self) -> EditId {
        self.members[self.members.len() - 1]
    }
}

impl<'a> Reader<'a> {
    fn new(entry: &'a Entry) -> Self {
        let active = entry.edits.iter().filter(|(id, _)| entry.is_active(id));
        let mut reader = Self {
            entry,
            edits: active.map(|(id, edit)| (*id, &**edit)).collect(),
            past: BTreeMap::new(),
            stood: RefCell::default(),
        };
        let pasts = reader.edits.keys().map(|id| (*id, reader.past_of(id)));
        reader.past = pasts.collect();
        reader
    }

    /// The past of an edit is everything in its `after` and `revokes`, and their pasts. Edits that a copy doesn't have
    /// say nothing.
    fn past_of(&self, id: &EditId) -> Edits {
        let mut past = Edits::new();
        let mut ahead = vec![*id];
        while let Some(id) = ahead.pop() {
            let edit = self.edits[&id];
            for earlier in edit.after.union(&edit.revokes) {
                if self.edits.contains_key(earlier) && past.insert(*earlier) {
                    ahead.push(*earlier);
                }
            }
        }
        past
    }

    fn all(&self) -> Edits {
        self.edits.keys().copied().collect()
    }

    fn time(&self, id: EditId) -> (Option<jiff::Timestamp>, EditId) {
        (self.edits[&id].at, id)
    }

    /// An edit is effective unless an effective edit revokes it.
    fn is_effective(&self, id: &EditId, among: &Edits) -> bool {
        let mut revoking = among
            .iter()
            .filter(|other| self.edits[other].revokes.contains(id));
        !revoking.any(|other| self.is_effective(other, among))
    }

    fn effective_of(&self, key: &str, among: &Edits) -> Vec<EditId> {
        let of_field = among
            .iter()
            .filter(|id| self.edits[id].set.contains_key(key));
        of_field
            .filter(|id| self.is_effective(id, among))
            .copied()
            .collect()
    }

    fn people(&self, ids: &[EditId]) -> Vec<EditId> {
        let ids = ids.iter().copied();
        ids.filter(|id| !self.edits[id].snapshot).collect()
    }

    /// Snapshots with a time, in the order in which they follow one another; then those without.
    fn snapshots(&self, ids: &[EditId]) -> (Vec<EditId>, Vec<EditId>) {
        let ids = ids.iter().copied();
        let (mut dated, undated): (Vec<_>, Vec<_>) = ids
            .filter(|id| self.edits[id].snapshot)
            .partition(|id| self.edits[id].at.is_some());
        dated.sort_by_key(|id| self.time(*id));
        (dated, undated)
    }

    fn says(&self) -> Says {
        let all = self.all();
        let effective: Vec<EditId> = all
            .iter()
            .filter(|id| self.is_effective(id, &all))
            .copied()
            .collect();
        let keys: BTreeSet<&String> = effective
            .iter()
            .flat_map(|id| self.edits[id].set.keys())
            .collect();
        let fields = keys.iter().filter(|key| **key != "trashed").map(|key| {
            let said = match is_list(key) {
                true => (self.list(key), Vec::new()),
                false => self.one_value(key),
            };
            ((*key).clone(), said)
        });
        let sets_more = |id: &EditId| self.edits[id].set.keys().any(|key| key != "trashed");
        Says {
            fields: fields.collect(),
            says_something: effective.iter().any(sets_more),
            trash: self.trash(&effective, &keys),
            heads: all
                .iter()
                .filter(|id| !all.iter().any(|other| self.past[other].contains(id)))
                .copied()
                .collect(),
        }
    }

    // One value.

    /// What stands of a field, the latest first; of equal values the latest only.
    fn standing(&self, key: &str) -> Vec<Assertion> {
        let ids = self.effective_of(key, &self.all());
        let people = self.people(&ids);
        let value = |id: &EditId| self.edits[id].set[key];
        let by_people = people.iter().map(|id| Assertion {
            members: vec![*id],
            value: value(id),
            is_by_snapshots: false,
        });
        let (dated, undated) = self.snapshots(&ids);
        // Only the last value that differs from the one before counts: the last of them, and those just before it that
        // say the same.
        let last = dated.last().map(value);
        let run = dated.iter().rev().take_while(|id| Some(value(id)) == last);
        let run: Vec<EditId> = run.copied().collect();
        let mut by_snapshots: Vec<Vec<EditId>> = vec![run];
        let values: BTreeSet<_> = undated.iter().map(value).collect();
        for said in values {
            let saying = undated.iter().filter(|id| value(id) == said);
            by_snapshots.push(saying.copied().collect());
        }
        // What some other edit also gave is that edit's.
        let is_a_persons = |said| people.iter().any(|id| value(id) == said);
        let by_snapshots = by_snapshots.into_iter().filter_map(|members| {
            let said = value(members.first()?);
            (!is_a_persons(said)).then_some(Assertion {
                members,
                value: said,
                is_by_snapshots: true,
            })
        });
        let stands = |assertion: &Assertion| {
            let mut members = assertion.members.iter();
            !members.any(|member| people.iter().any(|id| self.past[id].contains(member)))
        };
        let mut standing: Vec<Assertion> = by_people.chain(by_snapshots).filter(stands).collect();
        standing.sort_by_key(|assertion| std::cmp::Reverse(self.time(assertion.named())));
        let mut values = BTreeSet::new();
        standing.retain(|assertion| values.insert(assertion.value));
        standing
    }

    fn one_value(&self, key: &str) -> (Value, Vec<Option<Digest>>) {
        let claims: Vec<_> = self.standing(key).iter().map(|one| one.value).collect();
        let shown = claims.first().copied().flatten();
        let shown = shown.and_then(|digest| self.entry.values.get(&digest));
        (
            shown.map_or(Value::Null, |value| Value::clone(value)),
            claims,
        )
    }

    // Lists.

    /// The elements that an edit gives. `None` where the value isn't in this copy: the edit is passed over.
    fn elements(&self, id: &EditId, key: &str) -> Option<Vec<String>> {
        let Some(digest) = self.edits[id].set[key] else {
            return Some(Vec::new());
        };
        let list = self.entry.values.get(&digest)?.as_array()?;
        Some(list.iter().map(Value::to_string).collect())
    }

    fn gives(&self, id: &EditId, key: &str, element: &str) -> Option<bool> {
        let elements = self.elements(id, key)?;
        Some(elements.iter().any(|one| one == element))
    }

    fn stood_before(&self, id: &EditId, key: &str, element: &str) -> bool {
        let asked = (*id, key.to_owned(), element.to_owned());
        let known = self.stood.borrow().get(&asked).copied();
        known.unwrap_or_else(|| {
            let stood = self.element_stands(&self.past[id], key, element);
            self.stood.borrow_mut().insert(asked, stood);
            stood
        })
    }

    /// An element is there while one of its additions is affected by no removal.
    fn element_stands(&self, among: &Edits, key: &str, element: &str) -> bool {
        let ids = self.effective_of(key, among);
        let people = self.people(&ids);
        let gives = |id: &EditId| self.gives(id, key, element);
        let removals: Vec<&EditId> = people
            .iter()
            .filter(|id| gives(id) == Some(false))
            .collect();
        // A removal affects only additions in its past.
        let is_removed = |additions: &[EditId]| {
            let mut additions = additions.iter();
            additions.any(|one| removals.iter().any(|id| self.past[id].contains(one)))
        };
        let additions: Vec<EditId> = people
            .iter()
            .filter(|id| gives(id) == Some(true) && !self.stood_before(id, key, element))
            .copied()
            .collect();
        if !additions.is_empty() {
            return additions.iter().any(|one| !is_removed(&[*one]));
        }
        let (dated, undated) = self.snapshots(&ids);
        let run = dated.iter().rev().filter(|id| gives(id).is_some());
        let run: Vec<EditId> = run
            .take_while(|id| gives(id) == Some(true))
            .copied()
            .collect();
        let without_time = undated.into_iter().filter(|id| gives(id) == Some(true));
        let without_time: Vec<EditId> = without_time.collect();
        [run, without_time]
            .iter()
            .any(|members| !members.is_empty() && !is_removed(members))
    }

    /// From the earliest to the latest, each after its past: each puts its own elements first and those before it that
    /// it lacks behind them.
    fn list(&self, key: &str) -> Value {
        let all = self.all();
        let mut done = Edits::new();
        let mut order: Vec<String> = Vec::new();
        while done.len() < all.len() {
            let ready = all
                .iter()
                .filter(|id| !done.contains(id) && self.past[id].is_subset(&done));
            let next = ready
                .min_by_key(|id| self.time(**id))
                .expect("no edit is in its own past");
            done.insert(*next);
            if !self.edits[next].set.contains_key(key) || !self.is_effective(next, &all) {
                continue;
            }
            let Some(mut elements) = self.elements(next, key) else {
                continue;
            };
            order.retain(|one| !elements.contains(one));
            elements.append(&mut order);
            order = elements;
        }
        let mut known = BTreeSet::new();
        let standing = order
            .into_iter()
            .filter(|one| known.insert(one.clone()) && self.element_stands(&all, key, one));
        let standing: Vec<Value> = standing
            .map(|one| serde_json::from_str(&one).expect("it was JSON"))
            .collect();
        match standing.is_empty() {
            true => Value::Null,
            false => Value::Array(standing),
        }
    }

    // Trash.

    fn trash(&self, effective: &[EditId], keys: &BTreeSet<&String>) -> Trash {
        let standing = self.standing("trashed");
        let (trashing, restoring): (Vec<_>, Vec<_>) =
            standing.iter().partition(|one| one.value.is_some());
        let Some(trashing) = trashing.first() else {
            return Trash::Live;
        };
        let by = trashing.named();
        let mut asserted: Vec<Vec<EditId>> = effective
            .iter()
            .filter(|id| !self.edits[id].snapshot)
            .filter(|id| self.edits[id].set.keys().any(|key| key != "trashed"))
            .map(|id| vec![*id])
            .collect();
        for key in keys.iter().filter(|key| **key != "trashed") {
            let standing = self.standing(key).into_iter();
            let by_snapshots = standing.filter(|one| one.is_by_snapshots);
            asserted.extend(by_snapshots.map(|one| one.members));
        }
        let has_seen_all = |by: &EditId| {
            let mut asserted = asserted.iter();
            asserted.all(|members| {
                let mut members = members.iter();
                members.any(|one| one == by || self.past[by].contains(one))
            })
        };
        if restoring.is_empty() && trashing.members.iter().any(has_seen_all) {
            Trash::Trashed(by)
        } else {
            Trash::LiveDespite(by)
        }
    }
}
