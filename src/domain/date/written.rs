//! Reads dates as people write them, day first: "30th Nov 2010", "2016/17".
//!
//! The text is cut into tokens, and dates are looked for from left to right,
//! so a date may stand anywhere in a sentence. The rule for doubt is: no date
//! rather than a wrong one. So there is none if the text names two different
//! dates, an impossible one ("31 June 2018"), a day without its year, or only
//! what a date comes before or after.
//!
//! | Written | Read | Why |
//! |---|---|---|
//! | 4/10/2013, 04.10.13 | `2013-10-04` | day first; 13 is 2013 |
//! | early 2019, c. 2019, end of 2019 | `2019~` | EDTF has no "early" |
//! | Oct/Nov 2016 | `2016-10/2016-11` | the year counts for both |
//! | 2016/17 | `2016-04/2017-03` | a financial year, see below |
//! | 2016-18, 2016/18, 2016–17 | `2016/2018` … | a range of years |
//! | 2018-07 | `2018-07` | ISO 8601 |
//! | Q3 2018/19 | `2018-10/2018-12` | a quarter of a financial year |
//! | Q3 2018 | none | of the calendar year or the financial one? |
//! | Winter 2018, winter 2018/19 | `2018-24` | a winter begins in December |
//! | since 2016, 2016 onwards | `2016/..` | |
//! | 5 July, Oct 13 | none | no year |
//!
//! Two consecutive years with a slash are a financial year of the NHS, which
//! ends with 31 March (as in the Interpretation Act 1978, schedule 1). With a
//! dash they may be that or two calendar years, so they are read as the latter,
//! which contain the former.
//! The hyphen of "2010-11" is that of ISO 8601: November 2010. A month can't be
//! above 12, so "2012-13" is a range of years; and an en dash is never ISO.

use jiff::civil;

use super::edtf::{Edtf, EdtfDate, EdtfInterval, Precision, Qualifier, Season};
use super::words::MONTHS;

/// Years outside these are taken for other numbers ("1500 beds"). Such a year
/// can still be given as EDTF.
const YEARS: std::ops::RangeInclusive<i16> = 1800..=2199;

/// How many tokens of "mid to late", "Thursday the" may precede a date, and how
/// many dates "Oct, Nov and Dec 2016" may list. Reading is linear because of it.
const LONGEST: usize = 6;

/// The date that a text names, if it names exactly one.
pub(super) fn read(text: &str) -> Option<Edtf> {
    let reader = Reader { tokens: lex(text) };
    let mut found = None;
    let mut at = 0;
    while at < reader.tokens.len() {
        match reader.phrase(at) {
            Some((phrase, next)) => {
                let edtf = phrase.ok()?;
                if found.replace(edtf).is_some_and(|other| other != edtf) {
                    return None;
                }
                at = next;
            }
            None => at += 1,
        }
    }
    found
}

/// A word, number or sign, as far as dates are concerned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Token {
    /// `digits` tells "04" from "4", and 0 is a number too long for any date.
    Number {
        value: i16,
        digits: u8,
    },
    Month(i8),
    Season(Season),
    Weekday,
    /// "circa", "early"
    Approximate,
    /// "probably"
    Doubtful,
    /// "uncertain", after its date.
    Uncertain,
    /// "to", "till"
    To,
    Until,
    Since,
    Onwards,
    /// "present", "to date"
    Present,
    Between,
    /// "before", "after": the date that follows is not the one meant.
    BeforeOrAfter,
    And,
    Of,
    The,
    /// "st", "nd", "rd", "th"
    Ordinal,
    /// The s of "2010s".
    Plural,
    /// The q of "Q3".
    Quarter,
    /// Any other word.
    Word,
    Slash,
    Dot,
    Comma,
    Hyphen,
    /// An en dash, and those that look like it.
    Dash,
    QuestionMark,
    /// Any other sign.
    Sign,
    /// After the last token.
    End,
}

impl Token {
    fn of_word(word: &str) -> Self {
        // "Sept", "Octob" and "Tues" are as good as the whole word.
        let begins = |whole: &str| {
            let beginning = whole.get(..word.len()).filter(|_| word.len() >= 3);
            beginning.is_some_and(|beginning| beginning.eq_ignore_ascii_case(word))
        };
        if let Some((month, _)) = (1..).zip(MONTHS).find(|(_, month)| begins(month)) {
            return Token::Month(month);
        }
        let weekdays = [
            "monday",
            "tuesday",
            "wednesday",
            "thursday",
            "friday",
            "saturday",
            "sunday",
            "weds",
        ];
        if weekdays.into_iter().any(begins) {
            return Token::Weekday;
        }
        match word.to_lowercase().as_str() {
            "spring" => Token::Season(Season::Spring),
            "summer" => Token::Season(Season::Summer),
            "autumn" => Token::Season(Season::Autumn),
            "winter" => Token::Season(Season::Winter),
            "c" | "ca" | "circa" | "about" | "around" | "approx" | "approximately" | "roughly"
            | "early" | "mid" | "middle" | "late" | "start" | "beginning" | "end" => {
                Token::Approximate
            }
            "probably" | "possibly" | "perhaps" => Token::Doubtful,
            "uncertain" => Token::Uncertain,
            "to" | "till" | "through" => Token::To,
            "until" => Token::Until,
            "since" => Token::Since,
            "onwards" | "onward" => Token::Onwards,
            "present" | "date" | "now" | "ongoing" => Token::Present,
            "between" => Token::Between,
            "before" | "after" => Token::BeforeOrAfter,
            "and" | "or" => Token::And,
            "of" => Token::Of,
            "the" => Token::The,
            "st" | "nd" | "rd" | "th" => Token::Ordinal,
            "s" => Token::Plural,
            "q" => Token::Quarter,
            _ => Token::Word,
        }
    }

    fn of_sign(sign: char) -> Self {
        match sign {
            '/' | '\u{2044}' => Token::Slash,
            '.' => Token::Dot,
            ',' => Token::Comma,
            '&' => Token::And,
            '?' => Token::QuestionMark,
            '-' | '\u{2010}' | '\u{2011}' => Token::Hyphen,
            '\u{2012}'..='\u{2015}' | '\u{2212}' => Token::Dash,
            _ => Token::Sign,
        }
    }

    fn of_number(number: &str) -> Self {
        match number.parse() {
            Ok(value) if number.len() <= 4 => Token::Number {
                value,
                digits: number.len() as u8,
            },
            _ => Token::Number {
                value: 0,
                digits: 0,
            },
        }
    }

    fn is_number(self) -> bool {
        matches!(self, Token::Number { .. })
    }

    fn is_sign(self) -> bool {
        matches!(
            self,
            Token::Slash
                | Token::Dot
                | Token::Comma
                | Token::Hyphen
                | Token::Dash
                | Token::QuestionMark
                | Token::Sign
                | Token::End
        )
    }

    /// What may stand between the numbers of a date.
    fn is_separator(self) -> bool {
        matches!(
            self,
            Token::Slash | Token::Dot | Token::Hyphen | Token::Dash
        )
    }
}

/// A token, and whether space or nothing stands before it.
struct Lexed {
    token: Token,
    spaced: bool,
}

fn lex(text: &str) -> Vec<Lexed> {
    let mut tokens = Vec::new();
    // This splits at non-breaking spaces, too.
    for chunk in text.split_whitespace() {
        let chunk: String = chunk.chars().filter(|&c| !is_invisible(c)).collect();
        let mut rest = chunk.as_str();
        let mut spaced = true;
        // The numbers of a web address say when something was uploaded.
        if rest.contains("://") || rest.starts_with("www.") {
            rest = "";
            tokens.push(Lexed {
                token: Token::Word,
                spaced,
            });
        }
        while let Some(first) = rest.chars().next() {
            let run = |class: fn(char) -> bool| {
                rest.split_at(rest.find(|c| !class(c)).unwrap_or(rest.len()))
            };
            let token;
            (token, rest) = if first.is_ascii_digit() {
                let (number, after) = run(|c| c.is_ascii_digit());
                (Token::of_number(number), after)
            } else if first.is_alphabetic() {
                let (word, after) = run(char::is_alphabetic);
                (Token::of_word(word), after)
            } else {
                (Token::of_sign(first), &rest[first.len_utf8()..])
            };
            tokens.push(Lexed { token, spaced });
            spaced = false;
        }
    }
    tokens
}

/// Soft hyphens, zero-width spaces, marks of direction and order.
fn is_invisible(c: char) -> bool {
    matches!(
        c,
        '\u{AD}' | '\u{200B}'..='\u{200F}' | '\u{2060}' | '\u{FEFF}'
    )
}

/// A date is written here, but which one is not clear.
struct Unclear;

/// What stands at one end of a range.
#[derive(Clone, Copy)]
enum Item {
    Whole(Edtf),
    /// A date that takes its year from the one after it.
    Partial(Unit, Option<Qualifier>),
    Impossible,
}

/// A date without its year.
#[derive(Clone, Copy)]
enum Unit {
    Month(i8),
    Season(Season),
    Day { month: Option<i8>, day: i8 },
}

impl Unit {
    fn in_year(self, year: i16) -> Option<EdtfDate> {
        match self {
            Unit::Month(month) => EdtfDate::month(year, month),
            Unit::Season(season) => EdtfDate::season(year, season),
            Unit::Day { month, day } => EdtfDate::day(civil::Date::new(year, month?, day).ok()?),
        }
    }

    /// Whole, if it is written like the date that follows it in a range.
    fn before(self, next: EdtfDate) -> Option<Result<EdtfDate, Unclear>> {
        let first = next.earliest();
        let unit = match (self, next.precision()) {
            (Unit::Day { month, day }, Precision::Day) => Unit::Day {
                month: month.or(Some(first.month())),
                day,
            },
            (Unit::Month(_), Precision::Month) | (Unit::Season(_), Precision::Season(_)) => self,
            _ => return None,
        };
        Some(unit.in_year(first.year()).ok_or(Unclear))
    }
}

impl Item {
    fn whole(date: Option<impl Into<Edtf>>) -> Self {
        date.map_or(Item::Impossible, |date| Item::Whole(date.into()))
    }

    fn unit(unit: Unit, year: Option<i16>) -> Self {
        match year {
            Some(year) => Item::whole(unit.in_year(year)),
            None => Item::Partial(unit, None),
        }
    }

    /// From one year to another, or from one month to another.
    fn between(start: Option<EdtfDate>, end: Option<EdtfDate>) -> Self {
        Item::whole(match (start, end) {
            (Some(_), Some(_)) => EdtfInterval::new(start, end).ok(),
            _ => None,
        })
    }

    fn qualified(self, qualifier: Option<Qualifier>) -> Self {
        if qualifier.is_none() {
            return self;
        }
        match self {
            Item::Whole(Edtf::Date(date)) => Item::whole(Some(date.qualified(qualifier))),
            Item::Whole(Edtf::Interval(interval)) => Item::whole(
                EdtfInterval::new(
                    interval.start().map(|date| date.qualified(qualifier)),
                    interval.end().map(|date| date.qualified(qualifier)),
                )
                .ok(),
            ),
            Item::Partial(unit, _) => Item::Partial(unit, qualifier),
            Item::Impossible => Item::Impossible,
        }
    }
}

/// Finds dates among tokens. Each method takes the place at which it starts,
/// and returns what it found with the place after it.
struct Reader {
    tokens: Vec<Lexed>,
}

impl Reader {
    fn token(&self, at: usize) -> Token {
        self.tokens.get(at).map_or(Token::End, |lexed| lexed.token)
    }

    /// Whether the token follows the one before it without a space.
    fn is_glued(&self, at: usize) -> bool {
        self.tokens.get(at).is_some_and(|lexed| !lexed.spaced)
    }

    /// The place after a token, if that is the one wanted.
    fn skip(&self, at: usize, wanted: Token) -> usize {
        at + usize::from(self.token(at) == wanted)
    }

    /// A whole date or range: all of "from Oct to Nov 2016", "2016 onwards".
    fn phrase(&self, at: usize) -> Option<(Result<Edtf, Unclear>, usize)> {
        let (phrase, next) = match self.token(at) {
            opening @ (Token::Since | Token::Until) => {
                let (item, next) = self.item(at + 1)?;
                let Item::Whole(edtf) = item else {
                    return None;
                };
                let interval = if opening == Token::Since {
                    EdtfInterval::new(edtf.start(), None)
                } else {
                    EdtfInterval::new(None, edtf.end())
                };
                (interval.map(Edtf::from).map_err(|_| Unclear), next)
            }
            Token::BeforeOrAfter => {
                let (_, next) = self.range(at + 1)?;
                (Err(Unclear), next)
            }
            _ => self.range(at)?,
        };
        // "12/10/2013/14" goes on: it is a number of another kind.
        let goes_on = |at| {
            self.token(at).is_separator()
                && self.is_glued(at)
                && self.token(at + 1).is_number()
                && self.is_glued(at + 1)
        };
        let began_before = at >= 2 && self.token(at - 2).is_number() && {
            self.token(at).is_number()
                && self.token(at - 1).is_separator()
                && self.is_glued(at - 1)
                && self.is_glued(at)
        };
        let whole = !goes_on(next) && !began_before;
        Some((if whole { phrase } else { Err(Unclear) }, next))
    }

    /// A date, or two with "to" or the like between them.
    fn range(&self, at: usize) -> Option<(Result<Edtf, Unclear>, usize)> {
        let (first, next) = self.item(at)?;
        if let Item::Whole(edtf) = first {
            let present = self
                .connector(next, at, first)
                .filter(|&after| self.token(after) == Token::Present)
                .map(|after| after + 1);
            let onwards = (self.token(next) == Token::Onwards).then_some(next + 1);
            if let Some(next) = present.or(onwards) {
                let interval = EdtfInterval::new(edtf.start(), None);
                return Some((interval.map(Edtf::from).map_err(|_| Unclear), next));
            }
        }
        if let Some((edtf, next)) = self.joined(first, at, next) {
            return Some((edtf, next));
        }
        match first {
            Item::Whole(edtf) => Some((Ok(edtf), next)),
            // A year elsewhere in the text may or may not be that of "5 July".
            Item::Partial(Unit::Day { month: Some(_), .. }, _) | Item::Impossible => {
                Some((Err(Unclear), next))
            }
            // A number, or a word such as "may" or "spring".
            Item::Partial(..) => None,
        }
    }

    /// From the first date to the one that ends the range, if one follows.
    fn joined(
        &self,
        first: Item,
        began: usize,
        mut next: usize,
    ) -> Option<(Result<Edtf, Unclear>, usize)> {
        let mut last = first;
        for _ in 0..LONGEST {
            let after = self.connector(next, began, last)?;
            (last, next) = self.item(after)?;
            match last {
                Item::Partial(..) => {}
                Item::Impossible => return Some((Err(Unclear), next)),
                Item::Whole(end) => {
                    let start = match first {
                        Item::Whole(start) => start.start(),
                        Item::Partial(unit, qualifier) => match unit.before(end.start()?)? {
                            Ok(date) => Some(date.qualified(qualifier)),
                            Err(Unclear) => return Some((Err(Unclear), next)),
                        },
                        Item::Impossible => return Some((Err(Unclear), next)),
                    };
                    let interval = EdtfInterval::new(start, end.end());
                    return Some((interval.map(Edtf::from).map_err(|_| Unclear), next));
                }
            }
        }
        None
    }

    /// The place after what joins two dates to a range. "And" joins them only
    /// after "between", or if the first has no year: "Oct and Nov 2016".
    fn connector(&self, at: usize, began: usize, before: Item) -> Option<usize> {
        let at = match self.token(at) {
            // "2016, uncertain, to 2018"
            Token::Comma if matches!(self.token(at + 1), Token::To) => at + 1,
            _ => at,
        };
        let partial = matches!(before, Item::Partial(..));
        let month = partial && !matches!(before, Item::Partial(Unit::Day { .. }, _));
        let between = began > 0 && self.token(began - 1) == Token::Between;
        match self.token(at) {
            Token::Slash | Token::Hyphen | Token::Dash | Token::To | Token::Until => Some(at + 1),
            Token::And if partial || between => Some(at + 1),
            // "5th, 6th and 7th July 2018", but not "Section 5, 7 July 2018".
            Token::Comma if month || (partial && self.token(at - 1) == Token::Ordinal) => {
                Some(at + 1)
            }
            _ => None,
        }
    }

    /// A date with what qualifies it: "mid to late 2019", "2014?".
    fn item(&self, start: usize) -> Option<(Item, usize)> {
        let (mut approximate, mut uncertain) = (false, false);
        let mut at = start;
        while at < start + LONGEST {
            match self.token(at) {
                Token::Approximate => approximate = true,
                Token::Doubtful => uncertain = true,
                Token::Weekday | Token::The => {}
                Token::Of | Token::To | Token::Comma if at > start => {}
                sign if at > start && sign.is_separator() => {}
                _ => break,
            }
            at += 1;
        }
        let (item, mut next) = self.date(at)?;
        if self.token(next) == Token::QuestionMark && self.is_glued(next) {
            uncertain = true;
            next += 1;
        } else {
            let after = self.skip(next, Token::Comma);
            if self.token(after) == Token::Uncertain {
                uncertain = true;
                next = after + 1;
            }
        }
        let qualifier = Qualifier::of(approximate, uncertain);
        Some((item.qualified(qualifier), next))
    }

    /// A date without what qualifies it.
    fn date(&self, at: usize) -> Option<(Item, usize)> {
        match self.token(at) {
            Token::Number { .. } => self
                .three_numbers(at)
                .or_else(|| self.two_numbers(at))
                .or_else(|| self.day_first(at))
                .or_else(|| self.year_or_decade(at)),
            Token::Month(month) => Some(self.month_first(at + 1, month)),
            Token::Season(season) => Some(self.season(at + 1, season)),
            Token::Quarter => self.quarter(at + 1),
            _ => None,
        }
    }

    /// "4/10/2013", "04.10.13", "2018-07-05".
    fn three_numbers(&self, at: usize) -> Option<(Item, usize)> {
        let separator = self.token(at + 1);
        if !separator.is_separator() || self.token(at + 3) != separator {
            return None;
        }
        let (year, month, day) =
            match (self.number(at)?, self.number(at + 2)?, self.number(at + 4)?) {
                ((day, 1..=2), (month, 1..=2), (year, 2)) => (year + 2000, month, day),
                ((day, 1..=2), (month, 1..=2), (year, 4)) => (year, month, day),
                ((year, 4), (month, 1..=2), (day, 1..=2)) => (year, month, day),
                _ => return None,
            };
        let unit = i8::try_from(month).ok().zip(i8::try_from(day).ok());
        let date = unit
            .filter(|_| YEARS.contains(&year))
            .and_then(|(month, day)| civil::Date::new(year, month, day).ok())
            .and_then(EdtfDate::day);
        Some((Item::whole(date), at + 5))
    }

    /// "10/2013", "2018-07", "2016-18", "2016/17".
    fn two_numbers(&self, at: usize) -> Option<(Item, usize)> {
        let separator = self.token(at + 1);
        let glued = self.is_glued(at + 1) && self.is_glued(at + 2);
        if !separator.is_separator() {
            return None;
        }
        let next = at + 3;
        match (self.number(at)?, self.number(at + 2)?) {
            ((month, 1..=2), (year, 4)) if glued && YEARS.contains(&year) => {
                let date = i8::try_from(month).ok();
                let date = date.and_then(|month| EdtfDate::month(year, month));
                Some((Item::whole(date), next))
            }
            ((year, 4), (short, 2)) if YEARS.contains(&year) => {
                let following = (year + 1) % 100 == short;
                let end = if following {
                    year + 1
                } else {
                    year - year % 100 + short
                };
                let item = match separator {
                    Token::Hyphen if glued && (1..=12).contains(&short) => {
                        Item::whole(EdtfDate::month(year, short as i8))
                    }
                    Token::Slash if following => {
                        Item::between(EdtfDate::month(year, 4), EdtfDate::month(end, 3))
                    }
                    Token::Dot => Item::Impossible,
                    _ if end > year => Item::between(EdtfDate::year(year), EdtfDate::year(end)),
                    _ => Item::Impossible,
                };
                Some((item, next))
            }
            ((year, 4), (_, 1)) if glued && YEARS.contains(&year) => Some((Item::Impossible, next)),
            _ => None,
        }
    }

    /// "30th Nov 2010", "5th of July", or the 5 of "5 to 7 July 2018".
    fn day_first(&self, at: usize) -> Option<(Item, usize)> {
        let (day, next) = self.day(at)?;
        let is_joint = |token: Token| token.is_separator() && self.is_glued(next);
        let month_at = match self.token(next) {
            Token::Of => next + 1,
            token if is_joint(token) && self.is_glued(next + 1) => next + 1,
            _ => next,
        };
        let Token::Month(month) = self.token(month_at) else {
            return Some((Item::Partial(Unit::Day { month: None, day }, None), next));
        };
        let (year, next) = self.year_of(month_at + 1);
        let month = Some(month);
        Some((Item::unit(Unit::Day { month, day }, year), next))
    }

    /// "April 2017", "July 5, 2018"; starts after the month.
    fn month_first(&self, at: usize, month: i8) -> (Item, usize) {
        if let Some((day, next)) = self.day(self.skip(at, Token::Dot)) {
            let month = Some(month);
            let (year, next) = self.year_of(next);
            return (Item::unit(Unit::Day { month, day }, year), next);
        }
        let (year, next) = self.year_of(at);
        (Item::unit(Unit::Month(month), year), next)
    }

    /// "Spring 2018", "winter 2018/19"; starts after the season.
    fn season(&self, at: usize, season: Season) -> (Item, usize) {
        let year_at = self.skip(self.skip(at, Token::Comma), Token::Of);
        if let Some((year, next)) = self.financial_year(year_at) {
            let year = (season == Season::Winter).then_some(year);
            return (
                Item::whole(year.and_then(|year| EdtfDate::season(year, season))),
                next,
            );
        }
        let (year, next) = self.year_of(at);
        (Item::unit(Unit::Season(season), year), next)
    }

    /// The "3 2018/19" of "Q3 2018/19".
    fn quarter(&self, at: usize) -> Option<(Item, usize)> {
        let (quarter @ 1..=4, 1) = self.number(at)? else {
            return None;
        };
        let year_at = self.skip(self.skip(at + 1, Token::Comma), Token::Of);
        if let Some((year, next)) = self.financial_year(year_at) {
            let (year, month) = match quarter {
                4 => (year + 1, 1),
                _ => (year, 1 + 3 * quarter as i8),
            };
            let months = (
                EdtfDate::month(year, month),
                EdtfDate::month(year, month + 2),
            );
            return Some((Item::between(months.0, months.1), next));
        }
        let (_, next) = self.year(year_at)?;
        Some((Item::Impossible, next))
    }

    /// The first year of "2018/19" or "2018-19".
    fn financial_year(&self, at: usize) -> Option<(i16, usize)> {
        let ((year, 4), (short, 2)) = (self.number(at)?, self.number(at + 2)?) else {
            return None;
        };
        let joined = self.token(at + 1).is_separator() && self.token(at + 1) != Token::Dot;
        let following = YEARS.contains(&year) && (year + 1) % 100 == short;
        (joined && following).then_some((year, at + 3))
    }

    /// "2014", "2010s".
    fn year_or_decade(&self, at: usize) -> Option<(Item, usize)> {
        if let (year, 4) = self.number(at)?
            && YEARS.contains(&year)
            && year % 10 == 0
            && self.token(at + 1) == Token::Plural
            && self.is_glued(at + 1)
        {
            return Some((Item::whole(EdtfDate::decade(year)), at + 2));
        }
        let (year, next) = self.year(at)?;
        Some((Item::whole(EdtfDate::year(year)), next))
    }

    /// The year of a month or season, and the place after it, or after the full
    /// stop of an abbreviated month: "Sept. 2018", "July, 2018", "Jul-2018".
    fn year_of(&self, at: usize) -> (Option<i16>, usize) {
        let at = self.skip(at, Token::Dot);
        let year_at = match self.token(at) {
            Token::Comma | Token::Of => at + 1,
            token if token.is_separator() => at + 1,
            _ => at,
        };
        match self.year(year_at) {
            Some((year, next)) => (Some(year), next),
            None => (None, at),
        }
    }

    /// A year of four digits that isn't the beginning of a word.
    fn year(&self, at: usize) -> Option<(i16, usize)> {
        let (year, 4) = self.number(at)? else {
            return None;
        };
        let begins_word = self.is_glued(at + 1) && !self.token(at + 1).is_sign();
        (YEARS.contains(&year) && !begins_word).then_some((year, at + 1))
    }

    /// A day of a month, perhaps with "st", "nd", "rd" or "th".
    fn day(&self, at: usize) -> Option<(i8, usize)> {
        let (day @ 1..=31, 1..=2) = self.number(at)? else {
            return None;
        };
        Some((day as i8, self.skip(at + 1, Token::Ordinal)))
    }

    /// A number, and how many digits it has.
    fn number(&self, at: usize) -> Option<(i16, u8)> {
        match self.token(at) {
            Token::Number { value, digits } => Some((value, digits)),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[track_caller]
    fn means(text: &str, edtf: &str) {
        let read = read(text).map(|edtf| edtf.to_string());
        assert_eq!(read.as_deref(), Some(edtf), "{text}");
    }

    #[track_caller]
    fn no_date(text: &str) {
        assert_eq!(read(text), None, "{text}");
    }

    #[test]
    fn years_months_and_days() {
        means("2014", "2014");
        means("April 2017", "2017-04");
        means("Sept 2017", "2017-09");
        means("Sept. 2017", "2017-09");
        means("JULY, 2018", "2018-07");
        means("July of 2018", "2018-07");
        means("Jul-2018", "2018-07");
        means("30th Nov 2010", "2010-11-30");
        means("5 July 2018", "2018-07-05");
        means("July 5, 2018", "2018-07-05");
        means("July 5th 2018", "2018-07-05");
        means("the 5th of July, 2018", "2018-07-05");
        means("5-Jul-2018", "2018-07-05");
        means("1st May 2018", "2018-05-01");
        means("Thursday 5 July 2018", "2018-07-05");
        means("Thurs, 5 Jul 2018", "2018-07-05");
        means("29 February 2016", "2016-02-29");
    }

    #[test]
    fn numbers_are_day_first() {
        means("4/10/2013", "2013-10-04");
        means("04.10.13", "2013-10-04");
        means("4/10/13", "2013-10-04");
        means("5-7-2018", "2018-07-05");
        means("4 / 10 / 2013", "2013-10-04");
        means("10/2013", "2013-10");
        means("2018-07-05", "2018-07-05");
        means("2018/07/05", "2018-07-05");
        means("2018-07", "2018-07");
        means("2018-07-05T10:30:00Z", "2018-07-05");
    }

    #[test]
    fn space_case_and_signs_do_not_matter() {
        means("  april \t 2017 ", "2017-04");
        means("April\u{a0}2017", "2017-04");
        means("5\u{202f}July\u{a0}2018", "2018-07-05");
        means("Ap\u{200b}ril 2017", "2017-04");
        means("\u{feff}April 2017.", "2017-04");
        means("(April 2017)", "2017-04");
        means("“April 2017”", "2017-04");
        means("5\u{2011}7\u{2011}2018", "2018-07-05");
    }

    #[test]
    fn approximate_and_uncertain() {
        means("early 2019", "2019~");
        means("mid 2019", "2019~");
        means("Mid-2019", "2019~");
        means("late 2019", "2019~");
        means("mid to late 2019", "2019~");
        means("end of 2019", "2019~");
        means("c. 2015", "2015~");
        means("c2015", "2015~");
        means("ca 2015", "2015~");
        means("circa 2015", "2015~");
        means("about 2015", "2015~");
        means("around the end of March 2018", "2018-03~");
        means("early 2018 to late 2019", "2018~/2019~");
        means("April 2017?", "2017-04?");
        means("probably 2017", "2017?");
        means("about 2019, uncertain", "2019%");
        means("c. 2016/17", "2016-04~/2017-03~");
    }

    #[test]
    fn ranges() {
        means("Oct/Nov 2016", "2016-10/2016-11");
        means("Oct - Nov 2016", "2016-10/2016-11");
        means("October and November 2016", "2016-10/2016-11");
        means("Oct, Nov & Dec 2016", "2016-10/2016-12");
        means("April 2017 to March 2018", "2017-04/2018-03");
        means("from April 2017 until March 2018", "2017-04/2018-03");
        means("between 2016 and 2018", "2016/2018");
        means("5-7 July 2018", "2018-07-05/2018-07-07");
        means("5th to 7th July 2018", "2018-07-05/2018-07-07");
        means("5th, 6th and 7th July 2018", "2018-07-05/2018-07-07");
        means("Section 5, 7 July 2018", "2018-07-07");
        means("30 June – 2 July 2018", "2018-06-30/2018-07-02");
        means("4/10/2013 - 6/10/2013", "2013-10-04/2013-10-06");
        means("Spring/Summer 2018", "2018-21/2018-22");
        means("since 2016", "2016/..");
        means("2016 onwards", "2016/..");
        means("2016 – present", "2016/..");
        means("April 2016 to date", "2016-04/..");
        means("until July 2018", "../2018-07");
    }

    #[test]
    fn ranges_of_years() {
        means("2016-18", "2016/2018");
        means("2016–2018", "2016/2018");
        means("2016 - 2018", "2016/2018");
        means("2016 to 2018", "2016/2018");
        means("2016/18", "2016/2018");
        means("2018-21", "2018/2021");
        means("2012-13", "2012/2013");
        means("2010-11", "2010-11");
        means("2010–11", "2010/2011");
        means("1999–00", "1999/2000");
    }

    #[test]
    fn financial_years_begin_in_april() {
        means("2016/17", "2016-04/2017-03");
        means("FY 2016/17", "2016-04/2017-03");
        means("1999/00", "1999-04/2000-03");
        means("2014/15 to 2016/17", "2014-04/2017-03");
        means("2014/15-2016/17", "2014-04/2017-03");
        means("Q1 2018/19", "2018-04/2018-06");
        means("Q3 2018/19", "2018-10/2018-12");
        means("Q4 of 2018-19", "2019-01/2019-03");
        no_date("Q3 2018");
        no_date("Q5 2018/2019/2020");
    }

    #[test]
    fn seasons_and_decades() {
        means("Spring 2018", "2018-21");
        means("summer of 2018", "2018-22");
        means("Autumn 2018", "2018-23");
        means("Winter 2018", "2018-24");
        means("winter 2018/19", "2018-24");
        means("the 2010s", "201X");
        no_date("summer 2018/19");
    }

    #[test]
    fn dates_are_found_in_sentences() {
        means("All STPs were published in Oct/Nov 2016", "2016-10/2016-11");
        means("First published 5 July 2018, London.", "2018-07-05");
        means("Published 5/7/2018 (5 July 2018)", "2018-07-05");
        means("It may be 1.5 million in 2014", "2014");
        means("See pp. 17-18; April 2017", "2017-04");
        means("April 2017 https://example.org/2016/11/30/plan", "2017-04");
        means("1500 beds and 10,000 staff in 2014", "2014");
    }

    #[test]
    fn no_date_rather_than_a_wrong_one() {
        no_date("");
        no_date("TBC");
        no_date("to be added");
        no_date("Not known");
        no_date("None");
        no_date("April");
        no_date("5 July");
        no_date("Oct 13");
        no_date("5 July 18");
        no_date("31 June 2018");
        no_date("29 February 2018");
        no_date("31/6/2018");
        no_date("4/13/2013");
        no_date("2018-13");
        no_date("2018-7");
        no_date("2018-07-32");
        no_date("2018/07");
        no_date("12/10/2013/14");
        no_date("HSC 1999/123");
        no_date("2016/2017/2018");
        no_date("2014b");
        no_date("20145");
        no_date("April 2017, updated May 2018");
        no_date("2016 and 2018");
        no_date("2018 to 2016");
        no_date("7-5 July 2018");
        no_date("5 July; NHS Act 2006");
        no_date("Dec/Jan 2017");
        no_date("not before 2019");
        no_date("after July 2018");
        no_date("July 5-7, 2018");
    }

    #[test]
    fn long_texts_are_read_in_linear_time() {
        for part in ["Oct, ", "early ", "5 to ", "2016-", "the ", "Q"] {
            no_date(&part.repeat(100_000));
        }
    }

    /// Pieces of which dates are made, in any order.
    fn pieces() -> impl Strategy<Value = String> {
        let piece = prop::sample::select(vec![
            "5",
            "30th",
            "31",
            "13",
            "04",
            "2018",
            "2016",
            "19",
            "July",
            "Feb",
            "Oct",
            "spring",
            "winter",
            "q3",
            "to",
            "and",
            "-",
            "–",
            "/",
            ".",
            ",",
            " ",
            " ",
            "c.",
            "early",
            "?",
            "since",
            "until",
            "s",
            "onwards",
            "between",
            "é",
            "\u{200b}",
            "\u{1F4C5}",
            "9999",
        ]);
        prop::collection::vec(piece, 0..12).prop_map(|pieces| pieces.concat())
    }

    proptest! {
        #[test]
        fn any_text_can_be_read(text in any::<String>()) {
            let _ = read(&text);
        }

        #[test]
        fn any_pieces_can_be_read(text in pieces()) {
            if let Some(edtf) = read(&text)
                && let (Some(earliest), Some(latest)) = (edtf.earliest(), edtf.latest())
            {
                prop_assert!(earliest <= latest);
            }
        }

        #[test]
        fn every_day_is_read_day_first(days in 0..80_000_i32) {
            let day = civil::date(1900, 1, 1).saturating_add(jiff::Span::new().days(days));
            let (y, m, d) = (day.year(), day.month(), day.day());
            for text in [
                super::super::formatted(day),
                format!("{d}/{m}/{y}"),
                format!("{d:02}.{m:02}.{y}"),
                format!("{y}-{m:02}-{d:02}"),
                format!("{} {d}, {y}", &MONTHS[m as usize - 1][..3]),
            ] {
                prop_assert_eq!(read(&text), EdtfDate::day(day).map(Edtf::Date), "{}", text);
            }
        }
    }
}
