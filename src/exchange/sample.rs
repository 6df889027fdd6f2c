//! The sample register, which a new user can try: real policy drivers, each with its source.
//!
//! Its review dates follow the calendar, so that every review state is there on whatever day it is opened. `sample.json`
//! therefore counts months, in `review_in_months` and `updated_months_ago`, and [`json`] turns them into dates.

use jiff::ToSpan;
use jiff::civil::Date;
use serde_json::Value;

const SAMPLE: &str = include_str!("sample.json");

/// The sample as a plain file of the driver-atlas format, with its dates counted from `today`.
#[must_use]
pub fn json(today: Date) -> String {
    let mut file: Value =
        serde_json::from_str(SAMPLE).expect("sample.json is JSON, as the tests show");
    file["exported"] = today.to_string().into();
    for driver in file["drivers"].as_array_mut().into_iter().flatten() {
        let Some(fields) = driver.as_object_mut() else {
            continue;
        };
        if let Some(months) = fields
            .remove("review_in_months")
            .and_then(|months| months.as_i64())
        {
            fields.insert("review_due".into(), month(today, months).into());
        }
        if let Some(months) = fields
            .remove("updated_months_ago")
            .and_then(|months| months.as_i64())
        {
            fields.insert("last_updated".into(), month(today, -months).into());
        }
    }
    file.to_string()
}

/// The month that is so many months after that of `today`, as `YYYY-MM`.
fn month(today: Date, months: i64) -> String {
    let there = today.first_of_month().saturating_add(months.months());
    format!("{:04}-{:02}", there.year(), there.month())
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    /// Month ends, leap days and the days on which 90 days end close to the end of a month.
    const DAYS: [(i16, i8, i8); 12] = [
        (2024, 2, 29),
        (2025, 1, 31),
        (2025, 2, 28),
        (2025, 7, 1),
        (2025, 8, 31),
        (2025, 12, 1),
        (2025, 12, 31),
        (2026, 1, 1),
        (2026, 4, 30),
        (2027, 3, 1),
        (2028, 2, 29),
        (2100, 2, 28),
    ];

    fn days() -> impl Iterator<Item = Date> {
        DAYS.into_iter()
            .map(|(year, month, day)| Date::constant(year, month, day))
    }

    fn drivers(today: Date) -> Vec<Value> {
        let file: Value = serde_json::from_str(&json(today)).expect("a JSON file");
        file["drivers"]
            .as_array()
            .expect("a list of drivers")
            .clone()
    }

    fn any_drivers() -> Vec<Value> {
        drivers(Date::constant(2025, 11, 22))
    }

    /// All that the drivers have in a field, be it a text or a list of texts.
    fn all(drivers: &[Value], field: &str) -> BTreeSet<String> {
        drivers
            .iter()
            .flat_map(|driver| match &driver[field] {
                Value::Array(list) => list.clone(),
                one => vec![one.clone()],
            })
            .filter_map(|value| value.as_str().map(String::from))
            .collect()
    }

    fn set<const N: usize>(names: [&str; N]) -> BTreeSet<String> {
        names.into_iter().map(String::from).collect()
    }

    /// A review is overdue once the last day of its month has passed, and due soon within 90 days of that day.
    fn review_state(driver: &Value, today: Date) -> &'static str {
        let Some(due) = driver["review_due"].as_str() else {
            return "no date";
        };
        let first: Date = format!("{due}-01")
            .parse()
            .expect("a month written YYYY-MM");
        let last = first.last_of_month();
        if last < today {
            "overdue"
        } else if last <= today.saturating_add(90.days()) {
            "due soon"
        } else {
            "later"
        }
    }

    #[test]
    fn is_a_file_of_the_format() {
        let file: Value =
            serde_json::from_str(&json(Date::constant(2025, 11, 22))).expect("a JSON file");
        assert_eq!(file["format"], "driver-atlas");
        assert_eq!(file["version"], 1);
        assert_eq!(file["register"]["id"], "sample");
        assert!(SAMPLE.len() < 60_000);
    }

    #[test]
    fn has_drivers_of_every_kind() {
        let drivers = any_drivers();
        assert!(drivers.len() >= 12);
        assert_eq!(
            all(&drivers, "level"),
            set(["national", "regional", "local", "additional"])
        );
        assert_eq!(
            all(&drivers, "nations"),
            set(["England", "Scotland", "Wales", "Northern Ireland"])
        );
        assert_eq!(all(&drivers, "status"), set(["current", "archived"]));
        let settings = set([
            "acute",
            "mental health",
            "primary care",
            "community",
            "public health",
            "social care",
            "education",
        ]);
        assert_eq!(all(&drivers, "settings"), settings);
    }

    #[test]
    fn every_driver_has_a_title_and_an_id_of_its_own() {
        let drivers = any_drivers();
        assert!(drivers.iter().all(|driver| {
            driver["title"]
                .as_str()
                .is_some_and(|title| !title.is_empty())
        }));
        let ids = all(&drivers, "id");
        assert_eq!(ids.len(), drivers.len());
        let slug = |id: &String| {
            id.chars()
                .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-')
        };
        assert!(ids.iter().all(slug));
    }

    #[test]
    fn what_supersedes_a_driver_is_in_the_sample() {
        let drivers = any_drivers();
        let successors = all(&drivers, "superseded_by");
        assert!(!successors.is_empty());
        assert!(successors.is_subset(&all(&drivers, "id")));
    }

    #[test]
    fn links_are_https() {
        let drivers = any_drivers();
        let further: Vec<Value> = drivers
            .iter()
            .filter_map(|driver| driver["further_links"].as_array())
            .flatten()
            .cloned()
            .collect();
        let links = &all(&drivers, "link") | &all(&further, "url");
        assert!(links.len() >= 12);
        for link in links {
            assert!(link.starts_with("https://"), "{link}");
        }
    }

    #[test]
    fn every_review_state_is_there_on_any_day() {
        for today in days() {
            let states: BTreeSet<_> = drivers(today)
                .iter()
                .map(|driver| review_state(driver, today))
                .collect();
            assert_eq!(
                states,
                BTreeSet::from(["due soon", "later", "no date", "overdue"]),
                "{today}"
            );
        }
    }

    #[test]
    fn months_are_counted_from_today() {
        let today = Date::constant(2024, 2, 29);
        assert_eq!(month(today, 0), "2024-02");
        assert_eq!(month(today, -2), "2023-12");
        assert_eq!(month(today, 12), "2025-02");
        assert_eq!(month(Date::constant(2025, 12, 31), 2), "2026-02");
    }

    #[test]
    fn nothing_but_dates_is_left_of_the_counted_months() {
        for today in days() {
            let file = json(today);
            assert!(!file.contains("review_in_months") && !file.contains("updated_months_ago"));
            let this_month = month(today, 0);
            assert!(
                all(&drivers(today), "last_updated")
                    .iter()
                    .all(|updated| *updated <= this_month)
            );
        }
    }
}
