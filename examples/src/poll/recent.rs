//! `Recent`: remembers which numbers came last.

use std::collections::{HashSet, VecDeque};

/// The numbers that came last.
#[derive(Debug, Default)]
pub struct Recent {
    numbers: HashSet<u64>,
    order: VecDeque<u64>,
}

/// How many are remembered: those that may come again are the ones that are on their way.
const REMEMBERED: usize = 4096;

impl Recent {
    /// Whether a number comes for the first time, as far as is remembered.
    pub fn is_new(&mut self, number: u64) -> bool {
        if !self.numbers.insert(number) {
            return false;
        }
        self.order.push_back(number);
        if self.order.len() > REMEMBERED
            && let Some(oldest) = self.order.pop_front()
        {
            self.numbers.remove(&oldest);
        }
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_new_once_and_forgotten_at_last() {
        let mut recent = Recent::default();
        assert!(recent.is_new(1));
        assert!(!recent.is_new(1));
        assert!((2..2 + REMEMBERED as u64).all(|number| recent.is_new(number)));
        assert!(recent.is_new(1));
    }
}
