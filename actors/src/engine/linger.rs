//! Lingering: a receiver that has just had many messages at once waits a moment for more before it
//! sleeps. To be woken costs its sender more than the moment costs.

/// How many messages at once are many.
const MANY: usize = 16;

/// How often the processor pauses: one or two microseconds.
const PAUSES: u32 = 32;

/// How many occasions are let pass after one that was in vain.
const SKIPPED: u8 = 15;

/// What a receiver remembers of it.
#[derive(Debug, Default)]
pub(crate) struct Linger {
    had_many: bool,
    skip: u8,
}

impl Linger {
    /// So many messages were taken.
    #[inline]
    pub(crate) const fn took(&mut self, count: usize) {
        self.had_many = count >= MANY;
    }

    /// Whether to wait a moment.
    #[inline]
    pub(crate) const fn is_worth(&mut self) -> bool {
        if !self.had_many {
            return false;
        }
        self.skip = self.skip.saturating_sub(1);
        self.skip == 0
    }

    /// Waits a moment.
    pub(crate) fn pause() {
        for _ in 0..PAUSES {
            std::hint::spin_loop();
        }
    }

    /// Nothing came meanwhile.
    #[cold]
    pub(crate) const fn was_in_vain(&mut self) {
        self.skip = SKIPPED + 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_many_messages_at_once_are_worth_a_moment() {
        let mut linger = Linger::default();
        assert!(!linger.is_worth());
        linger.took(MANY - 1);
        assert!(!linger.is_worth());
        linger.took(MANY);
        assert!(linger.is_worth() && linger.is_worth());
    }

    #[test]
    fn after_one_in_vain_some_occasions_pass() {
        let mut linger = Linger::default();
        linger.took(MANY);
        linger.was_in_vain();
        for _ in 0..SKIPPED {
            assert!(!linger.is_worth());
        }
        assert!(linger.is_worth());
    }
}
