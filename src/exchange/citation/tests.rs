//! Citations in both styles, as the guides have them.

use serde_json::{Value, json};

use super::*;
use crate::exchange::reference::one_line;
use crate::exchange::reference::tests::{DATES, driver, full, hard};

const TODAY: civil::Date = civil::Date::constant(2026, 11, 25);

fn marked(plain: Value, style: Style) -> String {
    let citation = cite(&driver(plain), style, TODAY);
    let runs = citation.runs.iter().map(|run| match run.italic {
        true => format!("*{}*", run.text),
        false => run.text.clone(),
    });
    runs.collect()
}

fn both(plain: Value) -> String {
    Style::ALL
        .map(|style| marked(plain.clone(), style))
        .join("\n")
}

#[test]
fn reports_and_pages() {
    insta::assert_snapshot!(both(json!({
        "title": "Next steps for wards", "sources": ["NHS England"], "published": "April 2017",
        "link": "https://wards.example/next/", "publication_format": "PDF"
    })), @r##"
    NHS England (2017) *Next steps for wards*. Available at: https://wards.example/next/ (Accessed: 25 November 2026).
    NHS England. Next steps for wards [Internet]. NHS England; 2017 Apr [cited 2026 Nov 25]. Available from: https://wards.example/next/
    "##);
    insta::assert_snapshot!(both(json!({
        "title": "Is it safe?", "sources": ["Wards Ltd.", "Board of Beds", "Books, Wards and Beds"],
        "published": "30 April 2017", "link": "https://wards.example/safe"
    })), @r##"
    Wards Ltd., Board of Beds and Books, Wards and Beds (2017) *Is it safe?* Available at: https://wards.example/safe (Accessed: 25 November 2026).
    Wards Ltd.; Board of Beds; Books, Wards and Beds. Is it safe? [Internet]. Wards Ltd.; 2017 Apr 30 [cited 2026 Nov 25]. Available from: https://wards.example/safe
    "##);
    insta::assert_snapshot!(both(json!({ "title": "Nobody's page", "link": "https://wards.example/" })), @r##"
    *Nobody's page* (no date). Available at: https://wards.example/ (Accessed: 25 November 2026).
    Nobody's page [Internet]. [date unknown] [cited 2026 Nov 25]. Available from: https://wards.example/
    "##);
    insta::assert_snapshot!(both(json!({ "title": "On paper", "sources": ["Wards"], "published": "2017" })), @r##"
    Wards (2017) *On paper*.
    Wards. On paper. Wards; 2017.
    "##);
    insta::assert_snapshot!(both(json!({ "title": "Only a title" })), @r##"
    *Only a title* (no date).
    Only a title. [date unknown].
    "##);
    insta::assert_snapshot!(both(full()), @r##"
    Institute of Bedside Evidence and Ministry of Housing, Wards & Books (2025) *Knowledge for care: "evidence", promised & kept*. Available at: https://policy.example/knowledge_for/care?a=1&b=2%20#p (Accessed: 25 November 2026).
    Institute of Bedside Evidence; Ministry of Housing, Wards & Books. Knowledge for care: "evidence", promised & kept [Internet]. Institute of Bedside Evidence; 2025 Apr 30 [cited 2026 Nov 25]. Available from: https://policy.example/knowledge_for/care?a=1&b=2%20#p
    "##);
}

#[test]
fn an_address_of_a_doi_needs_no_day_in_harvard() {
    insta::assert_snapshot!(both(json!({
        "title": "Reading", "sources": ["Lamp, A."], "published": "2020", "link": "https://doi.org/10.1000/182"
    })), @r##"
    Lamp, A. (2020) *Reading*. Available at: https://doi.org/10.1000/182.
    Lamp, A. Reading [Internet]. 2020 [cited 2026 Nov 25]. Available from: https://doi.org/10.1000/182
    "##);
}

#[test]
fn laws_have_no_author_and_a_number_where_it_is_known() {
    insta::assert_snapshot!(both(json!({
        "title": "Care Act 2014", "sources": ["UK Parliament"], "published": "14 May 2014",
        "link": "https://www.legislation.gov.uk/ukpga/2014/23/contents"
    })), @r##"
    *Care Act 2014, c. 23*. Available at: https://www.legislation.gov.uk/ukpga/2014/23/contents (Accessed: 25 November 2026).
    Care Act 2014, c. 23 [Internet]. UK Parliament; 2014 May 14 [cited 2026 Nov 25]. Available from: https://www.legislation.gov.uk/ukpga/2014/23/contents
    "##);
    insta::assert_snapshot!(both(json!({
        "title": "Care Act 2014, c. 23", "publication_format": "Act",
        "link": "https://www.legislation.gov.uk/ukpga/2014/23"
    })), @r##"
    *Care Act 2014, c. 23*. Available at: https://www.legislation.gov.uk/ukpga/2014/23 (Accessed: 25 November 2026).
    Care Act 2014, c. 23 [Internet]. 2014 [cited 2026 Nov 25]. Available from: https://www.legislation.gov.uk/ukpga/2014/23
    "##);
    insta::assert_snapshot!(both(json!({ "title": "Care Act 2014", "link": "https://laws.example/" })), @r##"
    *Care Act 2014*. Available at: https://laws.example/ (Accessed: 25 November 2026).
    Care Act 2014 [Internet]. 2014 [cited 2026 Nov 25]. Available from: https://laws.example/
    "##);
    insta::assert_snapshot!(both(json!({ "title": "Mental Wards Bill", "published": "2025" })), @r##"
    *Mental Wards Bill* (2025).
    Mental Wards Bill. 2025.
    "##);
}

#[test]
fn dates_are_years_in_harvard_and_years_first_in_vancouver() {
    let lines: Vec<String> = DATES
        .into_iter()
        .map(|date| {
            let of = |style| {
                let plain = json!({ "title": "A", "sources": ["B"], "published": date });
                marked(plain, style)
            };
            format!("{date}: {} / {}", of(Style::Harvard), of(Style::Vancouver))
        })
        .collect();
    insta::assert_snapshot!(lines.join("\n"), @r##"
    2017: B (2017) *A*. / B. A. B; 2017.
    April 2017: B (2017) *A*. / B. A. B; 2017 Apr.
    30 April 2017: B (2017) *A*. / B. A. B; 2017 Apr 30.
    2017-04-30: B (2017) *A*. / B. A. B; 2017 Apr 30.
    2017-XX: B (2017) *A*. / B. A. B; 2017.
    2017-04-XX: B (2017) *A*. / B. A. B; 2017 Apr.
    early 2019: B (c. 2019) *A*. / B. A. B; [2019?].
    2019?: B (2019?) *A*. / B. A. B; [2019?].
    2019-05%: B (c. 2019?) *A*. / B. A. B; [2019 May?].
    Oct/Nov 2016: B (2016) *A*. / B. A. B; 2016 Oct-Nov.
    2016/17: B (2016–2017) *A*. / B. A. B; 2016 Apr-2017 Mar.
    2016/2018: B (2016–2018) *A*. / B. A. B; 2016-2018.
    5 to 7 July 2018: B (2018) *A*. / B. A. B; 2018 Jul 5-7.
    since 2016: B (2016–) *A*. / B. A. B; 2016-.
    until 2015: B (until 2015) *A*. / B. A. B; [2015?].
    winter 2018: B (2018) *A*. / B. A. B; 2018 Winter.
    2018-22: B (2018) *A*. / B. A. B; 2018 Summer.
    the 2010s: B (2010s) *A*. / B. A. B; [2010-2019?].
    20XX: B (2000–2099) *A*. / B. A. B; [2000-2099?].
    TBC: B (no date) *A*. / B. A. B; [date unknown].
    Easter: B (no date) *A*. / B. A. B; [date unknown].
    1601: B (1601) *A*. / B. A. B; 1601.
    "##);
}

#[test]
fn citations_are_one_line_of_text_and_harmless_html() {
    for plain in hard() {
        for style in Style::ALL {
            let citation = cite(&driver(plain.clone()), style, TODAY);
            let text = citation.plain();
            assert!(!text.contains(|c: char| c.is_control()), "{text:?}");
            let title = one_line(plain["title"].as_str().unwrap());
            assert!(text.contains(&title), "{text}");
        }
    }
    let plain = json!({ "title": "<b>\"A\" & B</b>", "sources": ["<i>"], "link": "https://x.example/?a&b" });
    let html = cite(&driver(plain), Style::Harvard, TODAY).html();
    assert_eq!(
        html,
        "&lt;i&gt; (no date) <i>&lt;b&gt;&quot;A&quot; &amp; B&lt;/b&gt;</i>. Available at: \
         https://x.example/?a&amp;b (Accessed: 25 November 2026)."
    );
}

#[test]
fn only_addresses_of_pages_are_cited() {
    for link in ["mailto:a@b.example", "javascript:alert(1)", "see the shelf"] {
        let text = both(json!({ "title": "A", "link": link }));
        assert!(!text.contains(link), "{text}");
    }
}
