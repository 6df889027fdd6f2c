//! A register linked to a real file: written by two people at once, away, damaged, newer, and back. Chromium only;
//! elsewhere the page says so.
//!
//! The file gets to the page by being dropped, as no test can use the browser's own dialogues.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::pin::pin;
use std::task::Poll;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::accessibility::Faults;
use crate::app::{App, content, register};
use crate::harness::{Key, Kind, Stage, run};

const UP_TO_DATE: &str = "Linked to map.json, up to date";

#[test]
fn two_people_write_one_file_at_the_same_time_and_nothing_is_lost() {
    chromium("linked-two-people", async |stage| {
        // `LINKED_SECONDS=60` for a full minute.
        let seconds = env::var("LINKED_SECONDS").map_or(10, |text| text.parse().expect("a number"));
        let file = shared(&stage, &register(&json!([{ "title": "Ours" }])).to_string());
        let (ann, ben) = (person(&stage, "ann").await, person(&stage, "ben").await);
        for (app, name) in [(&ann, "Ann"), (&ben, "Ben")] {
            app.go("Settings").await;
            app.fill_setting("Your name", name, "Save name").await;
            link(app, &file).await;
            app.open_driver("Ours").await;
        }
        let end = Instant::now() + Duration::from_secs(seconds);
        let work = async |app: &App, name: &str| {
            let mut count = 0;
            while Instant::now() < end {
                count += 1;
                // By script: what the other writes comes in at any moment, and moves the button away.
                let add = "const comment = document.querySelector('main textarea');
                    comment.value = arguments[0];
                    comment.dispatchEvent(new Event('input', { bubbles: true }));
                    comment.form.requestSubmit();";
                app.execute(add, vec![json!(format!("{name} {count}."))])
                    .await;
                app.wait_until("the comment is there", async || {
                    let comments = app.get("region", "Comments").await.text().await;
                    comments.contains(&format!("{name} {count}."))
                })
                .await;
            }
            count
        };
        let (by_ann, by_ben) = both(work(&ann, "Ann"), work(&ben, "Ben")).await;
        for app in [&ann, &ben] {
            is_linked_so(app, UP_TO_DATE).await;
        }
        // Who was up to date first takes in what came after, by itself.
        let wanted: Vec<String> = (1..=by_ann)
            .map(|count| format!("Ann {count}."))
            .chain((1..=by_ben).map(|count| format!("Ben {count}.")))
            .collect();
        println!("{by_ann} and {by_ben} comments in {seconds} s");
        for app in [&ann, &ben] {
            patiently("all comments are there", async || {
                come_back(app).await;
                let comments = app.get("region", "Comments").await.text().await;
                wanted.iter().all(|one| comments.contains(one))
            })
            .await;
            is_linked_so(app, UP_TO_DATE).await;
            let footer = app.the("contentinfo").await.text().await;
            assert!(!footer.contains("not in any file"), "{footer}");
        }
        let held = comments(&read(&file));
        for one in &wanted {
            assert!(held.contains(one), "{one} is not in {held:?}");
        }
        assert_eq!(held.len(), wanted.len());
        assert_eq!(
            content(ann.export().await)["drivers"],
            read(&file)["drivers"]
        );
        let beside = fs::read_dir(file.parent().expect("it is in a folder"));
        assert_eq!(beside.expect("the folder is there").count(), 1);
    });
}

#[test]
fn no_file_that_cannot_be_read_in_whole_is_written_over() {
    chromium("linked-trouble", async |stage| {
        let mut ours = register(&json!([{ "id": "ours", "title": "Ours", "funder": "A trust" }]));
        ours["kept by"] = json!("AL");
        let file = shared(&stage, &ours.to_string());
        let app = person(&stage, "profile").await;
        let mut faults = Faults::default();
        app.at("#/linked-file").await;
        app.get("button", "Link a file").await;
        faults.look(&app, "not linked").await;
        link(&app, &file).await;
        faults.look(&app, "up to date").await;
        // What nobody here knows is kept.
        let whole = read(&file);
        assert_eq!(whole["kept by"], "AL");
        assert_eq!(whole["drivers"][0]["funder"], "A trust");
        app.open_driver("Ours").await;

        let damaged = |change: fn(&mut Value)| {
            let mut file = whole.clone();
            change(&mut file);
            file.to_string()
        };
        let cases = [
            (
                "the file cannot be read",
                whole.to_string()[..200].to_owned(),
            ),
            ("the file cannot be read", "[]".to_owned()),
            ("the file is empty", String::new()),
            (
                "the file is too new",
                damaged(|file| file["version"] = json!(2)),
            ),
            (
                "the file is of another register",
                damaged(|file| file["register"]["id"] = json!("other")),
            ),
            (
                "the file is damaged",
                damaged(|file| file["drivers"][0]["topics"] = json!(7)),
            ),
            (
                "the file is damaged",
                damaged(|file| file["drivers"][0]["edits"][0]["by"] = json!("Somebody else")),
            ),
            (
                "the file is damaged",
                damaged(|file| {
                    file["drivers"]
                        .as_array_mut()
                        .expect("a list")
                        .push(json!(1))
                }),
            ),
        ];
        let mut waiting = 0;
        for (says, text) in cases {
            fs::write(&file, &text).expect("the file can be written");
            waiting += 1;
            app.get("textbox", "Your comment")
                .await
                .paste(&format!("Comment {waiting}."))
                .await;
            app.press_button("Add a comment").await;
            let changes = if waiting == 1 { "change" } else { "changes" };
            is_linked_so(&app, &format!("{waiting} {changes} waiting: {says}")).await;
            // Looking again changes nothing.
            come_back(&app).await;
            tokio::time::sleep(Duration::from_millis(300)).await;
            assert_eq!(fs::read_to_string(&file).expect("it is there"), text);
            if waiting == 6 {
                app.at("#/linked-file").await;
                app.says("status", "Parts of map.json cannot be read.")
                    .await;
                faults.look(&app, "damaged").await;
                app.open_driver("Ours").await;
            }
        }
        assert_eq!(app.titles_of_all().await, ["Ours"]);

        // It is whole again: what waited goes out.
        fs::write(&file, whole.to_string()).expect("the file can be written");
        come_back(&app).await;
        is_linked_so(&app, UP_TO_DATE).await;
        assert_eq!(comments(&read(&file)).len(), waiting);
        assert_eq!(read(&file)["kept by"], "AL");
        faults.report();
    });
}

#[test]
fn a_file_that_is_away_is_waited_for_and_made_again_only_on_request() {
    chromium("linked-away", async |stage| {
        let file = shared(&stage, &register(&json!([{ "title": "Ours" }])).to_string());
        let drive = file.parent().expect("it is in a folder").to_owned();
        let elsewhere = drive.with_extension("elsewhere");
        let app = person(&stage, "profile").await;
        link(&app, &file).await;

        fs::rename(&drive, &elsewhere).expect("the drive can go away");
        app.add_driver(&[("Title", "Written meanwhile")]).await;
        is_linked_so(&app, "1 change waiting: the file or its drive is away").await;
        fs::rename(&elsewhere, &drive).expect("the drive can come back");
        come_back(&app).await;
        is_linked_so(&app, UP_TO_DATE).await;
        assert_eq!(titles(&read(&file)), ["Ours", "Written meanwhile"]);

        fs::remove_file(&file).expect("the file can be removed");
        app.open_driver("Ours").await;
        app.press_button("Archive").await;
        is_linked_so(&app, "1 change waiting: the file or its drive is away").await;
        come_back(&app).await;
        tokio::time::sleep(Duration::from_millis(500)).await;
        assert!(!file.exists());
        app.at("#/linked-file").await;
        app.get("button", "Make the file from this register")
            .await
            .click()
            .await;
        is_linked_so(&app, UP_TO_DATE).await;
        assert_eq!(titles(&read(&file)), ["Ours", "Written meanwhile"]);

        // Unlinked, it stays as it is.
        let before = fs::read_to_string(&file).expect("it is there");
        app.get("button", "Unlink").await.click().await;
        app.tells("This register is no longer linked to map.json.")
            .await;
        app.get("button", "Link a file").await;
        app.add_driver(&[("Title", "Here only")]).await;
        app.reload().await;
        app.get("link", "Edit").await;
        assert!(link_status(&app).await.is_none());
        assert_eq!(fs::read_to_string(&file).expect("it is there"), before);
    });
}

#[test]
fn after_a_restart_the_person_reconnects() {
    chromium("linked-restart", async |stage| {
        let file = shared(&stage, &register(&json!([{ "title": "Ours" }])).to_string());
        let app = person(&stage, "profile").await;
        link(&app, &file).await;
        app.quit().await;
        let before = fs::read_to_string(&file).expect("it is there");

        // The same profile, in which the browser asks again.
        let app = App::open_in(&stage, stage.browser("profile")).await;
        app.get("button", "Reconnect").await;
        app.open_driver("Ours").await;
        app.press_button("Archive").await;
        is_linked_so(&app, "1 change waiting: reconnect the file").await;
        let mut faults = Faults::default();
        faults.look(&app, "reconnect").await;
        app.at("#/linked-file").await;
        app.says("status", "The browser needs your permission again")
            .await;
        faults.look(&app, "reconnect, its own screen").await;
        faults.report();
        assert_eq!(fs::read_to_string(&file).expect("it is there"), before);
        // The browser's own question can't be answered by a test; it is asked within the click.
        let watch = "FileSystemHandle.prototype.requestPermission = async ({ mode }) => {
                window.asked = `${mode} ${navigator.userActivation.isActive}`;
                return 'denied';
            };";
        app.execute(watch, vec![]).await;
        app.get("button", "Reconnect").await.click().await;
        is_linked_so(&app, "1 change waiting: the browser refuses the file").await;
        assert_eq!(
            app.execute("return window.asked", vec![]).await,
            "readwrite true"
        );
        app.get("button", "Reconnect").await;
        app.quit().await;

        let app = person(&stage, "profile").await;
        is_linked_so(&app, UP_TO_DATE).await;
        assert_eq!(read(&file)["drivers"][0]["status"], "archived");
        app.quit().await;
    });
}

#[test]
fn the_file_of_another_register_is_linked_only_to_an_empty_one() {
    chromium("linked-other-register", async |stage| {
        let file = shared(
            &stage,
            &register(&json!([{ "title": "Theirs" }])).to_string(),
        );
        let before = fs::read_to_string(&file).expect("it is there");
        let app = person(&stage, "profile").await;
        app.add_driver(&[("Title", "Here")]).await;
        drop_on_screen(&app, &file).await;
        app.tells("This file belongs to another register").await;
        assert!(link_status(&app).await.is_none());
        assert_eq!(fs::read_to_string(&file).expect("it is there"), before);

        // By keyboard, and by the button: the dialogue of the browser gives the file that was dropped.
        let app = person(&stage, "other profile").await;
        let catch = "addEventListener('dragover', (event) => event.preventDefault());
            addEventListener('drop', (event) => {
                event.preventDefault();
                event.stopPropagation();
                const handle = event.dataTransfer.items[0].getAsFileSystemHandle();
                window.showOpenFilePicker = async () => [await handle];
                window.isCaught = true;
            }, { capture: true, once: true });";
        app.execute(catch, vec![]).await;
        app.drop_file(&file, (5.0, 5.0)).await;
        app.wait_until("the file is caught", async || {
            app.execute("return window.isCaught ?? false", vec![]).await == json!(true)
        })
        .await;
        app.at("#/linked-file").await;
        let button = app.get("button", "Link a file").await;
        while !button.is_focused().await {
            app.press(&[], Key::Tab).await;
        }
        app.press(&[], Key::Enter).await;
        is_linked_so(&app, UP_TO_DATE).await;
        assert_eq!(app.titles_of_all().await, ["Theirs"]);
    });
}

#[test]
fn of_several_tabs_one_looks_after_the_file_and_all_show_it() {
    chromium("linked-tabs", async |stage| {
        let file = shared(&stage, &register(&json!([{ "title": "Ours" }])).to_string());
        let app = person(&stage, "profile").await;
        link(&app, &file).await;
        let first = app.open_another_tab().await;
        is_linked_so(&app, UP_TO_DATE).await;
        app.open_driver("Ours").await;
        app.press_button("Archive").await;
        is_linked_so(&app, UP_TO_DATE).await;
        assert_eq!(read(&file)["drivers"][0]["status"], "archived");
        app.at("#/linked-file").await;
        app.get("button", "Unlink").await.click().await;
        app.get("button", "Link a file").await;
        app.switch(&first).await;
        patiently("the first tab is unlinked too", async || {
            link_status(&app).await.is_none()
        })
        .await;
    });
}

#[test]
fn where_there_are_no_such_files_the_page_says_so() {
    run(Kind::Firefox, "linked-firefox", async |stage| {
        let app = App::open(&stage).await;
        app.go("Export").await;
        app.get("link", "Linked file").await.click().await;
        app.shows("Linked file").await;
        let main = app.the("main").await.text().await;
        assert!(
            main.contains("This browser does not let a page keep in touch with a file."),
            "{main}"
        );
        assert!(app.all("button").await.is_empty());
        app.get("link", "Save a copy").await.click().await;
        app.shows("Export").await;
        app.back().await;
        app.get("link", "Import a file").await.click().await;
        app.shows("Import").await;
    });
}

fn chromium(name: &str, test: impl AsyncFnOnce(Stage)) {
    run(Kind::Chromium, name, test);
}

/// A file on a shared drive.
fn shared(stage: &Stage, text: &str) -> PathBuf {
    let file = stage.folder("drive").join("map.json");
    fs::write(&file, text).expect("the file can be written");
    file
}

/// Somebody with a computer of their own, whose browser lets the page change files.
async fn person(stage: &Stage, profile: &str) -> App {
    App::open_in(stage, stage.browser(profile).granting_files()).await
}

/// Links the register to a file, up to its being up to date.
async fn link(app: &App, file: &Path) {
    drop_on_screen(app, file).await;
    is_linked_so(app, UP_TO_DATE).await;
}

async fn drop_on_screen(app: &App, file: &Path) {
    app.at("#/linked-file").await;
    app.get("button", "Link a file").await;
    let place = "const { x, y } = document.querySelector('.atlas-drop').getBoundingClientRect(); return [x + 5, y + 5]";
    let place = app.execute(place, vec![]).await;
    app.drop_file(file, serde_json::from_value(place).expect("two numbers"))
        .await;
}

/// What the top of the page says of the linked file.
async fn link_status(app: &App) -> Option<String> {
    let script = "return document.querySelector('header a[href=\"#/linked-file\"]')?.textContent";
    let text = app.execute(script, vec![]).await;
    text.as_str().map(str::to_owned)
}

async fn is_linked_so(app: &App, status: &str) {
    patiently(&format!("the link says “{status}”"), async || {
        link_status(app).await.as_deref() == Some(status)
    })
    .await;
}

/// Has the page look at the file as when a person comes back to it.
async fn come_back(app: &App) {
    app.execute("window.dispatchEvent(new Event('focus'))", vec![])
        .await;
}

/// Waits longer than for what the page does by itself: the file is looked at again after seconds.
async fn patiently(what: &str, is_so: impl AsyncFn() -> bool) {
    let start = Instant::now();
    while !is_so().await {
        assert!(
            start.elapsed() < Duration::from_secs(90),
            "waited in vain until {what}"
        );
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
}

/// Does two things at the same time.
async fn both<T>(one: impl Future<Output = T>, other: impl Future<Output = T>) -> (T, T) {
    let (mut one, mut other) = (pin!(one), pin!(other));
    let (mut first, mut second) = (None, None);
    std::future::poll_fn(|context| {
        if first.is_none()
            && let Poll::Ready(done) = one.as_mut().poll(context)
        {
            first = Some(done);
        }
        if second.is_none()
            && let Poll::Ready(done) = other.as_mut().poll(context)
        {
            second = Some(done);
        }
        match (first.take(), second.take()) {
            (Some(first), Some(second)) => Poll::Ready((first, second)),
            (still, other) => {
                (first, second) = (still, other);
                Poll::Pending
            }
        }
    })
    .await
}

fn read(file: &Path) -> Value {
    let text = fs::read_to_string(file).expect("the file is there");
    serde_json::from_str(&text).expect("the file is JSON")
}

fn titles(file: &Value) -> Vec<&str> {
    let drivers = file["drivers"].as_array().expect("a list");
    let mut titles: Vec<_> = drivers
        .iter()
        .filter_map(|driver| driver["title"].as_str())
        .collect();
    titles.sort_unstable();
    titles
}

fn comments(file: &Value) -> Vec<String> {
    let comments = file["drivers"][0]["comments"].as_array().expect("a list");
    let texts = comments
        .iter()
        .filter_map(|comment| comment["text"].as_str());
    texts.map(str::to_owned).collect()
}

impl App {
    /// The titles of all drivers.
    async fn titles_of_all(&self) -> Vec<String> {
        self.go("Drivers").await;
        self.titles().await
    }
}
