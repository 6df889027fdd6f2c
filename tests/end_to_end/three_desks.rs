//! Three editors with a browser each, who never meet but through files: all end with the same register, every change
//! is in it, and only what two of them changed alike asks a person.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use crate::app::{App, content};
use crate::harness::in_both_browsers;

in_both_browsers! {
    async fn come_together_through_files(stage: Stage) {
        let ann = Desk::open(&stage, "Ann").await;
        let bob = Desk::open(&stage, "Bob").await;
        let cat = Desk::open(&stage, "Cat").await;
        ann.app.import_drivers(&json!([
            { "id": "shared", "title": "Shared", "topics": ["care"], "summary": "As it was" },
            { "id": "plan", "title": "Plan" },
            { "id": "law", "title": "Law" },
            { "id": "old", "title": "Old" },
        ])).await;
        let start = ann.gives_out("start").await;
        bob.takes_in(&start).await;
        cat.takes_in(&start).await;

        // Each on their own; Ann and Bob change one field alike, Bob and Cat one list.
        ann.edits("Shared", &[("Summary", "Ann's summary")]).await;
        ann.edits("Plan", &[("Responsible", "AN")]).await;
        bob.edits("Shared", &[("Summary", "Bob's summary"), ("Topics", "care\nbob's")]).await;
        bob.app.open_driver("Plan").await;
        bob.app.get("textbox", "Your comment").await.paste("Seen by Bob.").await;
        bob.app.press_button("Add a comment").await;
        cat.edits("Shared", &[("Topics", "care\ncat's")]).await;
        cat.app.open_driver("Old").await;
        cat.app.press_button("Move to trash").await;
        cat.app.add_driver(&[("Title", "Cat's own")]).await;

        // Bob's file goes to Cat, Cat's to Ann, and Ann's older one to both, late.
        let from_bob = bob.gives_out("from-bob").await;
        cat.takes_in(&from_bob).await;
        let from_ann = ann.gives_out("from-ann").await;
        let from_cat = cat.gives_out("from-cat").await;
        // Somebody opens Bob's file in Notepad, and sends that.
        let by_hand = by_hand(&bob, &from_bob);
        ann.takes_in(&from_cat).await;
        ann.takes_in(&by_hand).await;
        ann.edits("Law", &[("Level", "Regional")]).await;
        bob.takes_in(&from_cat).await;
        bob.takes_in(&from_ann).await;
        cat.takes_in(&from_ann).await;
        // The same file once more changes nothing.
        bob.learns_nothing_from(&from_cat).await;

        // All exchange once more.
        let all = [&ann, &bob, &cat];
        for from in all {
            let file = from.gives_out(&format!("last-of-{}", from.name)).await;
            for to in all.into_iter().filter(|to| to.name != from.name) {
                to.takes_in(&file).await;
            }
        }
        let exports = [ann.app.export().await, bob.app.export().await, cat.app.export().await];
        let [first, others @ ..] = exports.map(content);
        for other in others {
            assert_eq!(other, first);
        }

        // Every change is there, and whose it is.
        let made = |driver: &str| changes(&first, driver);
        let by = |name: &str, fields: &[&str]| {
            (name.to_owned(), fields.iter().map(|field| (*field).to_owned()).collect::<BTreeSet<_>>())
        };
        let is_start = |(name, fields): &(String, BTreeSet<String>)| name.is_empty() && fields.contains("title");
        let later = |driver: &str| made(driver).into_iter().filter(|made| !is_start(made)).collect::<Vec<_>>();
        assert_eq!(later("shared"), [by("Ann", &["summary"]), by("Bob", &["summary", "topics"]), by("Cat", &["topics"])]);
        assert_eq!(later("plan"), [by("Ann", &["responsible"]), by("Bob", &["comment"])]);
        assert_eq!(later("law"), [by("", &["responsible"]), by("Ann", &["level"])]);
        assert_eq!(later("old"), [by("Cat", &["trashed"])]);
        assert_eq!(first["drivers"].as_array().map(Vec::len), Some(5));
        let shared = driver(&first, "shared");
        let topics: BTreeSet<&str> = shared["topics"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
        assert_eq!(topics, ["care", "bob's", "cat's"].into());
        assert_eq!(driver(&first, "law")["responsible"], "by hand");
        assert_eq!(driver(&first, "old")["trashed"], true);

        // Only what was changed alike asks.
        assert_eq!(conflicts(&first), [("shared".to_owned(), "summary".to_owned())]);
        for desk in all {
            desk.app.go("Drivers").await;
            let list = desk.app.get("list", "Drivers").await.text().await;
            assert_eq!(list.matches("In conflict").count(), 1, "{}: {list}", desk.name);
        }

        // What one person settles is settled for everybody.
        cat.app.open_driver("Shared").await;
        cat.app.get("link", "Settle conflict").await.click().await;
        let summary = cat.app.get("region", "Summary").await;
        summary.get("field", "Summary").await.paste("Both summaries").await;
        summary.get("button", "Save merged version").await.click().await;
        cat.app.get("heading", "All conflicts are settled").await;
        cat.app.saved().await;
        let settled = cat.gives_out("settled").await;
        for desk in [&ann, &bob] {
            desk.takes_in(&settled).await;
            desk.app.gone("link", "Settle conflict").await;
            desk.app.open_driver("Shared").await;
            desk.app.has("Summary", "Both summaries").await;
        }
        let exports = [ann.app.export().await, bob.app.export().await, cat.app.export().await];
        let [first, others @ ..] = exports.map(content);
        for other in others {
            assert_eq!(other, first);
        }
        assert_eq!(conflicts(&first), []);
    }
}

struct Desk {
    app: App,
    name: &'static str,
}

impl Desk {
    async fn open(stage: &crate::harness::Stage, name: &'static str) -> Self {
        let app = App::open_in(stage, stage.browser(name)).await;
        app.go("Settings").await;
        app.fill_setting("Your name", name, "Save name").await;
        Self { app, name }
    }

    async fn edits(&self, driver: &str, fields: &[(&str, &str)]) {
        self.app.open_driver(driver).await;
        self.app.edit_driver(fields).await;
    }

    /// Exports all to a file of this name.
    async fn gives_out(&self, name: &str) -> std::path::PathBuf {
        let export = self.app.export().await;
        self.app.file(&format!("{name}.json"), pretty(&export))
    }

    /// Imports a file, whether it brings anything or not.
    async fn takes_in(&self, file: &std::path::Path) {
        self.choose(file).await;
        self.app
            .wait_until("the file is read", async || {
                !self.app.all("table").await.is_empty() || self.says_nothing_changed().await
            })
            .await;
        if !self.says_nothing_changed().await {
            self.app.confirm_import().await;
        }
    }

    async fn learns_nothing_from(&self, file: &std::path::Path) {
        self.choose(file).await;
        self.app.says("status", "Nothing changed").await;
    }

    async fn choose(&self, file: &std::path::Path) {
        // What the screen says of the file before goes with it.
        self.app.go("Settings").await;
        self.app.go("Import").await;
        self.app.choose(file).await;
    }

    async fn says_nothing_changed(&self) -> bool {
        let script = "return [...document.querySelectorAll('main [role=status]')]
            .some((status) => status.textContent.startsWith('Nothing changed'))";
        self.app.execute(script, vec![]).await == json!(true)
    }
}

fn pretty(export: &Value) -> String {
    serde_json::to_string_pretty(export).expect("it is JSON")
}

/// A file in which a person has changed who is responsible for the law.
fn by_hand(desk: &Desk, file: &std::path::Path) -> std::path::PathBuf {
    let text = std::fs::read_to_string(file).expect("it is there");
    let mut file: Value = serde_json::from_str(&text).expect("it is JSON");
    let drivers = file["drivers"].as_array_mut().into_iter().flatten();
    for driver in drivers.filter(|driver| driver["id"] == "law") {
        driver["responsible"] = json!("by hand");
    }
    desk.app.file("by-hand.json", pretty(&file))
}

fn driver<'a>(export: &'a Value, id: &str) -> &'a Value {
    let drivers = export["drivers"].as_array().into_iter().flatten();
    let mut drivers = drivers.filter(|driver| driver["id"] == id);
    drivers.next().expect("the driver is there")
}

/// Who made each edit of a driver, and of which fields, in order of the names.
fn changes(export: &Value, id: &str) -> Vec<(String, BTreeSet<String>)> {
    let edits = driver(export, id)["edits"].as_array().into_iter().flatten();
    let mut made: Vec<_> = edits
        .map(|edit| {
            let by = edit["by"].as_str().unwrap_or_default().to_owned();
            let fields = edit["set"].as_object().into_iter().flatten();
            let name = |key: &str| key.split(':').next().unwrap_or_default().to_owned();
            (by, fields.map(|(key, _)| name(key)).collect())
        })
        .collect();
    made.sort();
    made
}

/// The fields of one value with two or more standing ones, as the description of the format has it.
fn conflicts(export: &Value) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for driver in export["drivers"].as_array().into_iter().flatten() {
        let edits: Vec<&Value> = driver["edits"].as_array().into_iter().flatten().collect();
        let mut pasts: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
        // In a file each edit stands after its past.
        for edit in &edits {
            let after = edit["after"]
                .as_array()
                .into_iter()
                .flatten()
                .filter_map(Value::as_str);
            let mut past = BTreeSet::new();
            for earlier in after {
                past.insert(earlier);
                past.extend(pasts.get(earlier).cloned().unwrap_or_default());
            }
            pasts.insert(edit["id"].as_str().unwrap_or_default(), past);
        }
        let fields: BTreeSet<&String> = edits
            .iter()
            .flat_map(|edit| {
                edit["set"]
                    .as_object()
                    .into_iter()
                    .flatten()
                    .map(|(key, _)| key)
            })
            .filter(|key| *key != "topics")
            .collect();
        for field in fields {
            let of_field: Vec<&&Value> = edits
                .iter()
                .filter(|edit| !edit["set"][field].is_null())
                .collect();
            let stands = |edit: &&&&Value| {
                let id = edit["id"].as_str().unwrap_or_default();
                !of_field
                    .iter()
                    .any(|other| pasts[other["id"].as_str().unwrap_or_default()].contains(id))
            };
            let values = of_field
                .iter()
                .filter(stands)
                .map(|edit| edit["set"][field].to_string());
            if values.collect::<BTreeSet<_>>().len() > 1 {
                found.push((
                    driver["id"].as_str().unwrap_or_default().to_owned(),
                    field.clone(),
                ));
            }
        }
    }
    found
}
