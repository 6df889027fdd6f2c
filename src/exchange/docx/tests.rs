use std::collections::BTreeSet;

use roxmltree::{Document, Node};

use super::super::briefing::tests::briefing;
use super::super::made::{self, edit};
use super::super::zip::{Parts, unpack};
use super::*;
use crate::domain::register::Register;
use serde_json::json;

#[track_caller]
fn parts(document: &[u8]) -> Parts {
    let parts = unpack(document, 50_000_000, |_| true).expect("a container");
    for (name, part) in &parts {
        let text = std::str::from_utf8(part).expect("UTF-8");
        Document::parse(text).unwrap_or_else(|error| panic!("{name}: {error}"));
    }
    parts
}

fn part<'a>(parts: &'a Parts, name: &str) -> &'a str {
    std::str::from_utf8(&parts[name]).unwrap()
}

fn all<'a>(document: &'a Document<'a>, name: &str) -> Vec<Node<'a, 'a>> {
    let nodes = document.descendants();
    nodes.filter(|node| node.has_tag_name(name)).collect()
}

fn value<'a>(node: Node<'a, 'a>, name: &str) -> Option<&'a str> {
    node.attribute((MAIN, name))
}

/// The paragraphs: each with its style, its mark, and its text.
fn told(document: &str) -> Vec<String> {
    let document = Document::parse(document).unwrap();
    let paragraphs = all(&document, "p").into_iter().map(|paragraph| {
        let mut told = String::new();
        for node in paragraph.descendants() {
            match node.tag_name().name() {
                "pStyle" => told.push_str(value(node, "val").unwrap()),
                "ilvl" => told.extend([" level ", value(node, "val").unwrap()]),
                "numId" => told.extend([" of list ", value(node, "val").unwrap()]),
                "bidi" => told.push_str(" from the right"),
                "pageBreakBefore" => told.push_str(" on a new page"),
                "br" => told.push('/'),
                "tab" => told.push('>'),
                "hyperlink" => told.push('@'),
                "t" => told.extend(["|", node.text().unwrap_or_default()]),
                _ => (),
            }
        }
        told
    });
    paragraphs.collect()
}

fn of(impact: &str) -> Parts {
    let mut register = Register::new("r", []);
    let set = json!({ "title": "A plan", "impact": impact });
    edit(&mut register, "d", "2026-03-01T00:00:00Z", "A", set);
    parts(&write(&briefing(&register, "A plan")))
}

/// The paragraphs of a text, without what stands about it.
fn paragraphs(impact: &str) -> Vec<String> {
    let mut told = told(part(&of(impact), "word/document.xml"));
    told.pop();
    told.split_off(3)
}

#[test]
fn a_briefing_becomes_a_document() {
    let mut briefing = briefing(&made::readable(), "Wards, for the board");
    briefing.drivers.remove(0);
    let parts = parts(&write(&briefing));
    let names: Vec<&str> = parts.keys().map(String::as_str).collect();
    insta::assert_snapshot!(names.join("\n"), @"
    [Content_Types].xml
    _rels/.rels
    docProps/core.xml
    word/_rels/document.xml.rels
    word/document.xml
    word/footer.xml
    word/numbering.xml
    word/settings.xml
    word/styles.xml
    ");
    insta::assert_snapshot!(told(part(&parts, "word/document.xml")).join("\n"), @"
    Title|Wards, for the board
    Subtitle|2 March 2026
    Heading2|In this briefing
    ListParagraph level 0 of list 2@|Books on wards/|Institute of Bedside Evidence, about 2011
    ListParagraph level 0 of list 2@|Reading on wards/|Institute of Bedside Evidence; Ward Readers’ Trust, April 2025
    Heading1 on a new page|Books on wards
    Heading2|What does this mean for libraries?
    |Trolleys are to go round twice a week.
    Fact|Status
    Fact|Superseded
    Fact|Superseded by
    Fact|Reading on wards
    Fact|Source
    Fact|Institute of Bedside Evidence
    Fact|Date of publication
    Fact|about 2011
    Reference|To cite it: |Institute (2025) |Books on wards|.
    Heading1 on a new page|Reading on wards
    Heading2|What does this mean for libraries?
    |Every ward is to have a |named librarian| (p. 12).
    ListParagraph level 0 of list 1|Plan for visits.
    ListParagraph level 0 of list 1|Count the questions.
    Fact|Source
    Fact|Institute of Bedside Evidence; Ward Readers’ Trust
    Fact|Date of publication
    Fact|April 2025
    Fact|Level
    Fact|National
    Fact|Nations
    Fact|England, Wales
    Fact|Topics
    Fact|evidence, wards
    Fact|Primary audience
    Fact|Library managers, Chief nurses
    Heading2|Summary
    |Care is safer where staff can ask for evidence and get it the same day.
    Heading2|Key features
    |Three promises:
    ListParagraph level 0 of list 3|a person to ask
    ListParagraph level 0 of list 3|an answer by noon
    ListParagraph level 0 of list 3|a report each year, as in @|the example
    Reference|Link to main document: @|https://policy.example/wards
    Reference|To cite it: |Institute (2025) |Reading on wards|.
    ");
    insta::assert_snapshot!(told(part(&parts, "word/footer.xml")).join("\n"), @"Footer|Wards, for the board · 2 March 2026>|Page |1| of |1");
    insta::assert_snapshot!(part(&parts, "docProps/core.xml").replace("><", ">\n<"), @r#"
    <?xml version="1.0" encoding="UTF-8" standalone="yes"?>
    <cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
    <dc:title>Wards, for the board</dc:title>
    <dc:language>en-GB</dc:language>
    <dcterms:created xsi:type="dcterms:W3CDTF">2026-03-02T00:00:00Z</dcterms:created>
    </cp:coreProperties>
    "#);
}

#[test]
fn a_paragraph_is_written_in_the_order_of_the_schema() {
    let parts = of("1. **תוכנית** *plan* [x](https://policy.example)\n\n   more");
    let document = part(&parts, "word/document.xml");
    let first = document
        .find("<w:p><w:pPr><w:pStyle w:val=\"ListParagraph\"/>")
        .unwrap();
    let end = first + document[first..].find("</w:p>").unwrap();
    insta::assert_snapshot!(document[first..end].replace("><", ">\n<"), @r#"
    <w:p>
    <w:pPr>
    <w:pStyle w:val="ListParagraph"/>
    <w:numPr>
    <w:ilvl w:val="0"/>
    <w:numId w:val="2"/>
    </w:numPr>
    <w:bidi/>
    <w:spacing w:after="120"/>
    <w:ind w:left="397" w:hanging="397"/>
    </w:pPr>
    <w:r>
    <w:rPr>
    <w:b/>
    <w:bCs/>
    <w:rtl/>
    </w:rPr>
    <w:t xml:space="preserve">תוכנית</w:t>
    </w:r>
    <w:r>
    <w:rPr>
    <w:rtl/>
    </w:rPr>
    <w:t xml:space="preserve"> </w:t>
    </w:r>
    <w:r>
    <w:rPr>
    <w:i/>
    <w:iCs/>
    </w:rPr>
    <w:t xml:space="preserve">plan</w:t>
    </w:r>
    <w:r>
    <w:t xml:space="preserve"> </w:t>
    </w:r>
    <w:hyperlink r:id="rIdLink1" w:history="1">
    <w:r>
    <w:rPr>
    <w:rStyle w:val="Hyperlink"/>
    </w:rPr>
    <w:t xml:space="preserve">x</w:t>
    </w:r>
    </w:hyperlink>
    "#);
}

#[test]
fn the_same_briefing_makes_the_same_bytes() {
    let register = made::hard();
    assert_eq!(
        write(&briefing(&register, "Hard")),
        write(&briefing(&register, "Hard"))
    );
}

#[test]
fn what_is_hard_comes_back() {
    let register = made::hard();
    let parts = parts(&write(&briefing(&register, "Hard \u{1}")));
    let document = Document::parse(part(&parts, "word/document.xml")).unwrap();
    let texts = all(&document, "t")
        .into_iter()
        .filter_map(|node| node.text());
    let text: String = texts.collect();
    for expected in [
        "Commas, \"quotes\"; \\slashes\\ & <tags> on two lines",
        "<script>alert(1)</script>",
        "תוכנית לקריאה — reading plan 2018",
        "🧑‍🤝‍🧑 together, 健康",
        "👩🏽‍⚕️👨‍👩‍👧‍👦",
        "early 2019",
        "Untitled driver",
        "javascript:alert(1)",
    ] {
        assert!(text.contains(expected), "{expected}");
    }
    assert_eq!(text.matches("Ünï").count(), 3_000);
    assert_eq!(text.matches("word").count(), 20_000);
    let related = part(&parts, "word/_rels/document.xml.rels");
    assert!(related.contains("https://policy.example/%C3%A9?a=%22b%22&amp;c"));
    assert!(!related.contains("javascript"));
}

#[test]
fn every_numbered_list_begins_anew() {
    let markdown = "1. a\n2. b\n\nThen:\n\n7. c\n   - d\n     1. e\n   - f\n8. g\n\nAnd:\n\n100000. h\n100001. i";
    insta::assert_snapshot!(paragraphs(markdown).join("\n"), @"
    ListParagraph level 0 of list 2|a
    ListParagraph level 0 of list 2|b
    |Then:
    ListParagraph level 0 of list 3|c
    ListParagraph level 1 of list 1|d
    ListParagraph level 2 of list 4|e
    ListParagraph level 1 of list 1|f
    ListParagraph level 0 of list 3|g
    |And:
    ListParagraph|100000.>|h
    ListParagraph|100001.>|i
    ");
    let parts = of(markdown);
    let numbering = Document::parse(part(&parts, "word/numbering.xml")).unwrap();
    let overrides = all(&numbering, "startOverride").into_iter().map(|start| {
        let level = value(start.parent().unwrap(), "ilvl").unwrap();
        (level, value(start, "val").unwrap())
    });
    assert_eq!(
        overrides.collect::<Vec<_>>(),
        [("0", "1"), ("0", "7"), ("2", "1")]
    );
}

#[test]
fn whatever_begins_an_item_has_its_mark() {
    for (markdown, expected) in [
        (
            "- - a",
            "ListParagraph level 0 of list 1\nListParagraph level 1 of list 1|a",
        ),
        ("- > a", "Quote level 0 of list 1|a"),
        (
            "-\n- a",
            "ListParagraph level 0 of list 1\nListParagraph level 0 of list 1|a",
        ),
        (
            "-     a\n\n  b",
            "HTMLPreformatted level 0 of list 1|a\nListParagraph|b",
        ),
        (
            "- # a\n  b",
            "Heading3 level 0 of list 1|a\nListParagraph|b",
        ),
    ] {
        assert_eq!(paragraphs(markdown).join("\n"), expected, "{markdown}");
    }
}

#[test]
fn texts_from_right_to_left_are_marked() {
    let parts = of("תוכנית **plan** 5\n\nplan תוכנית");
    let document = part(&parts, "word/document.xml");
    assert_eq!(document.matches("<w:bidi/>").count(), 1);
    assert_eq!(
        document
            .matches("<w:rtl/></w:rPr><w:t xml:space=\"preserve\">תוכנית")
            .count(),
        2
    );
    assert!(document.contains("<w:b/><w:bCs/></w:rPr><w:t xml:space=\"preserve\">plan</w:t>"));
}

#[test]
fn every_link_has_an_address() {
    let long = "a".repeat(2_083);
    let markdown = format!(
        "[a](https://policy.example/1) [b](https://policy.example/2) [c](https://policy.example/1)\n\n\
         [d](https://policy.example/{long}) [e](https://)"
    );
    let parts = of(&markdown);
    let document = Document::parse(part(&parts, "word/document.xml")).unwrap();
    let links = all(&document, "hyperlink").into_iter();
    let used: Vec<&str> = links
        .filter_map(|link| link.attribute((RELATED, "id")))
        .collect();
    assert_eq!(used, ["rIdLink1", "rIdLink2", "rIdLink1"]);
    let related = Document::parse(part(&parts, "word/_rels/document.xml.rels")).unwrap();
    let related = all(&related, "Relationship").into_iter();
    let external = related.filter(|one| one.attribute("TargetMode") == Some("External"));
    let ids: BTreeSet<&str> = external.filter_map(|one| one.attribute("Id")).collect();
    assert_eq!(ids, used.into_iter().collect());
}

#[test]
fn no_table_ends_a_document() {
    let mut register = Register::new("r", []);
    let set = json!({ "title": "A plan", "level": "local" });
    edit(&mut register, "d", "2026-03-01T00:00:00Z", "A", set);
    let mut briefing = briefing(&register, "A plan");
    briefing.drivers[0].pieces.truncate(1);
    let parts = parts(&write(&briefing));
    let document = part(&parts, "word/document.xml");
    assert!(document.contains("</w:tbl><w:p>"));
}

#[test]
fn styles_that_are_used_are_there() {
    let styles = Document::parse(STYLES).unwrap();
    let styles = all(&styles, "style").into_iter();
    let known: BTreeSet<&str> = styles.filter_map(|style| value(style, "styleId")).collect();
    let everything = "# h\n\n> q\n\n- l `c` [x](https://policy.example)\n\n---\n\n    code";
    for parts in [
        of(everything),
        parts(&write(&briefing(&made::readable(), "W"))),
    ] {
        for name in ["word/document.xml", "word/footer.xml"] {
            let document = Document::parse(part(&parts, name)).unwrap();
            for kind in ["pStyle", "rStyle"] {
                for style in all(&document, kind) {
                    let style = value(style, "val").unwrap();
                    assert!(known.contains(style), "{style}");
                }
            }
        }
    }
}

#[test]
fn parts_that_are_told_are_there() {
    let parts = parts(&write(&briefing(&made::readable(), "W")));
    let types = Document::parse(part(&parts, "[Content_Types].xml")).unwrap();
    for told in all(&types, "Override") {
        let name = told.attribute("PartName").unwrap();
        assert!(parts.contains_key(&name[1..]), "{name}");
    }
    for (name, folder) in [
        ("_rels/.rels", ""),
        ("word/_rels/document.xml.rels", "word/"),
    ] {
        let related = Document::parse(part(&parts, name)).unwrap();
        for related in all(&related, "Relationship") {
            let target = related.attribute("Target").unwrap();
            let is_outside = related.attribute("TargetMode") == Some("External");
            assert!(
                is_outside || parts.contains_key(&format!("{folder}{target}")),
                "{target}"
            );
        }
    }
}
