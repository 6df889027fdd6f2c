//! The index against its definition: what reading every driver would find, count and sort.

use std::collections::BTreeMap;

use proptest::prelude::*;
use serde_json::{Value, json};

use super::*;
use crate::domain::entry::{Entry, own_delta};
use crate::domain::field::Field;
use crate::domain::law::evaluate;
use crate::domain::merge;
use crate::domain::register::Register;
use crate::exchange::json;
use crate::exchange::sample;
use crate::search::facet::Facet;
use crate::search::part::Parts;
use crate::search::query::Query;
use crate::search::scan::finds_driver;
use crate::search::view::{PAGE_SIZE, Sort, Years};

fn today() -> Date {
    "2026-11-22".parse().unwrap()
}

fn driver(id: &str, fields: &[(Field, Value)]) -> Arc<Driver> {
    let set = fields
        .iter()
        .map(|(field, value)| (field.key().to_owned(), value.clone()));
    let at = "2026-11-22T10:00:00Z".parse().unwrap();
    let (_, delta) = own_delta(id, [].into(), set.collect(), at, None);
    let mut entry = Entry::default();
    entry.apply(&delta);
    Arc::new(Driver::new(id.to_owned(), evaluate(&entry)))
}

fn sample() -> Register {
    let incoming = json::Reading::new(sample::json(today())).unwrap().finish();
    let mut register = Register::new("sample", []);
    let now = "2026-11-22T10:00:00Z".parse().unwrap();
    register.apply(&merge::plan(&register, incoming.source(), now).chosen(|_| true));
    register
}

fn index_of<'a>(drivers: impl IntoIterator<Item = &'a Arc<Driver>>) -> Index {
    let mut index = Index::default();
    for driver in drivers {
        index.put(driver);
    }
    index.settle();
    index
}

fn titles(view: &View) -> Vec<String> {
    let mut index = index_of(sample().live());
    let page = index.answer(view, today()).page;
    page.iter()
        .map(|driver| driver.title().to_owned())
        .collect()
}

fn searched(query: &str) -> View {
    View {
        query: query.to_owned(),
        ..View::default()
    }
}

fn found(query: &str) -> Vec<String> {
    titles(&searched(query))
}

#[test]
fn words_match_from_their_beginning_whatever_their_case_and_accents() {
    let topol = found("topol");
    assert!(topol[0].contains("Topol"), "{topol:?}");
    assert_eq!(found("TÓPOL!"), topol);
    assert_eq!(found("topo"), topol);
    assert_eq!(found("opol"), Vec::<String>::new());
    assert_eq!(found("topol zebra"), Vec::<String>::new());
    assert_eq!(found("  ").len(), sample().live().count().min(PAGE_SIZE));
}

#[test]
fn dates_sort_by_what_they_mean() {
    let by = |sort| {
        titles(&View {
            sort,
            ..View::default()
        })
    };
    let (newest, oldest) = (by(Sort::NEWEST), by(Sort::OLDEST));
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

#[test]
fn the_title_counts_more_than_topics_and_those_more_than_the_text() {
    let titled = |id, title: &str, rest: &[(Field, Value)]| {
        driver(id, &[&[(Field::Title, json!(title))], rest].concat())
    };
    let drivers = [
        titled(
            "a",
            "A",
            &[(Field::Summary, json!("All of genomics and genomics again"))],
        ),
        titled("b", "B", &[(Field::Impact, json!("On genomics"))]),
        titled("c", "C", &[(Field::Topics, json!(["Genomics"]))]),
        titled("d", "Genomics now", &[]),
        titled(
            "e",
            "Genomics now, but earlier",
            &[(Field::Status, json!("archived"))],
        ),
        titled("f", "Genomicses", &[]),
    ];
    let mut index = index_of(&drivers);
    let page = index.answer(&searched("genomics"), today()).page;
    let order: String = page.iter().map(|driver| driver.id.as_str()).collect();
    // The word itself before one that only begins so.
    assert_eq!(order, "defcba");
}

#[test]
fn a_slip_of_the_finger_is_offered_its_cure() {
    let mut index = index_of(sample().live());
    for (typed, meant) in [
        ("topoll", "topol"),
        ("tpool", "topol"),
        ("helth educaton", "health education"),
        ("health zzz", ""),
        ("xqzvw", ""),
    ] {
        let suggestion = index.suggestion(&searched(typed), today());
        let text = suggestion
            .map(|query| query.to_string())
            .unwrap_or_default();
        assert_eq!(text, meant, "{typed}");
    }
    // What is offered has hits among the drivers that the filters leave.
    let mut view = searched("topoll");
    view.toggle(Facet::Level, "local");
    assert_eq!(index.suggestion(&view, today()), None);
}

#[test]
fn a_driver_without_what_it_is_sorted_by_comes_last_both_ways() {
    let dated =
        |id, date: Value| driver(id, &[(Field::Title, json!(id)), (Field::Published, date)]);
    let drivers = [
        dated("b", json!("2016")),
        dated("a", Value::Null),
        dated("c", json!("TBC")),
        dated("d", json!("2017")),
    ];
    let mut index = index_of(&drivers);
    for (sort, expected) in [(Sort::OLDEST, "bdac"), (Sort::NEWEST, "dbac")] {
        let page = index
            .answer(
                &View {
                    sort,
                    ..View::default()
                },
                today(),
            )
            .page;
        let order: String = page.iter().map(|driver| driver.id.as_str()).collect();
        assert_eq!(order, expected);
    }
}

#[test]
fn the_histogram_counts_a_document_in_each_year_it_may_be_of() {
    let dated = |id, date: &str| {
        driver(
            id,
            &[(Field::Title, json!(id)), (Field::Published, json!(date))],
        )
    };
    let drivers = [
        dated("a", "2016"),
        dated("b", "2015/2017"),
        dated("c", "TBC"),
        dated("d", "2012/.."),
    ];
    let mut index = index_of(&drivers);
    let mut view = View::default();
    let years = |index: &mut Index, view: &View| index.answer(view, today()).years;
    let all = years(&mut index, &view);
    assert_eq!(
        all,
        [
            (2012, 1),
            (2013, 0),
            (2014, 0),
            (2015, 1),
            (2016, 2),
            (2017, 1)
        ]
    );
    view.years = Years {
        from: Some(2017),
        to: None,
    };
    assert_eq!(index.answer(&view, today()).hits, 2);
    assert_eq!(years(&mut index, &view), all);
}

/// A small world, in which words meet often.
fn any_driver(id: usize) -> impl Strategy<Value = Arc<Driver>> {
    let text = prop::collection::vec(
        prop::sample::select(vec![
            "plan", "plans", "Policy", "policies", "pla", "é", "R&D", "covid-19", "the", "x9",
        ]),
        0..6,
    );
    let text = text.prop_map(|words| words.join(" "));
    let list = prop::collection::vec(
        prop::sample::select(vec!["NHS", "NHS England", "Plan B", "nhs"]),
        0..3,
    );
    let date = prop::sample::select(vec![
        "2016",
        "2016-04",
        "2015/2018",
        "TBC",
        "2017/..",
        "",
        "2026-12",
        "2028",
    ]);
    (
        text.clone(),
        text.clone(),
        text,
        list.clone(),
        list,
        date.clone(),
        date,
        0..3_u8,
    )
        .prop_map(
            move |(title, impact, summary, sources, topics, published, due, status)| {
                let mut fields = vec![
                    (Field::Title, json!(format!("T {title}"))),
                    (Field::Impact, json!(impact)),
                    (Field::Summary, json!(summary)),
                    (Field::Sources, json!(sources)),
                    (Field::Topics, json!(topics)),
                    (Field::Published, json!(published)),
                    (Field::ReviewDue, json!(due)),
                ];
                match status {
                    0 => fields.push((Field::Status, json!("archived"))),
                    1 => fields.push((Field::SupersededBy, json!("other"))),
                    _ => (),
                }
                driver(&format!("d{id}"), &fields)
            },
        )
}

fn any_drivers() -> impl Strategy<Value = Vec<Arc<Driver>>> {
    (0..12_usize).prop_flat_map(|count| (0..count).map(any_driver).collect::<Vec<_>>())
}

fn any_query() -> impl Strategy<Value = String> {
    let part = prop::sample::select(vec![
        "p",
        "pl",
        "plan",
        "policy",
        "polici",
        "e",
        "r&d",
        "r",
        "covid-19",
        "\"plan policies\"",
        "\"the pl",
        "\"plan plan\"",
        "-plan",
        "(plan OR x)",
        "title:plan",
        "impact:\"policy the\"",
        "source:nhs",
        "source:\"nhs england\"",
        "topic:b",
        "published:2016",
        "published:2017..",
        "due:..2026",
        "review:overdue",
        "review:no-date",
        "has:impact",
        "-has:topics",
        "status:archived",
        "summary:x9",
        "has:conflict",
        "t-plan",
        "-(plan policy)",
    ]);
    prop::collection::vec(part, 0..4).prop_map(|parts| parts.join(" "))
}

fn any_view() -> impl Strategy<Value = View> {
    let filters = prop::collection::vec(
        prop::sample::select(vec![
            (Facet::Source, "NHS"),
            (Facet::Source, "NHS England"),
            (Facet::Topic, "Plan B"),
            (Facet::Status, "archived"),
            (Facet::Review, "overdue"),
            (Facet::Review, "no-date"),
            (Facet::Level, "local"),
            (Facet::Source, "nobody"),
        ]),
        0..3,
    );
    let years = (
        prop::option::of(2014..2019_i16),
        prop::option::of(2014..2019_i16),
    );
    (any_query(), filters, years).prop_map(|(query, filters, (from, to))| {
        let mut view = View {
            query,
            years: Years { from, to },
            ..View::default()
        };
        for (facet, value) in filters {
            view.filters
                .entry(facet)
                .or_default()
                .insert(value.to_owned());
        }
        view
    })
}

/// Whether a driver is what a view shows, but for the filter of one facet.
fn is_shown(driver: &Driver, view: &View, without: Option<Facet>) -> bool {
    let filters = view
        .filters
        .iter()
        .filter(|(facet, _)| Some(**facet) != without);
    let days = view.years.days();
    let published = days.map_or(String::new(), |days| format!(" published:{days}"));
    let query = Query::parse(&view.query).query;
    finds_driver(&query, driver, Parts::ALL, today())
        && finds_driver(&Query::parse(&published).query, driver, Parts::ALL, today())
        && filters.into_iter().all(|(facet, chosen)| {
            let values = facet.values(driver, today());
            values.iter().any(|value| chosen.contains(*value))
        })
}

proptest! {
    #[test]
    fn what_is_found_is_what_reading_every_driver_would_find(drivers in any_drivers(), view in any_view()) {
        let mut index = index_of(&drivers);
        let shown = drivers.iter().filter(|driver| is_shown(driver, &view, None));
        let expected: BTreeSet<EntryId> = shown.map(|driver| driver.id.clone()).collect();
        prop_assert_eq!(&index.find(&view, today()), &expected, "{}", view.to_query_string());
        let answer = index.answer(&view, today());
        prop_assert_eq!(answer.hits, expected.len());
        let page: BTreeSet<EntryId> = answer.page.iter().map(|driver| driver.id.clone()).collect();
        prop_assert_eq!(page, expected);
    }

    #[test]
    fn counts_are_those_of_reading_every_driver(drivers in any_drivers(), view in any_view()) {
        let answer = index_of(&drivers).answer(&view, today());
        for (facet, counts) in &answer.counts {
            let mut expected: BTreeMap<&str, usize> = BTreeMap::new();
            for driver in &drivers {
                let is_shown = is_shown(driver, &view, Some(*facet));
                let values: BTreeSet<&str> = facet.values(driver, today()).into_iter().collect();
                for value in values {
                    *expected.entry(value).or_default() += usize::from(is_shown);
                }
            }
            for chosen in view.filters.get(facet).into_iter().flatten() {
                expected.entry(chosen).or_default();
            }
            let counted: BTreeMap<&str, usize> = counts.iter().map(|count| (&*count.value, count.drivers)).collect();
            prop_assert_eq!(counts.len(), counted.len());
            prop_assert_eq!(counted, expected, "{:?} of {}", facet, view.to_query_string());
        }
    }

    /// However the drivers came to be as they are, and whether they are read or only listed yet.
    #[test]
    fn an_index_that_was_changed_is_as_one_made_anew(
        before in any_drivers(), after in any_drivers(), gone in prop::collection::vec(0..12_usize, 0..4), read in 0..12_usize, view in any_view(),
    ) {
        let mut changed = index_of(&before);
        let mut now: BTreeMap<EntryId, Arc<Driver>> = before.iter().map(|driver| (driver.id.clone(), driver.clone())).collect();
        for (place, driver) in after.iter().enumerate() {
            changed.list(driver);
            if place < read {
                changed.read(&driver.id);
            }
            now.insert(driver.id.clone(), driver.clone());
        }
        for id in gone {
            changed.remove(&format!("d{id}"));
            now.remove(&format!("d{id}"));
        }
        let mut anew = index_of(now.values());
        prop_assert_eq!(changed.find(&view, today()), anew.find(&view, today()));
        while changed.read_next() {}
        prop_assert_eq!(changed.unread(), 0);
        let (changed, anew) = (changed.answer(&view, today()), anew.answer(&view, today()));
        prop_assert_eq!(changed.total, anew.total);
        prop_assert_eq!(&changed.counts, &anew.counts);
        prop_assert_eq!(&changed.years, &anew.years);
        let ids = |answer: &Answer| answer.page.iter().map(|driver| driver.id.clone()).collect::<BTreeSet<_>>();
        prop_assert_eq!(ids(&changed), ids(&anew));
    }

    /// A page is a cut of the whole order.
    #[test]
    fn pages_follow_one_another(count in 0..90_usize, by in prop::sample::select(Sort::OFFERED.to_vec())) {
        let drivers: Vec<Arc<Driver>> = (0..count)
            .map(|number| driver(&format!("d{number}"), &[
                (Field::Title, json!(format!("Title {}", number * 7 % 10))),
                (Field::Published, json!(format!("{}", 2000 + number * 11 % 17))),
            ]))
            .collect();
        let mut index = index_of(&drivers);
        let mut seen = Vec::new();
        for page in 1..6 {
            let answer = index.answer(&View { page, sort: by, ..View::default() }, today());
            prop_assert!(answer.page.len() <= PAGE_SIZE);
            seen.extend(answer.page);
        }
        prop_assert_eq!(seen.len(), count);
        let key = |driver: &Driver| {
            let year = driver.date(Field::Published).and_then(|date| date.earliest()).map_or(0, |day| i64::from(day.year()));
            let year = match by { Sort::NEWEST => -year, Sort::OLDEST => year, _ => 0 };
            (year, driver.title().to_owned(), driver.id.clone())
        };
        prop_assert!(seen.windows(2).all(|pair| key(&pair[0]) < key(&pair[1])));
    }
}
