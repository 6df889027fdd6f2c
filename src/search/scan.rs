//! Whether a driver is what a query looks for, found by reading it: what the index has to agree with, and what answers
//! for drivers that aren't in it yet.

use jiff::civil::Date;

use super::facet::Facet;
use super::part::{Parts, each_text};
use super::query::{Days, Has, Query, Words};
use super::words::finds;
use crate::domain::driver::Driver;
use crate::domain::field::Field;
use crate::domain::fold::each_word;

/// Whether the driver is what is looked for, as far as these parts of its text tell.
pub fn finds_driver(query: &Query, driver: &Driver, parts: Parts, today: Date) -> bool {
    let recurse = |query: &Query| finds_driver(query, driver, parts, today);
    match query {
        Query::Everything => true,
        Query::Words { scope, words } => {
            let scope = Parts::from(*scope);
            let mut is_found = false;
            each_text(driver, |part, text| {
                is_found |= scope.has(part) && parts.has(part) && has_words(text, words);
            });
            is_found
        }
        Query::Value { facet, words } => value_matches(*facet, words, driver, today),
        Query::Dates { field, days } => dates_match(*field, days, driver),
        Query::Review(state) => driver.review(today) == *state,
        Query::Has(has) => has_it(*has, driver),
        Query::Not(query) => !recurse(query),
        Query::All(queries) => queries.iter().all(recurse),
        Query::Any(queries) => queries.iter().any(recurse),
    }
}

/// Whether a text has the words, one after the other.
pub fn has_words(text: &str, words: &Words) -> bool {
    let Some(last) = words.words.len().checked_sub(1) else {
        return false;
    };
    // The beginnings that may still become a match: of each, how many words it has.
    let mut begun: Vec<usize> = Vec::new();
    let mut is_found = false;
    each_word(text, |_, word| {
        begun.push(0);
        begun.retain_mut(|place| {
            let is_found_here = finds(&words.words[*place], word, words.is_open && *place == last);
            is_found |= is_found_here && *place == last;
            *place += 1;
            is_found_here && *place <= last
        });
    });
    is_found
}

fn value_matches(facet: Facet, words: &Words, driver: &Driver, today: Date) -> bool {
    let values = facet.values(driver, today);
    values.iter().any(|value| has_words(value, words))
}

fn dates_match(field: Field, days: &Days, driver: &Driver) -> bool {
    let Some(date) = driver.date(field) else {
        return false;
    };
    let (earliest, latest) = (date.earliest(), date.latest());
    let is_dated = earliest.is_some() || latest.is_some();
    let starts_by_then = |to: Date| earliest.is_none_or(|earliest| earliest <= to);
    let ends_after = |from: Date| latest.is_none_or(|latest| latest >= from);
    is_dated && days.to().is_none_or(starts_by_then) && days.from().is_none_or(ends_after)
}

/// Whether a driver has something.
pub fn has_it(has: Has, driver: &Driver) -> bool {
    match has {
        Has::Conflict => !driver.is_settled(),
        Has::Comments => driver.has_comments(),
        Has::Field(field) => !driver.value(field.key()).is_null(),
    }
}
