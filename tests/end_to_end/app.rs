//! The app as its users handle it: what tests do over and over.

use std::collections::BTreeMap;
use std::fs;
use std::ops::Deref;
use std::path::{Path, PathBuf};
use std::time::Duration;

use serde_json::{Value, json};

use crate::harness::{Browser, Element, Key, Setup, Stage, Tab};

/// The finished page, open in a browser, and all that the browser can do.
pub struct App {
    browser: Browser,
    page: PathBuf,
    stage: Stage,
}

impl Deref for App {
    type Target = Browser;

    fn deref(&self) -> &Browser {
        &self.browser
    }
}

impl App {
    /// Opens the page from a file in a browser that has never seen it.
    pub async fn open(stage: &Stage) -> Self {
        Self::open_in(stage, stage.browser("profile")).await
    }

    /// Opens the page from a file in a browser that is set up so.
    pub async fn open_in(stage: &Stage, setup: Setup) -> Self {
        let app = Self {
            browser: setup.start().await,
            page: stage.page("shared"),
            stage: stage.clone(),
        };
        app.open_page().await;
        app
    }

    /// Opens the page in a browser that a script spoils before the page's own begin.
    pub async fn open_spoiled(stage: &Stage, script: &str) -> Self {
        let app = Self {
            browser: stage.start().await,
            page: stage.page("shared"),
            stage: stage.clone(),
        };
        // The policy holds for what stands behind it.
        let page = fs::read_to_string(&app.page).expect("the page can be read");
        let spoiled = page.replacen("<meta", &format!("<script>{script}</script><meta"), 1);
        fs::write(&app.page, spoiled).expect("a copy can be changed");
        app.open_page().await;
        app
    }

    /// Opens another page, such as a published copy, in a browser that is set up so.
    pub async fn open_copy_in(stage: &Stage, setup: Setup, page: &Path) -> Self {
        let app = Self::around(setup.start().await, stage, page);
        app.open_page().await;
        app
    }

    /// The page that is open, or will be, in a browser.
    pub fn around(browser: Browser, stage: &Stage, page: &Path) -> Self {
        Self {
            browser,
            page: page.to_owned(),
            stage: stage.clone(),
        }
    }

    /// Opens the page's file in the tab that is shown.
    pub async fn open_page(&self) {
        self.open_file(&self.page).await;
        self.ready().await;
    }

    /// Opens the page's file at a link that somebody sent, such as `#/trash`.
    pub async fn open_link(&self, hash: &str) {
        // Else only the address of the page that is open changes.
        self.open("about:blank").await;
        self.browser
            .open(&format!("file://{}{hash}", self.page.display()))
            .await;
        self.ready().await;
    }

    /// Opens the page in a tab of its own. The handle of the tab before goes to `switch`.
    pub async fn open_another_tab(&self) -> Tab {
        let before = self.new_tab().await;
        self.open_page().await;
        before
    }

    /// Reloads the page, up to its first screen.
    pub async fn reload(&self) {
        self.browser.reload().await;
        self.ready().await;
    }

    /// Ends the browser and starts it again with the same profile, up to the page's first screen.
    pub async fn restart(&self) {
        self.browser.restart().await;
        self.open_page().await;
    }

    /// Waits until a screen is shown.
    pub async fn ready(&self) {
        self.wait_until("a screen is shown", async || {
            self.heading_now().await.is_some()
        })
        .await;
    }

    // Screens.

    /// Goes to a screen by the navigation.
    pub async fn go(&self, screen: &str) {
        let navigation = self.get("navigation", "Main").await;
        navigation.get("link", screen).await.click().await;
        match screen {
            "Drivers" => {
                self.wait_until("the drivers are shown", async || {
                    self.url().await.contains("#/drivers") && self.heading_now().await.is_some()
                })
                .await;
            }
            _ => drop(self.get("heading", screen).await),
        }
    }

    /// Goes to an address within the page.
    pub async fn at(&self, hash: &str) {
        self.execute("location.hash = arguments[0]", vec![json!(hash)])
            .await;
    }

    /// Waits for a screen of this heading.
    pub async fn shows(&self, heading: &str) {
        self.wait_until(&format!("“{heading}” is shown"), async || {
            self.heading_now().await.as_deref() == Some(heading)
        })
        .await;
    }

    /// Waits for what a page still does once it is drawn, such as moving the focus: two frames later it has.
    pub async fn settled(&self) {
        let frames = "const done = arguments[0];
            requestAnimationFrame(() => requestAnimationFrame(() => done(null)));";
        self.execute_async(frames).await;
    }

    async fn heading_now(&self) -> Option<String> {
        let script = "return document.querySelector('main h1')?.textContent.replace(/\\s+/g, ' ')";
        let heading = self.execute(script, vec![]).await;
        heading.as_str().map(str::to_owned)
    }

    // Drivers.

    /// Adds a driver with these fields, by their labels, and ends on its page.
    pub async fn add_driver(&self, fields: &[(&str, &str)]) {
        self.at("#/add").await;
        self.shows("Add a driver").await;
        self.fill_in(fields).await;
        self.save_driver().await;
    }

    /// Changes these fields of the driver that is shown, and ends on its page.
    pub async fn edit_driver(&self, fields: &[(&str, &str)]) {
        self.get("link", "Edit").await.click().await;
        self.fill_in(fields).await;
        self.save_driver().await;
    }

    /// Puts texts into fields, by their labels.
    pub async fn fill_in(&self, fields: &[(&str, &str)]) {
        self.get("button", "Save driver").await;
        for (label, text) in fields {
            let field = self.get("field", label).await;
            match field.tag().await.as_str() {
                "select" => field.choose(text).await,
                _ => field.paste(text).await,
            }
        }
    }

    /// Puts a text into a field of the settings, and saves it.
    pub async fn fill_setting(&self, label: &str, text: &str, button: &str) {
        self.get("field", label).await.paste(text).await;
        self.get("button", button).await.click().await;
        self.get("region", "Message").await;
    }

    /// Saves what the editor holds, and waits for the driver's page.
    pub async fn save_driver(&self) {
        self.get("button", "Save driver").await.click().await;
        self.saved().await;
        self.get("link", "Edit").await;
    }

    /// Waits until the store has confirmed.
    pub async fn saved(&self) {
        self.says("status", "Saved").await;
    }

    /// Goes to a driver's page through the list.
    pub async fn open_driver(&self, title: &str) {
        self.go("Drivers").await;
        let list = self.get("list", "Drivers").await;
        list.get("link", title).await.click().await;
        self.shows(title).await;
    }

    /// What the driver's page says of each field, by its label.
    pub async fn facts(&self) -> BTreeMap<String, String> {
        let script = "return [...document.querySelectorAll('main dl dt')].map(
            (term) => [term.innerText, term.nextElementSibling.innerText])";
        let pairs = self.execute(script, vec![]).await;
        let pairs: Vec<(String, String)> = serde_json::from_value(pairs).expect("pairs of texts");
        pairs.into_iter().collect()
    }

    /// Waits until the driver's page says this of a field.
    pub async fn has(&self, label: &str, text: &str) {
        self.wait_until(&format!("{label} is “{text}”"), async || {
            self.facts().await.get(label).is_some_and(|is| is == text)
        })
        .await;
    }

    /// Clicks a button of the driver that is shown, and waits until that is saved.
    pub async fn press_button(&self, name: &str) {
        self.get("button", name).await.click().await;
        self.saved().await;
    }

    // The list.

    /// The titles on this page of the list.
    pub async fn titles(&self) -> Vec<String> {
        let links = self.get("list", "Drivers").await.all("link").await;
        links.into_iter().map(|link| link.name).collect()
    }

    /// Types a query, and returns what the status says when it answers it.
    pub async fn search(&self, query: &str) -> String {
        self.get("searchbox", "Search drivers")
            .await
            .paste(query)
            .await;
        self.answered(query).await
    }

    /// Waits until the list's status answers a query, and returns what it says.
    pub async fn answered(&self, query: &str) -> String {
        let script = "return document.querySelector('[role=status][data-query]')?.dataset.query";
        self.wait_until(&format!("“{query}” is answered"), async || {
            self.execute(script, vec![]).await == query
        })
        .await;
        self.counted().await
    }

    /// What the list's status says.
    pub async fn counted(&self) -> String {
        let script = "return document.querySelector('[role=status][data-query]')?.textContent";
        let text = self.execute(script, vec![]).await;
        text.as_str().unwrap_or_default().to_owned()
    }

    /// Ticks, or unticks, a value of a filter: `("Level", "Local")`.
    pub async fn filter(&self, facet: &str, value: &str) {
        let group = self.get("group", facet).await;
        let boxes = group.all("checkbox").await;
        let wanted = format!("{value} (");
        let named = |choice: &&Element| choice.name.starts_with(&wanted);
        let found = boxes.iter().find(named);
        let names: Vec<_> = boxes.iter().map(|choice| &choice.name).collect();
        let found = found.unwrap_or_else(|| panic!("{facet} has {names:?}, not {value}"));
        found.click().await;
    }

    // How long it takes.

    /// Notes how long the page is busy at a stretch, from its start on, where the browser tells.
    pub async fn watch_long_tasks(&self) {
        let script = "window.longTasks = [];
            new PerformanceObserver((list) => window.longTasks.push(...list.getEntries().map((task) => task.duration)))
                .observe({ type: 'longtask', buffered: true });";
        self.execute(script, vec![]).await;
        // What was before is told a little later.
        tokio::time::sleep(Duration::from_millis(300)).await;
    }

    /// The longest stretch since this was last asked for, in milliseconds; those under 50 ms count as none.
    pub async fn longest_task(&self) -> f64 {
        let script = "return Math.max(0, ...(window.longTasks ?? []).splice(0))";
        let longest = self.execute(script, vec![]).await;
        longest.as_f64().unwrap_or_default()
    }

    /// Types a query key by key, and returns for each key how long its answer took, in milliseconds.
    pub async fn type_and_time(&self, query: &str) -> Vec<f64> {
        let watch = "window.answers = [];
            const status = document.querySelector('[role=status][data-query]');
            document.querySelector('input[type=search], [role=searchbox]').addEventListener('input', (event) => {
                const [typed, at] = [event.target.value, performance.now()];
                const look = () => {
                    if (status.dataset.query === typed) window.answers.push(Math.round(10 * (performance.now() - at)) / 10);
                    else setTimeout(look);
                };
                look();
            }, true);";
        self.execute(watch, vec![]).await;
        let search = self.get("searchbox", "Search drivers").await;
        for (end, key) in query.char_indices() {
            search.type_keys(&key.to_string()).await;
            self.answered(&query[..end + key.len_utf8()]).await;
        }
        let answers = self.execute("return window.answers", vec![]).await;
        serde_json::from_value(answers).expect("numbers")
    }

    // The store.

    /// Writes a text into the open register's database, past the app.
    pub async fn put_into_store(&self, store: &str, key: &str, text: &str) {
        let script = format!(
            "const done = arguments[0];
            (async () => {{
                const register = JSON.parse(localStorage['driver-atlas:preferences:last-register']);
                const open = indexedDB.open(`driver-atlas:${{register}}`);
                open.onsuccess = () => {{
                    const writing = open.result.transaction({}, 'readwrite');
                    writing.objectStore({0}).put({}, {});
                    writing.oncomplete = () => {{ open.result.close(); done(); }};
                }};
            }})();",
            json!(store),
            json!(text),
            json!(key),
        );
        self.execute_async(&script).await;
    }

    /// What IndexedDB holds of drivers: pairs of key and value.
    pub async fn stored_entries(&self) -> Value {
        self.execute_async(STORED).await
    }

    // Messages.

    /// What the message says, once it begins so.
    pub async fn tells(&self, beginning: &str) -> String {
        let message = self.get("region", "Message").await;
        self.wait_until(&format!("the message says “{beginning}”"), async || {
            let script =
                "return document.querySelector('[role=region][aria-label=Message]')?.textContent";
            let text = self.execute(script, vec![]).await;
            text.as_str()
                .is_some_and(|text| text.trim().starts_with(beginning))
        })
        .await;
        drop(message);
        self.get("region", "Message").await.text().await
    }

    /// Takes back what the message tells of.
    pub async fn undo(&self) {
        let message = self.get("region", "Message").await;
        message.get("button", "Undo").await.click().await;
        self.tells("Undone").await;
        self.saved().await;
    }

    /// Takes back the last thing done by the key, and waits for the message that tells so.
    pub async fn undo_by_key(&self, tells: &str) {
        self.press(&[Key::Control], 'z').await;
        self.tells(tells).await;
        self.saved().await;
    }

    // Files.

    /// Writes a file that can be imported.
    pub fn file(&self, name: &str, content: impl AsRef<[u8]>) -> PathBuf {
        let file = self.stage.folder("files").join(name);
        fs::write(&file, content).expect("files can be written");
        file
    }

    /// Chooses a file on the import screen.
    pub async fn choose(&self, file: &Path) {
        self.get("file", "JSON file").await.upload(file).await;
    }

    /// Imports a file as it is, and returns the report.
    pub async fn import(&self, file: &Path) -> String {
        self.go("Import").await;
        self.choose(file).await;
        self.get("table", "What will change").await;
        self.confirm_import().await
    }

    /// Clicks "Import" under the plan, and returns the report.
    pub async fn confirm_import(&self) -> String {
        self.get("button", "Import").await.click().await;
        // Until the plan is gone, the report of an earlier import may still be there.
        self.gone("table", "What will change").await;
        let report = self.says("status", "Imported").await;
        self.saved().await;
        report
    }

    /// Imports a register of these drivers.
    pub async fn import_drivers(&self, drivers: &Value) -> String {
        let file = self.file("drivers.json", register(drivers).to_string());
        self.import(&file).await
    }

    /// The rows of the plan: the driver, and what would change.
    pub async fn plan(&self) -> Vec<(String, String)> {
        self.get("table", "What will change").await;
        let script = "return [...document.querySelectorAll('main tbody tr')].map(
            (row) => [row.cells[1], row.cells[2]].map((cell) => cell.innerText.replace(/\\s+/g, ' ').trim()))";
        let rows = self.execute(script, vec![]).await;
        serde_json::from_value(rows).expect("pairs of texts")
    }

    /// Exports all, and returns the file's JSON.
    pub async fn export(&self) -> Value {
        self.go("Export").await;
        self.download().await
    }

    /// Clicks "Download JSON" and returns the file's JSON.
    pub async fn download(&self) -> Value {
        self.get("button", "Download JSON").await.click().await;
        self.downloaded_json().await
    }

    /// The JSON of the file that is being downloaded.
    pub async fn downloaded_json(&self) -> Value {
        let file = self.downloaded(".json").await;
        let json = fs::read(&file).expect("the download can be read");
        fs::remove_file(file).expect("the download can be removed");
        serde_json::from_slice(&json).expect("the download is JSON")
    }
}

/// What a register stores of its drivers: pairs of key and value, in order.
const STORED: &str = "const done = arguments[0];
    const after = (request) => new Promise((next, fail) => {
        request.onsuccess = () => next(request.result);
        request.onerror = () => fail(request.error);
    });
    (async () => {
        const stored = [];
        for (const { name } of await indexedDB.databases()) {
            const database = await after(indexedDB.open(name));
            const entries = database.transaction('entries').objectStore('entries');
            const [keys, values] = await Promise.all([after(entries.getAllKeys()), after(entries.getAll())]);
            keys.forEach((key, place) => stored.push([key, values[place]]));
            database.close();
        }
        done(stored.sort());
    })();";

/// A register of these drivers, as another program would write it.
pub fn register(drivers: &Value) -> Value {
    json!({
        "format": "driver-atlas",
        "version": 1,
        "register": { "id": "test", "title": "A register to test with" },
        "drivers": drivers,
    })
}

/// An export without the time at which it was made: what two equal registers have in common.
pub fn content(mut export: Value) -> Value {
    export
        .as_object_mut()
        .expect("an export is an object")
        .remove("exported");
    export
}
