//! Made registers: as many drivers as one asks for, each of about 6 kB of JSON, the same ones every time.
//!
//! Their words are spread as in real texts (Zipf's law), so that ten times the drivers have three times the words
//! (Heaps' law) and no more: some 40,000 in 10,000 drivers. A driver depends on its number alone, so a smaller register
//! is the beginning of a larger one.

pub mod words;

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use words::*;

/// The share of words that are "the", "of" and the like.
const FUNCTION_WORDS: f64 = 0.35;
/// Of the other words, the share that belongs to what the driver is about.
const OWN_WORDS: f64 = 0.15;
/// How flat the spread of words is: the first so many of the vocabulary make up half of a text.
const HALF: f64 = 130.0;
/// One driver in so many mentions in passing what another is about.
const MENTIONS: u64 = 30;

/// A register of so many drivers. Those that are given stand among them, in the places that [`place_of`] names; they
/// have the fields that they bring, and made ones for the rest.
pub fn register(count: usize, given: &[Value], passing: &[String]) -> Value {
    let mut drivers: Vec<Value> = (0..count).map(|number| driver(number, passing)).collect();
    for (place, driver) in given.iter().enumerate() {
        if let Some(made) = drivers.get_mut(place_of(place)) {
            replace_fields(made, driver);
        }
    }
    json!({
        "format": "driver-atlas",
        "version": 1,
        "register": { "id": format!("made-{count}"), "title": format!("A made register of {count} drivers") },
        "drivers": drivers,
    })
}

/// The place in a register of the given driver with this number. A register of 1,000 has room for 76.
pub fn place_of(given: usize) -> usize {
    given * 13 + 5
}

/// Puts a given driver's fields over a made one's. Its Markdown comes before what is there, and `null` takes a field away.
fn replace_fields(made: &mut Value, given: &Value) {
    let (Some(made), Some(given)) = (made.as_object_mut(), given.as_object()) else {
        return;
    };
    for (key, value) in given {
        match (made.get_mut(key), value) {
            (_, Value::Null) => _ = made.remove(key),
            (Some(Value::String(made)), Value::String(given))
                if MARKDOWN.contains(&key.as_str()) =>
            {
                made.insert_str(0, &format!("{given}\n\n"));
            }
            _ => _ = made.insert(key.clone(), value.clone()),
        }
    }
}

const MARKDOWN: [&str; 3] = ["impact", "summary", "key_features"];

/// The driver with this number. One in some has a passage that mentions one of the phrases given.
pub fn driver(number: usize, passing: &[String]) -> Value {
    let mut chance = Chance::new(number as u64);
    let own: Vec<String> = (0..8).map(|_| word(chance.rank() * 3)).collect();
    let mut text = Text {
        own: &own,
        chance: &mut chance,
    };
    let impact = text.impact();
    let summary = text.paragraphs(2, 5);
    let key_features = text.list(14);
    let case_studies = text.paragraphs(1, 4);
    let comment = text.sentence();
    let alternative = text.title_words(3);

    let title = title(number, &own, &mut chance);
    let published = chance.date(1990, 2026);
    let mut fields = json!({
        "id": format!("made-{number}"),
        "title": title,
        "level": LEVELS[chance.skewed(LEVELS.len())],
        "nations": chance.some(&NATIONS, 2),
        "settings": chance.some(&SETTINGS, 3),
        "sources": chance.some_of(2, |chance| source(chance.skewed(60))),
        "link": format!("https://www.example.org/{}/{number}", own[0]),
        "publication_format": FORMATS[chance.skewed(FORMATS.len())],
        "published": published,
        "impact": impact,
        "summary": summary,
        "key_features": key_features,
        "audiences": chance.some(&AUDIENCES, 3),
        "topics": chance.some_of(4, |chance| topic(chance.skewed(200))),
        "status": if chance.one_in(5) { "archived" } else { "current" },
        "last_updated": chance.date(2018, 2026),
        "responsible": responsible(chance.skewed(40)),
    });
    let fields_too = fields.as_object_mut().expect("it is an object");
    let mut add = |key: &str, value: Value| {
        fields_too.insert(key.to_owned(), value);
    };
    if chance.one_in(3) {
        add("alternative_titles", json!([acronym(&title), alternative]));
    }
    if !chance.one_in(6) {
        add("review_due", chance.date(2025, 2030));
    }
    if chance.one_in(5) {
        add("case_studies", case_studies.into());
    }
    if chance.one_in(4) {
        let link = format!("https://www.example.org/{}/{number}/web", own[1]);
        add(
            "further_links",
            json!([{ "label": "Web version", "url": link }]),
        );
    }
    if chance.one_in(8) {
        let at = format!("2025-{:02}-14T09:30:00Z", chance.below(12) + 1);
        add(
            "comments",
            json!([{ "by": responsible(chance.below(40)), "at": at, "text": comment }]),
        );
    }
    if chance.one_in(25) && number > 0 {
        let other = format!("made-{}", chance.below(number));
        add("superseded_by", other.into());
    }
    if !passing.is_empty() && chance.one_in(MENTIONS) {
        let phrase = &passing[chance.below(passing.len())];
        mention(&mut fields, phrase);
    }
    fields
}

fn mention(fields: &mut Value, phrase: &str) {
    if let Some(features) = fields["key_features"].as_str() {
        let mentioned = format!("{features}\n- Other documents have more to say on {phrase}.");
        fields["key_features"] = mentioned.into();
    }
}

/// From 4 to 10 words, and unlike any other driver's.
fn title(number: usize, own: &[String], chance: &mut Chance) -> String {
    let kind = KINDS[chance.below(KINDS.len())];
    let place = PLACES[number % PLACES.len()];
    let mut words: BTreeSet<&str> = BTreeSet::new();
    for _ in 0..=chance.below(3) {
        words.insert(&own[chance.below(own.len())]);
    }
    let mut about: Vec<&str> = words.into_iter().collect();
    let last = about.pop().unwrap_or_default();
    let about = match about.join(", ") {
        others if others.is_empty() => last.to_owned(),
        others => format!("{others} and {last}"),
    };
    let (first, more) = (capital(&about), number / PLACES.len());
    match chance.below(3) {
        0 => format!("{first}: a {} for {place} {more}", kind.to_lowercase()),
        1 => format!("{place} {about} {} {more}", kind.to_lowercase()),
        _ => format!("{kind} on {about} in {place} {more}"),
    }
}

fn acronym(title: &str) -> String {
    let initials = title.split(' ').filter_map(|word| word.chars().next());
    let letters = initials.filter(|c| c.is_alphabetic());
    letters.flat_map(char::to_uppercase).collect()
}

/// One of 60 bodies; the first are real.
fn source(rank: usize) -> String {
    let local = |place: usize| PLACES[place % PLACES.len()];
    match rank.checked_sub(SOURCES.len()) {
        None => SOURCES[rank].to_owned(),
        Some(rank) if rank % 2 == 0 => format!("{} Integrated Care Board", local(rank)),
        Some(rank) => format!("{} Teaching Hospitals NHS Foundation Trust", local(rank)),
    }
}

/// One of 200 topics.
fn topic(rank: usize) -> String {
    match rank.checked_sub(TOPICS.len()) {
        None => TOPICS[rank].to_owned(),
        Some(rank) => format!("{} {}", word(rank * 7 % 150), word(rank * 11 % 300 + 40)),
    }
}

/// Initials of one of 40 people.
fn responsible(rank: usize) -> String {
    let letter = |n: usize| char::from(b'A' + u8::try_from(n % 26).unwrap_or_default());
    format!("{}{}", letter(rank * 5), letter(rank * 11 + 7))
}

fn capital(text: &str) -> String {
    let mut chars = text.chars();
    let first = chars.next().into_iter().flat_map(char::to_uppercase);
    first.chain(chars).collect()
}

/// The word of this rank in the vocabulary: first English ones, then made ones without end.
pub fn word(rank: usize) -> String {
    let Some(rank) = rank.checked_sub(CONTENT.len()) else {
        return CONTENT[rank].to_owned();
    };
    let base = SYLLABLES.len();
    let threes = base.pow(3);
    // Neighbours in rank don't begin alike; no two ranks have the same three syllables.
    let mut rest = if rank < threes {
        rank * 7919 % threes
    } else {
        rank
    };
    let mut word = String::new();
    while word.is_empty() || rest > 0 || word.len() < 6 {
        word.push_str(SYLLABLES[rest % base]);
        rest /= base;
    }
    word.push_str(ENDINGS[rank % ENDINGS.len()]);
    word
}

/// Makes passages about a driver's own words.
struct Text<'a> {
    own: &'a [String],
    chance: &'a mut Chance,
}

impl Text<'_> {
    fn word(&mut self) -> String {
        let part = self.chance.part();
        if part < FUNCTION_WORDS {
            FUNCTION[self.chance.skewed(FUNCTION.len())].to_owned()
        } else if part < FUNCTION_WORDS + (1.0 - FUNCTION_WORDS) * OWN_WORDS {
            self.own[self.chance.skewed(self.own.len())].clone()
        } else {
            word(self.chance.rank())
        }
    }

    fn words(&mut self, count: usize) -> String {
        let words: Vec<String> = (0..count).map(|_| self.word()).collect();
        words.join(" ")
    }

    fn title_words(&mut self, count: usize) -> String {
        let words: Vec<String> = (0..count)
            .map(|_| capital(&word(self.chance.rank())))
            .collect();
        words.join(" ")
    }

    fn sentence(&mut self) -> String {
        let count = self.chance.below(15) + 9;
        let words = capital(&self.words(count));
        match self.chance.below(9) {
            0 => format!("{words} (p. {}).", self.chance.below(120) + 1),
            1 => format!("{words}, **{}**.", self.words(2)),
            2 => format!("{words} by {}.", self.chance.below(20) + 2015),
            _ => format!("{words}."),
        }
    }

    fn paragraphs(&mut self, count: usize, sentences: usize) -> String {
        let paragraphs: Vec<String> = (0..count)
            .map(|_| {
                let sentences: Vec<String> = (0..sentences).map(|_| self.sentence()).collect();
                sentences.join(" ")
            })
            .collect();
        paragraphs.join("\n\n")
    }

    fn list(&mut self, count: usize) -> String {
        let rows: Vec<String> = (0..count)
            .map(|_| format!("- {}", self.sentence()))
            .collect();
        rows.join("\n")
    }

    fn impact(&mut self) -> String {
        let (first, link) = (self.paragraphs(1, 5), self.own[0].clone());
        let rows: Vec<String> = (0..12)
            .map(|_| format!("- *{}:* {}", capital(&self.words(2)), self.sentence()))
            .collect();
        let rows = rows.join("\n");
        format!("{first}\n\n{rows}\n\nSee [the evidence](https://www.example.org/evidence/{link}).")
    }
}

/// Numbers that look like chance and are the same everywhere: SplitMix64.
pub struct Chance(u64);

impl Chance {
    pub fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0xD134_2543_DE82_EF95).wrapping_add(1))
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// From 0 up to, but not, 1.
    fn part(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1_u64 << 53) as f64
    }

    pub fn below(&mut self, end: usize) -> usize {
        (self.part() * end as f64) as usize
    }

    fn one_in(&mut self, count: u64) -> bool {
        self.next().is_multiple_of(count)
    }

    /// Below `end`, the lower the likelier.
    fn skewed(&mut self, end: usize) -> usize {
        let part = self.part();
        (part * part * end as f64) as usize
    }

    /// A rank in the vocabulary by Zipf's law, in Mandelbrot's form with an exponent of 2.
    fn rank(&mut self) -> usize {
        let part = self.part();
        (HALF * part / (1.0 - part)) as usize
    }

    fn some(&mut self, from: &[&str], most: usize) -> Vec<String> {
        self.some_of(most, |chance| from[chance.skewed(from.len())].to_owned())
    }

    /// From one to `most` different texts.
    fn some_of(&mut self, most: usize, one: impl Fn(&mut Self) -> String) -> Vec<String> {
        let mut found = Vec::new();
        for _ in 0..=self.below(most) {
            let next = one(self);
            if !found.contains(&next) {
                found.push(next);
            }
        }
        found
    }

    /// A year, a month or a day, written as people do.
    fn date(&mut self, from: usize, to: usize) -> Value {
        // The latter years are the likelier.
        let year = to - self.skewed(to - from + 1);
        let (month, day) = (self.below(12), self.below(28) + 1);
        let name = MONTHS[month];
        let month = month + 1;
        let (edtf, text) = match self.below(4) {
            0 => (format!("{year}"), format!("{year}")),
            1 | 2 => (format!("{year}-{month:02}"), format!("{name} {year}")),
            _ => (
                format!("{year}-{month:02}-{day:02}"),
                format!("{day} {name} {year}"),
            ),
        };
        Value::Object(Map::from_iter([
            ("edtf".to_owned(), edtf.into()),
            ("text".to_owned(), text.into()),
        ]))
    }
}
