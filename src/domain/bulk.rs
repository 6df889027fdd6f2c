//! Changing many drivers at once: a wish becomes a plan that says of each driver what would change, and the plan becomes
//! one edit a driver.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use serde_json::{Value, json};

use super::draft::{self, Draft};
use super::driver::Driver;
use super::edit::{EditId, EntryId};
use super::entry::{Delta, own_delta};
use super::field::{Field, TRASHED};
use super::law::Trash;
use super::register::{Batch, Register};
use super::removal;
use super::sorting::Gather;
use super::value::normal;

/// The fields that can be changed in many drivers at once: those with short values that several drivers share.
pub const FIELDS: [Field; 12] = [
    Field::Level,
    Field::Status,
    Field::Nations,
    Field::Settings,
    Field::Sources,
    Field::Topics,
    Field::Audiences,
    Field::PublicationFormat,
    Field::Responsible,
    Field::ReviewDue,
    Field::LastUpdated,
    Field::Published,
];

/// What can be done to many drivers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Act {
    /// Adds values to a list.
    Add,
    /// Takes values out of a list.
    Remove,
    /// Puts others in the place of a value of a list.
    Replace,
    /// Gives a field a value in place of what it has.
    Set,
    /// Empties a field.
    Clear,
    Archive,
    MakeCurrent,
    Trash,
    Restore,
}

impl Act {
    /// Whether it is done to a field of this kind.
    pub fn is_for(self, field: Field) -> bool {
        match self {
            Self::Add | Self::Remove | Self::Replace => field.kind().is_list(),
            Self::Set | Self::Clear => true,
            Self::Archive | Self::MakeCurrent | Self::Trash | Self::Restore => false,
        }
    }

    /// Whether a field belongs to it.
    pub fn takes_field(self) -> bool {
        FIELDS.into_iter().any(|field| self.is_for(field))
    }

    /// Whether a value belongs to it.
    pub fn takes_value(self) -> bool {
        matches!(self, Self::Add | Self::Remove | Self::Replace | Self::Set)
    }
}

/// What is to become of each driver.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wish {
    /// `null` clears the field.
    Set(Field, Value),
    Add(Field, Vec<Value>),
    Remove(Field, Vec<Value>),
    Replace {
        field: Field,
        old: Value,
        new: Vec<Value>,
    },
    Trash,
    Restore,
}

/// Which of the typed texts is wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Slot {
    /// The values, or the one that is to be replaced.
    Value,
    /// What is to take its place.
    Instead,
}

/// Why what was typed is no wish.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Problem {
    NothingTyped(Slot),
    /// The field doesn't take such a value.
    Wrong(Slot, draft::Problem),
    /// What is to take the place of a value is that value.
    SameValue,
}

impl Wish {
    /// What was typed as a wish, checked as the editor checks it. A list has one value a line.
    pub fn from_typed(act: Act, field: Field, value: &str, instead: &str) -> Result<Self, Problem> {
        Ok(match act {
            Act::Set => Self::Set(field, checked(Slot::Value, field, value)?),
            Act::Clear => Self::Set(field, Value::Null),
            Act::Add => Self::Add(field, elements(Slot::Value, field, value)?),
            Act::Remove => Self::Remove(field, elements(Slot::Value, field, value)?),
            Act::Replace => {
                // It is chosen from those that are there, as it stands.
                let old = match value {
                    "" => return Err(Problem::NothingTyped(Slot::Value)),
                    value => json!(value),
                };
                let new = elements(Slot::Instead, field, instead)?;
                if new == [old.clone()] {
                    return Err(Problem::SameValue);
                }
                Self::Replace { field, old, new }
            }
            Act::Archive => Self::Set(Field::Status, json!("archived")),
            Act::MakeCurrent => Self::Set(Field::Status, json!("current")),
            Act::Trash => Self::Trash,
            Act::Restore => Self::Restore,
        })
    }

    /// The key of the field that it changes.
    pub fn key(&self) -> &'static str {
        match self {
            Self::Set(field, _)
            | Self::Add(field, _)
            | Self::Remove(field, _)
            | Self::Replace { field, .. } => field.key(),
            Self::Trash | Self::Restore => TRASHED,
        }
    }

    /// What is to stand in the driver's field; `None` where it says so already.
    fn after(&self, driver: &Driver) -> Option<Value> {
        let before = shown(driver, self.key());
        let elements = before.as_array().map(Vec::as_slice).unwrap_or_default();
        let after = match self {
            Self::Set(_, value) => value.clone(),
            Self::Add(_, added) => {
                let added = added.iter().filter(|one| !elements.contains(one));
                elements.iter().chain(added).cloned().collect()
            }
            Self::Remove(_, removed) => {
                let left = elements.iter().filter(|one| !removed.contains(one));
                left.cloned().collect()
            }
            Self::Replace { old, new, .. } => {
                if !elements.contains(old) {
                    return None;
                }
                // Each value stands in a list once.
                let stay = |one: &&Value| *one == old || !new.contains(one);
                let here = |one| match one == old {
                    true => new.as_slice(),
                    false => std::slice::from_ref(one),
                };
                let stay = elements.iter().filter(stay);
                stay.flat_map(here).cloned().collect()
            }
            Self::Trash => json!(true),
            Self::Restore => Value::Null,
        };
        let after = normal(after);
        let is_so = match self {
            // A driver without a status is current.
            Self::Set(Field::Status, _) if before.is_null() => {
                after == "current" || after.is_null()
            }
            _ => after == *before,
        };
        (!is_so || is_to_settle(driver, self.key())).then_some(after)
    }
}

fn checked(slot: Slot, field: Field, typed: &str) -> Result<Value, Problem> {
    if typed.trim().is_empty() {
        return Err(Problem::NothingTyped(slot));
    }
    let mut typing = Draft::new(EntryId::new());
    typing.set(field, typed);
    // No field of these names a driver.
    let value = typing.check_one(field, |_| false);
    value.map_err(|problem| Problem::Wrong(slot, problem))
}

/// The values of a list.
fn elements(slot: Slot, field: Field, typed: &str) -> Result<Vec<Value>, Problem> {
    match checked(slot, field, typed)? {
        Value::Array(elements) => Ok(elements),
        other => Ok(vec![other]),
    }
}

fn shown<'a>(driver: &'a Driver, key: &str) -> &'a Value {
    // What stands of the mark alone doesn't say where the driver is.
    match key {
        TRASHED if driver.is_in_trash() => &Value::Bool(true),
        TRASHED => &Value::Null,
        key => driver.value(key),
    }
}

/// Whether people changed it without knowing of each other, so that saying again what is shown settles something.
fn is_to_settle(driver: &Driver, key: &str) -> bool {
    if key == TRASHED {
        return matches!(driver.standing.trash, Trash::LiveDespite(_));
    }
    let field = driver.standing.fields.get(key);
    field.is_some_and(|field| field.is_in_conflict())
}

/// What a wish would change. It is made driver by driver, so that a page stays responsive.
#[derive(Clone, Debug, PartialEq)]
pub struct Plan {
    pub wish: Wish,
    /// In the order in which the drivers were considered.
    pub rows: Vec<Row>,
    /// How many drivers are so already.
    pub unchanged: usize,
    /// The titles of those that can't be changed so: the value was removed from them for good.
    pub refused: Vec<String>,
    considered: BTreeSet<EntryId>,
}

/// What would change of one driver.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    pub id: EntryId,
    pub title: String,
    pub before: Value,
    pub after: Value,
    /// Other versions stand too, and would be settled.
    pub settles: bool,
    /// The edits on screen.
    heads: BTreeSet<EditId>,
}

impl Plan {
    /// A plan that changes nothing yet.
    pub fn new(wish: Wish) -> Self {
        Self {
            wish,
            rows: Vec::new(),
            unchanged: 0,
            refused: Vec::new(),
            considered: BTreeSet::new(),
        }
    }

    /// Adds what would become of a driver. One that isn't there says nothing, and one in the trash is left there: a
    /// change to it would bring it back.
    pub fn consider(&mut self, register: &Register, id: &str) {
        let Some(driver) = register.driver(id) else {
            return;
        };
        let is_of_trash = self.wish.key() == TRASHED;
        if (driver.is_in_trash() && !is_of_trash) || !self.considered.insert(driver.id.clone()) {
            return;
        }
        let Some(after) = self.wish.after(driver) else {
            self.unchanged += 1;
            return;
        };
        let removed = register.whole(&driver.id).map(|whole| whole.removed());
        if removed.is_some_and(|removed| removal::is_removed(&removed, &after)) {
            self.refused.push(driver.title().to_owned());
            return;
        }
        self.rows.push(Row {
            id: driver.id.clone(),
            title: driver.title().to_owned(),
            before: shown(driver, self.wish.key()).clone(),
            settles: is_to_settle(driver, self.wish.key()),
            heads: register.heads(&driver.id),
            after,
        });
    }

    /// The step of one row, made at this time.
    pub fn step(&self, row: &Row, at: Timestamp, by: Option<String>) -> (EntryId, Delta) {
        let set = BTreeMap::from([(self.wish.key().to_owned(), row.after.clone())]);
        let (_, delta) = own_delta(&row.id, row.heads.clone(), set, at, by);
        (row.id.clone(), delta)
    }

    /// All steps.
    pub fn batch(&self, at: Timestamp, by: Option<&str>) -> Batch {
        let rows = self.rows.iter();
        rows.map(|row| self.step(row, at, by.map(str::to_owned)))
            .gather()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use proptest::sample::select;

    use super::*;
    use crate::domain::draft::ProblemKind;
    use crate::domain::entry::Entry;
    use crate::domain::join;
    use crate::domain::undo::Undo;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).unwrap()
    }

    fn set_after(
        register: &mut Register,
        id: &str,
        heads: BTreeSet<EditId>,
        second: i64,
        fields: Value,
    ) {
        let fields = fields.as_object().unwrap().clone().into_iter().collect();
        let (_, delta) = own_delta(id, heads, fields, at(second), None);
        register.apply(&[(id.to_owned(), delta)].into());
    }

    fn set(register: &mut Register, id: &str, second: i64, fields: Value) {
        set_after(register, id, register.heads(id), second, fields);
    }

    fn register(drivers: &[(&str, Value)]) -> Register {
        let mut register = Register::new("mill-lane", []);
        for (id, fields) in drivers {
            set(&mut register, id, 1, fields.clone());
        }
        register
    }

    fn plan(register: &Register, wish: Wish) -> Plan {
        let mut plan = Plan::new(wish);
        for (id, _) in register.entries() {
            plan.consider(register, id);
        }
        plan
    }

    fn typed(act: Act, field: Field, value: &str) -> Wish {
        Wish::from_typed(act, field, value, "").unwrap()
    }

    /// The rows of a plan: driver, before, after.
    fn rows(plan: &Plan) -> Vec<(&str, Value, Value)> {
        let rows = plan.rows.iter();
        rows.map(|row| (row.id.as_str(), row.before.clone(), row.after.clone()))
            .collect()
    }

    #[test]
    fn each_wish_changes_what_is_not_so_already() {
        let register = register(&[
            (
                "a",
                json!({"title": "A", "topics": ["x", "y"], "level": "local"}),
            ),
            (
                "b",
                json!({"title": "B", "topics": ["y"], "status": "archived"}),
            ),
            ("c", json!({"title": "C"})),
        ]);
        let replaced = Wish::from_typed(Act::Replace, Field::Topics, "x", "y").unwrap();
        let none = Value::Null;
        let cases = [
            (
                typed(Act::Add, Field::Topics, "y\nz"),
                vec![
                    ("a", json!(["x", "y"]), json!(["x", "y", "z"])),
                    ("b", json!(["y"]), json!(["y", "z"])),
                    ("c", none.clone(), json!(["y", "z"])),
                ],
            ),
            (
                typed(Act::Remove, Field::Topics, "y"),
                vec![
                    ("a", json!(["x", "y"]), json!(["x"])),
                    ("b", json!(["y"]), none.clone()),
                ],
            ),
            (replaced, vec![("a", json!(["x", "y"]), json!(["y"]))]),
            (
                Wish::from_typed(Act::Replace, Field::Topics, "x", "z\nx\nw").unwrap(),
                vec![("a", json!(["x", "y"]), json!(["z", "x", "w", "y"]))],
            ),
            (
                Wish::from_typed(Act::Replace, Field::Topics, "y", "z").unwrap(),
                vec![
                    ("a", json!(["x", "y"]), json!(["x", "z"])),
                    ("b", json!(["y"]), json!(["z"])),
                ],
            ),
            (
                typed(Act::Set, Field::Level, "Local"),
                vec![
                    ("b", none.clone(), json!("local")),
                    ("c", none.clone(), json!("local")),
                ],
            ),
            (
                typed(Act::Clear, Field::Level, ""),
                vec![("a", json!("local"), none.clone())],
            ),
            (
                typed(Act::Set, Field::Published, "early 2019"),
                ["a", "b", "c"]
                    .map(|id| {
                        (
                            id,
                            none.clone(),
                            json!({"edtf": "2019~", "text": "early 2019"}),
                        )
                    })
                    .into(),
            ),
            (
                typed(Act::Archive, Field::Status, ""),
                vec![
                    ("a", none.clone(), json!("archived")),
                    ("c", none.clone(), json!("archived")),
                ],
            ),
            (
                typed(Act::MakeCurrent, Field::Status, ""),
                vec![("b", json!("archived"), json!("current"))],
            ),
            (
                typed(Act::Trash, Field::Status, ""),
                ["a", "b", "c"]
                    .map(|id| (id, none.clone(), json!(true)))
                    .into(),
            ),
            (typed(Act::Restore, Field::Status, ""), vec![]),
        ];
        for (wish, expected) in cases {
            let plan = plan(&register, wish.clone());
            assert_eq!(rows(&plan), expected, "{wish:?}");
            assert_eq!(plan.unchanged, 3 - expected.len(), "{wish:?}");
        }
    }

    #[test]
    fn what_is_typed_is_checked_as_in_the_editor() {
        let wrong =
            |act, field, value, instead| Wish::from_typed(act, field, value, instead).unwrap_err();
        for (act, value, instead, slot) in [
            (Act::Add, " ", "", Slot::Value),
            (Act::Replace, "", "x", Slot::Value),
            (Act::Replace, "x", "", Slot::Instead),
        ] {
            let problem = wrong(act, Field::Topics, value, instead);
            assert_eq!(problem, Problem::NothingTyped(slot));
        }
        let same = wrong(Act::Replace, Field::Topics, "x y", " x y \n");
        assert_eq!(same, Problem::SameValue);
        let kind = ProblemKind::NotAChoice {
            text: "France".to_owned(),
        };
        let field = Field::Nations;
        let not_a_choice = draft::Problem { field, kind };
        assert_eq!(
            wrong(Act::Add, Field::Nations, "wales\nFrance", ""),
            Problem::Wrong(Slot::Value, not_a_choice)
        );
        assert_eq!(
            typed(Act::Add, Field::Nations, "wales"),
            Wish::Add(Field::Nations, vec![json!("Wales")])
        );
    }

    #[test]
    fn every_field_can_be_set_and_cleared_and_lists_can_be_added_to() {
        for field in FIELDS {
            assert!(
                Act::Set.is_for(field) && Act::Clear.is_for(field),
                "{field}"
            );
            assert_eq!(Act::Add.is_for(field), field.kind().is_list(), "{field}");
        }
        for act in [Act::Archive, Act::MakeCurrent, Act::Trash, Act::Restore] {
            assert!(!act.takes_field() && !act.takes_value(), "{act:?}");
        }
    }

    #[test]
    fn what_is_in_the_trash_or_gone_is_left_there() {
        let mut register = register(&[("a", json!({"title": "A"})), ("b", json!({"title": "B"}))]);
        set(&mut register, "b", 2, json!({"trashed": true}));
        let mut archiving = plan(&register, typed(Act::Archive, Field::Status, ""));
        archiving.consider(&register, "nobody");
        assert_eq!((archiving.rows.len(), archiving.unchanged), (1, 0));
        let trashing = plan(&register, Wish::Trash);
        assert_eq!((trashing.rows.len(), trashing.unchanged), (1, 1));
        let restoring = plan(&register, Wish::Restore);
        assert_eq!(rows(&restoring), [("b", json!(true), Value::Null)]);
    }

    #[test]
    fn setting_what_is_shown_settles_a_conflict() {
        let mut register = register(&[("a", json!({"title": "A"}))]);
        let heads = register.heads("a");
        set_after(
            &mut register,
            "a",
            heads.clone(),
            2,
            json!({"level": "local"}),
        );
        set_after(&mut register, "a", heads, 3, json!({"level": "national"}));
        let plan = plan(&register, typed(Act::Set, Field::Level, "national"));
        assert!(plan.rows[0].settles);
        register.apply(&plan.batch(at(4), None));
        let driver = register.driver("a").unwrap();
        assert!(!driver.is_in_conflict());
    }

    #[test]
    fn what_others_change_after_the_preview_is_not_overwritten() {
        let mut register = register(&[("a", json!({"title": "A"}))]);
        let plan = plan(&register, typed(Act::Set, Field::Level, "local"));
        set(&mut register, "a", 2, json!({"level": "national"}));
        register.apply(&plan.batch(at(3), None));
        assert!(register.driver("a").unwrap().is_in_conflict());
    }

    #[test]
    fn a_value_that_was_removed_for_good_is_not_brought_again() {
        let mut register = register(&[
            ("a", json!({"title": "A", "topics": ["Jo Bloggs"]})),
            ("b", json!({"title": "B"})),
        ]);
        let removal = removal::remove(&register, "a", &json!("Jo Bloggs"), at(2), None);
        register.apply(&removal.unwrap());
        let plan = plan(&register, typed(Act::Add, Field::Topics, "Jo Bloggs"));
        assert_eq!(plan.refused, ["A"]);
        assert_eq!(rows(&plan), [("b", Value::Null, json!(["Jo Bloggs"]))]);
        assert!(!removal::brings_again(&register, &plan.batch(at(3), None)));
    }

    const IDS: [&str; 5] = ["a", "b", "c", "d", "e"];

    fn words() -> impl Strategy<Value = Vec<&'static str>> {
        proptest::sample::subsequence(vec!["x", "y", "z"], 0..=3)
    }

    fn fields() -> impl Strategy<Value = Value> {
        let level = select(vec![None, Some("local"), Some("national")]);
        let status = select(vec![None, Some("current"), Some("archived")]);
        (words(), level, status).prop_map(
            |(topics, level, status)| json!({"topics": topics, "level": level, "status": status}),
        )
    }

    /// Edits of drivers, each after all before it or after the first of its driver alone.
    fn history() -> impl Strategy<Value = Vec<(&'static str, bool, Value)>> {
        let trash = select(vec![json!({"trashed": true}), json!({"trashed": null})]);
        let change = prop_oneof![4 => fields(), 1 => trash];
        proptest::collection::vec((select(IDS.to_vec()), any::<bool>(), change), 0..12)
    }

    fn a_wish() -> impl Strategy<Value = Wish> {
        let word = || select(vec!["x", "y", "z"]);
        prop_oneof![
            words().prop_map(|words| Wish::Add(
                Field::Topics,
                words.into_iter().map(Value::from).collect()
            )),
            words().prop_map(|words| Wish::Remove(
                Field::Topics,
                words.into_iter().map(Value::from).collect()
            )),
            (word(), word()).prop_map(|(old, new)| Wish::Replace {
                field: Field::Topics,
                old: json!(old),
                new: vec![json!(new)]
            }),
            words().prop_map(|words| Wish::Set(Field::Topics, json!(words))),
            select(vec![json!("local"), Value::Null])
                .prop_map(|level| Wish::Set(Field::Level, level)),
            select(vec!["current", "archived"])
                .prop_map(|status| Wish::Set(Field::Status, json!(status))),
            Just(Wish::Trash),
            Just(Wish::Restore),
        ]
    }

    /// What people see of a driver: its fields, whether it is in the trash, and what is to be settled.
    type Seen = (BTreeMap<String, Value>, bool, Vec<String>);

    /// What people see of a register.
    fn seen(register: &Register) -> BTreeMap<EntryId, Seen> {
        let drivers = register.live().chain(register.trashed());
        let seen = drivers.map(|driver| {
            let fields = driver
                .standing
                .fields
                .iter()
                .filter(|(key, _)| *key != TRASHED);
            let fields = fields.map(|(key, field)| (key.clone(), Value::clone(&field.shown)));
            let fields = fields.filter(|(_, shown)| !shown.is_null()).collect();
            let to_settle = driver.to_settle().into_iter().map(str::to_owned).collect();
            (driver.id.clone(), (fields, driver.is_in_trash(), to_settle))
        });
        seen.collect()
    }

    proptest! {
        #[test]
        fn what_was_previewed_is_what_comes_and_one_undo_takes_it_back(
            history in history(),
            joined in any::<bool>(),
            wish in a_wish(),
            chosen in proptest::sample::subsequence(IDS.to_vec(), 0..=5),
        ) {
            let mut register = Register::new("mill-lane", []);
            for id in IDS {
                set(&mut register, id, 1, json!({"title": id}));
            }
            let firsts: BTreeMap<&str, _> = IDS.map(|id| (id, register.heads(id))).into();
            for (second, (id, is_late, fields)) in history.into_iter().enumerate() {
                let heads = if is_late { firsts[id].clone() } else { register.heads(id) };
                set_after(&mut register, id, heads, 2 + second as i64, fields);
            }
            if joined {
                let group = ["b".to_owned(), "d".to_owned()].into();
                let joining = join::join(&register, &group, BTreeMap::new(), at(50), None);
                register.apply(&joining);
            }
            let before = seen(&register);
            let mut plan = Plan::new(wish.clone());
            for id in &chosen {
                plan.consider(&register, id);
            }
            let batch = plan.batch(at(100), Some("Ann"));
            prop_assert_eq!(batch.len(), plan.rows.len());
            prop_assert!(batch.values().all(|delta| delta.edits.len() == 1));

            let mut after = register.clone();
            after.apply(&batch);
            let now = seen(&after);
            for (id, was) in &before {
                match plan.rows.iter().find(|row| row.id == *id) {
                    Some(row) => {
                        let driver = after.driver(id).unwrap();
                        prop_assert_eq!(shown(driver, wish.key()), &row.after);
                        prop_assert!(!is_to_settle(driver, wish.key()));
                        prop_assert!(row.before != row.after || row.settles);
                        let others = |seen: &BTreeMap<String, Value>| {
                            let mut seen = seen.clone();
                            seen.remove(wish.key());
                            seen
                        };
                        prop_assert_eq!(others(&now[id].0), others(&was.0));
                    }
                    None => prop_assert_eq!(&now[id], was),
                }
            }
            // Once more, it changes nothing.
            let mut again = Plan::new(wish);
            for id in &chosen {
                again.consider(&after, id);
            }
            prop_assert_eq!(again.rows, vec![]);
            let concerned: BTreeSet<&str> = chosen.iter().map(|id| after.group_of(id)).collect();
            prop_assert!(again.unchanged <= concerned.len());

            let undo = Undo::of_own(&batch).steps(&after, at(101), None).unwrap();
            after.apply(&undo);
            prop_assert_eq!(seen(&after), before);
            let edits = |entry: &Entry| entry.edits.len();
            let count: usize = register.entries().map(|(_, entry)| edits(entry)).sum();
            let count_after: usize = after.entries().map(|(_, entry)| edits(entry)).sum();
            prop_assert_eq!(count_after, count + 2 * batch.len());
        }
    }
}
