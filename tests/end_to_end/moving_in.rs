//! What comes in beside JSON: pages of the old register, tables and references.

use std::fs;
use std::path::Path;

use serde_json::json;

use crate::app::App;
use crate::harness::{Key, in_both_browsers};
use crate::keyboard::{focus_is_on, tab_to};

in_both_browsers! {
    async fn a_page_is_copied_pasted_checked_and_saved(stage: Stage) {
        let app = App::open(&stage).await;
        app.import_drivers(&json!([{ "id": "here", "title": "Reading at night" }])).await;
        to(&app, "Paste a page").await;
        copy_and_paste(&app, &stage.folder("site").join("page.html"), PAGE).await;
        app.get("button", "Read the page").await.click().await;
        app.says("status", "2 drivers were found.").await;

        // The first, with its link from behind a word, and each field beside what it was read from.
        let value = async |label: &str| app.get("field", label).await.value().await;
        assert_eq!(value("Title").await, "Reading at night");
        assert_eq!(value("Link to main document").await, "https://policy.example/night.pdf");
        assert_eq!(value("Source").await, "Night Reading Trust");
        assert_eq!(value("Date of publication").await, "April 2017");
        let impact = value("Impact on library policy and practice").await;
        assert!(impact.contains("[lamps](https://policy.example/lamps)") && impact.contains("- Longer hours"), "{impact}");
        // What is folded counts too.
        let review = app.execute("return document.querySelector('.atlas-review').textContent", vec![]).await.to_string();
        for said in ["Group member responsible", "A stray remark", "Leave a Reply", "May be a duplicate of"] {
            assert!(review.contains(said), "{said}: {review}");
        }

        // What has no place goes where the person says.
        app.get("combobox", "Add to (1)").await.choose("Summary").await;
        app.get("button", "Add (1)").await.click().await;
        app.says("status", "Added to Summary.").await;
        assert!(value("Summary").await.ends_with("A stray remark of nobody in particular."));
        app.get("field", "Title").await.fill("Reading at night, 2017").await;

        // The second is looked at, and left out.
        app.get("button", "Check Lending by boat").await.click().await;
        app.get("heading", "Driver 2 of 2 Lending by boat").await;
        // Readers' comments stand at the end of a page, so they are of its last driver.
        let review = app.get("region", "Drivers found").await.text().await;
        assert!(review.contains("Bea Reader") && review.contains("We lend lamps too."), "{review}");
        app.get("checkbox", "Save Lending by boat").await.click().await;
        app.get("button", "Save drivers").await.click().await;
        app.says("status", "“Reading at night, 2017” was added.").await;
        app.saved().await;
        app.get("link", "Reading at night, 2017").await.click().await;
        app.shows("Reading at night, 2017").await;
        app.has("Source", "Night Reading Trust").await;
        app.undo().await;
        app.go("Drivers").await;
        assert_eq!(app.titles().await, ["Reading at night"]);
    }

    async fn text_alone_and_saved_pages_are_read_too(stage: Stage) {
        let app = App::open(&stage).await;
        to(&app, "Paste a page").await;
        app.get("button", "Read the page").await.click().await;
        app.says("alert", "Paste a page first").await;
        app.get("textbox", "Paste the page here").await.paste("Nothing of the kind.").await;
        app.get("button", "Read the page").await.click().await;
        app.says("alert", "No driver was found").await;
        let typed = "Title of driver: Typed by hand\nSource: Typing Pool\nDate of publication: 4/10/2013\n";
        app.get("textbox", "Paste the page here").await.fill(typed).await;
        app.get("button", "Read the page").await.click().await;
        app.says("status", "1 driver was found.").await;
        app.gone("alert", "").await;
        // A title is needed, and the person is led to it.
        app.get("field", "Title").await.fill(" ").await;
        app.get("button", "Save drivers").await.click().await;
        app.get("alert", "There is a problem").await.takes_focus().await;
        app.get("link", "Enter a title").await.click().await;
        app.get("field", "Title").await.takes_focus().await;
        app.get("field", "Title").await.fill("Typed by hand").await;
        app.get("button", "Save drivers").await.click().await;
        app.says("status", "“Typed by hand” was added.").await;

        app.get("file", "Saved pages").await.upload(&app.file("saved.html", PAGE)).await;
        app.says("status", "2 drivers were found.").await;
        app.get("button", "Discard").await.click().await;
        app.says("status", "Nothing was saved.").await;
        app.get("file", "Saved pages").await.upload(&app.file("saved.html", PAGE)).await;
        app.says("status", "2 drivers were found.").await;
        app.get("button", "Save drivers").await.click().await;
        app.says("status", "2 drivers were added.").await;
        app.open_driver("Lending by boat").await;
        let page = app.the("main").await.text().await;
        assert!(page.contains("Bea Reader") && page.contains("We lend lamps too."), "{page}");
        app.go("Drivers").await;
        assert_eq!(app.titles().await, ["Lending by boat", "Reading at night", "Typed by hand"]);
        // No draft is left of it.
        assert!(!app.the("main").await.text().await.contains("Unfinished"));
    }

    async fn a_review_that_is_left_is_not_lost(stage: Stage) {
        let app = App::open(&stage).await;
        to(&app, "Paste a page").await;
        app.get("textbox", "Paste the page here").await.paste("Title of driver: Left behind\nSource: Somebody\n").await;
        app.get("button", "Read the page").await.click().await;
        app.get("field", "Source").await.fill("Somebody else").await;
        app.go("Drivers").await;
        app.wait_until("the draft is kept", async || {
            app.the("main").await.text().await.contains("Left behind")
        }).await;
    }

    async fn a_table_is_matched_with_fields_once_and_comes_in_as_json_does(stage: Stage) {
        let app = App::open(&stage).await;
        app.import_drivers(&json!([{ "id": "k4c", "title": "Knowledge for care", "level": "local", "summary": "Kept." }])).await;
        // As Excel on Windows saves it in half of Europe.
        let table = "ID;Name of policy;Level;Published;Summary;Mood\r\n\
            k4c;Knowledge for care;national;April 2017;;good\r\n\
            ;\"Caf\u{e9}s; and \"\"lamps\"\"\r\nin wards\";local;4/10/2013;=1+1;\r\n\
            ;;local;;;\r\n\
            ;Far away;moon;;;\r\n";
        let bytes: Vec<u8> = table.chars().map(|c| u8::try_from(u32::from(c)).expect("it is Latin-1")).collect();
        let file = app.file("policies.csv", bytes);
        to(&app, "CSV or Excel").await;
        app.get("file", "CSV or Excel file").await.upload(&file).await;
        app.get("heading", "What the columns are").await.takes_focus().await;
        assert_eq!(app.get("combobox", "Field for Level").await.value().await, "level");
        assert_eq!(app.get("combobox", "Field for ID").await.value().await, "id");
        assert_eq!(app.get("combobox", "Field for Published").await.value().await, "published");
        assert_eq!(app.get("combobox", "Field for Mood").await.value().await, "");
        app.get("combobox", "Field for Name of policy").await.choose("Title").await;
        app.get("button", "Show what will change").await.click().await;
        let plan = app.plan().await;
        let plan: Vec<(&str, &str)> = plan.iter().map(|(title, change)| (&**title, &**change)).collect();
        // A table that doesn't say of which version its rows are is another voice.
        assert_eq!(plan, [
            ("Caf\u{e9}s; and \"lamps\" in wards", "New"),
            ("Far away", "New"),
            ("Knowledge for care", "In conflict Level: both versions are kept. Also changed: Date of publication"),
        ]);
        let said = app.the("main").await.text().await;
        for problem in ["Row 4 has no title.", "Row 5, Level: “moon”"] {
            assert!(said.contains(problem), "{problem}: {said}");
        }
        app.confirm_import().await;
        app.open_driver("Knowledge for care").await;
        app.has("Date of publication", "April 2017").await;
        app.has("Summary", "Kept.").await;

        // The choice is remembered, and the same file changes nothing.
        app.reload().await;
        to(&app, "CSV or Excel").await;
        app.get("file", "CSV or Excel file").await.upload(&file).await;
        app.get("heading", "What the columns are").await;
        assert_eq!(app.get("combobox", "Field for Name of policy").await.value().await, "title");
        app.get("button", "Show what will change").await.click().await;
        app.says("status", "Nothing changed.").await;

        for (name, bytes, says) in [
            ("old.xls", &b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 and more"[..], ".xlsx"),
            ("cut.xlsx", b"PK\x03\x04 and nothing more", "Nothing was changed."),
            ("empty.csv", b"", "empty"),
        ] {
            app.get("file", "CSV or Excel file").await.upload(&app.file(name, bytes)).await;
            app.wait_until(&format!("{name} is refused"), async || {
                let alerts = app.all("alert").await;
                match alerts.first() {
                    Some(alert) => alert.text().await.contains(says),
                    None => false,
                }
            }).await;
        }
    }

    async fn references_come_in_as_new_drivers(stage: Stage) {
        let app = App::open(&stage).await;
        to(&app, "References").await;
        let ris = "TY  - RPRT\r\nAU  - Institute of Bedside Evidence,\r\nTI  - Evidence at the bedside\r\nPY  - 2019\r\nUR  - https://policy.example/evidence\r\nKW  - evidence\r\nER  - \r\n";
        let bib = "@techreport{a1, title = {Reading {W}ards}, institution = {Trust of Lamps}, year = 2018}\n@techreport{a2, title = \n";
        let csl = json!([{ "id": "c", "type": "webpage", "title": "Lending by boat", "URL": "https://policy.example/boat" }]).to_string();
        let file = async |name: &str, content: &str, rows: &[(&str, &str)]| {
            app.get("file", "RIS, BibTeX or CSL-JSON file").await.upload(&app.file(name, content)).await;
            let plan = app.plan().await;
            let plan: Vec<(&str, &str)> = plan.iter().map(|(title, change)| (&**title, &**change)).collect();
            assert_eq!(plan, rows, "{name}");
            let said = app.the("main").await.text().await;
            app.confirm_import().await;
            said
        };
        file("a.ris", ris, &[("Evidence at the bedside", "New")]).await;
        let said = file("b.bib", bib, &[("Reading Wards", "New")]).await;
        assert!(said.contains("a2") || said.contains("line 2"), "{said}");
        file("c.json", &csl, &[("Lending by boat", "New")]).await;
        app.open_driver("Evidence at the bedside").await;
        app.has("Source", "Institute of Bedside Evidence").await;
        app.has("Date of publication", "2019").await;
        app.has("Topics", "evidence").await;
        to(&app, "References").await;
        app.get("file", "RIS, BibTeX or CSL-JSON file").await.upload(&app.file("a.ris", ris)).await;
        app.says("status", "Nothing changed.").await;
        app.get("file", "RIS, BibTeX or CSL-JSON file").await.upload(&app.file("letter.txt", "Dear all,")).await;
        app.says("alert", "The file").await;
    }

    async fn a_file_that_was_mended_can_be_chosen_again(stage: Stage) {
        let app = App::open(&stage).await;
        to(&app, "References").await;
        let untitled = "TY  - RPRT\r\nAU  - Nobody\r\nER  - \r\n";
        let titled = "TY  - RPRT\r\nTI  - Wards again\r\nER  - \r\n";
        let choose = async |content: &str| {
            // The window in which files are chosen is the browser's own, so the click that opens it only counts here.
            let click = "const input = document.querySelector('main [type=file]');
                input.addEventListener('click', (event) => event.preventDefault(), { once: true });
                input.dispatchEvent(new MouseEvent('click', { bubbles: true, cancelable: true }));";
            app.execute(click, vec![]).await;
            app.get("file", "RIS, BibTeX or CSL-JSON file").await.upload(&app.file("wards.ris", content)).await;
        };
        choose("Dear all,").await;
        app.says("alert", "The file").await;
        choose(untitled).await;
        app.says("status", "Nothing changed. Nothing to import").await;
        let said = app.the("main").await.text().await;
        assert!(said.contains("Reference 1 (line 1) has no title."), "{said}");
        choose(&[titled, untitled].concat()).await;
        app.get("table", "What will change").await;
        choose(&[titled, titled].concat().replacen("again", "anew", 1)).await;
        app.wait_until("the plan is of the file as it is now", async || app.plan().await.len() == 2).await;
        app.get("button", "Import").await.click().await;
        app.says("status", "Imported 2 drivers: 2 new.").await;
        // What had the focus is gone, and what comes next has it.
        app.get("file", "RIS, BibTeX or CSL-JSON file").await.takes_focus().await;
    }

    async fn a_table_is_moved_in_by_keyboard_alone(stage: Stage) {
        let app = App::open(&stage).await;
        app.at("#/import/table").await;
        app.shows("Import").await;
        tab_to(&app, "CSV or Excel file").await;
        // The window in which files are chosen is the browser's own, and closed to tests.
        let table = "Name of policy;Level\r\nLamps by keyboard;local\r\n";
        app.get("file", "CSV or Excel file").await.upload(&app.file("keys.csv", table)).await;
        app.get("heading", "What the columns are").await.takes_focus().await;
        tab_to(&app, "Show what will change").await;
        app.press(&[], Key::Enter).await;
        focus_is_on(&app, "Choose the column that has the title.").await;
        tab_to(&app, "Field for Name of policy").await;
        app.type_keys("Title").await;
        assert_eq!(app.get("combobox", "Field for Name of policy").await.value().await, "title");
        tab_to(&app, "Empty cells clear what is there").await;
        app.press(&[], ' ').await;
        assert!(app.get("checkbox", "Empty cells clear what is there").await.is_checked().await);
        tab_to(&app, "Show what will change").await;
        app.press(&[], Key::Enter).await;
        assert_eq!(app.plan().await, [("Lamps by keyboard".to_owned(), "New".to_owned())]);
        import_by_key(&app).await;
        app.open_driver("Lamps by keyboard").await;
        app.has("Level", "Local").await;
    }

    async fn references_are_moved_in_by_keyboard_alone(stage: Stage) {
        let app = App::open(&stage).await;
        app.at("#/import/references").await;
        app.shows("Import").await;
        tab_to(&app, "RIS, BibTeX or CSL-JSON file").await;
        let ris = "TY  - RPRT\r\nTI  - Wards by keyboard\r\nER  - \r\nTY  - RPRT\r\nTI  - Not this one\r\nER  - \r\n";
        app.get("file", "RIS, BibTeX or CSL-JSON file").await.upload(&app.file("keys.ris", ris)).await;
        assert_eq!(app.plan().await.len(), 2);
        tab_to(&app, "Import Not this one").await;
        app.press(&[], ' ').await;
        import_by_key(&app).await;
        app.go("Drivers").await;
        assert_eq!(app.titles().await, ["Wards by keyboard"]);
    }

    async fn a_page_is_moved_in_by_keyboard_alone(stage: Stage) {
        let app = App::open(&stage).await;
        app.at("#/import/page").await;
        app.shows("Import").await;
        tab_to(&app, "Paste the page here").await;
        app.type_keys("Title of driver: By keyboard\nSource: Keys\n").await;
        tab_to(&app, "Read the page").await;
        app.press(&[], Key::Enter).await;
        app.get("heading", "By keyboard").await.takes_focus().await;
        tab_to(&app, "Level").await;
        app.type_keys("Lo").await;
        tab_to(&app, "Save drivers").await;
        app.press(&[], ' ').await;
        app.says("status", "“By keyboard” was added.").await;
        app.get("textbox", "Paste the page here").await.takes_focus().await;
        app.open_driver("By keyboard").await;
        app.has("Level", "Local").await;
    }
}

/// Comes to "Import" under the plan by keyboard, and presses it.
async fn import_by_key(app: &App) {
    tab_to(app, "Import").await;
    app.press(&[], Key::Enter).await;
    app.says("status", "Imported 1 driver: 1 new.").await;
    app.saved().await;
}

/// Goes to one of the ways in.
async fn to(app: &App, name: &str) {
    app.go("Import").await;
    app.get("link", name).await.click().await;
    app.wait_until(&format!("{name} is shown"), async || {
        let link = app.get("link", name).await;
        link.attribute("aria-current").await.is_some()
    })
    .await;
}

/// Copies a whole page in another tab, and pastes it, as a person does.
async fn copy_and_paste(app: &App, page: &Path, html: &str) {
    fs::write(page, html).expect("pages can be written");
    let here = app.new_tab().await;
    app.open_file(page).await;
    app.get("heading", "Policies of the lamp")
        .await
        .click()
        .await;
    app.press(&[Key::Control], 'a').await;
    app.press(&[Key::Control], 'c').await;
    app.switch(&here).await;
    app.get("textbox", "Paste the page here")
        .await
        .click()
        .await;
    app.press(&[Key::Control], 'v').await;
    app.wait_until("it is pasted", async || {
        let text = app
            .get("textbox", "Paste the page here")
            .await
            .value()
            .await;
        text.contains("Lending by boat")
    })
    .await;
}

/// A page as the old register had them, of two drivers.
const PAGE: &str = "<!DOCTYPE html>
<html lang=en><head><meta charset=utf-8><title>Policies of the lamp</title><script>let no = '<p>Title: no</p>';</script></head><body>
<div id=menu><a href=/home>Home</a></div>
<article class=post><h1 class=entry-title>Policies of the lamp</h1><div class=entry-content>
<p><strong>Title of driver:</strong> Reading at night</p>
<p style=\"color: red\"><strong>SOURCE</strong>: Night Reading Trust</p>
<p><strong><a href=\"https://policy.example/night.pdf\">Link to main document</a></strong></p>
<p><strong>Date of publication:</strong> April 2017</p>
<p>A stray remark of nobody in particular.</p>
<p><strong>Impact on library policy/practice:</strong></p>
<p>Libraries are to lend <a href=\"https://policy.example/lamps\">lamps</a> (p. 17).</p>
<ul><li>Longer hours</li><li>Warmer rooms</li></ul>
<p><strong>Group member responsible:</strong> Not allocated</p>
<p><strong>Title of driver:</strong> Lending by boat</p>
<p><strong>Source:</strong> Harbour Board</p>
</div></article>
<div id=comments><ol class=commentlist><li class=comment><div class=comment-author><cite class=fn>Bea Reader</cite> <span class=says>says:</span></div>
<div class=comment-meta><a href=#c1>4 May 2017 at 10:12 am</a></div><p>We lend lamps too.</p></li></ol>
<h3>Leave a Reply</h3></div>
</body></html>";
