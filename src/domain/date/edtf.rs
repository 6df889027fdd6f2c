//! EDTF, the form that dates have in files: parsed and printed.
//!
//! The Extended Date/Time Format is part of ISO 8601-2:2019; the Library of
//! Congress publishes it at <https://www.loc.gov/standards/datetime/>. Here are
//! level 0 without times of day, and what a register needs of level 1:
//!
//! | Form | Means |
//! |---|---|
//! | `2017`, `2017-04`, `2017-04-30` | a year, a month, a day |
//! | `2018-21` … `2018-24` | spring, summer, autumn, winter |
//! | `201X`, `20XX` | some year of a decade, of a century |
//! | `2017-XX`, `2017-04-XX`, `2017-XX-XX` | a month or a day that isn't specified |
//! | `2019?`, `2019~`, `2019%` | uncertain, approximate, both |
//! | `2016/2018-03` | a time interval, both ends included |
//! | `2016/..`, `../2018` | a time interval that is open at one end |
//!
//! Not here: times of day, unknown interval ends (`2016/`), years of other
//! than four digits, and level 2. A form that isn't here is an error, never a
//! guess.

use std::fmt;
use std::str::FromStr;

use jiff::civil;

/// A date or a time interval of EDTF.
///
/// `FromStr` and `Display` are inverses: each value has exactly one form.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Edtf {
    /// A single date, of any precision.
    Date(EdtfDate),
    /// A time interval.
    Interval(EdtfInterval),
}

/// A single date: a period of the calendar, and how sure of it the writer was.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct EdtfDate {
    /// The first day of the period; `precision` says how far it reaches.
    first: civil::Date,
    precision: Precision,
    qualifier: Option<Qualifier>,
}

/// A time interval with at least one end, and its end not before its start.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct EdtfInterval {
    start: Option<EdtfDate>,
    end: Option<EdtfDate>,
}

/// How much of a date is specified.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Precision {
    /// `20XX`
    Century,
    /// `201X`
    Decade,
    /// `2017`
    Year,
    /// `2017-XX`: some month of the year.
    UnspecifiedMonth,
    /// `2017-XX-XX`: some day of the year.
    UnspecifiedMonthAndDay,
    /// `2017-21`
    Season(Season),
    /// `2017-04`
    Month,
    /// `2017-04-XX`: some day of the month.
    UnspecifiedDay,
    /// `2017-04-30`
    Day,
}

/// A season of three whole months.
///
/// EDTF leaves open which months a season has. Here they are those of the Met
/// Office's calendar (meteorological seasons of the United Kingdom), and a
/// season has the year in which it begins: winter 2018 is December 2018 to
/// February 2019.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Season {
    /// 21: March to May.
    Spring,
    /// 22: June to August.
    Summer,
    /// 23: September to November.
    Autumn,
    /// 24: December to February of the next year.
    Winter,
}

/// What the writer of a date says about its truth.
///
/// A qualifier doesn't move the first or the last day: EDTF doesn't say how
/// wide "approximately" is, so neither do we.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Qualifier {
    /// `?`: the source is doubtful.
    Uncertain,
    /// `~`: near this date.
    Approximate,
    /// `%`: both.
    UncertainAndApproximate,
}

/// Why a text isn't EDTF, and where.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EdtfError {
    /// The character at which reading stopped, counted from 0.
    pub at: usize,
    /// What is wrong there.
    pub problem: EdtfProblem,
}

/// What is wrong with a text that isn't EDTF.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EdtfProblem {
    /// There is no text at all.
    Empty,
    /// A year is four digits, the last one or two of which may be X.
    ExpectedYear,
    /// A month is two digits or XX.
    ExpectedMonth,
    /// A day is two digits or XX.
    ExpectedDay,
    /// Months are 01 to 12, seasons 21 to 24.
    NoSuchMonth,
    /// The month has no such day.
    NoSuchDay,
    /// The date is complete, and something that isn't EDTF follows.
    Unexpected,
    /// `..` stands only at one end of an interval.
    NoDate,
    /// The end of an interval lies before its start.
    EndBeforeStart,
}

impl Edtf {
    /// The first day that is meant; `None` if the start is open.
    pub fn earliest(&self) -> Option<civil::Date> {
        self.start().map(|date| date.earliest())
    }

    /// The last day that is meant; `None` if the end is open.
    pub fn latest(&self) -> Option<civil::Date> {
        self.end().map(|date| date.latest())
    }

    /// The date with which it starts: a single date is its own start.
    pub fn start(&self) -> Option<EdtfDate> {
        match self {
            Edtf::Date(date) => Some(*date),
            Edtf::Interval(interval) => interval.start,
        }
    }

    /// The date with which it ends: a single date is its own end.
    pub fn end(&self) -> Option<EdtfDate> {
        match self {
            Edtf::Date(date) => Some(*date),
            Edtf::Interval(interval) => interval.end,
        }
    }
}

impl EdtfDate {
    /// A year, from 0 to 9999.
    pub fn year(year: i16) -> Option<Self> {
        Self::starting(year, 1, Precision::Year)
    }

    /// The decade that holds a year, from 0 to 9999.
    pub fn decade(year: i16) -> Option<Self> {
        Self::starting(year - year % 10, 1, Precision::Decade)
    }

    /// A month, from 1 to 12, of a year from 0 to 9999.
    pub fn month(year: i16, month: i8) -> Option<Self> {
        Self::starting(year, month, Precision::Month)
    }

    /// A season; winter begins in the December of its year.
    pub fn season(year: i16, season: Season) -> Option<Self> {
        Self::starting(year, season.first_month(), Precision::Season(season))
    }

    /// A day of a year from 0 to 9999.
    pub fn day(day: civil::Date) -> Option<Self> {
        (day.year() >= 0).then_some(Self {
            first: day,
            precision: Precision::Day,
            qualifier: None,
        })
    }

    fn starting(year: i16, month: i8, precision: Precision) -> Option<Self> {
        let first = civil::Date::new(year, month, 1).ok()?;
        Some(Self {
            precision,
            ..Self::day(first)?
        })
    }

    /// The same date under another qualifier, or none.
    #[must_use]
    pub fn qualified(self, qualifier: Option<Qualifier>) -> Self {
        Self { qualifier, ..self }
    }

    /// How much of the date is specified.
    pub fn precision(&self) -> Precision {
        self.precision
    }

    /// What its writer says about its truth, if anything.
    pub fn qualifier(&self) -> Option<Qualifier> {
        self.qualifier
    }

    /// The first day of the period.
    pub fn earliest(&self) -> civil::Date {
        self.first
    }

    /// The last day of the period.
    pub fn latest(&self) -> civil::Date {
        let first = self.first;
        match self.precision {
            Precision::Century => end_of_year(first.year() + 99),
            Precision::Decade => end_of_year(first.year() + 9),
            Precision::Year | Precision::UnspecifiedMonth | Precision::UnspecifiedMonthAndDay => {
                first.last_of_year()
            }
            Precision::Season(Season::Winter) => {
                // The winter of 9999 would end beyond the calendar.
                civil::Date::new(first.year() + 1, 2, 1)
                    .map_or(civil::Date::MAX, civil::Date::last_of_month)
            }
            Precision::Season(season) => {
                civil::Date::new(first.year(), season.first_month() + 2, 1)
                    .map_or(first, civil::Date::last_of_month)
            }
            Precision::Month | Precision::UnspecifiedDay => first.last_of_month(),
            Precision::Day => first,
        }
    }
}

fn end_of_year(year: i16) -> civil::Date {
    civil::Date::new(year, 12, 31).unwrap_or(civil::Date::MAX)
}

impl EdtfInterval {
    /// An interval; `None` is an open end.
    ///
    /// # Errors
    /// [`EdtfProblem::NoDate`] if both ends are open, and
    /// [`EdtfProblem::EndBeforeStart`] if the last day of the end comes before
    /// the first day of the start.
    pub fn new(start: Option<EdtfDate>, end: Option<EdtfDate>) -> Result<Self, EdtfProblem> {
        match (start, end) {
            (None, None) => Err(EdtfProblem::NoDate),
            (Some(start), Some(end)) if end.latest() < start.earliest() => {
                Err(EdtfProblem::EndBeforeStart)
            }
            _ => Ok(Self { start, end }),
        }
    }

    /// The start, unless it is open.
    pub fn start(&self) -> Option<EdtfDate> {
        self.start
    }

    /// The end, unless it is open.
    pub fn end(&self) -> Option<EdtfDate> {
        self.end
    }
}

impl Season {
    fn from_code(code: i8) -> Option<Self> {
        Some(match code {
            21 => Season::Spring,
            22 => Season::Summer,
            23 => Season::Autumn,
            24 => Season::Winter,
            _ => return None,
        })
    }

    fn code(self) -> i8 {
        match self {
            Season::Spring => 21,
            Season::Summer => 22,
            Season::Autumn => 23,
            Season::Winter => 24,
        }
    }

    fn first_month(self) -> i8 {
        match self {
            Season::Spring => 3,
            Season::Summer => 6,
            Season::Autumn => 9,
            Season::Winter => 12,
        }
    }
}

impl Qualifier {
    /// The qualifier for a date that is approximate, uncertain, both or neither.
    pub fn of(approximate: bool, uncertain: bool) -> Option<Self> {
        match (approximate, uncertain) {
            (false, false) => None,
            (false, true) => Some(Qualifier::Uncertain),
            (true, false) => Some(Qualifier::Approximate),
            (true, true) => Some(Qualifier::UncertainAndApproximate),
        }
    }

    /// Whether it says that the date is only near.
    pub fn is_approximate(self) -> bool {
        self != Qualifier::Uncertain
    }

    /// Whether it says that the date is doubtful.
    pub fn is_uncertain(self) -> bool {
        self != Qualifier::Approximate
    }
}

impl FromStr for Edtf {
    type Err = EdtfError;

    fn from_str(text: &str) -> Result<Self, EdtfError> {
        let mut parser = Parser {
            bytes: text.as_bytes(),
            at: 0,
        };
        if text.is_empty() {
            return Err(parser.error(EdtfProblem::Empty));
        }
        let start = parser.end_of_interval()?;
        let edtf = if parser.take(b"/") {
            let end_at = parser.at;
            let end = parser.end_of_interval()?;
            let interval = EdtfInterval::new(start, end).map_err(|problem| EdtfError {
                at: end_at,
                problem,
            })?;
            Edtf::Interval(interval)
        } else {
            Edtf::Date(start.ok_or(EdtfError {
                at: 0,
                problem: EdtfProblem::NoDate,
            })?)
        };
        if parser.at < parser.bytes.len() {
            return Err(parser.error(EdtfProblem::Unexpected));
        }
        Ok(edtf)
    }
}

/// Reads from the left. All that it accepts is ASCII, so the byte at which it
/// stops is also the count of characters before it.
struct Parser<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl Parser<'_> {
    fn error(&self, problem: EdtfProblem) -> EdtfError {
        EdtfError {
            at: self.at,
            problem,
        }
    }

    fn take(&mut self, expected: &[u8]) -> bool {
        let found = self.bytes[self.at..].starts_with(expected);
        if found {
            self.at += expected.len();
        }
        found
    }

    fn digit(&mut self) -> Option<i8> {
        let byte = *self.bytes.get(self.at)?;
        let digit = byte.is_ascii_digit().then(|| (byte - b'0') as i8)?;
        self.at += 1;
        Some(digit)
    }

    /// Two digits, or `None` for XX.
    fn two_digits(&mut self, problem: EdtfProblem) -> Result<Option<i8>, EdtfError> {
        if self.take(b"XX") {
            return Ok(None);
        }
        let tens = self.digit().ok_or_else(|| self.error(problem))?;
        let ones = self.digit().ok_or_else(|| self.error(problem))?;
        Ok(Some(tens * 10 + ones))
    }

    /// A date, or `None` for the two dots of an open end.
    fn end_of_interval(&mut self) -> Result<Option<EdtfDate>, EdtfError> {
        if self.take(b"..") {
            return Ok(None);
        }
        let date = self.date()?;
        let qualifier = if self.take(b"?") {
            Some(Qualifier::Uncertain)
        } else if self.take(b"~") {
            Some(Qualifier::Approximate)
        } else if self.take(b"%") {
            Some(Qualifier::UncertainAndApproximate)
        } else {
            None
        };
        Ok(Some(date.qualified(qualifier)))
    }

    fn date(&mut self) -> Result<EdtfDate, EdtfError> {
        let (year, precision) = self.year()?;
        let no_such_year = self.error(EdtfProblem::ExpectedYear);
        let some_of_year = |precision| EdtfDate::starting(year, 1, precision).ok_or(no_such_year);
        if precision != Precision::Year || !self.take(b"-") {
            return some_of_year(precision);
        }
        let no_such_month = self.error(EdtfProblem::NoSuchMonth);
        let Some(month) = self.two_digits(EdtfProblem::ExpectedMonth)? else {
            return some_of_year(if self.take(b"-XX") {
                Precision::UnspecifiedMonthAndDay
            } else {
                Precision::UnspecifiedMonth
            });
        };
        if let Some(season) = Season::from_code(month) {
            return EdtfDate::season(year, season).ok_or(no_such_month);
        }
        let date = EdtfDate::month(year, month).ok_or(no_such_month)?;
        if !self.take(b"-") {
            return Ok(date);
        }
        let no_such_day = self.error(EdtfProblem::NoSuchDay);
        match self.two_digits(EdtfProblem::ExpectedDay)? {
            None => Ok(EdtfDate {
                precision: Precision::UnspecifiedDay,
                ..date
            }),
            Some(day) => civil::Date::new(year, month, day)
                .ok()
                .and_then(EdtfDate::day)
                .ok_or(no_such_day),
        }
    }

    /// The first year of what four characters name, and whether that is a
    /// year, a decade or a century.
    fn year(&mut self) -> Result<(i16, Precision), EdtfError> {
        let mut year = 0;
        for place in 0..4 {
            match self.digit() {
                Some(digit) => year = year * 10 + i16::from(digit),
                None if place == 2 && self.take(b"XX") => {
                    return Ok((year * 100, Precision::Century));
                }
                None if place == 3 && self.take(b"X") => {
                    return Ok((year * 10, Precision::Decade));
                }
                None => return Err(self.error(EdtfProblem::ExpectedYear)),
            }
        }
        Ok((year, Precision::Year))
    }
}

impl fmt::Display for Edtf {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Edtf::Date(date) => date.fmt(f),
            Edtf::Interval(interval) => interval.fmt(f),
        }
    }
}

impl fmt::Display for EdtfInterval {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.start, self.end) {
            (Some(start), Some(end)) => write!(f, "{start}/{end}"),
            (Some(start), None) => write!(f, "{start}/.."),
            (None, Some(end)) => write!(f, "../{end}"),
            (None, None) => f.write_str("../.."), // `new` lets none be made.
        }
    }
}

impl fmt::Display for EdtfDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month) = (self.first.year(), self.first.month());
        match self.precision {
            Precision::Century => write!(f, "{:02}XX", year / 100),
            Precision::Decade => write!(f, "{:03}X", year / 10),
            Precision::Year => write!(f, "{year:04}"),
            Precision::UnspecifiedMonth => write!(f, "{year:04}-XX"),
            Precision::UnspecifiedMonthAndDay => write!(f, "{year:04}-XX-XX"),
            Precision::Season(season) => write!(f, "{year:04}-{}", season.code()),
            Precision::Month => write!(f, "{year:04}-{month:02}"),
            Precision::UnspecifiedDay => write!(f, "{year:04}-{month:02}-XX"),
            Precision::Day => write!(f, "{year:04}-{month:02}-{:02}", self.first.day()),
        }?;
        f.write_str(match self.qualifier {
            None => "",
            Some(Qualifier::Uncertain) => "?",
            Some(Qualifier::Approximate) => "~",
            Some(Qualifier::UncertainAndApproximate) => "%",
        })
    }
}

impl From<EdtfDate> for Edtf {
    fn from(date: EdtfDate) -> Self {
        Edtf::Date(date)
    }
}

impl From<EdtfInterval> for Edtf {
    fn from(interval: EdtfInterval) -> Self {
        Edtf::Interval(interval)
    }
}

impl fmt::Display for EdtfError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} (at character {})", self.problem, self.at + 1)
    }
}

impl fmt::Display for EdtfProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            EdtfProblem::Empty => "there is no date",
            EdtfProblem::ExpectedYear => "a year of four digits is expected",
            EdtfProblem::ExpectedMonth => "a month of two digits is expected",
            EdtfProblem::ExpectedDay => "a day of two digits is expected",
            EdtfProblem::NoSuchMonth => "there is no such month or season",
            EdtfProblem::NoSuchDay => "the month has no such day",
            EdtfProblem::Unexpected => "the date should end here",
            EdtfProblem::NoDate => "an interval needs a date at one end",
            EdtfProblem::EndBeforeStart => "the interval ends before it starts",
        })
    }
}

impl std::error::Error for EdtfError {}

impl std::error::Error for EdtfProblem {}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use proptest::prelude::*;

    #[track_caller]
    fn days(edtf: &str, earliest: &str, latest: &str) {
        let parsed: Edtf = edtf.parse().expect(edtf);
        let shown = |day: Option<civil::Date>| day.map_or("..".to_owned(), |day| day.to_string());
        assert_eq!(
            (shown(parsed.earliest()), shown(parsed.latest())),
            (earliest.to_owned(), latest.to_owned()),
            "{edtf}"
        );
        assert_eq!(parsed.to_string(), edtf);
    }

    #[track_caller]
    fn wrong(edtf: &str, at: usize, problem: EdtfProblem) {
        assert_eq!(
            edtf.parse::<Edtf>(),
            Err(EdtfError { at, problem }),
            "{edtf}"
        );
    }

    #[test]
    fn a_date_means_all_its_days() {
        days("2017", "2017-01-01", "2017-12-31");
        days("2017-04", "2017-04-01", "2017-04-30");
        days("2016-02", "2016-02-01", "2016-02-29");
        days("2017-04-30", "2017-04-30", "2017-04-30");
        days("0000", "0000-01-01", "0000-12-31");
        days("9999", "9999-01-01", "9999-12-31");
    }

    #[test]
    fn seasons_are_those_of_the_met_office() {
        days("2018-21", "2018-03-01", "2018-05-31");
        days("2018-22", "2018-06-01", "2018-08-31");
        days("2018-23", "2018-09-01", "2018-11-30");
        days("2018-24", "2018-12-01", "2019-02-28");
        days("2019-24", "2019-12-01", "2020-02-29");
        days("9999-24", "9999-12-01", "9999-12-31");
    }

    #[test]
    fn what_is_unspecified_may_be_anything() {
        days("201X", "2010-01-01", "2019-12-31");
        days("20XX", "2000-01-01", "2099-12-31");
        days("2017-XX", "2017-01-01", "2017-12-31");
        days("2017-XX-XX", "2017-01-01", "2017-12-31");
        days("2017-04-XX", "2017-04-01", "2017-04-30");
    }

    #[test]
    fn qualifiers_move_no_day() {
        days("2019~", "2019-01-01", "2019-12-31");
        days("2019-04?", "2019-04-01", "2019-04-30");
        days("2019-04-05%", "2019-04-05", "2019-04-05");
    }

    #[test]
    fn intervals_include_both_ends() {
        days("2016-10/2016-11", "2016-10-01", "2016-11-30");
        days("2016~/2018-03-05?", "2016-01-01", "2018-03-05");
        days("2016/..", "2016-01-01", "..");
        days("../2018-24", "..", "2019-02-28");
        days("2017-04/2017", "2017-04-01", "2017-12-31");
    }

    #[test]
    fn errors_say_what_is_wrong_and_where() {
        use EdtfProblem::*;
        wrong("", 0, Empty);
        wrong("April 2017", 0, ExpectedYear);
        wrong("201", 3, ExpectedYear);
        wrong("2X17", 1, ExpectedYear);
        wrong("201X-04", 4, Unexpected);
        wrong("XXXX", 0, ExpectedYear);
        wrong("2018-", 5, ExpectedMonth);
        wrong("2018-7", 6, ExpectedMonth);
        wrong("2018-13", 5, NoSuchMonth);
        wrong("2018-00", 5, NoSuchMonth);
        wrong("2018-06-", 8, ExpectedDay);
        wrong("2018-06-31", 8, NoSuchDay);
        wrong("2018-XX-05", 7, Unexpected);
        wrong("2018-21-05", 7, Unexpected);
        wrong("2018-06-30T10:00", 10, Unexpected);
        wrong("2018~?", 5, Unexpected);
        wrong("2018/", 5, ExpectedYear);
        wrong("..", 0, NoDate);
        wrong("../..", 3, NoDate);
        wrong("2018/2017", 5, EndBeforeStart);
        wrong("2018/2019/2020", 9, Unexpected);
        wrong(" 2018", 0, ExpectedYear);
        wrong("2018–07", 4, Unexpected);
        assert_eq!(
            "2018-06-31"
                .parse::<Edtf>()
                .expect_err("no such day")
                .to_string(),
            "the month has no such day (at character 9)"
        );
    }

    /// Every kind of date, in the given years.
    pub(in super::super) fn dates(
        years: std::ops::RangeInclusive<i16>,
    ) -> impl Strategy<Value = EdtfDate> {
        let precision = prop::sample::select(vec![
            Precision::Century,
            Precision::Decade,
            Precision::Year,
            Precision::UnspecifiedMonth,
            Precision::UnspecifiedMonthAndDay,
            Precision::Season(Season::Spring),
            Precision::Season(Season::Summer),
            Precision::Season(Season::Autumn),
            Precision::Season(Season::Winter),
            Precision::Month,
            Precision::UnspecifiedDay,
            Precision::Day,
        ]);
        (
            years,
            1..=12_i8,
            1..=28_i8,
            precision,
            any::<(bool, bool)>(),
        )
            .prop_map(|(year, month, day, precision, (approximate, uncertain))| {
                let (year, month) = match precision {
                    Precision::Century => (year - year % 100, 1),
                    Precision::Decade => (year - year % 10, 1),
                    Precision::Season(season) => (year, season.first_month()),
                    Precision::Month | Precision::UnspecifiedDay | Precision::Day => (year, month),
                    _ => (year, 1),
                };
                let day = if precision == Precision::Day { day } else { 1 };
                EdtfDate {
                    first: civil::date(year, month, day),
                    precision,
                    qualifier: Qualifier::of(approximate, uncertain),
                }
            })
    }

    /// Every kind of date and interval, in the given years.
    pub(in super::super) fn edtfs(
        years: std::ops::RangeInclusive<i16>,
    ) -> impl Strategy<Value = Edtf> {
        let ends = (
            prop::option::of(dates(years.clone())),
            prop::option::of(dates(years.clone())),
        );
        prop_oneof![
            dates(years).prop_map(Edtf::Date),
            ends.prop_filter_map("ends in order", |(start, end)| {
                EdtfInterval::new(start, end)
                    .or_else(|_| EdtfInterval::new(end, start))
                    .ok()
                    .map(Edtf::Interval)
            }),
        ]
    }

    proptest! {
        #[test]
        fn what_is_printed_is_parsed_as_the_same(edtf in edtfs(0..=9999)) {
            prop_assert_eq!(edtf.to_string().parse(), Ok(edtf));
        }

        #[test]
        fn what_is_parsed_is_printed_as_the_same(text in "[0-9X?~%./-]{0,12}|[12][0-9]{3}-[0-2][0-9](-[0-3][0-9])?[?~%]?") {
            if let Ok(edtf) = text.parse::<Edtf>() {
                prop_assert_eq!(edtf.to_string(), text);
            }
        }

        #[test]
        fn the_last_day_is_not_before_the_first(edtf in edtfs(0..=9999)) {
            if let (Some(earliest), Some(latest)) = (edtf.earliest(), edtf.latest()) {
                prop_assert!(earliest <= latest);
            }
        }

        #[test]
        fn any_text_is_parsed_or_refused_within_it(text in any::<String>()) {
            if let Err(error) = text.parse::<Edtf>() {
                prop_assert!(error.at <= text.chars().count());
            }
        }
    }
}
