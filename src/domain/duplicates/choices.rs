//! What is to be chosen before drivers are joined: the fields of which they say different things.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::domain::date::ApproximateDate;
use crate::domain::driver::Driver;
use crate::domain::edit::EntryId;
use crate::domain::field::{COMMENT, Field, Kind, TRASHED, is_list};
use crate::domain::register::Register;
use crate::domain::sorting::sort_by_key;

/// What joining drivers asks for.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Choices {
    /// In the order of the page.
    pub fields: Vec<Choice>,
    /// Fields of which only one value is left where another driver had cleared it, or had said the same in other words.
    pub settled: BTreeMap<String, Value>,
}

/// A field of which the drivers say different things.
#[derive(Clone, Debug, PartialEq)]
pub struct Choice {
    pub key: String,
    /// Two or more, in the order of the drivers.
    pub offers: Vec<Offer>,
}

/// A value that may be chosen.
#[derive(Clone, Debug, PartialEq)]
pub struct Offer {
    pub value: Value,
    /// The drivers that say so.
    pub of: BTreeSet<EntryId>,
}

/// What is to be chosen when these drivers are joined. Fields that only one has need no choice, lists and comments are
/// united, and what one driver alone says twice stays in conflict.
pub fn choices(register: &Register, ids: &BTreeSet<EntryId>) -> Choices {
    let drivers = ids.iter().filter_map(|id| register.driver(id));
    let drivers: Vec<&Driver> = drivers.map(AsRef::as_ref).collect();
    let keys = drivers
        .iter()
        .flat_map(|driver| driver.standing.fields.keys());
    let keys: BTreeSet<&str> = keys.map(String::as_str).collect();
    let mut choices = Choices::default();
    for key in keys {
        if is_list(key) || key.starts_with(COMMENT) || key == TRASHED {
            continue;
        }
        let mut offers: Vec<Offer> = Vec::new();
        let mut is_plain = true;
        for driver in &drivers {
            for value in said(register, driver, key) {
                // No driver takes its own place.
                if value.is_null() || is_one_of(key, &value, ids) {
                    is_plain = false;
                    continue;
                }
                match offers
                    .iter_mut()
                    .find(|offer| is_same(key, &offer.value, &value))
                {
                    Some(offer) => {
                        is_plain &= offer.value == value;
                        offer.of.insert(driver.id.clone());
                    }
                    None => offers.push(Offer {
                        value,
                        of: [driver.id.clone()].into(),
                    }),
                }
            }
        }
        let sayers: BTreeSet<&EntryId> = offers.iter().flat_map(|offer| &offer.of).collect();
        match &offers[..] {
            [offer] if !is_plain => {
                choices.settled.insert(key.to_owned(), offer.value.clone());
            }
            [_, _, ..] if sayers.len() > 1 => choices.fields.push(Choice {
                key: key.to_owned(),
                offers,
            }),
            _ => (),
        }
    }
    let place = |key: &str| Field::from_key(key).map_or(usize::MAX, |field| field as usize);
    sort_by_key(&mut choices.fields, |choice| place(&choice.key));
    choices
}

/// Every value that stands of a driver's field.
fn said(register: &Register, driver: &Driver, key: &str) -> Vec<Value> {
    let claims = driver.standing.fields.get(key).into_iter();
    let claims = claims.flat_map(|field| &field.claims);
    let value = |digest| {
        Some(Value::clone(
            register.whole(&driver.id)?.values.get(digest)?,
        ))
    };
    let values = claims.filter_map(|claim| match &claim.digest {
        Some(digest) => value(digest),
        None => Some(Value::Null),
    });
    values.collect()
}

fn is_one_of(key: &str, value: &Value, ids: &BTreeSet<EntryId>) -> bool {
    key == Field::SupersededBy.key() && value.as_str().is_some_and(|id| ids.contains(id))
}

/// Whether two values say the same, if in other words.
fn is_same(key: &str, one: &Value, other: &Value) -> bool {
    let days = |value| ApproximateDate::from_value(value).ok()?.edtf();
    let is_date = Field::from_key(key).map(Field::kind) == Some(Kind::Date);
    one == other || is_date && days(one).is_some_and(|one| days(other) == Some(one))
}
