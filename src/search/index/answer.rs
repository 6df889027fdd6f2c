//! The answer to a view: the drivers on its page, how many there are in all, and what each filter would show.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::civil::Date;

use super::Index;
use super::columns::{Dates, number};
use super::evaluate::Scores;
use crate::domain::driver::Driver;
use crate::domain::field::Field;
use crate::domain::fold::fold;
use crate::domain::review::ReviewState;
use crate::search::facet::Facet;
use crate::search::query::{Note, Query};
use crate::search::view::{PAGE_SIZE, SortBy, View};

/// What a view shows.
#[derive(Clone, Debug, Default)]
pub struct Answer {
    /// The query that this answers, as typed…
    pub typed: String,
    /// …and as it was understood.
    pub query: Query,
    /// What of it wasn't understood.
    pub notes: Vec<Note>,
    /// How many drivers there are to search.
    pub total: usize,
    /// How many of them aren't read yet, so that only the short parts of their text were searched.
    pub unread: usize,
    /// How many match.
    pub hits: usize,
    /// The matching drivers on the view's page, in order.
    pub page: Vec<Arc<Driver>>,
    /// For each facet all values there are, in an order that doesn't depend on the view.
    pub counts: Vec<(Facet, Vec<Count>)>,
    /// For each year how many drivers may have been published in it that match all but the filter by year, from the
    /// first year to the last that any driver names.
    pub years: Vec<(i16, usize)>,
}

/// A value of a facet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Count {
    pub value: Arc<str>,
    /// How many drivers have it that match all but this facet's own filter.
    pub drivers: usize,
}

/// The bit of the filter by year among those that a document fails; facets have the bits of their places.
const YEARS: u32 = 1 << Facet::ALL.len();

/// A date that goes on over more years than these, or for ever, counts in the years of its ends only.
const MOST_YEARS: i16 = 10;

impl Index {
    /// What a view shows.
    pub fn answer(&mut self, view: &View, today: Date) -> Answer {
        self.columns.settle();
        let parsed = Query::parse(&view.query);
        let scores = self.scores(&parsed.query, today);
        let failing = self.failing(&scores, view, today);
        let passing = failing.iter().filter(|(_, failing)| *failing == 0);
        let passing: Vec<u32> = passing.map(|(document, _)| *document).collect();
        let has_words = !parsed.query.wanted().is_empty();
        Answer {
            typed: view.query.clone(),
            total: self.len(),
            unread: self.unread,
            hits: passing.len(),
            page: self.page(passing, &scores, view, has_words),
            counts: Facet::ALL
                .into_iter()
                .map(|facet| (facet, self.counts(facet, &failing, view, today)))
                .collect(),
            years: self.years(&failing),
            query: parsed.query,
            notes: parsed.notes,
        }
    }

    /// The documents that a view shows, in no order.
    pub(super) fn hits(&mut self, view: &View, today: Date) -> Vec<u32> {
        let scores = self.scores(&Query::parse(&view.query).query, today);
        let failing = self.failing(&scores, view, today).into_iter();
        failing
            .filter(|(_, failing)| *failing == 0)
            .map(|(document, _)| document)
            .collect()
    }

    /// The documents that the query finds, with the filters that each of them fails.
    fn failing(&self, scores: &Scores, view: &View, today: Date) -> Vec<(u32, u32)> {
        let found = (0_u32..).zip(scores).filter(|(_, score)| **score > 0.0);
        let mut failing: Vec<(u32, u32)> = found.map(|(document, _)| (document, 0)).collect();
        let today = number(today);
        for (facet, chosen) in &view.filters {
            let bit = 1 << *facet as u32;
            if *facet == Facet::Review {
                for (document, failing) in &mut failing {
                    if !chosen.contains(self.columns.review(*document, today).key()) {
                        *failing |= bit;
                    }
                }
                continue;
            }
            let values = self.columns.values(*facet);
            let is_chosen: Vec<bool> = values.names().map(|name| chosen.contains(name)).collect();
            for (document, failing) in &mut failing {
                let mut has = values.of(*document).iter();
                if !has.any(|id| is_chosen[*id as usize]) {
                    *failing |= bit;
                }
            }
        }
        if let Some(days) = view.years.days() {
            let (from, to) = (days.from().map(number), days.to().map(number));
            for (document, failing) in &mut failing {
                if !self
                    .columns
                    .dates(Field::Published, *document)
                    .meet(from, to)
                {
                    *failing |= YEARS;
                }
            }
        }
        failing
    }

    /// How many drivers have each value of a facet that match all but this facet's own filter. Chosen values are there
    /// even if no driver has them.
    fn counts(&self, facet: Facet, failing: &[(u32, u32)], view: &View, today: Date) -> Vec<Count> {
        let others = !(1 << facet as u32);
        let matching = failing.iter().filter(|(_, failing)| failing & others == 0);
        let chosen = view.filters.get(&facet).into_iter().flatten();
        if facet == Facet::Review {
            let today = number(today);
            let mut counts = [0; ReviewState::ALL.len()];
            for (document, _) in matching {
                counts[self.columns.review(*document, today) as usize] += 1;
            }
            let is_held = |state: ReviewState| {
                let mut live = (0_u32..).zip(&self.documents);
                live.any(|(document, of)| {
                    of.driver.is_some() && self.columns.review(document, today) == state
                })
            };
            let states = ReviewState::ALL.into_iter().zip(counts);
            let states = states.filter(|(state, drivers)| {
                *drivers > 0 || view.is_chosen(facet, state.key()) || is_held(*state)
            });
            return states
                .map(|(state, drivers)| Count {
                    value: state.key().into(),
                    drivers,
                })
                .collect();
        }
        let values = self.columns.values(facet);
        let mut counts = vec![0; values.names().len()];
        for (document, _) in matching {
            for id in values.of(*document) {
                counts[*id as usize] += 1;
            }
        }
        let unknown =
            chosen.filter(|chosen| values.find(chosen).is_none_or(|id| values.held(id) == 0));
        let unknown = unknown.map(|chosen| Count {
            value: chosen.as_str().into(),
            drivers: 0,
        });
        let of = |id: &u32| Count {
            value: values.name(*id),
            drivers: counts[*id as usize],
        };
        values
            .in_order()
            .iter()
            .filter(|id| values.held(**id) > 0)
            .map(of)
            .chain(unknown)
            .collect()
    }

    fn years(&self, failing: &[(u32, u32)]) -> Vec<(i16, usize)> {
        let mut counts: BTreeMap<i16, usize> = BTreeMap::new();
        for (document, failing) in failing {
            let (first, last) = self.columns.years(*document);
            let is_matching = usize::from(failing & !YEARS == 0);
            match (first, last) {
                (Some(first), Some(last)) if last - first < MOST_YEARS => {
                    for year in first..=last {
                        *counts.entry(year).or_default() += is_matching;
                    }
                }
                (first, last) => {
                    for year in first.into_iter().chain(last) {
                        *counts.entry(year).or_default() += is_matching;
                    }
                }
            }
        }
        let (Some((first, _)), Some((last, _))) =
            (counts.first_key_value(), counts.last_key_value())
        else {
            return Vec::new();
        };
        let years = *first..=*last;
        years
            .map(|year| (year, counts.get(&year).copied().unwrap_or_default()))
            .collect()
    }

    /// The drivers on a view's page, in its order.
    fn page(
        &mut self,
        passing: Vec<u32>,
        scores: &Scores,
        view: &View,
        has_words: bool,
    ) -> Vec<Arc<Driver>> {
        self.settle_titles();
        let by = match view.sort.by {
            SortBy::Best if !has_words => SortBy::Title,
            by => by,
        };
        let keys = self.keys(by);
        let mut keyed: Vec<(Key, u32)> = passing
            .into_iter()
            .map(|document| {
                let (is_missing, mut key) = match by {
                    // Positive floats are in the order of their bits; the highest comes first.
                    SortBy::Best => (
                        false,
                        u64::from(u32::MAX - scores[document as usize].to_bits()),
                    ),
                    _ => keys.of(self, document),
                };
                if view.sort.is_descending && by != SortBy::Best {
                    key = u64::MAX - key;
                }
                (
                    (is_missing, key, self.title_places[document as usize]),
                    document,
                )
            })
            .collect();
        let start = (view.page - 1).saturating_mul(PAGE_SIZE).min(keyed.len());
        let end = (start + PAGE_SIZE).min(keyed.len());
        // Only what is shown is put in order.
        if start > 0 && start < keyed.len() {
            keyed.select_nth_unstable(start);
        }
        if end < keyed.len() {
            keyed[start..].select_nth_unstable(end - start);
        }
        keyed[start..end].sort_unstable();
        let page = keyed[start..end].iter();
        page.filter_map(|(_, document)| self.driver(*document).cloned())
            .collect()
    }

    /// What documents are sorted by.
    fn keys(&self, by: SortBy) -> Keys {
        match by {
            SortBy::Best | SortBy::Title => Keys::Title,
            SortBy::Published => Keys::Date(Field::Published),
            SortBy::LastUpdated => Keys::Date(Field::LastUpdated),
            SortBy::ReviewDue => Keys::LastDay(Field::ReviewDue),
            SortBy::Level => Keys::of_facet(Facet::Level, self),
            SortBy::Status => Keys::of_facet(Facet::Status, self),
            SortBy::Source => Keys::of_facet(Facet::Source, self),
            SortBy::Responsible => Keys::of_facet(Facet::Responsible, self),
        }
    }
}

/// What a document is sorted by: whether it has nothing to be sorted by, which puts it last; the key; and its place
/// among the titles.
type Key = (bool, u64, u32);

enum Keys {
    Title,
    Date(Field),
    /// What counts for a review is the last day of what is written.
    LastDay(Field),
    /// Of each value of the facet its place.
    Facet(Facet, Vec<u32>),
}

impl Keys {
    fn of_facet(facet: Facet, index: &Index) -> Self {
        let values = index.columns.values(facet);
        let mut ids: Vec<(usize, String, u32)> = (0..)
            .zip(values.names())
            .map(|(id, name)| (facet.place(name).unwrap_or(usize::MAX), fold(name), id))
            .collect();
        ids.sort_unstable();
        let mut places = vec![0; ids.len()];
        for (place, (.., id)) in (0..).zip(ids) {
            places[id as usize] = place;
        }
        Self::Facet(facet, places)
    }

    fn of(&self, index: &Index, document: u32) -> (bool, u64) {
        // An open end is as far off as can be.
        let day = |day: Option<i32>, open: i32| {
            u64::from(day.unwrap_or(open).wrapping_sub(i32::MIN) as u32)
        };
        match self {
            Self::Title => (false, u64::from(index.title_places[document as usize])),
            Self::Date(field) => {
                let dates = index.columns.dates(*field, document);
                let Dates { earliest, latest } = dates;
                (
                    dates.is_none(),
                    day(earliest, i32::MIN) << 32 | day(latest, i32::MAX),
                )
            }
            Self::LastDay(field) => {
                let dates = index.columns.dates(*field, document);
                (dates.is_none(), day(dates.latest, i32::MAX))
            }
            Self::Facet(facet, places) => {
                let first = index.columns.values(*facet).of(document).first();
                (
                    first.is_none(),
                    first.map_or(0, |id| u64::from(places[*id as usize])),
                )
            }
        }
    }
}
