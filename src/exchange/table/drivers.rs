//! From the rows of a table to drivers as a file without edits has them (`docs/file-format.md`), which
//! [`crate::exchange::json`] then reads like any other.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use super::{Mapping, Table, Target, is_blank};
use crate::domain::date::ApproximateDate;
use crate::domain::draft::value_of;
use crate::domain::field::{Field, Kind};
use crate::domain::value::is_live_address;
use crate::exchange::columns::{one_line, separators};

/// The drivers of a table.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Placed {
    /// With the fields whose cells say something; so what a table lacks is left alone.
    pub drivers: Vec<Map<String, Value>>,
    /// The row in the file of each of them, from 1.
    pub rows: Vec<usize>,
    /// What was left out or taken otherwise than written, row by row.
    pub problems: Vec<CellProblem>,
}

/// Something about a cell that its reader ought to know.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CellProblem {
    /// As in the file, from 1.
    pub row: usize,
    /// From 1; 0 where the table has no such column.
    pub column: usize,
    /// What stands above the column.
    pub header: String,
    /// What the column is; `None` for one that is nothing.
    pub target: Option<Target>,
    pub kind: CellProblemKind,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CellProblemKind {
    /// No title: the row is left out.
    NoTitle,
    /// An id that no driver can have, as it begins with `@`: the row is left out.
    BadId,
    /// Texts that aren't among those the field takes: they are left out.
    NotAChoice { texts: Vec<String> },
    /// What isn't an address that begins with http, https or mailto: it is left out.
    NotAnAddress { texts: Vec<String> },
    /// Names no date, or several: kept as text.
    NoDate { text: String },
    /// Left out: the field holds one value, and another column gave it.
    SecondValue { text: String },
    /// Left out: no header stands above it.
    NoHeader { text: String },
}

impl CellProblemKind {
    /// Whether the whole row was left out.
    pub const fn leaves_out(&self) -> bool {
        matches!(self, Self::NoTitle | Self::BadId)
    }
}

/// The drivers that the rows below the headers are, if the columns are what the mapping says.
///
/// - A row in which nothing stands is no driver. One without a title is left out with a problem, and so is one whose id
///   can't be.
/// - What a cell holds is written as in the editor: a list has one entry a line, a further link is `label | address`.
///   A cell of one line may have `;` between its entries, or `,` if it has no `;` and its field is one whose entries
///   have no commas. Lists and texts of several columns go together.
/// - A link is the text of its cell, else where the cell leads, else where the title's does.
/// - The version is the `heads` that the driver has; in a row without an id it is nothing.
pub fn drivers(table: &Table, mapping: &Mapping) -> Placed {
    let mut placed = Placed::default();
    for index in 1..table.rows.len() {
        placed.add(table, index, mapping);
    }
    placed
}

impl Placed {
    /// Adds the driver that a row of a table is, by its index among the table's rows: see [`drivers`].
    pub fn add(&mut self, table: &Table, index: usize, mapping: &Mapping) {
        let cells = table.rows.get(index).map_or(&[][..], Vec::as_slice);
        if is_blank(cells) {
            return;
        }
        let mut row = Row {
            table,
            index,
            fields: Map::new(),
            listed: BTreeSet::new(),
            problems: Vec::new(),
        };
        let is_in = row.read(cells, mapping);
        self.problems.append(&mut row.problems);
        if is_in {
            self.drivers.push(row.fields);
            self.rows.push(table.first_row + index);
        }
    }
}

/// A row being read.
struct Row<'a> {
    table: &'a Table,
    /// Among the table's rows.
    index: usize,
    fields: Map<String, Value>,
    /// The entries of lists that are there.
    listed: BTreeSet<(Field, String)>,
    problems: Vec<CellProblem>,
}

/// A cell in which something stands.
#[derive(Clone, Copy)]
struct Cell<'a> {
    column: usize,
    text: &'a str,
}

impl<'a> Row<'a> {
    /// Whether the row is a driver.
    fn read(&mut self, cells: &'a [String], mapping: &Mapping) -> bool {
        let mut filled = BTreeSet::new();
        let mut is_in = true;
        let has_width = self.table.header().len().max(mapping.columns.len());
        for (column, text) in cells.iter().enumerate() {
            if text.trim().is_empty() {
                continue;
            }
            let cell = Cell { column, text };
            let target = mapping.columns.get(column).copied().flatten();
            filled.extend(target);
            match target {
                Some(Target::Id) => is_in &= self.id(cell),
                Some(Target::Comment) => self.comment(text),
                Some(Target::Version) => {
                    self.set(
                        Target::Version,
                        Target::Version.key(),
                        column,
                        json!(text.trim()),
                    );
                }
                Some(Target::Field(field)) => self.field(field, cell),
                None if column >= has_width => {
                    let text = text.to_owned();
                    self.problem(column, None, CellProblemKind::NoHeader { text });
                }
                None => (),
            }
        }
        // Of which driver it would be, only an id tells.
        let version = self.fields.remove(Target::Version.key());
        if let Some(version) = version.as_ref().and_then(Value::as_str)
            && self.fields.contains_key(Target::Id.key())
        {
            let heads = version.split_whitespace().map(Value::from).collect();
            self.fields.insert("heads".to_owned(), heads);
        }
        let title = Target::Field(Field::Title);
        let of_title = mapping.columns.iter();
        let of_title = of_title.enumerate().filter(|(_, is)| **is == Some(title));
        let of_title: Vec<usize> = of_title.map(|(column, _)| column).collect();
        if !self.fields.contains_key(Field::Title.key()) {
            let kind = CellProblemKind::NoTitle;
            match of_title.first() {
                Some(column) => self.problem(*column, Some(title), kind),
                None => self.problems.push(CellProblem {
                    row: self.table.first_row + self.index,
                    column: 0,
                    header: String::new(),
                    target: Some(title),
                    kind,
                }),
            }
            return false;
        }
        if !filled.contains(&Target::Field(Field::Link)) {
            let links = of_title.into_iter().find_map(|column| self.link_of(column));
            if let Some(link) = links {
                self.fields.insert(Field::Link.key().to_owned(), link);
            }
        }
        if mapping.empty_clears && self.fields.contains_key(Target::Id.key()) {
            for target in mapping.columns.iter().flatten() {
                if let Target::Field(field) = target
                    && !filled.contains(target)
                {
                    let cleared = self.fields.entry(field.key());
                    cleared.or_insert(Value::Null);
                }
            }
        }
        is_in
    }

    fn problem(&mut self, column: usize, target: Option<Target>, kind: CellProblemKind) {
        let header = self.table.header().get(column).cloned();
        self.problems.push(CellProblem {
            row: self.table.first_row + self.index,
            column: column + 1,
            header: header.unwrap_or_default(),
            target,
            kind,
        });
    }

    /// Where a cell leads, if it is a link that may be followed.
    fn link_of(&self, column: usize) -> Option<Value> {
        let address = self.table.link(self.index, column)?;
        is_live_address(address).then(|| json!(address))
    }

    /// Whether it may be one.
    fn id(&mut self, Cell { column, text }: Cell<'_>) -> bool {
        let (id, key) = (text.trim(), Target::Id.key());
        if id.starts_with('@') {
            self.problem(column, Some(Target::Id), CellProblemKind::BadId);
            return false;
        }
        self.set(Target::Id, key, column, json!(id));
        true
    }

    fn comment(&mut self, text: &str) {
        let comments = self.fields.entry("comments").or_insert_with(|| json!([]));
        if let Value::Array(comments) = comments {
            comments.push(json!({"text": text.trim()}));
        }
    }

    fn field(&mut self, field: Field, cell @ Cell { column, text }: Cell<'_>) {
        let target = Target::Field(field);
        match field.kind() {
            Kind::List(_) | Kind::Links => self.list(field, cell),
            Kind::Markdown => {
                let text = match self.fields.get(field.key()).and_then(Value::as_str) {
                    Some(before) => format!("{}\n\n{text}", before.trim_end()),
                    None => text.to_owned(),
                };
                self.fields.insert(field.key().to_owned(), json!(text));
            }
            Kind::Line => self.set(target, field.key(), column, json!(one_line(text))),
            kind => match value_of(
                field,
                if kind == Kind::Date {
                    day_of(text)
                } else {
                    text
                },
            ) {
                Ok(date) if kind == Kind::Date => {
                    let read = ApproximateDate::from_value(&date);
                    if read.is_ok_and(|date| date.edtf().is_none()) {
                        let text = text.trim().to_owned();
                        self.problem(column, Some(target), CellProblemKind::NoDate { text });
                    }
                    self.set(target, field.key(), column, date);
                }
                Ok(value) => self.set(target, field.key(), column, value),
                Err(_) => match self.link_of(column) {
                    Some(link) if kind == Kind::Url => {
                        self.set(target, field.key(), column, link);
                    }
                    _ => self.left_out(field, column, vec![text.trim().to_owned()]),
                },
            },
        }
    }

    /// Sets what holds one value.
    fn set(&mut self, target: Target, key: &str, column: usize, value: Value) {
        match self.fields.get(key) {
            None => drop(self.fields.insert(key.to_owned(), value)),
            Some(before) if *before == value => (),
            Some(_) => {
                let text = match value {
                    Value::String(text) => text,
                    other => other["text"].as_str().unwrap_or_default().to_owned(),
                };
                self.problem(column, Some(target), CellProblemKind::SecondValue { text });
            }
        }
    }

    fn list(&mut self, field: Field, Cell { column, text }: Cell<'_>) {
        let mut values = Vec::new();
        let mut wrong = Vec::new();
        for entry in entries(field, text) {
            match value_of(field, entry) {
                Ok(Value::Array(one)) => {
                    if self.listed.insert((field, entry.to_owned())) {
                        values.extend(one);
                    }
                }
                Ok(_) => (),
                Err(_) => wrong.push(entry.to_owned()),
            }
        }
        // A cell that shows a text and leads elsewhere is a link with a label.
        if let (Kind::Links, [label], Some(link)) =
            (field.kind(), wrong.as_slice(), self.link_of(column))
            && values.is_empty()
        {
            values.push(json!({"label": label, "url": link}));
            wrong.clear();
        }
        if !values.is_empty() {
            let list = self.fields.entry(field.key()).or_insert_with(|| json!([]));
            if let Value::Array(list) = list {
                list.append(&mut values);
            }
        }
        if !wrong.is_empty() {
            self.left_out(field, column, wrong);
        }
    }

    fn left_out(&mut self, field: Field, column: usize, texts: Vec<String>) {
        let kind = match field.kind() {
            Kind::Url | Kind::Links => CellProblemKind::NotAnAddress { texts },
            _ => CellProblemKind::NotAChoice { texts },
        };
        self.problem(column, Some(Target::Field(field)), kind);
    }
}

/// The day of an ISO day and time of day, which programs write for days too.
fn day_of(text: &str) -> &str {
    let parted = text.trim().split_at_checked(10);
    let day = parted.filter(|(day, time)| {
        let begins_time = |rest: &str| rest.starts_with(|c: char| c.is_ascii_digit());
        day.parse::<jiff::civil::Date>().is_ok()
            && time.strip_prefix(['T', ' ']).is_some_and(begins_time)
    });
    day.map_or(text, |(day, _)| day)
}

/// The entries of a list, without the space around them.
fn entries(field: Field, text: &str) -> Vec<&str> {
    let parts: Vec<&str> = if text.contains(['\n', '\r']) {
        text.split(['\n', '\r']).collect()
    } else {
        let separator = separators(field).iter().find(|c| text.contains(**c));
        match separator {
            Some(separator) => text.split(*separator).collect(),
            None => vec![text],
        }
    };
    let parts = parts.into_iter().map(str::trim);
    let parts: Vec<&str> = parts.filter(|part| !part.is_empty()).collect();
    // Labels and addresses may have such a mark in them.
    let is_link = |part: &&str| value_of(field, part).is_ok();
    match field.kind() {
        Kind::Links if !text.contains(['\n', '\r']) && !parts.iter().all(is_link) => {
            vec![text.trim()]
        }
        _ => parts,
    }
}
