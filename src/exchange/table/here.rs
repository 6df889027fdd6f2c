//! What a table can't say as exactly as the register has it: it stays as it is here.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use crate::domain::date::ApproximateDate;
use crate::domain::driver::Driver;
use crate::domain::edit::EditId;
use crate::domain::field::{Field, Kind};
use crate::domain::law;
use crate::domain::register::Register;
use crate::domain::value::normal;

/// From how many UTF-16 units on a text may have been cut for a cell, which holds 32,767.
const LONG: usize = 32_000;

/// Takes out of the drivers of a table what isn't a change to drivers that are here, or only looks like one:
///
/// - a cell that nobody changed since its row was written, where the row says which version that was;
/// - a date that is the same in other words, as a sheet's dates have none of their own;
/// - the beginning of a long text, as a cell holds no more.
///
/// Returns which texts these are, by the driver's title and the field.
pub fn keep_what_is_here(
    drivers: &mut [Map<String, Value>],
    register: &Register,
) -> Vec<(String, Field)> {
    let mut cut = Vec::new();
    for driver in drivers {
        let id = driver.get("id").and_then(Value::as_str);
        let Some(here) = id.and_then(|id| register.driver(id)) else {
            continue;
        };
        let stood = stood(driver, register);
        let here = stood.as_ref().unwrap_or(here);
        for field in Field::ALL {
            let Some(value) = driver.get(field.key()) else {
                continue;
            };
            let is_same = match (field.kind(), value) {
                (Kind::Date, value) => {
                    let read = ApproximateDate::from_value(value).ok();
                    let read = read.and_then(|date| date.edtf());
                    read.is_some() && read == here.date(field).and_then(ApproximateDate::edtf)
                }
                (Kind::Line | Kind::Markdown, Value::String(text)) => {
                    let is_cut = text.encode_utf16().count() >= LONG
                        && here.text(field).len() > text.len()
                        && here.text(field).starts_with(text.as_str());
                    if is_cut {
                        cut.push((here.title().to_owned(), field));
                    }
                    is_cut
                }
                _ => false,
            };
            let is_left_alone = || normal(value.clone()) == *here.value(field.key());
            if stood.is_some() && (is_same || is_left_alone()) {
                driver.remove(field.key());
            } else if is_same {
                let value = here.value(field.key()).clone();
                driver.insert(field.key().to_owned(), value);
            }
        }
    }
    cut
}

/// The driver as it stood when its row was written; `None` where the row doesn't say, or not all of that is here.
fn stood(driver: &Map<String, Value>, register: &Register) -> Option<Driver> {
    let id = driver.get("id")?.as_str()?;
    let heads = driver.get("heads")?.clone();
    let heads: BTreeSet<EditId> = serde_json::from_value(heads).ok()?;
    let entry = register.whole(register.group_of(id))?;
    let is_here = !heads.is_empty() && heads.iter().all(|head| entry.is_active(head));
    is_here.then(|| Driver::new(id.to_owned(), law::evaluate_at(entry, &heads)))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::domain::entry::{Entry, own_delta};

    #[test]
    fn what_only_looks_like_a_change_is_none() {
        let long = "a".repeat(40_000);
        let fields = json!({
            "title": "Plan", "published": {"edtf": "2018-07-05", "text": "5th July 2018"},
            "review_due": "July 2030", "impact": long, "summary": "Short.",
        });
        let fields = fields.as_object().unwrap().clone().into_iter().collect();
        let at = "2026-11-22T10:00:00Z".parse().unwrap();
        let (_, delta) = own_delta("plan", [].into(), fields, at, None);
        let mut entry = Entry::default();
        entry.apply(&delta);
        let register = Register::new("north", [("plan".to_owned(), entry)]);
        let read = |id: &str| {
            let driver = json!({
                "id": id, "title": "Plan", "published": "2018-07-05", "review_due": "August 2030",
                "impact": long[..32_767], "summary": "Sho",
            });
            let mut drivers = [driver.as_object().unwrap().clone()];
            let cut = keep_what_is_here(&mut drivers, &register);
            (Value::Object(drivers[0].clone()), cut)
        };
        let (driver, cut) = read("plan");
        assert_eq!(driver["published"]["text"], "5th July 2018");
        assert_eq!(driver["review_due"], "August 2030");
        assert_eq!(driver["impact"], long);
        assert_eq!(driver["summary"], "Sho");
        assert_eq!(cut, [("Plan".to_owned(), Field::Impact)]);
        let (driver, cut) = read("another");
        assert_eq!(driver["published"], "2018-07-05");
        assert_eq!(
            (driver["impact"].as_str().unwrap().len(), cut.len()),
            (32_767, 0)
        );
    }
}
