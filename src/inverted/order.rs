//! Numbers kept in an order, to which more are added one by one or by the thousand.

use std::cmp::Ordering;

/// Numbers in the order of what they stand for. What is added stands at the end until [`Order::settle`] puts it in its
/// place: so adding many costs one sort of these, and adding one costs next to nothing.
#[derive(Clone, Debug, Default)]
pub struct Order {
    numbers: Vec<u32>,
    /// How many of them are in order; the others follow.
    settled: usize,
}

impl Order {
    /// Adds a number at the end.
    pub fn push(&mut self, number: u32) {
        self.numbers.push(number);
    }

    /// How many numbers are not in their place yet.
    pub fn unsettled(&self) -> usize {
        self.numbers.len() - self.settled
    }

    /// Puts all numbers in their places. Returns whether any was out of place.
    pub fn settle(&mut self, mut compare: impl FnMut(u32, u32) -> Ordering) -> bool {
        if self.unsettled() == 0 {
            return false;
        }
        let (settled, added) = self.numbers.split_at_mut(self.settled);
        added.sort_unstable_by(|a, b| compare(*a, *b));
        let mut merged = Vec::with_capacity(settled.len() + added.len());
        let mut rest = settled;
        for number in added {
            // Before what follows it; few are added to many as a rule.
            let place = rest.partition_point(|other| compare(*other, *number).is_lt());
            let (before, after) = rest.split_at_mut(place);
            merged.extend_from_slice(before);
            merged.push(*number);
            rest = after;
        }
        merged.extend_from_slice(rest);
        self.settled = merged.len();
        self.numbers = merged;
        true
    }

    /// The numbers, in order as far as they were settled.
    pub fn numbers(&self) -> &[u32] {
        &self.numbers
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn whatever_is_added_ends_in_order(parts in prop::collection::vec(prop::collection::vec(0..50_u32, 0..9), 0..5)) {
            let mut order = Order::default();
            for part in &parts {
                part.iter().for_each(|number| order.push(*number));
                prop_assert_eq!(order.unsettled(), part.len());
                order.settle(|a, b| b.cmp(&a));
            }
            let mut expected = parts.concat();
            expected.sort_by(|a, b| b.cmp(a));
            prop_assert_eq!(order.numbers(), expected);
        }
    }
}
