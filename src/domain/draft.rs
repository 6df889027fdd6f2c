//! A draft: a driver as typed, which becomes an edit or a list of problems, each tied to a field.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::date::ApproximateDate;
use super::driver::{Driver, Link};
use super::edit::{EditId, EntryId};
use super::field::{Field, Kind, NATIONS};
use super::sorting::Gather;
use super::value::is_live_address;

/// What stands in the editor's fields, kept as typed: a list has one entry a line, a further link is
/// `label | address`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Draft {
    pub driver: EntryId,
    /// Whether the driver comes to be with this draft.
    pub is_new: bool,
    /// The edits that were on screen when the editor opened.
    pub after: BTreeSet<EditId>,
    /// What stood in the fields when the editor opened, by key; what isn't named was empty.
    was: BTreeMap<String, String>,
    typed: BTreeMap<String, String>,
    /// Where the draft only settles a conflict.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    settles: Option<Settles>,
}

/// Which conflict a draft settles.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Settles {
    /// The field's key.
    key: String,
    /// The lines that mark where versions overlap: they aren't part of the text.
    marks: BTreeSet<String>,
}

/// Why a draft can't be saved yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    pub field: Field,
    pub kind: ProblemKind,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ProblemKind {
    NoTitle,
    /// An address that isn't http, https or mailto.
    NotAnAddress {
        line: usize,
    },
    /// A text that isn't among those the field takes.
    NotAChoice {
        text: String,
    },
    NoSuchDriver,
    SupersedesItself,
    /// A line is left that marks where versions overlap.
    StillMarked {
        line: usize,
    },
    /// The very text was removed from the driver for good.
    RemovedForGood,
}

impl Draft {
    /// A new driver, with nothing typed yet.
    pub fn new(driver: EntryId) -> Self {
        Self {
            driver,
            is_new: true,
            after: BTreeSet::new(),
            was: BTreeMap::new(),
            typed: BTreeMap::new(),
            settles: None,
        }
    }

    /// A driver as it stands on screen.
    pub fn of(driver: &Driver) -> Self {
        let typed: BTreeMap<String, String> = Field::ALL
            .into_iter()
            .map(|field| (field.key().to_owned(), as_typed(driver, field)))
            .filter(|(_, text)| !text.is_empty())
            .gather();
        Self {
            driver: driver.id.clone(),
            is_new: false,
            after: driver.standing.heads.clone(),
            was: typed.clone(),
            typed,
            settles: None,
        }
    }

    /// One field of a driver, to settle the conflict that it is in: as it stands on screen, or as its versions were
    /// merged, with the lines that mark where these overlap.
    pub fn settling(driver: &Driver, field: Field, merged: Option<(String, Vec<String>)>) -> Self {
        let (text, marks) = merged.unwrap_or_else(|| (as_typed(driver, field), Vec::new()));
        let typed = BTreeMap::from([(field.key().to_owned(), text)]);
        Self {
            driver: driver.id.clone(),
            is_new: false,
            after: driver.standing.heads.clone(),
            was: typed.clone(),
            typed,
            settles: Some(Settles {
                key: field.key().to_owned(),
                marks: marks.into_iter().collect(),
            }),
        }
    }

    /// The key of the field whose conflict this settles, and no more.
    pub fn settles(&self) -> Option<&str> {
        self.settles.as_ref().map(|settles| settles.key.as_str())
    }

    /// Takes what is typed for what stands there: it was saved.
    pub fn accept(&mut self) {
        self.was = self.typed.clone();
    }

    /// What stands in a field.
    pub fn typed(&self, field: Field) -> &str {
        self.typed.get(field.key()).map_or("", String::as_str)
    }

    /// Types into a field, in place of what stood there.
    pub fn set(&mut self, field: Field, text: impl Into<String>) {
        self.typed.insert(field.key().to_owned(), text.into());
    }

    /// Whether anything differs from what stood in the fields at first.
    pub fn is_changed(&self) -> bool {
        Field::ALL.into_iter().any(|field| self.differs(field))
    }

    /// Empties the fields in which a text stands, or stood when the editor opened, that is to be forgotten: they are then
    /// as if nobody had typed in them. Each line of a list is a text too. Whether there were any.
    pub fn forget(&mut self, is_forgotten: impl Fn(&str) -> bool) -> bool {
        let is_in = |text: &String| is_forgotten(text) || text.lines().any(&is_forgotten);
        let fields = self.typed.iter().chain(&self.was);
        let doomed = fields.filter(|(_, text)| is_in(text));
        let doomed: BTreeSet<String> = doomed.map(|(key, _)| key.clone()).collect();
        for fields in [&mut self.typed, &mut self.was] {
            fields.retain(|key, _| !doomed.contains(key));
        }
        !doomed.is_empty()
    }

    fn was(&self, field: Field) -> &str {
        self.was.get(field.key()).map_or("", String::as_str)
    }

    fn differs(&self, field: Field) -> bool {
        self.typed(field) != self.was(field)
    }

    /// The changed fields with their new values, by key, or all that is wrong, in the order of the fields.
    pub fn check(
        &self,
        is_driver: impl Fn(&str) -> bool,
    ) -> Result<BTreeMap<String, Value>, Vec<Problem>> {
        let mut set = BTreeMap::new();
        let mut problems = Vec::new();
        for field in Field::ALL {
            if field == Field::Title && self.typed(field).trim().is_empty() {
                problems.push(Problem {
                    field,
                    kind: ProblemKind::NoTitle,
                });
            } else if self.differs(field) {
                match self.value(field, self.typed(field), &is_driver) {
                    Ok(value) => {
                        // It may be typed otherwise and say the same: with an empty line more, say.
                        if self.value(field, self.was(field), &is_driver).as_ref() != Ok(&value) {
                            set.insert(field.key().to_owned(), value);
                        }
                    }
                    Err(kind) => problems.push(Problem { field, kind }),
                }
            }
        }
        if problems.is_empty() {
            Ok(set)
        } else {
            Err(problems)
        }
    }

    /// The value of one field, changed or not, or what is wrong with it.
    pub fn check_one(
        &self,
        field: Field,
        is_driver: impl Fn(&str) -> bool,
    ) -> Result<Value, Problem> {
        let typed = self.typed(field);
        let is_mark = |line: &str| {
            let settles = self.settles.as_ref();
            settles.is_some_and(|settles| settles.marks.contains(line.trim()))
        };
        let checked = if field == Field::Title && typed.trim().is_empty() {
            Err(ProblemKind::NoTitle)
        } else if let Some(mark) = typed.lines().position(is_mark) {
            Err(ProblemKind::StillMarked { line: mark + 1 })
        } else {
            self.value(field, typed, is_driver)
        };
        checked.map_err(|kind| Problem { field, kind })
    }

    fn value(
        &self,
        field: Field,
        typed: &str,
        is_driver: impl Fn(&str) -> bool,
    ) -> Result<Value, ProblemKind> {
        let line = typed.trim();
        match field.kind() {
            Kind::Driver if line.is_empty() => Ok(Value::Null),
            Kind::Driver if line == self.driver => Err(ProblemKind::SupersedesItself),
            Kind::Driver if !is_driver(line) => Err(ProblemKind::NoSuchDriver),
            _ => value_of(field, typed),
        }
    }
}

/// The value that a text gives a field, written as in the editor; `null` where it says nothing. Whether the driver that
/// it names is there is for the caller to know.
pub fn value_of(field: Field, typed: &str) -> Result<Value, ProblemKind> {
    let line = typed.trim();
    if line.is_empty() {
        return Ok(Value::Null);
    }
    match field.kind() {
        Kind::Line | Kind::Driver => Ok(json!(line)),
        Kind::Markdown => Ok(json!(typed)),
        Kind::Date => Ok(ApproximateDate::from_written(line).to_value()),
        Kind::Choice(choices) => one_of(choices, line).map(Value::from),
        Kind::Url if is_live_address(line) => Ok(json!(line)),
        Kind::Url => Err(ProblemKind::NotAnAddress { line: 1 }),
        Kind::List(choices) => distinct_lines(typed)
            .into_iter()
            .map(|(_, text)| match choices {
                Some(choices) => one_of(choices, text).map(Value::from),
                None => Ok(json!(text)),
            })
            .collect(),
        Kind::Links => distinct_lines(typed)
            .into_iter()
            .map(|(line, text)| link(text).ok_or(ProblemKind::NotAnAddress { line }))
            .collect(),
    }
}

fn one_of(choices: &'static [&'static str], text: &str) -> Result<&'static str, ProblemKind> {
    let choice = choices
        .iter()
        .find(|choice| choice.eq_ignore_ascii_case(text));
    let wrong = || ProblemKind::NotAChoice {
        text: text.to_owned(),
    };
    choice.copied().ok_or_else(wrong)
}

/// The lines that say something, numbered from 1, each text once.
fn distinct_lines(typed: &str) -> Vec<(usize, &str)> {
    let mut known = BTreeSet::new();
    let lines = typed.lines().enumerate();
    lines
        .map(|(index, line)| (index + 1, line.trim()))
        .filter(|(_, line)| !line.is_empty() && known.insert(*line))
        .collect()
}

/// An address is one even with a bar in it.
fn link(line: &str) -> Option<Value> {
    let parted = || line.rsplit_once(" | ").or_else(|| line.rsplit_once('|'));
    let (label, url) = match parted() {
        Some((label, url)) if !is_live_address(line) => (label.trim(), url.trim()),
        _ => ("", line),
    };
    is_live_address(url).then(|| json!({"label": label, "url": url}))
}

/// A further link as it is written in the editor.
pub fn link_as_typed(link: Link) -> String {
    match link.label.as_str() {
        "" => link.url,
        label => format!("{label} | {}", link.url),
    }
}

fn as_typed(driver: &Driver, field: Field) -> String {
    match field.kind() {
        Kind::List(choices) => {
            let elements: Vec<&str> = driver.list(field).collect();
            match choices {
                // In the order of the check boxes, so that ticking one and unticking it changes nothing.
                Some(_) if field == Field::Nations => {
                    let nations = NATIONS.iter().filter(|nation| elements.contains(nation));
                    nations.copied().collect::<Vec<_>>().join("\n")
                }
                _ => elements.join("\n"),
            }
        }
        Kind::Links => {
            let lines = driver.further_links().into_iter().map(link_as_typed);
            lines.collect::<Vec<_>>().join("\n")
        }
        Kind::Date => driver
            .date(field)
            .map(|date| date.text().to_owned())
            .unwrap_or_default(),
        _ => driver.text(field).to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::entry::{Entry, own_delta};
    use crate::domain::law;

    fn driver(fields: Value) -> Driver {
        let fields = fields.as_object().unwrap().clone().into_iter().collect();
        let at = "2026-11-22T10:00:00Z".parse().unwrap();
        let (_, delta) = own_delta("plan", BTreeSet::new(), fields, at, None);
        let mut entry = Entry::default();
        entry.apply(&delta);
        Driver::new("plan".to_owned(), law::evaluate(&entry))
    }

    fn full() -> Driver {
        driver(json!({
            "title": "A plan", "topics": ["a", "b"], "nations": ["Wales", "England"], "level": "local",
            "further_links": [{"label": "Annex", "url": "https://a.example"}, {"label": "", "url": "https://b.example"}],
            "published": {"edtf": "2017-04", "text": "April 2017"}, "superseded_by": "other", "impact": "One.\n\nTwo.",
        }))
    }

    #[track_caller]
    fn checked(draft: &Draft, fields: &[(Field, &str)]) -> Result<Value, Vec<Problem>> {
        let mut draft = draft.clone();
        for (field, text) in fields {
            draft.set(*field, *text);
        }
        let set = draft.check(|id| id == "other")?;
        Ok(Value::Object(set.into_iter().collect()))
    }

    #[test]
    fn only_what_was_changed_is_saved() {
        let draft = Draft::of(&full());
        assert!(!draft.is_changed());
        assert_eq!(checked(&draft, &[]), Ok(json!({})));
        let typed = [
            (Field::Title, "The plan "),
            (Field::Topics, "a\n b \n\nb\n"),
            (Field::Level, ""),
        ];
        assert_eq!(
            checked(&draft, &typed),
            Ok(json!({"title": "The plan", "level": null}))
        );
        let again = [(Field::Title, "A plan"), (Field::Published, "April  2017")];
        let kept = json!({"published": {"edtf": "2017-04", "text": "April  2017"}});
        assert_eq!(checked(&draft, &again), Ok(kept));
    }

    #[test]
    fn what_is_typed_becomes_values_of_each_kind() {
        let typed = [
            (Field::Title, "T"),
            (Field::Published, "early 2019"),
            (Field::LastUpdated, "2018-07"),
            (Field::ReviewDue, "TBC"),
            (Field::Nations, "wales\nScotland"),
            (
                Field::FurtherLinks,
                "Annex | https://a.example\nhttps://b.example\nC|https://c.example\nD | https://d.example/x|y\nhttps://e.example/|",
            ),
            (Field::SupersededBy, "other"),
        ];
        assert_eq!(
            checked(&Draft::new("new".into()), &typed),
            Ok(json!({
                "title": "T",
                "published": {"edtf": "2019~", "text": "early 2019"},
                "last_updated": "2018-07",
                "review_due": "TBC",
                "nations": ["Wales", "Scotland"],
                "further_links": [{"label": "Annex", "url": "https://a.example"}, {"label": "", "url": "https://b.example"},
                    {"label": "C", "url": "https://c.example"}, {"label": "D", "url": "https://d.example/x|y"}, {"label": "", "url": "https://e.example/|"}],
                "superseded_by": "other",
            }))
        );
    }

    #[test]
    fn a_field_that_is_forgotten_is_as_if_nobody_had_typed_in_it() {
        let mut draft = Draft::of(&full());
        draft.set(Field::Summary, "Call Jo.");
        draft.set(Field::Topics, "a\nJo\nb");
        draft.set(Field::Level, "national");
        assert!(draft.forget(|text| text.contains("Jo")));
        assert_eq!(checked(&draft, &[]), Ok(json!({"level": "national"})));
        assert_eq!(draft.typed(Field::Topics), "");
        assert!(!draft.forget(|text| text.contains("Jo")));
    }

    #[test]
    fn every_problem_is_tied_to_its_field() {
        let typed = [
            (Field::Title, "  "),
            (Field::Link, "www.a.example"),
            (
                Field::FurtherLinks,
                "https://a.example\nAnnex | javascript:x",
            ),
            (Field::Nations, "France"),
            (Field::SupersededBy, "nobody"),
        ];
        let problems = [
            Problem {
                field: Field::Title,
                kind: ProblemKind::NoTitle,
            },
            Problem {
                field: Field::Nations,
                kind: ProblemKind::NotAChoice {
                    text: "France".into(),
                },
            },
            Problem {
                field: Field::Link,
                kind: ProblemKind::NotAnAddress { line: 1 },
            },
            Problem {
                field: Field::FurtherLinks,
                kind: ProblemKind::NotAnAddress { line: 2 },
            },
            Problem {
                field: Field::SupersededBy,
                kind: ProblemKind::NoSuchDriver,
            },
        ];
        assert_eq!(
            checked(&Draft::new("new".into()), &typed),
            Err(problems.into())
        );
        let itself = [(Field::SupersededBy, "plan")];
        let problem = Problem {
            field: Field::SupersededBy,
            kind: ProblemKind::SupersedesItself,
        };
        assert_eq!(checked(&Draft::of(&full()), &itself), Err(vec![problem]));
    }

    #[test]
    fn a_conflict_is_settled_by_one_field_without_marks() {
        let driver = full();
        let mut date = Draft::settling(&driver, Field::Published, None);
        assert_eq!(date.settles(), Some("published"));
        assert!(!date.is_changed());
        let is_driver = |id: &str| id == "other";
        assert_eq!(
            date.check_one(Field::Published, is_driver),
            Ok(json!({"edtf": "2017-04", "text": "April 2017"}))
        );
        date.set(Field::Published, "2018");
        assert!(date.is_changed());
        date.accept();
        assert!(!date.is_changed());

        let merged = "One.\n=== AL ===\nTwo.\n=== End ===".to_owned();
        let marks = vec!["=== AL ===".to_owned(), "=== End ===".to_owned()];
        let mut impact = Draft::settling(&driver, Field::Impact, Some((merged, marks)));
        let problem = |line| {
            Err(Problem {
                field: Field::Impact,
                kind: ProblemKind::StillMarked { line },
            })
        };
        assert_eq!(impact.check_one(Field::Impact, is_driver), problem(2));
        impact.set(Field::Impact, "One.\nTwo.\n === End === ");
        assert_eq!(impact.check_one(Field::Impact, is_driver), problem(3));
        impact.set(Field::Impact, "One.\nTwo.");
        assert_eq!(
            impact.check_one(Field::Impact, is_driver),
            Ok(json!("One.\nTwo."))
        );
        let mut title = Draft::settling(&driver, Field::Title, None);
        title.set(Field::Title, " ");
        assert!(title.check_one(Field::Title, is_driver).is_err());
    }
}
