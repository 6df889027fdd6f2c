//! A test's stage: its browsers, its folder, and the evidence that is kept when it fails.

mod browser;
mod driver;
mod element;
mod server;

use std::cell::RefCell;
use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::path::{Path, PathBuf};
use std::rc::Rc;

pub use browser::{Browser, Setup};
pub use driver::Kind;
pub use element::Element;
pub use fantoccini::key::Key;
pub use fantoccini::wd::WindowHandle as Tab;
pub use server::Server;

/// Makes of each function two tests, one in Chromium and one in Firefox.
macro_rules! in_both_browsers {
    ($($(#[$attribute:meta])* async fn $name:ident($stage:ident: Stage) $body:block)+) => {$(
        mod $name {
            #[allow(unused_imports)]
            use super::*;

            async fn test($stage: $crate::harness::Stage) $body

            #[test]
            fn chromium() {
                $crate::harness::run($crate::harness::Kind::Chromium, concat!(module_path!(), "-chromium"), test);
            }

            #[test]
            fn firefox() {
                $crate::harness::run($crate::harness::Kind::Firefox, concat!(module_path!(), "-firefox"), test);
            }
        }
    )+};
}
pub(crate) use in_both_browsers;

/// What a test has at hand.
#[derive(Clone)]
pub struct Stage(Rc<Inner>);

struct Inner {
    kind: Kind,
    folder: PathBuf,
    browsers: RefCell<Vec<Browser>>,
}

impl Stage {
    pub fn kind(&self) -> Kind {
        self.0.kind
    }

    /// A folder of this test's own, empty at first.
    pub fn folder(&self, name: &str) -> PathBuf {
        let folder = self.0.folder.join(name);
        fs::create_dir_all(&folder).expect("the folder can be created");
        folder
    }

    /// A copy of the finished page in a folder of its own, as on a network drive.
    pub fn page(&self, folder: &str) -> PathBuf {
        let copy = self.folder(folder).join("index.html");
        fs::copy(finished_page(), &copy).expect("dist/index.html has been built");
        copy
    }

    /// A browser to set up; each has a profile of its own, by its name.
    pub fn browser(&self, profile: &str) -> Setup {
        Setup::new(self.clone(), profile)
    }

    /// A browser as it comes.
    pub async fn start(&self) -> Browser {
        self.browser("profile").start().await
    }
}

/// The one file.
pub fn finished_page() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("dist/index.html")
}

/// Runs a test. Its browsers end with it, however it ends; where it fails, what they showed is kept.
pub fn run(kind: Kind, name: &str, test: impl AsyncFnOnce(Stage)) {
    let name = name.trim_start_matches("end_to_end::").replace("::", "-");
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("target/end-to-end")
        .join(name);
    if folder.exists() {
        fs::remove_dir_all(&folder).expect("the last run's folder can be removed");
    }
    fs::create_dir_all(&folder).expect("the test's folder can be created");
    let stage = Stage(Rc::new(Inner {
        kind,
        folder,
        browsers: RefCell::default(),
    }));

    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .expect("a runtime can be built");
    let outcome = catch_unwind(AssertUnwindSafe(|| runtime.block_on(test(stage.clone()))));
    let browsers = stage.0.browsers.take();
    runtime.block_on(async {
        for browser in &browsers {
            if outcome.is_err() {
                browser.keep_evidence().await;
            }
            browser.quit().await;
        }
    });
    match outcome {
        Ok(()) => fs::remove_dir_all(&stage.0.folder).expect("the test's folder can be removed"),
        Err(panic) => {
            eprintln!("What the browsers showed: {}", stage.0.folder.display());
            resume_unwind(panic);
        }
    }
}
