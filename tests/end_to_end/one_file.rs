//! The one file: what it is, that it opens anywhere, and that it asks nothing of a network.

use std::fs;

use crate::harness::{Browser, Kind, Server, finished_page, in_both_browsers};

/// It travels by mail and opens from slow network drives.
const LARGEST: u64 = 1_200_000;

#[test]
fn is_all_that_is_to_be_shared() {
    let folder = finished_page().with_file_name("");
    let files = fs::read_dir(folder).expect("dist is there").flatten();
    let names: Vec<_> = files.map(|file| file.file_name()).collect();
    assert_eq!(names, ["index.html"]);
}

#[test]
fn is_small() {
    let size = fs::metadata(finished_page())
        .expect("the page is there")
        .len();
    println!("dist/index.html has {size} bytes");
    assert!(size <= LARGEST, "{size} bytes are more than {LARGEST}");
}

#[test]
fn has_a_policy_that_allows_its_own_parts_only() {
    let page = fs::read_to_string(finished_page()).expect("the page is there");
    let (_, policy) = page
        .split_once("<meta http-equiv=\"Content-Security-Policy\" content=\"")
        .expect("there is one");
    let (policy, _) = policy.split_once('"').expect("it ends");
    let parts = policy.split('\'').map(|part| {
        if part.starts_with("sha256-") {
            "sha256"
        } else {
            part
        }
    });
    assert_eq!(
        parts.collect::<Vec<_>>().join("'"),
        "default-src 'none'; script-src 'sha256' 'sha256' 'wasm-unsafe-eval'; style-src 'sha256' 'sha256'; \
         img-src data:; connect-src 'none'; form-action 'none'; base-uri 'none'"
    );
}

in_both_browsers! {
    async fn opens_as_a_file_without_a_request(stage: Stage) {
        let proxy = Server::of_nothing();
        let page = stage.page("shared drive");
        let browser = stage.browser("profile").proxy(proxy.address()).start().await;
        browser.open_file(&page).await;
        shows_the_app_without_a_fault(&browser).await;
        match browser.kind() {
            Kind::Chromium => {
                let own = format!("file://{}", page.display()).replace(' ', "%20");
                let requests = browser.chromium_requests().await;
                assert!(requests.contains(&own), "{requests:?}");
                let others: Vec<_> = requests.iter().filter(|url| **url != own && !url.starts_with("data:")).collect();
                assert!(others.is_empty(), "{others:?}");
            }
            Kind::Firefox => {
                let requests = proxy.requests().into_iter();
                let asked: Vec<_> = requests.filter(|request| !is_the_browsers_own(request)).collect();
                assert!(asked.is_empty(), "{asked:?}");
                // And it would have shown.
                browser.open("http://control.invalid/").await;
                assert!(proxy.requests().iter().any(|request| request.contains("control.invalid")));
            }
        }
    }

    async fn opens_from_a_server_with_one_request(stage: Stage) {
        let server = Server::of_page(stage.page("server"));
        let browser = stage.start().await;
        browser.open(&server.url()).await;
        shows_the_app_without_a_fault(&browser).await;
        assert_eq!(server.requests(), ["GET / HTTP/1.1"]);
    }

    async fn opens_twice_at_once(stage: Stage) {
        let page = stage.page("shared");
        let browser = stage.start().await;
        browser.open_file(&page).await;
        browser.get("heading", "Welcome to Driver Atlas").await;
        let first = browser.new_tab().await;
        browser.open_file(&page).await;
        shows_the_app_without_a_fault(&browser).await;
        browser.switch(&first).await;
        browser.reload().await;
        shows_the_app_without_a_fault(&browser).await;
    }
}

async fn shows_the_app_without_a_fault(browser: &Browser) {
    browser.get("heading", "Welcome to Driver Atlas").await;
    assert_eq!(
        browser.title().await,
        "Welcome to Driver Atlas – Driver Atlas"
    );
    browser
        .wait_until("the app has started", async || {
            browser
                .execute("return document.getElementById('boot') === null", vec![])
                .await
                == true
        })
        .await;
    let entries = "return performance.getEntriesByType('resource').map((entry) => entry.name)";
    assert_eq!(
        browser.execute(entries, vec![]).await,
        serde_json::json!([])
    );
    assert_eq!(browser.console().await, Vec::<String>::new());
}

/// What Firefox asks for on its own account, whatever page is open.
fn is_the_browsers_own(request: &str) -> bool {
    ["mozilla", "firefox"]
        .iter()
        .any(|owner| request.contains(owner))
}
