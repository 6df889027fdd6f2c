//! The whole job by keyboard alone: no click, and no focus but by keys.

use serde_json::json;

use crate::app::App;
use crate::harness::{Key, in_both_browsers};

in_both_browsers! {
    async fn does_the_whole_job(stage: Stage) {
        let app = App::open(&stage).await;

        // Past the navigation at once, and to the first way to begin.
        tab_to(&app, "Skip to main content").await;
        app.press(&[], Key::Enter).await;
        app.the("main").await.takes_focus().await;
        tab_to(&app, "Add your first driver").await;
        app.press(&[], Key::Enter).await;
        app.shows("Add a driver").await;
        heading_is_focused(&app).await;

        // Add: a mistake first.
        tab_to(&app, "Source").await;
        app.type_keys("NHS England").await;
        tab_to(&app, "Save driver").await;
        app.press(&[], Key::Enter).await;
        app.get("alert", "There is a problem").await.takes_focus().await;
        app.press(&[], Key::Tab).await;
        focus_is_on(&app, "Enter a title").await;
        app.press(&[], Key::Enter).await;
        focus_is_on(&app, "Title").await;
        app.type_keys("Typed by keyboard").await;
        tab_to(&app, "Level").await;
        app.type_keys("Lo").await;
        assert_eq!(app.get("field", "Level").await.value().await, "local");
        tab_to(&app, "Topics").await;
        app.type_keys("research").await;
        app.press(&[Key::Control], 's').await;
        app.shows("Typed by keyboard").await;
        app.saved().await;
        heading_is_focused(&app).await;
        app.has("Level", "Local").await;
        app.has("Source", "NHS England").await;

        // A second one, from the list.
        to_screen(&app, "Drivers").await;
        tab_to(&app, "Add a driver").await;
        app.press(&[], Key::Enter).await;
        app.shows("Add a driver").await;
        tab_to(&app, "Title").await;
        app.type_keys("Another").await;
        tab_to(&app, "Save driver").await;
        app.press(&[], Key::Enter).await;
        app.shows("Another").await;

        // Search and filter: the focus stays where it is.
        to_screen(&app, "Drivers").await;
        tab_to(&app, "Local (1)").await;
        app.press(&[], ' ').await;
        app.wait_until("the filter holds", async || app.counted().await == "1 of 2 drivers").await;
        focus_is_on(&app, "Local (1)").await;
        app.press(&[], ' ').await;
        app.wait_until("the filter is off", async || app.counted().await == "2 drivers").await;
        focus_is_on(&app, "Local (1)").await;
        tab_to(&app, "Search drivers").await;
        app.type_keys("rese").await;
        assert_eq!(app.answered("rese").await, "1 of 2 drivers");
        focus_is_on(&app, "Search drivers").await;
        tab_to(&app, "Typed by keyboard").await;
        app.press(&[], Key::Enter).await;
        app.shows("Typed by keyboard").await;

        // Edit, and take it back.
        tab_to(&app, "Edit").await;
        app.press(&[], Key::Enter).await;
        app.shows("Edit “Typed by keyboard”").await;
        tab_to(&app, "Responsible").await;
        app.type_keys("JC").await;
        app.press(&[Key::Control], 's').await;
        app.shows("Typed by keyboard").await;
        app.has("Responsible", "JC").await;
        app.press(&[Key::Control], 'z').await;
        app.wait_until("nobody is responsible", async || !app.facts().await.contains_key("Responsible")).await;
        app.tells("Undone").await;

        // To the trash; the message's button can be reached and waits.
        tab_to(&app, "Move to trash").await;
        app.press(&[], Key::Enter).await;
        app.tells("“Typed by keyboard” was moved to the trash.").await;
        tab_to(&app, "Undo").await;
        app.press(&[], Key::Enter).await;
        app.tells("Undone").await;

        // Away with it.
        to_screen(&app, "Export").await;
        tab_to(&app, "Download JSON").await;
        app.press(&[], ' ').await;
        let file = app.downloaded(".json").await;
        let export: serde_json::Value = serde_json::from_slice(&std::fs::read(file).expect("it is there")).expect("it is JSON");
        assert_eq!(export["drivers"].as_array().map(Vec::len), Some(2));
        assert_eq!(export["drivers"].as_array().into_iter().flatten().filter(|driver| driver["trashed"] == json!(true)).count(), 0);
    }
}

/// Presses Tab until the focus is on what has this name.
pub async fn tab_to(app: &App, name: &str) {
    tab(app, &[], name, |here| here == name).await;
}

/// Presses Tab until the focus is on what has a name that begins so.
pub async fn tab_to_beginning(app: &App, beginning: &str) {
    tab(app, &[], beginning, |here| here.starts_with(beginning)).await;
}

/// Presses Shift and Tab until the focus is on what has this name.
pub async fn tab_back_to(app: &App, name: &str) {
    tab(app, &[Key::Shift], name, |here| here == name).await;
}

async fn tab(app: &App, held: &[Key], name: &str, is_it: impl Fn(&str) -> bool) {
    app.settled().await;
    let mut passed = Vec::new();
    for _ in 0..100 {
        app.press(held, Key::Tab).await;
        let here = focused(app).await;
        if is_it(&here) {
            return;
        }
        passed.push(here);
    }
    panic!("Tab never comes to {name}, but to {passed:?}");
}

/// Waits until the focus has come to what has this name.
pub async fn focus_is_on(app: &App, name: &str) {
    app.wait_until(&format!("the focus is on “{name}”"), async || {
        focused(app).await == name
    })
    .await;
}

/// Goes to a screen by the navigation, which stands before all that has the focus then.
async fn to_screen(app: &App, name: &str) {
    tab_back_to(app, name).await;
    app.press(&[], Key::Enter).await;
    app.shows(name).await;
}

/// When the page changes, its heading is read out.
pub async fn heading_is_focused(app: &App) {
    let script = "return document.activeElement.tagName";
    app.wait_until("the heading has the focus", async || {
        app.execute(script, vec![]).await == "H1"
    })
    .await;
}

/// The label or else the text of what has the focus.
async fn focused(app: &App) -> String {
    let script = "const element = document.activeElement;
        const label = element.labels?.[0] ?? element;
        return (element.getAttribute('aria-label') ?? label.textContent).replace(/\\s+/g, ' ').trim();";
    let name = app.execute(script, vec![]).await;
    name.as_str().unwrap_or_default().to_owned()
}
