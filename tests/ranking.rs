//! The ranking against searches that were judged by a person: what a librarian would want on top is there.

#[path = "judged/mod.rs"]
mod judged;
#[path = "made/mod.rs"]
#[allow(dead_code)] // The bench uses all of it.
mod made;

use driver_atlas::domain::merge;
use driver_atlas::domain::register::Register;
use driver_atlas::exchange::json::Reading;
use driver_atlas::exchange::sample;
use driver_atlas::search::index::Index;
use driver_atlas::search::view::View;
use jiff::civil::Date;

use judged::{Judged, ndcg};

const TODAY: Date = Date::constant(2026, 11, 22);

/// The mean over all searches, each named with what it lacks.
fn mean(json: String, searches: &[Judged]) -> f64 {
    let incoming = Reading::new(json).expect("a register can be read").finish();
    let now = "2026-11-22T10:00:00Z".parse().expect("a time");
    let mut register = Register::new("register", []);
    register.apply(&merge::plan(&register, incoming.source(), now).chosen(|_| true));
    let mut index = Index::default();
    for driver in register.live() {
        index.put(driver);
    }
    index.settle();
    let mut sum = 0.0;
    for Judged { query, grades } in searches {
        let view = View {
            query: query.clone(),
            ..View::default()
        };
        let page = index.answer(&view, TODAY).page;
        let ranking: Vec<&str> = page.iter().map(|driver| driver.id.as_str()).collect();
        let score = ndcg(&ranking, grades);
        sum += score;
        if score < 1.0 {
            let first = &ranking[..ranking.len().min(6)];
            println!("{score:.3} “{query}”: {first:?}, judged {grades:?}");
        }
    }
    let mean = sum / searches.len() as f64;
    println!("nDCG@10 over {} searches: {mean:.3}", searches.len());
    mean
}

#[test]
fn the_sample_register_is_ranked_as_people_judged() {
    assert!(mean(sample::json(TODAY), &judged::of_sample()) > 0.95);
}

#[test]
fn a_made_register_is_ranked_as_people_judged() {
    let register = made::register(1000, &judged::drivers(), &judged::phrases());
    assert!(mean(register.to_string(), &judged::of_made()) > 0.95);
}
