//! Finding drivers: what is typed, passages, facets, years, the table, and all of it by keyboard.

use serde_json::{Value, json};

use crate::app::App;
use crate::harness::{Key, in_both_browsers};

in_both_browsers! {
    async fn words_phrases_and_fields_are_understood(stage: Stage) {
        let app = App::open(&stage).await;
        app.import_drivers(&shelf()).await;
        app.go("Drivers").await;
        for (query, counted) in [
            ("librar", "2 of 4 drivers"),
            ("\"named librarian\"", "1 of 4 drivers"),
            ("librar -ward", "1 of 4 drivers"),
            ("policy", "2 of 4 drivers"),
            ("genomics OR wards", "2 of 4 drivers"),
            ("source:\"nhs england\" published:2016..2018", "1 of 4 drivers"),
            ("title:plan", "1 of 4 drivers"),
            ("-has:impact", "2 of 4 drivers"),
            ("R&D", "1 of 4 drivers"),
        ] {
            assert_eq!(app.search(query).await, counted, "{query}");
        }
        // What isn't understood is searched as text, and said.
        app.search("colour:genomics").await;
        app.wait_until("it is said", async || {
            app.the("main").await.text().await.contains("No field is called “colour”")
        }).await;
    }

    async fn the_best_passage_is_shown_with_its_matches_marked(stage: Stage) {
        let app = App::open(&stage).await;
        app.import_drivers(&shelf()).await;
        app.go("Drivers").await;
        app.search("named librarians").await;
        let marks = "return [...document.querySelectorAll('[aria-label=Drivers] mark')].map((mark) => mark.textContent)";
        assert_eq!(app.execute(marks, vec![]).await, json!(["named", "librarian"]));
        let item = app.get("list", "Drivers").await.text().await;
        assert!(item.contains("Impact on library policy and practice: Every ward is to have a named librarian"), "{item}");
        // What fits best comes first: the title before the text.
        app.search("genomics").await;
        assert_eq!(app.titles().await, ["Genomics for all"]);
        app.search("policies").await;
        assert_eq!(app.titles().await, ["Policy of the library", "The plan for wards"]);
    }

    async fn a_slip_is_offered_its_cure(stage: Stage) {
        let app = App::open(&stage).await;
        app.import_drivers(&shelf()).await;
        app.go("Drivers").await;
        assert_eq!(app.search("genomcs").await, "0 of 4 drivers");
        app.get("link", "genomics").await.click().await;
        assert_eq!(app.answered("genomics").await, "1 of 4 drivers");
    }

    /// Also while the address lags behind what is typed.
    async fn the_form_and_the_box_are_one_query(stage: Stage) {
        let app = App::open(&stage).await;
        app.import_drivers(&shelf()).await;
        app.go("Drivers").await;
        app.search("librar -\"named librarian\"").await;
        app.execute("document.querySelector('summary').click()", vec![]).await;
        assert_eq!(app.get("field", "All of these words").await.value().await, "librar");
        assert_eq!(app.get("field", "None of these words").await.value().await, "\"named librarian\"");
        app.get("field", "None of these words").await.paste("").await;
        assert_eq!(app.answered("librar").await, "2 of 4 drivers");
        app.get("field", "Any of these words").await.type_keys("ward shelf").await;
        app.answered("librar (ward OR shelf)").await;
        // A bad date is told, and changes nothing.
        app.get("field", "Published").await.type_keys("someday").await;
        app.press(&[], Key::Tab).await;
        app.says("alert", "Enter a year").await;
        assert_eq!(app.counted().await, app.answered("librar (ward OR shelf)").await);
        app.get("field", "Published").await.fill("2016..").await;
        app.answered("librar (ward OR shelf) published:2016..").await;
    }

    async fn what_narrows_the_list_can_be_taken_back_one_by_one(stage: Stage) {
        let app = App::open(&stage).await;
        app.import_drivers(&shelf()).await;
        app.go("Drivers").await;
        app.search("the").await;
        app.filter("Level", "National").await;
        app.get("field", "From year").await.fill("2015").await;
        app.press(&[], Key::Tab).await;
        let active = app.get("group", "Active filters").await;
        let names = async || -> Vec<String> {
            app.get("group", "Active filters").await.all("button").await.into_iter().map(|button| button.name).collect()
        };
        app.wait_until("all are shown", async || names().await.len() == 4).await;
        assert_eq!(names().await, [
            "Remove filter Search: the",
            "Remove filter Level: National",
            "Remove filter Year of publication: 2015 or later",
            "Clear all filters",
        ]);
        active.get("button", "Remove filter Level: National").await.click().await;
        app.wait_until("it is gone", async || names().await.len() == 3).await;
        app.get("button", "Clear all filters").await.click().await;
        assert_eq!(app.answered("").await, "4 drivers");
        app.gone("group", "Active filters").await;
        // A year that is none is told, and changes nothing.
        app.get("field", "To year").await.fill("soon").await;
        app.press(&[], Key::Tab).await;
        app.says("alert", "Enter a year").await;
        assert_eq!(app.counted().await, "4 drivers");
    }

    async fn years_can_be_dragged_over(stage: Stage) {
        let app = App::open(&stage).await;
        app.import_drivers(&shelf()).await;
        app.go("Drivers").await;
        // From the first bar over the half of them: 2012 to 2015.
        let drag = "const bars = document.querySelector('.atlas-years'), place = bars.getBoundingClientRect();
            const send = (type, share) => bars.dispatchEvent(new PointerEvent(type, {
                bubbles: true, clientX: place.left + share * place.width, clientY: place.top + 5 }));
            send('pointerdown', 0.01); send('pointermove', 0.3); send('pointermove', 0.49); send('pointerup', 0.49);";
        app.execute(drag, vec![]).await;
        app.wait_until("the years hold", async || app.counted().await == "1 of 4 drivers").await;
        assert_eq!(app.get("field", "From year").await.value().await, "2012");
        assert_eq!(app.get("field", "To year").await.value().await, "2015");
    }

    async fn a_table_is_sorted_by_its_headings_and_has_the_columns_that_are_chosen(stage: Stage) {
        let app = App::open(&stage).await;
        app.import_drivers(&shelf()).await;
        app.go("Drivers").await;
        app.get("combobox", "Layout").await.choose("Table").await;
        let table = app.get("table", "Drivers").await;
        let titles = async || {
            let script = "return [...document.querySelectorAll('table tbody th')].map((cell) => cell.textContent)";
            app.execute(script, vec![]).await
        };
        table.get("button", "Date of publication").await.click().await;
        let oldest = json!(["Policy of the library", "The plan for wards", "Genomics for all", "Undated"]);
        app.wait_until("the oldest is first", async || titles().await == oldest).await;
        app.get("table", "Drivers").await.get("button", "Date of publication").await.click().await;
        let newest = json!(["Genomics for all", "The plan for wards", "Policy of the library", "Undated"]);
        app.wait_until("the newest is first", async || titles().await == newest).await;
        app.execute("[...document.querySelectorAll('summary')].at(-1).click()", vec![]).await;
        app.get("checkbox", "Topics").await.click().await;
        app.wait_until("the column is there", async || {
            app.get("table", "Drivers").await.text().await.contains("genomics, R&D")
        }).await;
        // The address has it all.
        app.reload().await;
        app.wait_until("all is as it was", async || titles().await == newest).await;
        assert!(app.get("table", "Drivers").await.text().await.contains("genomics, R&D"));
    }

    async fn a_long_facet_has_a_box_of_its_own(stage: Stage) {
        let app = App::open(&stage).await;
        let drivers: Vec<Value> = (0..40)
            .map(|number| json!({ "title": format!("Driver {number}"), "responsible": format!("Person {number}") }))
            .collect();
        app.import_drivers(&json!(drivers)).await;
        app.go("Drivers").await;
        let group = app.get("group", "Responsible").await;
        assert_eq!(group.all("checkbox").await.len(), 6);
        group.get("field", "Find a value of Responsible").await.type_keys("person 37").await;
        app.wait_until("one is left", async || app.get("group", "Responsible").await.all("checkbox").await.len() == 1).await;
        app.filter("Responsible", "Person 37").await;
        app.wait_until("it holds", async || app.counted().await == "1 of 40 drivers").await;
    }

    async fn the_keys_lead_from_the_search_to_a_driver_and_back(stage: Stage) {
        let app = App::open(&stage).await;
        app.import_drivers(&shelf()).await;
        app.go("Settings").await;
        app.press(&[], '/').await;
        let focused = async || {
            app.execute("return document.activeElement.textContent || document.activeElement.id", vec![]).await
        };
        app.wait_until("the search has the focus", async || focused().await == "search").await;
        app.type_keys("polic").await;
        app.answered("polic").await;
        app.press(&[], Key::Down).await;
        app.wait_until("the focus has moved", async || focused().await == "Policy of the library").await;
        app.press(&[], Key::Down).await;
        app.wait_until("the focus has moved", async || focused().await == "The plan for wards").await;
        app.press(&[], Key::Up).await;
        app.press(&[], Key::Enter).await;
        app.shows("Policy of the library").await;
        app.back().await;
        app.answered("polic").await;
        app.press(&[], '/').await;
        app.wait_until("the search has the focus", async || focused().await == "search").await;
        app.press(&[], Key::Escape).await;
        assert_eq!(app.answered("").await, "4 drivers");
    }
}

/// A few drivers that tell one query from another.
fn shelf() -> Value {
    json!([
        {
            "title": "Policy of the library",
            "level": "local",
            "published": "2012",
            "sources": ["Mill Lane"],
            "summary": "What the library is for.",
        },
        {
            "title": "The plan for wards",
            "level": "national",
            "published": "2016-04",
            "sources": ["NHS England"],
            "impact": "Every ward is to have a **named librarian** (p. 12), as policies ask.",
        },
        {
            "title": "Genomics for all",
            "level": "national",
            "published": "2019",
            "sources": ["NHS England", "The Body"],
            "topics": ["genomics", "R&D"],
            "impact": "Teach the staff.",
        },
        { "title": "Undated" },
    ])
}
