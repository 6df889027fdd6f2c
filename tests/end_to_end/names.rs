//! The names by which screen readers, and people's own scripts, know the page: written out here once more, so that
//! none changes by accident.

use serde_json::json;

use crate::app::App;
use crate::harness::in_both_browsers;

/// Each label with what it is to be filled with.
const FIELDS: [(&str, &str); 20] = [
    ("Title", "A plan for everything"),
    ("Alternative titles", "The plan\nAPE"),
    ("Level", "Regional"),
    ("Nations", "England\nWales"),
    ("Care settings", "acute\nmental health"),
    ("Source", "NHS England"),
    ("Link to main document", "https://example.org/plan"),
    ("Further links", "Summary | https://example.org/summary"),
    ("Publication format", "PDF"),
    ("Date of publication", "April 2017"),
    ("Impact on library policy and practice", "Much (p. 17)."),
    ("Summary", "A summary."),
    ("Key features", "- One\n- Two"),
    ("Case studies", "A case."),
    ("Primary audience", "Boards\nLibrarians"),
    ("Topics", "research"),
    ("Status", "Archived"),
    ("Last updated", "July 2017"),
    ("Due for review", "July 2018"),
    ("Responsible", "JC"),
];

const LISTS: [&str; 7] = [
    "Alternative titles",
    "Nations",
    "Care settings",
    "Source",
    "Further links",
    "Primary audience",
    "Topics",
];

in_both_browsers! {
    async fn are_those_that_were_agreed(stage: Stage) {
        let app = App::open(&stage).await;
        for link in ["Add your first driver", "Import a file", "Try the sample register"] {
            app.get("link", link).await;
        }
        everywhere(&app).await;

        // The editor.
        app.get("link", "Add your first driver").await.click().await;
        app.get("button", "Cancel").await;
        for list in LISTS {
            assert_eq!(app.get("field", list).await.tag().await, "textarea", "{list}");
        }
        app.get("field", "Superseded by").await;
        app.get("button", "Save driver").await.click().await;
        app.get("alert", "There is a problem").await;
        everywhere(&app).await;
        app.add_driver(&[("Title", "A better plan")]).await;
        app.add_driver(&FIELDS).await;
        app.edit_driver(&[("Superseded by", "A better plan")]).await;

        // A driver.
        app.get("heading", "A plan for everything").await;
        let heading = app.execute("return document.querySelector('h1').textContent", vec![]).await;
        assert_eq!(heading, "A plan for everything");
        for button in ["Archive", "Move to trash"] {
            // An archived one offers the way back in its place.
            let shown = if button == "Archive" { "Make current again" } else { button };
            app.get("button", shown).await;
        }
        app.get("link", "Edit").await;
        app.get("link", "History").await;
        let facts = app.facts().await;
        for (label, _) in FIELDS.iter().skip(1).chain(&[("Superseded by", "")]) {
            assert!(facts.contains_key(*label), "{label} is not in {facts:?}");
        }
        let terms = app.the("main").await.all("term").await;
        assert_eq!(terms.len(), facts.len());
        everywhere(&app).await;
        app.open_driver("A better plan").await;
        app.get("button", "Archive").await;
        app.get("button", "Move to trash").await;

        // Import and export.
        app.go("Import").await;
        everywhere(&app).await;
        let drivers: Vec<_> = (1..=30).map(|number| json!({ "title": format!("Driver {number}") })).collect();
        let file = app.file("many.json", crate::app::register(&json!(drivers)).to_string());
        app.choose(&file).await;
        app.get("table", "What will change").await;
        app.get("button", "Cancel").await.click().await;
        app.says("status", "Nothing changed").await;
        assert!(app.import(&file).await.starts_with("Imported"));
        app.choose(&app.file("empty.json", "")).await;
        app.the("alert").await;
        app.choose(&file).await;
        app.says("status", "Nothing changed").await;
        assert!(app.the("main").await.all("alert").await.is_empty());
        app.go("Export").await;
        everywhere(&app).await;
        app.get("button", "Download JSON").await;

        // The list.
        app.go("Drivers").await;
        everywhere(&app).await;
        app.get("searchbox", "Search drivers").await;
        app.get("combobox", "Sort by").await;
        app.get("combobox", "Layout").await.choose("Table").await;
        app.get("table", "Drivers").await;
        app.get("combobox", "Layout").await.choose("List").await;
        app.search("driver").await;
        app.get("group", "Active filters").await.get("button", "Clear all filters").await.click().await;
        app.answered("").await;
        app.get("link", "Add a driver").await;
        app.get("navigation", "Pagination").await;
        let filters = app.get("region", "Filters").await;
        let legends = [
            "Level", "Nation", "Setting", "Source", "Audience", "Topic", "Status", "Review", "Responsible",
        ];
        for legend in legends {
            let boxes = filters.get("group", legend).await.all("checkbox").await;
            assert!(!boxes.is_empty(), "{legend} has no boxes");
        }
        assert_eq!(app.answered("").await, "32 drivers");
        assert_eq!(app.search("better").await, "1 of 32 drivers");
        assert_eq!(app.titles().await, ["A better plan"]);
        let items = app.get("list", "Drivers").await.all("listitem").await;
        assert_eq!(items.len(), 1);

        for screen in ["Trash", "Settings", "Help"] {
            app.go(screen).await;
            everywhere(&app).await;
        }
    }

    async fn one_driver_is_counted_as_one(stage: Stage) {
        let app = App::open(&stage).await;
        app.add_driver(&[("Title", "The only one")]).await;
        app.go("Drivers").await;
        assert_eq!(app.answered("").await, "1 driver");
    }

    async fn the_status_reads_saving_in_the_same_task(stage: Stage) {
        let app = App::open(&stage).await;
        app.add_driver(&[("Title", "To be archived")]).await;
        // Between two turns of an await no task of the browser comes in, such as an answer of the store.
        let script = "const done = arguments[0];
            const status = [...document.querySelectorAll('[role=status]')].find((one) => one.textContent === 'Saved');
            const read = [];
            new MutationObserver(() => read.push(status.textContent)).observe(status, { subtree: true, childList: true, characterData: true });
            (async () => {
                [...document.querySelectorAll('button')].find((button) => button.textContent === 'Archive').click();
                for (let turn = 0; turn < 1000; turn += 1) await null;
                const first = status.textContent;
                while (!status.textContent.startsWith('Saved')) await new Promise((next) => setTimeout(next, 5));
                done([first, read]);
            })();";
        assert_eq!(app.execute_async(script).await, json!(["Saving…", ["Saving…", "Saved"]]));
        app.get("button", "Make current again").await;
        app.has("Status", "Archived").await;
    }
}

/// What every screen has.
async fn everywhere(app: &App) {
    app.get("link", "Skip to main content").await;
    let links = app.get("navigation", "Main").await.all("link").await;
    let names: Vec<_> = links.iter().map(|link| link.name.as_str()).collect();
    for name in ["Drivers", "Import", "Export", "Trash", "Settings", "Help"] {
        assert!(names.contains(&name), "{name} is not among {names:?}");
    }
    let statuses = app.all("status").await;
    let mut saved = 0;
    for status in statuses {
        saved += usize::from(status.text().await.starts_with("Saved"));
    }
    assert!(saved <= 1, "{saved} statuses read “Saved”");
}
