//! The mailbox: a bounded queue with two lanes, many senders and one receiver.
//!
//! What actors say to one another goes through the first lane, in order. What the system says to
//! an actor goes through the second, is never refused, and is taken before anything else.
//!
//! The bound is one for those who can wait: [`Mailbox::try_push`] refuses, [`Mailbox::poll_push`]
//! waits. [`Mailbox::push`] always takes and tells whether the bound is passed; its caller slows
//! down by itself, and waits with [`Mailbox::poll_room`] before it sends more.
//!
//! One who answers for messages, as a link does, may watch until they are handled: that they are
//! the receiver shows by coming back for more.
//!
//! An empty mailbox has no block of memory: the first message brings it.

use std::{
    collections::VecDeque,
    mem,
    task::{Context, Poll, Waker},
};

use super::{
    sync::{AtomicBool, Mutex, MutexGuard, Ordering, lock},
    waiting::Waiting,
};

/// The most messages that a receiver takes at once.
pub(crate) const BATCH: usize = 128;

/// A mailbox of messages `T` and of the system's words `C`.
pub(crate) struct Mailbox<T, C> {
    state: Mutex<State<T, C>>,
    /// Whether the second lane has something: asked between the messages of a batch.
    urgent: AtomicBool,
}

struct State<T, C> {
    messages: VecDeque<T>,
    /// How many messages the receiver has taken so far.
    taken: u64,
    capacity: u32,
    open: bool,
    /// What the receiver waits for.
    wants: Wants,
    receiver: Option<Waker>,
    /// What most mailboxes never have.
    rare: Option<Box<Rare<C>>>,
}

struct Rare<C> {
    controls: VecDeque<C>,
    waiting: Waiting,
}

/// What wakes a receiver.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Wants {
    /// Whatever comes.
    Anything,
    /// What comes through the second lane: it is busy with a message.
    Controls,
}

/// How full a mailbox is after a push.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Pressure {
    /// There is room.
    Low,
    /// The bound is reached: who sends should wait.
    High,
}

/// Why a message was not taken.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Refused {
    /// No room.
    Full,
    /// Nobody will take it any more.
    Closed,
}

/// What a receiver found.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Taken {
    /// Messages, or words of the system, or both.
    Some,
    /// The mailbox is closed and empty.
    Closed,
}

impl<T, C> Mailbox<T, C> {
    /// An empty mailbox in which `capacity` messages may wait.
    pub(crate) fn new(capacity: u32) -> Self {
        Self {
            state: Mutex::new(State {
                messages: VecDeque::new(),
                taken: 0,
                capacity: capacity.max(1),
                open: true,
                wants: Wants::Anything,
                receiver: None,
                rare: None,
            }),
            urgent: AtomicBool::new(false),
        }
    }

    /// Takes the message that `seal` makes in any case, and tells whether the bound is reached.
    ///
    /// # Errors
    /// The unsealed message, when the mailbox is closed.
    #[inline]
    pub(crate) fn push<M>(&self, message: M, seal: impl FnOnce(M) -> T) -> Result<Pressure, M> {
        let mut state = lock(&self.state);
        if !state.open {
            return Err(message);
        }
        state.messages.push_back(seal(message));
        let pressure = state.pressure();
        wake_idle(state);
        Ok(pressure)
    }

    /// Takes all of `messages` in any case, and gives the number that the last one has: when so
    /// many have been handled, it has. `watch` is woken then.
    ///
    /// Nothing is taken, and `None` given, when the mailbox is closed.
    pub(crate) fn push_all(
        &self,
        messages: &mut VecDeque<T>,
        watch: Option<&Waker>,
    ) -> Option<u64> {
        let mut state = lock(&self.state);
        if !state.open {
            return None;
        }
        if state.messages.is_empty() {
            mem::swap(&mut state.messages, messages);
        } else {
            state.messages.append(messages);
        }
        let last = state.taken + state.messages.len() as u64;
        if let Some(watch) = watch {
            state.rare().waiting.watch(last, watch);
        }
        wake_idle(state);
        Some(last)
    }

    /// Ready when so many messages have been handled, or none will be any more.
    pub(crate) fn poll_handled(&self, cx: &mut Context<'_>, count: u64) -> Poll<()> {
        let mut state = lock(&self.state);
        if !state.open || state.rare().waiting.handled() >= count {
            return Poll::Ready(());
        }
        state.rare().waiting.watch(count, cx.waker());
        Poll::Pending
    }

    /// How many messages have been handled, as far as is known since the first was watched; all,
    /// when the mailbox is closed.
    pub(crate) fn handled(&self) -> u64 {
        let state = lock(&self.state);
        match &state.rare {
            _ if !state.open => u64::MAX,
            Some(rare) => rare.waiting.handled(),
            None => 0,
        }
    }

    /// Says that what was taken is handled: for a receiver that does not come back at once.
    pub(crate) fn all_handled(&self) {
        let watching = lock(&self.state).settle(0);
        wake_all(watching);
    }

    /// Says that the receiver holds a message: the one before the last `in_hand` of those that it
    /// has taken. It, and what came after it, is not handled before [`let_go`](Self::let_go); those
    /// who wait for that are woken, so that they know.
    pub(crate) fn hold(&self, in_hand: usize) {
        let mut state = lock(&self.state);
        let before = (state.taken - in_hand as u64).saturating_sub(1);
        let watching = state.rare().waiting.hold(before);
        drop(state);
        wake_all(watching);
    }

    /// Whether the receiver holds messages.
    pub(crate) fn is_holding(&self) -> bool {
        let state = lock(&self.state);
        state.rare.as_ref().is_some_and(|rare| rare.waiting.is_holding())
    }

    /// Says that all that was held is handled.
    pub(crate) fn let_go(&self) {
        let mut state = lock(&self.state);
        state.rare().waiting.let_go();
    }

    /// Takes the message that `seal` makes if there is room.
    ///
    /// # Errors
    /// The unsealed message and the reason, when it is not taken.
    #[inline]
    pub(crate) fn try_push<M>(
        &self,
        message: M,
        seal: impl FnOnce(M) -> T,
    ) -> Result<(), (M, Refused)> {
        let mut state = lock(&self.state);
        if !state.open {
            return Err((message, Refused::Closed));
        }
        if state.pressure() == Pressure::High {
            return Err((message, Refused::Full));
        }
        state.messages.push_back(seal(message));
        wake_idle(state);
        Ok(())
    }

    /// As [`try_push`](Self::try_push), but waits for room. The message stays in `message` until
    /// it is taken.
    #[inline]
    pub(crate) fn poll_push<M>(
        &self,
        cx: &mut Context<'_>,
        message: &mut Option<M>,
        seal: impl FnOnce(M) -> T,
    ) -> Poll<Result<(), Refused>> {
        let mut state = lock(&self.state);
        if !state.open {
            return Poll::Ready(Err(Refused::Closed));
        }
        if state.pressure() == Pressure::High {
            state.wait(cx);
            return Poll::Pending;
        }
        if let Some(message) = message.take() {
            state.messages.push_back(seal(message));
            wake_idle(state);
        }
        Poll::Ready(Ok(()))
    }

    /// Waits until there is room, or nobody takes anything any more.
    pub(crate) fn poll_room(&self, cx: &mut Context<'_>) -> Poll<()> {
        let mut state = lock(&self.state);
        if state.open && state.pressure() == Pressure::High {
            state.wait(cx);
            return Poll::Pending;
        }
        Poll::Ready(())
    }

    /// Says that one who waited for room gave up, so that the next may have its place.
    pub(crate) fn give_way(&self) {
        let mut state = lock(&self.state);
        let entering = state.let_in();
        if let (true, Some(rare)) = (entering.is_empty(), &mut state.rare) {
            rare.waiting.give_up();
        }
        drop(state);
        wake_all(entering);
    }

    /// Takes a word of the system, to be taken before any message.
    ///
    /// # Errors
    /// The word, when the mailbox is closed.
    pub(crate) fn push_control(&self, control: C) -> Result<(), C> {
        let mut state = lock(&self.state);
        if !state.open {
            return Err(control);
        }
        state.rare().controls.push_back(control);
        self.urgent.store(true, Ordering::Release);
        wake_receiver(state);
        Ok(())
    }

    /// Moves what has come into `messages` (up to [`BATCH`]) and `controls` (all), or waits. What was
    /// taken before, but for what is in `messages` yet, has been handled.
    #[inline]
    pub(crate) fn poll_take(
        &self,
        cx: &mut Context<'_>,
        messages: &mut VecDeque<T>,
        controls: &mut VecDeque<C>,
    ) -> Poll<Taken> {
        let mut guard = lock(&self.state);
        self.move_controls(&mut guard, controls);
        let state = &mut *guard;
        let mut woken = state.settle(messages.len());
        let before = messages.len();
        if state.messages.len() <= BATCH && messages.is_empty() {
            mem::swap(&mut state.messages, messages);
        } else {
            while messages.len() - before < BATCH
                && let Some(message) = state.messages.pop_front()
            {
                messages.push_back(message);
            }
        }
        state.taken += (messages.len() - before) as u64;
        if !messages.is_empty() || !controls.is_empty() {
            woken.append(&mut state.let_in());
            drop(guard);
            wake_all(woken);
            return Poll::Ready(Taken::Some);
        }
        if !state.open {
            return Poll::Ready(Taken::Closed);
        }
        register(&mut state.receiver, cx);
        state.wants = Wants::Anything;
        drop(guard);
        wake_all(woken);
        Poll::Pending
    }

    /// Ready when `is_wanted` says so of a word of the system that waits. Else the receiver, busy
    /// with a message, is woken by the next word, and not by messages.
    pub(crate) fn poll_busy(
        &self,
        cx: &mut Context<'_>,
        is_wanted: impl Fn(&C) -> bool,
    ) -> Poll<()> {
        let mut state = lock(&self.state);
        if state.rare.as_ref().is_some_and(|rare| rare.controls.iter().any(is_wanted)) {
            return Poll::Ready(());
        }
        register(&mut state.receiver, cx);
        state.wants = Wants::Controls;
        Poll::Pending
    }

    /// Moves the words of the system into `controls`, or waits for one. Messages are left alone.
    pub(crate) fn poll_controls(
        &self,
        cx: &mut Context<'_>,
        controls: &mut VecDeque<C>,
    ) -> Poll<()> {
        let mut state = lock(&self.state);
        self.move_controls(&mut state, controls);
        if !controls.is_empty() {
            return Poll::Ready(());
        }
        register(&mut state.receiver, cx);
        state.wants = Wants::Controls;
        Poll::Pending
    }

    /// Moves what the system says, in either lane, to the receiver, or waits for it. Messages, which
    /// are those that `is_word` is not true of, are left alone; the first `seen` are known to be some.
    pub(crate) fn poll_words(
        &self,
        cx: &mut Context<'_>,
        seen: &mut usize,
        is_word: impl Fn(&T) -> bool,
        words: &mut VecDeque<T>,
        controls: &mut VecDeque<C>,
    ) -> Poll<Taken> {
        let mut guard = lock(&self.state);
        self.move_controls(&mut guard, controls);
        let state = &mut *guard;
        let before = words.len();
        while let Some(message) = state.messages.get(*seen) {
            match is_word(message) {
                true => words.extend(state.messages.remove(*seen)),
                false => *seen += 1,
            }
        }
        state.taken += (words.len() - before) as u64;
        if !words.is_empty() || !controls.is_empty() {
            let entering = state.let_in();
            drop(guard);
            wake_all(entering);
            return Poll::Ready(Taken::Some);
        }
        if !state.open {
            return Poll::Ready(Taken::Closed);
        }
        register(&mut state.receiver, cx);
        state.wants = Wants::Anything;
        Poll::Pending
    }

    /// Ready with what `find` finds in the messages that wait, or with `None` when the system has a
    /// word, which is in `controls` then. All messages stay where they are, and keep their room.
    ///
    /// Of what was taken before, the last `in_hand` are not handled yet. The first `seen` of what
    /// waits have been looked at.
    pub(crate) fn poll_found<F>(
        &self,
        cx: &mut Context<'_>,
        in_hand: usize,
        seen: &mut usize,
        find: impl Fn(&T) -> Option<F>,
        controls: &mut VecDeque<C>,
    ) -> Poll<Option<F>> {
        let mut guard = lock(&self.state);
        self.move_controls(&mut guard, controls);
        let watching = guard.settle(in_hand);
        let found = guard.messages.iter().skip(*seen).find_map(find);
        *seen = guard.messages.len();
        let is_over = found.is_some() || !controls.is_empty();
        if !is_over {
            register(&mut guard.receiver, cx);
            guard.wants = Wants::Anything;
        }
        drop(guard);
        wake_all(watching);
        if is_over { Poll::Ready(found) } else { Poll::Pending }
    }

    /// Whether the system has a word for the receiver.
    #[inline]
    pub(crate) fn is_urgent(&self) -> bool {
        self.urgent.load(Ordering::Acquire)
    }

    /// Takes nothing more, and gives out what has come and was not taken.
    pub(crate) fn close(&self) -> (VecDeque<T>, VecDeque<C>) {
        let mut state = lock(&self.state);
        state.open = false;
        let messages = mem::take(&mut state.messages);
        let rare = state.rare.take();
        let receiver = state.receiver.take();
        drop(state);
        let mut controls = VecDeque::new();
        if let Some(rare) = rare {
            controls = rare.controls;
            rare.waiting.wake_all();
        }
        if let Some(waker) = receiver {
            waker.wake();
        }
        (messages, controls)
    }

    /// Whether messages are still taken.
    pub(crate) fn is_open(&self) -> bool {
        lock(&self.state).open
    }

    /// How many messages may wait.
    pub(crate) fn capacity(&self) -> u32 {
        lock(&self.state).capacity
    }

    /// How many messages wait.
    pub(crate) fn len(&self) -> usize {
        lock(&self.state).messages.len()
    }

    fn move_controls(&self, state: &mut State<T, C>, controls: &mut VecDeque<C>) {
        if let Some(rare) = &mut state.rare
            && !rare.controls.is_empty()
        {
            controls.append(&mut rare.controls);
            self.urgent.store(false, Ordering::Release);
        }
    }
}

impl<T, C> State<T, C> {
    fn pressure(&self) -> Pressure {
        if self.messages.len() >= self.capacity as usize { Pressure::High } else { Pressure::Low }
    }

    fn rare(&mut self) -> &mut Rare<C> {
        self.rare.get_or_insert_with(|| {
            Box::new(Rare { controls: VecDeque::new(), waiting: Waiting::default() })
        })
    }

    fn wait(&mut self, cx: &Context<'_>) {
        self.rare().waiting.wait(cx);
    }

    /// Notes that all that was taken has been handled, but for the last `in_hand`, and gives those
    /// who waited for that.
    #[must_use]
    fn settle(&mut self, in_hand: usize) -> Vec<Waker> {
        let Some(rare) = &mut self.rare else { return Vec::new() };
        rare.waiting.settle(self.taken - in_hand as u64)
    }

    /// Those of the waiting senders who may come in.
    #[must_use]
    fn let_in(&mut self) -> Vec<Waker> {
        let Some(rare) = &mut self.rare else { return Vec::new() };
        rare.waiting.let_in(self.capacity, self.messages.len())
    }
}

/// Wakes the receiver for a message, unless it is busy with another.
#[inline]
fn wake_idle<T, C>(state: MutexGuard<'_, State<T, C>>) {
    if state.wants == Wants::Anything {
        wake_receiver(state);
    }
}

/// Wakes those who waited; usually nobody did.
#[inline]
fn wake_all(wakers: Vec<Waker>) {
    if !wakers.is_empty() {
        wakers.into_iter().for_each(Waker::wake);
    }
}

/// Wakes the receiver when the lock is free again.
#[inline]
fn wake_receiver<T, C>(mut state: MutexGuard<'_, State<T, C>>) {
    let receiver = state.receiver.take();
    drop(state);
    if let Some(waker) = receiver {
        waker.wake();
    }
}

#[inline]
fn register(receiver: &mut Option<Waker>, cx: &Context<'_>) {
    match receiver {
        Some(waker) => waker.clone_from(cx.waker()),
        None => *receiver = Some(cx.waker().clone()),
    }
}

impl<T, C> std::fmt::Debug for Mailbox<T, C> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Mailbox").field("len", &self.len()).finish_non_exhaustive()
    }
}
