//! What is measured with: a register as files, and the app in a browser that is watched.

use std::fs;
use std::path::PathBuf;
use std::time::Duration;

use serde_json::Value;

use crate::app::App;
use crate::harness::Stage;
use crate::judged;
use crate::made;
use crate::measure::say;
use crate::peers;
use crate::watched::{ROWS, Watched};

/// A register in all the forms that it is measured in.
pub struct Files {
    pub stage: Stage,
    pub drivers: Vec<Value>,
    /// The size of the register's JSON.
    pub bytes: usize,
    pub json: PathBuf,
    /// The page of the peers.
    pub peers: PathBuf,
    pub wiki: PathBuf,
    patience: Duration,
}

/// The app in a browser, and its tab.
pub struct Place {
    pub app: App,
    pub page: Watched,
    pub profile: PathBuf,
}

impl Files {
    pub fn new(stage: &Stage, size: usize) -> Self {
        let mut files = Self::of_app(stage, size);
        files.wiki = peers::tiddlywiki(&files.drivers, &stage.folder("wiki"));
        files
    }

    pub fn of_app(stage: &Stage, size: usize) -> Self {
        say(&format!("Making a register of {size} drivers"));
        let register = made::register(size, &judged::drivers(), &judged::phrases());
        Self::around(stage, register)
    }

    pub fn around(stage: &Stage, mut register: Value) -> Self {
        let text = register.to_string();
        let folder = stage.folder("files");
        let json = folder.join(format!("register-{}.json", text.len()));
        fs::write(&json, &text).expect("a file can be written");
        let drivers = register["drivers"].take();
        let drivers: Vec<Value> = serde_json::from_value(drivers).expect("drivers are a list");
        Self {
            stage: stage.clone(),
            bytes: text.len(),
            json,
            peers: peers::page(&folder),
            wiki: PathBuf::new(),
            // So that what takes long is measured and not given up.
            patience: Duration::from_secs(60 + drivers.len() as u64 / 20),
            drivers,
        }
    }

    /// Opens the app in a browser of its own, watched.
    pub async fn place(&self, profile: &str) -> Place {
        let setup = self.stage.browser(profile).patient(self.patience);
        let browser = setup.start().await;
        let page = Watched::new(&browser, ROWS).await;
        let app = App::around(browser, &self.stage, &self.stage.page("shared"));
        app.open_page().await;
        Place {
            app,
            page,
            profile: self.stage.folder(profile),
        }
    }

    pub fn page(&self) -> PathBuf {
        self.stage.folder("shared").join("index.html")
    }
}
