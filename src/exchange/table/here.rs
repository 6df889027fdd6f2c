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
use crate::exchange::columns::one_line;
use crate::exchange::xlsx::cut_for_cell;

/// Takes out of the drivers of a table what isn't a change to drivers that are here, or only looks like one:
///
/// - a cell that nobody changed since its row was written, where the row says which version that was;
/// - a date that is the same in other words, as a sheet's dates have none of their own;
/// - a long text as a workbook has it that is written here, cut where its cell is full. Any other beginning of it is a
///   change: somebody shortened it.
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
                (kind @ (Kind::Line | Kind::Markdown), Value::String(text)) => {
                    let written = cut_for_cell(here.text(field));
                    let is_cut = written.is_some_and(|written| match kind {
                        Kind::Line => one_line(written) == *text,
                        _ => written == text,
                    });
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
    use crate::exchange::{made, xlsx};

    #[test]
    fn a_long_text_is_only_as_it_was_if_it_is_cut_where_the_cell_is_full() {
        // What XML can't hold takes seven units of a cell, and what stands in two takes two.
        let long = "Ward \u{1}\u{1f4da}".repeat(6_000);
        let mut register = Register::new("north", []);
        let at = "2026-11-22T10:00:00Z";
        let fields = json!({"title": long, "impact": long});
        made::edit(&mut register, "plan", at, "Asha", fields);
        let bytes = xlsx::write(&made::drivers(&register), "North").bytes;
        let table = xlsx::read(&bytes).unwrap().remove(0).table;
        let mapping = super::super::guess(table.header(), &[].into());
        let [written] = &super::super::drivers(&table, &mapping).drivers[..] else {
            panic!("one driver");
        };
        let cut = |key: &str| written[key].as_str().unwrap().to_owned();
        assert!(cut("impact").len() < long.len() / 2 && cut("title").len() < long.len() / 2);
        for field in [Field::Title, Field::Impact] {
            let shorter = cut(field.key())
                .trim_end()
                .strip_suffix("Ward")
                .unwrap()
                .to_owned();
            for (text, is_cut) in [
                (cut(field.key()), true),
                (shorter, false),
                (cut(field.key()) + "\u{1}", false),
                (long.clone(), false),
            ] {
                // With the version that the row was of, and without.
                for heads in [written["heads"].clone(), json!([])] {
                    let mut drivers = [written.clone()];
                    drivers[0].insert("heads".to_owned(), heads.clone());
                    drivers[0].insert(field.key().to_owned(), json!(text));
                    let said = keep_what_is_here(&mut drivers, &register);
                    let is_said = said.iter().any(|(_, cut)| *cut == field);
                    assert_eq!(is_said, is_cut, "{field:?} {}", text.len());
                    let stays = drivers[0].get(field.key()).cloned();
                    let expected = match is_cut || text == long {
                        true if heads != json!([]) => None,
                        true => Some(json!(long)),
                        false => Some(json!(text)),
                    };
                    assert!(stays == expected, "{field:?} {}", text.len());
                }
            }
        }
    }

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
