//! What holds for any page: nothing panics, nothing is dropped, Markdown says what the page said, and time is linear.

use std::collections::BTreeSet;
use std::rc::Rc;

use proptest::prelude::*;
use pulldown_cmark::{Event, Parser, Tag, TagEnd};

use super::line::{Kind, Line, Run};
use super::*;
use crate::domain::draft::Draft;
use crate::domain::fold::fold;

fn read_html(html: &str) -> Found {
    read(&Pasted {
        html: Some(html),
        text: "",
    })
}

fn read_text(text: &str) -> Found {
    read(&Pasted { html: None, text })
}

/// Every word of everything that comes out, folded.
fn words(found: &Found) -> BTreeSet<String> {
    let mut texts: Vec<&str> = Vec::new();
    texts.extend(
        found
            .unplaced
            .iter()
            .chain(&found.noise)
            .map(String::as_str),
    );
    for driver in &found.drivers {
        for placed in &driver.fields {
            texts.push(&placed.source.raw);
            if let Origin::Label(label) | Origin::Hyperlink(label) = &placed.source.place {
                texts.push(label);
            }
        }
        texts.extend(
            driver
                .unplaced
                .iter()
                .map(|unplaced| unplaced.text.as_str()),
        );
        for comment in &driver.comments {
            texts.extend([
                comment.by.as_str(),
                comment.at.as_str(),
                comment.text.as_str(),
            ]);
        }
    }
    texts
        .into_iter()
        .flat_map(|text| fold(text).split(' ').map(str::to_owned).collect::<Vec<_>>())
        .collect()
}

/// Whether the editor takes all that was found as it is, each field at most once.
fn assert_fits_the_editor(found: &Found) {
    for driver in &found.drivers {
        let mut draft = Draft::new("new".to_owned());
        draft.set(Field::Title, "A title");
        for pair in driver.fields.windows(2) {
            assert!(pair[0].field < pair[1].field);
        }
        for placed in &driver.fields {
            assert!(!placed.text.trim().is_empty());
            draft.set(placed.field, placed.text.as_str());
        }
        assert_eq!(draft.check(|_| false).err(), None);
    }
}

/// Parts of pages. `{}` stands for a word that is nowhere else.
#[rustfmt::skip]
const PARTS: &[&str] = &[
    "Title of driver: {}", "Source: {}, {} and {}", "Link to main document", "Link to main document https://a.example/{}",
    "Summary:", "Key features of driver", "KEYWORDS: {}; {}", "Date of publication: {} 2017", "Review date:",
    "Level: national {}", "Nations: Wales, {}", "Status: {}", "Superseded by: {}", "Primary audience:", "None",
    "to be added", "• {}", "o {} {}", "1. {} {}", "2) {}", "  - {}", "{}", "{} {} {}.", "{}\t{}", "Leave a Reply", "Advertisements",
    "2 Responses to {}", "{} on 4 May 2016 at 10:12 am said:", "{} says:", "May 4, 2016 at 10:12 am", "Recent Posts",
    "Posted in National, {} | Tagged {}", "Home > National drivers > {}", "See www.{}.example for {}", "From: {}",
    "Subject: {}", "Sent: {}", "*{}* [{}](x) <b> & \\ ` _ #", "", "", "Sumary of driver: {}", "Date: {}", "Link: {}",
];

const OPENING: &[&str] = &[
    "<p>",
    "<div>",
    "<li>",
    "<ul>",
    "<ol start=3>",
    "<b>",
    "<em>",
    "<a href='https://a.example/x'>",
    "<a href='/x'>",
    "<h1>",
    "<h3>",
    "<table>",
    "<tr>",
    "<td>",
    "<blockquote>",
    "<nav>",
    "<article>",
    "<form>",
    "<span style='font-weight:bold'>",
    "<h2 class=entry-title>",
    "<p style='mso-list:l0 level2 lfo1'>",
    "<time datetime='2016-05-04T10:12:00Z'>",
    "<br>",
    "<div style='display:none'>",
    "<footer>",
    "<pre>",
    "<th>",
    "<dl><dt>",
];

const CLOSING: &[&str] = &[
    "</p>",
    "</div>",
    "</li>",
    "</ul>",
    "</ol>",
    "</b>",
    "</em>",
    "</a>",
    "</h1>",
    "</table>",
    "</tr>",
    "</td>",
    "</nav>",
    "</article>",
    "</form>",
    "</span>",
    "</h2>",
    "</h3>",
    "",
    "<br>",
    "</dl>",
    "</time>",
    "</footer>",
    "</pre>",
];

/// A text of parts, and its words that are nowhere else.
fn numbered(parts: &[&str]) -> (Vec<String>, Vec<String>) {
    let mut words = Vec::new();
    let filled = parts.iter().map(|part| {
        let mut filled = String::new();
        for (place, piece) in part.split("{}").enumerate() {
            if place > 0 {
                let word = format!("word{}", words.len());
                filled.push_str(&word);
                words.push(word);
            }
            filled.push_str(piece);
        }
        filled
    });
    (filled.collect(), words)
}

fn parts() -> impl Strategy<Value = Vec<&'static str>> {
    prop::collection::vec(prop::sample::select(PARTS), 0..40)
}

proptest! {
    #[test]
    fn no_text_panics(text: String, html: String) {
        read(&Pasted { html: Some(&html), text: &text });
        read_text(&text);
    }

    #[test]
    fn no_markup_panics(tags in prop::collection::vec(prop::sample::select([OPENING, CLOSING, PARTS].concat()), 0..60)) {
        assert_fits_the_editor(&read_html(&tags.concat()));
    }

    #[test]
    fn no_word_of_a_text_is_dropped(parts in parts()) {
        let (lines, expected) = numbered(&parts);
        let found = read_text(&lines.join("\n"));
        let words = words(&found);
        for word in expected {
            prop_assert!(words.contains(&word), "{word} of {lines:#?}\n{found:#?}");
        }
        assert_fits_the_editor(&found);
    }

    #[test]
    fn no_word_of_a_page_is_dropped(
        parts in prop::collection::vec((prop::sample::select(OPENING), prop::sample::select(PARTS), prop::sample::select(CLOSING)), 0..40)
    ) {
        let texts: Vec<&str> = parts.iter().map(|(_, text, _)| *text).collect();
        let (lines, expected) = numbered(&texts);
        let html: String = parts.iter().zip(&lines).map(|((opening, _, closing), line)| {
            format!("{opening}{} {closing}\n", line.replace('&', "&amp;").replace("<b>", "&lt;b&gt;"))
        }).collect();
        let found = read_html(&html);
        let words = words(&found);
        for word in expected {
            prop_assert!(words.contains(&word), "{word} of {html}\n{found:#?}");
        }
        assert_fits_the_editor(&found);
    }

    #[test]
    fn markdown_says_what_the_lines_said(lines in prop::collection::vec(line(), 0..12)) {
        let markdown = render::markdown(&lines);
        let (text, links, items) = parsed(&markdown);
        let is_item = |line: &&Line| line.is_item() && !line.runs.is_empty();
        prop_assert_eq!(items, lines.iter().filter(is_item).count(), "{}", markdown);
        let without_space = |text: &str| text.chars().filter(|c| !c.is_whitespace()).collect::<String>();
        let expected: String = lines.iter().map(|line| without_space(&line.text())).collect();
        prop_assert_eq!(without_space(&text), expected, "{}", markdown);
        let expected: Vec<String> = lines.iter().flat_map(Line::links).filter(|(text, _)| !text.trim().is_empty()).map(|(_, href)| href.to_string()).collect();
        prop_assert_eq!(links, expected, "{}", markdown);
    }
}

fn run() -> impl Strategy<Value = Run> {
    let texts = prop_oneof![
        "[a-c *_#.1)>&;<!`~=+|\\\\\\[\\]-]{1,8}",
        Just("&amp;".to_owned()),
        Just("1. ".to_owned()),
        Just("https://a.example/b_c".to_owned()),
        Just("!".to_owned()),
        Just("الم".to_owned()),
        Just("、図 🙂".to_owned()),
    ];
    let hrefs = prop::option::weighted(
        0.3,
        prop::sample::select(
            &[
                "https://a.example/b_c",
                "https://b.example/(x)?a&amp;b=<c>\\;",
                "mailto:a@b.example",
            ][..],
        ),
    );
    (texts, any::<bool>(), any::<bool>(), hrefs).prop_map(
        |(text, is_strong, is_emphasised, href)| Run {
            text,
            is_strong,
            is_emphasised,
            href: href.map(Rc::from),
        },
    )
}

fn line() -> impl Strategy<Value = Line> {
    let kind = prop_oneof![
        3 => Just(Kind::Paragraph),
        1 => (1..7_u8).prop_map(Kind::Heading),
        3 => (0..4_u8, prop::option::of(0..20_u32)).prop_map(|(depth, number)| Kind::Item { depth, number }),
        1 => (0..4_u8).prop_map(|depth| Kind::Inside { depth }),
    ];
    (kind, prop::collection::vec(run(), 1..4), any::<bool>()).prop_map(|(kind, runs, is_joined)| {
        Line {
            kind,
            is_joined,
            ..Line::paragraph(line::trimmed(runs))
        }
    })
}

/// The text of Markdown without its marks, where its links lead, and how many items it has. HTML, code and pictures show
/// as what they are.
fn parsed(markdown: &str) -> (String, Vec<String>, usize) {
    let (mut text, mut links, mut items) = (String::new(), Vec::new(), 0);
    for event in Parser::new(markdown) {
        items += usize::from(event == Event::Start(Tag::Item));
        match event {
            Event::Text(said) => text.push_str(&said),
            Event::SoftBreak | Event::HardBreak => text.push('\n'),
            Event::Start(Tag::Link { dest_url, .. }) => links.push(dest_url.to_string()),
            Event::Start(
                Tag::Paragraph
                | Tag::Heading { .. }
                | Tag::List(_)
                | Tag::Item
                | Tag::Emphasis
                | Tag::Strong,
            ) => (),
            Event::End(TagEnd::Paragraph | TagEnd::Link | TagEnd::List(_) | TagEnd::Item) => (),
            Event::End(TagEnd::Heading(_) | TagEnd::Emphasis | TagEnd::Strong) => (),
            other => text.push_str(&format!("{other:?}")),
        }
    }
    (text, links, items)
}

/// So much of each that anything that isn't linear would take minutes.
#[test]
fn hostile_pages_take_no_longer_than_others() {
    let many = |part: &str| part.repeat(150_000 / part.len());
    for html in [
        "<div>",
        "<b><i>",
        "</p></b>",
        "<ul><li>",
        "<li>",
        "<table><tr><td>",
        "<a href='http://a.example'>x",
        "<p>Source: x",
        "<h2>Title</h2>",
        "<br>x",
        "<p><b>x</b>",
        "<p>http://a.example/",
        "<p class='a b c'>",
        "<font size=1>x",
        "&amp;",
        "<!--",
        "<svg><title>",
    ] {
        read_html(&many(html));
    }
    for text in [
        "Source: x\n",
        "Link to main document\n",
        "x\n",
        "From: x\n",
        "Ann says:\n",
        "• x\n",
        "https://a.example/).",
        "www.",
        "a, ",
        "x and ",
        ":",
        "Title: x\nx\n\nSource: y\n",
        "Key features of drivr\n",
        " - ",
        "\t",
        "(",
        "&",
        "*a*b",
        "1. x\n",
        "Ann on 4 May 2016 at 10:12 said:\nLink: x\n",
    ] {
        read_text(&many(text));
        read_text(&format!("Source: x\nSummary: {}", many(text)));
    }
}

/// The same where each line differs.
#[test]
fn hostile_lists_take_no_longer_than_others() {
    for part in [
        "Source: a{}",
        "Posted in a{}",
        "Tags: a{}",
        "Format: a{}",
        "Summary: a{}",
        "Other links: http://a.example/{}",
        "Title: a{}",
        "a{} on 4 May 2016 at 10:12 said:",
    ] {
        let lines: Vec<String> = (0..6_000)
            .map(|number| part.replace("{}", &number.to_string()))
            .collect();
        read_text(&format!("Source: x\nSummary: y\n{}", lines.join("\n")));
    }
}

#[test]
fn a_label_counts_only_at_the_start_of_a_line_that_shows_it() {
    let found = read_text(
        "A plan\n\nSource: Guild\n\nSummary: The source: a survey.\nSource material, see annex: none\n\nSummary judgement was given\n",
    );
    let fields: Vec<(Field, &str)> = found.drivers[0]
        .fields
        .iter()
        .map(|placed| (placed.field, placed.text.as_str()))
        .collect();
    assert_eq!(
        fields,
        [
            (Field::Title, "A plan"),
            (Field::Sources, "Guild"),
            (
                Field::Summary,
                "The source: a survey.\\\nSource material, see annex: none\n\nSummary judgement was given"
            ),
        ]
    );
}

#[test]
fn a_value_that_comes_twice_is_joined_or_shown() {
    let found = read_text(
        "T\n\nSource: A\n\nSummary: One.\n\nPublication format: PDF\n\nSource: B; A\n\nSummary: Two.\n\nPublication format: film\n\nFormat: pdf",
    );
    let driver = &found.drivers[0];
    let field = |field| {
        driver
            .fields
            .iter()
            .find(|placed| placed.field == field)
            .unwrap()
    };
    assert_eq!(field(Field::Sources).text, "A\nB");
    assert_eq!(field(Field::Summary).text, "One.\n\nTwo.");
    assert_eq!(
        field(Field::Summary).certainty,
        Certainty::Likely(Why::SeveralValues)
    );
    assert_eq!(field(Field::PublicationFormat).text, "PDF");
    let second = Unplaced {
        text: "Publication format: film".to_owned(),
        why: WhyUnplaced::SecondValue(Field::PublicationFormat),
    };
    assert_eq!(driver.unplaced, [second]);
}

#[test]
fn a_page_with_labels_in_its_furniture_only_is_read_all_the_same() {
    let found = read_html("<form><h1>A plan</h1><p>Source: Guild</p><p>Summary: Less.</p></form>");
    assert_eq!(found.drivers.len(), 1);
    assert_eq!(found.noise, [] as [&str; 0]);
}

#[test]
fn the_hyperlink_of_a_title_is_the_main_link_only_where_no_label_has_one() {
    let link = |html: &str| {
        let driver = read_html(html).drivers.remove(0);
        let link = driver
            .fields
            .into_iter()
            .find(|placed| placed.field == Field::Link)
            .unwrap();
        (link.text, link.certainty)
    };
    let title = "<p>Title: <a href='https://a.example/t'>A plan</a></p><p>Source: Guild</p>";
    assert_eq!(
        link(title),
        (
            "https://a.example/t".to_owned(),
            Certainty::Likely(Why::LinkOfTitle)
        )
    );
    let labelled =
        format!("{title}<p>Link to main document: <a href='https://a.example/l'>here</a></p>");
    assert_eq!(
        link(&labelled),
        ("https://a.example/l".to_owned(), Certainty::Sure)
    );
}

#[test]
fn a_value_stands_beside_what_was_taken_for_it() {
    let found = read_html(
        "<h1>A <a href='https://map.example'>plan</a></h1><p>SOURCE (body): Guild, <b>Board</b></p>\
         <p><a href='https://a.example/1'>Link to the document:</a> PDF</p><p>Summary:</p><ul><li>one</li><li>two</li></ul>\
         <p>Posted in Wales, Local drivers, Wards</p>",
    );
    let shown: Vec<String> = found.drivers[0]
        .fields
        .iter()
        .map(|placed| {
            format!(
                "{}: {:?} {:?}",
                placed.field, placed.source.place, placed.source.raw
            )
        })
        .collect();
    insta::assert_snapshot!(shown.join("\n"), @r#"
    title: Heading "A plan"
    level: Categories "Posted in Wales, Local drivers, Wards"
    nations: Categories "Posted in Wales, Local drivers, Wards"
    sources: Label("SOURCE (body):") "Guild, Board"
    link: Hyperlink("Link to the document:") "PDF"
    summary: Label("Summary:") "• one\n• two"
    topics: Categories "Posted in Wales, Local drivers, Wards"
    "#);
}

#[test]
fn prose_beside_links_is_shown_as_well() {
    let found = read_html(
        "<p>Source: Guild</p><p>Link to main document: the plan was published in two parts, of which the first has more for \
         libraries: <a href='https://a.example/1'>one</a>, <a href='https://a.example/2'>two</a></p>",
    );
    let driver = &found.drivers[0];
    assert!(matches!(
        driver.unplaced[0].why,
        WhyUnplaced::NotTaken(Field::Link)
    ));
    assert!(
        driver.unplaced[0]
            .text
            .contains("[two](https://a.example/2)")
    );
}

#[test]
fn another_driver_begins_at_a_line_before_labels_that_come_again() {
    let titles = |text: &str| -> Vec<String> {
        let title = |driver: &FoundDriver| {
            let title = driver
                .fields
                .iter()
                .find(|placed| placed.field == Field::Title);
            title.map_or_else(String::new, |title| title.text.clone())
        };
        read_text(text).drivers.iter().map(title).collect()
    };
    for (text, expected) in [
        (
            "A\n\nSource: x\n\nSummary: y\n\nB\n\nSource: x\n\nSummary: y",
            vec!["A", "B"],
        ),
        // The second begins with a label that the first lacks.
        (
            "A\nSource: x\nSummary: y\nB\nImpact on libraries: z\nSource: x\nSummary: y",
            vec!["A", "B"],
        ),
        // What a label waits for is no title.
        (
            "A\nSummary: y\nSource:\nB\nSummary: y\nSource: x",
            vec!["A"],
        ),
        // Nor is the last line before a label for one.
        (
            "Title: A\nSource: x\nSummary: y\nz\nTitle: B\nSource: x\nSummary: y",
            vec!["A", "B"],
        ),
        // One label that comes twice is no new driver.
        (
            "A\nSource: x\nFormat: y\nB\nSource: z\nLevel: local",
            vec!["A"],
        ),
        // Comments may have labels in them, and end where a driver begins.
        (
            "A\n\nSource: x\n\nSummary: y\n\nAnn on 4 May 2016 at 10:12 said:\n\nSee\n\nLink: http://a.example\n\nB\n\nSource: x\n\nSummary: y",
            vec!["A", "B"],
        ),
    ] {
        assert_eq!(titles(text), expected, "{text}");
    }
}

#[test]
fn rows_of_a_table_that_was_copied_as_text_stay_apart() {
    let found = read_text("A plan\n\nSource\tGuild\n\nSummary\tone\ttwo\nthree\tfour");
    let texts: Vec<&str> = found.drivers[0]
        .fields
        .iter()
        .map(|placed| placed.text.as_str())
        .collect();
    assert_eq!(texts, ["A plan", "Guild", "one \\| two\\\nthree \\| four"]);
}

#[test]
fn emphasis_begins_and_ends_where_markdown_sees_it() {
    for (html, expected) in [
        ("<b>Bold: </b>text", "**Bold**: text"),
        ("<b><i>both</i></b> <em>(one)</em>", "***both*** (*one*)"),
        ("with<b>in</b>word", "with**in**word"),
        ("<b> ! </b>x", "! x"),
        (
            "<a href='https://a.example'> <b>link</b> </a>.",
            "[**link**](https://a.example) .",
        ),
    ] {
        let found = read_html(&format!("<p>Source: x</p><p>Summary: {html}</p>"));
        assert_eq!(found.drivers[0].fields[1].text, expected);
    }
}
