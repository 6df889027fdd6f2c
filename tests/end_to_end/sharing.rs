//! Files that go round: nothing is lost on the way, and nothing happens twice.

use serde_json::{Value, json};

use crate::app::{App, content};
use crate::harness::in_both_browsers;

/// A page as editors of the old register wrote them.
const PAGE: [(&str, &str); 13] = [
    ("Title", "A Plan for Research in Community Health"),
    ("Alternative titles", "Community Research Plan\nCRP"),
    ("Level", "National"),
    ("Nations", "England"),
    ("Source", "National Office for Community Health"),
    (
        "Link to main document",
        "https://example.org/plans/research-in-community-health.pdf",
    ),
    ("Publication format", "PDF"),
    ("Date of publication", "April 2017"),
    (
        "Impact on library policy and practice",
        "The plan names library and knowledge services twice. Firstly, the Office means to help libraries to start \
groups in which people who do the same work learn from one another, and so to bring evidence to where it is used (p. 17).\n\n\
Secondly, it asks trusts to let every researcher use a library without charge, “whoever employs them”, and to teach \
them how to search well and how to keep what they have found in order (p. 17).\n\n\
Most libraries teach searching as it is. It may still be worth telling researchers that we offer more than a first \
lesson, and asking ourselves what else we could teach them. Many researchers belong to a trust with a library; those \
in practices and small companies often don’t, and an agreement between organisations may have to be made. The plan is \
an argument for such an agreement: an organisation whose people do research has to see that they can reach a library, \
and that they know how to use it.\n\n\
Groups of people who learn from one another are new to most of us, above all where they cross the borders of an \
organisation. There are beginnings: alerts to which several trusts subscribe, a national directory of who knows what, \
and one trust’s own pages on which such groups meet. A part of our work may be to show people the way to groups that \
are there already.\n\n\
There may also be a part for libraries in finding patients who would like to take part in research nearby; the plan \
asks that the public hear more of such chances (p. 15).\n\n\
- See also [ideas from other libraries](https://example.org/ideas).\n\
- And *the appendix*.\n\n\
All in all, the plan says plainly how much research matters to the health service. Libraries can point to it when \
they ask to be part of that work.",
    ),
    (
        "Summary",
        "The Office has the duty to further research in community health, whoever pays for it. The plan says how it \
means to do so, and how this goes together with the work of other parts of government, the plan for industry among them.\n\n\
It holds that without research there is no evidence by which care could become better.\n\n\
It has three parts:\n\n\
- Saying what is to be found out: research that is paid for has to answer what the service needs to know. A panel has \
been set up that collects such questions.\n\
- Making room for research and for new ideas: help for those who buy care, for regional networks and for national \
programmes; finding patients for trials; money for centres of genomic medicine.\n\
- Using what was found: by working together, by networks and by guidance. A form with which groups of practices can \
see how they stand, the ‘evidence check’, is already there.",
    ),
    (
        "Key features",
        "The document lists every organisation that the Office will work with and, for some, what each of them does.\n\n\
One part of the plan is a service for genomic medicine: 100,000 genomes by the end of 2018, and laboratories that can \
go on from there. Cancer and rare inherited diseases come first.\n\n\
Patients and the public are to have more of a say & more chances to take part, by way of two public websites.",
    ),
    (
        "Primary audience",
        "Chief executives\nNational bodies\nUniversities",
    ),
    ("Due for review", "July 2018"),
];

in_both_browsers! {
    async fn a_long_page_survives_a_round_trip(stage: Stage) {
        let here = App::open(&stage).await;
        here.go("Settings").await;
        here.fill_setting("Your name", "JC", "Save name").await;
        here.add_driver(&PAGE).await;
        here.get("textbox", "Your comment").await.paste("Is there a newer one?").await;
        here.press_button("Add a comment").await;
        let first = here.export().await;
        let driver = &first["drivers"][0];
        assert_eq!(driver["impact"], PAGE[8].1);
        assert_eq!(driver["summary"], PAGE[9].1);
        assert_eq!(driver["published"], json!({ "edtf": "2017-04", "text": "April 2017" }));
        assert_eq!(driver["comments"][0]["text"], "Is there a newer one?");

        let there = App::open_in(&stage, stage.browser("new profile")).await;
        let file = there.file("first.json", first.to_string());
        assert_eq!(there.import(&file).await, "Imported 1 driver: 1 new.");
        assert_eq!(content(there.export().await), content(first));

        // Once more, here and there, it changes nothing.
        for app in [&here, &there] {
            app.go("Import").await;
            app.choose(&file).await;
            let over = app.says("status", "Nothing changed").await;
            assert!(over.contains("Nothing to import"), "{over}");
            assert!(app.all("table").await.is_empty());
        }
    }

    async fn an_import_is_planned_chosen_and_reported(stage: Stage) {
        let here = App::open(&stage).await;
        here.import_drivers(&json!([
            { "title": "Changed" },
            { "title": "Conflict" },
            { "title": "Same" },
            { "title": "Trashed" },
        ])).await;
        let base = here.file("base.json", here.export().await.to_string());

        let there = App::open_in(&stage, stage.browser("colleague")).await;
        there.import(&base).await;
        there.open_driver("Changed").await;
        there.edit_driver(&[("Summary", "Theirs"), ("Responsible", "TH")]).await;
        there.open_driver("Conflict").await;
        there.edit_driver(&[("Responsible", "TH")]).await;
        there.open_driver("Trashed").await;
        there.press_button("Move to trash").await;
        there.add_driver(&[("Title", "New")]).await;
        let theirs = there.file("theirs.json", there.export().await.to_string());

        here.open_driver("Conflict").await;
        here.edit_driver(&[("Responsible", "HE")]).await;
        let before = content(here.export().await);
        here.go("Import").await;
        here.choose(&theirs).await;
        let rows = [
            ("Changed", "Changed Responsible and Summary"),
            ("Conflict", "In conflict Responsible: both versions are kept"),
            ("New", "New"),
            ("Trashed", "In trash whether it is in the trash"),
        ];
        let rows: Vec<_> = rows.map(|(title, change)| (title.to_owned(), change.to_owned())).into();
        assert_eq!(here.plan().await, rows);
        assert!(here.the("main").await.text().await.contains("1 driver in the file would change nothing."));

        // Nothing happens without "Import".
        here.get("button", "Cancel").await.click().await;
        here.says("status", "Nothing changed").await;
        assert!(here.all("table").await.is_empty());
        assert_eq!(content(here.export().await), before);

        // A row that is left out stays out, and can come in later.
        here.go("Import").await;
        here.choose(&theirs).await;
        here.get("checkbox", "Import Changed").await.click().await;
        let report = here.confirm_import().await;
        assert_eq!(report, "Imported 3 drivers: 1 new, 1 in conflict and 1 in the trash.");
        here.open_driver("Changed").await;
        assert!(!here.facts().await.contains_key("Summary"));
        here.open_driver("Conflict").await;
        let conflict = here.get("region", "In conflict").await.text().await;
        let shown = &here.facts().await["Responsible"];
        let other = if shown == "TH" { "HE" } else { "TH" };
        assert!(conflict.contains(other), "{shown} is shown; {conflict}");
        here.go("Drivers").await;
        let list = here.get("list", "Drivers").await.text().await;
        assert!(list.contains("In conflict"), "{list}");
        assert_eq!(here.import(&theirs).await, "Imported 1 driver: 1 changed.");
        here.open_driver("Changed").await;
        here.has("Summary", "Theirs").await;

        // Undo takes back the last import, and then the one before, as a whole.
        here.undo_by_key("Undone: Imported 1 driver").await;
        here.wait_until("the summary is gone", async || !here.facts().await.contains_key("Summary")).await;
        here.undo_by_key("Undone: Imported 3 drivers").await;
        assert_eq!(content(here.export().await), before);
        // What was undone is offered again.
        here.go("Import").await;
        here.choose(&theirs).await;
        assert_eq!(here.plan().await, rows);
    }

    async fn a_file_can_be_edited_by_hand(stage: Stage) {
        let app = App::open(&stage).await;
        app.add_driver(&[("Title", "One"), ("Responsible", "JC"), ("Topics", "a\nb")]).await;
        app.add_driver(&[("Title", "Two"), ("Responsible", "JC")]).await;
        let mut export = app.export().await;
        for driver in export["drivers"].as_array_mut().expect("a list") {
            if driver["title"] == "One" {
                driver["responsible"] = json!("AL");
                driver["topics"] = json!(["b", "c"]);
                driver["published"] = json!("4/10/2013");
            }
        }
        let file = app.file("by-hand.json", serde_json::to_string_pretty(&export).expect("it is JSON"));
        app.go("Import").await;
        app.choose(&file).await;
        let row = ("One".to_owned(), "Changed Date of publication, Responsible and Topics".to_owned());
        assert_eq!(app.plan().await, [row]);
        app.confirm_import().await;
        app.open_driver("One").await;
        app.has("Responsible", "AL").await;
        app.has("Topics", "b, c").await;
        app.has("Date of publication", "4/10/2013").await;
        app.go("Import").await;
        app.choose(&file).await;
        app.says("status", "Nothing changed").await;
    }

    async fn the_filtered_list_can_be_exported(stage: Stage) {
        let app = App::open(&stage).await;
        app.import_drivers(&json!([
            { "title": "National plan", "level": "national" },
            { "title": "Local plan", "level": "local" },
            { "title": "Local strategy", "level": "local" },
        ])).await;
        app.go("Drivers").await;
        app.filter("Level", "Local").await;
        app.wait_until("the list is narrowed", async || app.counted().await == "2 of 3 drivers").await;
        app.get("link", "Export this list").await.click().await;
        app.shows("Export").await;
        assert!(app.get("radio", "The filtered list: 2 drivers").await.is_checked().await);
        assert_eq!(titles(&app.download().await), ["Local plan", "Local strategy"]);
        app.get("radio", "All 3 drivers, and those in the trash").await.click().await;
        assert_eq!(titles(&app.download().await), ["Local plan", "Local strategy", "National plan"]);
    }
}

fn titles(export: &Value) -> Vec<&str> {
    let drivers = export["drivers"].as_array().expect("a list");
    let mut titles: Vec<_> = drivers
        .iter()
        .filter_map(|driver| driver["title"].as_str())
        .collect();
    titles.sort_unstable();
    titles
}
