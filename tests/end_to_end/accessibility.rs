//! No fault that axe-core finds, on any screen and in any state; no sideways scrolling; forced colours to be looked at.

use serde_json::{Value, json};

use crate::app::{App, register};
use crate::bulk;
use crate::harness::{Key, Kind, Stage, run};
use crate::saved_views;

#[test]
fn every_screen_of_a_register_is_without_fault() {
    chromium("accessibility-register", async |stage| {
        let app = App::open(&stage).await;
        let mut faults = Faults::default();
        faults.look(&app, "first opening").await;
        app.at("#/nowhere").await;
        faults.look(&app, "unknown address").await;
        app.go("Trash").await;
        faults.look(&app, "empty trash").await;
        for screen in ["Settings", "Help", "Export"] {
            app.go(screen).await;
            faults.look(&app, screen).await;
        }

        // The editor.
        app.at("#/add").await;
        app.shows("Add a driver").await;
        faults.look(&app, "editor").await;
        app.fill_in(&[
            ("Link to main document", "nowhere"),
            ("Date of publication", "early 2019"),
            ("Impact on library policy and practice", "- *One*"),
        ])
        .await;
        app.get("button", "Preview Impact on library policy and practice")
            .await
            .click()
            .await;
        app.get("button", "Save driver").await.click().await;
        app.get("alert", "There is a problem").await;
        faults.look(&app, "editor with problems").await;
        app.get("button", "Cancel").await.click().await;
        app.get("region", "Message").await;
        // Else its going to the list would come after ours.
        app.wait_until("the editor is left", async || {
            app.url().await.contains("#/drivers")
        })
        .await;

        // The other ways in.
        for (intake, role, name) in [
            ("page", "textbox", "Paste the page here"),
            ("table", "file", "CSV or Excel file"),
            ("references", "file", "RIS, BibTeX or CSL-JSON file"),
        ] {
            app.at(&format!("#/import/{intake}")).await;
            app.get(role, name).await;
            faults.look(&app, &format!("import of {intake}")).await;
        }
        app.at("#/import/page").await;
        app.get("button", "Read the page").await.click().await;
        app.the("alert").await;
        faults.look(&app, "no page pasted").await;
        let page = "Title of driver: One\nSource: A, B and C\nA stray line.\n\nTitle of driver: Two\nDate of publication: who knows\n";
        app.get("textbox", "Paste the page here")
            .await
            .paste(page)
            .await;
        app.get("button", "Read the page").await.click().await;
        app.says("status", "2 drivers were found.").await;
        faults.look(&app, "review of a page").await;
        app.get("button", "Discard").await.click().await;
        app.gone("region", "Drivers found").await;
        app.at("#/import/table").await;
        let table = "Title;Level;Mood\nOne;moon;good\n";
        app.get("file", "CSV or Excel file")
            .await
            .upload(&app.file("table.csv", table))
            .await;
        app.get("heading", "What the columns are").await;
        faults.look(&app, "columns of a table").await;
        app.get("button", "Show what will change")
            .await
            .click()
            .await;
        app.get("table", "What will change").await;
        faults.look(&app, "plan of a table").await;

        // Import.
        app.go("Import").await;
        app.choose(&app.file("empty.json", "")).await;
        app.the("alert").await;
        faults.look(&app, "import refused").await;
        let drivers = json!([full(), { "title": "Plain" }, { "title": "Wrong", "topics": 7 }]);
        app.choose(&app.file("drivers.json", register(&drivers).to_string()))
            .await;
        app.get("table", "What will change").await;
        faults.look(&app, "import planned").await;
        app.confirm_import().await;
        faults.look(&app, "import over, with undo").await;

        // The list.
        app.go("Drivers").await;
        faults.look(&app, "list").await;
        app.filter("Level", "Local").await;
        app.wait_until("the list is narrowed", async || {
            app.counted().await == "1 of 2 drivers"
        })
        .await;
        faults.look(&app, "list, filtered").await;
        app.get("link", "Export this list").await.click().await;
        app.shows("Export").await;
        faults.look(&app, "export of the filtered list").await;
        app.at("#/drivers?q=nothing+like+it").await;
        app.answered("nothing like it").await;
        faults.look(&app, "list without a match").await;
        app.at("#/drivers?q=colour:x+full&from=2012").await;
        app.answered("colour:x full").await;
        let details = "document.querySelectorAll('details').forEach((one) => { one.open = true; })";
        app.execute(details, vec![]).await;
        faults
            .look(
                &app,
                "list with a search that is not understood, and the form",
            )
            .await;
        app.at("#/drivers?q=full&layout=table&sort=-published")
            .await;
        app.get("table", "Drivers").await;
        app.execute(details, vec![]).await;
        faults.look(&app, "table").await;
        app.at("#/drivers").await;
        app.answered("").await;

        // A driver.
        app.open_driver("Full").await;
        faults.look(&app, "driver").await;
        app.get("link", "Briefing").await.click().await;
        app.shows("Briefing").await;
        faults.look(&app, "briefing").await;
        app.open_driver("Full").await;
        app.get("button", "Add a comment").await.click().await;
        app.the("alert").await;
        faults
            .look(&app, "driver with a comment to be written")
            .await;
        app.get("textbox", "Your comment")
            .await
            .paste("A comment.")
            .await;
        app.press_button("Add a comment").await;
        app.get("link", "History").await.click().await;
        app.shows("History of “Full”").await;
        let details = "document.querySelectorAll('details').forEach((one) => { one.open = true; })";
        app.execute(details, vec![]).await;
        faults.look(&app, "history").await;

        // In conflict: two tabs, neither of which had seen the other's change.
        app.open_driver("Full").await;
        app.get("link", "Edit").await.click().await;
        app.fill_in(&[("Summary", "From here")]).await;
        let here = app.open_another_tab().await;
        app.open_driver("Full").await;
        app.edit_driver(&[("Summary", "From there")]).await;
        app.switch(&here).await;
        faults
            .look(&app, "editor of a driver that was changed elsewhere")
            .await;
        app.save_driver().await;
        app.get("region", "In conflict").await;
        faults.look(&app, "driver in conflict").await;
        app.press_button("Move to trash").await;
        app.go("Trash").await;
        app.get("link", "Full").await;
        faults.look(&app, "trash").await;
        app.get("link", "Full").await.click().await;
        app.shows("Full").await;
        faults.look(&app, "driver in the trash").await;

        // Messages that undo can't do more, and drafts left behind.
        app.go("Drivers").await;
        app.open_driver("Plain").await;
        app.get("link", "Edit").await.click().await;
        app.fill_in(&[("Summary", "Half")]).await;
        app.go("Drivers").await;
        app.get("region", "Unfinished drafts").await;
        faults.look(&app, "list with drafts").await;
        faults.report();
    });
}

#[test]
fn saved_views_and_what_is_selected_are_without_fault() {
    chromium("accessibility-acts", async |stage| {
        let app = App::open(&stage).await;
        let mut faults = Faults::default();
        app.import_drivers(&json!([full(), { "title": "Plain", "level": "local" }]))
            .await;
        app.at("#/drivers?level=local").await;
        app.get("button", "Save this view").await;
        saved_views::save(&app, "Ours").await;
        app.get("button", "Save this view").await.click().await;
        app.get("field", "Name of the view")
            .await
            .paste("ours")
            .await;
        app.get("button", "Save view").await.click().await;
        app.the("alert").await;
        faults.look(&app, "a name that is taken").await;
        app.get("button", "Cancel").await.click().await;
        app.get("button", "Manage saved views").await.click().await;
        faults.look(&app, "managing saved views").await;
        app.get("button", "Rename Ours").await.click().await;
        faults.look(&app, "renaming a view").await;
        app.get("button", "Cancel").await.click().await;

        bulk::select(&app, "Full").await;
        faults.look(&app, "a driver selected").await;
        app.get("button", "Change selected").await.click().await;
        for what in ["Replace in a list", "Set a field", "Add to a list"] {
            app.get("combobox", "What to do").await.choose(what).await;
            app.get("button", "Preview").await.click().await;
            app.the("alert").await;
            faults
                .look(&app, &format!("{what}, with nothing typed"))
                .await;
        }
        app.get("field", "Topics to add").await.paste("wards").await;
        app.get("button", "Preview").await.click().await;
        app.get("table", "What will change").await;
        faults.look(&app, "the preview of a change").await;
        app.get("button", "Change 1 driver").await.click().await;
        app.tells("Topics: “Full” was changed.").await;
        app.get("button", "Change selected").await.click().await;
        app.get("combobox", "What to do")
            .await
            .choose("Move to trash")
            .await;
        app.get("button", "Preview").await.click().await;
        app.get("button", "Change 1 driver").await.click().await;
        app.tells("“Full” was moved to the trash.").await;
        app.go("Trash").await;
        bulk::select(&app, "Full").await;
        faults.look(&app, "a driver selected in the trash").await;
        app.at("#/driver/%40register/history").await;
        app.shows("History of the register itself").await;
        faults.look(&app, "history of the register").await;
        faults.report();
    });
}

#[test]
fn nothing_that_has_the_focus_is_behind_the_message() {
    chromium("accessibility-focus", async |stage| {
        let app = App::open(&stage).await;
        app.add_driver(&[("Title", "Plain")]).await;
        app.get("link", "Edit").await.click().await;
        app.get("region", "Message").await;
        app.get("field", "Title").await.type_keys("!").await;
        let hidden = "const box = document.activeElement.getBoundingClientRect();
            const message = document.querySelector('[role=region][aria-label=Message]');
            const over = message.getBoundingClientRect();
            return !message.contains(document.activeElement)
                && box.top >= over.top - 1 && box.bottom <= over.bottom + 1;";
        for _ in 0..60 {
            app.press(&[], Key::Tab).await;
            let is_hidden = app.execute(hidden, vec![]).await;
            let element = "return document.activeElement.outerHTML.slice(0, 120)";
            assert_eq!(
                is_hidden,
                json!(false),
                "{}",
                app.execute(element, vec![]).await
            );
        }
    });
}

#[test]
fn forced_colours_are_kept_for_looking_at() {
    chromium("accessibility-forced-colours", async |stage| {
        let app = App::open(&stage).await;
        app.force_colours().await;
        app.screenshot("forced-colours-first", 1280).await;
        app.import_drivers(&json!([full(), { "title": "Plain" }]))
            .await;
        app.screenshot("forced-colours-import", 1280).await;
        app.go("Drivers").await;
        app.filter("Level", "Local").await;
        app.screenshot("forced-colours-list", 1280).await;
        app.open_driver("Full").await;
        app.screenshot("forced-colours-driver", 1280).await;
        app.get("link", "Edit").await.click().await;
        app.fill_in(&[("Title", "")]).await;
        app.get("button", "Save driver").await.click().await;
        app.get("alert", "There is a problem").await;
        app.screenshot("forced-colours-editor", 1280).await;
        app.screenshot("forced-colours-editor", 375).await;
    });
}

/// A driver with something in every field.
fn full() -> Value {
    json!({
        "title": "Full",
        "alternative_titles": ["F"],
        "level": "local",
        "nations": ["England", "Northern Ireland"],
        "settings": ["acute", "primary care"],
        "sources": ["A-body-with-a-name-that-has-not-one-place-where-it-could-be-broken-into-two-lines"],
        "link": "https://example.org/a/very/long/address/that/goes/on/and/on/until/it/is/wider/than/any/telephone.pdf",
        "further_links": [{ "label": "Summary", "url": "https://example.org/" }],
        "publication_format": "PDF",
        "published": "April 2017",
        "impact": "# Heading\n\nNames libraries (p. 17).\n\n1. One\n2. Two\n\n> Quoted\n\n`code` [link](https://example.org)",
        "summary": "A summary.",
        "key_features": "- One\n- Two",
        "case_studies": "None",
        "audiences": ["Boards"],
        "topics": ["research"],
        "status": "archived",
        "last_updated": "July 2017",
        "review_due": "July 2018",
        "responsible": "JC",
        "comments": [{ "by": "AL", "at": "2018-01-01T10:00:00Z", "text": "Still used." }],
    })
}

fn chromium(name: &str, test: impl AsyncFnOnce(Stage)) {
    run(Kind::Chromium, name, test);
}

/// What was found wrong so far; all of it is reported at once.
#[derive(Default)]
pub struct Faults(Vec<String>);

impl Faults {
    /// Looks at a state, wide and narrow, and whether it scrolls sideways on the narrowest screens.
    pub async fn look(&mut self, app: &App, state: &str) {
        for width in [1280, 375] {
            app.be_wide(width).await;
            let found = app.accessibility_faults().await;
            self.0.extend(
                found
                    .into_iter()
                    .map(|fault| format!("{state}, {width} px: {fault}")),
            );
        }
        app.be_wide(320).await;
        let script = "const width = document.documentElement.clientWidth;
            if (document.documentElement.scrollWidth <= width) return [];
            const found = [];
            const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_ALL);
            for (let node = texts.nextNode(); node; node = texts.nextNode()) {
                const range = document.createRange();
                range.selectNode(node);
                if (range.getBoundingClientRect().right > width + 1) found.push((node.data || node.outerHTML).slice(0, 120));
            }
            return [`${document.documentElement.scrollWidth} px`, ...found.slice(-1)];";
        let wide = app.execute(script, vec![]).await;
        if wide != json!([]) {
            self.0
                .push(format!("{state}, 320 px: scrolls sideways: {wide}"));
        }
        app.be_wide(1280).await;
    }

    pub fn report(self) {
        assert!(self.0.is_empty(), "{}", self.0.join("\n"));
    }
}
