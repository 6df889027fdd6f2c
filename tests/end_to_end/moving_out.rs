//! What goes out beside JSON: every format, of all drivers, the filtered list or those selected; briefings and citations.

use std::fs;

use serde_json::{Value, json};

use crate::app::App;
use crate::harness::{Key, in_both_browsers};
use crate::keyboard::{tab_to, tab_to_beginning};

in_both_browsers! {
    async fn every_format_is_downloaded(stage: Stage) {
        let app = App::open(&stage).await;
        app.import_drivers(&shelf()).await;
        app.go("Export").await;
        let csv = text(&app, "CSV", ".csv").await;
        assert!(csv.starts_with("\u{feff}Driver id,Title,"), "{csv}");
        assert!(csv.contains("'=cmd()") && !csv.contains(",=cmd()"), "{csv}");
        assert!(bytes(&app, ".xlsx", ".xlsx").await.starts_with(b"PK\x03\x04"));
        assert!(text(&app, "RIS", ".ris").await.contains("TI  - Knowledge for care\r\n"));
        assert!(text(&app, "BibTeX", ".bib").await.contains("{Knowledge for care}"));
        let csl: Value = serde_json::from_str(&text(&app, "CSL-JSON", ".csl.json").await).expect("it is JSON");
        assert_eq!(csl.as_array().map(Vec::len), Some(3));
        let calendar = text(&app, "Calendar (.ics)", ".ics").await;
        assert_eq!(calendar.matches("BEGIN:VEVENT").count(), 1, "{calendar}");
        assert!(calendar.contains("DTSTART;VALUE=DATE:20300731"), "{calendar}");
        let feed = text(&app, "Atom feed", ".atom").await;
        assert_eq!(feed.matches("<entry>").count(), 3, "{feed}");
        let lines = text(&app, "JSON Lines", ".jsonl").await;
        let lines: Vec<Value> = lines.lines().map(|line| serde_json::from_str(line).expect("each line is JSON")).collect();
        assert_eq!(lines.len(), 3);
        assert!(bytes(&app, "Briefing", ".docx").await.starts_with(b"PK\x03\x04"));
    }

    async fn the_filtered_list_and_the_selected_go_out_alone(stage: Stage) {
        let app = App::open(&stage).await;
        app.import_drivers(&shelf()).await;
        app.go("Drivers").await;
        app.filter("Level", "Local").await;
        app.wait_until("the list is narrowed", async || app.counted().await == "1 of 3 drivers").await;
        app.get("link", "Export this list").await.click().await;
        app.shows("Export").await;
        assert!(app.get("radio", "The filtered list: 1 driver").await.is_checked().await);
        assert_eq!(text(&app, "JSON Lines", ".jsonl").await.lines().count(), 1);
        app.at("#/drivers").await;
        app.get("checkbox", "Select Knowledge for care").await.click().await;
        app.get("checkbox", "Select =cmd() in a title").await.click().await;
        app.go("Export").await;
        assert!(app.get("radio", "All 3 drivers, and those in the trash").await.is_checked().await);
        app.get("radio", "The 2 selected drivers").await.click().await;
        assert_eq!(text(&app, "JSON Lines", ".jsonl").await.lines().count(), 2);
        app.get("radio", "All 3 drivers, and those in the trash").await.click().await;
        assert_eq!(text(&app, "JSON Lines", ".jsonl").await.lines().count(), 3);
    }

    async fn a_table_goes_out_is_changed_and_comes_back(stage: Stage) {
        let app = App::open(&stage).await;
        app.import_drivers(&shelf()).await;
        app.go("Export").await;
        let csv = text(&app, "CSV", ".csv").await;
        let changed = csv.replace("national", "regional");
        assert_ne!(csv, changed);
        app.go("Import").await;
        app.get("link", "CSV or Excel").await.click().await;
        for (name, content, change) in [("same.csv", &csv, None), ("changed.csv", &changed, Some("Changed Level"))] {
            app.get("file", "CSV or Excel file").await.upload(&app.file(name, content)).await;
            app.get("heading", "What the columns are").await;
            app.get("button", "Show what will change").await.click().await;
            match change {
                None => drop(app.says("status", "Nothing changed.").await),
                Some(change) => assert_eq!(app.plan().await, [("Knowledge for care".to_owned(), change.to_owned())]),
            }
        }
        let workbook = {
            app.go("Export").await;
            bytes(&app, ".xlsx", ".xlsx").await
        };
        app.go("Import").await;
        app.get("link", "CSV or Excel").await.click().await;
        app.get("file", "CSV or Excel file").await.upload(&app.file("same.xlsx", workbook)).await;
        app.get("heading", "What the columns are").await;
        app.get("button", "Show what will change").await.click().await;
        app.says("status", "Nothing changed.").await;
    }

    async fn a_briefing_is_shown_downloaded_and_copied_and_a_citation_too(stage: Stage) {
        let app = App::open(&stage).await;
        app.import_drivers(&shelf()).await;
        app.open_driver("Knowledge for care").await;
        app.get("button", "Copy Harvard citation").await.click().await;
        copied(&app).await;
        let cite = app.get("region", "Cite").await.text().await;
        assert!(cite.contains("Institute of Bedside Evidence (2025) Knowledge for care."), "{cite}");
        assert!(cite.contains("Institute of Bedside Evidence. Knowledge for care [Internet]."), "{cite}");
        app.get("link", "Briefing").await.click().await;
        app.shows("Briefing").await;
        let page = app.the("main").await.text().await;
        let impact = page.find("What does this mean for libraries?").expect("it is there");
        let summary = page.find("Summary").expect("it is there");
        assert!(impact < summary, "{page}");
        assert!(page.contains("Every ward is to have a named librarian (p. 12)."), "{page}");
        app.get("button", "Copy with formatting").await.click().await;
        copied(&app).await;
        app.get("button", "Download for Word").await.click().await;
        let file = app.downloaded(".docx").await;
        assert!(fs::read(file).expect("it can be read").starts_with(b"PK\x03\x04"));

        app.go("Drivers").await;
        for title in ["Knowledge for care", "Local lamps"] {
            app.get("checkbox", &format!("Select {title}")).await.click().await;
        }
        app.get("link", "Briefing").await.click().await;
        app.shows("Briefing").await;
        app.get("heading", "Local lamps").await;
        app.get("heading", "Knowledge for care").await;
    }

    async fn a_long_briefing_is_printed_whole_however_soon(stage: Stage) {
        // As soon as it can be printed: sooner than a test could ask for it.
        let print = "window.print = () => { window.printed = document.querySelectorAll('article').length; };
            new MutationObserver((_, watch) => {
                const print = [...document.querySelectorAll('button')].find((button) => button.textContent === 'Print');
                if (print) { watch.disconnect(); print.click(); }
            }).observe(document.body, { childList: true, subtree: true });";
        let app = App::open(&stage).await;
        app.import_drivers(&plans(60)).await;
        app.go("Drivers").await;
        app.answered("").await;
        app.get("button", "Select all").await.click().await;
        app.execute(print, vec![]).await;
        app.get("link", "Briefing").await.click().await;
        app.wait_until("it is printed", async || app.execute("return window.printed ?? null", vec![]).await == 60).await;
    }

    async fn a_briefing_on_more_than_anybody_would_read_is_refused(stage: Stage) {
        let app = App::open(&stage).await;
        app.import_drivers(&plans(201)).await;
        app.go("Drivers").await;
        app.answered("").await;
        app.get("button", "Select all").await.click().await;
        app.get("link", "Briefing").await.click().await;
        app.shows("Briefing").await;
        app.wait_until("it says how many it may be", async || {
            app.the("main").await.text().await.contains("A briefing is of at most 200 drivers.")
        }).await;
        assert!(!app.the("main").await.text().await.contains("Plan 7"));
    }

    async fn a_briefing_has_a_driver_once_whatever_else_has_its_title(stage: Stage) {
        let app = App::open(&stage).await;
        app.import_drivers(&json!([
            { "id": "a", "title": "A plan", "same_as": ["c"], "summary": "Of two entries." },
            { "id": "b", "title": "A plan", "summary": "Of another body." },
            { "id": "c", "title": "A plan", "topics": ["research"] },
        ]))
        .await;
        // As it was sent before somebody joined two of them.
        app.at("#/briefing/a/b/c").await;
        app.shows("Briefing").await;
        app.wait_until("the briefing is shown", async || !app.all("heading").await.is_empty()).await;
        app.get("button", "Download for Word").await;
        let page = app.the("main").await.text().await;
        for said in ["Of two entries.", "Of another body.", "research"] {
            assert_eq!(page.matches(said).count(), 1, "{said}: {page}");
        }
        assert!(page.contains("Briefing on 2 policy drivers"), "{page}");
    }

    async fn a_format_is_chosen_by_keyboard_alone(stage: Stage) {
        let app = App::open(&stage).await;
        app.import_drivers(&shelf()).await;
        app.at("#/export").await;
        app.shows("Export").await;
        tab_to(&app, "CSV").await;
        app.press(&[], Key::Down).await;
        app.press(&[], Key::Down).await;
        app.get("radio", "RIS").await.takes_focus().await;
        tab_to(&app, "Download").await;
        app.press(&[], Key::Enter).await;
        app.downloaded(".ris").await;
        app.open_driver("Local lamps").await;
        tab_to_beginning(&app, "Copy Vancouver").await;
        app.press(&[], Key::Enter).await;
        copied(&app).await;
    }
}

/// A few drivers that are hard to write down.
fn shelf() -> Value {
    json!([
        {
            "id": "k4c", "title": "Knowledge for care", "level": "national", "published": "April 2025", "review_due": "July 2030",
            "sources": ["Institute of Bedside Evidence"], "link": "https://policy.example/knowledge",
            "impact": "Every ward is to have a named librarian (p. 12).\n\n- Plan for visits.\n- Count the questions.",
            "summary": "Care is safer where staff can ask for evidence.", "topics": ["evidence", "wards; and more"],
        },
        { "id": "lamps", "title": "Local lamps", "level": "local", "summary": "Lines,\nquotes \" and \u{1f4da} \u{5e9}\u{5dc}\u{5d5}\u{5dd}." },
        { "id": "cmd", "title": "=cmd() in a title" },
    ])
}

/// So many drivers that have no more than a title.
fn plans(count: usize) -> Value {
    (0..count)
        .map(|number| json!({ "id": format!("d{number}"), "title": format!("Plan {number}") }))
        .collect()
}

/// Downloads a format, and returns the file's bytes.
async fn bytes(app: &App, format: &str, suffix: &str) -> Vec<u8> {
    app.get("group", "Format")
        .await
        .get("radio", format)
        .await
        .click()
        .await;
    app.get("button", "Download").await.click().await;
    let file = app.downloaded(suffix).await;
    let bytes = fs::read(&file).expect("the download can be read");
    fs::remove_file(file).expect("the download can be removed");
    bytes
}

async fn text(app: &App, format: &str, suffix: &str) -> String {
    String::from_utf8(bytes(app, format, suffix).await).expect("it is UTF-8")
}

/// Waits until something is copied, or offered to be copied by hand where the browser doesn't.
async fn copied(app: &App) {
    app.wait_until("it is copied", async || {
        let page = app.the("main").await.text().await;
        page.contains("Copied") || page.contains("press Ctrl+C")
    })
    .await;
}
