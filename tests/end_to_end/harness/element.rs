//! An element of a page, found by its role and name, and what a person can do with it.

use std::path::Path;
use std::time::Duration;

use fantoccini::elements::Element as Remote;
use fantoccini::error::CmdError;
use serde_json::{Value, json};

use super::browser::Browser;

pub struct Element {
    browser: Browser,
    remote: Remote,
    pub name: String,
}

/// No request to a driver fails in a test that goes well.
macro_rules! must {
    ($self:ident, $call:expr, $what:literal) => {
        match $call.await {
            Ok(value) => value,
            Err(error) => panic!(concat!("cannot ", $what, " “{}”: {}"), $self.name, error),
        }
    };
}

impl Element {
    pub(super) fn new(browser: Browser, remote: Remote, name: String) -> Self {
        Self {
            browser,
            remote,
            name,
        }
    }

    /// Clicks it. Where something moves over it meanwhile, such as a message that comes, a person looks again; so does
    /// this, once.
    pub async fn click(&self) {
        self.scroll_to().await;
        let clicked = self.remote.click().await;
        // As Chromium says it, and as Firefox does.
        let is_covered = |error: &CmdError| {
            let said = error.to_string();
            said.contains("click intercepted") || said.contains("obscures it")
        };
        if clicked.as_ref().is_err_and(is_covered) {
            tokio::time::sleep(Duration::from_millis(300)).await;
            self.scroll_to().await;
            must!(self, self.remote.click(), "click");
        } else if let Err(error) = clicked {
            panic!("cannot click “{}”: {error}", self.name);
        }
    }

    /// Types at the end of what is there.
    pub async fn type_keys(&self, keys: &str) {
        must!(self, self.remote.send_keys(keys), "type into");
    }

    /// Puts a text in place of what is there.
    pub async fn fill(&self, text: &str) {
        must!(self, self.remote.clear(), "clear");
        self.type_keys(text).await;
    }

    /// Puts a text in place of what is there at once, as pasting does.
    pub async fn paste(&self, text: &str) {
        let script = "arguments[0].focus();
            arguments[0].select();
            document.execCommand(arguments[1] === '' ? 'delete' : 'insertText', false, arguments[1]);";
        self.browser
            .execute(script, vec![self.json(), json!(text)])
            .await;
    }

    /// What kind of element it is, as HTML calls it.
    pub async fn tag(&self) -> String {
        must!(self, self.remote.tag_name(), "read")
    }

    /// Chooses an option by its label.
    pub async fn choose(&self, label: &str) {
        self.scroll_to().await;
        must!(self, self.remote.select_by_label(label), "choose in");
    }

    /// Gives a file to a file input.
    pub async fn upload(&self, file: &Path) {
        self.type_keys(file.to_str().expect("test paths are text"))
            .await;
    }

    /// The text that can be seen.
    pub async fn text(&self) -> String {
        must!(self, self.remote.text(), "read")
    }

    /// What a field holds at this moment.
    pub async fn value(&self) -> String {
        must!(self, self.remote.prop("value"), "read").unwrap_or_default()
    }

    pub async fn attribute(&self, name: &str) -> Option<String> {
        must!(self, self.remote.attr(name), "read")
    }

    pub async fn is_checked(&self) -> bool {
        must!(self, self.remote.is_selected(), "read")
    }

    pub async fn is_focused(&self) -> bool {
        let script = "return document.activeElement === arguments[0]";
        self.browser.execute(script, vec![self.json()]).await == json!(true)
    }

    /// Waits until it has the focus, which a page may move after it has drawn.
    pub async fn takes_focus(&self) {
        let is_so = async || self.is_focused().await;
        let what = format!("the focus is on {}", self.name);
        self.browser.wait_until(&what, is_so).await;
    }

    /// The one element inside this one that has this role and name; waits for it.
    pub async fn get(&self, role: &str, name: &str) -> Element {
        self.browser.get_within(self.json(), role, Some(name)).await
    }

    /// All elements inside this one that have this role, at this moment.
    pub async fn all(&self, role: &str) -> Vec<Element> {
        self.browser.all_within(self.json(), role, None).await
    }

    /// Scrolls as a person does: away from the edges, where something may stand in front.
    async fn scroll_to(&self) {
        let script = "arguments[0].scrollIntoView({ block: 'center', behavior: 'instant' })";
        self.browser.execute(script, vec![self.json()]).await;
    }

    fn json(&self) -> Value {
        serde_json::to_value(&self.remote).expect("an element reference is JSON")
    }
}
