//! What changed: a digest of what is new since a moment, or of what a file doesn't hold.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use serde_json::Value;

use super::driver::{Comment, Driver, Status};
use super::edit::{Edit, EditId, EntryId, REGISTER};
use super::entry::Entry;
use super::field::{Field, TRASHED, is_list};
use super::fold::fold;
use super::join;
use super::law::{self, Trash};
use super::merge;
use super::sorting::sort_by_key;

/// From where on something counts as changed.
#[derive(Clone, Copy, Debug)]
pub enum Since<'a> {
    /// By when an edit came to be here, by this machine's clock: one made long ago elsewhere is new if it came today.
    Moment(Timestamp),
    /// What bringing this copy into the file's would change there.
    File(&'a BTreeMap<EntryId, Entry>),
}

/// What changed, by entry.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Changes {
    /// The register itself first, then the drivers by title.
    pub rows: Vec<Row>,
    /// Entries that were changed, and show what they showed before.
    pub unseen: usize,
}

/// What changed of one entry.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    pub id: EntryId,
    pub title: String,
    pub kind: Kind,
    /// In the order of the page; neither comments nor the trash. Of a driver that was added, none.
    pub fields: Vec<FieldChange>,
    /// Those that were added.
    pub comments: Vec<Comment>,
    /// The driver was moved to the trash by one person while another changed it, and was kept.
    pub was_kept: bool,
    /// Who made the new edits, each once, in the order of the first.
    pub by: Vec<Author>,
}

/// What is most worth knowing of an entry's changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    InConflict,
    Added,
    Changed,
    Archived,
    Trashed,
    Restored,
    /// Nothing but comments.
    Commented,
    /// Its adding was undone.
    Gone,
}

/// A field that shows something else, or came into or out of conflict.
#[derive(Clone, Debug, PartialEq)]
pub struct FieldChange {
    pub key: String,
    pub before: Value,
    pub after: Value,
    pub conflict: Conflict,
}

/// What became of a field's conflict.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Conflict {
    None,
    /// It has more standing values than the one that is shown.
    Standing,
    Settled,
}

/// Who made an edit.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Author {
    Named(String),
    NotNamed,
    /// Another program, whose files have no history.
    Program,
}

impl Kind {
    /// In the order of the digest: first what asks for something to be done.
    pub const ALL: [Self; 8] = [
        Self::InConflict,
        Self::Added,
        Self::Changed,
        Self::Archived,
        Self::Trashed,
        Self::Restored,
        Self::Commented,
        Self::Gone,
    ];
}

impl Author {
    fn of(edit: &Edit) -> Self {
        match &edit.by {
            Some(name) => Self::Named(name.clone()),
            None if edit.snapshot => Self::Program,
            None => Self::NotNamed,
        }
    }
}

impl FieldChange {
    /// What was added to a list and what was taken away. `None` where the field isn't a list.
    pub fn elements(&self) -> Option<(Vec<&Value>, Vec<&Value>)> {
        let list = |value| Value::as_array(value).map_or(&[][..], Vec::as_slice);
        let (before, after) = (list(&self.before), list(&self.after));
        let not_in = |these: &[Value], one: &&Value| !these.contains(one);
        is_list(&self.key).then(|| {
            let added = after.iter().filter(|one| not_in(before, one));
            let removed = before.iter().filter(|one| not_in(after, one));
            (added.collect(), removed.collect())
        })
    }
}

impl Changes {
    /// Adds what changed of one entry, or of several that are joined: `here` is then all of them as one.
    pub fn consider(
        &mut self,
        since: Since<'_>,
        id: &EntryId,
        members: &BTreeSet<EntryId>,
        here: &Entry,
    ) {
        let Some((before, after)) = states(since, members, here) else {
            return;
        };
        match row(id, &before, &after) {
            Some(row) => self.rows.push(row),
            None => self.unseen += 1,
        }
    }

    /// Brings the rows into order.
    pub fn sort(&mut self) {
        sort_by_key(&mut self.rows, |row| {
            (row.id != REGISTER, fold(&row.title), row.id.clone())
        });
    }

    /// The rows of a kind, in order.
    pub fn of(&self, kind: Kind) -> impl Iterator<Item = &Row> {
        self.rows.iter().filter(move |row| row.kind == kind)
    }
}

/// The entry before and after, if any edit is new.
fn states(since: Since<'_>, members: &BTreeSet<EntryId>, here: &Entry) -> Option<(Entry, Entry)> {
    match since {
        Since::Moment(moment) => {
            let arrived = &here.local.arrived;
            let is_new = |id: &EditId| arrived.get(id).is_some_and(|arrived| *arrived >= moment);
            let mut edits = here.edits.keys();
            edits.find(|id| here.is_active(id) && is_new(id))?;
            let mut before = here.clone();
            before.edits.retain(|id, _| !is_new(id));
            Some((before, here.clone()))
        }
        Since::File(entries) => {
            let members = members.iter();
            let mut before = join::whole(members.filter_map(|id| Some((id, entries.get(id)?))));
            before.joined.clone_from(&here.joined);
            let mut edits = here.edits.keys();
            edits.find(|id| here.is_active(id) && !before.edits.contains_key(id))?;
            let mut after = before.clone();
            after.union(here);
            let aside = here.local.aside.iter();
            let aside = aside.filter(|id| !before.edits.contains_key(id));
            after.local.aside = aside.copied().collect();
            Some((before, after))
        }
    }
}

fn row(id: &EntryId, before: &Entry, after: &Entry) -> Option<Row> {
    let was = Driver::new(id.clone(), law::evaluate(before));
    let is = Driver::new(id.clone(), law::evaluate(after));
    let mut changed: BTreeSet<String> = merge::changed(&was, &is).into_iter().collect();
    let was_kept = changed.remove(TRASHED) && matches!(is.standing.trash, Trash::LiveDespite(_));
    changed.remove(merge::COMMENTS);
    // The register itself was always there.
    let is_added = id != REGISTER && !was.standing.says_something && is.standing.says_something;
    let mut fields: Vec<FieldChange> = changed
        .into_iter()
        .map(|key| field(key, &was, &is))
        .filter(|field| !is_added || field.conflict == Conflict::Standing)
        .collect();
    // What isn't a field of the page comes last.
    sort_by_key(&mut fields, |field| {
        Field::from_key(&field.key).map_or(usize::MAX, |one| one as usize)
    });
    let comments = new_comments(&was, &is);
    let is_in_conflict = |field: &FieldChange| field.conflict == Conflict::Standing;
    let kind = if was.standing.says_something && !is.standing.says_something {
        Kind::Gone
    } else if !is.standing.says_something {
        return None;
    } else if is.is_in_trash() && !was.is_in_trash() {
        Kind::Trashed
    } else if fields.iter().any(is_in_conflict) {
        Kind::InConflict
    } else if is_added {
        Kind::Added
    } else if was.is_in_trash() && !is.is_in_trash() {
        Kind::Restored
    } else if was.status() != Status::Archived && is.status() == Status::Archived {
        Kind::Archived
    } else if !fields.is_empty() || was_kept {
        Kind::Changed
    } else if !comments.is_empty() {
        Kind::Commented
    } else {
        return None;
    };
    let title = match kind {
        Kind::Gone => was.title(),
        _ => is.title(),
    };
    let mut by: Vec<Author> = Vec::new();
    let edits = law::in_order(after).into_iter();
    for edit in edits.filter(|id| !before.is_active(id)) {
        let author = after.edits.get(&edit).map(|edit| Author::of(edit));
        by.extend(author.filter(|author| !by.contains(author)));
    }
    Some(Row {
        id: id.clone(),
        title: title.to_owned(),
        kind,
        fields: match kind {
            Kind::Gone => Vec::new(),
            _ => fields,
        },
        comments,
        was_kept,
        by,
    })
}

fn field(key: String, was: &Driver, is: &Driver) -> FieldChange {
    let is_in_conflict = |driver: &Driver| {
        driver
            .standing
            .fields
            .get(&key)
            .is_some_and(|field| field.is_in_conflict())
    };
    let conflict = match (is_in_conflict(was), is_in_conflict(is)) {
        (_, true) => Conflict::Standing,
        (true, false) => Conflict::Settled,
        (false, false) => Conflict::None,
    };
    FieldChange {
        before: was.value(&key).clone(),
        after: is.value(&key).clone(),
        conflict,
        key,
    }
}

/// The comments that weren't there before.
fn new_comments(was: &Driver, is: &Driver) -> Vec<Comment> {
    let old = was.comments();
    let comments = is.comments().into_iter();
    comments.filter(|comment| !old.contains(comment)).collect()
}

/// How many characters of a text a digest shows.
const LENGTH: usize = 100;
/// How many words that stay are shown on each side of those that changed.
const AROUND: usize = 4;

/// Two versions of a text, in brief: of long ones, where they differ and a few words around it.
pub fn brief(before: &str, after: &str) -> (String, String) {
    let words =
        |text: &str| -> Vec<String> { text.split_whitespace().map(str::to_owned).collect() };
    let (before, after) = (words(before), words(after));
    if is_short(&before) && is_short(&after) {
        return (before.join(" "), after.join(" "));
    }
    let alike = |pairs: &mut dyn Iterator<Item = (&String, &String)>| {
        pairs.take_while(|(one, other)| one == other).count()
    };
    let first = alike(&mut before.iter().zip(&after));
    let last = alike(
        &mut before[first..]
            .iter()
            .rev()
            .zip(after[first..].iter().rev()),
    );
    let part = |words: &[String]| {
        let from = first.saturating_sub(AROUND);
        let to = (words.len() - last + AROUND).min(words.len());
        cut(&words[from..to], from > 0, to < words.len())
    };
    // A text that was or becomes empty is shown from its beginning.
    (part(&before), part(&after))
}

fn is_short(words: &[String]) -> bool {
    words
        .iter()
        .map(|word| word.chars().count() + 1)
        .sum::<usize>()
        <= LENGTH + 1
}

/// The words, or the first of them, with "…" where others are left out.
fn cut(words: &[String], is_cut_before: bool, is_cut_after: bool) -> String {
    let mut text = String::from(if is_cut_before { "… " } else { "" });
    let mut length = text.chars().count();
    for (place, word) in words.iter().enumerate() {
        let word: String = word.chars().take(LENGTH).collect();
        length += word.chars().count() + 1;
        if length > LENGTH && place > 0 {
            return format!("{} …", text.trim_end());
        }
        text.push_str(&word);
        text.push(' ');
    }
    let end = if is_cut_after { " …" } else { "" };
    format!("{}{end}", text.trim_end())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::entry::{Delta, own_delta};
    use crate::domain::register::Register;
    use crate::domain::undo::Undo;
    use serde_json::json;
    use std::fmt::Write;

    fn at(day: i64) -> Timestamp {
        Timestamp::from_second(1_790_000_000 + day * 86_400).unwrap()
    }

    /// A copy in which things happen on numbered days.
    struct Copy(Register);

    impl Copy {
        /// On day 0 there are three drivers.
        fn new() -> Self {
            let mut copy = Self(Register::new("mill-lane", []));
            for title in ["Beta", "Alpha", "Gamma"] {
                copy.set(
                    0,
                    "Ann",
                    title,
                    json!({"title": title, "level": "local", "topics": ["x", "y"]}),
                );
            }
            copy
        }

        fn set(&mut self, day: i64, by: &str, id: &str, fields: Value) -> Undo {
            self.set_at(at(day), at(day), Some(by), id, fields)
        }

        /// With a time of its own, and the time at which it came here.
        fn set_at(
            &mut self,
            at: Timestamp,
            arrived: Timestamp,
            by: Option<&str>,
            id: &str,
            fields: Value,
        ) -> Undo {
            let fields = fields.as_object().unwrap().clone().into_iter().collect();
            let (_, delta) = own_delta(id, self.0.heads(id), fields, at, by.map(str::to_owned));
            let arrived = Some(arrived);
            let batch = [(id.to_owned(), Delta { arrived, ..delta })].into();
            self.0.apply(&batch);
            Undo::of_own(&batch)
        }

        fn undo(&mut self, day: i64, undo: &Undo) {
            let steps = undo.steps(&self.0, at(day), Some("Ann")).unwrap();
            self.0.apply(&steps);
        }

        fn entries(&self) -> BTreeMap<EntryId, Entry> {
            let entries = self.0.entries();
            entries
                .map(|(id, entry)| (id.clone(), (**entry).clone()))
                .collect()
        }

        fn since(&self, since: Since<'_>) -> String {
            let mut changes = Changes::default();
            for (id, entry) in self.0.entries() {
                changes.consider(since, id, &[id.clone()].into(), entry);
            }
            changes.sort();
            let mut text = String::new();
            for row in &changes.rows {
                let Row {
                    title, kind, by, ..
                } = row;
                let kept = if row.was_kept { ", kept" } else { "" };
                writeln!(text, "{kind:?} {title}{kept} by {by:?}").unwrap();
                for field in &row.fields {
                    let FieldChange {
                        key,
                        before,
                        after,
                        conflict,
                    } = field;
                    writeln!(text, "  {key}: {before} to {after} ({conflict:?})").unwrap();
                }
                for comment in &row.comments {
                    writeln!(text, "  {}: {}", comment.by, comment.text).unwrap();
                }
            }
            if changes.unseen > 0 {
                writeln!(text, "and {}", changes.unseen).unwrap();
            }
            text
        }

        fn since_day(&self, day: i64) -> String {
            self.since(Since::Moment(at(day)))
        }
    }

    #[test]
    fn each_driver_stands_once_with_all_that_changed_of_it() {
        let mut copy = Copy::new();
        let comment = json!({"by": "Cat", "at": "2026-09-20T10:00:00Z", "text": "Of use."});
        copy.set(
            2,
            "Bob",
            "Alpha",
            json!({"level": "national", "topics": ["y", "z"]}),
        );
        copy.set(
            3,
            "Ann",
            "Alpha",
            json!({"summary": "Short.", "comment:1": comment}),
        );
        copy.set(3, "Ann", "Beta", json!({"comment:1": comment}));
        copy.set(3, "Ann", "Gamma", json!({"status": "archived"}));
        copy.set(3, "Dan", "New", json!({"title": "Delta", "level": "local"}));
        copy.set(4, "Dan", REGISTER, json!({"title": "Mill Lane"}));
        insta::assert_snapshot!(copy.since_day(1), @r#"
        Changed Mill Lane by [Named("Dan")]
          title: null to "Mill Lane" (None)
        Changed Alpha by [Named("Bob"), Named("Ann")]
          level: "local" to "national" (None)
          summary: null to "Short." (None)
          topics: ["x","y"] to ["y","z"] (None)
          Cat: Of use.
        Commented Beta by [Named("Ann")]
          Cat: Of use.
        Added Delta by [Named("Dan")]
        Archived Gamma by [Named("Ann")]
          status: null to "archived" (None)
        "#);
        assert_eq!(copy.since_day(5), "");
    }

    #[test]
    fn what_counts_is_when_an_edit_came_here() {
        let mut copy = Copy::new();
        // Made by a clock that is years behind, and brought by an import on day 9.
        copy.set_at(
            at(-2000),
            at(9),
            None,
            "Alpha",
            json!({"level": "national"}),
        );
        assert_eq!(copy.since_day(10), "");
        insta::assert_snapshot!(copy.since_day(9), @r#"
        Changed Alpha by [NotNamed]
          level: "local" to "national" (None)
        "#);
        assert_eq!(copy.since_day(8), copy.since_day(9));
    }

    #[test]
    fn what_was_taken_back_is_counted_and_not_told() {
        let mut copy = Copy::new();
        let level = copy.set(1, "Ann", "Alpha", json!({"level": "national"}));
        let added = copy.set(1, "Ann", "New", json!({"title": "Delta"}));
        assert_eq!(copy.since_day(2), "");
        copy.undo(2, &level);
        copy.undo(3, &added);
        insta::assert_snapshot!(copy.since_day(1), @"and 2");
        insta::assert_snapshot!(copy.since_day(3), @r#"Gone Delta by [Named("Ann")]"#);
    }

    #[test]
    fn the_trash_and_back() {
        let mut copy = Copy::new();
        copy.set(1, "Ann", "Alpha", json!({"trashed": true}));
        copy.set(2, "Bob", "Beta", json!({"trashed": true}));
        copy.set(3, "Cat", "Beta", json!({"trashed": null}));
        insta::assert_snapshot!(copy.since_day(1), @r#"
        Trashed Alpha by [Named("Ann")]
        and 1
        "#);
        insta::assert_snapshot!(copy.since_day(3), @r#"Restored Beta by [Named("Cat")]"#);
    }

    /// Two copies that changed the same driver apart; the first has then read the other's file, on day 5.
    fn conflict(ours: Value, theirs: Value) -> Copy {
        let mut here = Copy::new();
        let mut there = Copy(Register::new("mill-lane", here.entries()));
        here.set(1, "Ann", "Alpha", ours);
        there.set(2, "Bob", "Alpha", theirs);
        let other = there.0.entry("Alpha").unwrap();
        let delta = Delta {
            edits: other.edits.clone(),
            values: other.values.clone(),
            arrived: Some(at(5)),
            ..Delta::default()
        };
        here.0.apply(&[("Alpha".to_owned(), delta)].into());
        here
    }

    #[test]
    fn a_conflict_comes_and_is_settled() {
        let mut copy = conflict(
            json!({"title": "Ann's"}),
            json!({"title": "Bob's", "level": "national"}),
        );
        insta::assert_snapshot!(copy.since_day(5), @r#"
        InConflict Bob's by [Named("Bob")]
          title: "Ann's" to "Bob's" (Standing)
          level: "local" to "national" (None)
        "#);
        copy.set(6, "Ann", "Alpha", json!({"title": "Bob's"}));
        insta::assert_snapshot!(copy.since_day(6), @r#"
        Changed Bob's by [Named("Ann")]
          title: "Bob's" to "Bob's" (Settled)
        "#);
    }

    #[test]
    fn a_driver_that_was_kept_from_the_trash_is_told_of() {
        let copy = conflict(json!({"trashed": true}), json!({"level": "national"}));
        insta::assert_snapshot!(copy.since_day(5), @r#"
        Restored Alpha, kept by [Named("Bob")]
          level: "local" to "national" (None)
        "#);
    }

    #[test]
    fn since_a_file_is_what_the_file_does_not_hold() {
        let mut copy = Copy::new();
        let mut file = copy.entries();
        assert_eq!(copy.since(Since::File(&file)), "");
        copy.set(1, "Ann", "Alpha", json!({"level": "national"}));
        copy.set(1, "Ann", "New", json!({"title": "Delta"}));
        // The file's keeper changed something too: that is no change of ours.
        let mut theirs = Copy(Register::new("mill-lane", file));
        theirs.set(1, "Bob", "Beta", json!({"level": "national"}));
        file = theirs.entries();
        file.remove("Gamma");
        insta::assert_snapshot!(copy.since(Since::File(&file)), @r#"
        Changed Alpha by [Named("Ann")]
          level: "local" to "national" (None)
        Added Delta by [Named("Ann")]
        Added Gamma by [Named("Ann")]
        "#);
    }

    #[test]
    fn edits_of_an_import_that_was_undone_are_no_changes() {
        let mut copy = Copy::new();
        let file = copy.entries();
        copy.set(1, "Ann", "Alpha", json!({"level": "national"}));
        let edits: BTreeSet<EditId> = copy.0.heads("Alpha");
        let aside = Delta {
            set_aside: edits,
            ..Delta::default()
        };
        copy.0.apply(&[("Alpha".to_owned(), aside)].into());
        assert_eq!(copy.since_day(0), Copy::new().since_day(0));
        assert_eq!(copy.since(Since::File(&file)), "");
    }

    #[test]
    fn elements_of_lists_come_and_go() {
        let change = FieldChange {
            key: "topics".to_owned(),
            before: json!(["x", "y"]),
            after: json!(["z", "y"]),
            conflict: Conflict::None,
        };
        assert_eq!(
            change.elements(),
            Some((vec![&json!("z")], vec![&json!("x")]))
        );
        let change = FieldChange {
            key: "title".to_owned(),
            ..change
        };
        assert_eq!(change.elements(), None);
    }

    #[test]
    fn a_long_text_is_shown_where_it_changed() {
        let words = |from: usize, to: usize| {
            (from..to)
                .map(|n| format!("word{n}"))
                .collect::<Vec<_>>()
                .join(" ")
        };
        let before = words(0, 60);
        assert_eq!(
            brief("local", "national"),
            ("local".to_owned(), "national".to_owned())
        );
        assert_eq!(
            brief("one\n\ntwo", ""),
            ("one two".to_owned(), String::new())
        );
        let (was, is) = brief(&before, &before.replace("word30 word31", "another"));
        insta::assert_snapshot!(was, @"… word26 word27 word28 word29 word30 word31 word32 word33 word34 word35 …");
        insta::assert_snapshot!(is, @"… word26 word27 word28 word29 another word32 word33 word34 word35 …");
        let (was, is) = brief("", &before);
        assert_eq!(was, "");
        insta::assert_snapshot!(is, @"word0 word1 word2 word3 word4 word5 word6 word7 word8 word9 word10 word11 word12 word13 word14 …");
        let (was, is) = brief(&before, &format!("{before} end."));
        insta::assert_snapshot!(was, @"… word56 word57 word58 word59");
        insta::assert_snapshot!(is, @"… word56 word57 word58 word59 end.");
        let (_, is) = brief("", &"x".repeat(1000));
        assert_eq!(is.chars().count(), LENGTH);
    }
}
