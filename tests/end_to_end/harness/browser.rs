//! A browser with a profile of its own: how it is started, stopped, restarted, and looked at.

use std::cell::RefCell;
use std::fs;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::rc::Rc;
use std::time::{Duration, Instant};

use fantoccini::actions::{InputSource, KeyAction, KeyActions};
use fantoccini::elements::{Element as Remote, ElementRef};
use fantoccini::key::Key;
use fantoccini::wd::{TimeoutConfiguration, WebDriverCompatibleCommand, WindowHandle};
use fantoccini::{Client, ClientBuilder};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Value, json};
use tokio::time::sleep;

use super::driver::{Driver, Kind};
use super::{Element, Stage};

/// How long a test waits for what should come. Long, since only a test that fails waits it out.
const PATIENCE: Duration = Duration::from_secs(30);

/// WebDriver's name for an element in JSON.
const ELEMENT: &str = "element-6066-11e4-a52e-4f735466cecf";

/// How a browser shall be.
pub struct Setup {
    stage: Stage,
    profile: PathBuf,
    has_web_assembly: bool,
    grants_files: bool,
    proxy: Option<SocketAddr>,
    patience: Duration,
}

impl Setup {
    pub(super) fn new(stage: Stage, profile: &str) -> Self {
        let profile = stage.folder(profile);
        Self {
            stage,
            profile,
            has_web_assembly: true,
            grants_files: false,
            proxy: None,
            patience: PATIENCE,
        }
    }

    /// Waits so long for what should come, and twice as long for a script.
    #[allow(dead_code)] // Only the bench has to wait for so much.
    pub fn patient(self, patience: Duration) -> Self {
        Self { patience, ..self }
    }

    pub fn without_web_assembly(self) -> Self {
        Self {
            has_web_assembly: false,
            ..self
        }
    }

    /// Lets pages change the files that they were given, as if the person had agreed. Chromium only.
    pub fn granting_files(self) -> Self {
        Self {
            grants_files: true,
            ..self
        }
    }

    /// Sends every request that is not for this computer, and every one that is, to a proxy.
    pub fn proxy(self, proxy: SocketAddr) -> Self {
        Self {
            proxy: Some(proxy),
            ..self
        }
    }

    pub async fn start(self) -> Browser {
        let inner = Inner {
            setup: self,
            running: RefCell::default(),
            starts: RefCell::default(),
        };
        let browser = Browser(Rc::new(inner));
        browser
            .0
            .setup
            .stage
            .0
            .browsers
            .borrow_mut()
            .push(browser.clone());
        browser.restart().await;
        browser
    }

    fn capabilities(&self) -> Value {
        match self.stage.kind() {
            Kind::Chromium => self.chromium(),
            Kind::Firefox => self.firefox(),
        }
    }

    fn chromium(&self) -> Value {
        let mut arguments = vec![
            format!("--user-data-dir={}", self.profile.display()),
            "--headless=new".into(),
            "--no-sandbox".into(), // Else it refuses to run as root.
            "--disable-gpu".into(),
            "--disable-dev-shm-usage".into(),
            "--disable-quic".into(),
            "--disable-background-networking".into(),
            "--disable-component-update".into(),
            "--disable-sync".into(),
            "--no-first-run".into(),
            "--window-size=1280,900".into(),
        ];
        if !self.has_web_assembly {
            // As the policy against just-in-time compilation does.
            arguments.push("--js-flags=--jitless".into());
        }
        if let Some(proxy) = self.proxy {
            arguments.push(format!("--proxy-server={proxy}"));
            arguments.push("--proxy-bypass-list=<-loopback>".into());
        }
        // Chromium's numbers for "allow" and "ask".
        let files = if self.grants_files { 1 } else { 3 };
        json!({
            "goog:loggingPrefs": { "browser": "ALL", "performance": "ALL" },
            "goog:chromeOptions": {
                "args": arguments,
                "prefs": {
                    "download.default_directory": self.downloads(),
                    "download.prompt_for_download": false,
                    "profile.default_content_setting_values.automatic_downloads": 1,
                    "profile.default_content_setting_values.file_system_read_guard": files,
                    "profile.default_content_setting_values.file_system_write_guard": files,
                },
            },
        })
    }

    fn firefox(&self) -> Value {
        let mut preferences = json!({
            // WebDriver turns this off, and file:// then behaves as in no user's browser.
            "security.fileuri.strict_origin_policy": true,
            "javascript.options.wasm": self.has_web_assembly,
            // Into the driver's log go the page's words, not Firefox's own.
            "devtools.console.stdout.content": true,
            "devtools.console.stdout.chrome": false,
            "browser.download.folderList": 2,
            "browser.download.dir": self.downloads(),
            "browser.download.useDownloadDir": true,
            "browser.download.always_ask_before_handling_new_types": false,
            "browser.download.alwaysOpenPanel": false,
        });
        if let Some(proxy) = self.proxy {
            let preferences = preferences.as_object_mut().expect("it is an object");
            for (name, value) in [
                ("network.proxy.type", json!(1)),
                ("network.proxy.http", json!(proxy.ip().to_string())),
                ("network.proxy.http_port", json!(proxy.port())),
                ("network.proxy.ssl", json!(proxy.ip().to_string())),
                ("network.proxy.ssl_port", json!(proxy.port())),
                ("network.proxy.allow_hijacking_localhost", json!(true)),
                ("network.proxy.no_proxies_on", json!("")),
            ] {
                preferences.insert(name.to_owned(), value);
            }
        }
        json!({
            "moz:firefoxOptions": {
                "args": ["-headless", "-profile", self.profile],
                "prefs": preferences,
            },
        })
    }

    fn downloads(&self) -> PathBuf {
        self.stage.folder("downloads")
    }
}

#[derive(Clone)]
pub struct Browser(Rc<Inner>);

struct Inner {
    setup: Setup,
    running: RefCell<Option<Running>>,
    /// So that each start has a log of its own.
    starts: RefCell<u32>,
}

struct Running {
    client: Client,
    driver: Driver,
}

impl Browser {
    pub fn kind(&self) -> Kind {
        self.0.setup.stage.kind()
    }

    // Starting and stopping.

    /// Ends the browser, if it runs, and starts it again with the same profile.
    pub async fn restart(&self) {
        self.quit().await;
        let start = self.0.starts.replace_with(|starts| *starts + 1);
        let log = self.0.setup.profile.with_extension(format!("{start}.log"));
        let driver = Driver::start(self.kind(), &log);
        let Value::Object(capabilities) = self.0.setup.capabilities() else {
            unreachable!("capabilities are an object");
        };
        let client = ClientBuilder::new(HttpConnector::new())
            .capabilities(capabilities)
            .connect(&driver.address)
            .await
            .unwrap_or_else(|error| {
                panic!(
                    "{:?} does not start: {error}\n{}",
                    self.kind(),
                    driver.log()
                )
            });
        client
            .update_timeouts(TimeoutConfiguration::new(
                Some(self.0.setup.patience * 2),
                None,
                None,
            ))
            .await
            .expect("timeouts can be set");
        self.0.running.replace(Some(Running { client, driver }));
    }

    /// Closes the browser as a person would.
    pub async fn quit(&self) {
        let running = self.0.running.take();
        let Some(Running { client, driver }) = running else {
            return;
        };
        let closed = tokio::time::timeout(PATIENCE, client.close()).await;
        if !matches!(closed, Ok(Ok(()))) {
            self.kill_process().await;
        }
        drop(driver);
    }

    /// `kill -9`: the browser gets no chance to write anything. `restart` starts it again.
    pub async fn kill_hard(&self) {
        self.kill_process().await;
        self.0.running.take();
    }

    /// Kills the browser by the id of its process, which its profile's lock names.
    async fn kill_process(&self) {
        let lock = match self.kind() {
            Kind::Chromium => self.0.setup.profile.join("SingletonLock"), // computer-id
            Kind::Firefox => self.0.setup.profile.join("lock"),           // address:+id
        };
        let Ok(target) = fs::read_link(&lock) else {
            return;
        };
        let target = target.to_string_lossy();
        let id = target
            .rsplit(['-', '+'])
            .next()
            .expect("there is always a last part");
        assert!(id.parse::<u32>().is_ok(), "no process id in {target}");
        let killed = Command::new("kill").args(["-KILL", id]).status();
        assert!(
            killed.is_ok_and(|status| status.success()),
            "cannot kill {id}"
        );
        let process = Path::new("/proc").join(id);
        self.wait_until("the browser has ended", async || {
            let state = fs::read_to_string(process.join("stat")).unwrap_or_default();
            state.is_empty() || state.contains(") Z ") // Dead, if not yet reaped.
        })
        .await;
        fs::remove_file(lock).expect("a stale lock can be removed");
    }

    // Pages and tabs.

    pub async fn open(&self, url: &str) {
        let opened = self.client().goto(url).await;
        opened.unwrap_or_else(|error| panic!("cannot open {url}: {error}"));
    }

    pub async fn open_file(&self, page: &Path) {
        self.open(&format!("file://{}", page.display())).await;
    }

    pub async fn reload(&self) {
        self.client().refresh().await.expect("the page reloads");
    }

    pub async fn back(&self) {
        self.client().back().await.expect("there is a page before");
    }

    pub async fn forward(&self) {
        self.client()
            .forward()
            .await
            .expect("there is a page after");
    }

    pub async fn url(&self) -> String {
        self.client()
            .current_url()
            .await
            .expect("there is an address")
            .into()
    }

    pub async fn title(&self) -> String {
        self.client().title().await.expect("there is a title")
    }

    /// Opens a tab and goes to it. The handle of the tab before goes to `switch`.
    pub async fn new_tab(&self) -> WindowHandle {
        let before = self.client().window().await.expect("there is a tab");
        let tab = self.client().new_window(true).await.expect("a tab opens");
        self.switch(&tab.handle).await;
        before
    }

    /// The handle of the tab that is shown.
    pub async fn tab(&self) -> WindowHandle {
        self.client().window().await.expect("there is a tab")
    }

    pub async fn switch(&self, tab: &WindowHandle) {
        let switched = self.client().switch_to_window(tab.clone()).await;
        switched.expect("the tab is there");
    }

    // Finding.

    /// The one element that has this role and name; waits for it.
    pub async fn get(&self, role: &str, name: &str) -> Element {
        self.get_within(Value::Null, role, Some(name)).await
    }

    /// The one element that has this role, whatever its name; waits for it.
    pub async fn the(&self, role: &str) -> Element {
        self.get_within(Value::Null, role, None).await
    }

    /// All elements that have this role, at this moment.
    pub async fn all(&self, role: &str) -> Vec<Element> {
        self.all_within(Value::Null, role, None).await
    }

    /// Waits until no element has this role and name.
    pub async fn gone(&self, role: &str, name: &str) {
        self.wait_until(&format!("{role} “{name}” is gone"), async || {
            self.all_within(Value::Null, role, Some(name))
                .await
                .is_empty()
        })
        .await;
    }

    /// Waits until some element of this role has a text that begins so, and returns the text.
    pub async fn says(&self, role: &str, beginning: &str) -> String {
        let found = RefCell::new(String::new());
        self.wait_until(&format!("a {role} says “{beginning}”"), async || {
            let script = "return arguments[0].map((element) => element.textContent.trim())";
            let elements = self.find(Value::Null, role, None).await;
            let elements = elements
                .into_iter()
                .map(|(remote, _)| reference(&remote))
                .collect();
            let texts = self
                .try_execute(script, vec![elements])
                .await
                .unwrap_or_default();
            let texts = texts.as_array().cloned().unwrap_or_default();
            let text = texts
                .iter()
                .filter_map(Value::as_str)
                .find(|text| text.starts_with(beginning));
            text.map(|text| found.replace(text.to_owned())).is_some()
        })
        .await;
        found.into_inner()
    }

    pub(super) async fn get_within(
        &self,
        within: Value,
        role: &str,
        name: Option<&str>,
    ) -> Element {
        let start = Instant::now();
        loop {
            let mut found = self.all_within(within.clone(), role, name).await;
            if found.len() == 1 {
                return found.remove(0);
            }
            if start.elapsed() > self.0.setup.patience {
                let wanted = name.map_or_else(String::new, |name| format!(" “{name}”"));
                let there: Vec<_> = self
                    .all_within(within, role, None)
                    .await
                    .into_iter()
                    .map(|e| e.name)
                    .collect();
                panic!(
                    "{} elements are {role}{wanted}, not one; as {role} there are {there:?}",
                    found.len()
                );
            }
            sleep(Duration::from_millis(50)).await;
        }
    }

    pub(super) async fn all_within(
        &self,
        within: Value,
        role: &str,
        name: Option<&str>,
    ) -> Vec<Element> {
        let found = self.find(within, role, name).await.into_iter();
        found
            .map(|(remote, name)| Element::new(self.clone(), remote, name))
            .collect()
    }

    async fn find(&self, within: Value, role: &str, name: Option<&str>) -> Vec<(Remote, String)> {
        let arguments = vec![json!(role), json!(name), within];
        // A page that is just being replaced has none.
        let found = self
            .try_execute(include_str!("page.js"), arguments)
            .await
            .unwrap_or_default();
        let found = found.as_array().cloned().unwrap_or_default();
        let found = found.into_iter().filter_map(|found| {
            let id = found["element"][ELEMENT].as_str()?.to_owned();
            let name = found["name"].as_str()?.to_owned();
            Some((
                Remote::from_element_id(self.client(), ElementRef::from(id)),
                name,
            ))
        });
        found.collect()
    }

    // Waiting and acting.

    pub async fn wait_until(&self, what: &str, is_so: impl AsyncFn() -> bool) {
        let start = Instant::now();
        while !is_so().await {
            let is_in_time = start.elapsed() < self.0.setup.patience;
            assert!(is_in_time, "waited in vain until {what}");
            sleep(Duration::from_millis(50)).await;
        }
    }

    /// Presses a key, while others are held down, wherever the focus is.
    pub async fn press(&self, held: &[Key], key: impl Into<char>) {
        let key = key.into();
        let down = held.iter().map(|key| KeyAction::Down {
            value: (*key).into(),
        });
        let press = [KeyAction::Down { value: key }, KeyAction::Up { value: key }];
        let up = held.iter().rev().map(|key| KeyAction::Up {
            value: (*key).into(),
        });
        let actions = down
            .chain(press)
            .chain(up)
            .fold(KeyActions::new("keyboard".into()), InputSource::then);
        self.client()
            .perform_actions(actions)
            .await
            .expect("keys can be pressed");
    }

    /// Types wherever the focus is.
    pub async fn type_keys(&self, text: &str) {
        for key in text.chars() {
            self.press(&[], key).await;
        }
    }

    /// Runs a script in the page.
    pub async fn execute(&self, script: &str, arguments: Vec<Value>) -> Value {
        let result = self.try_execute(script, arguments).await;
        result.unwrap_or_else(|error| panic!("the script fails: {error}"))
    }

    /// Runs a script in the page that calls its last argument when it is done.
    pub async fn execute_async(&self, script: &str) -> Value {
        let result = self.client().execute_async(script, vec![]).await;
        result.unwrap_or_else(|error| panic!("the script fails: {error}"))
    }

    async fn try_execute(
        &self,
        script: &str,
        arguments: Vec<Value>,
    ) -> Result<Value, fantoccini::error::CmdError> {
        self.client().execute(script, arguments).await
    }

    /// Waits for a finished download whose name ends so.
    pub async fn downloaded(&self, suffix: &str) -> PathBuf {
        let folder = self.0.setup.downloads();
        let finished = || {
            let entries = fs::read_dir(&folder)
                .expect("the folder is there")
                .flatten();
            let mut paths: Vec<_> = entries.map(|entry| entry.path()).collect();
            paths.sort();
            // While a download runs, it goes by another name too, or is empty.
            let partial = |path: &PathBuf| {
                path.extension()
                    .is_some_and(|end| end == "crdownload" || end == "part")
            };
            if paths.iter().any(partial) {
                return None;
            }
            paths.into_iter().find(|path| {
                path.to_string_lossy().ends_with(suffix)
                    && path.metadata().is_ok_and(|file| file.len() > 0)
            })
        };
        self.wait_until(&format!("“…{suffix}” is downloaded"), async || {
            finished().is_some()
        })
        .await;
        finished().expect("it was there just now")
    }

    /// Drops a file at a place in the window, as a person does with the mouse. Chromium only.
    pub async fn drop_file(&self, file: &Path, (x, y): (f64, f64)) {
        let data = json!({ "items": [], "files": [file], "dragOperationsMask": 1 });
        for kind in ["dragEnter", "dragOver", "drop"] {
            let event = json!({ "type": kind, "x": x, "y": y, "data": data });
            self.chromium_command("Input.dispatchDragEvent", event)
                .await;
        }
    }

    // Looking.

    /// A picture of the page at a width, such as 1280 or 375 pixels, in `target/screenshots`.
    pub async fn screenshot(&self, name: &str, width: u32) -> PathBuf {
        let client = self.client();
        client
            .set_window_size(width, 900)
            .await
            .expect("windows can be resized");
        let picture = client.screenshot().await.expect("a picture can be taken");
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/screenshots");
        fs::create_dir_all(&folder).expect("the folder can be created");
        let file = folder.join(format!("{name}-{width}.png"));
        fs::write(&file, picture).expect("the picture can be written");
        file
    }

    /// Shows the page at a width in CSS pixels, however narrow, as on a telephone or magnified. Chromium only.
    pub async fn be_wide(&self, width: u32) {
        self.chromium_command(
            "Emulation.setDeviceMetricsOverride",
            json!({ "width": width, "height": 900, "deviceScaleFactor": 1, "mobile": false }),
        )
        .await;
    }

    /// Shows the page in the few colours that a person has chosen, as Windows' contrast themes do. Chromium only.
    pub async fn force_colours(&self) {
        let features = json!([{ "name": "forced-colors", "value": "active" }]);
        self.chromium_command(
            "Emulation.setEmulatedMedia",
            json!({ "features": features }),
        )
        .await;
    }

    /// Gives Chromium a command of its own protocol.
    pub async fn chromium_command(&self, command: &str, parameters: Value) -> Value {
        let command = Post {
            path: "goog/cdp/execute",
            body: json!({ "cmd": command, "params": parameters }),
        };
        let issued = self.client().issue_cmd(command).await;
        issued.unwrap_or_else(|error| panic!("Chromium does not take the command: {error}"))
    }

    /// What axe-core finds wrong with the page as it is: a line for each fault.
    pub async fn accessibility_faults(&self) -> Vec<String> {
        let axe = std::env::var_os("AXE").expect("AXE is not set: run `cargo xtask test e2e`");
        let axe = fs::read_to_string(axe).expect("axe-core is installed");
        self.execute(&axe, vec![]).await;
        let script =
            "const done = arguments[0]; axe.run().then((found) => done(found.violations.flatMap(
            (fault) => fault.nodes.map((node) => `${fault.id}: ${fault.help}: ${node.html}`))),
            (reason) => done([String(reason)]))";
        serde_json::from_value(self.execute_async(script).await).expect("it is a list of texts")
    }

    /// Everything that went wrong in pages so far: errors, warnings, and what the policy refused.
    pub async fn console(&self) -> Vec<String> {
        match self.kind() {
            Kind::Chromium => {
                let entries = self.chromium_log("browser").await;
                entries
                    .iter()
                    .map(|entry| entry["message"].to_string())
                    .collect()
            }
            Kind::Firefox => {
                let mut lines = self.firefox_errors().await;
                let running = self.0.running.borrow();
                let log = running.as_ref().expect("the browser runs").driver.log();
                let said = log.lines().filter(|line| {
                    let is_fault =
                        line.starts_with("console.error:") || line.starts_with("console.warn:");
                    // Firefox misses its settings service, which its driver turns off.
                    is_fault && !line.starts_with("console.error: RSLoader:")
                });
                lines.extend(said.map(str::to_owned));
                lines
            }
        }
    }

    /// The addresses of all that pages in Chromium have asked for; its own pages are left out.
    pub async fn chromium_requests(&self) -> Vec<String> {
        let entries = self.chromium_log("performance").await;
        let messages = entries
            .iter()
            .filter_map(|entry| entry["message"].as_str())
            .map(|message| serde_json::from_str::<Value>(message).expect("a message is JSON"));
        messages
            .filter(|message| message["message"]["method"] == "Network.requestWillBeSent")
            .filter_map(|message| {
                message["message"]["params"]["request"]["url"]
                    .as_str()
                    .map(str::to_owned)
            })
            .filter(|url| !url.starts_with("chrome:"))
            .collect()
    }

    async fn chromium_log(&self, kind: &'static str) -> Vec<Value> {
        let command = Post {
            path: "se/log",
            body: json!({ "type": kind }),
        };
        let entries = self
            .client()
            .issue_cmd(command)
            .await
            .expect("Chromium has a log");
        serde_json::from_value(entries).expect("a log is a list")
    }

    /// Errors that a page, and not Firefox itself, is the source of.
    async fn firefox_errors(&self) -> Vec<String> {
        let script = "return Services.console.getMessageArray()
            .filter((message) => message instanceof Ci.nsIScriptError && /^(file|http|blob):/.test(message.sourceName))
            .map((message) => `${message.sourceName}:${message.lineNumber}: ${message.errorMessage}`)";
        let context = |name: &str| Post {
            path: "moz/context",
            body: json!({ "context": name }),
        };
        let client = self.client();
        client
            .issue_cmd(context("chrome"))
            .await
            .expect("Firefox gives access to its system");
        let errors = self.execute(script, vec![]).await;
        client
            .issue_cmd(context("content"))
            .await
            .expect("Firefox goes back to the page");
        serde_json::from_value(errors).expect("it is a list of texts")
    }

    /// Writes down what there is to see, for whoever looks into a failed test.
    pub(super) async fn keep_evidence(&self) {
        if self.0.running.borrow().is_none() {
            return;
        }
        let client = self.client();
        let profile = &self.0.setup.profile;
        // Whatever can't be had any more is left out: the test has failed already.
        if let Ok(picture) = client.screenshot().await {
            let _ = fs::write(profile.with_extension("png"), picture);
        }
        if let Ok(text) = client
            .execute("return document.body.innerText", vec![])
            .await
        {
            eprintln!(
                "{:?} showed:\n{}",
                self.kind(),
                text.as_str().unwrap_or_default()
            );
        }
        if let Ok(source) = client
            .execute("return document.body.outerHTML", vec![])
            .await
        {
            let _ = fs::write(
                profile.with_extension("html"),
                source.as_str().unwrap_or_default(),
            );
        }
        for line in self.console().await {
            eprintln!("console: {line}");
        }
    }

    fn client(&self) -> Client {
        let running = self.0.running.borrow();
        running.as_ref().expect("the browser runs").client.clone()
    }
}

fn reference(remote: &Remote) -> Value {
    serde_json::to_value(remote).expect("an element reference is JSON")
}

/// A command that only one of the drivers has.
#[derive(Debug)]
struct Post {
    path: &'static str,
    body: Value,
}

impl WebDriverCompatibleCommand for Post {
    fn endpoint(
        &self,
        base: &url::Url,
        session: Option<&str>,
    ) -> Result<url::Url, url::ParseError> {
        base.join(&format!(
            "session/{}/{}",
            session.unwrap_or_default(),
            self.path
        ))
    }

    fn method_and_body(&self, _: &url::Url) -> (http::Method, Option<String>) {
        (http::Method::POST, Some(self.body.to_string()))
    }
}
