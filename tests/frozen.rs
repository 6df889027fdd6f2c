//! Files as each frozen version of the format was written: they must open for good, and say what they said then.

use std::fmt::Write;
use std::fs;
use std::path::Path;

use driver_atlas::domain::merge;
use driver_atlas::domain::register::Register;
use driver_atlas::exchange::json::{Reading, Selection, write};
use jiff::Timestamp;

/// What a register shows: a line a field, with how many values it has where it is in conflict.
fn shown(register: &Register) -> String {
    let mut text = String::new();
    for driver in register.live().chain(register.trashed()) {
        let place = match driver.is_in_trash() {
            true => " (trash)",
            false => "",
        };
        // Writing to a string can't fail.
        let _ = writeln!(text, "{}{place}", driver.id);
        for (key, field) in &driver.standing.fields {
            let count = match field.is_in_conflict() {
                true => format!(" (of {})", field.claims.len()),
                false => String::new(),
            };
            let _ = writeln!(text, "  {key}: {}{count}", field.shown);
        }
    }
    text
}

#[test]
fn version_1() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/frozen/version-1.json");
    let file = fs::read_to_string(path).unwrap();
    let incoming = Reading::new(file.clone()).unwrap().finish();
    assert_eq!(incoming.notices, []);
    let exported: Timestamp = "2026-05-28T20:28:40Z".parse().unwrap();
    let mut register = Register::new(incoming.register.clone(), []);
    let plan = merge::plan(&register, incoming.source(), exported);
    register.apply(&plan.chosen(|_| true));
    insta::assert_snapshot!(shown(&register), @r#"
    evening-classes
      not_same_as: ["home-visits"]
      title: "Evening classes"
    home-visits
      comment:chaswfglbhagqxplu4lot5bic4: {"at":"2026-03-11T08:00:00Z","by":"Asha","text":"Still true?"}
      further_links: [{"label":"Slides","url":"https://slides.example"}]
      level: "local"
      published: {"edtf":"2025~","text":"some time in 2025"}
      same_as: ["ward-rounds"]
      summary: null
      title: "Visits" (of 3)
      topics: ["wards","rounds"]
    reading-lists
      level: "regional"
      title: "Reading lists"
    vc7jdkvkegnzztwk24ge3si2em
      comment:oda7xrmt2wvequfczwbsqqr5me: {"text":"Nobody signed this."}
      comment:ydsusxuwqxwz3c6uupyn3g5dca: {"at":"2026-03-10T08:00:00Z","by":"Ben","text":"Quoted in our report."}
      seen: {"by":["Asha"]}
      stars: 4.5
      status: "archived"
      superseded_by: "ward-rounds"
      title: "Journals by post"
    night-shifts (trash)
      title: "Night shifts"
    "#);
    // Nothing of it is lost on the way through, to the byte.
    assert_eq!(write(&register, &Selection::All, exported), file);
}
