//! Credit: how much an actor in another process may still be sent.
//!
//! A receiver grants credit as its mailbox has room; a sender spends it on each message, and holds
//! the rest back in order. So a slow actor fills its own share of a link and nobody else's.
//!
//! Credit is counted in units: one for a message, and one more for each 256 bytes of it.

use std::collections::VecDeque;

/// What a sender may have on its way to one actor before it hears from it.
pub(crate) const WINDOW: u32 = 4096;

/// What a message of `size` bytes costs.
#[expect(clippy::cast_possible_truncation, reason = "a message has 16 MiB at most")]
pub(crate) const fn cost(size: usize) -> u32 {
    1 + (size / 256) as u32
}

/// The sender's side, for one receiving actor and frames `F`.
#[derive(Debug)]
pub(crate) struct Sending<F> {
    /// Below zero where a message was larger than what was left.
    credit: i64,
    held: VecDeque<(u32, F)>,
}

impl<F> Sending<F> {
    pub(crate) const fn new() -> Self {
        Self { credit: WINDOW as i64, held: VecDeque::new() }
    }

    /// Whether a message would leave at once.
    pub(crate) fn has_room(&self) -> bool {
        self.credit > 0 && self.held.is_empty()
    }

    /// Spends credit, if a message may leave now.
    #[must_use]
    pub(crate) fn spend(&mut self, cost: u32) -> bool {
        let room = self.has_room();
        if room {
            self.credit -= i64::from(cost);
        }
        room
    }

    /// Holds a message that may not leave yet.
    pub(crate) fn hold(&mut self, cost: u32, frame: F) {
        debug_assert!(!self.has_room(), "a message was held that could have left");
        self.held.push_back((cost, frame));
    }

    /// Takes credit, and hands out what may leave now.
    pub(crate) fn grant(&mut self, units: u32, mut leave: impl FnMut(F)) {
        self.credit += i64::from(units);
        while self.credit > 0 {
            let Some((cost, frame)) = self.held.pop_front() else { return };
            self.credit -= i64::from(cost);
            leave(frame);
        }
    }

    /// What will never leave: the other side is gone.
    pub(crate) fn abandon(&mut self) -> impl Iterator<Item = F> + use<F> {
        std::mem::take(&mut self.held).into_iter().map(|(_, frame)| frame)
    }
}

/// The receiver's side, for one actor and one link.
#[derive(Debug, Default, Clone, Copy)]
pub(crate) struct Receiving {
    owed: u32,
}

impl Receiving {
    /// A message has come.
    pub(crate) fn receive(&mut self, cost: u32) {
        self.owed += cost;
    }

    /// What is to be granted now that the actor has room; nothing while it is little.
    #[must_use]
    pub(crate) fn due(&mut self) -> Option<u32> {
        (self.owed >= WINDOW / 4).then(|| std::mem::take(&mut self.owed))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_held_leaves_in_order_as_credit_comes() {
        let mut sending = Sending::new();
        let mut left = Vec::new();
        for message in 0..WINDOW + 10 {
            if sending.spend(1) {
                left.push(message);
            } else {
                sending.hold(1, message);
            }
        }
        assert_eq!(left.len(), WINDOW as usize);
        sending.grant(4, |message| left.push(message));
        assert!(!sending.has_room());
        sending.grant(WINDOW, |message| left.push(message));
        assert!(sending.has_room());
        assert!(left.iter().copied().eq(0..WINDOW + 10));
    }

    #[test]
    fn a_message_larger_than_the_window_leaves_alone() {
        let mut sending: Sending<()> = Sending::new();
        assert!(sending.spend(cost(16 * 1024 * 1024)));
        assert!(!sending.spend(1));
    }

    #[test]
    fn a_receiver_owes_until_it_is_worth_a_frame() {
        let mut receiving = Receiving::default();
        receiving.receive(WINDOW / 4 - 1);
        assert_eq!(receiving.due(), None);
        receiving.receive(1);
        assert_eq!(receiving.due(), Some(WINDOW / 4));
        assert_eq!(receiving.due(), None);
    }
}
