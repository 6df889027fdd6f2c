//! Dates in cells: numbers of days, which a format shows as dates (ECMA-376 part 1, 18.17.4 and 18.8.30).

use jiff::ToSpan;
use jiff::civil::Date;

/// The day before day 1 from March 1900 on. Excel counts a 29 February 1900, which there wasn't.
const ZERO: Date = Date::constant(1899, 12, 30);
/// Day 0 where a workbook counts from 1904.
const ZERO_OF_1904: Date = Date::constant(1904, 1, 1);
/// The first day that has the number which the calendar gives it.
const FIRST: Date = Date::constant(1900, 3, 1);
/// The number of the day that there wasn't.
const NO_DAY: f64 = 60.0;

/// What a format shows of a number.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Shown {
    #[default]
    Number,
    Year,
    Month,
    Day,
    /// A day and the time of day.
    DayAndTime,
    Time,
}

/// The number of a day, for a workbook that counts from 1900; `None` before March 1900.
pub fn number(day: Date) -> Option<i32> {
    (day >= FIRST).then(|| (day - ZERO).get_days())
}

/// What a number is, as EDTF where it is a date: so much of it as its format shows. `None` where it is to be shown as a
/// number, or is none that a day has.
pub fn written(number: f64, shown: Shown, is_from_1904: bool) -> Option<String> {
    if shown == Shown::Number || !(0.0..3_000_000.0).contains(&number) {
        return None;
    }
    let (mut days, mut seconds) = (
        number.trunc(),
        ((number - number.trunc()) * 86_400.0).round(),
    );
    if seconds >= 86_400.0 {
        (days, seconds) = (days + 1.0, 0.0);
    }
    let seconds = seconds as u32;
    let (hours, minutes, seconds) = (seconds / 3_600, seconds / 60 % 60, seconds % 60);
    if shown == Shown::Time {
        let hours = days as u32 * 24 + hours;
        return Some(format!("{hours:02}:{minutes:02}:{seconds:02}"));
    }
    let zero = match is_from_1904 {
        true => ZERO_OF_1904,
        false if days > NO_DAY => ZERO,
        false if days == NO_DAY || days == 0.0 => return None,
        false => ZERO.tomorrow().ok()?,
    };
    let day = zero.checked_add((days as i32).days()).ok()?;
    let iso = day.to_string();
    Some(match shown {
        Shown::Year => iso.get(..4)?.to_owned(),
        Shown::Month => iso.get(..7)?.to_owned(),
        Shown::DayAndTime if (hours, minutes, seconds) != (0, 0, 0) => {
            format!("{iso}T{hours:02}:{minutes:02}:{seconds:02}")
        }
        _ => iso,
    })
}

/// What the formats show that every workbook has without saying so, and that are of dates and times. Those of East Asia
/// (27 to 36, 50 to 58) show a day, or a time that no driver has.
pub fn built_in(id: u32) -> Shown {
    match id {
        17 => Shown::Month,
        14..=16 | 27..=31 | 34..=36 | 50..=58 => Shown::Day,
        22 => Shown::DayAndTime,
        18..=21 | 32..=33 | 45..=47 => Shown::Time,
        _ => Shown::Number,
    }
}

/// What a format shows that a workbook says: by the letters of its first section that stand neither in quotes nor in
/// brackets.
pub fn custom(code: &str) -> Shown {
    let (mut year, mut month, mut day, mut time) = (false, false, false, false);
    let mut letters = code.chars();
    let mut before = ' ';
    while let Some(c) = letters.next() {
        match c {
            ';' => break,
            '"' => drop(letters.by_ref().find(|c| *c == '"')),
            '[' => {
                let inside: String = letters.by_ref().take_while(|c| *c != ']').collect();
                // Hours that go on beyond a day: "[h]:mm".
                time |= ["h", "hh", "m", "mm", "s", "ss"].contains(&&*inside.to_ascii_lowercase());
            }
            // The next one is shown as it is, or gives a width.
            '\\' | '_' | '*' => drop(letters.next()),
            'y' | 'Y' => year = true,
            'd' | 'D' => day = true,
            'h' | 'H' | 's' | 'S' => time = true,
            // Of "AM/PM" and "A/P", which stand beside hours.
            'm' | 'M' if matches!(before, 'a' | 'A' | 'p' | 'P') => (),
            'm' | 'M' => month = true,
            _ => (),
        }
        before = c;
    }
    // Minutes are the same letter as months.
    match (day, year, month, time) {
        (true, _, _, true) | (_, true, _, true) => Shown::DayAndTime,
        (_, _, _, true) => Shown::Time,
        (true, _, _, _) => Shown::Day,
        (_, _, true, _) => Shown::Month,
        (_, true, _, _) => Shown::Year,
        _ => Shown::Number,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_have_the_numbers_that_excel_gives_them() {
        for (day, days) in [
            ((1900, 3, 1), 61),
            ((1900, 12, 31), 366),
            ((2000, 1, 1), 36_526),
            ((2018, 7, 5), 43_286),
            ((9999, 12, 31), 2_958_465),
        ] {
            let day = Date::constant(day.0, day.1, day.2);
            assert_eq!(number(day), Some(days));
            let read = written(f64::from(days), Shown::Day, false);
            assert_eq!(read, Some(day.to_string()));
        }
        assert_eq!(number(Date::constant(1900, 2, 28)), None);
    }

    #[test]
    fn so_much_of_a_date_is_read_as_its_format_shows() {
        let read = |number, shown| written(number, shown, false);
        let noon = 43_286.5;
        assert_eq!(read(noon, Shown::Number), None);
        assert_eq!(read(noon, Shown::Year).as_deref(), Some("2018"));
        assert_eq!(read(noon, Shown::Month).as_deref(), Some("2018-07"));
        assert_eq!(read(noon, Shown::Day).as_deref(), Some("2018-07-05"));
        assert_eq!(
            read(noon, Shown::DayAndTime).as_deref(),
            Some("2018-07-05T12:00:00")
        );
        assert_eq!(
            read(43_286.0, Shown::DayAndTime).as_deref(),
            Some("2018-07-05")
        );
        assert_eq!(
            read(43_286.999_999, Shown::DayAndTime).as_deref(),
            Some("2018-07-06")
        );
        assert_eq!(read(1.25, Shown::Time).as_deref(), Some("30:00:00"));
        assert_eq!(
            written(0.0, Shown::Day, true).as_deref(),
            Some("1904-01-01")
        );
        assert_eq!(
            written(41_824.0, Shown::Day, true).as_deref(),
            Some("2018-07-05")
        );
    }

    #[test]
    fn days_that_there_were_not_are_numbers() {
        let read = |number| written(number, Shown::Day, false);
        assert_eq!(read(1.0).as_deref(), Some("1900-01-01"));
        assert_eq!(read(59.0).as_deref(), Some("1900-02-28"));
        for number in [0.0, 60.0, -1.0, 2_958_466.0, 1e300, f64::NAN, f64::INFINITY] {
            assert_eq!(read(number), None, "{number}");
        }
    }

    #[test]
    fn formats_are_of_dates_or_not() {
        for (code, shown) in [
            ("General", Shown::Number),
            ("0.00", Shown::Number),
            ("#,##0 \"days\"", Shown::Number),
            ("[Red]0;[Yellow]dd", Shown::Number),
            ("\\d0", Shown::Number),
            ("_d0", Shown::Number),
            ("@", Shown::Number),
            ("dd/mm/yyyy", Shown::Day),
            ("[$-809]d mmmm yyyy;@", Shown::Day),
            ("D-MMM", Shown::Day),
            ("yyyy\\-mm\\-dd", Shown::Day),
            ("mmm yy", Shown::Month),
            ("\"in\" mmmm", Shown::Month),
            ("yyyy", Shown::Year),
            ("dd/mm/yyyy hh:mm", Shown::DayAndTime),
            ("h:mm AM/PM", Shown::Time),
            ("[h]:mm:ss", Shown::Time),
            ("mm:ss", Shown::Time),
            ("\"open", Shown::Number),
            ("[open", Shown::Number),
        ] {
            assert_eq!(custom(code), shown, "{code}");
        }
    }
}
