//! JSON Lines: one driver a line, in flat fields, for databases and search servers. It is only written, never read.
//!
//! `docs/json-lines.md` describes it. Every line has every key, so that programs that guess a table from the first lines
//! guess right. No line end stands within a line: JSON escapes those of texts.

use serde_json::{Map, Value, json};

use super::Writing;
use crate::domain::driver::Driver;
use crate::domain::field::{COMMENT, Field, Kind};
use crate::domain::sorting::Gather;

/// The drivers, a line each, in the order given.
pub fn write(drivers: &[&Driver]) -> String {
    let mut lines = Lines::default();
    drivers.iter().for_each(|driver| lines.push(driver));
    lines.0
}

/// The lines so far.
#[derive(Default)]
pub struct Lines(String);

impl Writing for Lines {
    fn push(&mut self, driver: &Driver) {
        let mut line = Line::default();
        line.driver(driver);
        self.0.push_str(&line.json);
        self.0.push_str("}\n");
    }

    fn finish(self: Box<Self>) -> Vec<u8> {
        self.0.into_bytes()
    }
}

/// An object being written, its members in the order in which they come.
#[derive(Default)]
struct Line {
    json: String,
}

impl Line {
    fn member(&mut self, key: &str, value: &Value) {
        let before = if self.json.is_empty() { '{' } else { ',' };
        self.json.push(before);
        // Keys of this module and of fields have nothing that JSON escapes.
        self.json.extend(["\"", key, "\":", &value.to_string()]);
    }

    fn driver(&mut self, driver: &Driver) {
        self.member("id", &json!(driver.id));
        for field in Field::ALL {
            self.field(driver, field);
        }
        let comments = driver.comments();
        let comments = comments
            .iter()
            .map(|comment| json!({ "by": comment.by, "at": comment.at, "text": comment.text }));
        self.member("comments", &comments.collect());
        self.member("conflicts", &driver.conflicts().collect());
        self.member("trashed", &json!(driver.is_in_trash()));
        self.member("other", &other(driver));
    }

    fn field(&mut self, driver: &Driver, field: Field) {
        let key = field.key();
        match field.kind() {
            _ if field == Field::Status => self.member(key, &json!(driver.status().key())),
            Kind::List(_) => self.member(key, &driver.list(field).collect()),
            Kind::Links => {
                let links = driver.further_links();
                let links = links.iter();
                let links = links.map(|link| json!({ "label": link.label, "url": link.url }));
                self.member(key, &links.collect());
            }
            Kind::Date => {
                let date = driver.date(field);
                let text = |text: Option<String>| text.map_or(Value::Null, Value::String);
                let edtf = date.and_then(|date| Some(date.edtf()?.to_string()));
                let from = date.and_then(|date| Some(date.earliest()?.to_string()));
                let to = date.and_then(|date| Some(date.latest()?.to_string()));
                self.member(key, &text(date.map(|date| date.text().to_owned())));
                self.member(&format!("{key}_edtf"), &text(edtf));
                self.member(&format!("{key}_from"), &text(from));
                self.member(&format!("{key}_to"), &text(to));
            }
            _ => match driver.text(field) {
                "" => self.member(key, &Value::Null),
                text => self.member(key, &json!(text)),
            },
        }
    }
}

/// What the driver holds beside the fields of the template, under the keys of the register's own file.
fn other(driver: &Driver) -> Value {
    let fields = driver.standing.fields.iter();
    let other: Map<String, Value> = fields
        .filter(|(key, _)| Field::from_key(key).is_none() && !key.starts_with(COMMENT))
        .filter(|(_, field)| !field.shown.is_null())
        .map(|(key, field)| (key.clone(), (*field.shown).clone()))
        .gather();
    Value::Object(other)
}

#[cfg(test)]
mod tests {
    use super::super::made::{self, drivers, edit};
    use super::*;
    use crate::domain::edit::comment_key;

    fn lines(json_lines: &str) -> Vec<Value> {
        assert!(json_lines.is_empty() || json_lines.ends_with('\n'));
        let lines = json_lines.lines();
        lines
            .map(|line| serde_json::from_str(line).unwrap())
            .collect()
    }

    #[test]
    fn a_driver_is_a_line() {
        let mut register = made::readable();
        let comment =
            json!({ "by": "Ben", "at": "2026-03-10T08:00:00Z", "text": "Quote page 12." });
        let set = json!({
            comment_key(&comment): comment,
            "further_links": [{ "label": "Slides", "url": "https://policy.example/slides" }],
            "shelf": 12
        });
        edit(&mut register, "wards", "2026-03-10T08:00:00Z", "Ben", set);
        let json_lines = write(&drivers(&register));
        // A member a line, for people to read.
        let readable = json_lines.replace(",\"", ",\n\"");
        insta::assert_snapshot!(readable, @r#"
        {"id":"mistake",
        "title":"A mistake",
        "alternative_titles":[],
        "level":null,
        "nations":[],
        "settings":[],
        "sources":[],
        "link":null,
        "further_links":[],
        "publication_format":null,
        "published":null,
        "published_edtf":null,
        "published_from":null,
        "published_to":null,
        "impact":null,
        "summary":null,
        "key_features":null,
        "case_studies":null,
        "audiences":[],
        "topics":[],
        "status":"current",
        "superseded_by":null,
        "last_updated":null,
        "last_updated_edtf":null,
        "last_updated_from":null,
        "last_updated_to":null,
        "review_due":"2026-09",
        "review_due_edtf":"2026-09",
        "review_due_from":"2026-09-01",
        "review_due_to":"2026-09-30",
        "responsible":null,
        "comments":[],
        "conflicts":[],
        "trashed":true,
        "other":{}}
        {"id":"old-wards",
        "title":"Books on wards",
        "alternative_titles":[],
        "level":null,
        "nations":[],
        "settings":[],
        "sources":["Institute of Bedside Evidence"],
        "link":null,
        "further_links":[],
        "publication_format":null,
        "published":"about 2011",
        "published_edtf":"2011~",
        "published_from":"2011-01-01",
        "published_to":"2011-12-31",
        "impact":"Trolleys are to go round twice a week.",
        "summary":null,
        "key_features":null,
        "case_studies":null,
        "audiences":[],
        "topics":[],
        "status":"superseded",
        "superseded_by":"wards",
        "last_updated":null,
        "last_updated_edtf":null,
        "last_updated_from":null,
        "last_updated_to":null,
        "review_due":"2026-02-01",
        "review_due_edtf":"2026-02-01",
        "review_due_from":"2026-02-01",
        "review_due_to":"2026-02-01",
        "responsible":null,
        "comments":[],
        "conflicts":[],
        "trashed":false,
        "other":{}}
        {"id":"wards",
        "title":"Reading on wards",
        "alternative_titles":[],
        "level":"national",
        "nations":["England",
        "Wales"],
        "settings":[],
        "sources":["Institute of Bedside Evidence",
        "Ward Readers’ Trust"],
        "link":"https://policy.example/wards",
        "further_links":[{"label":"Slides",
        "url":"https://policy.example/slides"}],
        "publication_format":null,
        "published":"April 2025",
        "published_edtf":"2025-04",
        "published_from":"2025-04-01",
        "published_to":"2025-04-30",
        "impact":"Every ward is to have a **named librarian** (p. 12).\n\n- Plan for visits.\n- Count the questions.",
        "summary":"Care is safer where staff can ask for evidence and get it the same day.",
        "key_features":"Three promises:\n\n1. a person to ask\n2. an answer by noon\n3. a report each year, as in [the example](https://policy.example/report)",
        "case_studies":null,
        "audiences":["Library managers",
        "Chief nurses"],
        "topics":["evidence",
        "wards"],
        "status":"current",
        "superseded_by":null,
        "last_updated":null,
        "last_updated_edtf":null,
        "last_updated_from":null,
        "last_updated_to":null,
        "review_due":"July 2026",
        "review_due_edtf":"2026-07",
        "review_due_from":"2026-07-01",
        "review_due_to":"2026-07-31",
        "responsible":"Ben, for AK",
        "comments":[{"at":"2026-03-10T08:00:00Z",
        "by":"Ben",
        "text":"Quote page 12."}],
        "conflicts":[],
        "trashed":false,
        "other":{"shelf":12}}
        "#);
    }

    #[test]
    fn every_line_has_every_key() {
        let (readable, hard) = (made::readable(), made::hard());
        let all: Vec<&Driver> = [drivers(&readable), drivers(&hard)].concat();
        let keys =
            |line: &Value| -> Vec<String> { line.as_object().unwrap().keys().cloned().collect() };
        let lines = lines(&write(&all));
        assert_eq!(lines.len(), all.len());
        for line in &lines {
            assert_eq!(keys(line), keys(&lines[0]));
        }
    }

    #[test]
    fn every_key_is_described() {
        let page = include_str!("../../docs/json-lines.md");
        let rows = page.lines().filter(|line| line.starts_with("| `"));
        let keys = rows.filter_map(|row| row.split(" | ").next());
        let described: Vec<&str> = keys
            .flat_map(|keys| keys.split('`').skip(1).step_by(2))
            .collect();
        let register = made::readable();
        let line = write(&drivers(&register)[..1]);
        let places = described
            .iter()
            .map(|key| line.find(&format!("\"{key}\":")));
        let places: Vec<usize> = places.map(|place| place.expect("the key")).collect();
        assert!(places.is_sorted(), "in another order");
        assert_eq!(described.len(), lines(&line)[0].as_object().unwrap().len());
    }

    #[test]
    fn what_is_hard_comes_back() {
        let register = made::hard();
        let drivers = drivers(&register);
        for (driver, line) in drivers.iter().zip(lines(&write(&drivers))) {
            assert_eq!(line["id"], json!(driver.id));
            for field in Field::ALL {
                let (shown, written) = (driver.value(field.key()), &line[field.key()]);
                match field {
                    Field::Status => assert_eq!(written, driver.status().key()),
                    Field::FurtherLinks => assert_eq!(
                        written.as_array().unwrap().len(),
                        shown.as_array().map_or(0, Vec::len)
                    ),
                    _ if written == &json!([]) => assert!(shown.is_null()),
                    _ => assert_eq!(written, shown, "{field} of {}", driver.id),
                }
            }
        }
        assert_eq!(write(&[]), "");
    }

    #[test]
    fn dates_are_days_too() {
        let register = made::hard();
        let lines = lines(&write(&drivers(&register)));
        let date = |id: &str, key: &str| {
            let line = lines.iter().find(|line| line["id"] == id).unwrap();
            ["", "_edtf", "_from", "_to"].map(|end| line[format!("{key}{end}")].clone())
        };
        let nothing = Value::Null;
        assert_eq!(
            date("rtl", "review_due"),
            [
                json!("spring 2026"),
                json!("2026-21"),
                json!("2026-03-01"),
                json!("2026-05-31")
            ]
        );
        assert_eq!(
            date("open", "published"),
            [
                json!("2018/.."),
                json!("2018/.."),
                json!("2018-01-01"),
                nothing.clone()
            ]
        );
        assert_eq!(
            date("undated", "published"),
            [
                json!("TBC"),
                nothing.clone(),
                nothing.clone(),
                nothing.clone()
            ]
        );
        assert_eq!(
            date("untitled", "published"),
            [(); 4].map(|()| nothing.clone())
        );
    }
}
