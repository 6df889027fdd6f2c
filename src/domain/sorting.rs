//! Sorting, and gathering maps, by code that is compiled once.
//!
//! The standard library's stable sort is compiled anew for each type and order, at about 300 packed bytes each, and
//! collecting into a map has one in it. Seventy of them were a fiftieth of the page.

use std::cmp::Ordering;
use std::mem;

/// Sorts stably.
pub fn sort_by<T>(items: &mut Vec<T>, mut compare: impl FnMut(&T, &T) -> Ordering) {
    let order = order(items.len(), &mut |one, other| {
        compare(&items[one], &items[other])
    });
    arrange(items, &order);
}

/// Sorts stably by a key that is made once for each.
pub fn sort_by_key<T, K: Ord>(items: &mut Vec<T>, key: impl FnMut(&T) -> K) {
    let keys: Vec<K> = items.iter().map(key).collect();
    let order = order(items.len(), &mut |one, other| keys[one].cmp(&keys[other]));
    arrange(items, &order);
}

/// The places of some items in their order, each compared by its place.
fn order(count: usize, compare: &mut dyn FnMut(usize, usize) -> Ordering) -> Vec<usize> {
    let mut order: Vec<usize> = (0..count).collect();
    order.sort_by(|one, other| compare(*one, *other));
    order
}

fn arrange<T>(items: &mut Vec<T>, order: &[usize]) {
    let mut taken: Vec<Option<T>> = mem::take(items).into_iter().map(Some).collect();
    items.extend(order.iter().filter_map(|place| taken[*place].take()));
}

pub trait Gather: Iterator + Sized {
    /// Collects by putting in one after the other.
    fn gather<C: Default + Extend<Self::Item>>(self) -> C {
        let mut collection = C::default();
        collection.extend(self);
        collection
    }
}

impl<I: Iterator> Gather for I {}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeMap;

    proptest! {
        #[test]
        fn it_is_the_order_of_the_standard_library(items in prop::collection::vec((0..9_u8, "[a-c]{0,2}"), 0..40)) {
            let mut expected = items.clone();
            expected.sort_by_key(|(number, _)| *number);
            let (mut by_key, mut by) = (items.clone(), items.clone());
            sort_by_key(&mut by_key, |(number, _)| *number);
            sort_by(&mut by, |(one, _), (other, _)| one.cmp(other));
            prop_assert_eq!(&by_key, &expected);
            prop_assert_eq!(&by, &expected);

            let gathered: BTreeMap<u8, String> = items.iter().cloned().gather();
            prop_assert_eq!(gathered, items.into_iter().collect());
        }
    }
}
