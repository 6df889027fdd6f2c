//! Reads a file: the whole is accepted or refused first, then driver by driver, so that a page stays responsive.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::Arc;

use jiff::Timestamp;
use jiff::civil::Date;
use serde::Deserialize;
use serde::de::IgnoredAny;
use serde_json::error::Category;
use serde_json::value::RawValue;
use serde_json::{Map, Value, json};

use super::{FORMAT, VERSION, key};
use crate::domain::digest::Digest;
use crate::domain::edit::{Edit, EditId, EntryId, REGISTER, comment_key};
use crate::domain::entry::{Entry, holds_one};
use crate::domain::field::{COMMENT, Field, TRASHED, is_list};
use crate::domain::fold::fold;
use crate::domain::law::{self, Standing, Trash};
use crate::domain::merge::Source;
use crate::domain::sorting::Gather;
use crate::domain::value::{self, Expected};

/// The largest file that is read, in bytes: three times a register of 10,000 drivers.
pub const MAX_BYTES: u64 = 200 * 1024 * 1024;

/// Why a file can't be read at all.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unreadable {
    Empty,
    /// UTF-16, by its first two bytes.
    Utf16,
    /// The place of the first byte that isn't UTF-8, and the line that it is on; both counted from 1.
    NotUtf8 {
        byte: usize,
        line: usize,
    },
    /// The line and column at which it stops being JSON, counted from 1.
    NotJson {
        line: usize,
        column: usize,
    },
    /// JSON, but no register: its `format` or `version` isn't a register's.
    NotARegister,
    /// A part of the envelope is of the wrong type.
    WrongPart {
        part: &'static str,
    },
    Newer {
        version: u64,
    },
}

/// What a file brings.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Incoming {
    /// The register's id; empty where the file has none.
    pub register: String,
    pub entries: BTreeMap<EntryId, Entry>,
    /// The edits that were made by reading: fields changed by hand, and drivers of other programs.
    pub made: BTreeSet<EditId>,
    /// What was left out or taken otherwise than written.
    pub notices: Vec<Notice>,
}

impl Incoming {
    /// The file as a copy to be merged.
    pub fn source(&self) -> Source<'_> {
        Source {
            register: &self.register,
            entries: &self.entries,
            made: &self.made,
        }
    }
}

/// Something about a file that its reader ought to know.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    pub subject: Subject,
    pub kind: NoticeKind,
}

/// What a notice is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Subject {
    File,
    /// A driver by its place in the file, from 1, the line that it begins on, and its title or else its id.
    Driver {
        number: usize,
        line: usize,
        name: Option<String>,
    },
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NoticeKind {
    /// Left out: not an object.
    NotADriver,
    /// Left out: nested so deeply that it can't be a driver.
    TooDeep,
    /// Left out: it holds a character or a number that can't be.
    NotReadable,
    /// Left out: no title, nor edits that may hold one.
    NoTitle,
    /// Left out: a field doesn't take such a value.
    WrongType { field: String, expected: Expected },
    /// Left out: the id isn't a text, or begins with `@`.
    BadId,
    /// Left out but for the rest of the driver: a member with a name that is used otherwise.
    BadMember { name: String },
    /// Left out but for the rest of the driver: edits that aren't what their ids say.
    DamagedEdits { count: usize },
    /// Left out but for the rest of the driver: values that aren't what their digests say, or don't fit their field.
    DamagedValues { count: usize },
    /// Left out but for the rest of the driver: a value that was removed for good, and stands in the file again.
    RemovedForGood { field: String },
    /// `heads` isn't a list of edits: taken as not given.
    BadHeads,
    /// Taken together with the one before.
    RepeatedId { id: String },
    /// Given an id of its own: no id, and the same title and link as one before.
    AlikeWithoutId { id: String },
    /// `exported` isn't a time: taken as not given.
    BadExported,
}

impl NoticeKind {
    /// Whether something of the file would be lost if what was read of it were put in its place.
    pub fn loses_something(&self) -> bool {
        !matches!(
            self,
            Self::RepeatedId { .. } | Self::AlikeWithoutId { .. } | Self::BadExported
        )
    }

    /// Whether the whole driver was left out.
    pub fn leaves_out(&self) -> bool {
        matches!(
            self,
            Self::NotADriver
                | Self::TooDeep
                | Self::NotReadable
                | Self::NoTitle
                | Self::WrongType { .. }
                | Self::BadId
        )
    }
}

/// The text of a file's bytes: UTF-8, with or without a byte order mark.
pub fn decode(bytes: Vec<u8>) -> Result<String, Unreadable> {
    if bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]) {
        return Err(Unreadable::Utf16);
    }
    String::from_utf8(bytes).map_err(|error| {
        let valid = error.utf8_error().valid_up_to();
        let before = error.as_bytes().get(..valid).unwrap_or_default();
        let line = before.iter().filter(|byte| **byte == b'\n').count() + 1;
        Unreadable::NotUtf8 {
            byte: valid + 1,
            line,
        }
    })
}

/// A file being read.
#[derive(Debug)]
pub struct Reading {
    text: String,
    /// Where each driver stands in the text.
    drivers: Vec<Range<usize>>,
    next: usize,
    /// The line on which the next driver begins, and up to where lines were counted.
    line: usize,
    counted: usize,
    exported: Option<Timestamp>,
    ids: BTreeSet<String>,
    incoming: Incoming,
}

/// A file of which it isn't known yet whether it can be read: all of it has to be JSON.
///
/// Driver by driver, as finding the ends of ten thousand in one go would hold the page up.
#[derive(Debug)]
pub struct Scanning {
    text: String,
    at: usize,
    place: Place,
    /// The parts of the envelope but for the drivers.
    parts: BTreeMap<String, Range<usize>>,
    drivers: Vec<Range<usize>>,
}

/// What comes next in a file that is being scanned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    Beginning,
    /// A member, or the end of the envelope; only a member after a comma.
    Member {
        is_after_comma: bool,
    },
    /// A driver, or the end of their list; only a driver after a comma.
    Driver {
        is_after_comma: bool,
    },
    /// A comma or the end, of the envelope or of the list.
    AfterMember,
    AfterDriver,
    End,
}

/// What isn't as it has to be: [`Scanning::refusal`] finds out what.
struct Irregular;

impl From<serde_json::Error> for Irregular {
    fn from(_: serde_json::Error) -> Self {
        Self
    }
}

impl Scanning {
    pub fn new(text: String) -> Self {
        let at = if text.starts_with(MARK) {
            MARK.len_utf8()
        } else {
            0
        };
        Self {
            text,
            at,
            place: Place::Beginning,
            parts: BTreeMap::new(),
            drivers: Vec::new(),
        }
    }

    /// Goes on to the next driver or part. `false` at the end.
    pub fn step(&mut self) -> Result<bool, Unreadable> {
        if self.place != Place::End && self.pass().is_err() {
            return Err(self.refusal());
        }
        Ok(self.place != Place::End)
    }

    fn pass(&mut self) -> Result<(), Irregular> {
        let (left, next) = {
            let rest = trimmed(self.rest());
            (rest.len(), rest.bytes().next())
        };
        self.at = self.text.len() - left;
        self.place = match (self.place, next) {
            (Place::Beginning, Some(b'{')) => self.mark(Place::Member {
                is_after_comma: false,
            }),
            (Place::Member { .. }, Some(b'"')) => self.member()?,
            (
                Place::Member {
                    is_after_comma: false,
                }
                | Place::AfterMember,
                Some(b'}'),
            ) => {
                self.at += 1;
                if !trimmed(self.rest()).is_empty() {
                    return Err(Irregular);
                }
                Place::End
            }
            (Place::AfterMember, Some(b',')) => self.mark(Place::Member {
                is_after_comma: true,
            }),
            (
                Place::Driver {
                    is_after_comma: false,
                }
                | Place::AfterDriver,
                Some(b']'),
            ) => self.mark(Place::AfterMember),
            (Place::Driver { .. }, Some(_)) => {
                let driver = self.value()?;
                self.drivers.push(driver);
                Place::AfterDriver
            }
            (Place::AfterDriver, Some(b',')) => self.mark(Place::Driver {
                is_after_comma: true,
            }),
            _ => return Err(Irregular),
        };
        Ok(())
    }

    fn rest(&self) -> &str {
        self.text.get(self.at..).unwrap_or_default()
    }

    /// Passes one mark of JSON.
    fn mark(&mut self, place: Place) -> Place {
        self.at += 1;
        place
    }

    /// Reads a name and what it names, but of the drivers no more than the beginning of their list.
    fn member(&mut self) -> Result<Place, Irregular> {
        let name = self.value()?;
        let name: String = serde_json::from_str(&self.text[name])?;
        let rest = trimmed(self.rest());
        let value = trimmed(rest.strip_prefix(':').ok_or(Irregular)?);
        let is_list = name == DRIVERS && value.starts_with('[');
        self.at = self.text.len() - value.len();
        // Of a part that is there twice, the last counts.
        self.parts.remove(&name);
        if name == DRIVERS {
            self.drivers.clear();
        }
        if is_list {
            return Ok(self.mark(Place::Driver {
                is_after_comma: false,
            }));
        }
        let value = self.value()?;
        self.parts.insert(name, value);
        Ok(Place::AfterMember)
    }

    /// Passes one value, whatever it is.
    fn value(&mut self) -> Result<Range<usize>, Irregular> {
        let mut values = serde_json::Deserializer::from_str(self.rest()).into_iter::<&RawValue>();
        let value = values.next().ok_or(Irregular)??.get();
        let start = self.at + (value.as_ptr() as usize - self.rest().as_ptr() as usize);
        self.at = start + value.len();
        Ok(start..self.at)
    }

    /// Why the file is none that can be read.
    fn refusal(&self) -> Unreadable {
        let json = self.text.strip_prefix(MARK).unwrap_or(&self.text);
        if json.trim().is_empty() {
            return Unreadable::Empty;
        }
        match serde_json::from_str::<BTreeMap<String, IgnoredAny>>(json) {
            Ok(_) => Unreadable::NotARegister,
            Err(error) => match error.classify() {
                // No object. Whether it is JSON at all shows only when the rest is read.
                Category::Data => serde_json::from_str::<IgnoredAny>(json)
                    .map_or_else(|error| not_json(&error), |_| Unreadable::NotARegister),
                _ => not_json(&error),
            },
        }
    }

    /// Scans what is left, and accepts the file as a register of a known version, or refuses it.
    pub fn finish(mut self) -> Result<Reading, Unreadable> {
        while self.step()? {}
        let Self {
            text,
            parts,
            drivers,
            ..
        } = self;
        Reading::begin(text, &parts, drivers)
    }
}

/// A text without the white space of JSON at its beginning.
fn trimmed(text: &str) -> &str {
    text.trim_start_matches([' ', '\t', '\n', '\r'])
}

/// The byte order mark.
const MARK: char = '\u{feff}';

impl Reading {
    /// Accepts the file as a register of a known version, or refuses it.
    pub fn new(text: String) -> Result<Self, Unreadable> {
        Scanning::new(text).finish()
    }

    fn begin(
        text: String,
        parts: &BTreeMap<String, Range<usize>>,
        drivers: Vec<Range<usize>>,
    ) -> Result<Self, Unreadable> {
        let part = |name: &'static str| -> Result<Option<Value>, Unreadable> {
            let place = parts.get(name).cloned();
            let read = place.map(|place| serde_json::from_str(&text[place]));
            let read = read.transpose();
            read.map_err(|_| Unreadable::WrongPart { part: name })
        };
        if part("format") != Ok(Some(json!(FORMAT))) {
            return Err(Unreadable::NotARegister);
        }
        match part("version")?.and_then(|version| version.as_u64()) {
            Some(VERSION) => (),
            Some(version) if version > VERSION => return Err(Unreadable::Newer { version }),
            _ => return Err(Unreadable::NotARegister),
        }
        // A list of drivers isn't among the parts.
        if parts.contains_key(DRIVERS) {
            return Err(Unreadable::WrongPart { part: DRIVERS });
        }
        let mut incoming = Incoming::default();
        let mut notices = Vec::new();
        let mut notice = |kind| {
            notices.push(Notice {
                subject: Subject::File,
                kind,
            })
        };
        let exported = match part("exported")? {
            None | Some(Value::Null) => None,
            Some(written) => time(&written).or_else(|| {
                notice(NoticeKind::BadExported);
                None
            }),
        };
        let mut own = match part("register")? {
            None | Some(Value::Null) => Map::new(),
            Some(Value::Object(own)) => own,
            Some(_) => return Err(Unreadable::WrongPart { part: "register" }),
        };
        match own.remove(key::ID) {
            Some(Value::String(id)) => incoming.register = id,
            None | Some(Value::Null) => (),
            Some(_) => {
                return Err(Unreadable::WrongPart {
                    part: "register.id",
                });
            }
        }
        // These names are for what stands beside the register.
        own.retain(|name, _| {
            let is_taken = name.starts_with(key::BESIDE);
            if is_taken {
                notice(NoticeKind::BadMember { name: name.clone() });
            }
            !is_taken
        });
        let mut beside = Map::new();
        for (name, place) in parts {
            if !ENVELOPE.contains(&name.as_str()) {
                let value = serde_json::from_str(&text[place.clone()]);
                let value = value.map_err(|_| Unreadable::WrongPart {
                    part: "an unknown part",
                })?;
                beside.insert(format!("{}{name}", key::BESIDE), value);
            }
        }
        own.append(&mut beside);
        if !own.is_empty() {
            match read_entry(REGISTER, own, exported, &mut incoming.made, &mut notice) {
                Ok(entry) => drop(incoming.entries.insert(REGISTER.to_owned(), entry)),
                Err(_) => return Err(Unreadable::WrongPart { part: "register" }),
            }
        }
        incoming.notices = notices;
        Ok(Self {
            text,
            drivers,
            next: 0,
            line: 1,
            counted: 0,
            exported,
            ids: BTreeSet::new(),
            incoming,
        })
    }

    /// The id of the file's register; empty where the file has none.
    pub fn register(&self) -> &str {
        &self.incoming.register
    }

    /// How many drivers the file has, and how many of them are read.
    pub fn progress(&self) -> (usize, usize) {
        (self.next, self.drivers.len())
    }

    /// Reads the next driver. `false` when all are read.
    pub fn step(&mut self) -> bool {
        let Some(place) = self.drivers.get(self.next).cloned() else {
            return false;
        };
        self.next += 1;
        let passed = self
            .text
            .as_bytes()
            .get(self.counted..place.start)
            .unwrap_or_default();
        self.line += passed.iter().filter(|byte| **byte == b'\n').count();
        self.counted = place.start;
        let read = serde_json::from_str::<Value>(&self.text[place]);
        let mut name = None;
        let mut notices = Vec::new();
        let outcome = match read {
            Ok(Value::Object(driver)) => {
                name = [Field::Title.key(), key::ID]
                    .iter()
                    .find_map(|key| driver.get(*key)?.as_str())
                    .filter(|name| !name.is_empty())
                    .map(str::to_owned);
                self.driver(driver, &mut notices)
            }
            Ok(_) => Err(NoticeKind::NotADriver),
            // The text was seen to be JSON: what fails now is its depth, or what it says.
            Err(error) if error.to_string().starts_with("recursion limit") => {
                Err(NoticeKind::TooDeep)
            }
            Err(_) => Err(NoticeKind::NotReadable),
        };
        notices.extend(outcome.err());
        let subject = Subject::Driver {
            number: self.next,
            line: self.line,
            name,
        };
        let notices = notices.into_iter().map(|kind| Notice {
            subject: subject.clone(),
            kind,
        });
        self.incoming.notices.extend(notices);
        true
    }

    /// Reads what is left and gives out all.
    pub fn finish(mut self) -> Incoming {
        while self.step() {}
        self.incoming
    }

    fn driver(
        &mut self,
        mut driver: Map<String, Value>,
        notices: &mut Vec<NoticeKind>,
    ) -> Result<(), NoticeKind> {
        let id = match driver.remove(key::ID) {
            Some(Value::String(id)) if !id.is_empty() && !id.starts_with('@') => {
                if self.ids.contains(&id) {
                    notices.push(NoticeKind::RepeatedId { id: id.clone() });
                }
                id
            }
            None | Some(Value::Null) => {
                let id = id_of(&self.incoming.register, &driver);
                let free = (1..).map(|number| match number {
                    1 => id.clone(),
                    _ => format!("{id}-{number}"),
                });
                let free = free
                    .into_iter()
                    .find(|free| !self.ids.contains(free))
                    .unwrap_or(id.clone());
                if free != id {
                    notices.push(NoticeKind::AlikeWithoutId { id: free.clone() });
                }
                free
            }
            Some(_) => return Err(NoticeKind::BadId),
        };
        let mut notice = |kind| notices.push(kind);
        let made = &mut self.incoming.made;
        let entry = read_entry(&id, driver, self.exported, made, &mut notice)?;
        self.ids.insert(id.clone());
        self.incoming.entries.entry(id).or_default().union(&entry);
        Ok(())
    }
}

fn not_json(error: &serde_json::Error) -> Unreadable {
    Unreadable::NotJson {
        line: error.line(),
        column: error.column(),
    }
}

/// A time of RFC 3339, or a day, which means its first moment in UTC.
fn time(written: &Value) -> Option<Timestamp> {
    let written = written.as_str()?.trim();
    let of_day = || -> Option<Timestamp> {
        let day: Date = written.parse().ok()?;
        format!("{day}T00:00:00Z").parse().ok()
    };
    written.parse().ok().or_else(of_day)
}

/// The id of a driver in a file that gives it none: the same in every copy.
fn id_of(register: &str, driver: &Map<String, Value>) -> EntryId {
    let text = |field: Field| {
        driver
            .get(field.key())
            .and_then(Value::as_str)
            .unwrap_or_default()
    };
    let title = fold(text(Field::Title));
    Digest::of(&json!([register, title, text(Field::Link).trim()])).to_string()
}

/// An edit as it stands in a file: its entry's id isn't repeated in each.
#[derive(Deserialize)]
struct EditInFile {
    id: EditId,
    #[serde(flatten)]
    edit: Edit,
}

/// The entry that one object of a file says: its edits, and what was changed by hand since.
fn read_entry(
    id: &str,
    mut object: Map<String, Value>,
    exported: Option<Timestamp>,
    made: &mut BTreeSet<EditId>,
    notice: &mut impl FnMut(NoticeKind),
) -> Result<Entry, NoticeKind> {
    let mut entry = Entry::default();
    let heads = object.remove(key::HEADS).filter(|heads| !heads.is_null());
    let heads: Option<BTreeSet<EditId>> = heads.and_then(|heads| {
        let read = serde_json::from_value(heads);
        read.inspect_err(|_| notice(NoticeKind::BadHeads)).ok()
    });
    let has_edits = read_edits(id, object.remove(key::EDITS), &mut entry, notice);
    let values = object.remove(key::VALUES);
    let comments = object.remove(key::COMMENTS);
    let plain = read_plain(object, comments, notice)?;
    read_values(values, &plain, &mut entry, notice);

    let standing = if has_edits {
        law::evaluate(&entry)
    } else {
        Standing::default()
    };
    let mut changed: BTreeMap<String, Plain> = plain
        .into_iter()
        .filter(|(key, plain)| !has_edits || differs(&standing, key, plain))
        .gather();
    let removed = entry.removed();
    changed.retain(|key, plain| {
        let is_among = |digest| removed.contains(&digest) || holds_one(&plain.value, &removed);
        let is_removed = !removed.is_empty() && plain.digest.is_some_and(is_among);
        if is_removed {
            notice(NoticeKind::RemovedForGood { field: key.clone() });
        }
        !is_removed
    });
    let has_title = changed
        .get(Field::Title.key())
        .is_some_and(|title| title.digest.is_some());
    if !has_edits && heads.is_none() && !has_title && id != REGISTER {
        return Err(NoticeKind::NoTitle);
    }
    if !changed.is_empty() {
        let edit = Edit {
            snapshot: !has_edits && heads.is_none(),
            after: heads.unwrap_or(standing.heads),
            at: exported,
            by: None,
            set: changed
                .iter()
                .map(|(key, plain)| (key.clone(), plain.digest))
                .collect(),
            ..Edit::default()
        };
        let values = changed.into_values();
        let values = values.filter_map(|plain| Some((plain.digest?, plain.value)));
        let edit_id = edit.id(id);
        entry.edits.insert(edit_id, Arc::new(edit));
        entry.values.extend(values);
        entry.drop_removed();
        made.insert(edit_id);
    }
    Ok(entry)
}

/// Whether there are edits, damaged or not: without, the plain fields alone speak.
fn read_edits(
    id: &str,
    edits: Option<Value>,
    entry: &mut Entry,
    notice: &mut impl FnMut(NoticeKind),
) -> bool {
    let edits = match edits {
        Some(Value::Array(edits)) => edits,
        None | Some(Value::Null) => return false,
        Some(_) => {
            notice(NoticeKind::DamagedEdits { count: 1 });
            return false;
        }
    };
    let mut damaged = 0;
    for edit in edits {
        match serde_json::from_value(edit) {
            Ok(EditInFile { id: edit_id, edit })
                if edit.id(id) == edit_id && !edit.set.keys().any(|name| is_taken(id, name)) =>
            {
                entry.edits.insert(edit_id, Arc::new(edit));
            }
            _ => damaged += 1,
        }
    }
    if damaged > 0 {
        notice(NoticeKind::DamagedEdits { count: damaged });
    }
    !entry.edits.is_empty()
}

/// Names that a file uses otherwise, so that no field can have them.
fn is_taken(entry: &str, name: &str) -> bool {
    const OF_ENTRIES: [&str; 5] = [key::ID, key::COMMENTS, key::HEADS, key::EDITS, key::VALUES];
    let beside = name.strip_prefix(key::BESIDE);
    OF_ENTRIES.contains(&name)
        || (entry == REGISTER && beside.is_some_and(|name| ENVELOPE.contains(&name)))
}

/// The parts of the envelope.
const ENVELOPE: [&str; 5] = ["format", "version", "exported", "register", DRIVERS];
const DRIVERS: &str = "drivers";

/// How deeply a value may be nested: JSON readers stop at 128, and the store and the file nest it further.
const MAX_DEPTH: usize = 64;

fn is_too_deep(value: &Value, left: usize) -> bool {
    let Some(left) = left.checked_sub(1) else {
        return true;
    };
    match value {
        Value::Array(list) => list.iter().any(|value| is_too_deep(value, left)),
        Value::Object(map) => map.values().any(|value| is_too_deep(value, left)),
        _ => false,
    }
}

/// A plain field's value in its normal form, with its digest; `null`, which clears the field, has none.
struct Plain {
    value: Arc<Value>,
    digest: Option<Digest>,
}

impl Plain {
    fn new(value: Value) -> Self {
        Self {
            digest: (!value.is_null()).then(|| Digest::of(&value)),
            value: Arc::new(value),
        }
    }
}

/// The plain fields in their normal form, comments among them, each of its field's kind.
fn read_plain(
    object: Map<String, Value>,
    comments: Option<Value>,
    notice: &mut impl FnMut(NoticeKind),
) -> Result<BTreeMap<String, Plain>, NoticeKind> {
    let mut plain = BTreeMap::new();
    for (key, value) in object {
        if is_too_deep(&value, MAX_DEPTH) {
            return Err(NoticeKind::TooDeep);
        }
        // Comments have a list of their own.
        if key.starts_with(COMMENT) {
            notice(NoticeKind::BadMember { name: key });
            continue;
        }
        let value = match value::normal(value) {
            Value::Bool(false) if key == TRASHED => Value::Null,
            value => value,
        };
        value::check(&key, &value).map_err(|expected| NoticeKind::WrongType {
            field: key.clone(),
            expected,
        })?;
        plain.insert(key, Plain::new(value));
    }
    let wrong = || NoticeKind::WrongType {
        field: key::COMMENTS.to_owned(),
        expected: Expected::ListOfComments,
    };
    let comments = match comments {
        None | Some(Value::Null) => Vec::new(),
        Some(Value::Array(comments)) => comments,
        Some(_) => return Err(wrong()),
    };
    for comment in comments {
        let comment = value::normal(comment);
        if !comment["text"].is_string() || is_too_deep(&comment, MAX_DEPTH) {
            return Err(wrong());
        }
        plain.insert(comment_key(&comment), Plain::new(comment));
    }
    Ok(plain)
}

/// Puts beside the edits the values that they name: those spelled out, and those that are the plain ones.
fn read_values(
    values: Option<Value>,
    plain: &BTreeMap<String, Plain>,
    entry: &mut Entry,
    notice: &mut impl FnMut(NoticeKind),
) {
    let mut damaged = 0;
    match values {
        Some(Value::Object(values)) => {
            for (digest, value) in values {
                let digest_of_value = Digest::of(&value);
                if digest.parse() == Ok(digest_of_value) {
                    entry.values.insert(digest_of_value, Arc::new(value));
                } else {
                    damaged += 1;
                }
            }
        }
        None | Some(Value::Null) => (),
        Some(_) => damaged += 1,
    }
    let named: BTreeSet<(&str, Digest)> = entry
        .edits
        .values()
        .flat_map(|edit| &edit.set)
        .filter_map(|(key, digest)| Some((key.as_str(), (*digest)?)))
        .collect();
    for (key, plain) in plain {
        if let Some(digest) = plain.digest
            && named.contains(&(key.as_str(), digest))
        {
            entry.values.insert(digest, plain.value.clone());
        }
    }
    let before = entry.values.len();
    let misfits: BTreeSet<Digest> = named
        .iter()
        .filter(|(key, digest)| {
            let value = entry.values.get(digest);
            value.is_some_and(|value| !fits(key, value))
        })
        .map(|(_, digest)| *digest)
        .collect();
    let names: BTreeSet<Digest> = named.into_iter().map(|(_, digest)| digest).collect();
    entry
        .values
        .retain(|digest, _| names.contains(digest) && !misfits.contains(digest));
    damaged += misfits.len().min(before);
    if damaged > 0 {
        notice(NoticeKind::DamagedValues { count: damaged });
    }
    entry.drop_removed();
}

fn fits(key: &str, value: &Value) -> bool {
    if is_too_deep(value, MAX_DEPTH) || value::normal(value.clone()) != *value {
        return false;
    }
    match key.starts_with(COMMENT) {
        true => comment_key(value) == key,
        false => value::check(key, value).is_ok(),
    }
}

/// Whether a plain value says something else than what stands among the file's own edits.
fn differs(standing: &Standing, key: &str, plain: &Plain) -> bool {
    if key == TRASHED {
        return plain.digest.is_none() == matches!(standing.trash, Trash::Trashed(_));
    }
    let Some(field) = standing.fields.get(key) else {
        return plain.digest.is_some();
    };
    if is_list(key) {
        return field.shown != plain.value;
    }
    field.claims.first().map(|claim| claim.digest) != Some(plain.digest)
}
