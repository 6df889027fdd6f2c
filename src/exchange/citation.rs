//! How a driver is cited in a list of references.
//!
//! **Harvard** is that of "Cite Them Right" (Richard Pears and Graham Shields), which NHS libraries use, for reports and
//! pages of organisations: `Organisation (year) *Title*. Available at: address (Accessed: day).` Several organisations
//! are joined by commas and "and", all of them: the guide allows that, as well as "et al." from the fourth. Without one the
//! title comes first; without a date it is "(no date)". An address of a DOI has no day of access. Legislation has no
//! author, and its number is part of the title: `*Care Act 2014, c. 23*. Available at: …`.
//!
//! **Vancouver** is that of "Citing Medicine" (US National Library of Medicine, 2nd edition), chapters 2, 22 and 25, which
//! the ICMJE's recommendations refer to: `Organisation. Title [Internet]. Publisher; date [cited day]. Available from:
//! address`. Organisations are parted by semicolons; of several publishers the first counts. A date that is estimated is
//! in square brackets with a question mark, and one that isn't known is `[date unknown]`. A place of publication is left
//! out: a register doesn't hold it, and the guide's `[place unknown]` would say that the document doesn't either. Guides
//! of British libraries leave it out too.
//!
//! A driver's sources are both authors and publisher, as the guides have it for what organisations publish themselves.

use jiff::civil;

use super::reference::{Kind, Reference, number_of_law};
use crate::domain::date::{
    ApproximateDate, Edtf, EdtfDate, Precision, Qualifier, Season, formatted,
};
use crate::domain::driver::Driver;
use crate::domain::field::Field;

/// A style of citing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    Harvard,
    Vancouver,
}

/// A citation, as runs of text that are in italics or not.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Citation {
    pub runs: Vec<Run>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Run {
    pub text: String,
    pub italic: bool,
}

impl Style {
    pub const ALL: [Self; 2] = [Self::Harvard, Self::Vancouver];
}

impl Citation {
    /// The text without its italics.
    pub fn plain(&self) -> String {
        self.runs.iter().map(|run| run.text.as_str()).collect()
    }

    /// HTML, to be copied into a document beside the plain text: no other element than `i`.
    pub fn html(&self) -> String {
        let mut html = String::new();
        for run in &self.runs {
            let mut text = String::with_capacity(run.text.len());
            for c in run.text.chars() {
                match c {
                    '&' => text.push_str("&amp;"),
                    '<' => text.push_str("&lt;"),
                    '>' => text.push_str("&gt;"),
                    '"' => text.push_str("&quot;"),
                    c => text.push(c),
                }
            }
            match run.italic {
                true => html.extend(["<i>", &text, "</i>"]),
                false => html.push_str(&text),
            }
        }
        html
    }

    fn push(&mut self, text: &str, italic: bool) {
        match self.runs.last_mut() {
            _ if text.is_empty() => (),
            Some(last) if last.italic == italic => last.text.push_str(text),
            _ => self.runs.push(Run {
                text: text.to_owned(),
                italic,
            }),
        }
    }

    /// Ends a part by a full stop, unless it has an end of its own.
    fn stop(&mut self) {
        let ends = self
            .runs
            .last()
            .is_some_and(|last| ends_sentence(&last.text));
        if !ends {
            self.push(".", false);
        }
    }
}

fn ends_sentence(text: &str) -> bool {
    text.ends_with(['.', '?', '!', '\u{2026}'])
}

/// The citation of a driver, read on a day.
pub fn cite(driver: &Driver, style: Style, accessed: civil::Date) -> Citation {
    let reference = Reference::of(driver);
    let is_law = matches!(reference.kind, Kind::Legislation | Kind::Bill);
    let number = number_of_law(driver.title(), driver.text(Field::Link));
    let title = match number.filter(|_| is_law) {
        // It may stand there already.
        Some(number) if !reference.title.contains(&number) => {
            format!("{}, {number}", reference.title)
        }
        _ => reference.title.clone(),
    };
    let cited = Cited {
        authors: match is_law {
            true => Vec::new(),
            false => reference
                .authors
                .iter()
                .map(|author| author.name.as_str())
                .collect(),
        },
        title: &title,
        is_law,
        publisher: &reference.publisher,
        issued: reference.issued.as_ref(),
        address: reference
            .links
            .first()
            .map(String::as_str)
            .filter(|link| is_page(link)),
    };
    match style {
        Style::Harvard => harvard(&cited, accessed),
        Style::Vancouver => vancouver(&cited, accessed),
    }
}

/// Whether an address is one that a reader can open to see the document.
fn is_page(link: &str) -> bool {
    let scheme = link.split_once("://").map(|(scheme, _)| scheme);
    scheme.is_some_and(|scheme| {
        scheme.eq_ignore_ascii_case("https") || scheme.eq_ignore_ascii_case("http")
    })
}

/// What is said of a document in a citation.
struct Cited<'a> {
    authors: Vec<&'a str>,
    title: &'a str,
    is_law: bool,
    publisher: &'a str,
    issued: Option<&'a ApproximateDate>,
    address: Option<&'a str>,
}

fn harvard(cited: &Cited<'_>, accessed: civil::Date) -> Citation {
    let mut citation = Citation::default();
    let year = cited.issued.and_then(|date| year(date.edtf()?));
    // A law has its year in its name.
    let year = match (year, cited.is_law) {
        (Some(year), true) if cited.title.contains(&year) => None,
        (None, true) => None,
        (year, _) => Some(year.unwrap_or_else(|| "no date".to_owned())),
    };
    let year = year.map(|year| format!("({year})"));
    if let Some((last, others)) = cited.authors.split_last() {
        citation.push(&others.join(", "), false);
        if !others.is_empty() {
            citation.push(" and ", false);
        }
        citation.push(last, false);
        citation.push(" ", false);
        citation.push(&format!("{} ", year.unwrap_or_default()), false);
        citation.push(cited.title, true);
    } else {
        citation.push(cited.title, true);
        if let Some(year) = year {
            citation.push(&format!(" {year}"), false);
        }
    }
    citation.stop();
    if let Some(address) = cited.address {
        citation.push(&format!(" Available at: {address}"), false);
        let is_doi = address.starts_with("https://doi.org/");
        let day = match is_doi {
            true => ".".to_owned(),
            false => format!(" (Accessed: {}).", formatted(accessed)),
        };
        citation.push(&day, false);
    }
    citation
}

/// The year or years of a date: "2017", "c. 2019", "2016–2018".
fn year(edtf: Edtf) -> Option<String> {
    let (start, end) = (edtf.start(), edtf.end());
    let qualifiers = || {
        [start, end]
            .into_iter()
            .flatten()
            .filter_map(|date| date.qualifier())
    };
    let first = start.map(|date| date.earliest().year());
    let last = end.map(|date| match date.precision() {
        // A winter has the year in which it begins.
        Precision::Season(_) => date.earliest().year(),
        _ => date.latest().year(),
    });
    let is_decade = |date: EdtfDate| date.precision() == Precision::Decade;
    let years = match (first, last, edtf) {
        (Some(first), _, Edtf::Date(date)) if is_decade(date) => format!("{first}s"),
        (Some(first), Some(last), _) if first == last => format!("{first}"),
        (Some(first), Some(last), _) => format!("{first}\u{2013}{last}"),
        (Some(first), None, _) => format!("{first}\u{2013}"),
        (None, Some(last), _) => format!("until {last}"),
        (None, None, _) => return None,
    };
    let near = qualifiers().any(Qualifier::is_approximate);
    let doubtful = qualifiers().any(Qualifier::is_uncertain);
    let (near, doubtful) = (
        if near { "c. " } else { "" },
        if doubtful { "?" } else { "" },
    );
    Some(format!("{near}{years}{doubtful}"))
}

fn vancouver(cited: &Cited<'_>, accessed: civil::Date) -> Citation {
    let mut citation = Citation::default();
    if !cited.authors.is_empty() {
        citation.push(&cited.authors.join("; "), false);
        citation.stop();
        citation.push(" ", false);
    }
    citation.push(cited.title, false);
    if cited.address.is_some() {
        citation.push(" [Internet]", false);
    }
    citation.stop();
    citation.push(" ", false);
    if !cited.publisher.is_empty() {
        citation.push(&format!("{}; ", cited.publisher), false);
    }
    let date = cited.issued.and_then(ApproximateDate::edtf);
    let date = date.map(date_of_medicine).or_else(|| {
        // A law has its year in its name.
        let mut words = cited.title.split([' ', ',']).filter(|_| cited.is_law);
        let year = words.find(|word| word.len() == 4 && word.bytes().all(|b| b.is_ascii_digit()));
        year.map(str::to_owned)
    });
    let date = date.as_deref().unwrap_or(UNKNOWN);
    citation.push(date, false);
    match cited.address {
        Some(address) => {
            let cited = day_of_medicine(accessed);
            // No full stop after an address, which it could be taken for a part of.
            let rest = format!(" [cited {cited}]. Available from: {address}");
            citation.push(&rest, false);
        }
        None => citation.stop(),
    }
    citation
}

/// What "Citing Medicine" has in place of a date.
const UNKNOWN: &str = "[date unknown]";

/// A date as "Citing Medicine" has it, the year first: "2017 Apr 30", "2016 Oct-Nov", "[2019?]".
fn date_of_medicine(edtf: Edtf) -> String {
    let (start, end) = (edtf.start(), edtf.end());
    let mut is_estimate = [start, end]
        .into_iter()
        .flatten()
        .any(|date| date.qualifier().is_some());
    let date = match (start, end) {
        (Some(start), Some(end)) if start == end => {
            is_estimate |= matches!(start.precision(), Precision::Decade | Precision::Century);
            parts_of_medicine(start).join(" ")
        }
        (Some(start), Some(end)) => {
            let (start, end) = (parts_of_medicine(start), parts_of_medicine(end));
            // What both share isn't said again: the year, and of days the month.
            let shared = start
                .iter()
                .zip(&end)
                .take_while(|(one, other)| one == other)
                .count();
            let end = end.get(shared..).unwrap_or_default().join(" ");
            format!("{}-{end}", start.join(" "))
        }
        (Some(start), None) => format!("{}-", parts_of_medicine(start).join(" ")),
        (None, Some(end)) => {
            is_estimate = true;
            parts_of_medicine(end).join(" ")
        }
        (None, None) => return UNKNOWN.to_owned(),
    };
    match is_estimate {
        true => format!("[{date}?]"),
        false => date,
    }
}

fn parts_of_medicine(date: EdtfDate) -> Vec<String> {
    let (first, last) = (date.earliest(), date.latest());
    let year = first.year().to_string();
    match date.precision() {
        Precision::Century | Precision::Decade => vec![format!("{year}-{}", last.year())],
        Precision::Year | Precision::UnspecifiedMonth | Precision::UnspecifiedMonthAndDay => {
            vec![year]
        }
        Precision::Season(season) => vec![year, of_season(season).to_owned()],
        Precision::Month | Precision::UnspecifiedDay => vec![year, month(first).to_owned()],
        Precision::Day => vec![year, month(first).to_owned(), first.day().to_string()],
    }
}

const fn of_season(season: Season) -> &'static str {
    match season {
        Season::Spring => "Spring",
        Season::Summer => "Summer",
        Season::Autumn => "Autumn",
        Season::Winter => "Winter",
    }
}

fn day_of_medicine(day: civil::Date) -> String {
    format!("{} {} {}", day.year(), month(day), day.day())
}

/// The first three letters of a month.
fn month(day: civil::Date) -> &'static str {
    const MONTHS: [&str; 12] = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ];
    let place = usize::from(day.month().unsigned_abs()).saturating_sub(1);
    MONTHS.get(place).copied().unwrap_or_default()
}

#[cfg(test)]
mod tests;
