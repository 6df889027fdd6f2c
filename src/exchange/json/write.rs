//! Writes a file: plain fields first, one a line, then the edits. Two equal registers give the same bytes but for
//! `exported`.

use std::collections::BTreeSet;
use std::fmt::Write;
use std::vec;

use jiff::Timestamp;
use serde::Serialize;
use serde_json::{Map, Value, json};

use super::{FORMAT, VERSION, key};
use crate::domain::digest::Digest;
use crate::domain::driver::Driver;
use crate::domain::edit::{Edit, EditId, EntryId, REGISTER};
use crate::domain::entry::Entry;
use crate::domain::field::{COMMENT, Field, TRASHED, is_list};
use crate::domain::law;
use crate::domain::register::Register;
use crate::domain::sorting::sort_by_key;

/// Which drivers a file is to hold.
pub enum Selection<'a> {
    All,
    These(&'a BTreeSet<String>),
}

impl Selection<'_> {
    /// Whether the file holds the driver of this id, with all entries that show as it. What the
    /// register says of itself is in every file.
    pub fn holds(&self, id: &str) -> bool {
        match self {
            Self::All => true,
            Self::These(ids) => id == REGISTER || ids.contains(id),
        }
    }
}

/// How much of its drivers a file holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Detail {
    /// Edits, and the values that only they name.
    pub has_history: bool,
    pub has_comments: bool,
}

impl Detail {
    pub const ALL: Self = Self {
        has_history: true,
        has_comments: true,
    };
}

#[derive(Serialize)]
struct EditInFile<'a> {
    id: EditId,
    #[serde(flatten)]
    edit: &'a Edit,
}

/// The file of a register, or of some of its drivers, at a time.
pub fn write(register: &Register, selection: &Selection<'_>, exported: Timestamp) -> String {
    Writing::new(register, selection, exported).whole()
}

/// The file of some entries of a register, at a time. Its title and saved views are in it if its own entry is among them.
pub fn write_entries(
    register: &Register,
    ids: &[&EntryId],
    detail: Detail,
    exported: Timestamp,
) -> String {
    Writing::of(register, ids.to_vec(), detail, exported).whole()
}

/// A file of drivers that come from elsewhere, with their plain fields and no edits: what another program might have
/// written. `register` is the id of the register that they are for, and `exported` when they were as they are.
pub fn write_plain(register: &str, exported: Timestamp, drivers: &[Map<String, Value>]) -> String {
    let mut plain = Plain::new(register, exported);
    let drivers = drivers.iter().cloned();
    drivers.for_each(|driver| plain.push(driver));
    plain.finish()
}

/// The file of [`write_plain`], written driver by driver.
pub struct Plain(String);

impl Plain {
    pub fn new(register: &str, exported: Timestamp) -> Self {
        let envelope = json!({
            "format": FORMAT,
            "version": VERSION,
            "register": { key::ID: register },
            "exported": exported.to_string(),
        });
        let mut file = envelope.to_string();
        // Its end comes after the drivers.
        file.pop();
        file.push_str(",\"drivers\":[");
        Self(file)
    }

    pub fn push(&mut self, driver: Map<String, Value>) {
        if !self.0.ends_with('[') {
            self.0.push(',');
        }
        self.0.push_str(&Value::Object(driver).to_string());
    }

    pub fn finish(mut self) -> String {
        self.0.push_str("]}");
        self.0
    }
}

/// A file being written, driver by driver, so that a page stays responsive.
pub struct Writing<'a> {
    register: &'a Register,
    left: vec::IntoIter<&'a EntryId>,
    total: usize,
    detail: Detail,
    envelope: Object,
    drivers: Vec<String>,
}

impl<'a> Writing<'a> {
    /// Writes the envelope.
    pub fn new(register: &'a Register, selection: &Selection<'_>, exported: Timestamp) -> Self {
        let ids = register.entries().map(|(id, _)| id);
        let chosen = ids.filter(|id| selection.holds(register.group_of(id)));
        Self::of(register, chosen.collect(), Detail::ALL, exported)
    }

    fn of(
        register: &'a Register,
        ids: Vec<&'a EntryId>,
        detail: Detail,
        exported: Timestamp,
    ) -> Self {
        let mut beside = Vec::new();
        let mut own = Object::new(2);
        own.line(key::ID, &json!(register.id));
        let own_entry = register
            .entry(REGISTER)
            .filter(|entry| has_active_edit(entry))
            .filter(|_| ids.iter().any(|id| *id == REGISTER));
        if let (Some(entry), Some(driver)) = (own_entry, register.alone(REGISTER)) {
            own.entry(entry, driver, detail, |name, value| {
                match name.strip_prefix(key::BESIDE) {
                    Some(name) => {
                        beside.push((name.to_owned(), value.clone()));
                        false
                    }
                    None => true,
                }
            });
        }
        let mut envelope = Object::new(0);
        envelope.line("format", &json!(FORMAT));
        envelope.line("version", &json!(VERSION));
        envelope.raw("register", &own.end());
        envelope.line("exported", &json!(exported.to_string()));
        for (name, value) in beside {
            envelope.line(&name, &value);
        }
        Self {
            register,
            total: ids.len(),
            left: ids.into_iter(),
            detail,
            envelope,
            drivers: Vec::new(),
        }
    }

    /// How many entries are written, and how many there are.
    pub fn progress(&self) -> (usize, usize) {
        (self.total - self.left.len(), self.total)
    }

    /// Writes the next driver. `false` when all are written.
    pub fn step(&mut self) -> bool {
        let Some(id) = self.left.next() else {
            return false;
        };
        let (register, detail) = (self.register, self.detail);
        let entry = register.entry(id).filter(|entry| has_active_edit(entry));
        // With its history, an entry stands in a file as what its own edits say, joined or not: see
        // `docs/file-format.md`. Without, nothing but what is shown says how those that are joined go together.
        let driver = if id == REGISTER {
            None
        } else if detail.has_history {
            register.alone(id)
        } else {
            register.driver(id).filter(|driver| driver.id == *id)
        };
        if let (Some(entry), Some(driver)) = (entry, driver) {
            let mut object = Object::new(4);
            object.line(key::ID, &json!(id));
            object.entry(entry, driver, detail, |_, _| true);
            self.drivers.push(object.end());
        }
        true
    }

    /// The file, of what was written so far.
    pub fn finish(mut self) -> String {
        self.envelope.list("drivers", &self.drivers);
        let mut file = self.envelope.end();
        file.push('\n');
        file
    }

    fn whole(mut self) -> String {
        while self.step() {}
        self.finish()
    }
}

/// Whether an entry says anything here: one whose every edit is set aside leaves no trace in files.
fn has_active_edit(entry: &Entry) -> bool {
    entry.edits.keys().any(|edit| entry.is_active(edit))
}

/// An object with one member a line.
struct Object {
    text: String,
    indent: usize,
}

impl Object {
    fn new(indent: usize) -> Self {
        Self {
            text: String::from("{"),
            indent,
        }
    }

    fn raw(&mut self, name: &str, json: &str) {
        let comma = if self.text.len() > 1 { "," } else { "" };
        let margin = self.indent + 2;
        // Writing to a string can't fail.
        let _ = write!(self.text, "{comma}\n{:margin$}{}: {json}", "", json!(name));
    }

    fn line(&mut self, name: &str, value: &Value) {
        self.raw(name, &value.to_string());
    }

    /// A list or an object with one member a line.
    fn members(&mut self, name: &str, members: &[String], open: char, close: char) {
        let margin = self.indent + 2;
        let deeper = margin + 2;
        let mut json = String::from(open);
        for (index, member) in members.iter().enumerate() {
            let comma = if index > 0 { "," } else { "" };
            let _ = write!(json, "{comma}\n{:deeper$}{member}", "");
        }
        if !members.is_empty() {
            let _ = write!(json, "\n{:margin$}", "");
        }
        json.push(close);
        self.raw(name, &json);
    }

    fn list(&mut self, name: &str, members: &[String]) {
        self.members(name, members, '[', ']');
    }

    fn end(mut self) -> String {
        let margin = self.indent;
        let _ = write!(self.text, "\n{:margin$}}}", "");
        self.text
    }

    /// What stands, then the edits and the values that aren't spelled out above.
    fn entry(
        &mut self,
        entry: &Entry,
        driver: &Driver,
        detail: Detail,
        mut is_own: impl FnMut(&str, &Value) -> bool,
    ) {
        let mut spelled = BTreeSet::new();
        let known = Field::ALL.iter().map(|field| field.key());
        let others = driver.standing.fields.keys().map(String::as_str);
        let others =
            others.filter(|key| Field::from_key(key).is_none() && !key.starts_with(COMMENT));
        for name in known.chain(others) {
            let value = driver.value(name);
            if !value.is_null() && is_own(name, value) {
                self.line(name, value);
            }
            // What edits did to a list follows from all of its values: changing the plain one by hand must not lose any.
            if !value.is_null() && !is_list(name) {
                spelled.insert((name.to_owned(), Digest::of(value)));
            }
        }
        if driver.is_in_trash() {
            self.line(TRASHED, &json!(true));
            spelled.insert((TRASHED.to_owned(), Digest::of(&json!(true))));
        }
        let comments = driver.standing.fields.iter();
        let mut comments: Vec<(&String, &Value)> = comments
            .filter(|_| detail.has_comments)
            .filter(|(name, field)| name.starts_with(COMMENT) && !field.shown.is_null())
            .map(|(name, field)| (name, &*field.shown))
            .collect();
        sort_by_key(&mut comments, |(name, comment)| {
            (comment["at"].as_str(), *name)
        });
        for (name, comment) in &comments {
            spelled.insert(((*name).clone(), Digest::of(comment)));
        }
        if !comments.is_empty() {
            let comments: Vec<String> = comments
                .iter()
                .map(|(_, comment)| comment.to_string())
                .collect();
            self.list(key::COMMENTS, &comments);
        }
        self.line(key::HEADS, &json!(driver.standing.heads));
        if !detail.has_history {
            return;
        }
        let mut needed = BTreeSet::new();
        let edits: Vec<String> = law::in_order(entry)
            .into_iter()
            .filter_map(|id| {
                Some(EditInFile {
                    id,
                    edit: entry.edits.get(&id)?,
                })
            })
            .inspect(|edit| needed.extend(unspelled(edit.edit, &spelled, detail)))
            .map(|edit| serde_json::to_string(&edit).unwrap_or_default())
            .collect();
        self.list(key::EDITS, &edits);
        let values: Vec<String> = needed
            .into_iter()
            .filter_map(|digest| Some(format!("{}: {}", json!(digest), entry.values.get(&digest)?)))
            .collect();
        if !values.is_empty() {
            self.members(key::VALUES, &values, '{', '}');
        }
    }
}

/// The values that an edit names and that can't be read from the plain fields.
fn unspelled(edit: &Edit, spelled: &BTreeSet<(String, Digest)>, detail: Detail) -> Vec<Digest> {
    let set = edit.set.iter();
    set.filter(|(key, _)| detail.has_comments || !key.starts_with(COMMENT))
        .filter_map(|(key, digest)| Some((key.clone(), (*digest)?)))
        .filter(|named| !spelled.contains(named))
        .map(|(_, digest)| digest)
        .collect()
}
