//! The index: each driver's text, folded once, and the answer to a view.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use jiff::civil::Date;

use super::facet::Facet;
use super::view::{Sort, View};
use crate::domain::driver::Driver;
use crate::domain::edit::EntryId;
use crate::domain::field::{Field, Kind};
use crate::domain::fold::fold;

/// The folded text of drivers. A driver that isn't in it yet, or has changed since, is folded when it is asked for: its
/// title for any list, and all of its text, which takes longer, for a search.
#[derive(Default)]
pub struct Index {
    folded: HashMap<EntryId, Folded>,
}

struct Folded {
    driver: Arc<Driver>,
    title: String,
    /// All text; every word has a space before it.
    text: Option<String>,
}

/// What a view shows.
#[derive(Clone, Debug, Default)]
pub struct Answer {
    /// The query that this answers, as typed.
    pub query: String,
    /// The drivers that match, in order.
    pub drivers: Vec<Arc<Driver>>,
    /// How many drivers there are to search.
    pub total: usize,
    /// For each facet all values there are, in an order that doesn't depend on the view.
    pub counts: Vec<(Facet, Vec<Count>)>,
}

/// A value of a facet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Count {
    pub value: String,
    /// How many drivers have it that match all but this facet's own filter.
    pub drivers: usize,
}

impl Index {
    /// Folds a driver's text ahead of being asked for it.
    pub fn prepare(&mut self, driver: &Arc<Driver>) {
        let folded = self.of(driver);
        folded.text.get_or_insert_with(|| text_of(driver));
    }

    /// What is known of a driver as it is now.
    fn of(&mut self, driver: &Arc<Driver>) -> &mut Folded {
        let fresh = || Folded {
            driver: driver.clone(),
            title: fold(driver.title()),
            text: None,
        };
        let folded = self.folded.entry(driver.id.clone()).or_insert_with(fresh);
        if !Arc::ptr_eq(&folded.driver, driver) {
            *folded = fresh();
        }
        folded
    }

    /// Whether a driver has all of the words.
    fn has(&mut self, driver: &Arc<Driver>, words: &[String]) -> bool {
        let folded = self.of(driver);
        words.is_empty() || {
            let text = folded.text.get_or_insert_with(|| text_of(driver));
            words.iter().all(|word| text.contains(word))
        }
    }

    /// What a view shows of these drivers.
    pub fn answer<'a>(
        &mut self,
        drivers: impl Iterator<Item = &'a Arc<Driver>>,
        view: &View,
        today: Date,
    ) -> Answer {
        let query = fold(&view.query);
        let words = query.split(' ').filter(|word| !word.is_empty());
        let words: Vec<String> = words.map(|word| format!(" {word}")).collect();
        let mut counts: BTreeMap<Facet, BTreeMap<&str, Counted>> = BTreeMap::new();
        let mut total = 0;
        let mut found: Vec<&Arc<Driver>> = Vec::new();
        for driver in drivers {
            total += 1;
            let is_found = self.has(driver, &words);
            let mut failing = Vec::new();
            for facet in Facet::ALL {
                let values: BTreeSet<&str> = facet.values(driver, today).into_iter().collect();
                if let Some(chosen) = view.filters.get(&facet)
                    && !values.iter().any(|value| chosen.contains(*value))
                {
                    failing.push(facet);
                }
                let of_facet = counts.entry(facet).or_default();
                for value in values {
                    of_facet.entry(value).or_default().in_all += 1;
                }
            }
            if !is_found {
                continue;
            }
            for facet in Facet::ALL {
                if failing.iter().all(|failing| *failing == facet) {
                    let of_facet = counts.entry(facet).or_default();
                    for value in facet
                        .values(driver, today)
                        .into_iter()
                        .collect::<BTreeSet<_>>()
                    {
                        of_facet.entry(value).or_default().matching += 1;
                    }
                }
            }
            if failing.is_empty() {
                found.push(driver);
            }
        }
        self.sort(&mut found, view.sort);
        let mut of_facet = |facet| {
            let counts = counts.remove(&facet).unwrap_or_default();
            (facet, in_order(facet, counts, view))
        };
        Answer {
            query: view.query.clone(),
            drivers: found.into_iter().cloned().collect(),
            total,
            counts: Facet::ALL.into_iter().map(&mut of_facet).collect(),
        }
    }

    fn sort(&self, drivers: &mut [&Arc<Driver>], sort: Sort) {
        let title = |driver: &Driver| {
            let folded = self.folded.get(&driver.id);
            folded.map(|folded| folded.title.as_str())
        };
        let key = |driver: &Driver| (place(driver, sort), title(driver));
        drivers.sort_by(|a, b| (key(a), &a.id).cmp(&(key(b), &b.id)));
    }
}

/// Where the order puts a driver, as days; those without a date come last.
fn place(driver: &Driver, sort: Sort) -> (i64, i64) {
    let (field, is_backwards) = match sort {
        Sort::Title => return (0, 0),
        Sort::Oldest => (Field::Published, false),
        Sort::Newest => (Field::Published, true),
        Sort::LastUpdated => (Field::LastUpdated, true),
        Sort::ReviewDue => (Field::ReviewDue, false),
    };
    let days = |day: Date| day.duration_since(Date::constant(2000, 1, 1)).as_hours() / 24;
    let date = driver.date(field);
    let (earliest, latest) = (
        date.and_then(|date| date.earliest()),
        date.and_then(|date| date.latest()),
    );
    // An open end is as far off as can be, short of having no date.
    const FAR: i64 = i64::MAX / 2;
    match (earliest.map(days), latest.map(days)) {
        (None, None) => (i64::MAX, 0),
        // What counts for a review is the last day of what is written.
        (_, latest) if sort == Sort::ReviewDue => (latest.unwrap_or(FAR), 0),
        (earliest, latest) => {
            let (earliest, latest) = (earliest.unwrap_or(-FAR), latest.unwrap_or(FAR));
            if is_backwards {
                (-earliest, -latest)
            } else {
                (earliest, latest)
            }
        }
    }
}

/// How often a value occurs.
#[derive(Default)]
struct Counted {
    in_all: usize,
    matching: usize,
}

/// A facet's values in order. Chosen ones are there even if no driver has them.
fn in_order<'a>(
    facet: Facet,
    mut counts: BTreeMap<&'a str, Counted>,
    view: &'a View,
) -> Vec<Count> {
    for chosen in view.filters.get(&facet).into_iter().flatten() {
        counts.entry(chosen).or_default();
    }
    let mut counts: Vec<(&str, Counted)> = counts.into_iter().collect();
    counts.sort_by_cached_key(|(value, counted)| facet.rank(value, counted.in_all));
    let count = |(value, counted): (&str, Counted)| Count {
        value: value.to_owned(),
        drivers: counted.matching,
    };
    counts.into_iter().map(count).collect()
}

/// All text of a driver, folded, with a space before each word.
fn text_of(driver: &Driver) -> String {
    let mut text = String::new();
    let mut push = |part: &str| {
        text.push(' ');
        text.push_str(&fold(part));
    };
    for field in Field::ALL {
        match field.kind() {
            Kind::Line | Kind::Markdown | Kind::Url | Kind::Choice(_) => push(driver.text(field)),
            Kind::List(_) => driver.list(field).for_each(&mut push),
            Kind::Links => {
                for link in driver.further_links() {
                    push(&link.label);
                    push(&link.url);
                }
            }
            Kind::Date => {
                if let Some(date) = driver.date(field) {
                    push(date.text());
                    push(&date.display());
                }
            }
            // An id says nothing to anybody.
            Kind::Driver => (),
        }
    }
    for comment in driver.comments() {
        push(&comment.by);
        push(&comment.text);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::merge;
    use crate::domain::register::Register;
    use crate::exchange::json::Reading;
    use crate::exchange::sample;
    use proptest::prelude::*;

    fn today() -> Date {
        "2026-11-22".parse().unwrap()
    }

    fn sample() -> Register {
        let incoming = Reading::new(sample::json(today())).unwrap().finish();
        let mut register = Register::new("sample", []);
        let now = "2026-11-22T10:00:00Z".parse().unwrap();
        register.apply(&merge::plan(&register, incoming.source(), now).chosen(|_| true));
        register
    }

    fn titles(view: &View) -> Vec<String> {
        let register = sample();
        let answer = Index::default().answer(register.live(), view, today());
        let titles = answer
            .drivers
            .iter()
            .map(|driver| driver.title().to_owned());
        titles.collect()
    }

    fn found(query: &str) -> Vec<String> {
        titles(&View {
            query: query.to_owned(),
            ..View::default()
        })
    }

    #[test]
    fn words_match_from_their_beginning_whatever_their_case_and_accents() {
        let topol = found("topol");
        assert!(
            topol.iter().any(|title| title.contains("Topol")),
            "{topol:?}"
        );
        assert_eq!(found("TÓPOL!"), topol);
        assert_eq!(found("topo"), topol);
        assert_eq!(found("opol"), Vec::<String>::new());
        assert_eq!(found("topol zebra"), Vec::<String>::new());
        assert_eq!(found("  ").len(), sample().live().count());
    }

    #[test]
    fn dates_sort_by_what_they_mean() {
        let by = |sort| {
            titles(&View {
                sort,
                ..View::default()
            })
        };
        let (newest, oldest) = (by(Sort::Newest), by(Sort::Oldest));
        let place =
            |titles: &[String], part: &str| titles.iter().position(|title| title.contains(part));
        assert!(
            place(&newest, "10 Year Health Plan") < place(&newest, "Topol"),
            "{newest:?}"
        );
        assert!(
            place(&oldest, "10 Year Health Plan") > place(&oldest, "Topol"),
            "{oldest:?}"
        );
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(32))]
        /// Against the definition: a driver counts if it would be shown were this the only value chosen of its facet.
        #[test]
        fn counts_are_what_choosing_the_value_would_show(
            chosen in prop::collection::vec((0..Facet::ALL.len(), any::<prop::sample::Index>()), 0..3),
            query in prop::sample::select(vec!["", "health", "nhs plan", "library"]),
        ) {
            let register = sample();
            let mut index = Index::default();
            let all = index.answer(register.live(), &View::default(), today());
            let mut view = View { query: query.to_owned(), ..View::default() };
            for (facet, value) in chosen {
                let (facet, counts) = &all.counts[facet];
                // Nothing is in conflict in the sample.
                if !counts.is_empty() {
                    view.toggle(*facet, &counts[value.index(counts.len())].value);
                }
            }
            let answer = index.answer(register.live(), &view, today());
            for (facet, counts) in &answer.counts {
                for count in counts {
                    let mut only = view.clone();
                    only.filters.insert(*facet, [count.value.clone()].into());
                    let shown = index.answer(register.live(), &only, today()).drivers.len();
                    prop_assert_eq!(count.drivers, shown, "{:?} {}", facet, &count.value);
                }
            }
        }
    }
}
