//! Published copies: they open anywhere with their register inside, are for reading, and become an own copy by choice.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Instant;

use serde_json::{Value, json};

use crate::accessibility::Faults;
use crate::app::App;
use crate::harness::{Kind, Server, Stage, finished_page, in_both_browsers};
use crate::keyboard::heading_is_focused;
use crate::many::{driver, timed};

in_both_browsers! {
    async fn a_copy_opens_elsewhere_without_a_request_and_is_for_reading(stage: Stage) {
        let app = editor(&stage).await;
        let copy = publish(&app, &stage, "elsewhere").await;
        app.quit().await;

        let proxy = Server::of_nothing();
        let setup = stage.browser("reader").proxy(proxy.address());
        let reader = App::open_copy_in(&stage, setup, &copy).await;
        reader.shows("Drivers").await;
        assert_eq!(reader.titles().await, ["Knowledge for care", "Local plan </script>", "National plan"]);
        assert!(reader.the("note").await.text().await.starts_with("Published by Asha on "));
        let entries = "return performance.getEntriesByType('resource').map((entry) => entry.name)";
        assert_eq!(reader.execute(entries, vec![]).await, json!([]));
        match reader.kind() {
            Kind::Chromium => {
                let own = format!("file://{}", copy.display()).replace(' ', "%20");
                let requests = reader.chromium_requests().await;
                let others: Vec<_> = requests.iter().filter(|url| **url != own && !url.starts_with("data:")).collect();
                assert!(requests.contains(&own) && others.is_empty(), "{requests:?}");
            }
            Kind::Firefox => {
                let asked: Vec<_> = proxy.requests().into_iter()
                    .filter(|request| !["mozilla", "firefox"].iter().any(|owner| request.contains(owner)))
                    .collect();
                assert!(asked.is_empty(), "{asked:?}");
            }
        }

        // Nothing that changes the register is offered, and its addresses say why.
        let navigation = reader.get("navigation", "Main").await;
        let links: Vec<_> = navigation.all("link").await.into_iter().map(|link| link.name).collect();
        assert_eq!(links, ["Drivers", "Export", "Help"]);
        assert!(!all_names(&reader, "link").await.contains(&"Add a driver".to_owned()));
        for hash in ["#/add", "#/import", "#/trash", "#/settings", "#/driver/a/edit", "#/duplicates", "#/linked-file", "#/sample"] {
            reader.at(hash).await;
            reader.shows("This copy is for reading").await;
            reader.at("#/help").await;
            reader.shows("Help").await;
        }
        reader.open_driver("Knowledge for care").await;
        let buttons = all_names(&reader, "button").await;
        assert_eq!(buttons, ["Keep my own copy", "Copy Harvard citation", "Copy Vancouver citation"]);
        assert!(!all_names(&reader, "link").await.contains(&"Edit".to_owned()));
        reader.get("link", "History").await.click().await;
        reader.shows("History of “Knowledge for care”").await;
        assert!(!all_names(&reader, "button").await.iter().any(|name| name.starts_with("Restore")));

        // Reading, searching and exporting work.
        reader.go("Drivers").await;
        assert_eq!(reader.search("local").await, "1 of 3 drivers");
        assert_eq!(reader.export().await["drivers"].as_array().map(Vec::len), Some(3));
        // Nothing was stored but what was looked at.
        reader.wait_until("the look is remembered", async || databases(&reader).await == ["driver-atlas-looked:test"]).await;
        assert_eq!(reader.execute("return localStorage.length", vec![]).await, json!(0));
        assert_eq!(reader.console().await, Vec::<String>::new());
    }

    async fn a_copy_publishes_again_and_gives_the_page_back_to_the_byte(stage: Stage) {
        let pristine = fs::read(finished_page()).expect("the page is there");
        let app = App::open(&stage).await;
        app.at("#/publish").await;
        app.shows("Publish").await;
        let empty = publish_here(&app, &stage, "empty").await;
        assert!(fs::read(&empty).expect("it is there") == pristine, "not the page to the byte");

        app.import_drivers(&drivers()).await;
        let copy = publish(&app, &stage, "first").await;
        open(&app, &copy).await;
        app.at("#/publish?q=nothing+like+it").await;
        app.shows("Publish").await;
        let empty = publish_here(&app, &stage, "empty again").await;
        assert!(fs::read(&empty).expect("it is there") == pristine, "not the page to the byte");

        // A part of it, again and again.
        app.at("#/publish?level=local").await;
        app.shows("Publish").await;
        app.get("radio", "The filtered list: 1 driver").await;
        let part = publish_here(&app, &stage, "part").await;
        open(&app, &part).await;
        assert_eq!(app.titles().await, ["Local plan </script>"]);
        let again = publish(&app, &stage, "again").await;
        open(&app, &again).await;
        assert_eq!(app.titles().await, ["Local plan </script>"]);
        assert_eq!(app.console().await, Vec::<String>::new());
    }

    async fn a_name_is_needed_and_history_and_comments_can_stay_behind(stage: Stage) {
        let app = editor(&stage).await;
        app.open_driver("Knowledge for care").await;
        app.get("textbox", "Your comment").await.paste("Between us").await;
        app.press_button("Add a comment").await;
        app.at("#/publish").await;
        app.shows("Publish").await;
        app.get("button", "Publish copy").await.click().await;
        app.says("alert", "Enter the name that readers are to see").await;
        app.get("textbox", "Published by").await.takes_focus().await;
        look(&app, "publish without a name").await;
        app.get("checkbox", "Comments").await.click().await;
        app.get("checkbox", "History: who changed what and when, with earlier versions").await.click().await;
        let copy = publish_here(&app, &stage, "bare").await;
        open(&app, &copy).await;
        app.open_driver("Knowledge for care").await;
        app.has("Summary", "Care is safer with evidence.").await;
        assert!(!all_names(&app, "link").await.contains(&"History".to_owned()));
        assert!(!app.the("main").await.text().await.contains("Between us"));
        let exported = app.export().await.to_string();
        assert!(!exported.contains("Between us") && !exported.contains("An earlier summary"), "{exported}");
    }

    async fn an_own_copy_goes_on_as_an_ordinary_one(stage: Stage) {
        let app = editor(&stage).await;
        let copy = publish(&app, &stage, "elsewhere").await;
        app.quit().await;

        let reader = App::open_copy_in(&stage, stage.browser("reader"), &copy).await;
        reader.get("button", "Keep my own copy").await.click().await;
        reader.tells("This is your own copy now").await;
        heading_is_focused(&reader).await;
        assert_eq!(reader.titles().await.len(), 3);
        assert!(reader.all("note").await.is_empty());
        reader.add_driver(&[("Title", "Mine")]).await;
        reader.open_driver("Knowledge for care").await;
        reader.edit_driver(&[("Responsible", "RE")]).await;

        // The published copy is as it was, and knows of the other.
        reader.reload().await;
        reader.get("button", "Open my own copy").await;
        reader.has("Source", "Mill Lane Institute").await;
        assert!(!reader.facts().await.contains_key("Responsible"));
        reader.get("button", "Open my own copy").await.click().await;
        reader.tells("Your own copy is open").await;
        assert_eq!(reader.titles().await.len(), 4);
        if reader.kind() == Kind::Chromium {
            // All files share one store there: the plain page opens it too.
            reader.open_file(&stage.page("plain")).await;
            reader.ready().await;
            assert_eq!(reader.titles().await.len(), 4);
        }
    }

    async fn a_newer_copy_shows_what_changed_and_an_own_copy_takes_it_in(stage: Stage) {
        let app = editor(&stage).await;
        let first = publish(&app, &stage, "first").await;
        app.open_driver("Knowledge for care").await;
        app.edit_driver(&[("Summary", "Safer still."), ("Level", "Regional")]).await;
        app.open_driver("National plan").await;
        app.press_button("Archive").await;
        app.open_driver("Local plan </script>").await;
        app.press_button("Move to trash").await;
        app.add_driver(&[("Title", "Brand new")]).await;
        let second = publish(&app, &stage, "second").await;
        app.quit().await;

        // At the same place, as in Firefox each file has a store of its own.
        let page = stage.folder("intranet").join("register.html");
        fs::copy(&first, &page).expect("files can be copied");
        let reader = App::open_copy_in(&stage, stage.browser("reader"), &page).await;
        reader.shows("Drivers").await;
        looked(&reader).await;
        assert!(all_names(&reader, "heading").await.iter().all(|name| !name.contains("since you last looked")));
        reader.get("button", "Keep my own copy").await.click().await;
        reader.tells("This is your own copy now").await;
        reader.open_driver("Knowledge for care").await;
        reader.edit_driver(&[("Responsible", "RE")]).await;

        fs::copy(&second, &page).expect("files can be copied");
        open(&reader, &page).await;
        let heading = reader.says("heading", "4 drivers have changed since you last looked").await;
        assert!(heading.contains(" on "), "{heading}");
        let list = reader.get("list", "Drivers").await.text().await;
        assert!(list.contains("Changed") && list.contains("New here") && list.contains("Now archived"), "{list}");
        let details = reader.execute("return document.querySelector('section details')?.textContent", vec![]).await;
        let details = details.as_str().expect("there are details");
        for news in [
            "Brand new is new",
            "Knowledge for care changed in Level and Summary",
            "National plan was archived",
            "Local plan </script> is no longer in the published register",
        ] {
            assert!(details.contains(news), "{news}: {details}");
        }
        look(&reader, "published, with changes since the last look").await;

        // Still marked when it is opened again, until they are hidden.
        looked(&reader).await;
        reader.reload().await;
        reader.says("heading", "4 drivers have changed").await;
        reader.get("button", "Hide these marks").await.click().await;
        reader.gone("button", "Hide these marks").await;

        // Both people's work is in the own copy then.
        reader.get("button", "Keep my own copy").await.click().await;
        reader.tells("This is your own copy now").await;
        reader.open_driver("Knowledge for care").await;
        reader.has("Responsible", "RE").await;
        reader.has("Summary", "Safer still.").await;
        reader.has("Level", "Regional").await;

        // The older one, later.
        fs::copy(&first, &page).expect("files can be copied");
        open(&reader, &page).await;
        reader.wait_until("the newer copy is named", async || {
            reader.the("note").await.text().await.contains("A newer copy was opened on this computer: Published by Asha")
        }).await;
    }

    async fn two_registers_do_not_mix(stage: Stage) {
        let app = editor(&stage).await;
        let one = publish(&app, &stage, "one").await;
        app.go("Settings").await;
        app.get("button", "Start a new register").await.click().await;
        app.get("link", "Add your first driver").await;
        app.add_driver(&[("Title", "Of another register")]).await;
        let other = publish(&app, &stage, "other").await;
        app.quit().await;

        let reader = App::open_copy_in(&stage, stage.browser("reader"), &one).await;
        reader.get("button", "Keep my own copy").await.click().await;
        reader.tells("This is your own copy now").await;
        open(&reader, &other).await;
        assert_eq!(reader.titles().await, ["Of another register"]);
        assert!(reader.the("note").await.text().await.contains("You are reading a copy"));
        reader.get("button", "Keep my own copy").await.click().await;
        reader.tells("This is your own copy now").await;
        assert_eq!(reader.titles().await, ["Of another register"]);
        open(&reader, &one).await;
        assert_eq!(reader.titles().await.len(), 3);
    }

    async fn two_thousand_drivers_can_be_published(stage: Stage) {
        let app = App::open(&stage).await;
        // Past the import, which has its own test: each half as a register of the same id.
        for half in 0..2 {
            let drivers: Vec<Value> = (0..1000).map(|number| driver(half * 1000 + number)).collect();
            app.import_drivers(&json!(drivers)).await;
        }
        app.watch_long_tasks().await;
        app.go("Export").await;
        app.get("link", "Publish").await.click().await;
        app.shows("Publish").await;
        app.get("textbox", "Published by").await.paste("Asha").await;
        // Cancelling leaves nothing behind, and the next one is whole.
        app.execute_async(CANCELLED).await;
        app.says("status", "No copy was made").await;
        let about = app.the("main").await.text().await;
        let about = about.lines().find(|line| line.starts_with("The file will have")).unwrap_or_default().to_owned();
        app.longest_task().await;
        let (copy, publishing) = timed(publish_here(&app, &stage, "many")).await;
        let longest_publishing = app.longest_task().await;
        let size = fs::metadata(&copy).expect("it is there").len();
        app.quit().await;

        let browser = stage.browser("reader").start().await;
        let start = Instant::now();
        browser.open_file(&copy).await;
        browser.says("status", "2000 drivers").await;
        let opening = start.elapsed();
        let reader = App::around(browser, &stage, &copy);
        reader.watch_long_tasks().await;
        let longest_opening = reader.longest_task().await;
        println!(
            "{:?}: 2000 drivers in {size} bytes ({about}): publishing {publishing:?}, longest task {longest_publishing} ms; \
             opening {opening:?}, longest task {longest_opening} ms",
            reader.kind(),
        );
    }

    async fn a_damaged_copy_says_so(stage: Stage) {
        let app = editor(&stage).await;
        let copy = publish(&app, &stage, "whole").await;
        let whole = fs::read_to_string(&copy).expect("it is there");
        let (page, inside) = whole.split_once("id=\"driver-atlas-register\">").expect("the register is in it");
        let (inside, _) = inside.split_once("</script>").expect("it ends");
        let middle = inside.len() / 2;
        let other = if inside.as_bytes()[middle] == b'a' { "b" } else { "a" };
        let spoiled = [&inside[..middle], other, &inside[middle + 1..]].concat();
        let damaged = [
            whole[..whole.len() - 300].to_owned(),
            whole[..page.len() / 2].to_owned(),
            whole.replace(inside, &spoiled),
        ];
        for text in damaged {
            fs::write(&copy, text).expect("files can be written");
            open(&app, &copy).await;
            app.shows("Sorry, Driver Atlas did not start").await;
        }
        // What is stored wasn't touched.
        app.open_page().await;
        if app.kind() == Kind::Chromium {
            assert_eq!(app.titles().await.len(), 3);
        }
    }
}

/// Begins to publish, and cancels at once.
const CANCELLED: &str = "const done = arguments[0];
    const named = (name) => [...document.querySelectorAll('main button')].find((button) => button.textContent === name);
    named('Publish copy').click();
    (function look() {
        const cancel = named('Cancel');
        if (cancel) { cancel.click(); done(); } else { setTimeout(look); }
    })();";

/// An editor's register.
async fn editor(stage: &Stage) -> App {
    let app = App::open(stage).await;
    app.import_drivers(&drivers()).await;
    app.open_driver("Knowledge for care").await;
    app.edit_driver(&[("Summary", "Care is safer with evidence.")])
        .await;
    app
}

fn drivers() -> Value {
    json!([
        {
            "id": "a",
            "title": "Knowledge for care",
            "level": "national",
            "sources": ["Mill Lane Institute"],
            "summary": "An earlier summary",
        },
        { "id": "b", "title": "National plan", "level": "national" },
        { "id": "c", "title": "Local plan </script>", "level": "local" },
    ])
}

/// Publishes the register, and puts the copy into a folder of this name.
pub async fn publish(app: &App, stage: &Stage, folder: &str) -> PathBuf {
    app.go("Export").await;
    app.get("link", "Publish").await.click().await;
    app.shows("Publish").await;
    publish_here(app, stage, folder).await
}

async fn publish_here(app: &App, stage: &Stage, folder: &str) -> PathBuf {
    app.get("textbox", "Published by").await.paste("Asha").await;
    app.get("button", "Publish copy").await.click().await;
    app.says("status", "Downloaded as").await;
    let file = app.downloaded(".html").await;
    let copy = stage.folder(folder).join("a copy.html");
    fs::rename(file, &copy).expect("the download can be moved");
    copy
}

/// Opens another file in the tab that is shown.
async fn open(app: &App, page: &Path) {
    app.open("about:blank").await;
    app.open_file(page).await;
    app.ready().await;
}

/// Waits until this look at the copy is remembered.
async fn looked(app: &App) {
    let script = "const done = arguments[0];
        const open = indexedDB.open('driver-atlas-looked:test', 1);
        open.onupgradeneeded = () => open.transaction.abort();
        open.onerror = () => done(null);
        open.onsuccess = () => {
            const get = open.result.transaction('looked').objectStore('looked').get('');
            get.onsuccess = () => { open.result.close(); done(get.result ?? null); };
        };";
    let since = app.execute("return performance.timeOrigin", vec![]).await;
    app.wait_until("the look is remembered", async || {
        let kept = app.execute_async(script).await;
        let kept: Value = serde_json::from_str(kept.as_str().unwrap_or("null")).expect("JSON");
        let looked = kept["latest"]["looked"]
            .as_str()
            .unwrap_or_default()
            .to_owned();
        let parsed = app
            .execute("return Date.parse(arguments[0])", vec![json!(looked)])
            .await;
        parsed.as_f64() > since.as_f64()
    })
    .await;
}

async fn databases(app: &App) -> Vec<String> {
    let script = "const done = arguments[0];
        indexedDB.databases().then((all) => done(all.map(({ name }) => name)));";
    serde_json::from_value(app.execute_async(script).await).expect("names")
}

async fn all_names(app: &App, role: &str) -> Vec<String> {
    app.all(role)
        .await
        .into_iter()
        .map(|element| element.name)
        .collect()
}

async fn look(app: &App, state: &str) {
    if app.kind() == Kind::Chromium {
        let mut faults = Faults::default();
        faults.look(app, state).await;
        faults.report();
    }
}
