//! What an editor does in a day: begins, adds, finds, changes, takes back.

use serde_json::{Value, json};

use crate::app::App;
use crate::harness::{Key, in_both_browsers};

in_both_browsers! {
    async fn there_are_three_ways_to_begin(stage: Stage) {
        let app = App::open(&stage).await;
        app.get("link", "Add your first driver").await.click().await;
        app.shows("Add a driver").await;
        app.get("button", "Cancel").await.click().await;
        app.get("link", "Import a file").await.click().await;
        app.shows("Import").await;
        app.go("Drivers").await;
        app.get("link", "Try the sample register").await.click().await;
        app.shows("Drivers").await;
        let count = app.answered("").await;
        let count: usize = count.trim_end_matches(" drivers").parse().expect("a number of drivers");
        assert!(count >= 12, "{count}");
        let review = app.get("group", "Review").await;
        assert_eq!(review.all("checkbox").await.len(), 4);
        // It is still open, and still the sample, the next time.
        app.reload().await;
        assert_eq!(app.answered("").await, format!("{count} drivers"));
    }

    async fn a_driver_lives(stage: Stage) {
        let app = App::open(&stage).await;
        app.go("Settings").await;
        app.fill_setting("Your name", "Ada Lovelace", "Save name").await;

        // Added, and shown as it was written.
        app.at("#/add").await;
        app.fill_in(&[
            ("Title", "Research plan"),
            ("Level", "National"),
            ("Source", "NHS England\nHealth Education England"),
            ("Link to main document", "https://example.org/plan"),
            ("Date of publication", "Oct/Nov 2016"),
            ("Impact on library policy and practice", "Names *libraries* (p. 17).\n\n- One\n- Two\n\n<b>not bold</b> [bad](javascript:alert(1)) [good](https://example.org)"),
            ("Due for review", "July 2018"),
            ("Responsible", "JC"),
        ]).await;
        app.save_driver().await;
        app.shows("Research plan").await;
        app.has("Source", "NHS England, Health Education England").await;
        app.has("Date of publication", "Oct/Nov 2016").await;
        let facts = app.facts().await;
        assert!(facts["Due for review"].starts_with("July 2018, overdue"), "{facts:?}");
        let impact = &facts["Impact on library policy and practice"];
        assert!(impact.contains("<b>not bold</b>"), "{impact}");
        app.get("link", "good (opens in a new tab)").await;
        let links = "return [...document.querySelectorAll('main dd a')].map((link) => link.protocol)";
        let protocols = app.execute(links, vec![]).await;
        assert_eq!(protocols, json!(["https:", "https:"]));

        // Edited.
        app.edit_driver(&[("Title", "Research plan 2017"), ("Responsible", "AL")]).await;
        app.shows("Research plan 2017").await;
        app.has("Responsible", "AL").await;

        // Commented on.
        app.get("textbox", "Your comment").await.paste("Still used in bids.").await;
        app.press_button("Add a comment").await;
        app.wait_until("the comment is shown", async || {
            app.get("region", "Comments").await.text().await.contains("Still used in bids.")
        }).await;
        assert!(app.get("region", "Comments").await.text().await.contains("Ada Lovelace"));

        // Archived, in the trash, and back.
        app.press_button("Archive").await;
        app.has("Status", "Archived").await;
        app.press_button("Move to trash").await;
        app.tells("“Research plan 2017” was moved to the trash.").await;
        app.go("Trash").await;
        app.get("button", "Restore Research plan 2017").await.click().await;
        app.saved().await;
        app.gone("button", "Restore Research plan 2017").await;
        app.open_driver("Research plan 2017").await;

        // Its history, and back to how it began; the comment stays.
        app.get("link", "History").await.click().await;
        app.shows("History of “Research plan 2017”").await;
        let history = app.the("main").await.text().await;
        assert!(history.contains("Ada Lovelace"), "{history}");
        assert!(history.contains("Changed Title and Responsible"), "{history}");
        let restores = app.the("main").await.all("button").await;
        let first = restores.last().expect("there are versions");
        assert!(first.name.starts_with("Restore this version by Ada Lovelace"), "{}", first.name);
        first.click().await;
        app.shows("Research plan").await;
        app.has("Responsible", "JC").await;
        assert!(!app.facts().await.contains_key("Status"));
        assert!(app.get("region", "Comments").await.text().await.contains("Still used in bids."));

        // And all of it is there the next time.
        app.reload().await;
        app.shows("Research plan").await;
        app.has("Responsible", "JC").await;
    }

    async fn all_that_changes_data_can_be_undone(stage: Stage) {
        let app = App::open(&stage).await;
        app.import_drivers(&json!([{ "title": "One" }, { "title": "Two" }])).await;
        app.open_driver("One").await;
        app.edit_driver(&[("Responsible", "JC")]).await;
        app.press_button("Archive").await;
        app.has("Status", "Archived").await;

        app.undo().await;
        app.wait_until("it is current", async || !app.facts().await.contains_key("Status")).await;
        app.shows("One").await;
        // By the key, outside fields; inside, the key belongs to the field.
        app.get("textbox", "Your comment").await.type_keys("Typed").await;
        app.press(&[Key::Control], 'z').await;
        app.has("Responsible", "JC").await;
        app.execute("document.activeElement.blur()", vec![]).await;
        app.press(&[Key::Control], 'z').await;
        app.wait_until("nobody is responsible", async || !app.facts().await.contains_key("Responsible")).await;

        app.press_button("Move to trash").await;
        app.undo().await;
        app.wait_until("it is back", async || app.titles().await == ["One", "Two"]).await;
    }

    async fn one_undo_after_another_leads_back_to_the_beginning(stage: Stage) {
        let app = App::open(&stage).await;
        app.add_driver(&[("Title", "Soon gone")]).await;
        app.press_button("Archive").await;
        app.has("Status", "Archived").await;
        app.undo_by_key("Undone: “Soon gone” was archived.").await;
        // What was undone doesn't build on anything.
        app.undo_by_key("Undone: “Soon gone” was added.").await;
    }

    async fn no_screen_logs_a_fault_or_asks_for_anything(stage: Stage) {
        let app = App::open(&stage).await;
        app.add_driver(&[("Title", "One")]).await;
        for screen in ["Import", "Export", "Trash", "Settings", "Help", "Drivers"] {
            app.go(screen).await;
        }
        app.search("one").await;
        assert_eq!(app.console().await, Vec::<String>::new());
    }

    async fn what_was_typed_is_never_lost(stage: Stage) {
        let app = App::open(&stage).await;
        app.at("#/add").await;
        app.fill_in(&[("Summary", "Typed with care."), ("Link to main document", "not a link")]).await;
        app.get("button", "Save driver").await.click().await;
        let alert = app.get("alert", "There is a problem").await;
        alert.takes_focus().await;
        let links = alert.all("link").await;
        assert_eq!(links.len(), 2);
        let before = app.url().await;
        links[1].click().await;
        app.get("field", "Link to main document").await.takes_focus().await;
        links[0].click().await;
        let title = app.get("field", "Title").await;
        title.takes_focus().await;
        assert_eq!(app.url().await, before);
        assert_eq!(app.get("field", "Summary").await.value().await, "Typed with care.");
        app.fill_in(&[("Link to main document", "https://example.org/")]).await;
        title.type_keys("Kept").await;

        // A draft outlives the page, …
        app.wait_until("the draft is stored", async || {
            let script = "const done = arguments[0];
                (async () => {
                    const open = (name) => new Promise((next) => {
                        const request = indexedDB.open(name);
                        request.onsuccess = () => next(request.result);
                    });
                    for (const { name } of await indexedDB.databases()) {
                        const database = await open(name);
                        const all = database.transaction('drafts').objectStore('drafts').getAll();
                        const drafts = await new Promise((next) => { all.onsuccess = () => next(all.result); });
                        database.close();
                        if (drafts.some((draft) => draft.includes('Kept'))) return done(true);
                    }
                    done(false);
                })();";
            app.execute_async(script).await == true
        }).await;
        app.reload().await;
        assert_eq!(app.get("field", "Title").await.value().await, "Kept");
        assert_eq!(app.get("field", "Summary").await.value().await, "Typed with care.");
        // … is offered where people look, …
        app.go("Drivers").await;
        let drafts = app.get("region", "Unfinished drafts").await;
        drafts.all("link").await[0].click().await;
        app.shows("Add a driver").await;
        assert_eq!(app.get("field", "Title").await.value().await, "Kept");
        // … and comes back after it was thrown away.
        app.get("button", "Cancel").await.click().await;
        app.tells("Your changes to “Kept” were not saved.").await;
        app.get("region", "Message").await.get("button", "Undo").await.click().await;
        app.shows("Add a driver").await;
        assert_eq!(app.get("field", "Summary").await.value().await, "Typed with care.");

        app.get("field", "Title").await.type_keys(" safe").await;
        app.press(&[Key::Control], 's').await;
        app.shows("Kept safe").await;
        app.saved().await;
        app.go("Drivers").await;
        app.gone("region", "Unfinished drafts").await;
        assert_eq!(app.titles().await, ["Kept safe"]);
    }

    async fn the_list_is_searched_filtered_sorted_and_turned(stage: Stage) {
        let app = App::open(&stage).await;
        app.import_drivers(&sixty()).await;
        app.go("Drivers").await;
        assert_eq!(app.answered("").await, "60 drivers");
        assert_eq!(app.titles().await.len(), 25);

        // Each key is answered.
        let search = app.get("searchbox", "Search drivers").await;
        for (key, query) in [("g", "g"), ("e", "ge"), ("n", "gen")] {
            search.type_keys(key).await;
            app.answered(query).await;
        }
        assert_eq!(app.counted().await, "6 of 60 drivers");
        // All fit alike, so the newer come first; what is older than forty years is just old.
        assert_eq!(app.titles().await, ["Driver 60", "Driver 50", "Driver 40", "Driver 10", "Driver 20", "Driver 30"]);
        app.filter("Level", "Local").await;
        app.wait_until("both narrow", async || app.counted().await == "3 of 60 drivers").await;
        assert_eq!(app.titles().await, ["Driver 60", "Driver 40", "Driver 20"]);
        let here = app.url().await;
        assert!(here.ends_with("#/drivers?q=gen&level=local"), "{here}");

        // Counts follow the query and the other filters.
        let level = app.get("group", "Level").await.all("checkbox").await;
        let names: Vec<_> = level.iter().map(|choice| choice.name.as_str()).collect();
        assert_eq!(names, ["National (3)", "Local (3)"]);
        app.filter("Level", "National").await;
        app.wait_until("either level does", async || app.counted().await == "6 of 60 drivers").await;

        // Back, forward, reload and a pasted link keep the view.
        app.back().await;
        app.wait_until("back shows the list before", async || app.counted().await == "3 of 60 drivers").await;
        app.get("list", "Drivers").await.get("link", "Driver 40").await.click().await;
        app.shows("Driver 40").await;
        app.back().await;
        app.shows("Drivers").await;
        assert_eq!(app.counted().await, "3 of 60 drivers");
        assert_eq!(app.get("searchbox", "Search drivers").await.value().await, "gen");
        app.forward().await;
        app.shows("Driver 40").await;
        app.go("Drivers").await;
        assert_eq!(app.counted().await, "3 of 60 drivers");
        app.reload().await;
        assert_eq!(app.answered("gen").await, "3 of 60 drivers");
        assert!(app.get("group", "Level").await.get("checkbox", "Local (3)").await.is_checked().await);
        app.open_link("#/drivers?q=gen&level=local&sort=oldest").await;
        assert_eq!(app.answered("gen").await, "3 of 60 drivers");
        assert_eq!(app.titles().await, ["Driver 20", "Driver 40", "Driver 60"]);

        // No match, and all again.
        assert_eq!(app.search("nowhere to be found").await, "0 of 60 drivers");
        assert!(app.the("main").await.text().await.contains("No driver matches"));
        app.get("button", "Clear all filters").await.click().await;
        assert_eq!(app.answered("").await, "60 drivers");

        // Sort and pages.
        app.get("combobox", "Sort by").await.choose("Date of publication, oldest first").await;
        app.wait_until("the oldest is first", async || app.titles().await[0] == "Driver 01").await;
        app.get("combobox", "Sort by").await.choose("Title, A to Z").await;
        app.wait_until("the order is back", async || app.titles().await[1] == "Driver 02").await;
        let pages = app.get("navigation", "Pagination").await;
        pages.get("link", "Next").await.click().await;
        app.wait_until("the second page is shown", async || app.titles().await[0] == "Driver 26").await;
        app.get("navigation", "Pagination").await.get("link", "Next").await.click().await;
        app.wait_until("the last page is shown", async || app.titles().await.len() == 10).await;
        app.back().await;
        app.wait_until("back turns back", async || app.titles().await.first().is_some_and(|title| title == "Driver 26")).await;
        // Another query begins at its first page.
        assert_eq!(app.search("driver").await, "60 of 60 drivers");
        assert_eq!(app.titles().await[0], "Driver 01");
    }
}

/// Drivers 01 to 60, every tenth on genomics.
fn sixty() -> Value {
    let driver = |number: u32| {
        json!({
            "title": format!("Driver {number:02}"),
            "level": if number.is_multiple_of(20) { "local" } else { "national" },
            "published": format!("{}-01", 1960 + number),
            "topics": [if number.is_multiple_of(10) { "genomics" } else { "leadership" }],
        })
    };
    (1..=60).map(driver).collect()
}
