//! Drivers as references and back, what kind a driver is, and texts that hold marks of HTML.

use super::*;
use crate::domain::law;
use crate::exchange::json::{FORMAT, Reading};
use crate::exchange::references::{Notice, NoticeKind, Read, Unreadable};

/// The drivers that a register file with these has.
#[track_caller]
pub(in crate::exchange) fn drivers(plain: Value) -> Vec<Driver> {
    let file = json!({ "format": FORMAT, "version": 1, "drivers": plain });
    let incoming = Reading::new(file.to_string()).unwrap().finish();
    assert_eq!(incoming.notices, []);
    let entries = incoming.entries.into_iter();
    entries
        .map(|(id, entry)| Driver::new(id, law::evaluate(&entry)))
        .collect()
}

#[track_caller]
pub(in crate::exchange) fn driver(plain: Value) -> Driver {
    drivers(json!([plain])).remove(0)
}

/// The drivers of a file of references, read by the reader of register files as an import does.
#[track_caller]
pub(in crate::exchange) fn imported(read: &Read) -> Vec<Driver> {
    let drivers = read.drivers.iter();
    drivers.map(|plain| driver(json!(plain))).collect()
}

/// A driver with all that references carry, and much that they don't.
pub(in crate::exchange) fn full() -> Value {
    json!({
        "id": "knowledge-for-care",
        "title": "Knowledge for care: \"evidence\", promised & kept",
        "alternative_titles": ["K4C", "Knowledge: care"],
        "level": "national",
        "nations": ["England", "Wales"],
        "sources": ["Institute of Bedside Evidence", "Ministry of Housing, Wards & Books"],
        "link": "https://policy.example/knowledge_for/care?a=1&b=2%20#p",
        "further_links": [{ "label": "Slides", "url": "https://policy.example/slides--1" }],
        "publication_format": "PDF",
        "published": "30th April 2025",
        "impact": "Every ward is to have a librarian (p. 12).\n\n- Plan for visits.\n- Count 100% of questions.",
        "summary": "Care is safer where staff can ask.\n\nIt costs $5 {per} question #1.",
        "key_features": "Three promises.",
        "case_studies": "A hospital that halved its waiting time.",
        "audiences": ["Chief nurses"],
        "topics": ["evidence", "wards"],
        "status": "archived",
        "responsible": "AK"
    })
}

/// What comes back of it: what references carry, in the form of all formats.
pub(in crate::exchange) fn carried() -> Value {
    let mut carried = full();
    for field in NOT_CARRIED.iter().map(|field| field.key()).chain(["id"]) {
        carried.as_object_mut().unwrap().remove(field);
    }
    carried["further_links"] = json!([{ "url": "https://policy.example/slides--1" }]);
    carried["published"] = json!("2025-04-30");
    carried
}

/// What is said of a file, with the lines that it is said of.
pub(in crate::exchange) fn kinds(notices: Vec<Notice>) -> Vec<(usize, NoticeKind)> {
    let notices = notices.into_iter();
    notices
        .map(|notice| (notice.place.line, notice.kind))
        .collect()
}

/// Holds a format to it that dates of every kind come back as the same days.
#[track_caller]
pub(in crate::exchange) fn days_come_back(
    write: fn(&[&Driver]) -> String,
    read: fn(&str) -> Result<Read, Unreadable>,
) {
    for date in DATES {
        let given = driver(json!({ "title": "A", "published": date }));
        let back = imported(&read(&write(&[&given])).unwrap()).remove(0);
        let days = |driver: &Driver| {
            let edtf = driver.date(Field::Published).unwrap().edtf();
            edtf.map(|edtf| (edtf.earliest(), edtf.latest()))
        };
        assert_eq!(days(&back), days(&given), "{date}");
    }
}

/// Drivers that are hard to write: each with a text of its own kind, in every field that takes text.
pub(in crate::exchange) fn hard() -> Vec<Value> {
    let long = "A sentence that says little. ".repeat(3_500);
    [
        "Comma, \"quotes\", 'single'; semicolon: colon",
        "Two\r\nlines\nand\ttabs",
        "TY  - JOUR\nER  - \n@book{x,}\n{\"a\": [1]}",
        "图书馆与护理 Библиотека वार्ड",
        "עברית ו‏عربي ‏(RTL)",
        "Emoji 👩🏽‍⚕️ 📚 and e\u{301}",
        "\\ { } % # & _ ~ ^ $ \\textbf{x} \\}{ -- ---",
        "nul \u{0} bell \u{7} separators \u{1c}\u{2028}\u{85} end",
        long.trim(),
    ]
    .into_iter()
    .zip(0..)
    .map(|(text, number)| {
        json!({
            "id": format!("hard-{number}"),
            "title": text,
            "alternative_titles": [format!("{text} too")],
            "sources": [text],
            "link": "https://policy.example/",
            "publication_format": text,
            "published": text,
            "impact": text,
            "summary": text,
            "topics": [text]
        })
    })
    .collect()
}

/// Dates of every kind that EDTF and people have.
pub(in crate::exchange) const DATES: [&str; 22] = [
    "2017",
    "April 2017",
    "30 April 2017",
    "2017-04-30",
    "2017-XX",
    "2017-04-XX",
    "early 2019",
    "2019?",
    "2019-05%",
    "Oct/Nov 2016",
    "2016/17",
    "2016/2018",
    "5 to 7 July 2018",
    "since 2016",
    "until 2015",
    "winter 2018",
    "2018-22",
    "the 2010s",
    "20XX",
    "TBC",
    "Easter",
    "1601",
];

fn kind(title: &str, link: &str, format: &str) -> Kind {
    let plain = json!({ "title": title, "link": link, "publication_format": format });
    Kind::of(&driver(plain))
}

#[test]
fn kinds_are_judged_with_care() {
    let law = "https://www.legislation.gov.uk/ukpga/2014/23";
    for (title, link, format, expected) in [
        ("A plan", "", "", Kind::Report),
        ("A plan", "", "PDF", Kind::Report),
        ("A plan", "", "44 plans, as PDF", Kind::Report),
        ("A plan", "", "Web pages and PDF", Kind::Report),
        (
            "A plan",
            "",
            "PDF, easy read version and video",
            Kind::Report,
        ),
        ("A plan", "", "Website", Kind::WebPage),
        ("A plan", "", "Web pages with videos", Kind::WebPage),
        ("A plan", "", "Blog", Kind::WebPage),
        ("A plan", "", "Animation", Kind::Video),
        ("A plan", "", "Journal article", Kind::Article),
        ("A plan", "", "Book chapter", Kind::Chapter),
        (
            "A plan",
            "",
            "Act of Parliament, web page and PDF",
            Kind::Legislation,
        ),
        ("A plan", "", "Act now campaign", Kind::Report),
        ("A plan", "", "Guidance on legislation", Kind::Report),
        ("A plan", "", "Draft bill (PDF)", Kind::Bill),
        ("Care Act 2014", "", "PDF", Kind::Legislation),
        (
            "Carers and Payments Act (Northern Ireland) 2002",
            "",
            "",
            Kind::Legislation,
        ),
        (
            "The Bedside (Evidence) (No. 2) Regulations 2019",
            "",
            "",
            Kind::Legislation,
        ),
        ("Accessible Wards Order 2015", "", "", Kind::Legislation),
        (
            "Care Act 2014: what libraries need to know",
            "",
            "",
            Kind::Report,
        ),
        ("A guide to the Care Act 2014", "", "", Kind::Report),
        ("Implementing Care Act 2014", "", "", Kind::Report),
        ("Act 2014", "", "", Kind::Report),
        ("Time to Act", "", "", Kind::Report),
        ("Order in the wards 2019", "", "", Kind::Report),
        ("Mental Wards Bill", "", "", Kind::Bill),
        ("Mental Wards Bill [HL]", "", "", Kind::Bill),
        ("Mental Wards Bill 2025", "", "PDF", Kind::Bill),
        ("Paying the Bill", "", "", Kind::Report),
        ("Footing the Bill", "", "", Kind::Report),
        ("Care law", law, "Web page", Kind::Legislation),
        ("Care law: notes", &format!("{law}/notes"), "", Kind::Report),
        (
            "Wards",
            "https://bills.parliament.uk/bills/3000",
            "",
            Kind::Bill,
        ),
        (
            "Care law",
            "https://www.legislation.gov.uk.example/ukpga/2014/23",
            "",
            Kind::Report,
        ),
    ] {
        assert_eq!(
            kind(title, link, format),
            expected,
            "{title}, {link}, {format}"
        );
    }
}

#[test]
fn laws_are_numbered_as_their_addresses_say() {
    for (title, path, expected) in [
        (
            "Care Act 2014",
            "ukpga/2014/23/contents/enacted",
            Some("c. 23"),
        ),
        ("Carers Act 2016", "asp/2016/9", Some("asp 9")),
        (
            "Carers Act (Northern Ireland) 2002",
            "nia/2002/6",
            Some("c. 6 (N.I.)"),
        ),
        ("Wards Act 2014", "anaw/2014/4", Some("anaw 4")),
        ("Wards Measure 2010", "mwa/2010/7", Some("nawm 7")),
        (
            "Wards Regulations 2019",
            "uksi/2019/12?view=plain",
            Some("SI 2019/12"),
        ),
        (
            "Wards Regulations 2019",
            "ssi/2019/12#p1",
            Some("SSI 2019/12"),
        ),
        ("Care Act 2014", "ukpga/2012/7", None),
        ("Care Act 2014", "ukpga/2014/23/notes", None),
        ("Care Act 2014", "ukpga/2014/x", None),
        ("Care Act 2014", "", None),
    ] {
        let link = format!("https://www.legislation.gov.uk/{path}");
        assert_eq!(number_of_law(title, &link).as_deref(), expected, "{path}");
    }
}

#[test]
fn names_are_of_bodies_unless_they_look_like_persons() {
    for (name, is_person) in [
        ("NHS England", false),
        ("Marmot, Michael", true),
        ("van der Berg, A.", true),
        ("Ministry of Housing, Communities & Local Government", false),
        ("Department for Wards, Books", false),
        ("Michael Marmot", false),
        ("NHS, Trusts", false),
        ("Body,", false),
        (",", false),
    ] {
        assert_eq!(Author::new(name).is_person, is_person, "{name}");
    }
}

#[test]
fn sources_are_bodies_unless_they_look_much_like_persons() {
    for (name, is_person) in [
        ("Marmot, Michael", true),
        ("van der Berg, A. B.", true),
        ("Francis, R", true),
        ("Lamp, Ada M.", true),
        ("King's Fund, Nuffield Trust", false),
        ("Public Ward England, Leeds", false),
        ("Wards, books", false),
        ("NHS England", false),
    ] {
        assert_eq!(Author::of_source(name).is_person, is_person, "{name}");
    }
}

#[test]
fn a_driver_comes_back_but_for_what_is_not_carried() {
    let mut plain = full();
    let back = Value::Object(Reference::of(&driver(plain.clone())).into_driver());
    let left = plain.as_object_mut().unwrap();
    left.remove("id");
    for field in NOT_CARRIED {
        left.remove(field.key());
    }
    left["further_links"] = json!([{ "url": "https://policy.example/slides--1" }]);
    left["published"] = json!({ "edtf": "2025-04-30", "text": "30th April 2025" });
    assert_eq!(back, plain);
}

#[test]
fn sources_are_bodies_and_persons_only_where_there_are_none() {
    let person = Author::new("Marmot, Michael");
    let body = Author::body("Institute of Bedside Evidence");
    let sources = |authors: &[&Author], publisher: &str| {
        let reference = Reference {
            title: "A plan".to_owned(),
            authors: authors.iter().copied().cloned().collect(),
            publisher: publisher.to_owned(),
            ..Reference::default()
        };
        let left_out = reference.persons_left_out().join("; ");
        let mut driver = reference.into_driver();
        let sources = driver.remove("sources").unwrap_or_default();
        (sources, left_out)
    };
    let both = sources(&[&person, &body], "The institute of bedside evidence");
    let expected = json!([
        "Institute of Bedside Evidence",
        "The institute of bedside evidence"
    ]);
    assert_eq!(both, (expected, "Marmot, Michael".to_owned()));
    let same = sources(&[&person, &body], "INSTITUTE of bedside evidence");
    assert_eq!(same.0, json!(["Institute of Bedside Evidence"]));
    let alone = sources(&[&person], "");
    assert_eq!(alone, (json!(["Marmot, Michael"]), String::new()));
    assert_eq!(sources(&[], ""), (Value::Null, String::new()));
}

#[test]
fn notes_go_where_their_labels_say() {
    let text = "Seen in May.\n\nImpact on library policy and practice: Plan.\n\n- Visits: two\n\nKey features: \
                None\nImpact on library policy and practice: More.\nAlternative titles: A; B\nFurther links: \
                https://x.example/1  https://x.example/2\nDate of publication: spring 2018\n\
                Further links: on the shelf";
    let mut reference = Reference {
        title: "B".to_owned(),
        ..Reference::default()
    };
    reference.add_summary("Short.");
    reference.add_notes(text);
    let driver = Value::Object(reference.into_driver());
    let expected = json!({
        "title": "B",
        "alternative_titles": ["A"],
        "link": "https://x.example/1",
        "further_links": [{ "url": "https://x.example/2" }],
        "published": { "edtf": "2018-21", "text": "spring 2018" },
        "summary": "Short.\n\nSeen in May.\n\nFurther links: on the shelf",
        "impact": "Plan.\n\n- Visits: two\n\nMore.",
        "key_features": "None",
    });
    assert_eq!(driver, expected);
}

#[test]
fn links_are_addresses_and_that_of_a_doi_comes_first() {
    let mut reference = Reference::default();
    for (link, is_link) in [
        ("https://a.example/x y.pdf", true),
        ("www.b.example/", true),
        ("http://dx.doi.org/10.1000/182", true),
        ("internal-pdf://1234/x.pdf", false),
        ("javascript:alert(1)", false),
        ("<Go to ISI>://WOS:1", false),
        ("", false),
    ] {
        assert_eq!(reference.add_link(link), is_link, "{link}");
    }
    for (doi, is_doi) in [
        ("10.1000/182", true),
        ("doi: 10.1000/a(b)c", true),
        ("https://doi.org/10.1000/182", true),
        ("10.1000", false),
        ("Article", false),
    ] {
        assert_eq!(reference.add_doi(doi), is_doi, "{doi}");
    }
    let driver = Value::Object(reference.into_driver());
    let expected = json!({
        "link": "https://doi.org/10.1000/182",
        "further_links": [
            { "url": "https://a.example/x%20y.pdf" },
            { "url": "https://www.b.example/" },
            { "url": "https://doi.org/10.1000/a(b)c" },
        ],
    });
    assert_eq!(driver, expected);
}

#[test]
fn marks_of_html_are_removed_and_only_those() {
    for (text, expected) in [
        ("The <i>E. coli</i> plan", "The E. coli plan"),
        (
            "H<SUB>2</SUB>O <span class=\"nocase\">NHS</span>",
            "H2O NHS",
        ),
        ("<jats:p>One.</jats:p><p>Two.</p>", "One.\n\nTwo.\n\n"),
        ("a<br/>b", "a\nb"),
        (
            "R&amp;D &lt;b&gt; &#8217;&#x2019; caf&eacute;",
            "R&D <b> \u{2019}\u{2019} caf&eacute;",
        ),
        ("waits < 4 hours and > 2", "waits < 4 hours and > 2"),
        ("<insert name> <b", "<insert name> <b"),
        (
            "&amp;lt; & &; &#0; &#xD800; &#999999999;",
            "&lt; & &; &#0; &#xD800; &#999999999;",
        ),
        ("Q & A <é> é", "Q & A <é> é"),
    ] {
        assert_eq!(markup::removed(text), expected);
    }
}

#[test]
fn lines_are_one_line_to_every_program() {
    assert_eq!(one_line(" a\r\n\tb\u{1c}\u{85}\u{2028}c\u{0}d "), "a b c d");
    assert_eq!(one_line("\n"), "");
}
