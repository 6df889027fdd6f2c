use roxmltree::{Document, Node};
use serde_json::json;

use super::super::briefing::tests::WORDS;
use super::super::made::{self, drivers, edit};
use super::*;
use crate::domain::edit::comment_key;

fn feed(register: &Register) -> String {
    let now = "2026-03-02T08:15:00Z".parse().unwrap();
    let drivers = drivers(register);
    write(&drivers, register, register.title(), now, &WORDS)
}

fn child<'a>(node: Node<'a, 'a>, name: &str) -> Option<Node<'a, 'a>> {
    let name = ("http://www.w3.org/2005/Atom", name);
    node.children().find(|child| child.has_tag_name(name))
}

#[track_caller]
fn text<'a>(node: Node<'a, 'a>, name: &str) -> &'a str {
    let child = child(node, name).unwrap_or_else(|| panic!("no {name}"));
    child.text().unwrap_or_default()
}

fn entries<'a>(feed: &'a Document<'a>) -> Vec<Node<'a, 'a>> {
    let entries = feed.descendants();
    entries
        .filter(|node| node.tag_name().name() == "entry")
        .collect()
}

/// What RFC 4287 asks of every feed and entry.
#[track_caller]
fn check(feed: &str) {
    let feed = Document::parse(feed).expect("well-formed XML");
    let root = feed.root_element();
    assert_eq!(root.tag_name().name(), "feed");
    let mut ids = Vec::new();
    for node in entries(&feed).into_iter().chain([root]) {
        ids.push(text(node, "id").to_owned());
        assert!(!text(node, "title").is_empty());
        text(node, "updated").parse::<Timestamp>().expect("a time");
        for author in node.children().filter(|node| node.has_tag_name("author")) {
            assert!(!text(author, "name").trim().is_empty());
        }
        if node != root {
            let content = child(node, "content").expect("content");
            assert_eq!(content.attribute("type"), Some("html"));
            let html = format!("<div>{}</div>", content.text().unwrap_or_default());
            Document::parse(&html).expect("well-formed HTML");
            assert!(text(node, "published") <= text(node, "updated"));
        }
    }
    assert!(child(root, "author").is_some());
    assert!(ids.iter().all(|id| id.starts_with("urn:uuid:")));
    ids.sort();
    ids.dedup();
    assert_eq!(ids.len(), entries(&feed).len() + 1);
}

#[test]
fn the_newest_driver_comes_first() {
    let register = made::readable();
    let feed = feed(&register);
    check(&feed);
    insta::assert_snapshot!(feed.replace("><", ">\n<"), @r#"
    <?xml version="1.0" encoding="UTF-8" standalone="yes"?>
    <feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en-GB">
    <id>urn:uuid:fa8d17db-2384-84b4-b859-30c5fbb7e8af</id>
    <title>Mill Lane library</title>
    <updated>2026-02-03T10:30:00Z</updated>
    <author>
    <name>Mill Lane library</name>
    </author>
    <generator>Driver Atlas</generator>
    <entry>
    <id>urn:uuid:c342e3e6-7fad-8deb-b16a-b96469f348cf</id>
    <title>Books on wards</title>
    <updated>2026-02-03T10:30:00Z</updated>
    <published>2026-01-05T09:20:00Z</published>
    <author>
    <name>Institute of Bedside Evidence</name>
    </author>
    <summary>Trolleys are to go round twice a week.</summary>
    <content type="html">&lt;h3&gt;What does this mean for libraries?&lt;/h3&gt;&lt;p&gt;Trolleys are to go round twice a week.&lt;/p&gt;&lt;table&gt;&lt;tr&gt;&lt;th&gt;Status&lt;/th&gt;&lt;td&gt;Superseded&lt;/td&gt;&lt;/tr&gt;&lt;tr&gt;&lt;th&gt;Superseded by&lt;/th&gt;&lt;td&gt;Reading on wards&lt;/td&gt;&lt;/tr&gt;&lt;tr&gt;&lt;th&gt;Source&lt;/th&gt;&lt;td&gt;Institute of Bedside Evidence&lt;/td&gt;&lt;/tr&gt;&lt;tr&gt;&lt;th&gt;Date of publication&lt;/th&gt;&lt;td&gt;about 2011&lt;/td&gt;&lt;/tr&gt;&lt;/table&gt;</content>
    </entry>
    <entry>
    <id>urn:uuid:48098b91-d860-81b7-8980-ee8aeebcec17</id>
    <title>Reading on wards</title>
    <updated>2026-01-05T09:10:00Z</updated>
    <published>2026-01-05T09:10:00Z</published>
    <author>
    <name>Institute of Bedside Evidence</name>
    </author>
    <author>
    <name>Ward Readers’ Trust</name>
    </author>
    <link rel="alternate" href="https://policy.example/wards"/>
    <category term="evidence"/>
    <category term="wards"/>
    <summary>Every ward is to have a named librarian (p. 12).</summary>
    <content type="html">&lt;h3&gt;What does this mean for libraries?&lt;/h3&gt;&lt;p&gt;Every ward is to have a &lt;strong&gt;named librarian&lt;/strong&gt; (p. 12).&lt;/p&gt;&lt;ul&gt;&lt;li&gt;Plan for visits.&lt;/li&gt;&lt;li&gt;Count the questions.&lt;/li&gt;&lt;/ul&gt;&lt;table&gt;&lt;tr&gt;&lt;th&gt;Source&lt;/th&gt;&lt;td&gt;Institute of Bedside Evidence; Ward Readers’ Trust&lt;/td&gt;&lt;/tr&gt;&lt;tr&gt;&lt;th&gt;Date of publication&lt;/th&gt;&lt;td&gt;April 2025&lt;/td&gt;&lt;/tr&gt;&lt;tr&gt;&lt;th&gt;Level&lt;/th&gt;&lt;td&gt;National&lt;/td&gt;&lt;/tr&gt;&lt;tr&gt;&lt;th&gt;Nations&lt;/th&gt;&lt;td&gt;England, Wales&lt;/td&gt;&lt;/tr&gt;&lt;tr&gt;&lt;th&gt;Topics&lt;/th&gt;&lt;td&gt;evidence, wards&lt;/td&gt;&lt;/tr&gt;&lt;tr&gt;&lt;th&gt;Primary audience&lt;/th&gt;&lt;td&gt;Library managers, Chief nurses&lt;/td&gt;&lt;/tr&gt;&lt;/table&gt;&lt;h3&gt;Summary&lt;/h3&gt;&lt;p&gt;Care is safer where staff can ask for evidence and get it the same day.&lt;/p&gt;&lt;h3&gt;Key features&lt;/h3&gt;&lt;p&gt;Three promises:&lt;/p&gt;&lt;ol&gt;&lt;li&gt;a person to ask&lt;/li&gt;&lt;li&gt;an answer by noon&lt;/li&gt;&lt;li&gt;a report each year, as in &lt;a href=&quot;https://policy.example/report&quot;&gt;the example&lt;/a&gt;&lt;/li&gt;&lt;/ol&gt;&lt;p&gt;&lt;strong&gt;Link to main document: &lt;/strong&gt;&lt;a href=&quot;https://policy.example/wards&quot;&gt;https://policy.example/wards&lt;/a&gt;&lt;/p&gt;</content>
    </entry>
    </feed>
    "#);
}

#[test]
fn what_is_hard_comes_back() {
    let register = made::hard();
    let feed = feed(&register);
    check(&feed);
    let feed = Document::parse(&feed).unwrap();
    let entries = entries(&feed);
    assert_eq!(entries.len(), drivers(&register).len());
    let titles: Vec<&str> = entries.iter().map(|entry| text(*entry, "title")).collect();
    assert!(titles.contains(&"Commas, \"quotes\"; \\slashes\\ & <tags> on two lines"));
    assert!(titles.contains(&"תוכנית לקריאה — reading plan 2018"));
    let first = entries[0];
    let terms = first.children().filter_map(|node| node.attribute("term"));
    assert_eq!(terms.collect::<Vec<_>>(), ["a, b", "c d", "<&>"]);
    let link = child(first, "link").unwrap();
    assert_eq!(
        link.attribute("href"),
        Some("https://policy.example/%C3%A9?a=%22b%22&c")
    );
    let long = entries
        .iter()
        .find(|entry| text(**entry, "title").starts_with('長'));
    let long = *long.unwrap();
    let summary = text(long, "summary");
    assert!(summary.ends_with('…') && summary.chars().count() <= SUMMARY + 1);
    assert!(text(long, "content").len() > 200_000);
}

#[test]
fn only_what_the_feed_says_brings_a_driver_up_again() {
    let mut register = made::readable();
    let first = |register: &Register| {
        let feed = feed(register);
        let feed = Document::parse(&feed).unwrap();
        let first = entries(&feed)[0];
        [text(first, "title"), text(first, "updated")].map(str::to_owned)
    };
    let before = first(&register);
    let comment = json!({ "by": "Ben", "at": "2026-03-10T08:00:00Z", "text": "Page 12." });
    for set in [
        json!({ "review_due": "2028" }),
        json!({ "responsible": "Ben" }),
        json!({ comment_key(&comment): comment }),
    ] {
        edit(&mut register, "wards", "2026-03-10T08:00:00Z", "Ben", set);
        assert_eq!(first(&register), before);
    }
    let set = json!({ "status": "archived" });
    edit(&mut register, "wards", "2026-03-11T08:00:00Z", "Ben", set);
    assert_eq!(
        first(&register),
        ["Reading on wards", "2026-03-11T08:00:00Z"]
    );
}

#[test]
fn no_more_than_the_newest_hundred_are_told() {
    let mut register = Register::new("many", []);
    for number in 0..MOST + 5 {
        let at = format!("2026-03-01T{:02}:{:02}:00Z", number / 60, number % 60);
        let set = json!({ "title": format!("Driver {number}") });
        edit(&mut register, &format!("d{number}"), &at, "A", set);
    }
    let feed = feed(&register);
    check(&feed);
    let feed = Document::parse(&feed).unwrap();
    let entries = entries(&feed);
    assert_eq!(entries.len(), MOST);
    assert_eq!(text(entries[0], "title"), "Driver 104");
    assert_eq!(text(entries[99], "title"), "Driver 5");
}

#[test]
fn a_feed_without_drivers_was_updated_now() {
    let register = Register::new("empty", []);
    let now = "2026-03-02T08:15:00Z".parse().unwrap();
    let feed = write(&[], &register, "Empty", now, &WORDS);
    check(&feed);
    assert!(feed.contains("<updated>2026-03-02T08:15:00Z</updated>"));
}

#[test]
fn an_edit_without_a_time_counts_from_its_coming() {
    use crate::domain::entry::Delta;
    use std::sync::Arc;

    let mut register = Register::new("r", []);
    let mut entry = Entry::default();
    let title = Arc::new(json!("By hand"));
    let digest = Digest::of(&title);
    let by_hand = Edit {
        set: [("title".to_owned(), Some(digest))].into(),
        ..Edit::default()
    };
    let delta = Delta {
        edits: [(by_hand.id("d"), Arc::new(by_hand))].into(),
        values: [(digest, title)].into(),
        arrived: Some("2026-02-01T00:00:00Z".parse().unwrap()),
        ..Delta::default()
    };
    entry.apply(&delta);
    register.put("d".into(), entry);
    let times = Times::of(&register, register.driver("d").unwrap());
    assert_eq!(times.updated.to_string(), "2026-02-01T00:00:00Z");
    assert_eq!(times.published, times.updated);
}
