//! A table that was written, changed elsewhere and read again.

use super::*;
use crate::domain::merge::{self, Change, Plan};
use crate::domain::register::Register;
use crate::exchange::csv;
use crate::exchange::made;

fn register() -> Register {
    let mut register = Register::new("north", []);
    for (id, title) in [("plan", "Plan"), ("strategy", "Strategy")] {
        let set = json!({
            "title": title, "level": "local", "topics": ["evidence"],
            "published": {"edtf": "2018-07-05", "text": "5th July 2018"},
        });
        edit(&mut register, id, "2026-01-05T09:00:00Z", set);
    }
    register
}

fn edit(register: &mut Register, id: &str, at: &str, set: Value) {
    made::edit(register, id, at, "Asha", set);
}

fn csv(register: &Register) -> String {
    csv::write(&made::drivers(register))
}

/// What reading a file of March would change.
fn plan(register: &Register, csv: &str) -> Plan {
    let table = csv::read(csv.as_bytes()).unwrap();
    let mut placed = placed(&table);
    assert_eq!(placed.problems, []);
    assert_eq!(keep_what_is_here(&mut placed.drivers, register), []);
    let exported = "2026-03-01T00:00:00Z".parse().unwrap();
    let file = json::write_plain(&register.id, exported, &placed.drivers);
    let incoming = json::Reading::new(file).unwrap().finish();
    assert_eq!(incoming.notices, []);
    let now = "2026-03-02T00:00:00Z".parse().unwrap();
    merge::plan(register, incoming.source(), now)
}

#[track_caller]
fn changes(register: &Register, csv: &str) -> Vec<(String, Change)> {
    let rows = plan(register, csv).rows.into_iter();
    rows.map(|row| (row.id, row.change)).collect()
}

fn changed(field: &str) -> Change {
    let fields = vec![field.to_owned()];
    Change::Changed { fields }
}

/// A table with one cell changed: the title of the plan.
fn retitled(csv: &str) -> String {
    assert_eq!(csv.matches(",Plan,").count(), 1);
    csv.replace(",Plan,", ",A better plan,")
}

#[test]
fn a_changed_cell_supersedes_what_stood_when_the_row_was_written() {
    let mut register = register();
    let table = retitled(&csv(&register));
    let plan = plan(&register, &table);
    let row = plan.rows.iter().find(|row| row.id == "plan").unwrap();
    assert_eq!(row.change, changed("title"));
    register.apply(&plan.chosen(|id| id == "plan"));
    let driver = register.driver("plan").unwrap();
    assert_eq!(driver.title(), "A better plan");
    assert!(!driver.is_in_conflict());
    // Without the version, it would be another voice.
    let without = table.replace(",Version\r\n", ",Edition\r\n");
    let without = changes(&self::register(), &without);
    let in_conflict = |change: &Change| matches!(change, Change::InConflict { .. });
    assert!(without.iter().any(|(_, change)| in_conflict(change)));
}

#[test]
fn only_the_driver_of_the_changed_cell_changes() {
    let register = register();
    let expected = [("plan".to_owned(), changed("title"))];
    assert_eq!(changes(&register, &retitled(&csv(&register))), expected);
}

#[test]
fn a_row_needs_no_more_than_the_changed_cell() {
    let register = register();
    let table = csv(&register).replacen(",local,", ",national,", 1);
    let expected = [("plan".to_owned(), changed("level"))];
    assert_eq!(changes(&register, &table), expected);
}

#[test]
fn an_unchanged_table_changes_nothing() {
    let register = register();
    let plan = plan(&register, &csv(&register));
    assert_eq!((plan.rows.len(), plan.unchanged), (0, 2));
}

#[test]
fn a_cell_that_others_changed_too_is_in_conflict() {
    let mut register = register();
    let table = retitled(&csv(&register));
    let set = json!({"title": "Plan of Asha"});
    edit(&mut register, "plan", "2026-02-01T09:00:00Z", set);
    let changes: Vec<_> = changes(&register, &table);
    let (_, change) = changes.iter().find(|(id, _)| id == "plan").unwrap();
    let fields = |change: &Change| match change {
        Change::InConflict { fields, .. } => fields.clone(),
        other => panic!("{other:?}"),
    };
    assert_eq!(fields(change), ["title"]);
}

#[test]
fn a_cell_left_alone_in_an_old_table_brings_nothing_back() {
    let mut register = register();
    let table = csv(&register);
    let set = json!({"level": "national", "topics": ["wards"], "published": "2019"});
    edit(&mut register, "plan", "2026-02-01T09:00:00Z", set);
    assert_eq!(changes(&register, &table), []);
    let expected = [("plan".to_owned(), changed("title"))];
    assert_eq!(changes(&register, &retitled(&table)), expected);
}

#[test]
fn a_date_in_other_words_is_a_change_only_if_it_means_another_time() {
    let register = register();
    let csv = csv(&register);
    assert_eq!(csv.matches(",5th July 2018,").count(), 2);
    for (typed, is_change) in [
        ("2018-07-05", false),
        ("05/07/2018", false),
        ("5 Jul 2018", false),
        ("2018-07-05 00:00:00", false),
        ("about 5 July 2018", true),
        ("July 2018", true),
        ("2018-07-06", true),
    ] {
        let table = csv.replacen(",5th July 2018,", &format!(",{typed},"), 1);
        let expected = is_change.then(|| ("plan".to_owned(), changed("published")));
        assert_eq!(
            changes(&register, &table),
            Vec::from_iter(expected),
            "{typed}"
        );
    }
}
