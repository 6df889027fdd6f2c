//! A range of days, as people write one in a query: `2016`, `2016..2018`, `..2016-04`, `>=2016`.

use std::fmt;

use jiff::civil::Date;

use crate::domain::date::ApproximateDate;

/// From one day to another; either end may be open, not both.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Days {
    from: Option<Date>,
    to: Option<Date>,
}

impl Days {
    /// A range with at least one end, the first not after the last.
    pub fn new(from: Option<Date>, to: Option<Date>) -> Option<Self> {
        let is_in_order = from.zip(to).is_none_or(|(from, to)| from <= to);
        (is_in_order && (from.is_some() || to.is_some())).then_some(Self { from, to })
    }

    /// Whole years.
    pub fn of_years(from: Option<i16>, to: Option<i16>) -> Option<Self> {
        let first = from.and_then(|year| Date::new(year, 1, 1).ok());
        let last = to.and_then(|year| Date::new(year, 12, 31).ok());
        Self::new(first, last)
    }

    /// Reads a range, or one date, which stands for all of its days.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let compared = [(">=", true), ("<=", false), (">", true), ("<", false)]
            .into_iter()
            .find_map(|(sign, is_from)| Some((text.strip_prefix(sign)?, sign, is_from)));
        if let Some((text, sign, is_from)) = compared {
            let (first, last) = ends(text)?;
            return match (is_from, sign.len() == 2) {
                (true, true) => Self::new(Some(first), None),
                (true, false) => Self::new(Some(last.tomorrow().ok()?), None),
                (false, true) => Self::new(None, Some(last)),
                (false, false) => Self::new(None, Some(first.yesterday().ok()?)),
            };
        }
        let Some((from, to)) = text.split_once("..") else {
            let (first, last) = ends(text)?;
            return Self::new(Some(first), Some(last));
        };
        let end = |text: &str| match text.trim() {
            "" => Some(None),
            text => ends(text).map(Some),
        };
        let (from, to) = (end(from)?, end(to)?);
        Self::new(from.map(|(first, _)| first), to.map(|(_, last)| last))
    }

    /// The first day, where there is one.
    pub fn from(&self) -> Option<Date> {
        self.from
    }

    /// The last day, where there is one.
    pub fn to(&self) -> Option<Date> {
        self.to
    }
}

/// The first and the last day of a date with both.
fn ends(text: &str) -> Option<(Date, Date)> {
    let date = ApproximateDate::from_written(text);
    Some((date.earliest()?, date.latest()?))
}

/// The shortest text that means these days.
impl fmt::Display for Days {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let month = |day: Date| format!("{:04}-{:02}", day.year(), day.month());
        let from = self.from.map(|day| match (day.month(), day.day()) {
            (1, 1) => format!("{:04}", day.year()),
            (_, 1) => month(day),
            _ => day.to_string(),
        });
        let to = self.to.map(|day| match (day.month(), day.day()) {
            (12, 31) => format!("{:04}", day.year()),
            _ if day == day.last_of_month() => month(day),
            _ => day.to_string(),
        });
        match (from, to) {
            (Some(from), Some(to)) if from == to => f.write_str(&from),
            (from, to) => {
                let (from, to) = (from.unwrap_or_default(), to.unwrap_or_default());
                write!(f, "{from}..{to}")
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_range_may_be_written_in_many_ways() {
        for (text, shown) in [
            ("2016", "2016"),
            ("2016..2018", "2016..2018"),
            ("2016-04", "2016-04"),
            ("April 2016", "2016-04"),
            ("..2016-04", "..2016-04"),
            ("2016-04-02..", "2016-04-02.."),
            ("2016..2016", "2016"),
            (">=2016", "2016.."),
            (">2016", "2017.."),
            ("<2016", "..2015"),
            ("<=30/4/2016", "..2016-04"),
            ("2016/17", "2016-04..2017-03"),
        ] {
            let days = Days::parse(text).map(|days| days.to_string());
            assert_eq!(days.as_deref(), Some(shown), "{text}");
        }
    }

    #[test]
    fn what_is_no_range_is_none() {
        for text in ["", "..", "TBC", "2018..2016", "x..2016", ">"] {
            assert_eq!(Days::parse(text), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn days_and_their_text_are_one(from in day(), to in day(), open in 0..3) {
            let (from, to) = (from.min(to), from.max(to));
            let days = Days::new((open != 1).then_some(from), (open != 2).then_some(to));
            let text = days.map(|days| days.to_string()).unwrap_or_default();
            prop_assert_eq!(Days::parse(&text), days, "{}", text);
        }
    }

    fn day() -> impl Strategy<Value = Date> {
        let day = (1948..2101_i16, 1..13_i8, 1..32_i8);
        day.prop_map(|(year, month, day)| {
            let first = Date::constant(2000, 1, 1);
            Date::new(year, month, day.min(28)).unwrap_or(first)
        })
        .prop_flat_map(|day| {
            prop::sample::select(vec![
                day,
                day.first_of_month(),
                day.last_of_month(),
                day.first_of_year(),
                day.last_of_year(),
            ])
        })
    }
}
