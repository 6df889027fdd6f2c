//! The answer to a view: the drivers on its page, how many there are in all, and what each filter would show.

use std::collections::{BTreeMap, BinaryHeap};
use std::sync::Arc;

use jiff::civil::Date;

use super::Index;
use super::columns::{Dates, Values, number};
use super::evaluate::Scores;
use crate::domain::driver::Driver;
use crate::domain::field::Field;
use crate::domain::fold::fold;
use crate::domain::sorting::Gather;
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

/// What a query finds.
struct Found {
    documents: Vec<u32>,
    /// The filters that each of them fails; nothing where there are no filters.
    failing: Vec<u32>,
    /// The documents that aren't found, where they are fewer and there are no filters: counting these is quicker.
    missed: Option<Vec<u32>>,
}

impl Found {
    /// How many documents have each value that pass all filters but this.
    fn count(&self, values: &Values, filter: u32) -> Vec<u32> {
        if let Some(missed) = &self.missed {
            let mut counts = values.all_held().to_vec();
            for document in missed {
                for id in values.of(*document) {
                    counts[*id as usize] -= 1;
                }
            }
            return counts;
        }
        let mut counts = vec![0; values.names().len()];
        for (place, document) in self.documents.iter().enumerate() {
            let failing = self.failing.get(place).copied().unwrap_or_default();
            if failing & !filter == 0 {
                for id in values.of(*document) {
                    counts[*id as usize] += 1;
                }
            }
        }
        counts
    }

    /// The documents that pass all filters.
    fn passing(self) -> Vec<u32> {
        if self.failing.is_empty() {
            return self.documents;
        }
        let documents = self.documents.into_iter().zip(self.failing);
        documents
            .filter(|(_, failing)| *failing == 0)
            .map(|(document, _)| document)
            .collect()
    }
}

impl Index {
    /// What a view shows.
    pub fn answer(&mut self, view: &View, today: Date) -> Answer {
        self.columns.settle(number(today));
        let parsed = Query::parse(&view.query);
        let scores = self.scores(&parsed.query, today);
        let found = self.found(&scores, view);
        let counts = Facet::ALL
            .into_iter()
            .map(|facet| (facet, self.counts(facet, &found, view)));
        let counts = counts.collect();
        let years = self.years(&found);
        let passing = found.passing();
        let has_words = !parsed.query.wanted().is_empty();
        Answer {
            typed: view.query.clone(),
            total: self.len(),
            unread: self.unread,
            hits: passing.len(),
            page: self.page(&passing, &scores, view, has_words),
            counts,
            years,
            query: parsed.query,
            notes: parsed.notes,
        }
    }

    /// The documents that a view shows, in no order.
    pub(super) fn hits(&mut self, view: &View, today: Date) -> Vec<u32> {
        self.columns.settle(number(today));
        let scores = self.scores(&Query::parse(&view.query).query, today);
        self.found(&scores, view).passing()
    }

    /// The documents that the query finds, with the filters that each of them fails.
    fn found(&self, scores: &Scores, view: &View) -> Found {
        let mut documents = Vec::with_capacity(self.len());
        for (document, score) in (0_u32..).zip(scores) {
            if *score > 0.0 {
                documents.push(document);
            }
        }
        let days = view.years.days();
        if view.filters.is_empty() && days.is_none() {
            let are_most = documents.len() > self.len() / 2;
            let missed = are_most.then(|| {
                let all = (0_u32..).zip(scores.iter().zip(self.columns.worth()));
                let missed = all.filter(|(_, (score, worth))| **score == 0.0 && **worth > 0.0);
                missed.map(|(document, _)| document).collect()
            });
            return Found {
                documents,
                failing: Vec::new(),
                missed,
            };
        }
        let mut failing = vec![0; documents.len()];
        for (facet, chosen) in &view.filters {
            let values = self.columns.values(*facet);
            let is_chosen: Vec<bool> = values.names().map(|name| chosen.contains(name)).collect();
            for (document, failing) in documents.iter().zip(&mut failing) {
                if !values
                    .of(*document)
                    .iter()
                    .any(|id| is_chosen[*id as usize])
                {
                    *failing |= 1 << *facet as u32;
                }
            }
        }
        if let Some(days) = days {
            let (from, to) = (days.from().map(number), days.to().map(number));
            for (document, failing) in documents.iter().zip(&mut failing) {
                let published = self.columns.dates(Field::Published, *document);
                if !published.meet(from, to) {
                    *failing |= YEARS;
                }
            }
        }
        Found {
            documents,
            failing,
            missed: None,
        }
    }

    /// How many drivers have each value of a facet that match all but this facet's own filter. Chosen values are there
    /// even if no driver has them.
    fn counts(&self, facet: Facet, found: &Found, view: &View) -> Vec<Count> {
        let values = self.columns.values(facet);
        let counts = found.count(values, 1 << facet as u32);
        let is_held = |id: u32| values.held(id) > 0;
        let chosen = view.filters.get(&facet).into_iter().flatten();
        let unknown = chosen.filter(|chosen| !values.find(chosen).is_some_and(is_held));
        let unknown = unknown.map(|chosen| Count {
            value: chosen.as_str().into(),
            drivers: 0,
        });
        let held = values.in_order().iter().filter(|id| is_held(**id));
        let held = held.map(|id| Count {
            value: values.name(*id),
            drivers: counts[*id as usize] as usize,
        });
        held.chain(unknown).collect()
    }

    fn years(&self, found: &Found) -> Vec<(i16, usize)> {
        let values = self.columns.years();
        let counts = found.count(values, YEARS);
        let held = (0_u32..)
            .zip(values.names())
            .zip(counts)
            .filter(|((id, _), _)| values.held(*id) > 0);
        let counted: BTreeMap<i16, usize> = held
            .filter_map(|((_, name), drivers)| Some((name.parse().ok()?, drivers as usize)))
            .gather();
        let ends = counted.first_key_value().zip(counted.last_key_value());
        let Some(((first, _), (last, _))) = ends else {
            return Vec::new();
        };
        let years = *first..=*last;
        years
            .map(|year| (year, counted.get(&year).copied().unwrap_or_default()))
            .collect()
    }

    /// The drivers on a view's page, in its order.
    fn page(
        &mut self,
        passing: &[u32],
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
        let is_descending = view.sort.is_descending && by != SortBy::Best;
        // Only what comes before the end of the page is put in order.
        let end = view.page.saturating_mul(PAGE_SIZE).min(passing.len());
        let mut shown: BinaryHeap<u128> = BinaryHeap::with_capacity(end + 1);
        for document in passing {
            let (is_missing, key) = match by {
                // Positive floats are in the order of their bits; the highest comes first.
                SortBy::Best => (
                    false,
                    u64::from(u32::MAX - scores[*document as usize].to_bits()),
                ),
                _ => keys.of(self, *document),
            };
            let key = if is_descending { u64::MAX - key } else { key };
            // What has nothing to be sorted by is last both ways; what is alike is in the order of the titles.
            let place = self.title_places[*document as usize];
            let key = u128::from(is_missing) << 96 | u128::from(key) << 32 | u128::from(place);
            if shown.len() < end {
                shown.push(key);
            } else if shown.peek().is_some_and(|last| key < *last) {
                shown.pop();
                shown.push(key);
            }
        }
        let shown = shown.into_sorted_vec();
        let start = (view.page - 1).saturating_mul(PAGE_SIZE).min(end);
        let titles = self.titles.numbers();
        let place = |key: &u128| (*key & u128::from(u32::MAX)) as usize;
        let page = shown[start..]
            .iter()
            .filter_map(|key| titles.get(place(key)));
        page.filter_map(|document| self.driver(*document).cloned())
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

/// What documents are sorted by, as numbers.
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

    /// Whether a document has nothing to be sorted by, and its place.
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
