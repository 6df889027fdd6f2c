//! When an entry is due for review, and how long that is from today.

use jiff::civil;

use super::date::ApproximateDate;

/// An entry is due soon if no more than this many days are left.
pub const DUE_SOON_DAYS: u32 = 90;

/// Whether the time for the review of an entry has come.
///
/// What counts is the *last* day of what is written: an entry due in "July
/// 2018" is overdue from 1 August 2018. A date without a last day (none at all,
/// "TBC", "since 2016") is no date.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ReviewState {
    /// The last day has passed.
    Overdue,
    /// The last day is today, or at most [`DUE_SOON_DAYS`] days off.
    DueSoon,
    /// The last day is further off.
    Later,
    /// Nothing says when.
    NoDate,
}

impl ReviewState {
    /// Every state, the most urgent first.
    pub const ALL: [Self; 4] = [Self::Overdue, Self::DueSoon, Self::Later, Self::NoDate];

    /// The state today of an entry with this due date, if it has one.
    pub fn of(due: Option<&ApproximateDate>, today: civil::Date) -> Self {
        Self::in_days(days_until(due, today))
    }

    /// The state of an entry that is due in so many days, if there is a date.
    pub fn in_days(days: Option<i64>) -> Self {
        match days {
            None => Self::NoDate,
            Some(..0) => Self::Overdue,
            Some(days) if days <= i64::from(DUE_SOON_DAYS) => Self::DueSoon,
            Some(_) => Self::Later,
        }
    }

    /// The name in files and addresses; it never changes.
    pub fn key(self) -> &'static str {
        match self {
            Self::Overdue => "overdue",
            Self::DueSoon => "due-soon",
            Self::Later => "later",
            Self::NoDate => "no-date",
        }
    }

    /// The state with this [`key`](Self::key).
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.key() == key)
    }

    /// The name for people.
    pub fn label(self) -> &'static str {
        match self {
            Self::Overdue => "Overdue",
            Self::DueSoon => "Due soon",
            Self::Later => "Later",
            Self::NoDate => "No date",
        }
    }
}

/// The days since the last day of the due date; `None` if it hasn't passed.
pub fn days_overdue(due: Option<&ApproximateDate>, today: civil::Date) -> Option<u32> {
    let days = days_until(due, today)?;
    u32::try_from(-days).ok().filter(|&days| days > 0)
}

/// The days until the last day of the due date, 0 on the day itself; `None` if
/// it has passed.
pub fn days_left(due: Option<&ApproximateDate>, today: civil::Date) -> Option<u32> {
    u32::try_from(days_until(due, today)?).ok()
}

/// The review in words: "overdue by 8 years", "due in 5 days", "due today".
/// `None` if nothing says when.
///
/// Whole months are named from two of them on, whole years from two years on,
/// so that "overdue by 1 year" never stands for twenty-three months.
pub fn in_words(due: Option<&ApproximateDate>, today: civil::Date) -> Option<String> {
    let last = due?.latest()?;
    Some(if last < today {
        format!("overdue by {}", length(last, today))
    } else if last == today {
        "due today".to_owned()
    } else {
        format!("due in {}", length(today, last))
    })
}

fn days_until(due: Option<&ApproximateDate>, today: civil::Date) -> Option<i64> {
    Some(days_between(today, due?.latest()?))
}

fn days_between(from: civil::Date, to: civil::Date) -> i64 {
    to.duration_since(from).as_hours() / 24
}

/// The time between two days, in the largest unit of which there are two.
fn length(from: civil::Date, to: civil::Date) -> String {
    let months = whole_months(from, to);
    match (days_between(from, to), months) {
        (_, 24..) => format!("{} years", months / 12),
        (_, 2..) => format!("{months} months"),
        (1, _) => "1 day".to_owned(),
        (days, _) => format!("{days} days"),
    }
}

/// The whole months between two days. From the last day of a month to the last
/// of another counts as whole, however many days they have.
fn whole_months(from: civil::Date, to: civil::Date) -> i32 {
    let months_of = |day: civil::Date| i32::from(day.year()) * 12 + i32::from(day.month());
    let is_complete = to.day() >= from.day() || to == to.last_of_month();
    months_of(to) - months_of(from) - i32::from(!is_complete)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn day(text: &str) -> civil::Date {
        text.parse().expect("a day")
    }

    #[track_caller]
    fn state(due: &str, today: &str, expected: ReviewState) {
        let due = ApproximateDate::from_written(due);
        assert_eq!(ReviewState::of(Some(&due), day(today)), expected);
    }

    #[track_caller]
    fn words(due: &str, today: &str, expected: Option<&str>) {
        let due = ApproximateDate::from_written(due);
        assert_eq!(in_words(Some(&due), day(today)).as_deref(), expected);
    }

    #[test]
    fn overdue_once_the_last_day_has_passed() {
        use ReviewState::*;
        state("July 2018", "2018-07-31", DueSoon);
        state("July 2018", "2018-08-01", Overdue);
        state("2018", "2018-12-31", DueSoon);
        state("2018", "2019-01-01", Overdue);
        state("2016/17", "2017-04-01", Overdue);
        state("until July 2018", "2018-08-01", Overdue);
    }

    #[test]
    fn due_soon_within_ninety_days() {
        use ReviewState::*;
        state("2018-07-31", "2018-05-02", DueSoon);
        state("2018-07-31", "2018-05-01", Later);
    }

    #[test]
    fn no_date_without_a_last_day() {
        use ReviewState::*;
        state("TBC", "2018-05-01", NoDate);
        state("since 2016", "2018-05-01", NoDate);
        state("31 June 2018", "2018-05-01", NoDate);
        assert_eq!(ReviewState::of(None, day("2018-05-01")), NoDate);
    }

    #[test]
    fn keys_are_stable() {
        let keys = ReviewState::ALL.map(ReviewState::key);
        assert_eq!(keys, ["overdue", "due-soon", "later", "no-date"]);
        for state in ReviewState::ALL {
            assert_eq!(ReviewState::from_key(state.key()), Some(state));
        }
        assert_eq!(ReviewState::from_key("Overdue"), None);
    }

    #[test]
    fn in_plain_words() {
        words("2018-07-31", "2018-07-31", Some("due today"));
        words("2018-07-31", "2018-07-30", Some("due in 1 day"));
        words("2018-07-31", "2018-07-26", Some("due in 5 days"));
        words("2018-07-31", "2018-08-12", Some("overdue by 12 days"));
        words("2018-07-31", "2018-09-29", Some("overdue by 60 days"));
        words("2018-07-31", "2018-09-30", Some("overdue by 2 months"));
        words("July 2018", "2018-11-05", Some("overdue by 3 months"));
        words("2018-07-31", "2020-07-30", Some("overdue by 23 months"));
        words("2018-07-31", "2020-07-31", Some("overdue by 2 years"));
        words("July 2018", "2026-08-06", Some("overdue by 8 years"));
        words("2018-07-31", "2017-01-01", Some("due in 18 months"));
        words("TBC", "2018-05-01", None);
    }

    proptest! {
        #[test]
        fn days_left_and_overdue_agree_with_the_state(days in 0..3_000_i32, due in 0..3_000_i32) {
            let start = day("2015-01-01");
            let at = |days| start.saturating_add(jiff::Span::new().days(days));
            let (today, due_day) = (at(days), at(due));
            let written = ApproximateDate::from_written(due_day.to_string());
            let (overdue, left) = (days_overdue(Some(&written), today), days_left(Some(&written), today));
            prop_assert_eq!(i64::from(left.unwrap_or(0)) - i64::from(overdue.unwrap_or(0)), i64::from(due - days));
            prop_assert_eq!(overdue.is_some(), left.is_none());
            prop_assert_eq!(overdue.is_some(), ReviewState::of(Some(&written), today) == ReviewState::Overdue);
        }
    }
}
