//! A browser that is killed: what was said to be saved is there, and what was typed is offered again.

use std::time::Duration;

use crate::app::App;
use crate::harness::in_both_browsers;

in_both_browsers! {
    async fn what_was_saved_outlives_a_kill(stage: Stage) {
        let app = App::open(&stage).await;
        app.add_driver(&[("Title", "Before the crash"), ("Responsible", "JC")]).await;
        // More than once: a lucky moment proves little.
        for responsible in ["AL", "GH", "MH"] {
            app.get("link", "Edit").await.click().await;
            app.fill_in(&[("Responsible", responsible)]).await;
            app.get("button", "Save driver").await.click().await;
            app.saved().await;
            app.kill_hard().await;

            app.restart().await;
            app.open_driver("Before the crash").await;
            app.has("Responsible", responsible).await;
        }
    }

    async fn what_was_typed_is_offered_after_a_kill(stage: Stage) {
        let app = App::open(&stage).await;
        app.add_driver(&[("Title", "Edited")]).await;
        app.get("link", "Edit").await.click().await;
        app.get("field", "Summary").await.type_keys("Typed before the crash").await;
        tokio::time::sleep(Duration::from_millis(2_500)).await;
        app.kill_hard().await;

        app.restart().await;
        let drafts = app.get("region", "Unfinished drafts").await;
        assert!(drafts.text().await.contains("“Edited”"));
        drafts.all("link").await[0].click().await;
        app.shows("Edit “Edited”").await;
        assert_eq!(app.get("field", "Summary").await.value().await, "Typed before the crash");
        app.save_driver().await;
        app.has("Summary", "Typed before the crash").await;
    }
}
