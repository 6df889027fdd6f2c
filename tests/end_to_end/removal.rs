//! Removing for good: what was pasted by mistake is nowhere any more, as far as the app reaches, and it says how far.

use serde_json::json;

use crate::accessibility::Faults;
use crate::app::App;
use crate::harness::{Element, Key, Kind, in_both_browsers};

/// What nobody should have written.
const BAD: &str = "Call Jo Bloggs on 01632 960001.";

in_both_browsers! {
    async fn what_was_pasted_by_mistake_goes_from_the_browser_and_from_every_file(stage: Stage) {
        let app = App::open(&stage).await;
        app.add_driver(&[("Title", "A plan"), ("Summary", BAD), ("Topics", &format!("research\n{BAD}"))]).await;
        let older = app.file("older.json", app.export().await.to_string());
        app.open_driver("A plan").await;
        app.edit_driver(&[("Summary", "Call the library.")]).await;
        app.edit_driver(&[("Impact on library policy and practice", "Some.")]).await;
        // A draft that was left behind.
        app.get("link", "Edit").await.click().await;
        app.fill_in(&[("Key features", BAD), ("Case studies", "Half")]).await;
        app.go("Drivers").await;
        app.get("region", "Unfinished drafts").await;
        assert!(everything_stored(&app).await.contains(BAD));

        app.open_driver("A plan").await;
        open_history(&app).await;
        remove_button(&app, "Remove for good Summary").await.click().await;
        app.shows("Remove for good").await;
        let says = app.the("main").await.text().await;
        for part in [BAD, "Summary and Topics, in 1 version", "or imported here since", "cannot be undone"] {
            assert!(says.contains(part), "{part} isn’t in: {says}");
        }
        app.get("button", "Cancel").await.click().await;
        app.shows("History of “A plan”").await;
        assert!(everything_stored(&app).await.contains(BAD));

        open_versions(&app).await;
        remove_button(&app, &format!("Remove for good {BAD} from Topics")).await.click().await;
        app.shows("Remove for good").await;
        app.get("button", "Remove for good").await.click().await;
        app.tells("Removed from “A plan” for good").await;
        app.shows("History of “A plan”").await;
        open_versions(&app).await;
        let history = app.the("main").await.text().await;
        assert!(!history.contains("Bloggs"), "{history}");
        assert!(history.contains("removed for good by Name not given"), "{history}");
        app.wait_until("the draft has forgotten it too", async || {
            !everything_stored(&app).await.contains("Bloggs")
        })
        .await;

        // The rest is as it was, the draft too, and stays so.
        app.reload().await;
        app.open_driver("A plan").await;
        app.has("Summary", "Call the library.").await;
        app.has("Topics", "research").await;
        app.get("link", "Edit").await.click().await;
        app.get("button", "Save driver").await;
        assert_eq!(app.get("field", "Case studies").await.value().await, "Half");
        assert_eq!(app.get("field", "Key features").await.value().await, "");

        // Typed again, to the letter.
        app.fill_in(&[("Summary", BAD)]).await;
        app.get("button", "Save driver").await.click().await;
        let problem = app.get("alert", "There is a problem").await.text().await;
        assert!(problem.contains("removed from this driver for good"), "{problem}");
        app.fill_in(&[("Summary", "Ask the library.")]).await;
        app.save_driver().await;

        // An older file brings it back no more, and no new one has it.
        app.go("Import").await;
        app.choose(&older).await;
        app.says("status", "Nothing").await;
        assert!(!app.export().await.to_string().contains("Bloggs"));
        assert!(!everything_stored(&app).await.contains("Bloggs"));
    }

    async fn a_title_that_stands_is_changed_first_and_all_of_it_works_by_keyboard(stage: Stage) {
        let app = App::open(&stage).await;
        app.add_driver(&[("Title", "Jo Bloggs’s plan")]).await;
        open_history(&app).await;
        remove_button(&app, "Remove for good Title").await.click().await;
        app.shows("Remove for good").await;
        let says = app.the("main").await.text().await;
        assert!(says.contains("give it another title first"), "{says}");
        app.get("link", "Edit").await.click().await;
        app.fill_in(&[("Title", "The plan")]).await;
        app.save_driver().await;
        app.shows("The plan").await;
        app.get("link", "History").await.click().await;
        app.shows("History of “The plan”").await;

        // The second version is the first.
        tab_to(&app, "See what was written", 2).await;
        app.press(&[], Key::Enter).await;
        tab_to(&app, "Remove for good Title", 1).await;
        app.press(&[], Key::Enter).await;
        app.shows("Remove for good").await;
        tab_to(&app, "Cancel", 1).await;
        app.press(&[], Key::Enter).await;
        app.shows("History of “The plan”").await;
        tab_to(&app, "See what was written", 2).await;
        app.press(&[], Key::Enter).await;
        tab_to(&app, "Remove for good Title", 1).await;
        app.press(&[], Key::Enter).await;
        app.shows("Remove for good").await;
        tab_to(&app, "Remove for good", 1).await;
        app.press(&[], Key::Enter).await;
        app.tells("Removed from “The plan” for good").await;
        app.shows("History of “The plan”").await;
        app.wait_until("the heading has the focus", async || {
            let script = "return document.activeElement.tagName";
            app.execute(script, vec![]).await == json!("H1")
        })
        .await;
        assert!(!everything_stored(&app).await.contains("Bloggs"));
    }
}

in_both_browsers! {
    async fn joined_entries_show_as_one_and_can_be_separated_again(stage: Stage) {
        let app = App::open(&stage).await;
        app.import_drivers(&json!([
            { "id": "a", "title": "A plan", "same_as": ["b"], "level": "local" },
            { "id": "b", "title": "The plan", "topics": ["research"] },
        ]))
        .await;
        app.go("Drivers").await;
        assert_eq!(app.titles().await.len(), 1);
        // Whichever id was sent in a link.
        app.at("#/driver/b").await;
        let list = app.get("region", "This driver brings together 2 entries").await;
        app.has("Topics", "research").await;
        app.has("Level", "Local").await;
        app.get("region", "In conflict").await;
        if stage.kind() == Kind::Chromium {
            let mut faults = Faults::default();
            faults.look(&app, "joined entries").await;
            keep_picture(&app, "joined").await;
            faults.report();
        }
        list.get("button", "Separate The plan").await.click().await;
        app.tells("“The plan” is a driver of its own again.").await;
        app.saved().await;
        app.gone("region", "This driver brings together 2 entries").await;
        app.shows("The plan").await;
        app.gone("region", "In conflict").await;
        app.go("Drivers").await;
        assert_eq!(app.titles().await, ["A plan", "The plan"]);
        app.undo().await;
        app.wait_until("they are one again", async || app.titles().await.len() == 1).await;
    }
}

#[test]
fn the_question_and_the_history_are_without_fault() {
    crate::harness::run(Kind::Chromium, "accessibility-removal", async |stage| {
        let app = App::open(&stage).await;
        let mut faults = Faults::default();
        let long = format!("{} {}", BAD, "and-so-on-".repeat(20));
        app.add_driver(&[
            ("Title", "A plan"),
            ("Summary", &long),
            ("Topics", &format!("research\n{BAD}")),
        ])
        .await;
        open_history(&app).await;
        faults
            .look(&app, "history with ways to remove for good")
            .await;
        keep_picture(&app, "removal-history").await;
        remove_button(&app, "Remove for good Title")
            .await
            .click()
            .await;
        app.shows("Remove for good").await;
        faults.look(&app, "removal refused").await;
        keep_picture(&app, "removal-refused").await;
        app.get("button", "Cancel").await.click().await;
        app.shows("History of “A plan”").await;
        open_versions(&app).await;
        remove_button(&app, "Remove for good Summary")
            .await
            .click()
            .await;
        app.shows("Remove for good").await;
        faults.look(&app, "removal to be confirmed").await;
        keep_picture(&app, "removal-question").await;
        app.get("button", "Remove for good").await.click().await;
        app.shows("History of “A plan”").await;
        open_versions(&app).await;
        faults.look(&app, "history after a removal").await;
        keep_picture(&app, "removal-done").await;
        faults.report();
    });
}

/// Keeps pictures of a state, wide and narrow.
async fn keep_picture(app: &App, name: &str) {
    for width in [375, 1280] {
        app.be_wide(width).await;
        app.screenshot(name, width).await;
    }
}

async fn open_history(app: &App) {
    app.get("link", "History").await.click().await;
    app.wait_until("the history is shown", async || {
        app.title().await.starts_with("History of")
    })
    .await;
    open_versions(app).await;
}

/// Opens what each version wrote, once all are there.
async fn open_versions(app: &App) {
    app.wait_until("what was written can be seen", async || {
        let script = "const all = [...document.querySelectorAll('main details')];
            all.forEach((one) => { one.open = true; });
            return all.length > 0;";
        app.execute(script, vec![]).await == json!(true)
    })
    .await;
}

/// The last of the buttons whose names begin so: that of the earliest version.
async fn remove_button(app: &App, beginning: &str) -> Element {
    let buttons = app.all("button").await;
    let names: Vec<String> = buttons.iter().map(|button| button.name.clone()).collect();
    let found = buttons
        .into_iter()
        .rfind(|button| button.name.starts_with(beginning));
    found.unwrap_or_else(|| panic!("no button “{beginning}”: {names:?}"))
}

/// Tabs to the element whose name begins so, past others alike.
async fn tab_to(app: &App, beginning: &str, which: usize) {
    let script = "return document.activeElement.textContent.replace(/\\s+/g, ' ').trim()";
    app.settled().await;
    let mut seen = 0;
    for _ in 0..80 {
        app.press(&[], Key::Tab).await;
        let name = app.execute(script, vec![]).await;
        if name
            .as_str()
            .is_some_and(|name| name.starts_with(beginning))
        {
            seen += 1;
            if seen == which {
                return;
            }
        }
    }
    panic!("no {which} “{beginning}” is reached by Tab");
}

/// All that the browser keeps for the page, in every database and in `localStorage`.
async fn everything_stored(app: &App) -> String {
    let stored = app.execute_async(EVERYTHING).await;
    stored.as_str().unwrap_or_default().to_owned()
}

const EVERYTHING: &str = "const done = arguments[0];
    const after = (request) => new Promise((next, fail) => {
        request.onsuccess = () => next(request.result);
        request.onerror = () => fail(request.error);
    });
    (async () => {
        const stored = [JSON.stringify(localStorage)];
        for (const { name } of await indexedDB.databases()) {
            const database = await after(indexedDB.open(name));
            for (const store of database.objectStoreNames) {
                const all = await after(database.transaction(store).objectStore(store).getAll());
                stored.push(JSON.stringify(all));
            }
            database.close();
        }
        done(stored.join());
    })();";
