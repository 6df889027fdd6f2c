//! Files that aren't what they should be: each gets its own clear message, and changes nothing by itself.

use std::fs::File;

use serde_json::{Value, json};

use crate::app::{App, register};
use crate::harness::in_both_browsers;

in_both_browsers! {
    async fn files_that_cannot_be_read_say_why(stage: Stage) {
        let app = App::open(&stage).await;
        app.import_drivers(&json!([{ "title": "Here before" }])).await;
        let before = app.stored_entries().await;
        app.go("Import").await;
        let newer = register(&json!([])).to_string().replace("\"version\":1", "\"version\":7");
        let deep = "[".repeat(100_000);
        let deep_drivers = format!("{{\"format\":\"driver-atlas\",\"version\":1,\"drivers\":{deep}");
        let cases: [(&str, Vec<u8>, &str); 13] = [
            ("empty", vec![], "The file is empty."),
            ("blank", b" \r\n\t".to_vec(), "The file is empty."),
            ("letter", b"Dear all,\nhere is the register.".to_vec(), "not JSON, or is cut off: see line 1"),
            ("cut", b"{\n  \"format\": \"driver-atlas\",\n  \"version\": 1,\n  \"drivers\": [".to_vec(), "see line 4"),
            ("cut list", b"[\n  7,".to_vec(), "not JSON, or is cut off: see line 2"),
            ("list", b"[]".to_vec(), "not a register"),
            ("number", b"7".to_vec(), "not a register"),
            ("other", b"{\"name\": \"package\", \"version\": 1}".to_vec(), "not a register"),
            ("newer", newer.into_bytes(), "made by a newer Driver Atlas (version 7"),
            ("deep", deep.into_bytes(), "Nothing was changed."),
            ("deep drivers", deep_drivers.into_bytes(), "line 1"),
            ("latin", b"{\"format\": \"driver-atlas\",\n\"version\": 1, \"drivers\": [{\"title\": \"caf\xe9\"}]}".to_vec(), "UTF-8: line 2"),
            ("utf-16", b"\xff\xfe{\0}\0".to_vec(), "UTF-16"),
        ];
        for (name, bytes, says) in cases {
            app.choose(&app.file(&format!("{name}.json"), bytes)).await;
            refused(&app, says).await;
            assert_eq!(app.stored_entries().await, before, "{name}");
        }

        // By its size, before anything of it is read: a hole in a disk is as large as any file.
        let large = app.file("large.json", "");
        let file = File::options().write(true).open(&large).expect("it is there");
        file.set_len(300 * 1024 * 1024).expect("a file can have holes");
        let start = std::time::Instant::now();
        app.choose(&large).await;
        refused(&app, "too large: 300 MB").await;
        assert!(start.elapsed().as_secs() < 5, "{:?}", start.elapsed());

        // The page is as usable as before.
        app.choose(&app.file("good.json", register(&json!([{ "title": "Comes in" }])).to_string())).await;
        app.gone("alert", "").await;
        app.confirm_import().await;
        app.go("Drivers").await;
        assert_eq!(app.titles().await, ["Comes in", "Here before"]);
    }

    async fn drivers_that_cannot_be_read_are_named_and_the_others_come_in(stage: Stage) {
        let app = App::open(&stage).await;
        let file = app.file("mixed.json", mixed());
        app.go("Import").await;
        app.choose(&file).await;
        let titles: Vec<_> = app.plan().await.into_iter().map(|(title, _)| title).collect();
        assert_eq!(titles, ["The register itself", "Another", "Good", "Twice"]);
        let text = app.the("main").await.text().await;
        for left_out in [
            "“Wrong list”, driver 2 (line 4) has something else in “topics” than a list of texts.",
            "“Wrong level”, driver 3 (line 5) has something else in “level” than one of national, regional, local, additional.",
            "“Wrong text”, driver 4 (line 6) has something else in “summary” than a text.",
            "driver 5 (line 7) is not a driver.",
            "driver 6 (line 8) has no title.",
            "driver 7 (line 9) is nested too deeply to be a driver.",
            "“Twice”, driver 10 (line 12) has the same id as one before (twice).",
        ] {
            assert!(text.contains(left_out), "{left_out} is not in {text}");
        }
        assert!(app.stored_entries().await.as_array().is_some_and(Vec::is_empty));
        let report = app.confirm_import().await;
        assert_eq!(report, "Imported 3 drivers: 3 new.");
        app.go("Drivers").await;
        assert_eq!(app.titles().await, ["Another", "Good", "Twice"]);
        // Whichever is shown, both are there.
        let stored = app.stored_entries().await.to_string();
        assert!(stored.contains("First") && stored.contains("Second"), "{stored}");
    }

    async fn damaged_edits_are_named_and_left_out(stage: Stage) {
        let app = App::open(&stage).await;
        app.add_driver(&[("Title", "Damaged"), ("Responsible", "JC")]).await;
        app.edit_driver(&[("Responsible", "AL")]).await;
        app.add_driver(&[("Title", "Whole")]).await;
        let mut export = app.export().await;
        let drivers = export["drivers"].as_array_mut().expect("a list");
        let damaged = drivers.iter_mut().find(|driver| driver["title"] == "Damaged").expect("it is there");
        // The second edit no longer is what its id says; the first one's value no longer is what its digest says.
        damaged["edits"][1]["by"] = json!("Somebody else");
        let values = damaged["values"].as_object_mut().expect("one value is superseded");
        for value in values.values_mut() {
            *value = json!("XX");
        }
        let file = app.file("damaged.json", export.to_string());

        let there = App::open_in(&stage, stage.browser("new profile")).await;
        there.go("Import").await;
        there.choose(&file).await;
        there.get("table", "What will change").await;
        let text = there.the("main").await.text().await;
        assert!(text.contains("“Damaged”, driver"), "{text}");
        assert!(text.contains("1 damaged change, which is left out. The rest of it can be imported."), "{text}");
        assert!(text.contains("1 damaged value, which is left out. The rest of it can be imported."), "{text}");
        there.confirm_import().await;
        there.go("Drivers").await;
        assert_eq!(there.titles().await, ["Damaged", "Whole"]);
    }

    async fn marks_and_line_ends_of_windows_are_accepted(stage: Stage) {
        let app = App::open(&stage).await;
        let json = serde_json::to_string_pretty(&register(&json!([{ "title": "From Windows", "summary": "One\r\nTwo" }])));
        let windows = format!("\u{feff}{}\r\n", json.expect("it is JSON").replace('\n', "\r\n"));
        assert_eq!(app.import(&app.file("windows.json", windows)).await, "Imported 1 driver: 1 new.");
        let export = app.export().await;
        assert_eq!(export["drivers"][0]["summary"], "One\nTwo");
    }
}

/// Waits for the alert that says so, and for nothing else to be offered.
async fn refused(app: &App, says: &str) {
    app.wait_until(&format!("an alert says “{says}”"), async || {
        let alerts = app.all("alert").await;
        match alerts.as_slice() {
            [alert] => alert.text().await.contains(says),
            _ => false,
        }
    })
    .await;
    assert!(app.all("table").await.is_empty());
}

/// A register with a driver a line; the first stands on the third line.
fn mixed() -> String {
    let deep = format!(
        "{{\"title\": \"Deep\", \"x\": {}1{}}}",
        "[".repeat(100_000),
        "]".repeat(100_000)
    );
    let driver = |value: Value| value.to_string();
    let drivers = [
        driver(json!({ "title": "Good" })),
        driver(json!({ "title": "Wrong list", "topics": "not a list" })),
        driver(json!({ "title": "Wrong level", "level": "galactic" })),
        driver(json!({ "title": "Wrong text", "summary": 7 })),
        driver(json!("not a driver")),
        driver(json!({ "summary": "no title" })),
        deep,
        driver(json!({ "title": "Another" })),
        driver(json!({ "title": "Twice", "id": "twice", "summary": "First" })),
        driver(json!({ "title": "Twice", "id": "twice", "summary": "Second" })),
    ];
    let whole = register(&json!([])).to_string();
    let (before, after) = whole
        .split_once("\"drivers\":[]")
        .expect("the register has a list of drivers");
    format!("{before}\n\"drivers\":[\n{}]{after}", drivers.join(",\n"))
}
