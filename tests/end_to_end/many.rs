//! A thousand drivers: every key is answered. Times are logged, not judged: machines differ.

#[allow(dead_code)] // Whole registers are for the bench.
#[path = "../made/mod.rs"]
mod made;

use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::app::{App, register};
use crate::harness::{Kind, in_both_browsers};

in_both_browsers! {
    async fn a_thousand_drivers_are_usable(stage: Stage) {
        let app = App::open(&stage).await;
        let drivers: Vec<Value> = (0..1000).map(driver).collect();
        let length = drivers[0].to_string().len();
        app.watch_long_tasks().await;
        app.longest_task().await;
        let (report, importing) = timed(app.import_drivers(&json!(drivers))).await;
        assert_eq!(report, "Imported 1000 drivers: 1000 new.");
        let longest_importing = app.longest_task().await;

        let (_, listing) = timed(app.go("Drivers")).await;
        assert_eq!(app.answered("").await, "1000 drivers");
        assert_eq!(app.titles().await.len(), 25);

        // As it is typed, key after key.
        app.longest_task().await;
        let answers = app.type_and_time("pharmacy 20").await;
        let longest_searching = app.longest_task().await;
        assert_eq!(answers.len(), 11);
        let found = app.counted().await;
        assert!(found.ends_with(" of 1000 drivers") && !found.starts_with("0 "), "{found}");
        app.filter("Level", "Local").await;
        app.wait_until("the filter narrows further", async || app.counted().await != found).await;

        let start = Instant::now();
        app.reload().await;
        app.answered("pharmacy 20").await;
        let reloading = start.elapsed();
        app.watch_long_tasks().await;
        let longest_reloading = app.longest_task().await;
        let (_, saving) = timed(async {
            app.add_driver(&[("Title", "One more")]).await;
        }).await;
        app.open_link("#/drivers?page=40").await;
        assert_eq!(app.titles().await.len(), 25);

        let slowest = answers.iter().max_by(|a, b| a.total_cmp(b)).expect("keys were typed");
        println!(
            "{:?}: 1000 drivers of {length} bytes: import {importing:?}, list {listing:?}, reload {reloading:?}, adding one {saving:?}; \
             from key to answer {answers:?} ms, {slowest} ms at most; longest task at import {longest_importing} ms, \
             at searching {longest_searching} ms, at reloading {longest_reloading} ms",
            app.kind(),
        );
        if app.kind() == Kind::Firefox {
            println!("(Firefox doesn't tell of long tasks.)");
        }
    }
}

in_both_browsers! {
    async fn the_reading_for_the_search_can_be_stopped_and_goes_on(stage: Stage) {
        // As soon as that is offered: sooner than a test could ask for it.
        let stop = "new MutationObserver((_, watch) => {
            const buttons = [...document.querySelectorAll('button')];
            const stop = buttons.find((button) => button.textContent === 'Stop reading');
            if (stop) { watch.disconnect(); stop.click(); }
        }).observe(document, { subtree: true, childList: true });";
        let app = App::open_spoiled(&stage, stop).await;
        let text = "Evidence, wards and lamps. ".repeat(100);
        let drivers: Vec<Value> = (0..2000).map(|number| json!({ "id": format!("d{number}"), "title": format!("Plan {number}"), "summary": text })).collect();
        app.import_drivers(&json!(drivers)).await;
        app.open_link("#/drivers?q=lamps").await;
        app.get("button", "Go on reading").await;
        let said = app.the("main").await.text().await;
        assert!(said.contains("Reading was stopped: ") && said.contains(" of 2000 drivers can be searched in full."), "{said}");
        assert_ne!(app.counted().await, "2000 of 2000 drivers");
        app.get("button", "Go on reading").await.click().await;
        app.wait_until("all are read", async || app.counted().await == "2000 of 2000 drivers").await;
        app.gone("button", "Stop reading").await;
    }

    async fn an_import_can_be_cancelled_as_long_as_it_lasts_and_leaves_no_trace(stage: Stage) {
        let app = App::open(&stage).await;
        let drivers: Vec<Value> = (0..1500).map(driver).collect();
        let file = app.file("drivers.json", register(&json!(drivers)).to_string());
        for stage in ["Reading the file", "Comparing", "Importing"] {
            app.go("Import").await;
            // As soon as the page says that it is so far.
            let script = "new MutationObserver((_, observer) => {
                    const button = [...document.querySelectorAll('main button')].find((it) => it.innerText === 'Cancel');
                    const status = document.querySelector('main [role=status]')?.innerText ?? '';
                    if (button && status.startsWith(arguments[0]) && status.includes(' of ')) {
                        observer.disconnect();
                        button.click();
                    }
                }).observe(document.querySelector('main'), { childList: true, subtree: true, characterData: true });";
            app.execute(script, vec![json!(stage)]).await;
            app.choose(&file).await;
            if stage == "Importing" {
                app.get("button", "Import").await.click().await;
            }
            app.says("status", "Nothing changed. The import was cancelled.").await;
            app.gone("table", "What will change").await;
        }
        app.reload().await;
        app.go("Drivers").await;
        app.get("link", "Import a file").await;
        let report = app.import(&file).await;
        assert_eq!(report, "Imported 1500 drivers: 1500 new.");
    }

    async fn what_goes_out_can_be_cancelled_as_long_as_it_is_made(stage: Stage) {
        let app = App::open(&stage).await;
        let drivers: Vec<Value> = (0..1500).map(driver).collect();
        app.import_drivers(&json!(drivers)).await;
        // As soon as the page says how far it is. What a browser is given to download is counted.
        let watch = "window.given ??= (() => {
                const make = URL.createObjectURL;
                URL.createObjectURL = (blob) => { window.given++; return make.call(URL, blob); };
                return 0;
            })();
            new MutationObserver((_, observer) => {
                const button = [...document.querySelectorAll('main button')].find((it) => it.innerText === 'Cancel');
                const said = [...document.querySelectorAll('main [role=status]')].map((it) => it.innerText);
                if (button && said.some((text) => text.startsWith('Writing the file: '))) {
                    observer.disconnect();
                    button.focus();
                    button.click();
                }
            }).observe(document.querySelector('main'), { childList: true, subtree: true, characterData: true });";
        let is_cancelled = async |what: &str| {
            app.says("status", "Cancelled.").await;
            app.gone("button", "Cancel").await;
            // The button had the focus, and is gone.
            app.wait_until("the report has the focus", async || {
                app.execute("return document.activeElement.textContent", vec![]).await == "Cancelled."
            }).await;
            assert_eq!(app.execute("return window.given", vec![]).await, 0, "{what}");
        };
        app.go("Export").await;
        app.get("group", "Format").await.get("radio", ".xlsx").await.click().await;
        app.execute(watch, vec![]).await;
        app.get("button", "Download").await.click().await;
        is_cancelled("a workbook").await;
        // All is as it was: a file that is wanted comes.
        app.get("button", "Download").await.click().await;
        app.says("status", "Downloaded as").await;
        app.downloaded(".xlsx").await;
        app.reload().await;
        app.execute(watch, vec![]).await;
        app.get("button", "Download JSON").await.click().await;
        is_cancelled("JSON").await;

        let ids: Vec<&str> = drivers.iter().take(200).filter_map(|driver| driver["id"].as_str()).collect();
        app.at(&format!("#/briefing/{}", ids.join("/"))).await;
        app.shows("Briefing").await;
        app.get("button", "Download for Word").await;
        app.execute(watch, vec![]).await;
        app.get("button", "Download for Word").await.click().await;
        is_cancelled("a briefing").await;
        app.get("button", "Download for Word").await.click().await;
        app.says("status", "Downloaded as").await;
        app.downloaded(".docx").await;
    }

    async fn a_long_register_is_listed_before_it_is_read_and_not_changed_until_it_is(stage: Stage) {
        let app = App::open(&stage).await;
        let drivers: Vec<Value> = (0..1500).map(driver).collect();
        app.import_drivers(&json!(drivers)).await;
        let text = |key: &str| drivers[7][key].as_str().expect("a text").to_owned();
        app.open_link(&format!("#/driver/{}", text("id"))).await;
        app.reload().await;
        app.get("heading", &text("title")).await;
        // All of its text, and not only what a list shows.
        assert!(app.facts().await.len() > 3);
        app.go("Drivers").await;
        app.reload().await;
        assert_eq!(app.answered("").await, "1500 drivers");
        let marks = "return ['atlas:list', 'atlas:ready'].map((name) => performance.getEntriesByName(name)[0]?.startTime ?? null)";
        app.wait_until("all of it is read", async || !app.execute(marks, vec![]).await[1].is_null()).await;
        let marks = app.execute(marks, vec![]).await;
        assert!(marks[0].as_f64() < marks[1].as_f64(), "{marks}");
        assert_eq!(app.answered("").await, "1500 drivers");
    }
}

pub async fn timed<T>(work: impl Future<Output = T>) -> (T, Duration) {
    let start = Instant::now();
    let outcome = work.await;
    (outcome, start.elapsed())
}

/// A driver of about 6 kB.
pub fn driver(number: usize) -> Value {
    made::driver(number, &[])
}
