//! What is legislation of the United Kingdom, by its title and its address, and how it is numbered.

use super::kind::Kind;

/// The last words of titles before their year: of Acts, Measures of the Senedd, and statutory instruments.
const ENDS: [&str; 5] = ["Act", "Measure", "Regulations", "Order", "Rules"];

/// Whether a title or an address is that of legislation or of a bill; `None` for all else.
///
/// A short title ends with what it is and its year, "Care Act 2014", and may name a nation between: "… Act (Northern
/// Ireland) 2002". What is written about an Act mostly names it after a "the", or goes on after its year.
pub fn kind(title: &str, link: &str) -> Option<Kind> {
    if path(link, "legislation.gov.uk").is_some_and(|path| numbered(path).is_some()) {
        return Some(Kind::Legislation);
    }
    if path(link, "bills.parliament.uk").is_some_and(|path| path.starts_with("bills/")) {
        return Some(Kind::Bill);
    }
    let title = title.trim();
    let words: Vec<&str> = title.split_whitespace().collect();
    let is_about = words.iter().skip(1).any(|word| *word == "the")
        || title.contains([':', ';', '?', '\u{2013}', '\u{2014}'])
        || BEGINNINGS.iter().any(|beginning| {
            words
                .first()
                .is_some_and(|first| first.eq_ignore_ascii_case(beginning))
        });
    if is_about {
        return None;
    }
    let (year, before) = words.split_last()?;
    let names_law = |before: &[&str]| before.last().is_some_and(|last| ENDS.contains(last));
    if is_year(year) {
        // What stands in brackets may be of several words.
        let opened = before.iter().rposition(|word| word.starts_with('('));
        let without_brackets = match before.last().is_some_and(|last| last.ends_with(')')) {
            true => before.get(..opened.unwrap_or(0)).unwrap_or_default(),
            false => before,
        };
        if names_law(without_brackets) && without_brackets.len() > 1 {
            return Some(Kind::Legislation);
        }
    }
    let is_bill = |words: &[&str]| {
        let has_capital = |word: &&str| word.starts_with(char::is_uppercase);
        words.len() > 2 && words.last() == Some(&"Bill") && words.first().is_some_and(has_capital)
    };
    // "Mental Health Bill [HL]" began in the House of Lords.
    let named = match is_year(year) || *year == "[HL]" {
        true => before,
        false => &words,
    };
    is_bill(named).then_some(Kind::Bill)
}

/// First words of titles that are about a law.
const BEGINNINGS: [&str; 14] = [
    "about",
    "applying",
    "briefing",
    "changes",
    "consultation",
    "explaining",
    "guidance",
    "guide",
    "implementing",
    "paying",
    "response",
    "reviewing",
    "understanding",
    "using",
];

fn is_year(word: &str) -> bool {
    word.len() == 4 && word.starts_with(['1', '2']) && word.bytes().all(|b| b.is_ascii_digit())
}

/// How a piece of legislation is numbered, as its address tells: "c. 7" for `…/ukpga/2012/7`.
///
/// Only where the title has the year of the address; else the address may be that of another law.
pub fn number(title: &str, link: &str) -> Option<String> {
    let (series, year, number) = numbered(path(link, "legislation.gov.uk")?)?;
    if !title.split_whitespace().any(|word| word == year) {
        return None;
    }
    // The abbreviations are those of legislation.gov.uk, and for Acts of Parliament of the Acts of Parliament Numbering
    // and Citation Act 1962.
    Some(match series {
        "ukpga" => format!("c. {number}"),
        "nia" => format!("c. {number} (N.I.)"),
        "mwa" => format!("nawm {number}"),
        "uksi" | "wsi" => format!("SI {year}/{number}"),
        "ssi" => format!("SSI {year}/{number}"),
        "nisr" => format!("SR {year}/{number}"),
        other => format!("{other} {number}"),
    })
}

/// The path of an address at a host or under it.
fn path<'a>(link: &'a str, host: &str) -> Option<&'a str> {
    let (scheme, rest) = link.trim().split_once("://")?;
    let is_web = scheme.eq_ignore_ascii_case("https") || scheme.eq_ignore_ascii_case("http");
    let (found, path) = rest.split_once('/')?;
    let found = found.to_ascii_lowercase();
    let is_there = found.strip_prefix("www.").unwrap_or(&found) == host;
    (is_web && is_there).then(|| path.split(['?', '#']).next().unwrap_or_default())
}

/// Series, year and number of a path as legislation.gov.uk has them, but for notes on a law, which aren't the law.
fn numbered(path: &str) -> Option<(&str, &str, &str)> {
    const SERIES: [&str; 10] = [
        "ukpga", "asp", "nia", "anaw", "asc", "mwa", "uksi", "ssi", "wsi", "nisr",
    ];
    const NOT_THE_LAW: [&str; 5] = ["notes", "note", "memorandum", "impacts", "resources"];
    let mut parts = path.split('/').map(str::trim);
    let (series, year, number) = (parts.next()?, parts.next()?, parts.next()?);
    let is_law = SERIES.contains(&series)
        && is_year(year)
        && !number.is_empty()
        && number.bytes().all(|byte| byte.is_ascii_digit())
        && !parts.any(|part| NOT_THE_LAW.contains(&part));
    is_law.then_some((series, year, number))
}
