//! Selecting drivers and changing many at once: previewed, done as one, undone as one.

use serde_json::{Value, json};

use crate::app::App;
use crate::harness::{Element, Key, Kind, Stage, in_both_browsers};
use crate::keyboard::heading_is_focused;
use crate::many::timed;

in_both_browsers! {
    async fn selected_drivers_are_changed_as_previewed_and_one_undo_takes_it_back(stage: Stage) {
        let app = four_drivers(&stage).await;
        let before = app.export().await;
        app.go("Drivers").await;
        for title in ["Local plan", "Local strategy", "National plan"] {
            select(&app, title).await;
        }
        app.says("status", "3 drivers selected").await;
        app.get("button", "Change selected").await.click().await;
        app.get("combobox", "What to do").await.choose("Add to a list").await;
        app.get("combobox", "Field").await.choose("Topics").await;
        app.get("button", "Preview").await.click().await;
        let problem = app.the("alert").await.text().await;
        assert_eq!(problem, "Topics to add: enter a value");
        app.get("field", "Topics to add").await.paste("research").await;
        app.get("button", "Preview").await.click().await;
        assert_eq!(preview(&app).await, [
            ["Local plan", "(empty)", "research"],
            ["National plan", "care", "care, research"],
        ]);
        let said = app.get("group", "Preview").await.text().await;
        assert!(said.contains("1 driver is so already, and stays as it is."), "{said}");
        app.get("button", "Change 2 drivers").await.click().await;
        app.tells("Topics: 2 drivers were changed.").await;
        heading_is_focused(&app).await;
        app.saved().await;
        assert_eq!(topics(&app.export().await), [
            ("Draft law", json!(null)),
            ("Local plan", json!(["research"])),
            ("Local strategy", json!(["research"])),
            ("National plan", json!(["care", "research"])),
        ]);
        app.undo().await;
        assert_eq!(topics(&app.export().await), topics(&before));
    }

    async fn what_is_wrong_is_said_and_cancelling_changes_nothing(stage: Stage) {
        let app = four_drivers(&stage).await;
        select(&app, "Local plan").await;
        app.get("button", "Change selected").await.click().await;
        app.get("combobox", "What to do").await.takes_focus().await;
        app.get("combobox", "Field").await.choose("Nations").await;
        app.get("field", "Nations to add").await.paste("France").await;
        app.get("button", "Preview").await.click().await;
        app.wait_until("the problem is shown", async || {
            let form = app.get("form", "Change selected").await.text().await;
            form.contains("Nations: “France” is not one of the choices")
        }).await;
        app.get("field", "Nations to add").await.takes_focus().await;
        app.press(&[], Key::Escape).await;
        app.gone("form", "Change selected").await;
        app.get("button", "Change selected").await.takes_focus().await;

        // Dates are read as people write them, and a value is replaced where it stands.
        app.get("button", "Change selected").await.click().await;
        app.get("combobox", "What to do").await.choose("Set a field").await;
        app.get("combobox", "Field").await.choose("Due for review").await;
        app.get("field", "Due for review").await.paste("July 2030").await;
        app.get("button", "Preview").await.click().await;
        assert_eq!(preview(&app).await, [["Local plan", "July 2018", "July 2030"]]);
        app.get("button", "Cancel").await.click().await;
        app.get("button", "Cancel").await.click().await;
        app.gone("form", "Change selected").await;
        select(&app, "National plan").await;
        app.get("button", "Change selected").await.click().await;
        app.get("combobox", "What to do").await.choose("Replace in a list").await;
        app.get("combobox", "Field").await.choose("Topics").await;
        app.get("combobox", "Value to replace").await.choose("care (1)").await;
        app.get("field", "Topics to put in its place").await.paste("wards").await;
        app.get("button", "Preview").await.click().await;
        assert_eq!(preview(&app).await, [["National plan", "care", "wards"]]);
        app.get("button", "Clear selection").await.click().await;
        app.gone("button", "Change selected").await;
        assert!(app.all("table").await.is_empty());
        assert!(!app.get("checkbox", "Select National plan").await.is_checked().await);
    }

    async fn all_that_match_are_selected_exported_archived_and_moved_to_the_trash(stage: Stage) {
        let app = App::open(&stage).await;
        let drivers: Vec<Value> = (0..40).map(|number| json!({
            "id": format!("d{number}"), "title": format!("Plan {number:02}"),
            "level": if number < 30 { "local" } else { "national" },
        })).collect();
        app.import_drivers(&json!(drivers)).await;
        app.go("Drivers").await;
        app.filter("Level", "Local").await;
        app.wait_until("the list is narrowed", async || app.counted().await == "30 of 40 drivers").await;
        select_all(&app, "30 that match").await.click().await;
        app.says("status", "30 drivers selected").await;
        app.gone("button", "Select all").await;
        // What is selected stays so, whatever the list shows.
        app.at("#/drivers?level=national").await;
        app.wait_until("the others are shown", async || app.counted().await == "10 of 40 drivers").await;
        select_all(&app, "10 that match").await;
        app.says("status", "30 drivers selected").await;
        app.get("button", "Export selected").await.click().await;
        app.tells("30 drivers downloaded").await;
        let export = app.downloaded_json().await;
        assert_eq!(export["drivers"].as_array().map(Vec::len), Some(30));

        app.get("button", "Change selected").await.click().await;
        app.get("combobox", "What to do").await.choose("Archive").await;
        app.get("button", "Preview").await.click().await;
        assert_eq!(preview(&app).await.len(), 25);
        let said = app.get("group", "Preview").await.text().await;
        assert!(said.contains("And 5 drivers more."), "{said}");
        app.get("button", "Change 30 drivers").await.click().await;
        app.tells("30 drivers were archived.").await;
        app.get("button", "Change selected").await.click().await;
        app.get("combobox", "What to do").await.choose("Move to trash").await;
        app.get("button", "Preview").await.click().await;
        app.get("button", "Change 30 drivers").await.click().await;
        app.tells("30 drivers were moved to the trash.").await;
        // They are not in the list any more, so nothing is selected.
        app.gone("button", "Change selected").await;
        app.at("#/drivers").await;
        app.wait_until("ten are left", async || app.counted().await == "10 drivers").await;
        // From the trash, some come back, and go there again as that is undone.
        app.go("Trash").await;
        assert!(!app.get("checkbox", "Select Plan 05").await.is_checked().await);
        select(&app, "Plan 05").await;
        select(&app, "Plan 07").await;
        app.says("status", "2 drivers selected").await;
        app.get("button", "Change selected").await.click().await;
        app.get("button", "Preview").await.click().await;
        assert_eq!(preview(&app).await, [
            ["Plan 05", "In the trash", "In the register"],
            ["Plan 07", "In the trash", "In the register"],
        ]);
        app.get("button", "Change 2 drivers").await.click().await;
        app.tells("2 drivers were taken out of the trash.").await;
        app.gone("link", "Plan 05").await;
        app.undo().await;
        app.get("link", "Plan 05").await;
        select_all(&app, "30 drivers").await;
        app.go("Drivers").await;
        app.undo_by_key("Undone: 30 drivers were moved to the trash.").await;
        app.undo_by_key("Undone: 30 drivers were archived.").await;
        app.wait_until("all are back", async || app.counted().await == "40 drivers").await;
        let export = app.export().await;
        let drivers = export["drivers"].as_array().expect("a list");
        assert!(drivers.iter().all(|driver| driver["status"].is_null() && driver["trashed"].is_null()));
    }

    async fn another_register_begins_with_nothing_selected(stage: Stage) {
        let app = four_drivers(&stage).await;
        select(&app, "Local plan").await;
        app.says("status", "1 driver selected").await;
        app.go("Settings").await;
        app.get("button", "Start a new register").await.click().await;
        app.shows("Welcome to Driver Atlas").await;
        app.go("Settings").await;
        app.get("button", "Open A register to test with").await.click().await;
        app.get("checkbox", "Select Local plan").await;
        assert!(!app.get("checkbox", "Select Local plan").await.is_checked().await);
        assert!(app.all("button").await.iter().all(|button| button.name != "Change selected"));
    }

    async fn thousands_change_in_slices_that_can_be_cancelled(stage: Stage) {
        let app = App::open(&stage).await;
        let drivers: Vec<Value> = (0..THOUSANDS).map(|number| json!({
            "id": format!("d{number}"), "title": format!("Plan {number}"), "topics": ["care"],
        })).collect();
        app.import_drivers(&json!(drivers)).await;
        app.go("Drivers").await;
        app.answered("").await;
        select_all(&app, "3,000 drivers").await.click().await;
        app.says("status", "3,000 drivers selected").await;
        app.get("button", "Change selected").await.click().await;
        app.get("field", "Topics to add").await.paste("research").await;
        app.get("button", "Preview").await.click().await;
        app.get("button", "Change 3,000 drivers").await;
        // Cancels as soon as that is offered: sooner than a test could ask for it.
        let cancel = "window.seen = [];
            const watch = new MutationObserver(() => {
                const said = [...document.querySelectorAll('[role=status]')].map((status) => status.textContent);
                const progress = said.find((text) => /^Changing [0-9,]+ of 3,000$/.test(text));
                const button = [...document.querySelectorAll('button')].find((button) => button.textContent === 'Cancel');
                const isOver = ![...document.querySelectorAll('button')].some((button) => button.textContent.startsWith('Change 3'));
                if (progress && button && isOver) { window.seen.push(progress); watch.disconnect(); button.click(); }
            });
            watch.observe(document.body, { subtree: true, childList: true, characterData: true });";
        app.execute(cancel, vec![]).await;
        app.get("button", "Change 3,000 drivers").await.click().await;
        app.tells("Nothing was changed.").await;
        let seen = app.execute("return window.seen", vec![]).await;
        assert_eq!(seen.as_array().map(Vec::len), Some(1), "{seen}");
        assert_eq!(app.get("field", "Topics to add").await.value().await, "research");
        let stored = app.stored_entries().await.to_string();
        assert!(!stored.contains("research"), "nothing was written");

        app.watch_long_tasks().await;
        app.longest_task().await;
        app.get("button", "Preview").await.click().await;
        app.get("button", "Change 3,000 drivers").await;
        let longest_looking = app.longest_task().await;
        let (_, changing) = timed(async {
            app.get("button", "Change 3,000 drivers").await.click().await;
            app.tells("Topics: 3,000 drivers were changed.").await;
        }).await;
        let longest_changing = app.longest_task().await;
        let (_, undoing) = timed(app.undo()).await;
        let longest_undoing = app.longest_task().await;
        println!(
            "{:?}: {THOUSANDS} drivers: changed in {changing:?}, undone in {undoing:?}; longest task at previewing \
             {longest_looking} ms, at changing {longest_changing} ms, at undoing {longest_undoing} ms",
            app.kind(),
        );
        if app.kind() == Kind::Firefox {
            println!("(Firefox doesn't tell of long tasks.)");
        }
        app.search("research").await;
        assert_eq!(app.answered("research").await, "0 of 3000 drivers");
    }
}

const THOUSANDS: usize = 3_000;

async fn four_drivers(stage: &Stage) -> App {
    let app = App::open(stage).await;
    app.import_drivers(&json!([
        { "title": "National plan", "topics": ["care"] },
        { "title": "Local plan", "review_due": "July 2018" },
        { "title": "Local strategy", "topics": ["research"] },
        { "title": "Draft law" },
    ]))
    .await;
    app.go("Drivers").await;
    app.answered("").await;
    app
}

/// Ticks the box of a driver.
pub async fn select(app: &App, title: &str) {
    let name = format!("Select {title}");
    app.get("checkbox", &name).await.click().await;
    app.wait_until("it is ticked", async || {
        app.get("checkbox", &name).await.is_checked().await
    })
    .await;
}

/// The rows of the preview: the driver, what its field says now, and what afterwards.
async fn preview(app: &App) -> Vec<[String; 3]> {
    app.get("table", "What will change").await;
    let script = "return [...document.querySelectorAll('main tbody tr')].map(
        (row) => [...row.cells].map((cell) => cell.innerText.replace(/\\s+/g, ' ').trim()))";
    let rows = app.execute(script, vec![]).await;
    serde_json::from_value(rows).expect("rows of three texts")
}

/// The topics of each driver of an export, by title.
fn topics(export: &Value) -> Vec<(&str, Value)> {
    let drivers = export["drivers"].as_array().expect("a list").iter();
    let mut topics: Vec<_> = drivers
        .map(|driver| {
            let title = driver["title"].as_str().unwrap_or_default();
            (title, driver["topics"].clone())
        })
        .collect();
    topics.sort_by_key(|(title, _)| *title);
    topics
}

/// The button, once it stands before these words.
async fn select_all(app: &App, of: &str) -> Element {
    let script = "return document.getElementById('select-all-of')?.textContent.trim()";
    app.wait_until(&format!("“{of}” can be selected"), async || {
        app.execute(script, vec![]).await == of
    })
    .await;
    app.get("button", "Select all").await
}
