//! Saved views: ways to see the list that people named. Each is a field of the register's own entry, under the law of
//! all fields, so that exports carry it and two copies of it come together.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::digest::Digest;
use super::edit::{EditId, REGISTER};
use super::entry::Entry;
use super::fold::fold;
use super::register::Register;
use super::sorting::sort_by_key;

/// What the keys of saved views begin with; an id follows.
pub const VIEW: &str = "view:";

const NAME: &str = "name";
const SHOWS: &str = "shows";

/// A way to see the list, under a name.
#[derive(Clone, Debug, PartialEq)]
pub struct SavedView {
    /// The key of its field.
    pub key: String,
    /// As it stands, or the latest of the versions where several stand.
    pub version: Version,
    /// All versions, where several stand: people changed it without knowing of each other. Else none.
    pub versions: Vec<Version>,
    /// One of those people removed it: it is kept until somebody settles that.
    pub was_removed: bool,
}

/// What one person called a view, and what it shows.
#[derive(Clone, Debug, PartialEq)]
pub struct Version {
    /// On one line.
    pub name: String,
    /// The query of an address of the list, without the `?`.
    pub shows: String,
    /// The edit that says so.
    pub edit: EditId,
    /// As it stands in the register, with members that nobody here knows.
    value: Value,
}

/// Why a view can't have a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NameProblem {
    Empty,
    /// Another view has it, or one that reads the same.
    Taken,
}

impl SavedView {
    pub fn name(&self) -> &str {
        &self.version.name
    }

    pub fn shows(&self) -> &str {
        &self.version.shows
    }

    pub fn is_in_conflict(&self) -> bool {
        !self.versions.is_empty()
    }

    /// The fields that give it another name.
    pub fn renamed(&self, name: &str) -> BTreeMap<String, Value> {
        self.with(NAME, &one_line(name))
    }

    /// The fields that make it show something else.
    pub fn showing(&self, shows: &str) -> BTreeMap<String, Value> {
        self.with(SHOWS, shows)
    }

    fn with(&self, member: &str, text: &str) -> BTreeMap<String, Value> {
        let mut members = match &self.version.value {
            Value::Object(members) => members.clone(),
            _ => Map::new(),
        };
        // A file may have had the name of old in more lines, or an address for the query.
        members.insert(NAME.to_owned(), json!(self.version.name));
        members.insert(SHOWS.to_owned(), json!(self.version.shows));
        members.insert(member.to_owned(), json!(text));
        [(self.key.clone(), Value::Object(members))].into()
    }

    /// The fields that make one of its versions the only one.
    pub fn settled(&self, version: &Version) -> BTreeMap<String, Value> {
        [(self.key.clone(), version.value.clone())].into()
    }

    /// The fields that remove it.
    pub fn removed(&self) -> BTreeMap<String, Value> {
        [(self.key.clone(), Value::Null)].into()
    }
}

/// The views of a register, by name. Values of another shape than a view's say nothing here, and stay where they are.
pub fn all(register: &Register) -> Vec<SavedView> {
    let (Some(entry), Some(own)) = (register.entry(REGISTER), register.alone(REGISTER)) else {
        return Vec::new();
    };
    let fields = own.standing.fields.from(VIEW);
    let fields = fields.take_while(|(key, _)| key.starts_with(VIEW));
    let views = fields.filter_map(|(key, field)| {
        let standing = field.claims.iter().filter_map(|claim| {
            let (name, shows, value) = claim.digest.and_then(|digest| read_in(entry, &digest))?;
            let edit = claim.edit;
            Some(Version {
                name,
                shows,
                edit,
                value,
            })
        });
        let versions: Vec<Version> = standing.collect();
        Some(SavedView {
            key: key.clone(),
            version: versions.first()?.clone(),
            was_removed: field.claims.iter().any(|claim| claim.digest.is_none()),
            versions: if field.is_in_conflict() {
                versions
            } else {
                Vec::new()
            },
        })
    });
    let mut views: Vec<SavedView> = views.collect();
    sort_by_key(&mut views, |view| {
        (fold(view.name()), view.name().to_owned(), view.key.clone())
    });
    views
}

/// Whether a view may have a name; its own key is left out of account.
pub fn check_name(views: &[SavedView], name: &str, own: Option<&str>) -> Result<(), NameProblem> {
    if one_line(name).is_empty() {
        return Err(NameProblem::Empty);
    }
    match named(views, name) {
        Some(view) if own != Some(view.key.as_str()) => Err(NameProblem::Taken),
        _ => Ok(()),
    }
}

/// The view of this name, or of one that reads the same.
pub fn named<'a>(views: &'a [SavedView], name: &str) -> Option<&'a SavedView> {
    let name = one_line(name);
    let folded = fold(&name);
    let mut views = views.iter();
    views.find(|view| view.name() == name || (!folded.is_empty() && fold(view.name()) == folded))
}

/// The fields that save a new view. Two copies in which people save the same come to have one.
pub fn new(register: &Register, name: &str, shows: &str) -> BTreeMap<String, Value> {
    let name = one_line(name);
    let value = json!({ NAME: name, SHOWS: shows });
    let own = register.alone(REGISTER);
    let is_free = |key: &String| {
        let field = own.and_then(|own| own.standing.fields.get(key));
        let mut claims = field.into_iter().flat_map(|field| &field.claims);
        claims.all(|claim| claim.digest.is_none())
    };
    // A view that had this name once, and has another now, keeps its key.
    let mut keys = (1_u64..).map(|number| {
        let id = match number {
            1 => json!([name, shows]),
            number => json!([name, shows, number]),
        };
        format!("{VIEW}{}", Digest::of(&id))
    });
    let key = keys.find(is_free);
    key.map(|key| (key, value)).into_iter().collect()
}

/// The name that a value gives a view.
pub fn name_of(value: &Value) -> Option<String> {
    read(value).map(|(name, _)| name)
}

/// What a view of this key was called last in an entry, whatever became of it.
pub fn last_name(entry: &Entry, key: &str) -> Option<String> {
    let mut edits: Vec<_> = entry.edits.iter().collect();
    sort_by_key(&mut edits, |(id, edit)| std::cmp::Reverse(edit.rank(**id)));
    edits.into_iter().find_map(|(_, edit)| {
        let digest = (*edit.set.get(key)?)?;
        name_of(entry.values.get(&digest)?)
    })
}

fn read_in(entry: &Entry, digest: &Digest) -> Option<(String, String, Value)> {
    let value = entry.values.get(digest)?;
    let (name, shows) = read(value)?;
    Some((name, shows, Value::clone(value)))
}

/// A view's name and what it shows. People who write it into a file may put the whole address there.
fn read(value: &Value) -> Option<(String, String)> {
    let name = one_line(value.get(NAME)?.as_str()?);
    let shows = value.get(SHOWS)?.as_str()?.trim();
    let shows = match shows.split_once('?') {
        Some((_, query)) => query,
        None if shows.contains('#') => "",
        None => shows,
    };
    (!name.is_empty()).then(|| (name, shows.to_owned()))
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;
    use proptest::prelude::*;

    use super::*;
    use crate::domain::entry::own_delta;
    use crate::domain::register::Batch;
    use crate::domain::undo::Undo;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).unwrap()
    }

    fn save(register: &mut Register, second: i64, set: BTreeMap<String, Value>) -> Batch {
        let heads = register.heads(REGISTER);
        let (_, delta) = own_delta(REGISTER, heads, set, at(second), None);
        let batch: Batch = [(REGISTER.to_owned(), delta)].into();
        register.apply(&batch);
        batch
    }

    fn put(register: &mut Register, second: i64, name: &str, shows: &str) -> Batch {
        let set = new(register, name, shows);
        save(register, second, set)
    }

    fn shown(register: &Register) -> Vec<(String, String)> {
        let views = all(register).into_iter();
        views
            .map(|view| (view.name().to_owned(), view.shows().to_owned()))
            .collect()
    }

    #[track_caller]
    fn shows(register: &Register, expected: &[(&str, &str)]) {
        let expected = expected.iter().map(|(name, shows)| (*name, *shows));
        let found = shown(register);
        let found = found
            .iter()
            .map(|(name, shows)| (name.as_str(), shows.as_str()));
        assert_eq!(found.collect::<Vec<_>>(), expected.collect::<Vec<_>>());
    }

    /// What two copies are once each has taken in the other.
    fn meet(one: &Register, other: &Register) -> Register {
        let mut entry = (**one.entry(REGISTER).unwrap()).clone();
        entry.union(other.entry(REGISTER).unwrap());
        Register::new("mill-lane", [(REGISTER.to_owned(), entry)])
    }

    #[test]
    fn views_are_saved_renamed_changed_removed_and_brought_back() {
        let mut register = Register::new("mill-lane", []);
        put(&mut register, 1, "Overdue", "review=overdue");
        put(&mut register, 2, " écoute\n all", "");
        shows(
            &register,
            &[("écoute all", ""), ("Overdue", "review=overdue")],
        );

        let overdue = all(&register)[1].clone();
        save(&mut register, 3, overdue.renamed("Late"));
        let late = all(&register)[1].clone();
        assert_eq!(late.key, overdue.key);
        save(&mut register, 4, late.showing("review=overdue&sort=review"));
        shows(
            &register,
            &[("écoute all", ""), ("Late", "review=overdue&sort=review")],
        );
        // The first name is free again, and the view that had it keeps its place.
        put(&mut register, 5, "Overdue", "review=overdue");
        assert_eq!(all(&register).len(), 3);

        let removal = save(&mut register, 6, late.removed());
        assert_eq!(all(&register).len(), 2);
        let undo = Undo::of_own(&removal).steps(&register, at(7), None);
        register.apply(&undo.unwrap());
        assert_eq!(all(&register).len(), 3);
        let entry = register.entry(REGISTER).unwrap();
        assert_eq!(last_name(entry, &late.key).as_deref(), Some("Late"));
    }

    #[test]
    fn the_same_view_saved_in_two_copies_is_one() {
        let (mut ann, mut bob) = (Register::new("a", []), Register::new("a", []));
        put(&mut ann, 1, "Overdue", "review=overdue");
        put(&mut bob, 2, "Overdue", "review=overdue");
        put(&mut bob, 3, "Local", "level=local");
        let both = meet(&ann, &bob);
        shows(
            &both,
            &[("Local", "level=local"), ("Overdue", "review=overdue")],
        );
        assert!(all(&both).iter().all(|view| !view.is_in_conflict()));
    }

    #[test]
    fn two_names_given_at_once_stand_until_somebody_settles_it() {
        let mut ann = Register::new("a", []);
        put(&mut ann, 1, "Overdue", "review=overdue");
        let mut bob = ann.clone();
        let view = all(&ann)[0].clone();
        save(&mut ann, 2, view.renamed("Late"));
        save(&mut bob, 3, view.renamed("To do"));
        let mut both = meet(&ann, &bob);
        let view = all(&both)[0].clone();
        assert_eq!(view.name(), "To do");
        let names = view.versions.iter().map(|version| version.name.as_str());
        assert_eq!(names.collect::<Vec<_>>(), ["To do", "Late"]);
        save(&mut both, 4, view.settled(&view.versions[1]));
        shows(&both, &[("Late", "review=overdue")]);
        assert!(!all(&both)[0].is_in_conflict());
    }

    #[test]
    fn a_view_that_one_person_removes_and_another_renames_is_kept() {
        for removed_last in [false, true] {
            let mut ann = Register::new("a", []);
            put(&mut ann, 1, "Overdue", "review=overdue");
            let mut bob = ann.clone();
            let view = all(&ann)[0].clone();
            save(&mut ann, if removed_last { 5 } else { 2 }, view.removed());
            save(&mut bob, 3, view.renamed("To do"));
            let mut both = meet(&ann, &bob);
            let view = all(&both)[0].clone();
            assert_eq!((view.name(), view.was_removed), ("To do", true));
            save(&mut both, 6, view.removed());
            shows(&both, &[]);
        }
    }

    #[test]
    fn what_people_write_by_hand_is_read_and_the_rest_is_left_alone() {
        let mut register = Register::new("a", []);
        let values = [
            (
                "view:a",
                json!({"name": "A", "shows": "#/drivers?level=local"}),
            ),
            ("view:b", json!({"name": "B", "shows": "?q=ward"})),
            ("view:c", json!({"name": "C", "shows": "#/drivers"})),
            (
                "view:d",
                json!({"name": "D\r\nd", "shows": "q=%zz", "colour": "teal"}),
            ),
            ("view:e", json!({"name": " ", "shows": ""})),
            ("view:f", json!({"name": "F"})),
            ("view:g", json!({"name": 7, "shows": []})),
            ("view:h", json!("level=local")),
            ("view:", json!({"name": "Z", "shows": ""})),
            ("viewer", json!({"name": "No view", "shows": ""})),
        ];
        let set = values.map(|(key, value)| (key.to_owned(), value));
        save(&mut register, 1, set.clone().into());
        shows(
            &register,
            &[
                ("A", "level=local"),
                ("B", "q=ward"),
                ("C", ""),
                ("D d", "q=%zz"),
                ("Z", ""),
            ],
        );
        let own = register.alone(REGISTER).unwrap();
        assert_eq!(own.value("view:h"), &json!("level=local"));
        // What nobody here knows of a view stays with it.
        let view = all(&register)[3].clone();
        save(&mut register, 2, view.renamed("E"));
        let own = register.alone(REGISTER).unwrap();
        let renamed = json!({"name": "E", "shows": "q=%zz", "colour": "teal"});
        assert_eq!(own.value("view:d"), &renamed);
    }

    #[test]
    fn names_are_there_and_no_view_has_that_of_another() {
        let mut register = Register::new("a", []);
        put(&mut register, 1, "R&D", "topic=research");
        put(&mut register, 2, "—", "");
        let views = all(&register);
        let check = |name, own| check_name(&views, name, own);
        assert_eq!(check(" \n", None), Err(NameProblem::Empty));
        assert_eq!(check("r and d", None), Err(NameProblem::Taken));
        assert_eq!(check("—", None), Err(NameProblem::Taken));
        assert_eq!(check("!", None), Ok(()));
        let own = named(&views, "R&D").unwrap().key.as_str();
        assert_eq!(check("R & D", Some(own)), Ok(()));
        assert_eq!(check("—", Some(own)), Err(NameProblem::Taken));
    }

    /// JSON as files may hold it under a view's key.
    fn value() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![
            Just(Value::Null),
            any::<i64>().prop_map(Value::from),
            ".{0,8}".prop_map(Value::from),
        ];
        let members = proptest::collection::btree_map(
            prop_oneof![Just(NAME.to_owned()), Just(SHOWS.to_owned()), ".{0,3}"],
            leaf.clone(),
            0..4,
        );
        prop_oneof![
            leaf,
            members.prop_map(|members| Value::Object(members.into_iter().collect()))
        ]
    }

    proptest! {
        #[test]
        fn no_value_makes_reading_fail_or_is_lost(values in proptest::collection::vec(value(), 1..6)) {
            let mut register = Register::new("a", []);
            let keys = (0..).map(|number| format!("{VIEW}{number}"));
            let set: BTreeMap<String, Value> = keys.zip(values).collect();
            save(&mut register, 1, set.clone());
            for view in all(&register) {
                save(&mut register.clone(), 2, view.renamed("Other"));
                prop_assert!(!view.name().is_empty());
                prop_assert!(set.contains_key(&view.key));
            }
            let own = register.alone(REGISTER).unwrap();
            for (key, value) in set {
                prop_assert_eq!(own.value(&key), &crate::domain::value::normal(value));
            }
        }

        #[test]
        fn what_is_saved_is_shown(name in "[a-z]{1,5}", shows in "[a-z=&]{0,9}", other in "[a-z]{1,5}") {
            let mut register = Register::new("a", []);
            put(&mut register, 1, &name, &shows);
            prop_assert_eq!(shown(&register), [(name.clone(), shows.clone())]);
            let view = all(&register)[0].clone();
            save(&mut register, 2, view.renamed(&other));
            prop_assert_eq!(shown(&register), [(other.clone(), shows.clone())]);
            // A view of the first name is another one, even if it shows the same.
            put(&mut register, 3, &name, &shows);
            let expected = if name == other { 2 } else { all(&register).len() };
            prop_assert_eq!(expected, 2);
        }
    }
}
