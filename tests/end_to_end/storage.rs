//! Stores that refuse, fill up, or hold what can't be read: the app says so, works as well as it can, and overwrites
//! nothing.

use std::fs;

use serde_json::json;

use crate::accessibility::Faults;
use crate::app::{App, register};
use crate::harness::{Kind, in_both_browsers};

const NO_INDEXED_DB: &str = "Object.defineProperty(window, 'indexedDB', {
    get() { throw new DOMException('Refused', 'SecurityError'); } });";
const NO_LOCAL_STORAGE: &str = "Object.defineProperty(window, 'localStorage', {
    get() { throw new DOMException('Refused', 'SecurityError'); } });";

in_both_browsers! {
    async fn without_indexed_db_the_register_is_in_local_storage(stage: Stage) {
        let app = App::open_spoiled(&stage, NO_INDEXED_DB).await;
        assert!(banner(&app).await.contains("your last minutes of work may be lost"));
        app.add_driver(&[("Title", "Kept in the simpler place")]).await;
        app.edit_driver(&[("Responsible", "JC")]).await;
        app.reload().await;
        app.has("Responsible", "JC").await;
        assert!(banner(&app).await.contains("Download a copy often"));
        app.get("link", "Edit").await.click().await;
        app.fill_in(&[("Summary", "A draft")]).await;
        tokio::time::sleep(std::time::Duration::from_millis(1_500)).await;
        app.reload().await;
        assert_eq!(app.get("field", "Summary").await.value().await, "A draft");
        look(&app, "banner of localStorage").await;
    }

    async fn without_any_store_the_register_lives_with_the_tab(stage: Stage) {
        let app = App::open_spoiled(&stage, &format!("{NO_INDEXED_DB}{NO_LOCAL_STORAGE}")).await;
        assert!(banner(&app).await.contains("gone when you close this tab"));
        app.add_driver(&[("Title", "Kept nowhere")]).await;
        app.edit_driver(&[("Responsible", "JC")]).await;
        let export = app.export().await;
        assert_eq!(export["drivers"][0]["responsible"], "JC");
        look(&app, "banner of memory").await;
        app.reload().await;
        app.go("Drivers").await;
        app.get("link", "Add your first driver").await;
        let file = app.file("export.json", export.to_string());
        assert_eq!(app.import(&file).await, "Imported 1 driver: 1 new.");
    }

    async fn a_damaged_entry_keeps_nobody_from_the_others(stage: Stage) {
        let app = App::open(&stage).await;
        app.import_drivers(&json!([{ "id": "bad", "title": "Bad" }, { "id": "good", "title": "Good" }])).await;
        app.put_into_store("entries", "bad", "{\"edits\": garbage").await;
        app.reload().await;
        app.go("Drivers").await;
        assert_eq!(app.titles().await, ["Good"]);
        assert!(banner(&app).await.contains("What is stored for 1 driver cannot be read."));
        look(&app, "banner of a damaged entry").await;
        app.get("button", "Download what cannot be read").await.click().await;
        let download = fs::read_to_string(app.downloaded(".json").await).expect("it is there");
        assert!(download.contains("garbage"), "{download}");

        // Nothing is written over it, whatever is done.
        app.open_driver("Good").await;
        app.press_button("Archive").await;
        app.go("Import").await;
        app.choose(&app.file("bad.json", register(&json!([{ "id": "bad", "title": "Once more" }])).to_string())).await;
        app.get("button", "Import").await.click().await;
        app.says("alert", "What is stored for the driver bad cannot be read").await;
        let stored = app.stored_entries().await.to_string();
        assert!(stored.contains("garbage") && !stored.contains("Once more"), "{stored}");
    }

    async fn a_store_of_a_later_version_is_left_alone(stage: Stage) {
        let app = App::open(&stage).await;
        app.add_driver(&[("Title", "From the future")]).await;
        app.put_into_store("meta", "format", "9").await;
        let before = app.stored_entries().await;
        app.reload().await;
        app.shows("This register cannot be opened").await;
        assert!(app.the("main").await.text().await.contains("version 9"));
        look(&app, "recovery").await;
        app.get("button", "Download what is stored").await.click().await;
        let download = fs::read_to_string(app.downloaded(".json").await).expect("it is there");
        assert!(download.contains("From the future"), "{download}");
        for link in ["#/add", "#/import", "#/trash"] {
            app.at(link).await;
            app.shows("This register cannot be opened").await;
        }
        app.at("#/drivers").await;
        app.get("button", "Start a new register").await.click().await;
        app.get("link", "Add your first driver").await;
        assert_eq!(app.stored_entries().await, before);
    }

    async fn an_import_that_finds_no_room_leaves_all_as_it_was(stage: Stage) {
        let app = App::open(&stage).await;
        app.import_drivers(&json!([{ "title": "Here before" }])).await;
        let before = app.stored_entries().await;
        let full = "const put = IDBObjectStore.prototype.put;
            let puts = 0;
            IDBObjectStore.prototype.put = function (...all) {
                puts += 1;
                if (puts > 2) throw new DOMException('Full', 'QuotaExceededError');
                return put.apply(this, all);
            };
            window.makeRoom = () => { IDBObjectStore.prototype.put = put; };";
        app.execute(full, vec![]).await;
        let drivers: Vec<_> = (1..=5).map(|number| json!({ "title": format!("Driver {number}") })).collect();
        app.go("Import").await;
        app.choose(&app.file("five.json", register(&json!(drivers)).to_string())).await;
        app.get("button", "Import").await.click().await;
        app.says("alert", "There is no room left in this browser").await;
        app.says("status", "Not saved").await;
        assert_eq!(app.stored_entries().await, before);
        app.execute("window.makeRoom()", vec![]).await;
        assert_eq!(app.confirm_import().await, "Imported 5 drivers: 5 new.");
    }
}

async fn banner(app: &App) -> String {
    app.the("note").await.text().await
}

async fn look(app: &App, state: &str) {
    if app.kind() == Kind::Chromium {
        let mut faults = Faults::default();
        faults.look(app, state).await;
        faults.report();
    }
}
