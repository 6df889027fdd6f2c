//! Removing for good: personal data that was pasted by mistake goes from every copy that meets the removal.
//!
//! The edit that does it lists digests, and is an edit like others: it travels, and it tells who removed something and
//! when, but not what. Skeletons stay, so nothing else comes apart; only the values are dropped, by [`Entry`] whenever
//! something is added to it. It can't be undone: nobody has the value any more, and who undoes the edit still has it.
//!
//! Nobody can read a value from its digest. Somebody who guesses the value to the letter could check the guess.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jiff::Timestamp;
use serde_json::Value;

use super::digest::Digest;
use super::draft::{Problem, ProblemKind};
use super::driver::Driver;
use super::edit::{Edit, EditId};
use super::entry::{Delta, Entry, holds_one, own_step};
use super::field::{Field, Kind, TRASHED, is_list, names_drivers};
use super::map::Map;
use super::register::{Batch, Register};
use super::sorting::{Gather, sort_by_key};
use super::value::normal;

/// Why something can't be removed for good.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refused {
    /// It is the title that stands: a driver needs one, so it is to be changed first.
    TitleStands,
    /// It isn't here, or isn't here any more.
    NotHere,
}

/// Where a value stands, and how far it may have gone.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reach {
    /// The fields that ever had it.
    pub keys: BTreeSet<String>,
    /// The edits that say it, the earliest first.
    pub edits: Vec<EditId>,
    /// When the first of those came to be here that a file given out or taken in may hold. `None` where there is none,
    /// as far as this copy knows.
    pub given_out_since: Option<Option<Timestamp>>,
}

/// Whether a value of the field of this key can hold personal data: it is a text that somebody wrote.
pub fn is_removable(key: &str) -> bool {
    let kind = Field::from_key(key).map(Field::kind);
    let is_chosen = matches!(
        kind,
        Some(Kind::Choice(_) | Kind::Driver | Kind::List(Some(_)))
    );
    key != TRASHED && !names_drivers(key) && !is_chosen
}

/// Where a driver has a value, which may be an element of a list.
pub fn reach(register: &Register, id: &str, value: &Value) -> Reach {
    let Some(whole) = register.whole(id) else {
        return Reach::default();
    };
    let gone = Gone::new(whole, value);
    let mut reach = Reach::default();
    let mut edits: Vec<(&EditId, &Arc<Edit>)> = whole.edits.iter().collect();
    sort_by_key(&mut edits, |(id, edit)| edit.rank(**id));
    for (id, edit) in edits {
        let set = edit.set.iter();
        let mut keys = set.filter(|(_, digest)| digest.is_some_and(|digest| gone.has(&digest)));
        let mut says_it = false;
        for (key, _) in keys.by_ref() {
            reach.keys.insert(key.clone());
            says_it = true;
        }
        if says_it {
            reach.edits.push(*id);
            if !whole.local.unheld.contains(id) {
                let since = whole.local.arrived.get(id).copied().or(edit.at);
                let earliest = reach.given_out_since.get_or_insert(since);
                *earliest = (*earliest).min(since);
            }
        }
    }
    reach
}

/// The edits that remove a value, or an element of a list, from a driver for good.
pub fn remove(
    register: &Register,
    id: &str,
    value: &Value,
    at: Timestamp,
    by: Option<&str>,
) -> Result<Batch, Refused> {
    let whole = register.whole(id).ok_or(Refused::NotHere)?;
    let driver = register.driver(id).or_else(|| register.alone(id));
    let driver = driver.ok_or(Refused::NotHere)?;
    let gone = Gone::new(whole, value);
    if gone.says_title(driver) {
        return Err(Refused::TitleStands);
    }
    let first = register.group_of(id).to_owned();
    let mut after = register.heads(&first);
    let mut batch = Batch::new();
    // Each entry that says it, so that each drops it wherever it goes.
    for member in register.members(id) {
        let (Some(entry), Some(alone)) = (register.entry(&member), register.alone(&member)) else {
            continue;
        };
        if member != first && gone.is_in(entry) {
            // After nothing but its own: what the others say of the lists is theirs.
            let after_own = alone.standing.heads.clone();
            let set = gone.lists_left(entry, alone);
            let (edit, delta) = gone.edit(&member, after_own, set, at, by);
            after.insert(edit);
            batch.insert(member, delta);
        }
    }
    let mut set = gone.lists_left(whole, driver);
    if batch.is_empty() && set.is_empty() && !gone.is_in(whole) {
        return Err(Refused::NotHere);
    }
    // What is in the trash stays there.
    if driver.is_in_trash() && (!set.is_empty() || !batch.is_empty()) {
        set.insert(TRASHED.to_owned(), Value::Bool(true));
    }
    let (_, delta) = gone.edit(&first, after, set, at, by);
    batch.insert(first, delta);
    Ok(batch)
}

/// What is wrong with fields that are to be saved: values that were removed from the driver for good.
pub fn problems(register: &Register, id: &str, set: &BTreeMap<String, Value>) -> Vec<Problem> {
    let removed = register.whole(id).map(|whole| whole.removed());
    let removed = removed.unwrap_or_default();
    let again = set.iter().filter(|(_, value)| is_removed(&removed, value));
    let fields = again.filter_map(|(key, _)| Field::from_key(key));
    let kind = ProblemKind::RemovedForGood;
    let problem = |field| Problem {
        field,
        kind: kind.clone(),
    };
    fields.map(problem).collect()
}

/// Whether own edits bring again what was removed for good: they would lose it as soon as they are saved.
pub fn brings_again(register: &Register, batch: &Batch) -> bool {
    let mut own = batch.iter().filter(|(_, delta)| !delta.own.is_empty());
    own.any(|(id, delta)| {
        let removed = register.whole(id).map(|whole| whole.removed());
        removed.is_some_and(|removed| {
            let mut values = delta.values.values();
            values.any(|value| is_removed(&removed, value))
        })
    })
}

/// Whether a value is among those removed for good, or a list that holds one of them.
pub fn is_removed(removed: &BTreeSet<Digest>, value: &Value) -> bool {
    !removed.is_empty() && (removed.contains(&Digest::of(value)) || holds_one(value, removed))
}

/// What a value says in words, as a person would have typed it.
pub fn texts(value: &Value) -> Vec<String> {
    let texts = match value {
        Value::Object(parts) => ["text", "url"]
            .iter()
            .filter_map(|part| parts.get(*part)?.as_str())
            .collect(),
        other => Vec::from_iter(other.as_str()),
    };
    let texts = texts.into_iter().filter(|text| !text.is_empty());
    texts.map(str::to_owned).collect()
}

/// What goes with a value: the value, and the lists that hold it.
struct Gone {
    value: Digest,
    lists: BTreeSet<Digest>,
}

impl Gone {
    fn new(entry: &Entry, value: &Value) -> Self {
        let value = Digest::of(value);
        let holding = entry.values.iter();
        let holding = holding.filter(|(_, list)| holds_one(list, &[value].into()));
        let lists = holding.map(|(digest, _)| *digest).collect();
        Self { value, lists }
    }

    fn has(&self, digest: &Digest) -> bool {
        *digest == self.value || self.lists.contains(digest)
    }

    /// Whether an edit of an entry says it.
    fn is_in(&self, entry: &Entry) -> bool {
        let mut named = entry.edits.values().flat_map(|edit| edit.set.values());
        named.any(|digest| digest.is_some_and(|digest| self.has(&digest)))
    }

    fn says_title(&self, driver: &Driver) -> bool {
        let title = driver.standing.fields.get(Field::Title.key());
        let mut claims = title.into_iter().flat_map(|title| &title.claims);
        claims.any(|claim| claim.digest.is_some_and(|digest| self.has(&digest)))
    }

    /// The lists from which it goes, as they stand but for it. With a list all that an edit did to it goes, so what is
    /// to stay must be said anew.
    fn lists_left(&self, entry: &Entry, driver: &Driver) -> BTreeMap<String, Value> {
        let named = entry.edits.values().flat_map(|edit| &edit.set);
        let dropped = named.filter(|(key, digest)| {
            is_list(key) && digest.is_some_and(|digest| self.lists.contains(&digest))
        });
        let left = |key: &String| {
            let elements = driver.value(key).as_array().into_iter().flatten();
            let stay = elements.filter(|element| Digest::of(element) != self.value);
            normal(Value::Array(stay.cloned().collect()))
        };
        dropped.map(|(key, _)| (key.clone(), left(key))).gather()
    }

    fn edit(
        &self,
        entry: &str,
        after: BTreeSet<EditId>,
        set: BTreeMap<String, Value>,
        at: Timestamp,
        by: Option<&str>,
    ) -> (EditId, Delta) {
        let mut values = Map::new();
        let set = set.into_iter().map(|(key, value)| {
            let digest = (!value.is_null()).then(|| Digest::of(&value));
            values.extend(digest.map(|digest| (digest, Arc::new(value))));
            (key, digest)
        });
        let edit = Edit {
            after,
            at: Some(at),
            by: by.map(str::to_owned),
            set: set.collect(),
            removes: self.lists.iter().copied().chain([self.value]).collect(),
            ..Edit::default()
        };
        own_step(entry, edit, values)
    }
}

/// Which edit removed each value for good, the earliest where several did.
pub fn by(entry: &Entry) -> BTreeMap<Digest, EditId> {
    let mut by: BTreeMap<Digest, EditId> = BTreeMap::new();
    let mut edits: Vec<(&EditId, &Arc<Edit>)> = entry.edits.iter().collect();
    sort_by_key(&mut edits, |(id, edit)| edit.rank(**id));
    for (id, edit) in edits {
        for digest in &edit.removes {
            by.entry(*digest).or_insert(*id);
        }
    }
    by
}
