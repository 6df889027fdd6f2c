//! Saved views: they stay, travel with exports, come together like all that people change, and open by their links.

use serde_json::{Value, json};

use crate::app::App;
use crate::changes::{items, pasted, what_changed};
use crate::harness::{Element, Key, Stage, in_both_browsers};
use crate::published::publish;

in_both_browsers! {
    async fn a_view_is_saved_found_again_renamed_removed_and_brought_back(stage: Stage) {
        let app = three_drivers(&stage).await;
        assert!(names(&app, "button").await.iter().all(|name| name != "Save this view"));
        narrow(&app).await;
        app.get("button", "Save this view").await.click().await;
        let name = app.get("field", "Name of the view").await;
        name.takes_focus().await;
        assert_eq!(name.value().await, "plan, Local");
        name.paste(" ").await;
        app.get("button", "Save view").await.click().await;
        assert_eq!(app.the("alert").await.text().await, "Enter a name for the view");
        app.get("field", "Name of the view").await.paste("Ours").await;
        app.get("button", "Save view").await.click().await;
        app.tells("The view “Ours” was saved.").await;
        app.saved().await;

        // It is there after a restart, leads where it led, and says where one is.
        app.restart().await;
        app.go("Drivers").await;
        assert_eq!(app.answered("").await, "3 drivers");
        let ours = view(&app, "Ours").await;
        assert_eq!(ours.attribute("aria-current").await, None);
        ours.click().await;
        assert_eq!(app.answered("plan").await, "1 of 3 drivers");
        assert_eq!(app.titles().await, ["Local plan"]);
        assert_eq!(view(&app, "Ours").await.attribute("aria-current").await.as_deref(), Some("true"));

        // A name that another has can only take its place.
        app.filter("Level", "Local").await;
        app.wait_until("the list is wider", async || app.counted().await == "2 of 3 drivers").await;
        app.get("button", "Save this view").await.click().await;
        app.get("field", "Name of the view").await.paste("ours").await;
        app.get("button", "Save view").await.click().await;
        assert_eq!(app.the("alert").await.text().await, "There is a view called “ours” already");
        app.get("button", "Replace “Ours”").await.click().await;
        app.tells("The view “Ours” now shows this list.").await;
        app.at("#/drivers").await;
        app.answered("").await;
        view(&app, "Ours").await.click().await;
        app.wait_until("it shows the wider list", async || app.counted().await == "2 of 3 drivers").await;

        app.get("button", "Manage saved views").await.click().await;
        app.get("button", "Rename Ours").await.click().await;
        app.get("field", "New name").await.paste("All plans").await;
        app.get("button", "Rename").await.click().await;
        app.tells("The view “Ours” is now called “All plans”.").await;
        app.get("button", "Remove All plans").await.click().await;
        app.tells("The view “All plans” was removed.").await;
        app.gone("button", "Manage saved views").await;
        app.undo().await;
        view(&app, "All plans").await;
        app.undo_by_key("Undone: The view “Ours” is now called").await;
        view(&app, "Ours").await;
    }

    async fn all_of_it_can_be_done_by_keyboard(stage: Stage) {
        let app = three_drivers(&stage).await;
        narrow(&app).await;
        focus(&app, "Save this view").await;
        app.press(&[], Key::Enter).await;
        app.get("field", "Name of the view").await.takes_focus().await;
        app.press(&[], Key::Escape).await;
        app.get("button", "Save this view").await.takes_focus().await;
        app.press(&[], Key::Enter).await;
        app.get("field", "Name of the view").await.takes_focus().await;
        // What is suggested is selected, so typing takes its place.
        app.type_keys("Ours").await;
        app.press(&[], Key::Enter).await;
        app.tells("The view “Ours” was saved.").await;
        app.get("button", "Save this view").await.takes_focus().await;
        focus(&app, "Manage saved views").await;
        app.press(&[], Key::Enter).await;
        focus(&app, "Rename Ours").await;
        app.press(&[], Key::Enter).await;
        app.get("field", "New name").await.takes_focus().await;
        app.type_keys("Late").await;
        app.press(&[], Key::Enter).await;
        app.tells("The view “Ours” is now called “Late”.").await;
        app.get("button", "Rename Late").await.takes_focus().await;
    }

    async fn views_travel_with_exports_and_two_names_given_at_once_are_settled(stage: Stage) {
        let here = three_drivers(&stage).await;
        narrow(&here).await;
        save(&here, "Ours").await;

        // Also the export of some drivers has it, as text that people can read.
        here.get("link", "Export this list").await.click().await;
        here.shows("Export").await;
        let some = here.download().await;
        assert_eq!(some["drivers"].as_array().map(Vec::len), Some(1));
        let shown = views_of(&some);
        assert_eq!(shown, [json!({ "name": "Ours", "shows": "q=plan&level=local" })]);

        let there = App::open_in(&stage, stage.browser("colleague")).await;
        let file = there.file("some.json", some.to_string());
        assert_eq!(there.import(&file).await, "Imported 1 driver: 1 new.");
        // The same address leads to the same list in another copy.
        there.open_link("#/drivers?q=plan&level=local").await;
        assert_eq!(there.answered("plan").await, "1 of 1 driver");
        assert_eq!(view(&there, "Ours").await.attribute("aria-current").await.as_deref(), Some("true"));
        rename(&there, "Ours", "Theirs").await;
        rename(&here, "Ours", "Late").await;

        let theirs = here.file("theirs.json", there.export().await.to_string());
        here.go("Import").await;
        here.choose(&theirs).await;
        let [(title, change)] = &here.plan().await[..] else { panic!("one row") };
        assert_eq!(title, "The register itself");
        assert!(change.starts_with("In conflict the saved view “") && change.ends_with("”: both versions are kept"), "{change}");
        here.get("button", "Import").await.click().await;
        here.says("status", "Imported the register’s 1 saved view.").await;

        here.go("Drivers").await;
        let section = here.get("region", "Saved views").await.text().await;
        assert!(section.contains("In conflict"), "{section}");
        here.get("button", "Manage saved views").await.click().await;
        here.get("button", "Use this version Theirs").await.click().await;
        here.tells("The view “Theirs” was settled.").await;
        here.gone("button", "Use this version Theirs").await;
        view(&here, "Theirs").await;

        // The colleague learns of it, and the history tells all.
        let ours = there.file("ours.json", here.export().await.to_string());
        there.import(&ours).await;
        there.go("Drivers").await;
        view(&there, "Theirs").await;
        there.go("Settings").await;
        there.get("link", "History of the register itself").await.click().await;
        there.shows("History of the register itself").await;
        let history = there.the("main").await.text().await;
        assert!(history.contains("Changed the saved view “Theirs”"), "{history}");
        what_changed(&there).await;
        let told = items(&there).await.join("\n");
        assert!(told.contains("The register itself") && told.contains("The saved view “Theirs”: saved"), "{told}");
        let summary = there.the("main").await.text().await;
        assert!(summary.contains("The register’s own title and 1 saved view changed."), "{summary}");
    }

    async fn a_view_written_by_hand_opens_and_its_link_can_be_copied(stage: Stage) {
        let app = three_drivers(&stage).await;
        narrow(&app).await;
        save(&app, "Ours").await;
        let mut export = app.export().await;
        export["register"]["view:late"] = json!({ "name": "Late", "shows": "#/drivers?review=overdue" });
        export["register"]["view:odd"] = json!(["not", "a", "view"]);
        let file = app.file("by-hand.json", export.to_string());
        app.go("Import").await;
        app.choose(&file).await;
        let row = ("The register itself".to_owned(), "Changed the saved view “Late” and a saved view".to_owned());
        assert_eq!(app.plan().await, [row]);
        app.get("button", "Import").await.click().await;
        app.says("status", "Imported the register’s 2 saved views.").await;
        app.go("Drivers").await;
        view(&app, "Late").await.click().await;
        app.wait_until("the view is shown", async || app.counted().await == "1 of 3 drivers").await;
        // What is no view is left as it is.
        let export = app.export().await;
        assert_eq!(export["register"]["view:odd"], json!(["not", "a", "view"]));

        app.go("Drivers").await;
        app.get("button", "Manage saved views").await.click().await;
        app.get("button", "Copy link Ours").await.click().await;
        app.tells("The link to “Ours” was copied.").await;
        let address = app.url().await;
        let page = address.split('#').next().expect("an address");
        let link = format!("{page}#/drivers?q=plan&level=local");
        assert_eq!(pasted(&app).await, link);
        // Where the browser doesn't copy, the person can.
        app.execute("Object.defineProperty(navigator, 'clipboard', { value: undefined })", vec![]).await;
        app.get("button", "Copy link Ours").await.click().await;
        let by_hand = app.get("field", "Link to “Ours”").await;
        assert_eq!(by_hand.value().await, link);
        by_hand.takes_focus().await;
    }

    async fn in_a_published_copy_views_are_for_opening(stage: Stage) {
        let app = three_drivers(&stage).await;
        narrow(&app).await;
        save(&app, "Ours").await;
        app.at("#/drivers").await;
        app.answered("").await;
        let copy = publish(&app, &stage, "readers").await;
        app.quit().await;
        let reader = App::open_copy_in(&stage, stage.browser("reader"), &copy).await;
        reader.shows("Drivers").await;
        view(&reader, "Ours").await.click().await;
        assert_eq!(reader.answered("plan").await, "1 of 3 drivers");
        reader.get("button", "Manage saved views").await.click().await;
        reader.get("button", "Copy link Ours").await;
        let buttons = names(&reader, "button").await;
        let changing = ["Save this view", "Rename", "Remove Ours", "Change selected", "Select"];
        let changes = |name: &String| changing.iter().any(|word| name.starts_with(word));
        assert!(!buttons.iter().any(changes), "{buttons:?}");
        assert!(!names(&reader, "checkbox").await.iter().any(|name| name.starts_with("Select ")));
    }
}

async fn three_drivers(stage: &Stage) -> App {
    let app = App::open(stage).await;
    app.import_drivers(&json!([
        { "title": "National plan", "level": "national" },
        { "title": "Local plan", "level": "local", "review_due": "July 2018" },
        { "title": "Local strategy", "level": "local" },
    ]))
    .await;
    app.go("Drivers").await;
    app.answered("").await;
    app
}

/// Searches and filters, up to one driver of three.
async fn narrow(app: &App) {
    app.search("plan").await;
    app.filter("Level", "Local").await;
    app.wait_until("the list is narrowed", async || {
        app.counted().await == "1 of 3 drivers"
    })
    .await;
}

/// Saves the view that is shown.
pub async fn save(app: &App, name: &str) {
    app.get("button", "Save this view").await.click().await;
    app.get("field", "Name of the view").await.paste(name).await;
    app.get("button", "Save view").await.click().await;
    app.tells("The view “").await;
    app.saved().await;
}

async fn rename(app: &App, from: &str, to: &str) {
    app.go("Drivers").await;
    app.get("button", "Manage saved views").await.click().await;
    app.get("button", &format!("Rename {from}"))
        .await
        .click()
        .await;
    app.get("field", "New name").await.paste(to).await;
    app.get("button", "Rename").await.click().await;
    app.tells(&format!("The view “{from}” is now called")).await;
    app.saved().await;
}

async fn view(app: &App, name: &str) -> Element {
    let section = app.get("region", "Saved views").await;
    section.get("link", name).await
}

async fn names(app: &App, role: &str) -> Vec<String> {
    let all = app.all(role).await.into_iter();
    all.map(|element| element.name).collect()
}

async fn focus(app: &App, button: &str) {
    app.get("button", button).await;
    let script = "[...document.querySelectorAll('button')]
        .find((button) => button.textContent.replace(/\\s+/g, ' ').trim() === arguments[0]).focus()";
    app.execute(script, vec![json!(button)]).await;
}

/// The views that stand in a file.
fn views_of(file: &Value) -> Vec<Value> {
    let register = file["register"].as_object().expect("an object");
    let views = register.iter().filter(|(key, _)| key.starts_with("view:"));
    views.map(|(_, view)| view.clone()).collect()
}
