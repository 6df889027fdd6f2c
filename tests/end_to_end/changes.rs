//! What changed since: on screen, on paper, and passed on. And what keeps work from being lost.

use std::fs;

use serde_json::{Value, json};

use crate::accessibility::Faults;
use crate::app::{App, register};
use crate::harness::{Key, Kind, in_both_browsers, run};
use crate::keyboard::tab_to;

const NO_STORE: &str = "for (const name of ['indexedDB', 'localStorage']) {
    Object.defineProperty(window, name, { get() { throw new DOMException('Refused', 'SecurityError'); } });
}";

in_both_browsers! {
    async fn are_told_and_passed_on(stage: Stage) {
        let app = App::open(&stage).await;
        app.import_drivers(&json!([
            { "title": "Alpha", "level": "national" }, { "title": "Beta" }, { "title": "Gamma" }, { "title": "Delta" },
        ])).await;
        what_changed(&app).await;
        assert_eq!(digest(&app, "4 drivers: ").await, "4 drivers: 4 added. The register’s own title changed.");

        let copy = app.export().await;
        let file = app.file("copy.json", copy.to_string());
        what_changed(&app).await;
        choose(&app, "That a file does not hold").await;
        app.get("file", "An earlier JSON file").await.upload(&file).await;
        assert_eq!(digest(&app, "Nothing changed").await, "Nothing changed.");
        assert!(app.all("button").await.iter().all(|button| button.name != "Print"));

        app.open_driver("Alpha").await;
        app.edit_driver(&[("Level", "Local"), ("Topics", "wards")]).await;
        app.open_driver("Beta").await;
        app.press_button("Archive").await;
        app.open_driver("Gamma").await;
        app.press_button("Move to trash").await;
        app.open_driver("Delta").await;
        app.get("textbox", "Your comment").await.paste("Of use on *all* wards.").await;
        app.press_button("Add a comment").await;

        // Since the file, and since it was given out, are the same.
        let summary = "4 drivers: 1 changed, 1 archived, 1 moved to the trash and 1 commented on.";
        what_changed(&app).await;
        choose(&app, "That a file does not hold").await;
        app.get("file", "An earlier JSON file").await.upload(&file).await;
        assert_eq!(digest(&app, "4 drivers: 1 changed").await, summary);
        app.get("heading", "Changes that copy.json does not hold").await;
        let since_file = items(&app).await;
        let expected = [
            "Alpha by somebody who gave no name Level: national → local Topics: added wards",
            "Beta by somebody who gave no name Status: archived",
            "Gamma by somebody who gave no name",
            "Delta by somebody who gave no name Comments: Name not given: Of use on *all* wards.",
        ];
        assert_eq!(since_file, expected);
        choose(&app, "Since I last saved a copy").await;
        app.gone("heading", "Changes that copy.json does not hold").await;
        assert_eq!(digest(&app, "4 drivers: 1 changed").await, summary);
        assert_eq!(items(&app).await, expected);

        // Passed on: what is on the clipboard is seen where it is pasted.
        app.get("button", "Copy as Markdown").await.click().await;
        app.says("status", "Copied as Markdown.").await;
        let pasted = pasted(&app).await;
        assert!(pasted.starts_with("# A register to test with: Changes since "), "{pasted}");
        assert!(pasted.contains("## Changed (1)\n\n- **Alpha** (by somebody who gave no name)\n  - Level: national → local\n"), "{pasted}");
        assert!(pasted.contains("Of use on \\*all\\* wards."), "{pasted}");
        app.get("button", "Download as text").await.click().await;
        let text = fs::read_to_string(app.downloaded(".txt").await).expect("it is there");
        assert!(text.contains("\nChanged (1)\n-----------\n\n- Alpha (by somebody who gave no name)\n    Level: national → local\n"), "{text}");
        assert!(text.contains("Of use on *all* wards."), "{text}");

        // Where the browser doesn't copy, the person can.
        app.execute("Object.defineProperty(navigator, 'clipboard', { value: undefined })", vec![]).await;
        app.get("button", "Copy as e-mail text").await.click().await;
        let field = app.get("textbox", "Text to copy").await;
        app.wait_until("all of the text is selected", async || {
            let script = "const field = document.activeElement;
                return field.readOnly && field.selectionStart === 0 && field.selectionEnd === field.value.length";
            app.execute(script, vec![]).await == json!(true)
        }).await;
        assert_eq!(field.value().await, text);
        look(&app, "what changed, to be copied by hand").await;
        assert_eq!(app.console().await, [] as [&str; 0]);
    }

    async fn since_a_date_are_asked_for_by_keyboard(stage: Stage) {
        let app = App::open(&stage).await;
        app.add_driver(&[("Title", "Alpha")]).await;
        what_changed(&app).await;
        assert_eq!(digest(&app, "1 driver: ").await, "1 driver: 1 added.");
        tab_to(&app, "Of the last 7 days").await;
        app.press(&[], Key::Up).await; // Round to the last.
        app.get("file", "An earlier JSON file").await;
        app.press(&[], Key::Up).await;
        app.get("field", "From this date on").await;
        tab_to(&app, "From this date on").await;
        app.type_keys("soon").await;
        app.press(&[], Key::Enter).await;
        app.says("alert", "Enter a date").await;
        look(&app, "what changed since no date").await;
        app.get("field", "From this date on").await.paste("April 2017").await;
        app.press(&[], Key::Enter).await;
        app.get("heading", "Changes since 1 April 2017").await;
        assert_eq!(digest(&app, "1 driver: ").await, "1 driver: 1 added.");
        app.get("field", "From this date on").await.paste("1 January 2100").await;
        app.press(&[], Key::Enter).await;
        app.get("heading", "Changes since 1 January 2100").await;
        assert_eq!(digest(&app, "Nothing changed").await, "Nothing changed.");
        app.get("field", "From this date on").await.paste("April 2017").await;
        app.press(&[], Key::Enter).await;
        app.get("heading", "Changes since 1 April 2017").await;
        tab_to(&app, "Alpha").await;
        app.press(&[], Key::Enter).await;
        app.shows("Alpha").await;
    }

    async fn a_register_is_removed_only_after_saying_what_is_lost(stage: Stage) {
        let app = App::open(&stage).await;
        app.go("Settings").await;
        app.get("region", "Keeping your work safe").await;
        assert!(app.all("button").await.iter().all(|button| button.name != "Remove this register from this browser"));
        app.fill_setting("Register title", "Mill Lane", "Save title").await;
        app.saved().await;
        app.add_driver(&[("Title", "Alpha")]).await;
        app.go("Settings").await;
        let safe = app.get("region", "Keeping your work safe").await;
        let text = safe.text().await;
        assert!(text.contains("2 changes are not in any file yet."), "{text}");
        assert!(text.contains("you have not saved a copy of the whole register"), "{text}");
        look(&app, "settings with work that no file holds").await;

        // On switching, too.
        app.get("button", "Start a new register").await.click().await;
        app.tells("“Mill Lane” has 2 changes that are not in any file yet").await;
        app.get("link", "Add your first driver").await;
        app.go("Settings").await;
        app.get("button", "Open Mill Lane").await.click().await;
        app.tells("The register “Mill Lane” is open.").await;

        app.go("Settings").await;
        app.get("button", "Remove this register from this browser").await.click().await;
        let question = app.get("group", "Remove “Mill Lane” from this browser?").await;
        let text = question.text().await;
        assert!(text.contains("2 changes are not in any file yet and would be lost"), "{text}");
        assert!(text.contains("Alpha") && text.contains("register itself"), "{text}");
        app.wait_until("the question has the focus", async || {
            app.execute("return document.activeElement.id", vec![]).await == "remove-question"
        }).await;
        look(&app, "the question before a register is removed").await;
        question.get("button", "Cancel").await.click().await;
        app.gone("group", "Remove “Mill Lane” from this browser?").await;
        app.get("button", "Remove this register from this browser").await.click().await;
        let question = app.get("group", "Remove “Mill Lane” from this browser?").await;
        question.get("button", "Save a copy first").await.click().await;
        let file = app.downloaded(".json").await;
        app.wait_until("nothing would be lost", async || {
            question.text().await.contains("Every change made here is in a file")
        }).await;
        let safe = app.get("region", "Keeping your work safe").await.text().await;
        assert!(safe.contains("You last saved a copy of the whole register on "), "{safe}");

        // Another tab lets go of it, and says why.
        let here = app.open_another_tab().await;
        app.open_driver("Alpha").await;
        let there = app.tab().await;
        app.switch(&here).await;
        app.get("button", "Remove it").await.click().await;
        app.tells("The register “Mill Lane” was removed from this browser.").await;
        app.get("link", "Add your first driver").await;
        assert!(!app.stored_entries().await.to_string().contains("Alpha"));
        app.switch(&there).await;
        app.says("alert", "This register was removed from this browser in another tab.").await;
        app.get("button", "Archive").await.click().await;
        app.says("status", "Not saved").await;
        app.switch(&here).await;
        assert!(!app.stored_entries().await.to_string().contains("Alpha"));
        app.reload().await;
        app.get("link", "Add your first driver").await;
        // The file brings it back.
        app.import(&file).await;
        app.open_driver("Alpha").await;
    }

    async fn that_the_browser_does_not_keep_are_asked_about_before_the_page_is_left(stage: Stage) {
        let app = App::open_spoiled(&stage, NO_STORE).await;
        let asks = "return !window.dispatchEvent(new Event('beforeunload', { cancelable: true }))";
        assert_eq!(app.execute(asks, vec![]).await, false);
        app.add_driver(&[("Title", "Kept nowhere")]).await;
        assert_eq!(app.execute(asks, vec![]).await, true);
        app.export().await;
        app.wait_until("a file holds it", async || app.execute(asks, vec![]).await == json!(false)).await;
        app.go("Settings").await;
        let safe = app.get("region", "Keeping your work safe").await.text().await;
        assert!(safe.contains("gone when you close the tab"), "{safe}");
    }
}

/// What the page is like with a real number of drivers; Firefox doesn't tell of long tasks.
#[test]
fn of_two_thousand_drivers_hold_nobody_up() {
    run(Kind::Chromium, "changes-many", async |stage| {
        let app = App::open(&stage).await;
        let long =
            "Libraries are to bring evidence to every ward, within a day (p. 17). ".repeat(20);
        let drivers = |summary: &str| -> Vec<Value> {
            let driver = |number: usize| json!({ "id": format!("d{number}"), "title": format!("Driver {number:04}"), "summary": format!("{summary}{long}{number}") });
            (0..2000).map(driver).collect()
        };
        let weekly = |day: &str, drivers: &[Value]| {
            let mut file = register(&json!(drivers));
            file["exported"] = json!(day);
            app.file(&format!("{day}.json"), file.to_string())
        };
        app.import(&weekly("2026-01-01", &drivers(""))).await;
        let before = app.file("before.json", app.export().await.to_string());
        app.import(&weekly("2026-01-08", &drivers("Once more: ")))
            .await;
        app.watch_long_tasks().await;
        app.longest_task().await;

        what_changed(&app).await;
        digest(&app, "2000 drivers: 2000 added").await;
        let since_days = app.longest_task().await;
        choose(&app, "That a file does not hold").await;
        app.get("file", "An earlier JSON file")
            .await
            .upload(&before)
            .await;
        digest(&app, "2000 drivers: 2000 changed").await;
        let since_file = app.longest_task().await;
        assert_eq!(items(&app).await.len(), 50);
        app.execute("window.print = () => { window.printed = document.querySelectorAll('main li').length; }", vec![]).await;
        app.get("button", "Print").await.click().await;
        app.wait_until("all is printed", async || {
            app.execute("return window.printed ?? 0", vec![]).await == json!(2000)
        })
        .await;
        let printing = app.longest_task().await;
        app.get("button", "Copy as e-mail text").await.click().await;
        app.says("status", "Copied as e-mail text.").await;
        let copying = app.longest_task().await;
        println!(
            "2000 drivers: longest tasks: since days {since_days} ms, since a file {since_file} ms, to print {printing} ms, to copy {copying} ms"
        );
    });
}

/// Goes to the screen, and waits until it has answered the first question.
pub async fn what_changed(app: &App) {
    app.go("Export").await;
    app.get("link", "What changed").await.click().await;
    app.shows("What changed").await;
    app.wait_until("the first digest is done", async || {
        let headings = app.all("heading").await;
        headings
            .iter()
            .any(|heading| heading.name.starts_with("Changes since"))
    })
    .await;
}

/// Chooses a radio by how its name begins.
async fn choose(app: &App, beginning: &str) {
    let radios = app.get("group", "Changes to show").await.all("radio").await;
    let names: Vec<_> = radios.iter().map(|radio| radio.name.clone()).collect();
    let found = radios
        .into_iter()
        .find(|radio| radio.name.starts_with(beginning));
    let found = found.unwrap_or_else(|| panic!("none of {names:?} begins with {beginning}"));
    found.click().await;
}

/// The summary, once it begins so.
async fn digest(app: &App, beginning: &str) -> String {
    app.says("status", beginning).await
}

/// What is said of each driver.
pub async fn items(app: &App) -> Vec<String> {
    let script = "return [...document.querySelectorAll('main li')].map((item) => item.innerText.replace(/\\s+/g, ' ').trim())";
    let items = app.execute(script, vec![]).await;
    serde_json::from_value(items).expect("texts")
}

/// What a person gets who pastes now.
pub async fn pasted(app: &App) -> String {
    let script = "const field = document.createElement('textarea');
        field.id = 'pasted';
        document.body.append(field);
        field.focus();";
    app.execute(script, vec![]).await;
    app.press(&[Key::Control], 'v').await;
    let text = app.execute(
        "const field = document.getElementById('pasted'); field.remove(); return field.value",
        vec![],
    );
    text.await.as_str().unwrap_or_default().to_owned()
}

async fn look(app: &App, state: &str) {
    if app.kind() == Kind::Chromium {
        let mut faults = Faults::default();
        faults.look(app, state).await;
        faults.report();
    }
}
