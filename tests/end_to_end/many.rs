//! A thousand drivers: every key is answered. Times are logged, not judged: machines differ.

#[allow(dead_code)] // Whole registers are for the bench.
#[path = "../made/mod.rs"]
mod made;

use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::app::App;
use crate::harness::{Kind, in_both_browsers};

in_both_browsers! {
    async fn a_thousand_drivers_are_usable(stage: Stage) {
        let app = App::open(&stage).await;
        let drivers: Vec<Value> = (0..1000).map(driver).collect();
        let length = drivers[0].to_string().len();
        app.watch_long_tasks().await;
        app.longest_task().await;
        let (report, importing) = timed(app.import_drivers(&json!(drivers))).await;
        assert_eq!(report, "Imported 1000 drivers: 1000 new.");
        let longest_importing = app.longest_task().await;

        let (_, listing) = timed(app.go("Drivers")).await;
        assert_eq!(app.answered("").await, "1000 drivers");
        assert_eq!(app.titles().await.len(), 25);

        // As it is typed, key after key.
        app.longest_task().await;
        let answers = app.type_and_time("pharmacy 20").await;
        let longest_searching = app.longest_task().await;
        assert_eq!(answers.len(), 11);
        let found = app.counted().await;
        assert!(found.ends_with(" of 1000 drivers") && !found.starts_with("0 "), "{found}");
        app.filter("Level", "Local").await;
        app.wait_until("the filter narrows further", async || app.counted().await != found).await;

        let start = Instant::now();
        app.reload().await;
        app.answered("pharmacy 20").await;
        let reloading = start.elapsed();
        app.watch_long_tasks().await;
        let longest_reloading = app.longest_task().await;
        let (_, saving) = timed(async {
            app.add_driver(&[("Title", "One more")]).await;
        }).await;
        app.open_link("#/drivers?page=40").await;
        assert_eq!(app.titles().await.len(), 25);

        let slowest = answers.iter().max_by(|a, b| a.total_cmp(b)).expect("keys were typed");
        println!(
            "{:?}: 1000 drivers of {length} bytes: import {importing:?}, list {listing:?}, reload {reloading:?}, adding one {saving:?}; \
             from key to answer {answers:?} ms, {slowest} ms at most; longest task at import {longest_importing} ms, \
             at searching {longest_searching} ms, at reloading {longest_reloading} ms",
            app.kind(),
        );
        if app.kind() == Kind::Firefox {
            println!("(Firefox doesn't tell of long tasks.)");
        }
    }
}

pub async fn timed<T>(work: impl Future<Output = T>) -> (T, Duration) {
    let start = Instant::now();
    let outcome = work.await;
    (outcome, start.elapsed())
}

/// A driver of about 6 kB.
pub fn driver(number: usize) -> Value {
    made::driver(number, &[])
}
