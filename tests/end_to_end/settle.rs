//! Conflicts: seen wherever one looks, settled by a person, and settled then for everybody.

use serde_json::json;

use crate::accessibility::Faults;
use crate::app::{App, content};
use crate::harness::{Element, Key, Kind, Stage, in_both_browsers, run};
use crate::keyboard::{focus_is_on, tab_to_beginning};

const EARLIER: &str = "One ward.\n\nTwo wards.\n\nThree wards.";
const ANN: &str = "One ward.\n\nTwo wards.\n\nThree wards, says Ann.";
const BEN: &str = "One ward, says Ben.\n\nTwo wards.\n\nThree wards.";
const BOTH: &str = "One ward, says Ben.\n\nTwo wards.\n\nThree wards, says Ann.";

in_both_browsers! {
    async fn what_one_settles_is_settled_for_the_other(stage: Stage) {
        let (ann, ben) = apart(&stage).await;
        // Seen after the import, in the list, and on the page.
        let theirs = ann.file("ben.json", ben.export().await.to_string());
        assert_eq!(ann.import(&theirs).await, "Imported 1 driver: 1 in conflict.");
        ann.get("link", "Settle 2 conflicts").await;
        ann.go("Drivers").await;
        ann.get("link", "1 driver is in conflict").await.click().await;
        ann.wait_until("the list is narrowed", async || ann.counted().await == "1 of 2 drivers").await;
        assert!(ann.url().await.ends_with("?conflict=in+conflict"), "{}", ann.url().await);
        let group = ann.get("group", "Conflict").await;
        assert!(group.get("checkbox", "In conflict (1)").await.is_checked().await);
        ann.get("list", "Drivers").await.get("link", "Plan").await.click().await;
        ann.get("region", "In conflict").await.get("link", "Settle conflict").await.click().await;
        ann.shows("Conflicts in “Plan”").await;

        // The changes are in different lines, so they are put together.
        ann.get("heading", "Conflict 1 of 2 Summary").await;
        let summary = ann.get("region", "Summary").await;
        let text = summary.text().await;
        assert!(text.contains("Before these changes"), "{text}");
        ann.wait_until("Ben’s words are marked", async || added(&ann).await == [", says Ann", ", says Ben"]).await;
        assert_eq!(summary.get("field", "Summary").await.value().await, BOTH);
        summary.get("button", "Save merged version").await.click().await;
        ann.tells("Summary of “Plan” is settled.").await;
        ann.saved().await;

        // One that is chosen, taken back, and chosen again.
        ann.get("heading", "Conflict 1 of 1 Responsible").await;
        for is_last in [false, true] {
            use_version(&ann, "Responsible", "Ben").await;
            ann.get("heading", "All conflicts are settled").await;
            ann.tells("Responsible of “Plan” is settled.").await;
            if !is_last {
                ann.undo_by_key("Undone: Responsible").await;
            }
        }
        ann.get("link", "Go to all drivers").await.click().await;
        ann.wait_until("all are listed", async || ann.counted().await == "2 drivers").await;
        ann.gone("link", "1 driver is in conflict").await;
        ann.gone("group", "Conflict").await;
        ann.open_driver("Plan").await;
        ann.gone("region", "In conflict").await;
        ann.has("Responsible", "BB").await;

        // Ben never sees the conflict.
        let settled = ann.export().await;
        ben.import(&ben.file("ann.json", settled.to_string())).await;
        ben.open_driver("Plan").await;
        ben.gone("region", "In conflict").await;
        ben.has("Responsible", "BB").await;
        ben.has("Summary", BOTH).await;
        assert_eq!(content(ben.export().await), content(settled));
    }

    async fn several_are_settled_by_keyboard_alone(stage: Stage) {
        let app = App::open(&stage).await;
        in_conflict(&app).await;
        app.go("Drivers").await;
        tab_to_beginning(&app, "2 drivers are in conflict").await;
        app.press(&[], Key::Enter).await;
        app.wait_until("the list is narrowed", async || app.counted().await == "2 of 3 drivers").await;
        tab_to_beginning(&app, "Alpha").await;
        app.press(&[], Key::Enter).await;
        app.shows("Alpha").await;
        tab_to_beginning(&app, "Settle conflict").await;
        app.press(&[], Key::Enter).await;
        app.shows("Conflicts in “Alpha”").await;
        focus_is_on(&app, "Conflicts in “Alpha”").await;

        // The focus goes from field to field, and on to the next driver.
        app.get("heading", "Conflict 1 of 3 Level").await;
        assert_eq!(app.get("region", "Level").await.all("heading").await.len(), 5, "its own, three versions, and one’s own");
        tab_to_beginning(&app, "Use this version").await;
        app.press(&[], Key::Enter).await;
        focus_is_on(&app, "Conflict 1 of 2 Summary").await;
        tab_to_beginning(&app, "Summary").await;
        app.press(&[Key::Control], 'a').await;
        app.type_keys("Typed by keyboard").await;
        tab_to_beginning(&app, "Save merged version").await;
        app.press(&[], Key::Enter).await;
        focus_is_on(&app, "Next conflict").await;
        app.press(&[], Key::Enter).await;
        app.shows("Conflicts in “Beta”").await;
        focus_is_on(&app, "Conflicts in “Beta”").await;
        app.get("heading", "Conflict 1 of 1 Responsible").await;
        tab_to_beginning(&app, "Use this version").await;
        app.press(&[], Key::Enter).await;
        focus_is_on(&app, "All conflicts are settled").await;
        app.saved().await;
        tab_to_beginning(&app, "Go to all drivers").await;
        app.press(&[], Key::Enter).await;
        app.wait_until("all are listed", async || app.counted().await == "3 drivers").await;
        tab_to_beginning(&app, "Alpha").await;
        app.press(&[], Key::Enter).await;
        app.shows("Alpha").await;
        app.has("Summary", "Typed by keyboard").await;
    }

    async fn what_is_typed_stays_while_others_change_the_driver(stage: Stage) {
        let app = App::open(&stage).await;
        in_conflict(&app).await;
        app.open_driver("Alpha").await;
        app.get("link", "Settle conflict").await.click().await;
        app.shows("Conflicts in “Alpha”").await;
        let summary = app.get("region", "Summary").await;
        summary.get("field", "Summary").await.paste("Half a version").await;

        // Another tab changes the same field.
        let here = app.open_another_tab().await;
        app.open_driver("Alpha").await;
        app.edit_driver(&[("Summary", "From the other tab")]).await;
        app.switch(&here).await;
        app.get("button", "Show the new versions").await;
        assert_eq!(app.get("field", "Summary").await.value().await, "Half a version");
        app.get("button", "Show the new versions").await.click().await;
        app.gone("button", "Show the new versions").await;
        assert_eq!(app.get("field", "Summary").await.value().await, "Half a version");

        // Not even reloading loses it.
        app.wait_until("the draft is kept", async || is_kept(&app, "Half a version").await).await;
        app.execute("window.onbeforeunload = null; addEventListener('beforeunload', (event) => event.stopImmediatePropagation(), true)", vec![]).await;
        app.reload().await;
        app.shows("Conflicts in “Alpha”").await;
        // What the other tab wrote had settled it; what was typed is still there, to be saved or not.
        assert_eq!(app.get("field", "Summary").await.value().await, "Half a version");
        app.go("Drivers").await;
        let drafts = app.get("region", "Unfinished drafts").await;
        let text = drafts.text().await;
        assert!(text.contains("“Alpha”"), "{text}");
        drafts.all("link").await[0].click().await;
        app.shows("Conflicts in “Alpha”").await;
        assert_eq!(app.get("field", "Summary").await.value().await, "Half a version");
        // It is after what was shown last, so nothing is in conflict with it.
        let summary = app.get("region", "Summary").await;
        summary.get("button", "Save merged version").await.click().await;
        app.tells("Summary of “Alpha” is settled.").await;
        app.saved().await;
        app.get("heading", "Conflict 1 of 2 Level").await;
        app.go("Drivers").await;
        app.gone("region", "Unfinished drafts").await;
        app.open_driver("Alpha").await;
        app.has("Summary", "Half a version").await;
    }

    async fn a_driver_that_was_moved_to_the_trash_and_changed(stage: Stage) {
        let ann = App::open(&stage).await;
        ann.add_driver(&[("Title", "Plan")]).await;
        let base = ann.file("base.json", ann.export().await.to_string());
        let ben = App::open_in(&stage, stage.browser("ben")).await;
        ben.import(&base).await;
        ben.open_driver("Plan").await;
        ben.press_button("Move to trash").await;
        ann.open_driver("Plan").await;
        ann.edit_driver(&[("Responsible", "AA")]).await;
        ann.import(&ann.file("ben.json", ben.export().await.to_string())).await;
        ann.get("link", "Settle 1 conflict").await.click().await;
        ann.get("heading", "Conflict 1 of 1 In the trash or not").await;
        ann.get("button", "Keep it").await.click().await;
        ann.get("heading", "All conflicts are settled").await;
        ann.undo_by_key("Undone: ").await;
        ann.get("button", "Move to trash").await.click().await;
        ann.get("heading", "All conflicts are settled").await;
        ann.saved().await;
        let settled = ann.export().await;
        assert_eq!(settled["drivers"][0]["trashed"], json!(true));
        ben.import(&ben.file("ann.json", settled.to_string())).await;
        ben.go("Trash").await;
        ben.get("link", "Plan").await;
    }
}

#[test]
fn nothing_is_saved_while_something_is_wrong() {
    run(Kind::Chromium, "settle-wrong", async |stage| {
        let (ann, ben) = apart(&stage).await;
        ann.open_driver("Plan").await;
        ann.edit_driver(&[
            ("Summary", BEN.replace("Ben", "Ann").as_str()),
            ("Link to main document", "https://a.example/"),
        ])
        .await;
        ben.open_driver("Plan").await;
        ben.edit_driver(&[("Link to main document", "https://b.example/")])
            .await;
        ann.import(&ann.file("ben.json", ben.export().await.to_string()))
            .await;
        let mut faults = Faults::default();
        faults.look(&ann, "import with conflicts").await;
        ann.get("link", "Settle 3 conflicts").await.click().await;
        ann.shows("Conflicts in “Plan”").await;
        let before = ann.url().await;
        faults.look(&ann, "conflicts").await;

        let link = ann.get("region", "Link to main document").await;
        link.get("field", "Link to main document")
            .await
            .paste("nowhere")
            .await;
        link.get("button", "Save merged version")
            .await
            .click()
            .await;
        let problem = ann.get("alert", "There is a problem").await;
        assert!(
            problem
                .text()
                .await
                .contains("Link to main document: enter an address"),
            "{}",
            problem.text().await
        );
        faults.look(&ann, "conflict with a problem").await;

        // Both changed the first line: who wrote which stands in the text.
        let summary = ann.get("region", "Summary").await;
        let field = summary.get("field", "Summary").await;
        let merged = field.value().await;
        let says: Vec<&str> = merged
            .lines()
            .map(|line| line.split(", ").next().unwrap_or_default())
            .collect();
        let [ours, theirs] = match says[0] {
            "=== Ann" => ["Ann", "Ben"],
            _ => ["Ben", "Ann"],
        };
        let expected = [
            &format!("=== {ours}"),
            "One ward",
            &format!("=== {theirs}"),
            "One ward",
            "=== End of these versions ===",
        ];
        assert_eq!(says[..5], expected, "{merged}");
        summary
            .get("button", "Save merged version")
            .await
            .click()
            .await;
        ann.wait_until("the mark is complained of", async || {
            let problem = ann.get("alert", "There is a problem").await.text().await;
            problem.contains("Summary, line 1: choose between the versions")
        })
        .await;
        field.paste("Settled").await;
        summary
            .get("button", "Save merged version")
            .await
            .click()
            .await;
        ann.tells("Summary of “Plan” is settled.").await;
        ann.gone("alert", "There is a problem").await;
        assert_eq!(ann.url().await, before);
        faults.look(&ann, "one conflict settled").await;
        ann.go("Drivers").await;
        faults.look(&ann, "list with conflicts").await;
        faults.report();
    });
}

/// Two people's copies of a plan of which both changed the summary and who is responsible, and of another driver.
async fn apart(stage: &Stage) -> (App, App) {
    let ann = App::open(stage).await;
    named(&ann, "Ann").await;
    ann.add_driver(&[("Title", "Other")]).await;
    ann.add_driver(&[("Title", "Plan"), ("Summary", EARLIER)])
        .await;
    let base = ann.file("base.json", ann.export().await.to_string());
    let ben = App::open_in(stage, stage.browser("ben")).await;
    named(&ben, "Ben").await;
    ben.import(&base).await;
    ben.open_driver("Plan").await;
    ben.edit_driver(&[("Summary", BEN), ("Responsible", "BB")])
        .await;
    ann.open_driver("Plan").await;
    ann.edit_driver(&[("Summary", ANN), ("Responsible", "AA")])
        .await;
    (ann, ben)
}

async fn named(app: &App, name: &str) {
    app.go("Settings").await;
    app.fill_setting("Your name", name, "Save name").await;
}

/// Three drivers, of which two are in conflict, each with three versions: files of another program that don't say which is the later.
async fn in_conflict(app: &App) {
    for (level, summary, responsible) in [
        ("local", "One", "BB"),
        ("national", "Other", "CC"),
        ("regional", "Third", "DD"),
    ] {
        app.import_drivers(&json!([
            { "id": "a", "title": "Alpha", "summary": summary, "level": level },
            { "id": "b", "title": "Beta", "responsible": responsible },
            { "id": "c", "title": "Gamma" },
        ]))
        .await;
    }
}

/// Clicks the button of somebody's version of a field.
async fn use_version(app: &App, field: &str, who: &str) {
    let buttons = app.get("region", field).await.all("button").await;
    let wanted = format!("Use this version by {who}, ");
    let named = |button: &&Element| {
        button.name.starts_with(&wanted) && button.name.ends_with(&format!(", for {field}"))
    };
    let names: Vec<&String> = buttons.iter().map(|button| &button.name).collect();
    let found = buttons.iter().find(named);
    found
        .unwrap_or_else(|| panic!("{who}’s isn’t among {names:?}"))
        .click()
        .await;
}

/// The words that are marked as added, sorted.
async fn added(app: &App) -> Vec<String> {
    let script = "return [...document.querySelectorAll('#conflict-0 ~ * ins')].map((one) => one.textContent).sort()";
    serde_json::from_value(app.execute(script, vec![]).await).expect("texts")
}

/// Whether the database holds a draft with this text.
async fn is_kept(app: &App, text: &str) -> bool {
    let script = "const done = arguments[0];
        const register = JSON.parse(localStorage['driver-atlas:preferences:last-register']);
        const open = indexedDB.open(`driver-atlas:${register}`);
        open.onsuccess = () => {
            const all = open.result.transaction('drafts').objectStore('drafts').getAll();
            all.onsuccess = () => { open.result.close(); done(JSON.stringify(all.result)); };
        };";
    let drafts = app.execute_async(script).await;
    drafts.as_str().is_some_and(|drafts| drafts.contains(text))
}
