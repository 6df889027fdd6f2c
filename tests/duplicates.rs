//! Duplicates among real documents: the sample register holds none, and all of them are found when it comes twice.

use std::collections::BTreeSet;

use driver_atlas::domain::duplicates::{Group, Index};
use driver_atlas::domain::register::Register;
use driver_atlas::exchange::json::Reading;
use driver_atlas::exchange::sample;
use serde_json::{Value, json};

fn sample_drivers() -> Vec<Value> {
    let today = jiff::civil::date(2026, 11, 25);
    let file: Value = serde_json::from_str(&sample::json(today)).expect("the sample is JSON");
    file["drivers"].as_array().expect("a list").clone()
}

fn groups(drivers: &[Value]) -> Vec<Group> {
    let file = json!({ "format": "driver-atlas", "version": 1, "drivers": drivers });
    let mut reading = Reading::new(file.to_string()).expect("it is a register");
    while reading.step() {}
    let register = Register::new("test", reading.finish().entries);
    let mut index = Index::default();
    register.live().for_each(|driver| index.put(driver));
    index.groups(&register)
}

#[test]
fn documents_that_belong_together_are_no_duplicates() {
    assert_eq!(groups(&sample_drivers()), []);
}

#[test]
fn every_document_is_found_when_it_comes_again_as_others_would_write_it() {
    let drivers = sample_drivers();
    let again = drivers.iter().map(|driver| {
        let mut again = driver.clone();
        let id = driver["id"].as_str().expect("an id");
        let title = driver["title"].as_str().expect("a title");
        again["id"] = json!(format!("{id}/again"));
        // Without what isn't looked at, and with the title in capitals.
        again["title"] = json!(format!(
            "The {}.",
            title.to_uppercase().replace(" AND ", " & ")
        ));
        for key in ["superseded_by", "alternative_titles", "link"] {
            again.as_object_mut().expect("an object").remove(key);
        }
        again
    });
    let both: Vec<Value> = drivers.iter().cloned().chain(again).collect();
    let found = groups(&both);
    let pairs: BTreeSet<BTreeSet<String>> = found.into_iter().map(|group| group.drivers).collect();
    let wanted = drivers.iter().map(|driver| {
        let id = driver["id"].as_str().expect("an id");
        BTreeSet::from([id.to_owned(), format!("{id}/again")])
    });
    assert_eq!(pairs, wanted.collect());
}
