//! Those who wait at a mailbox: for room in it, or until its messages are handled. What is done with
//! them is compiled once, and not for each type of messages.

use std::{
    collections::VecDeque,
    task::{Context, Waker},
};

/// Those who wait, and what they wait for.
#[derive(Default)]
pub(super) struct Waiting {
    /// Those who wait for room, the longest-waiting first.
    senders: VecDeque<Waker>,
    /// How many of them, at most, have given up meanwhile.
    gone: usize,
    /// How many messages have been handled, as far as that is known.
    handled: u64,
    /// How many messages came before the first one that was taken and is held: its receiver does
    /// not handle it yet, but others that came later.
    held: Option<u64>,
    /// Those who wait until so many have been handled.
    watches: Vec<(u64, Waker)>,
}

impl Waiting {
    /// One more waits for room.
    pub(super) fn wait(&mut self, cx: &Context<'_>) {
        if !self.senders.iter().any(|waker| waker.will_wake(cx.waker())) {
            self.senders.push_back(cx.waker().clone());
        }
    }

    /// One more waits until `count` messages have been handled.
    pub(super) fn watch(&mut self, count: u64, waker: &Waker) {
        self.watches.push((count, waker.clone()));
    }

    /// How many messages have been handled, as far as that is known.
    pub(super) const fn handled(&self) -> u64 {
        self.handled
    }

    /// The receiver holds the message before which so many came, and does not handle it yet. Those
    /// who wait until messages are handled are given when it is the first.
    #[must_use]
    pub(super) fn hold(&mut self, before: u64) -> Vec<Waker> {
        if self.held.is_some() {
            return Vec::new();
        }
        self.held = Some(before);
        self.watches.drain(..).map(|(_, waker)| waker).collect()
    }

    /// Whether the receiver holds messages.
    pub(super) const fn is_holding(&self) -> bool {
        self.held.is_some()
    }

    /// The receiver has handled all that it held.
    pub(super) fn let_go(&mut self) {
        self.held = None;
    }

    /// Notes that the first `handled` messages have been handled, but for those that are held, and
    /// gives those who waited for that.
    #[must_use]
    pub(super) fn settle(&mut self, handled: u64) -> Vec<Waker> {
        self.handled = self.held.map_or(handled, |before| before.min(handled));
        if self.watches.is_empty() {
            return Vec::new();
        }
        let handled = self.handled;
        self.watches
            .extract_if(.., |(count, _)| *count <= handled)
            .map(|(_, waker)| waker)
            .collect()
    }

    /// As many of the waiting senders as there is room for in a mailbox with `len` messages, once an
    /// eighth of it is free: to wake them costs more than what a single one brings.
    #[must_use]
    pub(super) fn let_in(&mut self, capacity: u32, len: usize) -> Vec<Waker> {
        let capacity = capacity as usize;
        let room = capacity.saturating_sub(len);
        if self.senders.is_empty() || room < capacity.div_ceil(8) {
            return Vec::new();
        }
        // One who has given up takes the place of nobody.
        let entering = (room + self.gone).min(self.senders.len());
        let entering = self.senders.drain(..entering).collect();
        if self.senders.is_empty() {
            self.gone = 0;
        }
        entering
    }

    /// One who waited for room gave up, and nobody else could come in.
    pub(super) fn give_up(&mut self) {
        self.gone += usize::from(!self.senders.is_empty());
    }

    /// Nobody waits any longer.
    pub(super) fn wake_all(self) {
        self.senders.into_iter().for_each(Waker::wake);
        self.watches.into_iter().for_each(|(_, waker)| waker.wake());
    }
}
