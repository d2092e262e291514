//! Credit: how much an actor in another process may still be sent, and what of it was handled.
//!
//! A sender spends credit on each message, and holds the rest back in order. The receiver grants it
//! again when the messages have been handled. So a slow actor fills its own share of a link and
//! nobody else's; and a grant is also the acknowledgement of all messages up to the one that it
//! pays for. Where the receiver holds messages until others have come, it lends credit, so that these
//! get through: what is granted later pays that back first. Where it has lent much, it writes the
//! oldest messages off.
//!
//! Credit is counted in units: one for a message, and one more for each 256 bytes of it.

use std::{collections::VecDeque, num::NonZeroU64};

/// What a sender may have on its way to one actor before it hears from it.
pub(crate) const WINDOW: u32 = 4096;

/// The most that is lent to one sender, so that what it keeps has a bound however long its receiver
/// holds messages.
const LOAN: u64 = 16 * WINDOW as u64;

/// What a sender gets credit for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Credit {
    /// Messages that were handled.
    Granted,
    /// Messages that are held, and to be kept.
    Lent,
    /// The oldest messages, which pass for handled.
    WrittenOff,
}

/// What a message of `size` bytes costs.
#[expect(clippy::cast_possible_truncation, reason = "a message has 16 MiB at most")]
pub(crate) const fn cost(size: usize) -> u32 {
    1 + (size / 256) as u32
}

/// The number of a batch of frames that leaves over a link with one write. Later ones are larger.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Batch(NonZeroU64);

impl Batch {
    pub(crate) const FIRST: Self = Self(NonZeroU64::MIN);

    /// The one that leaves after this.
    #[must_use]
    pub(crate) const fn next(self) -> Self {
        Self(self.0.saturating_add(1))
    }
}

/// The sender's side, for one receiving actor and frames `F`.
#[derive(Debug)]
pub(crate) struct Sending<F> {
    /// Below zero where a message was larger than what was left.
    credit: i64,
    /// How much of what was spent has been lent.
    lent: u32,
    held: VecDeque<(u32, F)>,
    /// What has left and was not granted again, in order, with the batches that are kept for it.
    open: VecDeque<(Option<Batch>, u32)>,
}

impl<F> Sending<F> {
    pub(crate) const fn new() -> Self {
        Self { credit: WINDOW as i64, lent: 0, held: VecDeque::new(), open: VecDeque::new() }
    }

    /// Whether a message would leave at once.
    pub(crate) fn has_room(&self) -> bool {
        self.credit > 0 && self.held.is_empty()
    }

    /// Whether nothing is held, and everything that left was handled.
    pub(crate) fn is_settled(&self) -> bool {
        self.held.is_empty() && self.open.is_empty()
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

    /// A message has left in `batch`, if that is kept for it.
    pub(crate) fn has_left(&mut self, cost: u32, batch: Option<Batch>) {
        match self.open.back_mut() {
            Some((last, units)) if *last == batch => *units += cost,
            _ => self.open.push_back((batch, cost)),
        }
    }

    /// Holds a message that may not leave yet.
    pub(crate) fn hold(&mut self, cost: u32, frame: F) {
        debug_assert!(!self.has_room(), "a message was held that could have left");
        self.held.push_back((cost, frame));
    }

    /// Takes credit: tells how many units of which batch have been handled, or pass for it, and lets
    /// leave what may now.
    pub(crate) fn take(
        &mut self,
        credit: Credit,
        units: u32,
        handled: impl FnMut(Batch, u32),
        mut leave: impl FnMut(u32, F) -> Option<Batch>,
    ) {
        if credit != Credit::Lent {
            self.let_go(units, handled);
        }
        let gained = match credit {
            Credit::Granted => {
                let back = units.min(self.lent);
                self.lent -= back;
                units - back
            }
            Credit::Lent => {
                self.lent = self.lent.saturating_add(units);
                units
            }
            Credit::WrittenOff => units,
        };
        self.credit = self.credit.saturating_add(i64::from(gained));
        while self.credit > 0 {
            let Some((cost, frame)) = self.held.pop_front() else { return };
            self.credit -= i64::from(cost);
            let batch = leave(cost, frame);
            self.has_left(cost, batch);
        }
    }

    /// The oldest units that are open are not to be kept any more.
    fn let_go(&mut self, units: u32, mut handled: impl FnMut(Batch, u32)) {
        let mut rest = units;
        while let (1.., Some((batch, open))) = (rest, self.open.front_mut()) {
            let part = rest.min(*open);
            rest -= part;
            *open -= part;
            if let Some(batch) = *batch {
                handled(batch, part);
            }
            if *open == 0 {
                self.open.pop_front();
            }
        }
    }

    /// What will never leave: the other side is gone.
    pub(crate) fn abandon(&mut self) -> impl Iterator<Item = F> + use<F> {
        std::mem::take(&mut self.held).into_iter().map(|(_, frame)| frame)
    }

    /// How many units of which batch have not been handled, as far as is known.
    pub(crate) fn open(&mut self) -> impl Iterator<Item = (Batch, u32)> + use<F> {
        let open = std::mem::take(&mut self.open);
        open.into_iter().filter_map(|(batch, units)| Some((batch?, units)))
    }
}

/// The receiver's side, for one actor and one link.
#[derive(Debug, Default)]
pub(crate) struct Receiving {
    /// What has come and is not known to be handled: the number of the last message, and the units
    /// of all since the one before.
    arrived: VecDeque<(u64, u32)>,
    owed: u32,
    /// Whether somebody is waiting for the word that what is owed was handled.
    awaited: bool,
    /// All that has come, or was lost.
    total: u64,
    /// What of it is not known to be handled.
    open: u64,
    /// For how much of that credit was lent.
    lent: u64,
    /// How much of what has come passes for handled, and is not.
    written_off: u64,
}

impl Receiving {
    /// Messages have come, for `units`; the last has the number `last`. With `awaited` the other
    /// side keeps some of them until it hears that they were handled.
    pub(crate) fn arrive(&mut self, last: u64, units: u32, awaited: Awaited) {
        self.arrived.push_back((last, units));
        self.total += u64::from(units);
        self.open += u64::from(units);
        self.awaited |= awaited == Awaited::Yes;
    }

    /// The sender has spent so much until now: what did not come was lost, and is owed too.
    pub(crate) fn spent(&mut self, total: u64) {
        let lost = total.saturating_sub(self.total);
        self.owe(u32::try_from(lost).unwrap_or(u32::MAX));
        self.total += lost;
    }

    /// So many messages have been handled.
    pub(crate) fn handled(&mut self, count: u64) {
        while let Some(&(last, units)) = self.arrived.front()
            && last <= count
        {
            self.arrived.pop_front();
            let off = self.written_off.min(units.into());
            self.written_off -= off;
            self.open -= u64::from(units) - off;
            #[expect(clippy::cast_possible_truncation, reason = "it is no more than the units")]
            self.owe(units - off as u32);
        }
    }

    /// What is owed pays back what was lent, as the other side counts it.
    fn owe(&mut self, units: u32) {
        self.owed = self.owed.saturating_add(units);
        self.lent = self.lent.saturating_sub(units.into());
    }

    /// What the other side is to have although nothing was handled, since it may soon send no more.
    #[must_use]
    pub(crate) fn lend(&mut self) -> Option<(Credit, u32)> {
        let spent = self.open.saturating_sub(self.lent);
        if spent < u64::from(WINDOW / 2) {
            return None;
        }
        let units = u32::try_from(spent).unwrap_or(u32::MAX);
        if self.lent + spent > LOAN {
            self.written_off += u64::from(units);
            self.open -= u64::from(units);
            return Some((Credit::WrittenOff, units));
        }
        self.lent += u64::from(units);
        Some((Credit::Lent, units))
    }

    /// How many messages must be handled until it is worth another look.
    pub(crate) fn next(&self) -> Option<u64> {
        let mut owed = self.owed;
        let worth = self.arrived.iter().find(|(_, units)| {
            owed += units;
            owed >= WORTH
        });
        worth.or(self.arrived.back()).map(|(last, _)| *last)
    }

    /// What is to be granted now; nothing while it is little.
    #[must_use]
    pub(crate) fn due(&mut self) -> Option<u32> {
        (self.owed >= WORTH).then(|| self.take())
    }

    /// What is to be granted because nothing more comes for now.
    #[must_use]
    pub(crate) fn rest(&mut self) -> Option<u32> {
        self.is_awaited().then(|| self.take())
    }

    /// Whether the other side keeps messages that were handled.
    pub(crate) const fn is_awaited(&self) -> bool {
        self.owed > 0 && self.awaited
    }

    fn take(&mut self) -> u32 {
        self.awaited &= !self.arrived.is_empty();
        std::mem::take(&mut self.owed)
    }
}

/// Whether the other side keeps messages until it hears that they were handled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Awaited {
    Yes,
    No,
}

/// What is worth a frame.
const WORTH: u32 = WINDOW / 4;

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
        let mut leave = |_, message| {
            left.push(message);
            None
        };
        sending.take(Credit::Granted, 4, |_, _| {}, &mut leave);
        assert!(!sending.has_room());
        sending.take(Credit::Granted, WINDOW, |_, _| {}, &mut leave);
        assert!(sending.has_room());
        assert!(left.iter().copied().eq(0..WINDOW + 10));
    }

    #[test]
    fn a_grant_says_which_batches_were_handled() {
        let mut sending: Sending<()> = Sending::new();
        let (first, second) = (Batch::FIRST, Batch::FIRST.next());
        for batch in [Some(first), Some(first), None, Some(second)] {
            assert!(sending.spend(2));
            sending.has_left(2, batch);
        }
        let mut handled = Vec::new();
        sending.take(Credit::Granted, 5, |batch, units| handled.push((batch, units)), |_, ()| None);
        assert_eq!(handled, [(first, 4)]);
        sending.take(Credit::Granted, 2, |batch, units| handled.push((batch, units)), |_, ()| None);
        assert_eq!(handled, [(first, 4), (second, 1)]);
        assert_eq!(sending.open().collect::<Vec<_>>(), [(second, 1)]);
    }

    #[test]
    fn a_message_larger_than_the_window_leaves_alone() {
        let mut sending: Sending<()> = Sending::new();
        assert!(sending.spend(cost(16 * 1024 * 1024)));
        assert!(!sending.spend(1));
    }

    #[test]
    fn what_was_lost_on_the_way_is_owed_too() {
        let mut receiving = Receiving::default();
        receiving.arrive(1, WINDOW / 2, Awaited::No);
        receiving.handled(1);
        receiving.spent(u64::from(WINDOW));
        assert_eq!(receiving.due(), Some(WINDOW));
        receiving.spent(u64::from(WINDOW));
        assert_eq!(receiving.due(), None);
    }

    #[test]
    fn credit_is_lent_when_half_of_it_is_not_handled_and_paid_back_with_what_is_granted() {
        let (mut receiving, mut sending) = (Receiving::default(), Sending::<()>::new());
        let nothing_leaves = |_, ()| None;
        let spend = |sending: &mut Sending<()>, units: u32| {
            for _ in 0..units {
                assert!(sending.spend(1));
                sending.has_left(1, None);
            }
        };
        spend(&mut sending, WINDOW);
        receiving.arrive(1, WINDOW / 2 - 1, Awaited::No);
        assert_eq!(receiving.lend(), None);
        receiving.arrive(2, WINDOW / 2 + 1, Awaited::No);
        assert!(!sending.has_room());
        assert_eq!(receiving.lend(), Some((Credit::Lent, WINDOW)));
        sending.take(Credit::Lent, WINDOW, |_, _| {}, nothing_leaves);
        assert_eq!(receiving.lend(), None);
        spend(&mut sending, 10);
        receiving.arrive(3, 10, Awaited::No);
        // All that is open is handled: a window may be on its way again, and no more.
        receiving.handled(3);
        sending.take(
            Credit::Granted,
            receiving.due().expect("it is worth it"),
            |_, _| {},
            nothing_leaves,
        );
        assert_eq!((sending.credit, sending.lent, receiving.lent), (i64::from(WINDOW), 0, 0));
        assert!(sending.is_settled());
    }

    #[test]
    fn what_is_lent_has_a_bound_and_a_sender_never_has_more_than_a_window() {
        let (mut receiving, mut sending) = (Receiving::default(), Sending::<()>::new());
        let nothing_leaves = |_, ()| None;
        let sizes = [1, 7, WINDOW / 2, 3, 2 * LOAN as u32, 1, WINDOW];
        for (number, size) in (1..).zip(sizes.into_iter().cycle().take(200)) {
            assert!(sending.spend(size), "message {number} may leave");
            sending.has_left(size, Some(Batch::FIRST));
            receiving.arrive(number, size, Awaited::No);
            if let Some((credit, units)) = receiving.lend() {
                sending.take(credit, units, |_, _| {}, nothing_leaves);
            }
            assert!(sending.credit <= i64::from(WINDOW), "{}", sending.credit);
            assert_eq!(u64::from(sending.lent), receiving.lent);
            let open: u64 = sending.open.iter().map(|(_, units)| u64::from(*units)).sum();
            assert_eq!(open, receiving.open);
            assert!(open <= LOAN + u64::from(WINDOW / 2), "{open} units are kept");
        }
        receiving.handled(200);
        if let Some(units) = receiving.due().or_else(|| receiving.rest()) {
            sending.take(Credit::Granted, units, |_, _| {}, nothing_leaves);
        }
        assert_eq!((receiving.open, receiving.lent, receiving.written_off), (0, 0, 0));
        assert_eq!(sending.credit + i64::from(receiving.owed), i64::from(WINDOW));
    }

    #[test]
    fn a_receiver_owes_what_was_handled_until_it_is_worth_a_frame() {
        let mut receiving = Receiving::default();
        receiving.arrive(10, WORTH - 1, Awaited::No);
        receiving.arrive(11, 1, Awaited::No);
        assert_eq!(receiving.next(), Some(11));
        receiving.handled(10);
        assert_eq!(receiving.due(), None);
        assert_eq!(receiving.rest(), None);
        receiving.handled(11);
        assert_eq!(receiving.next(), None);
        assert_eq!(receiving.due(), Some(WORTH));
        assert_eq!(receiving.due(), None);
    }

    #[test]
    fn a_receiver_at_rest_owes_nothing_that_is_awaited() {
        let mut receiving = Receiving::default();
        receiving.arrive(1, 3, Awaited::Yes);
        assert_eq!(receiving.rest(), None);
        receiving.handled(1);
        assert_eq!(receiving.due(), None);
        assert_eq!(receiving.rest(), Some(3));
        assert_eq!(receiving.rest(), None);
    }
}
