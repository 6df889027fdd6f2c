//! Dates as people give them: what was written, and the days it means.

mod edtf;
mod words;
mod written;

use std::borrow::Cow;
use std::fmt;
use std::ops::RangeInclusive;

use jiff::civil;
use serde_json::{Value, json};

pub use edtf::{
    Edtf, EdtfDate, EdtfError, EdtfInterval, EdtfProblem, Precision, Qualifier, Season,
};
pub use words::formatted;

/// A date that may be imprecise, uncertain, a range, or no date at all.
///
/// The text is what somebody wrote, to the letter. The EDTF beside it is what
/// the text was taken to mean; there is none for "TBC", nor where the text
/// could mean several dates.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct ApproximateDate {
    edtf: Option<Edtf>,
    text: String,
}

/// Why a JSON value isn't a date.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DateProblem {
    /// The value is neither a text nor an object, but this.
    WrongType(JsonType),
    /// A member of the object isn't a text, but this.
    WrongMemberType(&'static str, JsonType),
    /// The object has neither `edtf` nor `text`.
    NoMembers,
    /// The object's `edtf` isn't EDTF.
    NotEdtf(String, EdtfError),
}

/// A type of JSON value, named in a [`DateProblem`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum JsonType {
    /// `null`
    Null,
    /// `true` or `false`
    Boolean,
    /// A number.
    Number,
    /// A string.
    Text,
    /// An array.
    List,
    /// An object.
    Object,
}

/// The place of a date in a list: see [`ApproximateDate::sort_key`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SortKey {
    undated: bool,
    earliest: civil::Date,
    latest: civil::Date,
}

impl ApproximateDate {
    /// The date that a text means, kept with the text exactly as given.
    ///
    /// EDTF is taken as EDTF, but for `2018-21` to `2018-24`: a person who
    /// writes this means years, not a season. All else is read day first.
    /// A text that names no date, an impossible one or several has no EDTF.
    pub fn from_written(text: impl Into<String>) -> Self {
        let text = text.into();
        let edtf = match text.trim().parse() {
            Ok(Edtf::Date(date)) if matches!(date.precision(), Precision::Season(_)) => {
                written::read(&text).or(Some(date.into()))
            }
            Ok(edtf) => Some(edtf),
            Err(_) => written::read(&text),
        };
        Self { edtf, text }
    }

    /// The date that a JSON value of a register file means.
    ///
    /// A string is EDTF if it can be, else text as written. In an object,
    /// `text` is kept and `edtf` is what it means, even if we would read it
    /// otherwise; `"edtf": null` says that it means no date. If `edtf` is
    /// missing the text is read; if `text` is, the EDTF is the text. Other
    /// members are ignored here.
    ///
    /// # Errors
    /// See [`DateProblem`]. `null` is an error: that it clears a field is for
    /// the caller to know.
    pub fn from_value(value: &Value) -> Result<Self, DateProblem> {
        let members = match value {
            Value::String(text) => return Ok(Self::from_file_text(text)),
            Value::Object(members) => members,
            other => return Err(DateProblem::WrongType(JsonType::of(other))),
        };
        let member = |name| match members.get(name) {
            None => Ok(None),
            Some(Value::String(text)) => Ok(Some(text.as_str())),
            Some(other) => Err(DateProblem::WrongMemberType(name, JsonType::of(other))),
        };
        let no_date = members.get("edtf").is_some_and(Value::is_null);
        let edtf = if no_date { None } else { member("edtf")? };
        let parsed = edtf
            .map(|edtf| {
                edtf.parse()
                    .map_err(|error| DateProblem::NotEdtf(edtf.to_owned(), error))
            })
            .transpose()?;
        match (member("text")?.or(edtf), parsed) {
            (None, _) => Err(DateProblem::NoMembers),
            (Some(text), None) if !no_date => Ok(Self::from_file_text(text)),
            (Some(text), edtf) => Ok(Self {
                edtf,
                text: text.to_owned(),
            }),
        }
    }

    /// In files, EDTF is EDTF without exception: other programs write it.
    fn from_file_text(text: &str) -> Self {
        match text.parse::<Edtf>() {
            Ok(edtf) => edtf.into(),
            Err(_) => Self::from_written(text),
        }
    }

    /// The JSON value that [`from_value`](Self::from_value) reads as this date.
    ///
    /// A plain string if the text is the EDTF, or if the text has none; else
    /// an object, so that other programs needn't read the text.
    pub fn to_value(&self) -> Value {
        let plain = match self.edtf {
            Some(edtf) => edtf.to_string() == self.text,
            None => Self::from_file_text(&self.text).edtf.is_none(),
        };
        if plain {
            Value::String(self.text.clone())
        } else {
            let edtf = self.edtf.map(|edtf| edtf.to_string());
            json!({ "edtf": edtf, "text": self.text })
        }
    }

    /// What the text means, if it means a date.
    pub fn edtf(&self) -> Option<Edtf> {
        self.edtf
    }

    /// What was written, to the letter.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The first day that is meant; `None` without a date or with an open start.
    pub fn earliest(&self) -> Option<civil::Date> {
        self.edtf?.earliest()
    }

    /// The last day that is meant; `None` without a date or with an open end.
    pub fn latest(&self) -> Option<civil::Date> {
        self.edtf?.latest()
    }

    /// The years that are meant, first to last, for a choice by year.
    ///
    /// An interval that is open at one end counts with its other end alone:
    /// "since 2016" is found under 2016, not under every year to come.
    pub fn years(&self) -> Option<RangeInclusive<i16>> {
        let edtf = self.edtf?;
        let first = edtf.start().or(edtf.end())?;
        let last = edtf.end().or(edtf.start())?;
        Some(first.earliest().year()..=last.latest().year())
    }

    /// Orders dates by their first day, then by their last; an open start
    /// comes before all days, an open end after them, and what has no date
    /// comes last. Dates that mean the same days have the same key.
    pub fn sort_key(&self) -> SortKey {
        SortKey {
            undated: self.edtf.is_none(),
            earliest: self.earliest().unwrap_or(civil::Date::MIN),
            latest: self.latest().unwrap_or(civil::Date::MAX),
        }
    }

    /// The date for people: the text as written, without the space around it,
    /// or words ("about 2019") if the text is nothing but the EDTF.
    pub fn display(&self) -> Cow<'_, str> {
        let text = self.text.trim();
        match self.edtf {
            Some(edtf) if edtf.to_string() == text => Cow::Owned(edtf.in_words()),
            _ => Cow::Borrowed(text),
        }
    }
}

impl From<Edtf> for ApproximateDate {
    /// A date of which only the EDTF is known.
    fn from(edtf: Edtf) -> Self {
        Self {
            edtf: Some(edtf),
            text: edtf.to_string(),
        }
    }
}

impl JsonType {
    fn of(value: &Value) -> Self {
        match value {
            Value::Null => JsonType::Null,
            Value::Bool(_) => JsonType::Boolean,
            Value::Number(_) => JsonType::Number,
            Value::String(_) => JsonType::Text,
            Value::Array(_) => JsonType::List,
            Value::Object(_) => JsonType::Object,
        }
    }
}

impl fmt::Display for JsonType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            JsonType::Null => "null",
            JsonType::Boolean => "true or false",
            JsonType::Number => "a number",
            JsonType::Text => "text",
            JsonType::List => "a list",
            JsonType::Object => "an object",
        })
    }
}

impl fmt::Display for DateProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            DateProblem::WrongType(found) => {
                write!(f, "a date is text, or an object, but this is {found}")
            }
            DateProblem::WrongMemberType(name, found) => {
                write!(f, "the “{name}” of a date is text, but this is {found}")
            }
            DateProblem::NoMembers => f.write_str("the date has neither “edtf” nor “text”"),
            DateProblem::NotEdtf(edtf, error) => write!(f, "“{edtf}” isn’t EDTF: {error}"),
        }
    }
}

impl std::error::Error for DateProblem {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            DateProblem::NotEdtf(_, error) => Some(error),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::edtf::tests::edtfs;
    use super::*;
    use proptest::prelude::*;

    #[track_caller]
    fn written(text: &str, edtf: Option<&str>) {
        let date = ApproximateDate::from_written(text);
        assert_eq!(date.edtf().map(|edtf| edtf.to_string()).as_deref(), edtf);
        assert_eq!(date.text(), text);
    }

    #[track_caller]
    fn value(value: Value, edtf: Option<&str>, text: &str) {
        let date = ApproximateDate::from_value(&value).expect("a date");
        assert_eq!(date.edtf().map(|edtf| edtf.to_string()).as_deref(), edtf);
        assert_eq!(date.text(), text);
    }

    #[track_caller]
    fn problem(value: Value, expected: &str) {
        let problem = ApproximateDate::from_value(&value).expect_err("no date");
        assert_eq!(problem.to_string(), expected);
    }

    #[track_caller]
    fn displayed(value: Value, expected: &str) {
        let date = ApproximateDate::from_value(&value).expect("a date");
        assert_eq!(date.display(), expected);
    }

    #[test]
    fn what_is_written_is_kept() {
        written(" April  2017 ", Some("2017-04"));
        written("early 2019", Some("2019~"));
        written("TBC", None);
        written("31 June 2018", None);
        written("", None);
    }

    #[test]
    fn edtf_may_be_written() {
        written("2017-04~", Some("2017-04~"));
        written("2016/..", Some("2016/.."));
        written("1601", Some("1601"));
        written("2018-21", Some("2018/2021"));
        written("2030-21", Some("2030-21"));
    }

    #[test]
    fn values_are_strings_or_objects() {
        value(json!("2017-04"), Some("2017-04"), "2017-04");
        value(json!("2018-21"), Some("2018-21"), "2018-21");
        value(json!("April 2017"), Some("2017-04"), "April 2017");
        value(json!("TBC"), None, "TBC");
        value(
            json!({ "edtf": "2019~", "text": "not before 2019" }),
            Some("2019~"),
            "not before 2019",
        );
        value(json!({ "edtf": "2019" }), Some("2019"), "2019");
        value(json!({ "text": "May 2019" }), Some("2019-05"), "May 2019");
        value(
            json!({ "edtf": null, "text": "May 2019" }),
            None,
            "May 2019",
        );
    }

    #[test]
    fn values_that_are_no_dates_say_why() {
        problem(
            json!(2014),
            "a date is text, or an object, but this is a number",
        );
        problem(
            json!(null),
            "a date is text, or an object, but this is null",
        );
        problem(json!({}), "the date has neither “edtf” nor “text”");
        problem(
            json!({ "edtf": null }),
            "the date has neither “edtf” nor “text”",
        );
        problem(
            json!({ "edtf": "2018-06-31", "text": "31 June" }),
            "“2018-06-31” isn’t EDTF: the month has no such day (at character 9)",
        );
        problem(
            json!({ "edtf": ["2018"], "text": "2018" }),
            "the “edtf” of a date is text, but this is a list",
        );
        problem(
            json!({ "edtf": "2018", "text": false }),
            "the “text” of a date is text, but this is true or false",
        );
    }

    #[test]
    fn saved_values_are_as_short_as_they_can_be() {
        let saved = |text: &str| ApproximateDate::from_written(text).to_value();
        assert_eq!(saved("2017-04"), json!("2017-04"));
        assert_eq!(saved("TBC"), json!("TBC"));
        assert_eq!(
            saved("April 2017"),
            json!({ "edtf": "2017-04", "text": "April 2017" })
        );
        assert_eq!(
            saved("2018-21"),
            json!({ "edtf": "2018/2021", "text": "2018-21" })
        );
    }

    #[test]
    fn people_see_what_was_written_or_words() {
        displayed(json!("2018-08-06"), "6 August 2018");
        displayed(json!("2014"), "2014");
        displayed(json!("2016-10/2016-11"), "October to November 2016");
        displayed(json!("2019~"), "about 2019");
        displayed(json!("early 2019"), "early 2019");
        displayed(json!(" TBC "), "TBC");
        displayed(json!({ "edtf": "2018/2021", "text": "2018-21" }), "2018-21");
    }

    #[test]
    fn dates_are_ordered_by_first_day_then_last() {
        let in_order = [
            "until 2015",
            "2014",
            "April 2014",
            "2014-04-01 to 2014-05-01",
            "5 April 2014",
            "since 2016",
            "TBC",
        ];
        let mut sorted = in_order;
        sorted.reverse();
        sorted.sort_by_key(|text| ApproximateDate::from_written(*text).sort_key());
        assert_eq!(sorted, in_order);
    }

    #[test]
    fn years_are_those_of_all_days() {
        let years = |text: &str| ApproximateDate::from_written(text).years();
        assert_eq!(years("April 2017"), Some(2017..=2017));
        assert_eq!(years("2016/17"), Some(2016..=2017));
        assert_eq!(years("winter 2018"), Some(2018..=2019));
        assert_eq!(years("since 2016"), Some(2016..=2016));
        assert_eq!(years("until 2018"), Some(2018..=2018));
        assert_eq!(years("TBC"), None);
    }

    proptest! {
        #[test]
        fn written_dates_survive_their_value(text in "\\PC*|[0-9]{4}-[0-2][0-9]|[0-3]?[0-9]/1?[0-9]/20[0-9]{2}") {
            let date = ApproximateDate::from_written(text.clone());
            prop_assert_eq!(date.text(), text);
            prop_assert_eq!(ApproximateDate::from_value(&date.to_value()), Ok(date));
        }

        #[test]
        fn any_pair_survives_its_value(
            edtf in prop::option::of(edtfs(0..=9999)),
            text in "\\PC*|[0-9]{4}(-[0-9]{2})?|(April|May) [0-9]{4}",
        ) {
            let date = ApproximateDate { edtf, text };
            prop_assert_eq!(ApproximateDate::from_value(&date.to_value()), Ok(date));
        }

        #[test]
        fn edtf_is_its_own_value(edtf in edtfs(0..=9999)) {
            let value = Value::String(edtf.to_string());
            let date = ApproximateDate::from(edtf);
            prop_assert_eq!(date.to_value(), value.clone());
            prop_assert_eq!(ApproximateDate::from_value(&value), Ok(date));
        }
    }
}
