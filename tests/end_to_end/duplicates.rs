//! Duplicates: found with the reason, joined or told apart by a person, and the same then for everybody.

use serde_json::{Value, json};

use crate::accessibility::Faults;
use crate::app::{App, content};
use crate::harness::{Key, Kind, in_both_browsers, run};
use crate::keyboard::{focus_is_on, tab_back_to, tab_to_beginning};

in_both_browsers! {
    async fn joined_differently_on_two_sides_both_end_with_the_same(stage: Stage) {
        let ann = App::open(&stage).await;
        named(&ann, "Ann").await;
        ann.import_drivers(&json!([plan("a"), { "title": "Other" }])).await;
        ann.open_driver("Health and Care Plan").await;
        ann.get("textbox", "Your comment").await.paste("Said in a.").await;
        ann.press_button("Add a comment").await;
        let base = ann.file("base.json", ann.export().await.to_string());
        let ben = App::open_in(&stage, stage.browser("ben")).await;
        named(&ben, "Ben").await;
        ben.import(&base).await;

        // The same document under another id: said before and after the import.
        let mut again = plan("b");
        again["title"] = json!("The health & care plan");
        again["impact"] = json!("Names libraries three times.");
        again["level"] = json!("regional");
        again["topics"] = json!(["care", "staff"]);
        again["responsible"] = json!("JC");
        again["comments"] = json!([{ "by": "Cat", "text": "Said in b." }]);
        let file = crate::app::register(&json!([again])).to_string();
        for app in [&ann, &ben] {
            app.go("Import").await;
            app.choose(&app.file("again.json", &file)).await;
            let row = app.plan().await.remove(0);
            assert_eq!(row.1, "New May be a duplicate of “Health and Care Plan”: same title and same link to the main document");
            let text = app.the("main").await.text().await;
            assert!(text.contains("1 new driver may be a duplicate."), "{text}");
            app.confirm_import().await;
            app.get("link", "Look at 1 possible duplicate").await.click().await;
            app.shows("Duplicates").await;
            let group = app.get("region", "“Health and Care Plan” and “The health & care plan”").await;
            let text = group.text().await;
            for said in ["Same title", "Same link to the main document", "NHS England", "April 2022", "https://www.example.org/plan"] {
                assert!(text.contains(said), "{said} isn’t in {text}");
            }
            group.get("link", "Join “Health and Care Plan” and “The health & care plan”").await.click().await;
            app.shows("Join 2 drivers").await;
        }

        // Nothing is joined while something is to be chosen.
        ann.get("button", "Join these drivers").await.click().await;
        let problems = ann.get("alert", "There is a problem").await.text().await;
        for label in ["Title", "Level", "Impact on library policy and practice"] {
            assert!(problems.contains(&format!("{label}: choose")), "{problems}");
        }
        // Ann takes all of the one, and the impact of the other; Ben all of the other.
        ann.get("button", "Choose all from “Health and Care Plan”").await.click().await;
        let impact = ann.get("group", "Impact on library policy and practice").await;
        impact.get("radio", "From “The health & care plan”").await.click().await;
        ann.get("button", "Preview the joined driver").await.click().await;
        let preview = "document.querySelector('.atlas-preview')?.innerText ?? ''";
        ann.wait_until("the preview is shown", async || {
            let text = ann.execute(&format!("return {preview}"), vec![]).await;
            let text = text.as_str().unwrap_or_default();
            ["National", "Names libraries three times.", "care, staff, law", "JC"].iter().all(|said| text.contains(said))
        }).await;
        ann.get("button", "Join these drivers").await.click().await;
        ben.get("button", "Choose all from “The health & care plan”").await.click().await;
        ben.get("button", "Join these drivers").await.click().await;
        for app in [&ann, &ben] {
            app.tells("“Health and Care Plan” and “The health & care plan” were joined.").await;
            app.saved().await;
            app.shows("Duplicates").await;
            app.says("status", "No possible duplicates were found.").await;
        }
        ann.open_driver("Health and Care Plan").await;
        ann.has("Level", "National").await;
        ann.has("Topics", "care, staff, law").await;
        ann.gone("region", "In conflict").await;
        let comments = ann.get("region", "Comments").await.text().await;
        assert!(comments.contains("Said in a.") && comments.contains("Said in b."), "{comments}");
        let together = ann.get("region", "This driver brings together 2 entries").await.text().await;
        assert!(together.contains("The health & care plan") && together.contains("Id in files: b"), "{together}");
        ann.get("link", "History").await.click().await;
        ann.shows("History of “Health and Care Plan”").await;
        let history = ann.the("main").await.text().await;
        assert_eq!(history.matches("Added the driver").count(), 2, "{history}");
        assert!(history.contains("In the entry “The health & care plan”"), "{history}");

        // Exchanged, both have the same driver with what they chose otherwise in conflict.
        let anns = ann.export().await;
        let theirs = ann.file("ben.json", ben.export().await.to_string());
        assert_eq!(ann.import(&theirs).await, "Imported 1 driver: 1 in conflict.");
        ben.import(&ben.file("ann.json", anns.to_string())).await;
        assert_eq!(content(ann.export().await), content(ben.export().await));
        ann.go("Drivers").await;
        ann.wait_until("both are listed as one", async || ann.counted().await == "2 drivers").await;
        ann.get("link", "1 driver is in conflict").await;
        ann.go("Import").await;
        ann.choose(&theirs).await;
        ann.says("status", "Nothing changed").await;
        ann.at("#/driver/b/settle").await;
        ann.wait_until("what they chose can be settled", async || {
            let text = ann.the("main").await.text().await;
            text.contains("Ann") && text.contains("Ben") && text.contains("Conflict 1 of 2")
        }).await;
    }

    async fn told_apart_travels_and_can_be_undone(stage: Stage) {
        let ann = App::open(&stage).await;
        ann.import_drivers(&json!([plan("a"), plan("b")])).await;
        let base = ann.file("base.json", ann.export().await.to_string());
        let ben = App::open_in(&stage, stage.browser("ben")).await;
        assert_eq!(ben.import(&base).await, "Imported 2 drivers: 2 new.");
        ann.go("Drivers").await;
        ann.wait_until("they are counted", async || ann.the("main").await.text().await.contains("1 to look at")).await;
        ann.get("link", "Duplicates").await.click().await;
        let name = "2 drivers called “Health and Care Plan”";
        let not = format!("Not a duplicate {name}");
        ann.get("button", &not).await.click().await;
        ann.says("status", "No possible duplicates were found.").await;
        ann.saved().await;
        ann.undo().await;
        ann.get("button", &not).await.click().await;
        ann.says("status", "No possible duplicates were found.").await;
        ann.saved().await;
        let file = ben.file("ann.json", ann.export().await.to_string());
        ben.at("#/duplicates").await;
        ben.get("region", name).await;
        ben.import(&file).await;
        ben.at("#/duplicates").await;
        ben.says("status", "No possible duplicates were found.").await;
    }

    async fn joined_drivers_can_be_separated_and_any_can_be_joined(stage: Stage) {
        let app = App::open(&stage).await;
        app.import_drivers(&json!([
            { "id": "a", "title": "Plan of action" },
            { "id": "b", "title": "Strategy", "summary": "The same document." },
        ])).await;
        app.at("#/duplicates").await;
        app.says("status", "No possible duplicates were found.").await;
        app.open_driver("Strategy").await;
        app.get("link", "Join with another driver").await.click().await;
        app.shows("Join “Strategy” with another driver").await;
        app.get("button", "Continue").await.click().await;
        app.the("alert").await;
        app.get("field", "Driver to join it with").await.paste("plan of action").await;
        app.get("button", "Continue").await.click().await;
        app.shows("Join 2 drivers").await;
        app.get("radio", "Strategy").await.click().await;
        app.get("button", "Join these drivers").await.click().await;
        app.shows("Strategy").await;
        app.has("Summary", "The same document.").await;
        app.saved().await;
        app.go("Drivers").await;
        app.wait_until("they are one", async || app.counted().await == "1 driver").await;
        app.open_driver("Strategy").await;
        app.get("button", "Separate Strategy").await.click().await;
        app.tells("“Strategy” is a driver of its own again.").await;
        app.gone("region", "This driver brings together 2 entries").await;
        app.go("Drivers").await;
        app.wait_until("they are two", async || app.counted().await == "2 drivers").await;
        app.undo().await;
        app.wait_until("they are one", async || app.counted().await == "1 driver").await;
        app.undo_by_key("Undone: “").await;
        app.wait_until("they are two", async || app.counted().await == "2 drivers").await;
        assert_eq!(app.titles().await, ["Plan of action", "Strategy"]);
    }

    async fn many_are_gone_through_by_keyboard_alone(stage: Stage) {
        let app = App::open(&stage).await;
        let drivers = ["One plan", "Second plan", "Third plan", "Wider plan"].into_iter().flat_map(|title| {
            let level = if title == "Third plan" { "local" } else { "national" };
            [("national", "x"), (level, "y")].map(|(level, topic)| json!({ "id": format!("{title} {topic}"), "title": title, "level": level, "topics": [topic] }))
        });
        app.import_drivers(&drivers.collect()).await;
        app.go("Drivers").await;
        tab_to_beginning(&app, "Duplicates").await;
        app.press(&[], Key::Enter).await;
        app.shows("Duplicates").await;
        app.says("status", "4 possible duplicates").await;
        tab_to_beginning(&app, "Not a duplicate 2 drivers called “One plan”").await;
        app.press(&[], Key::Enter).await;
        focus_is_on(&app, "2 drivers called “Second plan”").await;
        tab_to_beginning(&app, "Join 2 drivers called “Second plan”").await;
        app.press(&[], Key::Enter).await;
        app.shows("Join 2 drivers").await;
        tab_to_beginning(&app, "Join these drivers").await;
        app.press(&[], Key::Enter).await;
        app.shows("Duplicates").await;
        focus_is_on(&app, "2 drivers called “Third plan”").await;

        // In bulk: only what needs no choice is joined.
        tab_back_to(&app, "Select all on this page").await;
        app.press(&[], ' ').await;
        tab_to_beginning(&app, "Join selected").await;
        app.press(&[], Key::Enter).await;
        app.tells("2 drivers called “Wider plan” were joined. 1 possible duplicate needs you to look").await;
        app.says("status", "1 possible duplicate").await;
        focus_is_on(&app, "2 drivers called “Third plan”").await;
        app.undo_by_key("Undone: 2 drivers called “Wider plan”").await;
        app.says("status", "2 possible duplicates").await;
        tab_back_to(&app, "Select all on this page").await;
        app.press(&[], ' ').await;
        tab_to_beginning(&app, "Not duplicates").await;
        app.press(&[], Key::Enter).await;
        app.tells("2 possible duplicates will not be shown again.").await;
        app.says("status", "No possible duplicates were found.").await;
        focus_is_on(&app, "Duplicates").await;
        app.undo_by_key("Undone: 2 possible duplicates").await;
        app.says("status", "2 possible duplicates").await;
    }
}

#[test]
fn every_state_is_without_fault() {
    run(Kind::Chromium, "duplicates-faults", async |stage| {
        let app = App::open(&stage).await;
        let mut faults = Faults::default();
        app.import_drivers(&json!([
            plan("a"),
            plan("b"),
            { "id": "c", "title": "The Health and Care Plan", "level": "local", "impact": "Names libraries.\n\nAnd more." },
            { "id": "d", "title": "Other" },
        ])).await;
        app.get("link", "Look at 1 possible duplicate").await;
        faults.look(&app, "import over").await;
        app.go("Drivers").await;
        faults.look(&app, "list").await;
        app.get("link", "Duplicates").await.click().await;
        app.shows("Duplicates").await;
        app.get("button", "Not duplicates").await.click().await;
        app.the("alert").await;
        faults.look(&app, "duplicates").await;
        let links = app.all("link").await;
        let join = links.iter().find(|link| link.name.starts_with("Join "));
        join.expect("they can be joined").click().await;
        app.shows("Join 3 drivers").await;
        app.get("button", "Preview the joined driver")
            .await
            .click()
            .await;
        app.get("button", "Join these drivers").await.click().await;
        app.get("alert", "There is a problem").await;
        faults.look(&app, "joining with problems").await;
        app.get("button", "Choose all from “The Health and Care Plan”")
            .await
            .click()
            .await;
        app.get("button", "Join these drivers").await.click().await;
        app.shows("Duplicates").await;
        app.says("status", "No possible duplicates were found.")
            .await;
        faults.look(&app, "no duplicates").await;
        app.open_driver("The Health and Care Plan").await;
        app.get("region", "This driver brings together 3 entries")
            .await;
        faults.look(&app, "joined driver").await;
        app.get("link", "History").await.click().await;
        app.shows("History of “The Health and Care Plan”").await;
        faults.look(&app, "history of a joined driver").await;
        app.at("#/join/d").await;
        app.shows("Join “Other” with another driver").await;
        app.get("button", "Continue").await.click().await;
        app.the("alert").await;
        faults.look(&app, "asked with which other").await;
        app.at("#/join/a/b").await;
        app.shows("Duplicates").await;
        faults.look(&app, "joined already").await;
        faults.report();
    });
}

fn plan(id: &str) -> Value {
    json!({
        "id": id,
        "title": "Health and Care Plan",
        "level": "national",
        "sources": ["NHS England"],
        "link": "https://www.example.org/plan",
        "published": "April 2022",
        "impact": "Names libraries twice.",
        "topics": ["care", "law"],
    })
}

async fn named(app: &App, name: &str) {
    app.go("Settings").await;
    app.fill_setting("Your name", name, "Save name").await;
}
