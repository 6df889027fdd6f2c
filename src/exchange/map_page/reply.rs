//! Readers' replies: who wrote one and when, in the ways that blogs show it.

use jiff::Timestamp;
use jiff::civil::{DateTime, Time};
use jiff::tz::Offset;

use crate::domain::date::ApproximateDate;
use crate::domain::fold::fold;

/// What stands before a reply.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Head {
    pub by: String,
    /// RFC 3339 in UTC, or else as written.
    pub at: String,
    /// How many lines it takes: the time may have its own.
    pub lines: usize,
}

/// Longer lines don't say who wrote something, in bytes.
pub(super) const LONGEST: usize = 200;
/// The longest name, in bytes.
const LONGEST_NAME: usize = 80;

const SAID: [&str; 4] = [" says", " said", " wrote", " replied"];

/// Whether a line is the heading of the replies: "2 Responses to A plan", "One thought on “A plan”", "Comments".
pub(super) fn is_heading(text: &str) -> bool {
    if text.len() > 2 * LONGEST {
        return false;
    }
    let folded = fold(text);
    let mut words = folded.split(' ');
    let is_what = |word: &str| {
        matches!(
            word,
            "response"
                | "responses"
                | "thought"
                | "thoughts"
                | "comment"
                | "comments"
                | "reply"
                | "replies"
        )
    };
    match (words.next(), words.next(), words.next()) {
        (Some("comments" | "replies" | "responses"), None, _) => true,
        (Some(count), Some(what), Some("to" | "on")) => {
            let is_number = matches!(count, "one" | "two" | "three")
                || count.bytes().all(|byte| byte.is_ascii_digit());
            is_number && is_what(what)
        }
        _ => false,
    }
}

/// The head of a reply that a line is, with the line after it and the machine-readable times of both, if they have any.
///
/// Among replies a name and a time are enough; elsewhere it must say "said" as well.
pub(super) fn head(
    text: &str,
    next: &str,
    times: [Option<&str>; 2],
    is_among_replies: bool,
) -> Option<Head> {
    let text = text.trim();
    if text.len() > LONGEST {
        return None;
    }
    let [own, following] = times;
    let made = |by: &str, at: String, lines: usize| {
        let by = name(by)?;
        Some(Head { by, at, lines })
    };
    // "Ann Bee on 4 May 2016 at 10:12 am said:"
    let without_colon = text.trim_end_matches([':', ' ']);
    if let Some(before) = SAID
        .iter()
        .find_map(|said| without_colon.strip_suffix(said))
    {
        if let Some((by, when)) = before.rsplit_once(" on ")
            && let Some(at) = machine(own).or_else(|| time(when))
        {
            return made(by, at, 1);
        }
        // "On 4 May 2016 at 10:12 am, Ann Bee said:"
        if let Some((when, by)) = before
            .strip_prefix("On ")
            .and_then(|rest| rest.rsplit_once(", "))
            && let Some(at) = machine(own).or_else(|| time(when))
        {
            return made(by, at, 1);
        }
        // "Ann Bee says:", and the time on the next line.
        return match machine(following)
            .filter(|_| next.len() <= LONGEST)
            .or_else(|| time(next))
        {
            Some(at) => made(before, at, 2),
            None if is_among_replies && text.ends_with(':') => made(before, String::new(), 1),
            None => None,
        };
    }
    // "Ann Bee says: 4 May 2016 at 10:12 am"
    for said in SAID {
        if let Some((by, when)) = text.split_once(&format!("{said}:"))
            && let Some(at) = machine(own)
                .filter(|_| when.len() <= LONGEST)
                .or_else(|| time(when))
        {
            return made(by, at, 1);
        }
    }
    if !is_among_replies || text.ends_with(['.', '!', '?']) {
        return None;
    }
    // "Ann Bee on 4 May 2016 at 10:12 am", "Ann Bee | 4 May 2016, 10:12"
    for parts in [" on ", " | ", " – ", " - ", " at ", ", "] {
        if let Some((by, when)) = text.split_once(parts)
            && let Some(at) = time(when)
        {
            return made(by, at, 1);
        }
    }
    let at = machine(following)
        .filter(|_| next.len() <= LONGEST)
        .or_else(|| time(next))?;
    made(text, at, 2)
}

/// Who wrote it, if it can be a name.
fn name(by: &str) -> Option<String> {
    let by = by.trim().trim_end_matches([':', ',']).trim();
    let by = by
        .strip_prefix("Comment by ")
        .or(by.strip_prefix("Posted by "))
        .unwrap_or(by);
    let is_name = !by.is_empty()
        && by.len() <= LONGEST_NAME
        && !by.ends_with(['.', '!', '?'])
        && by.chars().any(char::is_alphanumeric)
        && time(by).is_none();
    is_name.then(|| by.to_owned())
}

fn machine(time: Option<&str>) -> Option<String> {
    let time = time?;
    time.parse::<Timestamp>().is_ok().then(|| time.to_owned())
}

/// A moment as written, with its time of day; taken to be in UTC, which is what blogs show unless their owners changed it.
///
/// A day alone is a moment too, but stays as written.
fn time(text: &str) -> Option<String> {
    let text = text.trim().trim_end_matches(['.', ',', '#']).trim();
    if text.is_empty() || text.len() > 60 || !text.contains(|c: char| c.is_ascii_digit()) {
        return None;
    }
    let (before, clock) = match clock_at_end(text) {
        Some((before, clock)) => (before, Some(clock)),
        None => (text, None),
    };
    let day = before
        .trim_end()
        .trim_end_matches([',', '@', '-', '–', '|'])
        .trim_end();
    let day = day
        .strip_suffix(" at")
        .unwrap_or(day)
        .trim_end_matches([',', ' ']);
    // Prose with a date in it isn't a date.
    if day.split_whitespace().count() > 5 {
        return None;
    }
    let date = ApproximateDate::from_written(day);
    let (first, last) = (date.earliest()?, date.latest()?);
    if first != last {
        return None;
    }
    Some(
        match clock.map(|clock| Offset::UTC.to_timestamp(DateTime::from_parts(first, clock))) {
            Some(Ok(moment)) => moment.to_string(),
            _ => text.to_owned(),
        },
    )
}

/// The time of day that a text ends with, and what stands before it: "10:12 am", "10.12pm", "22:12".
fn clock_at_end(text: &str) -> Option<(&str, Time)> {
    let lower = text.to_ascii_lowercase();
    let half = [
        ("am", 0),
        ("pm", 12),
        ("a.m.", 0),
        ("p.m.", 12),
        ("a.m", 0),
        ("p.m", 12),
    ];
    let half = half
        .into_iter()
        .find_map(|(sign, hours)| Some((lower.strip_suffix(sign)?.trim_end().len(), hours)));
    let (end, later) = half.map_or((text.len(), None), |(end, hours)| (end, Some(hours)));
    let clock = text.get(..end)?;
    let start = clock
        .trim_end_matches(|c: char| c.is_ascii_digit() || matches!(c, ':' | '.'))
        .len();
    let (before, clock) = (text.get(..start)?, clock.get(start..)?);
    let mut parts = clock.split([':', '.']);
    let mut number = || {
        parts
            .next()
            .filter(|part| part.len() <= 2)?
            .parse::<i8>()
            .ok()
    };
    let (hour, minute, second) = (number()?, number()?, number().unwrap_or(0));
    let hour = match later {
        Some(later) if (1..=12).contains(&hour) => hour % 12 + later,
        Some(_) => return None,
        // "4.10.13" is a date.
        None if clock.contains('.') => return None,
        None => hour,
    };
    Some((before, Time::new(hour, minute, second, 0).ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn heads_of_replies_are_read_in_the_ways_that_blogs_write_them() {
        let expected = "Ann Bee 2016-05-04T10:12:00Z";
        for (text, next, is_among, lines) in [
            ("Ann Bee on 4 May 2016 at 10:12 am said:", "", false, 1),
            ("Ann Bee on May 4, 2016 at 10:12 am said:", "", false, 1),
            ("Ann Bee says:", "May 4, 2016 at 10:12 am", false, 2),
            ("Ann Bee says: May 4, 2016 at 10:12 am", "", false, 1),
            ("On 4th May 2016, 10.12am, Ann Bee wrote:", "", false, 1),
            ("Ann Bee", "04/05/2016 at 10:12", true, 2),
            ("Comment by Ann Bee | 4 May 2016 @ 10:12", "", true, 1),
        ] {
            let head = head(text, next, [None, None], is_among).expect(text);
            assert_eq!(
                (format!("{} {}", head.by, head.at).as_str(), head.lines),
                (expected, lines),
                "{text}"
            );
        }
    }

    #[test]
    fn a_time_for_machines_counts_before_what_is_written() {
        let times = [None, Some("2016-05-04T10:12:00+01:00")];
        let head = head("Ann Bee says:", "Wednesday", times, true).unwrap();
        assert_eq!(
            (head.at.as_str(), head.lines),
            ("2016-05-04T10:12:00+01:00", 2)
        );
    }

    #[test]
    fn what_is_not_understood_stays_as_written_or_is_no_head() {
        let at = |text: &str| head(text, "", [None, None], true).map(|head| (head.by, head.at));
        let some = |by: &str, at: &str| Some((by.to_owned(), at.to_owned()));
        assert_eq!(at("Ann on 4 May 2016 said:"), some("Ann", "4 May 2016"));
        assert_eq!(at("Ann says:"), some("Ann", ""));
        for prose in [
            "I read it on 4 May 2016 at 10:12.",
            "The report says: do less.",
            "It was published in May 2016.",
            "",
            "4 May 2016",
        ] {
            assert_eq!(at(prose), None, "{prose}");
        }
        assert_eq!(
            head("The report says:", "Do less.", [None, None], false),
            None
        );
    }

    #[test]
    fn afternoon_and_midnight() {
        for (text, expected) in [
            ("4 May 2016 at 12:05 am", "2016-05-04T00:05:00Z"),
            ("4 May 2016 at 12:05 pm", "2016-05-04T12:05:00Z"),
            ("4 May 2016 at 3:05 p.m.", "2016-05-04T15:05:00Z"),
            ("4 May 2016 23:59:58", "2016-05-04T23:59:58Z"),
            ("4 May 2016 at 25:00", "4 May 2016 at 25:00"),
            ("4.10.13", "4.10.13"),
        ] {
            assert_eq!(time(text).as_deref(), Some(expected), "{text}");
        }
        assert_eq!(time("May 2016"), None);
    }
}
