//! Dates in the words that people read: "6 August 2018", "about 2019".

use jiff::civil;

use super::edtf::{Edtf, EdtfDate, EdtfInterval, Precision, Qualifier, Season};

/// The months, as they are written out; January comes first.
pub(super) const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// A day, as people write it: "6 August 2018".
pub fn formatted(day: civil::Date) -> String {
    format!("{} {} {}", day.day(), month(day), day.year())
}

fn month(day: civil::Date) -> &'static str {
    MONTHS[usize::from(day.month().unsigned_abs()) - 1]
}

fn season(season: Season) -> &'static str {
    match season {
        Season::Spring => "spring",
        Season::Summer => "summer",
        Season::Autumn => "autumn",
        Season::Winter => "winter",
    }
}

impl Edtf {
    /// The date in words: "April 2017", "October to November 2016",
    /// "about 2019", "2019, uncertain", "spring 2018", "since 2016".
    ///
    /// What isn't specified isn't mentioned: `2017-XX` is "2017". The words
    /// mean the same days when they are read as written text.
    pub fn in_words(&self) -> String {
        match self {
            Edtf::Date(date) => date_in_words(*date),
            Edtf::Interval(interval) => interval_in_words(interval),
        }
    }
}

fn date_in_words(date: EdtfDate) -> String {
    let words = unqualified(date);
    match date.qualifier() {
        None => words,
        Some(Qualifier::Approximate) => format!("about {words}"),
        Some(Qualifier::Uncertain) => format!("{words}, uncertain"),
        Some(Qualifier::UncertainAndApproximate) => format!("about {words}, uncertain"),
    }
}

fn unqualified(date: EdtfDate) -> String {
    let first = date.earliest();
    let year = first.year();
    match date.precision() {
        Precision::Century => format!("{year} to {}", date.latest().year()),
        Precision::Decade => format!("{year}s"),
        Precision::Year | Precision::UnspecifiedMonth | Precision::UnspecifiedMonthAndDay => {
            year.to_string()
        }
        Precision::Season(_) | Precision::Month | Precision::UnspecifiedDay => {
            format!("{} {year}", without_year(date))
        }
        Precision::Day => formatted(first),
    }
}

/// The part of a date before its year; empty if there is none.
fn without_year(date: EdtfDate) -> String {
    let first = date.earliest();
    match date.precision() {
        Precision::Season(of_year) => season(of_year).to_owned(),
        Precision::Month | Precision::UnspecifiedDay => month(first).to_owned(),
        Precision::Day => format!("{} {}", first.day(), month(first)),
        _ => String::new(),
    }
}

fn interval_in_words(interval: &EdtfInterval) -> String {
    match (interval.start(), interval.end()) {
        (Some(start), Some(end)) if start == end => date_in_words(start),
        (Some(start), Some(end)) => {
            let comma = match start.qualifier() {
                Some(qualifier) if qualifier.is_uncertain() => ",",
                _ => "",
            };
            format!("{}{comma} to {}", beginning(start, end), date_in_words(end))
        }
        (Some(start), None) => format!("since {}", date_in_words(start)),
        (None, Some(end)) => format!("until {}", date_in_words(end)),
        (None, None) => String::new(), // No interval is open at both ends.
    }
}

/// The start of an interval, without what its end says again: "5", "30 June"
/// or "October" before "7 July 2018".
fn beginning(start: EdtfDate, end: EdtfDate) -> String {
    let (first, last) = (start.earliest(), end.earliest());
    let plain = start.qualifier().is_none() && end.qualifier().is_none();
    let alike = std::mem::discriminant(&start.precision())
        == std::mem::discriminant(&end.precision())
        && !without_year(start).is_empty();
    if !(plain && alike && first.year() == last.year()) {
        date_in_words(start)
    } else if start.precision() == Precision::Day && first.month() == last.month() {
        first.day().to_string()
    } else {
        without_year(start)
    }
}

#[cfg(test)]
mod tests {
    use super::super::edtf::tests::edtfs;
    use super::super::written;
    use super::*;
    use proptest::prelude::*;

    #[track_caller]
    fn words(edtf: &str, expected: &str) {
        let edtf: Edtf = edtf.parse().expect(edtf);
        assert_eq!(edtf.in_words(), expected);
    }

    #[test]
    fn a_day_is_formatted_day_first() {
        assert_eq!(formatted(civil::date(2018, 8, 6)), "6 August 2018");
        assert_eq!(formatted(civil::date(2020, 12, 31)), "31 December 2020");
    }

    #[test]
    fn dates_in_words() {
        words("2014", "2014");
        words("2017-04", "April 2017");
        words("2018-08-06", "6 August 2018");
        words("2018-21", "spring 2018");
        words("2018-24", "winter 2018");
        words("201X", "2010s");
        words("20XX", "2000 to 2099");
        words("2017-XX", "2017");
        words("2017-XX-XX", "2017");
        words("2017-04-XX", "April 2017");
        words("2019~", "about 2019");
        words("2019?", "2019, uncertain");
        words("2019-04%", "about April 2019, uncertain");
    }

    #[test]
    fn intervals_in_words() {
        words("2016/2018", "2016 to 2018");
        words("2016-10/2016-11", "October to November 2016");
        words("2016-04/2017-03", "April 2016 to March 2017");
        words("2018-21/2018-22", "spring to summer 2018");
        words("2018-07-05/2018-07-07", "5 to 7 July 2018");
        words("2018-06-30/2018-07-02", "30 June to 2 July 2018");
        words(
            "2018-12-30/2019-01-02",
            "30 December 2018 to 2 January 2019",
        );
        words("2018-07/2018-09-05", "July 2018 to 5 September 2018");
        words("2016~/2018", "about 2016 to 2018");
        words("2016?/2018", "2016, uncertain, to 2018");
        words("2016-10/2016-11~", "October 2016 to about November 2016");
        words("2016-10/2016-10", "October 2016");
        words("2016/..", "since 2016");
        words("../2018-07", "until July 2018");
    }

    proptest! {
        #[test]
        fn words_read_back_as_the_same_days(edtf in edtfs(1900..=2099)) {
            // "2000 to 2099" can't be the end of a further interval.
            let century = |date: Option<EdtfDate>| date.is_some_and(|date| date.precision() == Precision::Century);
            if matches!(edtf, Edtf::Interval(_)) && (century(edtf.start()) || century(edtf.end())) {
                return Ok(());
            }
            let read = written::read(&edtf.in_words());
            prop_assert_eq!(read.map(|read| (read.earliest(), read.latest())), Some((edtf.earliest(), edtf.latest())), "{}", edtf.in_words());
        }
    }
}
