//! A page that is watched while it is measured: `instrument.js` runs in it from before its own scripts on.

use std::path::Path;

use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use crate::harness::{Browser, Tab};

/// What the list of the app has, once it can be used.
pub const ROWS: &str = "[aria-label=Drivers] li";
/// What TiddlyWiki has: the search in its sidebar.
pub const SIDEBAR: &str = ".tc-sidebar-lists input[type=search]";

/// What came of one key.
#[derive(Debug, Deserialize)]
pub struct Answered {
    pub query: String,
    pub status: String,
    pub titles: Vec<String>,
    /// From the key to the frame that shows the answer.
    pub painted: f64,
    /// The same, without the wait for the frame's turn.
    pub busy: f64,
    /// Whether the app has not said yet that its index is ready.
    pub early: bool,
    /// What the app says that searching took.
    pub searching: Vec<f64>,
}

/// Bytes in use.
#[derive(Clone, Copy, Debug)]
pub struct Memory {
    pub wasm: f64,
    pub script: f64,
    /// What the page's process has to itself, where the system tells.
    pub process: Option<f64>,
}

/// A tab of a browser.
pub struct Watched {
    browser: Browser,
    tab: Tab,
}

impl Watched {
    /// Watches the pages that open in the tab that is shown, from the next on.
    pub async fn new(browser: &Browser, usable: &str) -> Self {
        let script = format!(
            "const USABLE = {};\n{}",
            json!(usable),
            include_str!("instrument.js")
        );
        let source = json!({ "source": script });
        browser
            .chromium_command("Page.addScriptToEvaluateOnNewDocument", source)
            .await;
        Self {
            browser: browser.clone(),
            tab: browser.tab().await,
        }
    }

    /// The same in a new tab.
    pub async fn in_new_tab(browser: &Browser, usable: &str) -> Self {
        browser.new_tab().await;
        Self::new(browser, usable).await
    }

    /// Shows the tab.
    pub async fn show(&self) {
        self.browser.switch(&self.tab).await;
    }

    /// Opens a page anew, and returns how long it takes from the beginning of that until it can be used, in milliseconds.
    pub async fn open(&self, page: &Path, hash: &str) -> f64 {
        self.close_page().await;
        self.browser
            .open(&format!("file://{}{hash}", page.display()))
            .await;
        self.ask("bench.until(() => bench.usable)").await
    }

    /// Opens an address, whatever comes of it.
    pub async fn go(&self, url: &str) {
        self.browser.open(url).await;
    }

    /// Leaves the tab without a page.
    pub async fn close_page(&self) {
        self.browser.open("about:blank").await;
    }

    /// What an expression, or the promise that it gives, comes to.
    pub async fn ask<T: DeserializeOwned>(&self, expression: &str) -> T {
        let script = format!(
            "const done = arguments[0];
            (async () => {expression})().then((value) => done({{ value }}), (error) => done({{ error: String(error?.stack ?? error) }}));"
        );
        let mut outcome = self.browser.execute_async(&script).await;
        if let Some(error) = outcome["error"].as_str() {
            panic!("{expression}: {error}");
        }
        let value = outcome["value"].take();
        serde_json::from_value(value.clone())
            .unwrap_or_else(|error| panic!("{expression} is {value}: {error}"))
    }

    /// Types where the focus is, waits for the answer to each key, and returns them.
    pub async fn type_keys(&self, text: &str) -> Vec<Answered> {
        self.ask::<Value>("{ bench.answers = []; bench.take('atlas:search'); }")
            .await;
        for (typed, key) in text.chars().enumerate() {
            self.browser.press(&[], key).await;
            let answers = typed + 1;
            self.ask::<bool>(&format!(
                "bench.until(() => bench.answers.length >= {answers} || null)"
            ))
            .await;
        }
        self.ask("bench.answers").await
    }

    /// Times from the next event of a kind until each of these has been so, one after the other.
    pub async fn time(&self, kind: &str, until: &[&str]) {
        let until: String = until
            .iter()
            .map(|is_so| format!(", () => {is_so}"))
            .collect();
        self.ask::<Value>(&format!("bench.time('{kind}'{until})"))
            .await;
    }

    /// What was timed, once it is over.
    pub async fn took(&self) -> f64 {
        self.ask("bench.until(() => bench.took)").await
    }

    /// The sum of the app's own timings of this name since they were last asked for.
    pub async fn timed(&self, name: &str) -> Option<f64> {
        let times: Vec<f64> = self.ask(&format!("bench.take('{name}')")).await;
        (!times.is_empty()).then(|| times.iter().sum())
    }

    /// When all was read and indexed, from the beginning of the page.
    pub async fn ready(&self) -> f64 {
        self.ask("bench.until(bench.ready)").await
    }

    /// The longest stretch that the page was busy since this was last asked for; those under 50 ms count as none.
    pub async fn longest_task(&self) -> f64 {
        // It is told a little later.
        self.ask("new Promise((next) => setTimeout(next, 300)).then(() => Math.max(0, ...bench.longTasks.splice(0)))")
            .await
    }

    /// The memory of the page, without what nobody holds any more.
    pub async fn memory(&self, profile: &Path) -> Memory {
        let wasm = self.ask("bench.wasmBytes()").await;
        for command in [
            "HeapProfiler.enable",
            "HeapProfiler.collectGarbage",
            "Performance.enable",
        ] {
            self.browser.chromium_command(command, json!({})).await;
        }
        let metrics = self
            .browser
            .chromium_command("Performance.getMetrics", json!({}))
            .await;
        let metrics = metrics["metrics"].as_array().cloned().unwrap_or_default();
        let used = metrics
            .iter()
            .find(|metric| metric["name"] == "JSHeapUsedSize");
        let script = used.and_then(|metric| metric["value"].as_f64());
        Memory {
            wasm,
            script: script.expect("Chromium tells of its heap"),
            process: process::largest_page(profile),
        }
    }
}

/// The browser's processes, as Linux tells of them.
mod process {
    use std::fs;
    use std::path::Path;

    /// The private bytes of the largest page of the browser that has this profile.
    pub fn largest_page(profile: &Path) -> Option<f64> {
        let lock = fs::read_link(profile.join("SingletonLock")).ok()?;
        let browser: u32 = lock.to_str()?.rsplit('-').next()?.parse().ok()?;
        let sizes = descendants(browser)
            .into_iter()
            .filter(|process| is_page(*process).unwrap_or_default())
            .filter_map(private_bytes);
        sizes.max_by(f64::total_cmp)
    }

    fn descendants(of: u32) -> Vec<u32> {
        let tasks = fs::read_dir(format!("/proc/{of}/task"))
            .into_iter()
            .flatten()
            .flatten();
        let children =
            tasks.filter_map(|task| fs::read_to_string(task.path().join("children")).ok());
        let children: Vec<u32> = children
            .flat_map(|ids| {
                ids.split_whitespace()
                    .filter_map(|id| id.parse().ok())
                    .collect::<Vec<_>>()
            })
            .collect();
        let below = children
            .iter()
            .flat_map(|child| descendants(*child))
            .collect::<Vec<_>>();
        children.into_iter().chain(below).collect()
    }

    fn is_page(process: u32) -> Option<bool> {
        let command = fs::read(format!("/proc/{process}/cmdline")).ok()?;
        Some(String::from_utf8_lossy(&command).contains("--type=renderer"))
    }

    fn private_bytes(process: u32) -> Option<f64> {
        let memory = fs::read_to_string(format!("/proc/{process}/smaps_rollup")).ok()?;
        let kilobytes = memory.lines().filter_map(|line| {
            let (name, size) = line.split_once(':')?;
            let is_private = name.starts_with("Private_");
            let size: f64 = size.trim().strip_suffix(" kB")?.parse().ok()?;
            is_private.then_some(size)
        });
        Some(kilobytes.sum::<f64>() * 1024.0)
    }
}
