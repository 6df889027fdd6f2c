//! Duplicates: which drivers may be the same document, and what makes them look so.
//!
//! Each false alarm costs people's time, so each rule is narrow. Two drivers are shown if
//!
//! 1. the title of one is the title or an alternative title of the other, but for case, accents, punctuation and an
//!    article at its beginning; or differs from the other's title by one letter of one long word. Numbers and years must
//!    be the same: editions are documents of their own. So are plans of the same name that different bodies made: it
//!    doesn't count where the sources have none in common, and the level is regional or local or the dates of
//!    publication are apart;
//! 2. both have the same main link, but for its scheme, `www.`, slashes at its end, its fragment, and parameters that only
//!    say where a reader came from. A link that more than `LISTED` drivers have leads to a list of documents, and says
//!    nothing. Further links say nothing either: they lead to documents that are related;
//! 3. they have a source in common, their dates of publication can be the same, and a title of one has the same words
//!    as a title of the other, in any order, or as the part of it before its subtitle. Small words don't count, nor
//!    does the year of publication.
//!
//! Whatever they look like, two are no duplicates if a person told them apart, or if one took the place of the other.

mod choices;

use std::collections::{BTreeMap, BTreeSet};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::ops::RangeInclusive;
use std::sync::Arc;

use jiff::civil::Date;

use super::driver::Driver;
use super::edit::EntryId;
use super::field::{Field, NOT_SAME_AS};
use super::fold::fold;
use super::register::Register;
use super::sorting::sort_by_key;

pub use choices::{Choice, Choices, Offer, choices};

/// How many drivers may have a link that still says something.
const LISTED: usize = 4;
/// With how many others of those that share a sign each is compared: more are found by way of these.
const NEIGHBOURS: usize = 16;
/// How long a word is that may be misspelt.
const LONG_WORD: usize = 6;

/// Why drivers may be the same document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Reason {
    SameTitle,
    /// The title of one is an alternative title of another.
    AlternativeTitle,
    /// One letter differs.
    NearTitle,
    SameLink,
    /// Similar titles, with the same source and date of publication.
    SamePublication,
}

/// Drivers that may be one document, with all reasons that connect them.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Group {
    /// Two or more.
    pub drivers: BTreeSet<EntryId>,
    pub reasons: BTreeSet<Reason>,
}

/// What drivers look like, kept up as they change, so that all pairs needn't be compared.
#[derive(Debug, Default)]
pub struct Index {
    drivers: BTreeMap<EntryId, Arc<Driver>>,
    /// Each sign with each driver that has it, those that share one side by side.
    signs: BTreeSet<(Sign, EntryId)>,
}

/// Drivers that may be the same share one of these: what it is of, and a hash of its text. Where two texts have the same
/// hash, drivers are compared that share nothing.
type Sign = (SignOf, u64);

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum SignOf {
    /// A title or an alternative title.
    Title,
    /// A title without one of its long words.
    Near,
    Link,
    /// The words of a title, or of the part before its subtitle.
    Words,
}

fn sign(of: SignOf, text: &str) -> Sign {
    let mut hasher = DefaultHasher::new();
    text.hash(&mut hasher);
    (of, hasher.finish())
}

/// What is compared of a driver.
#[derive(Debug)]
struct Known {
    driver: Arc<Driver>,
    title: String,
    alternatives: Vec<String>,
    link: Option<String>,
    /// The words of each title.
    words: BTreeSet<String>,
    /// The words of each title before its subtitle.
    main_words: BTreeSet<String>,
    sources: BTreeSet<String>,
    published: Option<RangeInclusive<Date>>,
}

impl Index {
    /// Notes a driver as it is now. Costs nothing if it was noted so before.
    pub fn put(&mut self, driver: &Arc<Driver>) {
        let before = self.drivers.get(&driver.id);
        if before.is_some_and(|before| Arc::ptr_eq(before, driver)) {
            return;
        }
        self.remove(&driver.id);
        let signs = Known::new(driver.clone()).signs().into_iter();
        self.signs
            .extend(signs.map(|sign| (sign, driver.id.clone())));
        self.drivers.insert(driver.id.clone(), driver.clone());
    }

    /// Forgets the drivers that aren't here any more.
    pub fn retain(&mut self, is_here: impl Fn(&str) -> bool) {
        let gone = self.drivers.keys().filter(|id| !is_here(id));
        for id in gone.cloned().collect::<Vec<_>>() {
            self.remove(&id);
        }
    }

    fn remove(&mut self, id: &str) {
        let Some(driver) = self.drivers.remove(id) else {
            return;
        };
        for sign in Known::new(driver).signs() {
            self.signs.remove(&(sign, id.to_owned()));
        }
    }

    /// The groups among all drivers that were put, in the order of their titles. Each has two or more, and no two that a
    /// person told apart.
    pub fn groups(&self, register: &Register) -> Vec<Group> {
        let mut alike: Alike<'_> = BTreeMap::new();
        for ((one, other), reasons) in self.pairs(register) {
            alike.entry(one).or_default().insert(other, reasons.clone());
            alike.entry(other).or_default().insert(one, reasons);
        }
        let mut groups = Vec::new();
        let mut seen: BTreeSet<&EntryId> = BTreeSet::new();
        for id in alike.keys() {
            if seen.contains(*id) {
                continue;
            }
            let group = connected(&alike, id);
            seen.extend(group.iter().copied());
            let inside = group.iter().flat_map(|one| {
                let others = alike.get(one).into_iter().flatten();
                let later = others.filter(move |(other, _)| *other > one);
                later.map(move |(other, reasons)| (*one, *other, reasons))
            });
            if group.len() > 2 && self.holds_different(&group, register) {
                // Not all of them can be the same: it is for a person to say which of them are.
                groups.extend(inside.map(|(one, other, reasons)| Group {
                    drivers: [one.clone(), other.clone()].into(),
                    reasons: reasons.clone(),
                }));
            } else {
                let reasons = inside.flat_map(|(_, _, reasons)| reasons);
                groups.push(Group {
                    reasons: reasons.copied().collect(),
                    drivers: group.iter().map(|id| (*id).clone()).collect(),
                });
            }
        }
        sort_by_key(&mut groups, |group| {
            let first = group.drivers.first();
            let first = first.and_then(|id| self.drivers.get(id));
            (
                first.map(|first| normal(first.title())),
                group.drivers.clone(),
            )
        });
        groups
    }

    /// The pairs that look the same, with the reasons.
    fn pairs(&self, register: &Register) -> BTreeMap<(&EntryId, &EntryId), BTreeSet<Reason>> {
        let mut pairs = BTreeMap::new();
        // What is compared is kept no longer than that: of most drivers nothing is.
        let mut known: BTreeMap<&EntryId, Known> = BTreeMap::new();
        let signs: Vec<&(Sign, EntryId)> = self.signs.iter().collect();
        for sharing in signs.chunk_by(|(one, _), (next, _)| one == next) {
            let is_link = matches!(sharing, [((SignOf::Link, _), _), ..]);
            if sharing.len() < 2 || is_link && sharing.len() > LISTED {
                continue;
            }
            for (_, id) in sharing {
                if let Some(driver) = self.drivers.get(id) {
                    known
                        .entry(id)
                        .or_insert_with(|| Known::new(driver.clone()));
                }
            }
            let sharing = sharing.iter();
            let sharing = sharing.filter_map(|(_, id)| Some((id, known.get(id)?)));
            let sharing: Vec<(&EntryId, &Known)> = sharing.collect();
            for (place, (id, one)) in sharing.iter().enumerate() {
                for (other_id, other) in sharing.iter().skip(place + 1).take(NEIGHBOURS) {
                    let pair = (*id, *other_id);
                    pairs
                        .entry(pair)
                        .or_insert_with(|| match one.is_other_than(other, register) {
                            true => BTreeSet::new(),
                            false => one.reasons(other),
                        });
                }
            }
        }
        pairs.retain(|_, reasons: &mut BTreeSet<Reason>| !reasons.is_empty());
        pairs
    }

    /// Whether any two of these are known to be different documents.
    fn holds_different(&self, group: &BTreeSet<&EntryId>, register: &Register) -> bool {
        let drivers = group.iter().filter_map(|id| self.drivers.get(*id));
        let mut others = drivers.flat_map(|driver| others(driver, register));
        others.any(|other| group.iter().any(|id| **id == other))
    }
}

/// By each driver those that look like it, with the reasons.
type Alike<'a> = BTreeMap<&'a EntryId, BTreeMap<&'a EntryId, BTreeSet<Reason>>>;

fn connected<'a>(alike: &Alike<'a>, from: &'a EntryId) -> BTreeSet<&'a EntryId> {
    let mut group = BTreeSet::from([from]);
    let mut ahead = vec![from];
    while let Some(id) = ahead.pop() {
        for other in alike.get(id).into_iter().flat_map(BTreeMap::keys) {
            if group.insert(other) {
                ahead.push(other);
            }
        }
    }
    group
}

impl Known {
    fn new(driver: Arc<Driver>) -> Self {
        let published = driver
            .date(Field::Published)
            .and_then(|date| Some(date.earliest()?..=date.latest()?))
            .filter(|days| days.end().year() - days.start().year() <= 1);
        let titles = || {
            Some(driver.title())
                .into_iter()
                .chain(driver.list(Field::AlternativeTitles))
        };
        let words = |text: &str| words(text, published.as_ref());
        Self {
            title: normal(driver.title()),
            alternatives: driver
                .list(Field::AlternativeTitles)
                .map(normal)
                .filter(|title| !title.is_empty())
                .collect(),
            link: same_page(driver.text(Field::Link)),
            words: titles().filter_map(words).collect(),
            main_words: titles().filter_map(main_title).filter_map(words).collect(),
            sources: driver.list(Field::Sources).map(fold).collect(),
            published,
            driver,
        }
    }

    fn signs(&self) -> BTreeSet<Sign> {
        let titles = Some(&self.title).into_iter().chain(&self.alternatives);
        let titles = titles.filter(|title| !title.is_empty());
        let words = self.words.iter().chain(&self.main_words);
        titles
            .map(|title| sign(SignOf::Title, title))
            .chain(without_one(&self.title).map(|title| sign(SignOf::Near, &title)))
            .chain(self.link.iter().map(|link| sign(SignOf::Link, link)))
            .chain(words.map(|words| sign(SignOf::Words, words)))
            .collect()
    }

    /// What makes two look the same.
    fn reasons(&self, other: &Self) -> BTreeSet<Reason> {
        let mut reasons = BTreeSet::new();
        let also = |one: &Self, other: &Self| {
            !one.title.is_empty() && other.alternatives.contains(&one.title)
        };
        if !self.is_namesake(other) {
            if !self.title.is_empty() && self.title == other.title {
                reasons.insert(Reason::SameTitle);
            } else if also(self, other) || also(other, self) {
                reasons.insert(Reason::AlternativeTitle);
            } else if is_near(&self.title, &other.title) {
                reasons.insert(Reason::NearTitle);
            }
        }
        if self.link.is_some() && self.link == other.link {
            reasons.insert(Reason::SameLink);
        }
        let has_same_title = reasons.contains(&Reason::SameTitle);
        if !has_same_title && self.is_published_with(other) && self.has_words_of(other) {
            reasons.insert(Reason::SamePublication);
        }
        reasons
    }

    /// Whether both only have the same name: plans of different bodies.
    fn is_namesake(&self, other: &Self) -> bool {
        let is_of_one_place =
            |known: &Self| matches!(known.driver.text(Field::Level), "regional" | "local");
        let have_sources = !self.sources.is_empty() && !other.sources.is_empty();
        have_sources
            && self.sources.is_disjoint(&other.sources)
            && (is_of_one_place(self) && is_of_one_place(other)
                || self.published_with(other) == Some(false))
    }

    /// Whether the dates of publication can be the same, where both are known.
    fn published_with(&self, other: &Self) -> Option<bool> {
        let (one, other) = (self.published.as_ref()?, other.published.as_ref()?);
        Some(one.start() <= other.end() && other.start() <= one.end())
    }

    fn is_published_with(&self, other: &Self) -> bool {
        self.published_with(other) == Some(true) && !self.sources.is_disjoint(&other.sources)
    }

    fn has_words_of(&self, other: &Self) -> bool {
        !self.words.is_disjoint(&other.words)
            || !self.words.is_disjoint(&other.main_words)
            || !self.main_words.is_disjoint(&other.words)
    }

    fn is_other_than(&self, other: &Self, register: &Register) -> bool {
        let names = |one: &Self, other: &Self| {
            others(&one.driver, register).any(|id| id == other.driver.id)
        };
        names(self, other) || names(other, self)
    }
}

/// The drivers that are known to be other documents than this.
fn others(driver: &Driver, register: &Register) -> impl Iterator<Item = EntryId> {
    let told_apart = driver.texts(NOT_SAME_AS);
    let successor = Some(driver.text(Field::SupersededBy));
    let named = told_apart.chain(successor.filter(|id| !id.is_empty()));
    named.map(|id| register.group_of(id).to_owned())
}

/// A title but for what doesn't matter in it.
fn normal(title: &str) -> String {
    let folded = fold(title);
    let article = ["the ", "a ", "an "].into_iter();
    let mut without = article.filter_map(|article| folded.strip_prefix(article));
    without.next().unwrap_or(&folded).to_owned()
}

/// A title with a gap in place of each of its long words in turn, if it has three words or more.
fn without_one(title: &str) -> impl Iterator<Item = String> {
    let words: Vec<&str> = title.split(' ').collect();
    let places = if words.len() < 3 { 0 } else { words.len() };
    (0..places)
        .filter(|&place| may_be_misspelt(words[place]))
        .map(|place| {
            let gap = words
                .iter()
                .enumerate()
                .map(|(other, word)| if other == place { "" } else { word });
            gap.collect::<Vec<_>>().join(" ")
        })
        .collect::<Vec<_>>()
        .into_iter()
}

fn may_be_misspelt(word: &str) -> bool {
    word.chars().count() >= LONG_WORD && !word.contains(char::is_numeric)
}

/// Whether titles of three words or more differ by one letter of one long word.
fn is_near(one: &str, other: &str) -> bool {
    let (one, other): (Vec<&str>, Vec<&str>) =
        (one.split(' ').collect(), other.split(' ').collect());
    if one.len() != other.len() || one.len() < 3 {
        return false;
    }
    let mut differing = one.iter().zip(&other).filter(|(one, other)| one != other);
    match (differing.next(), differing.next()) {
        (Some((one, other)), None) => {
            may_be_misspelt(one) && may_be_misspelt(other) && is_one_letter_off(one, other)
        }
        _ => false,
    }
}

/// Whether a letter is added, left out or another, or two are the other way round.
fn is_one_letter_off(one: &str, other: &str) -> bool {
    let (one, other): (Vec<char>, Vec<char>) = (one.chars().collect(), other.chars().collect());
    let same = one
        .iter()
        .zip(&other)
        .take_while(|(one, other)| one == other)
        .count();
    let (one, other) = (&one[same..], &other[same..]);
    match (one, other) {
        ([_, one @ ..], [_, rest @ ..]) if one == rest => true,
        ([first, second, one @ ..], [third, fourth, rest @ ..])
            if (first, second) == (fourth, third) && one == rest =>
        {
            true
        }
        ([_, one @ ..], rest) | (rest, [_, one @ ..]) if one == rest => true,
        _ => false,
    }
}

/// The part of a title before its subtitle.
fn main_title(title: &str) -> Option<&str> {
    let ends = [":", " – ", " — ", " - ", "("].into_iter();
    let end = ends.filter_map(|mark| title.find(mark)).min()?;
    title.get(..end)
}

/// The words of a title that tell it from others, in order and once each; `None` where that is hardly anything.
fn words(title: &str, published: Option<&RangeInclusive<Date>>) -> Option<String> {
    const SMALL: [&str; 14] = [
        "a", "an", "and", "at", "by", "for", "from", "in", "of", "on", "our", "the", "to", "with",
    ];
    let folded = fold(title);
    let is_year = |word: &str| {
        let year = word.parse().ok();
        published
            .zip(year)
            .is_some_and(|(days, year)| (days.start().year()..=days.end().year()).contains(&year))
    };
    let words = folded
        .split(' ')
        .filter(|word| !SMALL.contains(word) && !is_year(word));
    let words: BTreeSet<&str> = words.collect();
    (words.len() >= 2).then(|| words.into_iter().collect::<Vec<_>>().join(" "))
}

/// An address but for what leads to the same page.
fn same_page(address: &str) -> Option<String> {
    const TRACKING: [&str; 8] = [
        "fbclid", "gclid", "msclkid", "mc_cid", "mc_eid", "dm_i", "_ga", "_gl",
    ];
    let (scheme, rest) = address.trim().split_once("://")?;
    if !["http", "https"]
        .iter()
        .any(|web| scheme.eq_ignore_ascii_case(web))
    {
        return None;
    }
    let (rest, fragment) = rest.split_once('#').unwrap_or((rest, ""));
    let (rest, query) = rest.split_once('?').unwrap_or((rest, ""));
    let (host, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
    let host = host.to_lowercase();
    let host = host.strip_prefix("www.").unwrap_or(&host);
    let mut page = format!("{host}{}", path.trim_end_matches('/'));
    let is_content = |parameter: &&str| {
        let name = parameter
            .split('=')
            .next()
            .unwrap_or_default()
            .to_ascii_lowercase();
        !name.is_empty() && !name.starts_with("utm_") && !TRACKING.contains(&name.as_str())
    };
    let parameters: BTreeSet<&str> = query.split('&').filter(is_content).collect();
    for parameter in parameters {
        page.push('?');
        page.push_str(parameter);
    }
    // Some sites keep their pages there.
    if fragment.starts_with(['/', '!']) {
        page.push('#');
        page.push_str(fragment);
    }
    (!host.is_empty()).then_some(page)
}

#[cfg(test)]
mod tests;
