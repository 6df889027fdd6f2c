//! Two tabs on one register: what each does stands, and each sees at once what the other did.

use serde_json::json;

use crate::app::App;
use crate::harness::in_both_browsers;

in_both_browsers! {
    async fn both_tabs_work_on_one_driver_at_once(stage: Stage) {
        let app = App::open(&stage).await;
        app.add_driver(&[("Title", "Shared"), ("Responsible", "JC")]).await;
        app.get("link", "Edit").await.click().await;
        app.fill_in(&[("Summary", "From the first tab")]).await;
        let first = app.open_another_tab().await;
        app.open_driver("Shared").await;
        app.get("link", "Edit").await.click().await;
        // The first tab's draft isn't this one's business.
        app.fill_in(&[("Responsible", "AL")]).await;
        let second = app.tab().await;

        // Both save, neither having seen the other's change.
        app.switch(&first).await;
        app.save_driver().await;
        app.switch(&second).await;
        app.get("button", "Save driver").await.click().await;
        app.saved().await;
        app.has("Summary", "From the first tab").await;
        app.has("Responsible", "AL").await;
        app.switch(&first).await;
        app.has("Summary", "From the first tab").await;
        app.has("Responsible", "AL").await;
        app.reload().await;
        app.has("Summary", "From the first tab").await;
        app.has("Responsible", "AL").await;
        assert!(!app.the("main").await.text().await.contains("In conflict"));

        // The same field, twice: nothing is lost, and both tabs say so.
        app.get("link", "Edit").await.click().await;
        app.fill_in(&[("Topics", "first\nboth"), ("Summary", "First again")]).await;
        app.switch(&second).await;
        app.get("link", "Edit").await.click().await;
        app.fill_in(&[("Topics", "second\nboth"), ("Summary", "Second again")]).await;
        app.save_driver().await;
        app.switch(&first).await;
        app.save_driver().await;
        for tab in [&first, &second] {
            app.switch(tab).await;
            let conflict = app.get("region", "In conflict").await.text().await;
            assert!(conflict.contains("Second again"), "{conflict}");
            app.has("Summary", "First again").await;
            let topics = app.facts().await["Topics"].clone();
            for topic in ["first", "second", "both"] {
                assert!(topics.contains(topic), "{topics}");
            }
        }
    }

    async fn both_tabs_write_at_the_same_moment(stage: Stage) {
        let app = App::open(&stage).await;
        let drivers: Vec<_> = (1..=4).map(|number| json!({ "title": format!("Driver {number}") })).collect();
        app.import_drivers(&json!(drivers)).await;
        app.open_driver("Driver 1").await;
        let first = app.open_another_tab().await;
        app.open_driver("Driver 2").await;
        let second = app.tab().await;

        // Each archives its driver, and comments on it, when the same half second comes round.
        let script = "const at = Math.ceil(Date.now() / 4000) * 4000 + 4000;
            const button = (name) => [...document.querySelectorAll('button')].find((one) => one.textContent === name);
            setTimeout(() => {
                button('Archive').click();
                const comment = document.querySelector('textarea');
                comment.value = 'At once';
                comment.dispatchEvent(new Event('input', { bubbles: true }));
                button('Add a comment').click();
            }, at - Date.now());";
        for tab in [&second, &first] {
            app.switch(tab).await;
            app.execute(script, vec![]).await;
        }
        for (tab, other) in [(&first, "Driver 2"), (&second, "Driver 1")] {
            app.switch(tab).await;
            app.has("Status", "Archived").await;
            app.get("region", "Comments").await;
            app.wait_until("the comment is there", async || {
                app.get("region", "Comments").await.text().await.contains("At once")
            }).await;
            // What the other tab did shows here without reloading.
            app.open_driver(other).await;
            app.has("Status", "Archived").await;
            // A tab in the background may be let on only once a second.
            app.wait_until("the other's comment is there", async || {
                app.get("region", "Comments").await.text().await.contains("At once")
            }).await;
        }
    }

    async fn a_comment_being_typed_outlives_a_change_elsewhere(stage: Stage) {
        let app = App::open(&stage).await;
        app.add_driver(&[("Title", "Watched")]).await;
        app.get("textbox", "Your comment").await.type_keys("Half a").await;
        let first = app.open_another_tab().await;
        app.open_driver("Watched").await;
        app.press_button("Archive").await;
        app.has("Status", "Archived").await;
        app.switch(&first).await;
        app.has("Status", "Archived").await;
        assert_eq!(app.get("textbox", "Your comment").await.value().await, "Half a");
    }

    async fn an_open_editor_learns_of_changes_elsewhere(stage: Stage) {
        let app = App::open(&stage).await;
        app.add_driver(&[("Title", "Watched")]).await;
        app.get("link", "Edit").await.click().await;
        app.fill_in(&[("Summary", "Being typed")]).await;
        let first = app.open_another_tab().await;
        app.open_driver("Watched").await;
        app.press_button("Archive").await;
        // The list follows as well.
        app.switch(&first).await;
        app.wait_until("the editor says so", async || {
            app.the("main").await.text().await.contains("This driver was changed elsewhere while you had it open.")
        }).await;
        assert_eq!(app.get("field", "Summary").await.value().await, "Being typed");
        app.save_driver().await;
        app.has("Status", "Archived").await;
        app.has("Summary", "Being typed").await;
    }
}
