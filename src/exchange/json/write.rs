//! Writes a file: plain fields first, one a line, then the edits. Two equal registers give the same bytes but for
//! `exported`.

use std::collections::BTreeSet;
use std::fmt::Write;
use std::sync::Arc;

use jiff::Timestamp;
use serde::Serialize;
use serde_json::{Value, json};

use super::{FORMAT, VERSION, key};
use crate::domain::digest::Digest;
use crate::domain::driver::Driver;
use crate::domain::edit::{Edit, EditId, REGISTER};
use crate::domain::entry::Entry;
use crate::domain::field::{COMMENT, Field, TRASHED, is_list};
use crate::domain::law;
use crate::domain::register::Register;

/// Which drivers a file is to hold.
pub enum Selection<'a> {
    All,
    These(&'a BTreeSet<String>),
}

impl Selection<'_> {
    /// Whether the file holds the driver of this id, with all entries that show as it. The register's own title is in
    /// every file.
    pub fn holds(&self, id: &str) -> bool {
        match self {
            Self::All => true,
            Self::These(ids) => id == REGISTER || ids.contains(id),
        }
    }
}

#[derive(Serialize)]
struct EditInFile<'a> {
    id: EditId,
    #[serde(flatten)]
    edit: &'a Edit,
}

/// The file of a register, or of some of its drivers, at a time.
pub fn write(register: &Register, selection: &Selection<'_>, exported: Timestamp) -> String {
    let mut writing = Writing::new(register, selection, exported);
    while writing.step() {}
    writing.finish()
}

/// A file being written, driver by driver, so that a page stays responsive.
pub struct Writing<'a> {
    register: &'a Register,
    selection: &'a Selection<'a>,
    left: Box<dyn Iterator<Item = (&'a String, &'a Arc<Entry>)> + 'a>,
    envelope: Object,
    drivers: Vec<String>,
}

impl<'a> Writing<'a> {
    /// Writes the envelope.
    pub fn new(register: &'a Register, selection: &'a Selection<'a>, exported: Timestamp) -> Self {
        let mut beside = Vec::new();
        let mut own = Object::new(2);
        own.line(key::ID, &json!(register.id));
        let own_entry = register
            .entry(REGISTER)
            .filter(|entry| has_active_edit(entry));
        if let (Some(entry), Some(driver)) = (own_entry, register.alone(REGISTER)) {
            own.entry(entry, driver, |name, value| {
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
            selection,
            left: Box::new(register.entries()),
            envelope,
            drivers: Vec::new(),
        }
    }

    /// Writes the next driver. `false` when all are written.
    pub fn step(&mut self) -> bool {
        let Some((id, entry)) = self.left.next() else {
            return false;
        };
        if id == REGISTER
            || !self.selection.holds(self.register.group_of(id))
            || !has_active_edit(entry)
        {
            return true;
        }
        // Joined or not, an entry stands in a file as what its own edits say: see `docs/file-format.md`.
        let Some(driver) = self.register.alone(id) else {
            return true;
        };
        let mut object = Object::new(4);
        object.line(key::ID, &json!(id));
        object.entry(entry, driver, |_, _| true);
        self.drivers.push(object.end());
        true
    }

    /// The file, of what was written so far.
    pub fn finish(mut self) -> String {
        self.envelope.list("drivers", &self.drivers);
        let mut file = self.envelope.end();
        file.push('\n');
        file
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
            .filter(|(name, field)| name.starts_with(COMMENT) && !field.shown.is_null())
            .map(|(name, field)| (name, &field.shown))
            .collect();
        comments.sort_by_key(|(name, comment)| (comment["at"].as_str(), *name));
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
        let mut needed = BTreeSet::new();
        let edits: Vec<String> = law::in_order(entry)
            .into_iter()
            .filter_map(|id| {
                Some(EditInFile {
                    id,
                    edit: entry.edits.get(&id)?,
                })
            })
            .inspect(|edit| needed.extend(unspelled(edit.edit, &spelled)))
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
fn unspelled(edit: &Edit, spelled: &BTreeSet<(String, Digest)>) -> Vec<Digest> {
    let set = edit.set.iter();
    set.filter_map(|(key, digest)| Some((key.clone(), (*digest)?)))
        .filter(|named| !spelled.contains(named))
        .map(|(_, digest)| digest)
        .collect()
}
