//! Searches whose results were judged by a person: what a librarian would want on top, from 3 (this one) over 2 (this
//! too) and 1 (it is at least about it) to 0, which is every driver that isn't named.
//!
//! Titles come before topics and sources, those before passages; what is current before what is archived, and new before
//! old. Half of them search the sample register, the others a made one, in which the judged drivers stand among others
//! that mention the same words in passing.

use std::collections::BTreeMap;

use serde_json::{Value, json};

/// A search, and the grade of each driver that it should find, by the driver's id.
pub struct Judged {
    pub query: String,
    pub grades: BTreeMap<String, u8>,
}

/// The searches of the sample register.
pub fn of_sample() -> Vec<Judged> {
    let searches = searches(include_str!("sample.json"));
    let judged = searches.iter().map(|search| Judged {
        query: text(search, "query"),
        grades: serde_json::from_value(search["grades"].clone()).expect("grades are numbers by id"),
    });
    judged.collect()
}

/// The searches of a made register.
pub fn of_made() -> Vec<Judged> {
    let searches = searches(include_str!("made.json"));
    let judged = searches.iter().enumerate().map(|(number, search)| Judged {
        query: text(search, "query"),
        grades: drivers_of(search)
            .iter()
            .enumerate()
            .map(|(place, driver)| {
                let grade = driver["grade"]
                    .as_u64()
                    .and_then(|grade| grade.try_into().ok());
                (id(number, place), grade.expect("a grade is a small number"))
            })
            .collect(),
    });
    judged.collect()
}

/// The drivers that the searches of a made register are about.
pub fn drivers() -> Vec<Value> {
    let searches = searches(include_str!("made.json"));
    let numbered = searches.iter().enumerate();
    let drivers = numbered.flat_map(|(number, search)| {
        let drivers = drivers_of(search).iter().enumerate();
        drivers.map(move |(place, judged)| {
            // What is made for the rest of the driver mustn't weigh against it.
            let mut driver = json!({
                "id": id(number, place),
                "status": "current",
                "alternative_titles": [],
                "superseded_by": null,
            });
            for (key, value) in judged.as_object().into_iter().flatten() {
                if key != "grade" {
                    driver[key] = value.clone();
                }
            }
            driver
        })
    });
    drivers.collect()
}

/// What drivers that aren't judged mention in passing.
pub fn phrases() -> Vec<String> {
    of_made().into_iter().map(|judged| judged.query).collect()
}

fn id(search: usize, driver: usize) -> String {
    format!("judged-{search}-{driver}")
}

fn searches(json: &str) -> Vec<Value> {
    let file: Value = serde_json::from_str(json).expect("the file is JSON");
    file["searches"]
        .as_array()
        .expect("it has searches")
        .clone()
}

fn drivers_of(search: &Value) -> &Vec<Value> {
    search["drivers"].as_array().expect("a search has drivers")
}

fn text(value: &Value, key: &str) -> String {
    value[key].as_str().expect("it is a text").to_owned()
}

/// How good the first 10 of a ranking are (nDCG@10): 1 where no order could be better, 0 where nothing of use is there.
///
/// Järvelin and Kekäläinen's measure, with a gain of 2^grade − 1 and a discount of log2(place + 1).
pub fn ndcg(ranking: &[impl AsRef<str>], grades: &BTreeMap<String, u8>) -> f64 {
    let found = ranking.iter().map(|id| grades.get(id.as_ref()).copied());
    let mut best: Vec<u8> = grades.values().copied().collect();
    best.sort_unstable_by(|a, b| b.cmp(a));
    let ideal = gain(best.into_iter());
    if ideal == 0.0 {
        return 0.0;
    }
    gain(found.map(Option::unwrap_or_default)) / ideal
}

fn gain(grades: impl Iterator<Item = u8>) -> f64 {
    let places = (2_u32..).map(|place| f64::from(place).log2());
    let gains = grades.take(10).zip(places);
    // From 0: the sum of nothing is otherwise negative zero.
    gains.fold(0.0, |sum, (grade, discount)| {
        sum + (2_f64.powi(grade.into()) - 1.0) / discount
    })
}
