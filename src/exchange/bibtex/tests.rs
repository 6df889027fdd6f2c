//! BibTeX: as it is written, as the `biblatex` crate reads it, and as other programs and people write it.

use biblatex::{Bibliography, ChunksExt};
use proptest::prelude::*;
use serde_json::{Value, json};

use super::*;
use crate::domain::driver::Driver;
use crate::domain::field::Field;
use crate::exchange::reference::one_line;
use crate::exchange::reference::tests::{
    DATES, carried, driver, drivers, full, hard, imported, kinds,
};
use crate::exchange::references::{Format, NoticeKind, Unreadable};

#[track_caller]
fn written(plain: Value) -> String {
    let text = write(&[&driver(plain)]);
    assert_eq!(Bibliography::parse(&text).unwrap().len(), 1, "{text}");
    text
}

#[track_caller]
fn only(text: &str) -> Value {
    let read = read(text).unwrap();
    assert_eq!(read.notices, []);
    assert_eq!(read.drivers.len(), 1);
    json!(read.drivers[0])
}

#[test]
fn a_driver_is_written() {
    insta::assert_snapshot!(written(full()), @r##"
    @techreport{instituteofbedsideev2025knowledge,
      title = {{Knowledge for care: "evidence", promised \& kept}},
      shorttitle = {K4C},
      author = {{Institute of Bedside Evidence} and {Ministry of Housing, Wards \& Books}},
      institution = {{Institute of Bedside Evidence}},
      year = {2025},
      month = apr,
      date = {2025-04-30},
      url = {https://policy.example/knowledge_for/care?a=1&b=2%20#p},
      keywords = {evidence, wards},
      abstract = {Care is safer where staff can ask.

    It costs \$5 \{per\} question \#1.},
      annote = {Alternative titles: Knowledge: care

    Further links: https://policy.example/slides-{}-1

    Publication format: PDF

    Impact on library policy and practice:
    Every ward is to have a librarian (p. 12).

    - Plan for visits.
    - Count 100\% of questions.

    Key features: Three promises.

    Case studies: A hospital that halved its waiting time.},
    }
    "##);
}

#[test]
fn types_and_publishers_are_those_of_the_kind() {
    let of = |title: &str, format: &str| {
        let plain = json!({ "title": title, "publication_format": format, "sources": ["Wards"] });
        let text = written(plain);
        let kind = text.split('{').next().unwrap_or_default().to_owned();
        let line = text
            .lines()
            .find(|line| line.ends_with("= {{Wards}},") && !line.contains("author"));
        let field = line
            .and_then(|line| line.trim().split(' ').next())
            .unwrap_or_default()
            .to_owned();
        (kind, field)
    };
    for (title, format, kind, field) in [
        ("Care Act 2014", "", "@legislation", "organization"),
        ("Mental Wards Bill", "", "@legislation", "organization"),
        ("Plan", "Website", "@online", "organization"),
        ("Plan", "Animation", "@video", "organization"),
        ("Plan", "PDF", "@techreport", "institution"),
        ("Plan", "Thesis", "@phdthesis", "school"),
        ("Plan", "Book", "@book", "publisher"),
    ] {
        assert_eq!(
            of(title, format),
            (kind.to_owned(), field.to_owned()),
            "{title}, {format}"
        );
    }
}

#[test]
fn dates_are_years_and_months_and_edtf_for_the_rest() {
    let lines: Vec<String> = DATES
        .into_iter()
        .map(|date| {
            let text = written(json!({ "title": "A", "published": date }));
            let lines = text.lines().map(str::trim).filter(|line| {
                ["year", "month", "date"]
                    .iter()
                    .any(|field| line.starts_with(field))
            });
            format!("{date}: {}", lines.collect::<Vec<_>>().join(" "))
        })
        .collect();
    insta::assert_snapshot!(lines.join("\n"), @r##"
    2017: year = {2017},
    April 2017: year = {2017}, month = apr,
    30 April 2017: year = {2017}, month = apr, date = {2017-04-30},
    2017-04-30: year = {2017}, month = apr, date = {2017-04-30},
    2017-XX: year = {2017}, date = {2017-XX},
    2017-04-XX: year = {2017}, date = {2017-04-XX},
    early 2019: year = {early 2019}, date = {2019~},
    2019?: year = {2019, uncertain}, date = {2019?},
    2019-05%: year = {about May 2019, uncertain}, date = {2019-05%},
    Oct/Nov 2016: year = {2016}, date = {2016-10/2016-11},
    2016/17: year = {2016/17}, date = {2016-04/2017-03},
    2016/2018: year = {2016 to 2018}, date = {2016/2018},
    5 to 7 July 2018: year = {2018}, date = {2018-07-05/2018-07-07},
    since 2016: year = {since 2016}, date = {2016/..},
    until 2015: year = {until 2015}, date = {../2015},
    winter 2018: year = {2018}, date = {2018-24},
    2018-22: year = {2018}, date = {2018-22},
    the 2010s: year = {the 2010s}, date = {201X},
    20XX: year = {2000 to 2099}, date = {20XX},
    TBC: year = {TBC},
    Easter: year = {Easter},
    1601: year = {1601},
    "##);
}

#[test]
fn dates_that_are_written_are_read() {
    for date in DATES {
        let given = driver(json!({ "title": "A", "published": date }));
        let back = imported(&read(&write(&[&given])).unwrap()).remove(0);
        let edtf = |driver: &Driver| driver.date(Field::Published).unwrap().edtf();
        assert_eq!(edtf(&back), edtf(&given), "{date}");
    }
}

#[test]
fn keys_are_ascii_and_differ() {
    let given = drivers(json!([
        { "id": "1", "title": "The NHS plan for wards", "sources": ["NHS England"], "published": "2017" },
        { "id": "2", "title": "Plan B", "sources": ["NHS England"], "published": "2017" },
        { "id": "3", "title": "2020 vision", "sources": ["Café & Société"], "published": "early 2019" },
        { "id": "4", "title": "病房", "sources": ["护理部"] },
        { "id": "5", "title": "Ward", "sources": ["Marmot, Michael"] },
        { "id": "6", "title": "5 wards", "published": "2018" },
    ]));
    let keys = |drivers: Vec<&Driver>| -> Vec<String> {
        let text = write(&drivers);
        let heads = text
            .lines()
            .filter_map(|line| line.strip_prefix('@')?.split_once('{'));
        heads
            .map(|(_, key)| key.trim_end_matches(',').to_owned())
            .collect()
    };
    let forward = keys(given.iter().collect());
    let expected = [
        "nhsengland2017plan-hekvfqez",
        "nhsengland2017plan-zqitcdcf",
        "cafeandsociete2019vision",
        "driver",
        "marmotward",
        "driver2018wards",
    ];
    assert_eq!(forward, expected);
    let mut backward = keys(given.iter().rev().collect());
    backward.reverse();
    assert_eq!(backward, forward);
}

#[test]
fn a_driver_comes_back() {
    assert_eq!(only(&written(full())), carried());
}

#[test]
fn hard_texts_come_back() {
    let given = drivers(json!(hard()));
    let text = write(&given.iter().collect::<Vec<_>>());
    let other = Bibliography::parse(&text).unwrap();
    assert_eq!(other.len(), given.len());
    let read = read(&text).unwrap();
    assert_eq!(kinds(read.notices.clone()), []);
    let back = imported(&read);
    assert_eq!(back.len(), given.len());
    for ((back, entry), driver) in back.iter().zip(other.iter()).zip(&given) {
        assert_eq!(back.title(), one_line(driver.title()));
        let title = entry.get("title").unwrap().format_verbatim();
        assert_eq!(title, one_line(driver.title()));
        assert_eq!(
            one_line(back.text(Field::Summary)),
            one_line(driver.text(Field::Summary))
        );
        let sources = |driver: &Driver| {
            driver
                .list(Field::Sources)
                .map(one_line)
                .collect::<Vec<_>>()
        };
        assert_eq!(sources(back), sources(driver));
    }
}

#[test]
fn a_file_of_zotero_is_read() {
    let text = r#"
@techreport{office_for_wards_words_2016,
	address = {Leeds},
	title = {Wards \& {Words}: a caf{\'e} for {NHS} staff},
	url = {https://wards.example/a_b--c~d},
	abstract = {First, 50\% of wards.

Second: {\textbf{\$}5m} \textasciitilde{} ok.},
	institution = {Office for Wards},
	author = {{Office for Wards} and Lamp, Ada},
	month = nov,
	year = {2016},
	keywords = {wards, words; more},
}
"#;
    let read = read(text).unwrap();
    let expected = json!([{
        "title": "Wards & Words: a café for NHS staff",
        "sources": ["Office for Wards"],
        "link": "https://wards.example/a_b--c~d",
        "publication_format": "Report",
        "published": "2016-11",
        "summary": "First, 50% of wards.\n\nSecond: $5m ~ ok.",
        "topics": ["wards", "words; more"],
    }]);
    assert_eq!(json!(read.drivers), expected);
    let person = NoticeKind::PersonsLeftOut {
        names: vec!["Lamp, Ada".to_owned()],
    };
    let address = NoticeKind::LeftOut {
        field: "address".to_owned(),
        entries: 1,
    };
    assert_eq!(kinds(read.notices), [(2, person), (2, address)]);
}

#[test]
fn a_file_of_mendeley_and_jabref_is_read() {
    let text = "Automatically generated by Somebody\n\
        % Encoding: UTF-8\n\
        @comment{jabref-meta: {x} @article{no,} }\n\
        @string{ofw = \"Office for \" # \"Wards\"}\n\
        @STRING(unit = ofw # { Unit})\n\
        @preamble{\"\\newcommand{\\x}{y}\"}\n\
        @misc{,\n  title = \"{Reading} on wards\",\n  organization = unit,\n  howpublished = {\\url{https://wards.example/r}},\n  \
        year = 2019, month = \"12~\" # apr,\n  note = {Seen twice}, % a remark\n}\n,\n\
        @online{x2, title={Pages}, date={2019-05~}, urldate={2020-01-01}, doi={10.1000/a\\_b}, author={Some Body and others}}\n\
        @article (r3, title = {Round}, subtitle = {and about}, journal = {J}, date = {2016/})\n";
    let read = read(text).unwrap();
    let expected = json!([
        {
            "title": "Reading on wards",
            "sources": ["Office for Wards Unit"],
            "link": "https://wards.example/r",
            "published": "2019-04-12",
            "summary": "Seen twice",
        },
        {
            "title": "Pages",
            "sources": ["Some Body"],
            "link": "https://doi.org/10.1000/a_b",
            "publication_format": "Website",
            "published": "2019-05~",
        },
        {
            "title": "Round: and about",
            "publication_format": "Journal article",
            "published": "2016/..",
        },
    ]);
    assert_eq!(json!(read.drivers), expected);
    let left_out = |field: &str| NoticeKind::LeftOut {
        field: field.to_owned(),
        entries: 1,
    };
    let expected = [
        (1, NoticeKind::PassedOver { lines: 1 }),
        (15, left_out("urldate")),
        (16, left_out("journal")),
    ];
    assert_eq!(kinds(read.notices), expected);
}

#[test]
fn commands_of_tex_become_text() {
    for (tex, expected) in [
        (r#"M\"uller und S\o rensen"#, "Müller und Sørensen"),
        (r#"{\"U}ber \ss{} Stra{\ss}e \ss\ x"#, "Über ß Straße ß x"),
        (r"\'{\i}t\'ia \^\i \c c \v{s} \~n \=a", "ítía î ç š ñ ā"),
        (r"\emph{really} {\em so} \textit{{x}}", "really so x"),
        (r"a~b -- c --- d-{}-e", "a b – c — d--e"),
        (r"\{x\} \textbackslash y \_ \% \# \&", r"{x} \y _ % # &"),
        (r"$x^2$ and \$5", "$x^2$ and $5"),
        (r"\unknown{x} \other y", r"\unknown{x} \other y"),
        (r"one\\two \par three", "one\ntwo\nthree"),
        ("  two\n    lines\n\n\tand more ", "two\nlines\n\nand more"),
        (r"\LaTeX-based \oe-x", "LaTeX-based œ-x"),
        (r"trailing \", r"trailing"),
        ("图书馆 \\\"{e} 👩🏽‍⚕️ עברית", "图书馆 ë 👩🏽‍⚕️ עברית"),
        ("", ""),
    ] {
        assert_eq!(tex::plain(tex).as_deref(), Some(expected), "{tex}");
    }
    for tex in [
        "{".repeat(30) + &"}".repeat(30),
        "a } b".to_owned(),
        "{a".to_owned(),
    ] {
        assert_eq!(tex::plain(&tex), None, "{tex}");
    }
}

#[test]
fn what_is_wrong_is_told_and_the_rest_is_read() {
    let text = "@book{a, title = {First}}\n\
        @book{b, title = {Second} year = 2019}\n\
        @book{c, title = {Third}, publisher = nobody}\n\
        @book{d, title = {Fourth, year = 2019}\n\
        @book{e, title = {Fifth}, year = {2019}\n\
        @book{f, year = {2019}}\n\
        @book{title = {No key}}\n\
        @book{h, title = {Last}, x = {}}}\n\
        stray\n";
    let read = read(text).unwrap();
    let titles: Vec<&Value> = read.drivers.iter().map(|driver| &driver["title"]).collect();
    let expected = [
        "First",
        "Third",
        "Fourth, year = 2019",
        "Fifth",
        "No key",
        "Last",
    ];
    assert_eq!(titles, expected);
    assert_eq!(read.drivers[1]["sources"], json!(["nobody"]));
    let unknown = NoticeKind::UnknownAbbreviation {
        name: "nobody".to_owned(),
    };
    let expected = [
        (2, NoticeKind::Damaged),
        (3, unknown),
        (4, NoticeKind::NoEnd),
        (5, NoticeKind::NoEnd),
        (6, NoticeKind::NoTitle),
        (9, NoticeKind::PassedOver { lines: 1 }),
    ];
    let names: Vec<&str> = read
        .notices
        .iter()
        .map(|notice| notice.place.name.as_str())
        .collect();
    assert_eq!(
        names,
        ["b", "Third", "Fourth, year = 2019", "Fifth", "f", ""]
    );
    assert_eq!(kinds(read.notices), expected);
    assert_eq!(
        super::read("Title: x"),
        Err(Unreadable::NoReferences(Format::Bibtex))
    );
    assert_eq!(
        super::read("@string{a = {b}}"),
        Err(Unreadable::NoReferences(Format::Bibtex))
    );
}

#[test]
fn abbreviations_never_go_round_nor_grow_without_bounds() {
    let mut text = String::from("@string{a = a # a}\n@string{b0 = {0123456789}}\n");
    for number in 1..40 {
        text.push_str(&format!("@string{{b{number} = b{0} # b{0}}}\n", number - 1));
    }
    let uses = "b6 # ".repeat(10_000);
    text.push_str(&format!("@book{{x, title = {uses}a, note = b39}}\n"));
    let read = read(&text).unwrap();
    let title = read.drivers[0]["title"].as_str().unwrap();
    assert!(title.len() < 5 * 1024 * 1024);
    assert!(title.ends_with("b6a"));
    let unknown: Vec<&NoticeKind> = read.notices.iter().map(|notice| &notice.kind).collect();
    let names = ["a", "b39", "b6"].map(|name| NoticeKind::UnknownAbbreviation {
        name: name.to_owned(),
    });
    assert_eq!(unknown, names.iter().collect::<Vec<_>>());
}

#[test]
fn large_files_take_their_time_only_once() {
    for (name, part) in [
        ("open", "@book{a, title = {"),
        (
            "accents",
            "@book{a,title={{\\'{\\'{\\'e}}}{\\o {\\o}}{\\o {\\o}}{\\o {\\o}}}}",
        ),
        ("braces", "{}"),
        ("at", "@a@a "),
        ("lines", "\n@x"),
        ("authors", " and {A} and B, C"),
        ("keys", "@string{k = k # k}"),
        ("commands", "\\'\\o\\"),
    ] {
        for (before, after) in [
            ("", ""),
            ("@book{k, title = {A}, author = {", "}}"),
            ("@book{k, title = {", "}}"),
        ] {
            let text = format!("{before}{}{after}", part.repeat(400_000 / part.len()));
            let started = std::time::Instant::now();
            let _ = read(&text);
            let took = started.elapsed();
            assert!(took.as_secs() < 10, "{name} {before}: {took:?}");
        }
    }
}

proptest! {
    #[test]
    fn anything_is_read_or_refused(
        text in "(\\PC|\n|@book\\{a,|@string\\{|title = |\\{|\\}|\"|,|#|\\\\|\\\\'|%|@comment|\\(|\\)){0,80}"
    ) {
        let _ = read(&text);
        let _ = tex::plain(&text);
    }

    #[test]
    fn texts_come_back(title in "[^<&]{1,60}", source in "[^<&]{1,40}", topic in "[^<&;]{1,20}") {
        let title = format!("A {title}");
        let source = format!("{source} B");
        let topic = format!("C {topic}");
        let given = driver(json!({ "title": title, "sources": [source], "topics": [topic] }));
        let text = write(&[&given]);
        prop_assert_eq!(Bibliography::parse(&text).unwrap().len(), 1);
        let back = imported(&read(&text).unwrap()).remove(0);
        prop_assert_eq!(back.title(), one_line(&title));
        prop_assert_eq!(back.list(Field::Sources).collect::<Vec<_>>(), [one_line(&source)]);
        prop_assert_eq!(back.list(Field::Topics).collect::<Vec<_>>(), [one_line(&topic)]);
    }
}
