//! Values of fields: their one normal form, and whether a value is of its field's kind.

use serde_json::{Map, Value};

use super::field::{Field, Kind, TRASHED, names_drivers};
use super::sorting::Gather;

/// What a field takes, for messages about a value that it doesn't.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Expected {
    Text,
    /// One of these texts.
    OneOf(&'static [&'static str]),
    ListOfText,
    /// A list of texts, each one of these.
    ListOf(&'static [&'static str]),
    ListOfLinks,
    ListOfComments,
    Date,
    TrueOrNothing,
}

/// The normal form: line ends are LF, and what is empty is `null`, which clears a field.
pub fn normal(value: Value) -> Value {
    match with_line_feeds(value) {
        Value::String(text) if text.is_empty() => Value::Null,
        Value::Array(list) if list.is_empty() => Value::Null,
        other => other,
    }
}

fn with_line_feeds(value: Value) -> Value {
    match value {
        // By bytes, which is quicker in long texts.
        Value::String(text) if text.as_bytes().contains(&b'\r') => {
            Value::String(text.replace("\r\n", "\n").replace('\r', "\n"))
        }
        Value::Array(list) => Value::Array(list.into_iter().map(with_line_feeds).collect()),
        Value::Object(map) => Value::Object(
            map.into_iter()
                .map(|(key, value)| (key, with_line_feeds(value)))
                .gather::<Map<_, _>>(),
        ),
        other => other,
    }
}

/// Whether a value in its normal form is one that the field of this key takes.
///
/// `null` is: it clears the field. A key that nobody here knows takes anything.
pub fn check(key: &str, value: &Value) -> Result<(), Expected> {
    let expected = match Field::from_key(key).map(Field::kind) {
        _ if value.is_null() => return Ok(()),
        None if key == TRASHED && value != &Value::Bool(true) => Expected::TrueOrNothing,
        None if names_drivers(key) && !is_list_of(value, Value::is_string) => Expected::ListOfText,
        None => return Ok(()),
        Some(Kind::Line | Kind::Markdown | Kind::Url | Kind::Driver) if !value.is_string() => {
            Expected::Text
        }
        Some(Kind::Choice(choices)) if !is_one_of(value, choices) => Expected::OneOf(choices),
        Some(Kind::List(None)) if !is_list_of(value, Value::is_string) => Expected::ListOfText,
        Some(Kind::List(Some(choices))) if !is_list_of(value, |v| is_one_of(v, choices)) => {
            Expected::ListOf(choices)
        }
        Some(Kind::Links) if !is_list_of(value, is_link) => Expected::ListOfLinks,
        Some(Kind::Date) if super::date::ApproximateDate::from_value(value).is_err() => {
            Expected::Date
        }
        Some(_) => return Ok(()),
    };
    Err(expected)
}

fn is_one_of(value: &Value, choices: &[&str]) -> bool {
    value.as_str().is_some_and(|text| choices.contains(&text))
}

fn is_list_of(value: &Value, holds: impl Fn(&Value) -> bool) -> bool {
    value.as_array().is_some_and(|list| list.iter().all(holds))
}

fn is_link(value: &Value) -> bool {
    let text_or_none = |key| value.get(key).is_none_or(Value::is_string);
    value.is_object() && value.get("url").is_some_and(Value::is_string) && text_or_none("label")
}

/// Whether an address may be followed from the page: only http, https and mailto.
pub fn is_live_address(address: &str) -> bool {
    let scheme = address.split(':').next().unwrap_or_default();
    address.contains(':')
        && ["http", "https", "mailto"]
            .iter()
            .any(|live| scheme.eq_ignore_ascii_case(live))
        && !address.chars().any(|c| c.is_control() || c.is_whitespace())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_normal_form_is_its_own_normal_form() {
        for (given, normal_form) in [
            (json!("a\r\nb\rc\n"), json!("a\nb\nc\n")),
            (json!(""), Value::Null),
            (json!([]), Value::Null),
            (json!(["a\r\n"]), json!(["a\n"])),
            (json!({"x": "\r\n"}), json!({"x": "\n"})),
            (json!(false), json!(false)),
        ] {
            assert_eq!(normal(given), normal_form);
            assert_eq!(normal(normal_form.clone()), normal_form);
        }
    }

    #[test]
    fn each_kind_takes_its_own_values_only() {
        let cases = [
            ("title", json!("x"), Ok(())),
            ("title", json!(5), Err(Expected::Text)),
            ("title", Value::Null, Ok(())),
            ("level", json!("local"), Ok(())),
            (
                "level",
                json!("Local"),
                Err(Expected::OneOf(super::super::field::LEVELS)),
            ),
            ("nations", json!(["Wales"]), Ok(())),
            (
                "nations",
                json!("Wales"),
                Err(Expected::ListOf(super::super::field::NATIONS)),
            ),
            ("topics", json!(["a", "b"]), Ok(())),
            ("topics", json!(["a", 1]), Err(Expected::ListOfText)),
            (
                "further_links",
                json!([{"url": "https://x.example"}]),
                Ok(()),
            ),
            (
                "further_links",
                json!([{"label": "x"}]),
                Err(Expected::ListOfLinks),
            ),
            ("published", json!("April 2017"), Ok(())),
            (
                "published",
                json!({"edtf": "2017-04", "text": "April 2017"}),
                Ok(()),
            ),
            ("published", json!(2017), Err(Expected::Date)),
            ("trashed", json!(true), Ok(())),
            ("trashed", json!("yes"), Err(Expected::TrueOrNothing)),
            ("same_as", json!(["a"]), Ok(())),
            ("not_same_as", json!("a"), Err(Expected::ListOfText)),
            ("colour", json!({"r": 1}), Ok(())),
        ];
        for (key, value, expected) in cases {
            assert_eq!(check(key, &value), expected, "{key}: {value}");
        }
    }

    #[test]
    fn only_http_https_and_mailto_are_live() {
        for live in [
            "https://a.example/b?c#d",
            "HTTP://a.example",
            "mailto:a@b.example",
        ] {
            assert!(is_live_address(live), "{live}");
        }
        for dead in [
            "javascript:alert(1)",
            "data:text/html,x",
            "file:///c:/x",
            "java\nscript:x",
            "https",
            "",
            "//x.example",
            " https://x.example",
            "https://x.example/a b",
        ] {
            assert!(!is_live_address(dead), "{dead}");
        }
    }
}
