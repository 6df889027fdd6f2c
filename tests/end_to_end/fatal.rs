//! What a person sees where the app can't run, and when it has stopped.

use std::fs;

use serde_json::{Value, json};

use crate::harness::{Browser, Kind, in_both_browsers};

in_both_browsers! {
    async fn says_that_web_assembly_is_off(stage: Stage) {
        let browser = stage.browser("profile").without_web_assembly().start().await;
        browser.open_file(&stage.page("shared")).await;
        browser.get("heading", "WebAssembly is turned off").await;
        let text = browser.the("main").await.text().await;
        assert!(text.contains("For your IT department:"), "{text}");
        assert_eq!(browser.console().await, Vec::<String>::new());
    }

    async fn takes_over_when_the_app_stops(stage: Stage) {
        let browser = stage.start().await;
        browser.open_file(&stage.page("shared")).await;
        started(&browser).await;
        // As a store of the app would look.
        let store = "const done = arguments[0];
            localStorage.setItem('driver-atlas:name', 'Ada');
            localStorage.setItem('other', 'not ours');
            const open = indexedDB.open('driver-atlas:test', 1);
            open.onupgradeneeded = () => open.result.createObjectStore('drivers').put('A driver', 'a');
            open.onsuccess = () => { open.result.close(); done(); };";
        browser.execute_async(store).await;
        browser.execute("driverAtlasFatal('panicked at a test')", vec![]).await;

        browser.get("heading", "Sorry, Driver Atlas has stopped").await;
        let refused = "try { localStorage.setItem('driver-atlas:name', 'Eve'); } catch (reason) { return String(reason); }";
        assert!(browser.execute(refused, vec![]).await.to_string().contains("nothing more is saved"));

        browser.get("button", "Download what is stored").await.click().await;
        let file = browser.downloaded(".json").await;
        let stored: Value = serde_json::from_slice(&fs::read(file).expect("it is there")).expect("it is JSON");
        let preferences = stored["preferences"].as_object().expect("it is an object");
        assert_eq!(preferences.get("driver-atlas:name"), Some(&json!("Ada")));
        assert!(preferences.keys().all(|key| key.starts_with("driver-atlas")), "{preferences:?}");
        let databases = stored["databases"].as_array().expect("it is a list");
        let ours = databases.iter().find(|database| database["name"] == "driver-atlas:test").expect("it is there");
        assert_eq!(ours["stores"], json!({ "drivers": [{ "key": "a", "value": "A driver" }] }));
        if browser.kind() == Kind::Chromium {
            assert_eq!(browser.accessibility_faults().await, Vec::<String>::new());
        }

        browser.get("button", "Reload").await.click().await;
        browser.gone("heading", "Sorry, Driver Atlas has stopped").await;
        started(&browser).await;
    }

    async fn takes_over_after_a_trap_that_no_panic_announced(stage: Stage) {
        let browser = stage.start().await;
        browser.open_file(&stage.page("shared")).await;
        started(&browser).await;
        let trap = "const error = new WebAssembly.RuntimeError('unreachable');
            dispatchEvent(new ErrorEvent('error', { error }));";
        browser.execute(trap, vec![]).await;
        browser.get("heading", "Sorry, Driver Atlas has stopped").await;
    }

    async fn says_that_a_damaged_file_does_not_start(stage: Stage) {
        let page = stage.page("shared");
        let text = fs::read_to_string(&page).expect("the page is there");
        let (before, after) = text.split_once("id=\"driver-atlas-app\">").expect("the app is in it");
        fs::write(&page, [before, "id=\"driver-atlas-app\">AAAA", &after[8000..]].concat()).expect("a copy can be damaged");
        let browser = stage.start().await;
        browser.open_file(&page).await;
        browser.get("heading", "Sorry, Driver Atlas did not start").await;
    }
}

/// Waits until the app itself is there: what the boot script shows before has a main part too.
async fn started(browser: &Browser) {
    browser.get("navigation", "Main").await;
}
