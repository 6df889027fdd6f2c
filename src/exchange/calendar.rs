//! Reviews as a calendar: iCalendar (RFC 5545), one entry of a whole day for each driver whose review has a date.
//!
//! Written here, as the crate `icalendar` brings chrono and 70 kB of packed WebAssembly for what are a dozen lines.
//!
//! The day is the last of what is written, as in [`crate::domain::review`]. An entry has the same UID in every file of a
//! register, so that a later file updates what an earlier one brought: SEQUENCE, which may never fall, is when the driver
//! was last edited, in minutes. The number of edits would not do, since a published copy may hold no history. Of two
//! files that say the same of it, the later DTSTAMP counts (RFC 5546, section 2.1.5).
//!
//! A driver that is archived, superseded or in the trash has no entry. One that an earlier file brought stays in the
//! calendar, as only the program that holds it can take it away.

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

use super::Writing;
use super::report::one_line;
use super::uri::uri;
use crate::domain::digest::Digest;
use crate::domain::driver::{Driver, Status};
use crate::domain::field::Field;
use crate::domain::register::Register;
use crate::names::label;

/// The most bytes of a line without its line end (RFC 5545, section 3.1).
const LINE: usize = 75;

/// The words that entries say beside the labels of fields.
#[derive(Clone, Copy, Debug)]
pub struct Words {
    /// What an entry is called, by the driver's title.
    pub review: fn(&str) -> String,
    /// Stands for the title of a driver that has none.
    pub untitled: &'static str,
}

/// The calendar of these drivers of a register: see [`Calendar::new`].
pub fn write(
    drivers: &[&Driver],
    register: &Register,
    title: &str,
    now: Timestamp,
    words: &Words,
) -> String {
    let mut calendar = Calendar::new(register, title, now, *words);
    drivers.iter().for_each(|driver| calendar.push(driver));
    calendar.end()
}

/// The day of a driver's entry; `None` where it has none. A calendar without any is one that RFC 5545 doesn't know.
fn day(driver: &Driver) -> Option<Date> {
    let holds = driver.status() == Status::Current && !driver.is_in_trash();
    let due = driver.date(Field::ReviewDue).filter(|_| holds);
    due.and_then(|due| due.latest())
}

/// The calendar so far.
pub struct Calendar<'a> {
    lines: String,
    register: &'a Register,
    now: Timestamp,
    words: Words,
    /// How many of the drivers have no entry.
    pub left_out: usize,
}

impl<'a> Calendar<'a> {
    /// Begins a calendar of drivers of a register, under the register's title.
    ///
    /// `now` is when it is written: it stamps the entries, and no entry of a day that has passed has an alarm, as
    /// programs would sound them all at once.
    pub fn new(register: &'a Register, title: &str, now: Timestamp, words: Words) -> Self {
        let mut calendar = Self {
            lines: String::new(),
            register,
            now,
            words,
            left_out: 0,
        };
        calendar.line("BEGIN", "VCALENDAR");
        calendar.line("VERSION", "2.0");
        calendar.line("PRODID", "-//Driver Atlas//Reviews//EN");
        calendar.line("CALSCALE", "GREGORIAN");
        if !title.is_empty() {
            // Of no standard, and read by Outlook, Google and Apple alike.
            calendar.text("X-WR-CALNAME", &one_line(title));
        }
        calendar
    }

    fn end(mut self) -> String {
        self.line("END", "VCALENDAR");
        self.lines
    }

    fn entry(&mut self, driver: &Driver, day: Date) {
        let Self {
            register,
            now,
            words,
            ..
        } = *self;
        let edits = register.whole(&driver.id).map(|entry| &entry.edits);
        let edits = edits.into_iter().flat_map(|edits| edits.values());
        let edited = edits.filter_map(|edit| edit.at).max();
        let title = match driver.title() {
            "" => words.untitled,
            title => title,
        };
        let summary = one_line(&(words.review)(title));
        // The words keep both ids, and so every UID, apart from others that digests are made of.
        let identity = serde_json::json!(["review", register.id, driver.id]);
        self.line("BEGIN", "VEVENT");
        self.line("UID", &Digest::of(&identity).uuid());
        self.line("DTSTAMP", &moment(now));
        if let Some(edited) = edited {
            self.line("LAST-MODIFIED", &moment(edited));
        }
        self.line("SEQUENCE", &sequence(edited).to_string());
        self.line("DTSTART;VALUE=DATE", &basic(day));
        // The day after, where there is one. RFC 5545 takes a day without an end to be whole; Outlook asks for the end.
        if let Ok(next) = day.tomorrow() {
            self.line("DTEND;VALUE=DATE", &basic(next));
        }
        self.text("SUMMARY", &summary);
        self.text("DESCRIPTION", &description(driver));
        if let Some(uri) = uri(driver.text(Field::Link)) {
            self.line("URL", &uri);
        }
        let topics: Vec<String> = driver
            .list(Field::Topics)
            .map(|topic| escaped(&one_line(topic)))
            .filter(|topic| !topic.is_empty())
            .collect();
        if !topics.is_empty() {
            self.line("CATEGORIES", &topics.join(","));
        }
        // Nobody is busy on that day.
        self.line("TRANSP", "TRANSPARENT");
        if day >= now.to_zoned(TimeZone::UTC).date() {
            self.line("BEGIN", "VALARM");
            self.line("ACTION", "DISPLAY");
            // A month before: durations have weeks and days, but no months (section 3.3.6).
            self.line("TRIGGER", "-P30D");
            self.text("DESCRIPTION", &summary);
            self.line("END", "VALARM");
        }
        self.line("END", "VEVENT");
    }

    /// A property whose value is a text.
    fn text(&mut self, name: &str, text: &str) {
        self.line(name, &escaped(text));
    }

    /// A property, on as many lines as it needs, none of which ends within a character.
    fn line(&mut self, name: &str, value: &str) {
        let mut room = LINE;
        for c in [name, ":", value].into_iter().flat_map(str::chars) {
            if c.len_utf8() > room {
                self.lines.push_str("\r\n ");
                room = LINE - 1;
            }
            self.lines.push(c);
            room -= c.len_utf8();
        }
        self.lines.push_str("\r\n");
    }
}

impl Writing for Calendar<'_> {
    fn push(&mut self, driver: &Driver) {
        match day(driver) {
            Some(day) => self.entry(driver, day),
            None => self.left_out += 1,
        }
    }

    fn finish(self: Box<Self>) -> Vec<u8> {
        self.end().into_bytes()
    }
}

/// Which revision of an entry it is: minutes since 1970. They fit the 31 bits of a number until the year 6053.
fn sequence(edited: Option<Timestamp>) -> i32 {
    let since = edited.map_or(SignedDuration::ZERO, |at| at.as_duration());
    i32::try_from(since.as_mins()).unwrap_or(i32::MAX).max(0)
}

/// What a person wants to know of the driver that day, a fact a line.
fn description(driver: &Driver) -> String {
    let due = driver.date(Field::ReviewDue).map(|due| due.display());
    let sources: Vec<&str> = driver.list(Field::Sources).collect();
    let facts = [
        (Field::ReviewDue, due.unwrap_or_default().into_owned()),
        (Field::Responsible, driver.text(Field::Responsible).into()),
        (Field::Sources, sources.join("; ")),
        (Field::Link, driver.text(Field::Link).into()),
    ];
    let facts = facts.iter().filter(|(_, text)| !text.is_empty());
    let lines: Vec<String> = facts
        .map(|(field, text)| format!("{}: {}", label(*field), one_line(text)))
        .collect();
    lines.join("\n")
}

/// A value of the type TEXT (section 3.3.11).
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\\' | ';' | ',' => escaped.extend(['\\', c]),
            '\n' => escaped.push_str("\\n"),
            c => escaped.push(c),
        }
    }
    escaped
}

/// A day as in ISO 8601's basic format.
fn basic(day: Date) -> String {
    format!("{:04}{:02}{:02}", day.year(), day.month(), day.day())
}

/// A moment in UTC, to the second.
fn moment(at: Timestamp) -> String {
    let at = at.to_zoned(TimeZone::UTC).datetime();
    let time = format!("{:02}{:02}{:02}", at.hour(), at.minute(), at.second());
    format!("{}T{time}Z", basic(at.date()))
}

#[cfg(test)]
mod tests;
