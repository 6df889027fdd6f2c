use std::collections::BTreeSet;

use super::super::made::{self, drivers};
use super::*;
use crate::domain::register::Register;

pub const WORDS: Words = Words {
    impact: "What does this mean for libraries?",
    untitled: "Untitled driver",
    contents: "In this briefing",
    citation: "To cite it",
    page: "Page",
    of: "of",
};

/// A briefing of these drivers, with what the register knows of them.
pub fn briefing(register: &Register, title: &str) -> Briefing {
    let mut briefing = Briefing::new(title, Date::constant(2026, 3, 2), WORDS);
    for driver in drivers(register) {
        let successor = register.driver(driver.text(Field::SupersededBy));
        let successor = successor.map(|driver| driver.title());
        let citation = [
            ("Institute (2025) ", false),
            (driver.title(), true),
            (".", false),
        ];
        briefing.add(driver, successor, &citation);
    }
    briefing
}

#[test]
fn as_plain_text() {
    let mut briefing = briefing(&made::readable(), "Wards,\nfor the board");
    briefing.drivers.remove(0);
    insta::assert_snapshot!(briefing.plain(), @"
    Wards, for the board
    ====================

    2 March 2026


    Books on wards
    --------------

    WHAT DOES THIS MEAN FOR LIBRARIES?

    Trolleys are to go round twice a week.

    Status: Superseded
    Superseded by: Reading on wards
    Source: Institute of Bedside Evidence
    Date of publication: about 2011

    To cite it: Institute (2025) Books on wards.


    Reading on wards
    ----------------

    WHAT DOES THIS MEAN FOR LIBRARIES?

    Every ward is to have a named librarian (p. 12).

    - Plan for visits.
    - Count the questions.

    Source: Institute of Bedside Evidence; Ward Readers’ Trust
    Date of publication: April 2025
    Level: National
    Nations: England, Wales
    Topics: evidence, wards
    Primary audience: Library managers, Chief nurses

    SUMMARY

    Care is safer where staff can ask for evidence and get it the same day.

    KEY FEATURES

    Three promises:

    1. a person to ask
    2. an answer by noon
    3. a report each year, as in the example (https://policy.example/report)

    Link to main document: https://policy.example/wards

    To cite it: Institute (2025) Reading on wards.
    ");
}

#[test]
fn as_formatted_text() {
    let mut briefing = briefing(&made::readable(), "Wards & more");
    briefing.drivers.drain(..2);
    insta::assert_snapshot!(briefing.html().replace("><", ">\n<"), @r#"
    <h1 style="margin-top:0;margin-bottom:4pt;font-family:Arial,sans-serif;font-size:20pt;font-weight:bold;color:#003087">Wards &amp; more</h1>
    <p style="margin-top:0;margin-bottom:8pt;font-family:Arial,sans-serif;font-size:11pt">2 March 2026</p>
    <h2 style="margin-top:18pt;margin-bottom:4pt;font-family:Arial,sans-serif;font-size:16pt;font-weight:bold;color:#003087">Reading on wards</h2>
    <h3 style="margin-top:12pt;margin-bottom:4pt;font-family:Arial,sans-serif;font-size:12pt;font-weight:bold;color:#005eb8">What does this mean for libraries?</h3>
    <p style="margin-top:0;margin-bottom:8pt;font-family:Arial,sans-serif;font-size:11pt">Every ward is to have a <strong>named librarian</strong> (p. 12).</p>
    <ul style="margin-top:0;margin-bottom:8pt">
    <li style="margin-top:0;margin-bottom:3pt;font-family:Arial,sans-serif;font-size:11pt">Plan for visits.</li>
    <li style="margin-top:0;margin-bottom:3pt;font-family:Arial,sans-serif;font-size:11pt">Count the questions.</li>
    </ul>
    <table style="margin-top:0;margin-bottom:8pt;border-collapse:collapse">
    <tr>
    <th style="padding:2pt 12pt 2pt 0;text-align:left;vertical-align:top;font-family:Arial,sans-serif;font-size:11pt;font-weight:bold">Source</th>
    <td style="padding:2pt 0 2pt 0;text-align:left;vertical-align:top;font-family:Arial,sans-serif;font-size:11pt">Institute of Bedside Evidence; Ward Readers’ Trust</td>
    </tr>
    <tr>
    <th style="padding:2pt 12pt 2pt 0;text-align:left;vertical-align:top;font-family:Arial,sans-serif;font-size:11pt;font-weight:bold">Date of publication</th>
    <td style="padding:2pt 0 2pt 0;text-align:left;vertical-align:top;font-family:Arial,sans-serif;font-size:11pt">April 2025</td>
    </tr>
    <tr>
    <th style="padding:2pt 12pt 2pt 0;text-align:left;vertical-align:top;font-family:Arial,sans-serif;font-size:11pt;font-weight:bold">Level</th>
    <td style="padding:2pt 0 2pt 0;text-align:left;vertical-align:top;font-family:Arial,sans-serif;font-size:11pt">National</td>
    </tr>
    <tr>
    <th style="padding:2pt 12pt 2pt 0;text-align:left;vertical-align:top;font-family:Arial,sans-serif;font-size:11pt;font-weight:bold">Nations</th>
    <td style="padding:2pt 0 2pt 0;text-align:left;vertical-align:top;font-family:Arial,sans-serif;font-size:11pt">England, Wales</td>
    </tr>
    <tr>
    <th style="padding:2pt 12pt 2pt 0;text-align:left;vertical-align:top;font-family:Arial,sans-serif;font-size:11pt;font-weight:bold">Topics</th>
    <td style="padding:2pt 0 2pt 0;text-align:left;vertical-align:top;font-family:Arial,sans-serif;font-size:11pt">evidence, wards</td>
    </tr>
    <tr>
    <th style="padding:2pt 12pt 2pt 0;text-align:left;vertical-align:top;font-family:Arial,sans-serif;font-size:11pt;font-weight:bold">Primary audience</th>
    <td style="padding:2pt 0 2pt 0;text-align:left;vertical-align:top;font-family:Arial,sans-serif;font-size:11pt">Library managers, Chief nurses</td>
    </tr>
    </table>
    <h3 style="margin-top:12pt;margin-bottom:4pt;font-family:Arial,sans-serif;font-size:12pt;font-weight:bold;color:#005eb8">Summary</h3>
    <p style="margin-top:0;margin-bottom:8pt;font-family:Arial,sans-serif;font-size:11pt">Care is safer where staff can ask for evidence and get it the same day.</p>
    <h3 style="margin-top:12pt;margin-bottom:4pt;font-family:Arial,sans-serif;font-size:12pt;font-weight:bold;color:#005eb8">Key features</h3>
    <p style="margin-top:0;margin-bottom:8pt;font-family:Arial,sans-serif;font-size:11pt">Three promises:</p>
    <ol style="margin-top:0;margin-bottom:8pt">
    <li style="margin-top:0;margin-bottom:3pt;font-family:Arial,sans-serif;font-size:11pt">a person to ask</li>
    <li style="margin-top:0;margin-bottom:3pt;font-family:Arial,sans-serif;font-size:11pt">an answer by noon</li>
    <li style="margin-top:0;margin-bottom:3pt;font-family:Arial,sans-serif;font-size:11pt">a report each year, as in <a href="https://policy.example/report">the example</a>
    </li>
    </ol>
    <p style="margin-top:0;margin-bottom:8pt;font-family:Arial,sans-serif;font-size:11pt">
    <strong>Link to main document: </strong>
    <a href="https://policy.example/wards">https://policy.example/wards</a>
    </p>
    <p style="margin-top:0;margin-bottom:8pt;font-family:Arial,sans-serif;font-size:11pt">
    <strong>To cite it: </strong>Institute (2025) <em>Reading on wards</em>.</p>
    "#);
}

#[test]
fn what_is_hard_is_whole_in_every_form() {
    let register = made::hard();
    let briefing = briefing(&register, "Hard");
    let (html, plain) = (briefing.html(), briefing.plain());
    let html = format!("<div>{html}</div>");
    let html = roxmltree::Document::parse(&html).unwrap();
    let texts = html.descendants().filter(|node| node.is_text());
    let html: String = texts.filter_map(|node| node.text()).collect();
    for driver in drivers(&register) {
        for field in [Field::Title, Field::Impact, Field::Summary] {
            let words = driver.text(field).split(|c: char| !c.is_alphanumeric());
            for word in words.collect::<BTreeSet<_>>() {
                assert!(html.contains(word) && plain.contains(word), "{word}");
            }
        }
    }
    assert_eq!(plain.matches("word").count(), 20_000);
    assert!(plain.contains("Date of publication: early 2019\n"));
    assert!(plain.contains("Untitled driver\n---------------\n\nLevel: Local\n"));
    assert!(html.contains("<script>alert(1)</script>"));
    assert_eq!(html.matches("🦉").count(), 1);
    assert_eq!(html.matches("Ünï").count(), 3_000);
}

#[test]
fn an_address_that_may_not_be_followed_is_no_link() {
    let html = briefing(&made::hard(), "Hard").html();
    assert!(html.contains("javascript:alert(1)"));
    assert!(!html.contains("href=\"javascript"));
}

#[test]
fn whether_a_driver_holds_is_its_first_fact() {
    let register = made::readable();
    let facts = |successor| {
        let driver = register.driver("old-wards").unwrap();
        let part = Part::new(driver, successor, &[], &WORDS);
        let facts = part.pieces.iter().find_map(|piece| match piece {
            Piece::Facts(facts) => Some(facts.clone()),
            _ => None,
        });
        let facts = facts.unwrap().into_iter().take(2);
        facts
            .map(|fact| (fact.label, fact.text))
            .collect::<Vec<_>>()
    };
    let expected = |successor: &str| {
        vec![
            ("Status", "Superseded".to_owned()),
            ("Superseded by", successor.to_owned()),
        ]
    };
    assert_eq!(
        facts(Some("Reading on wards")),
        expected("Reading on wards")
    );
    assert_eq!(facts(None), expected("wards"));
}
