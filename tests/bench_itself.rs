//! What the bench relies on: its statistics, its measure of rankings, and the registers that it makes.

#[path = "judged/mod.rs"]
mod judged;
#[path = "made/mod.rs"]
mod made;
#[path = "../benches/finding/statistics.rs"]
mod statistics;
#[path = "../benches/finding/table.rs"]
mod table;

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::sync::LazyLock;

use driver_atlas::domain::fold::fold;
use driver_atlas::exchange::json::Reading;
use serde_json::{Value, json};

use judged::{Judged, ndcg};
use statistics::Times;
use table::Table;

#[test]
fn percentiles_are_measurements() {
    let times: Times = [30.0, 10.0, 20.0, 40.0].into_iter().collect();
    assert_eq!(times.median(), Some(20.0));
    assert_eq!(times.p95(), Some(40.0));
    assert_eq!(times.percentile(25), Some(10.0));
    assert_eq!(times.percentile(0), Some(10.0));
    let hundred: Times = (1..=100).map(f64::from).collect();
    assert_eq!(
        (hundred.p95(), hundred.max(), hundred.len()),
        (Some(95.0), Some(100.0), 100)
    );
    assert_eq!(Times::default().median(), None);
}

#[test]
fn a_ranking_is_as_good_as_its_order() {
    let grades = BTreeMap::from([
        ("a".to_owned(), 3),
        ("b".to_owned(), 2),
        ("c".to_owned(), 1),
    ]);
    let of = |ids: &[&str]| (ndcg(ids, &grades) * 1000.0).round() / 1000.0;
    assert_eq!(of(&["a", "b", "c"]), 1.0);
    assert_eq!(of(&["a", "b", "c", "x"]), 1.0);
    // (7 / log2 3 + 3 / log2 4 + 1 / log2 2) over (7 / log2 2 + 3 / log2 3 + 1 / log2 4)
    assert_eq!(of(&["c", "a", "b"]), 0.736);
    assert_eq!(of(&["x", "y"]), 0.0);
    assert_eq!(of(&[]), 0.0);
    // What comes after ten counts for nothing.
    let late: Vec<&str> = std::iter::repeat_n("x", 10).chain(["a"]).collect();
    assert_eq!(of(&late), 0.0);
}

fn register(count: usize) -> Value {
    made::register(count, &judged::drivers(), &judged::phrases())
}

/// Made once for all tests.
static THOUSAND: LazyLock<Value> = LazyLock::new(|| register(1000));

fn drivers(register: &Value) -> &Vec<Value> {
    register["drivers"].as_array().unwrap()
}

#[test]
fn a_table_has_all_its_cells_and_stands_between_its_marks() {
    let cells = |text: &str| text.split(' ').map(str::to_owned).collect::<Vec<_>>();
    let mut table = Table::new(&cells("What One Two"));
    table.row(cells("a 1"));
    let table = table.into_text();
    assert_eq!(
        table,
        "| What | One | Two |\n| --- | --: | --: |\n| a | 1 |  |\n"
    );
    let page = include_str!("../docs/bench.md");
    let written = table::between_marks(page, &table).unwrap();
    assert!(written.contains(&table) && written.starts_with("# "));
    assert_eq!(table::between_marks(&written, &table).unwrap(), written);
    assert_eq!(table::between_marks("no marks", &table), None);
}

#[test]
fn numbers_are_as_exact_as_is_of_use() {
    let times = [0.123, 12.34, 123.4, 1234.0, 12_340.0].map(|time| table::time(Some(time)));
    assert_eq!(times, ["0.12 ms", "12.3 ms", "123 ms", "1.23 s", "12.3 s"]);
    assert_eq!(table::time(None), "–");
    assert_eq!(table::share(Some(1.0), Some(4.0)), "0.25");
    assert_eq!(table::share(None, Some(4.0)), "–");
    assert_eq!(table::ratio(Some(1.0), Some(0.0)), None);
    assert_eq!(table::megabytes(61_900_000.0), "61.9 MB");
}

#[test]
fn a_made_register_is_the_beginning_of_a_larger_one() {
    let (small, large) = (register(100), register(200));
    assert_eq!(drivers(&small)[..], drivers(&large)[..100]);
    assert_eq!(small, register(100));
}

#[test]
fn made_drivers_are_as_large_as_real_ones() {
    let drivers = drivers(&THOUSAND);
    let bytes: usize = drivers.iter().map(|driver| driver.to_string().len()).sum();
    let mean = bytes / drivers.len();
    assert!((5800..6400).contains(&mean), "{mean} bytes");
    for driver in drivers {
        let title = driver["title"].as_str().unwrap();
        let id = driver["id"].as_str().unwrap();
        let words = title.split(' ').count();
        assert!(
            id.starts_with("judged") || (4..=10).contains(&words),
            "{title}"
        );
    }
}

/// So that a title names its driver: each has its place and a number of its own there.
#[test]
fn no_two_made_drivers_have_one_title() {
    let mut titles = HashSet::new();
    for driver in drivers(&THOUSAND) {
        let title = fold(driver["title"].as_str().unwrap());
        assert!(titles.insert(title.clone()), "{title}");
    }
}

/// Heaps' law: the vocabulary grows as about the square root of the text.
#[test]
fn words_are_spread_as_in_real_texts() {
    let words = |count: usize| {
        let mut words = HashSet::new();
        for driver in &drivers(&THOUSAND)[..count] {
            for field in ["title", "impact", "summary", "key_features"] {
                let text = fold(driver[field].as_str().unwrap());
                words.extend(text.split(' ').map(str::to_owned));
            }
        }
        words.len() as f64
    };
    let (hundred, thousand) = (words(100), words(1000));
    let growth = (thousand / hundred).log10();
    assert!((0.4..0.7).contains(&growth), "{hundred} and {thousand}");
    // And so some 40,000 at 10,000.
    let ten_thousand = thousand * 10_f64.powf(growth);
    assert!(
        (30_000.0..60_000.0).contains(&ten_thousand),
        "{ten_thousand}"
    );
}

#[test]
fn a_made_register_imports_without_a_complaint() {
    let incoming = Reading::new(THOUSAND.to_string()).unwrap().finish();
    assert_eq!(incoming.notices, []);
}

#[test]
fn each_judged_search_has_what_it_is_judged_by() {
    let sample: Value = serde_json::from_str(include_str!("../src/exchange/sample.json")).unwrap();
    let (sample, made) = (ids(&sample), ids(&THOUSAND));
    let (of_sample, of_made) = (judged::of_sample(), judged::of_made());
    assert_eq!((of_sample.len(), of_made.len()), (15, 15));
    for (judged, ids) in of_sample
        .iter()
        .map(|judged| (judged, &sample))
        .chain(of_made.iter().map(|judged| (judged, &made)))
    {
        let Judged { query, grades } = judged;
        assert!(grades.values().any(|grade| *grade == 3), "{query}");
        assert!(
            grades.values().all(|grade| (1..=3).contains(grade)),
            "{query}"
        );
        assert!(
            grades.keys().all(|id| ids.contains(id)),
            "{query}: {grades:?}"
        );
    }
}

fn ids(register: &Value) -> BTreeSet<String> {
    let ids = drivers(register)
        .iter()
        .map(|driver| driver["id"].as_str().unwrap());
    ids.map(str::to_owned).collect()
}

/// Else a driver that nobody judged would belong on top too.
#[test]
fn made_drivers_are_not_about_what_the_judged_ones_are() {
    let phrases = judged::phrases();
    // Words that are in every other driver narrow a judged search, and no more.
    let common = [
        "safety",
        "prevention",
        "strategy",
        "care",
        "and",
        "disease",
        "diseases",
    ];
    let words: BTreeSet<String> = phrases
        .iter()
        .flat_map(|phrase| {
            fold(phrase)
                .split(' ')
                .map(str::to_owned)
                .collect::<Vec<_>>()
        })
        .filter(|word| !common.contains(&word.as_str()))
        .collect();
    for number in 0..1000 {
        let driver = made::driver(number, &[]);
        let text = fold(&driver.to_string());
        let about = text
            .split(' ')
            .find(|word| words.iter().any(|wanted| is_about(word, wanted)));
        assert_eq!(about, None, "{}", json!(driver));
    }
}

/// A made acronym may begin as a short word does: that is for the ranking to tell apart.
fn is_about(word: &str, wanted: &str) -> bool {
    word == wanted || (wanted.len() > 3 && word.starts_with(wanted))
}
