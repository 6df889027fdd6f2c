//! What lists are filtered, counted and sorted by, as columns: of each document its values, as numbers.

use std::collections::HashMap;
use std::sync::Arc;

use jiff::civil::Date;
use rustc_hash::FxBuildHasher;

use crate::domain::driver::{Driver, Status};
use crate::domain::field::Field;
use crate::domain::fold::fold;
use crate::domain::review::ReviewState;
use crate::domain::sorting::sort_by_key;
use crate::search::facet::Facet;
use crate::search::query::Has;
use crate::search::scan::has_it;

/// One row a document, in the order of their numbers.
#[derive(Default)]
pub struct Columns {
    /// By [`Facet`]. Those of the review hold for a day, and are brought up to it by [`Columns::settle`].
    values: [Values; Facet::ALL.len()],
    reviewed: Option<i32>,
    /// The years of publication.
    years: Values,
    dates: [Vec<Dates>; 3],
    has: Vec<u32>,
    worth: Vec<f32>,
    /// Whether the values are in order.
    is_settled: bool,
}

/// The values of a facet.
#[derive(Default)]
pub struct Values {
    names: Vec<Arc<str>>,
    ids: HashMap<Arc<str>, u32, FxBuildHasher>,
    /// How many documents that count have each.
    held: Vec<u32>,
    /// The values in the order of the page, as of the last [`Columns::settle`].
    in_order: Vec<u32>,
    /// The values of one document after the other…
    of: Vec<u32>,
    /// …and where those of each end.
    ends: Vec<u32>,
}

/// A date as the days that it may mean, counted from 2000-01-01; both ends are open where there is no date.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Dates {
    pub earliest: Option<i32>,
    pub latest: Option<i32>,
}

impl Dates {
    pub fn is_none(self) -> bool {
        self.earliest.is_none() && self.latest.is_none()
    }

    /// Whether it may lie between these days; no end is no limit.
    pub fn meet(self, from: Option<i32>, to: Option<i32>) -> bool {
        let starts_by_then = |to| self.earliest.is_none_or(|earliest| earliest <= to);
        let ends_after = |from| self.latest.is_none_or(|latest| latest >= from);
        !self.is_none() && to.is_none_or(starts_by_then) && from.is_none_or(ends_after)
    }
}

/// A day as a number.
pub fn number(day: Date) -> i32 {
    let days = day.duration_since(Date::constant(2000, 1, 1)).as_hours() / 24;
    // The years that a date can have are 7.3 million days.
    days as i32
}

impl Values {
    /// The values of a document.
    #[inline(always)] // In the loop that counts.
    pub fn of(&self, document: u32) -> &[u32] {
        let document = document as usize;
        let start = match document.checked_sub(1) {
            Some(before) => self.ends.get(before).copied().unwrap_or_default(),
            None => 0,
        };
        let end = self.ends.get(document).copied().unwrap_or_default();
        self.of
            .get(start as usize..end as usize)
            .unwrap_or_default()
    }

    /// The values that documents have or had, by their numbers.
    pub fn names(&self) -> impl ExactSizeIterator<Item = &str> {
        self.names.iter().map(|name| &**name)
    }

    pub fn name(&self, id: u32) -> Arc<str> {
        self.names.get(id as usize).cloned().unwrap_or_default()
    }

    /// The values in the facet's own order, or else the most frequent first.
    pub fn in_order(&self) -> &[u32] {
        &self.in_order
    }

    fn settle(&mut self, facet: Facet) {
        let mut ids: Vec<u32> = (0..self.names.len() as u32).collect();
        sort_by_key(&mut ids, |id| {
            let name = &self.names[*id as usize];
            let place = facet.place(name).unwrap_or(usize::MAX);
            (place, u32::MAX - self.held(*id), fold(name), name.clone())
        });
        self.in_order = ids;
    }

    pub fn find(&self, name: &str) -> Option<u32> {
        self.ids.get(name).copied()
    }

    /// For each value how many documents that count have it.
    pub fn all_held(&self) -> &[u32] {
        &self.held
    }

    /// How many documents that count have a value.
    pub fn held(&self, id: u32) -> u32 {
        self.held.get(id as usize).copied().unwrap_or_default()
    }

    fn push<'a>(&mut self, names: impl Iterator<Item = &'a str>) {
        let start = self.of.len();
        for name in names {
            let id = match self.ids.get(name) {
                Some(id) => *id,
                None => {
                    let id = self.names.len() as u32;
                    let name: Arc<str> = name.into();
                    self.names.push(name.clone());
                    self.ids.insert(name, id);
                    self.held.push(0);
                    id
                }
            };
            // Each once, however often a file says it.
            if !self.of[start..].contains(&id) {
                self.of.push(id);
                self.held[id as usize] += 1;
            }
        }
        self.ends.push(self.of.len() as u32);
    }

    /// A document no longer counts.
    fn forget(&mut self, document: u32) {
        let ids = self.of(document).to_vec();
        for id in ids {
            let held = &mut self.held[id as usize];
            *held = held.saturating_sub(1);
        }
    }
}

const DATED: [Field; 3] = [Field::Published, Field::LastUpdated, Field::ReviewDue];

impl Columns {
    /// Adds the row of the next document.
    pub fn push(&mut self, driver: &Driver) {
        for facet in Facet::ALL
            .into_iter()
            .filter(|facet| *facet != Facet::Review)
        {
            // The day says nothing of the others.
            let values = facet.values(driver, Date::ZERO);
            self.values[facet as usize].push(values.into_iter());
        }
        let years: Vec<String> = years(driver).iter().map(i16::to_string).collect();
        self.years.push(years.iter().map(String::as_str));
        for (dates, field) in self.dates.iter_mut().zip(DATED) {
            let date = driver.date(field);
            dates.push(Dates {
                earliest: date.and_then(|date| date.earliest()).map(number),
                latest: date.and_then(|date| date.latest()).map(number),
            });
        }
        self.has.push(has(driver));
        self.worth.push(worth(driver));
        self.is_settled = false;
    }

    /// All of a document is known, of which the outline was.
    pub fn complete(&mut self, document: u32, driver: &Driver) {
        if let Some(bits) = self.has.get_mut(document as usize) {
            *bits = has(driver);
        }
    }

    /// Brings the reviews up to a day, and puts the values in order.
    pub fn settle(&mut self, today: i32) {
        if self.reviewed != Some(today) {
            self.reviewed = Some(today);
            self.values[Facet::Review as usize] = Values::default();
            self.is_settled = false;
        }
        if std::mem::replace(&mut self.is_settled, true) {
            return;
        }
        let reviewed = self.values[Facet::Review as usize].ends.len();
        for document in reviewed..self.worth.len() {
            let counts = self.worth[document] > 0.0;
            let state = counts.then(|| self.review(document as u32, today).key());
            self.values[Facet::Review as usize].push(state.into_iter());
        }
        for facet in Facet::ALL {
            self.values[facet as usize].settle(facet);
        }
    }

    /// A document no longer counts.
    pub fn forget(&mut self, document: u32) {
        for values in self.values.iter_mut().chain([&mut self.years]) {
            values.forget(document);
        }
        self.worth[document as usize] = 0.0;
        self.is_settled = false;
    }

    /// The years of publication.
    pub fn years(&self) -> &Values {
        &self.years
    }

    pub fn values(&self, facet: Facet) -> &Values {
        &self.values[facet as usize]
    }

    /// What a document's date may mean; none for a field that is no date.
    pub fn dates(&self, field: Field, document: u32) -> Dates {
        let column = DATED.iter().position(|dated| *dated == field);
        let dates = column.and_then(|column| self.dates[column].get(document as usize));
        dates.copied().unwrap_or(Dates {
            earliest: None,
            latest: None,
        })
    }

    /// Whether the entry is due for review. `today` is a [`number`].
    pub fn review(&self, document: u32, today: i32) -> ReviewState {
        let latest = self.dates(Field::ReviewDue, document).latest;
        ReviewState::in_days(latest.map(|latest| i64::from(latest - today)))
    }

    pub fn has(&self, has: Has, document: u32) -> bool {
        let place = Has::all().position(|other| other == has);
        let bits = self.has.get(document as usize).copied().unwrap_or_default();
        place.is_some_and(|place| bits & 1 << place != 0)
    }

    /// What each document is worth beside its words: 1 for a current one without a date, a little more the newer it is,
    /// less if it no longer holds, and 0 where it no longer counts.
    pub fn worth(&self) -> &[f32] {
        &self.worth
    }
}

/// What a driver has, a bit for each.
fn has(driver: &Driver) -> u32 {
    let all = Has::all().enumerate();
    all.map(|(place, has)| u32::from(has_it(has, driver)) << place)
        .sum()
}

/// A date that goes on over more years than these, or for ever, counts in the years of its ends only.
const MOST_YEARS: i16 = 10;

/// The years in which a driver's document may have been published.
fn years(driver: &Driver) -> Vec<i16> {
    let date = driver.date(Field::Published);
    let first = date.and_then(|date| date.earliest()).map(Date::year);
    let last = date.and_then(|date| date.latest()).map(Date::year);
    match (first, last) {
        (Some(first), Some(last)) if last - first < MOST_YEARS => (first..=last).collect(),
        (first, last) => first.into_iter().chain(last).collect(),
    }
}

fn worth(driver: &Driver) -> f32 {
    let status = match driver.status() {
        Status::Current => 1.0,
        Status::Archived => 0.8,
        Status::Superseded => 0.75,
    };
    let published = driver.date(Field::Published);
    let year = published.and_then(|date| Some(date.latest().or(date.earliest())?.year()));
    // A tenth from 1990 to 2040: what is new beats what is alike, not what fits better.
    let recent = year.map_or(0.0, |year| f32::from(year.clamp(1990, 2040) - 1990) / 500.0);
    status * (1.0 + recent)
}
