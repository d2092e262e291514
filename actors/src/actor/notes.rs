//! What is noted of one actor for its status: counts, and what it does now.
//!
//! Only the actor itself writes most of it, and anybody may read it at any time; so what is on the
//! way of a message is a plain store, and no actor stops for its status.

use std::{
    borrow::Cow,
    cell::RefCell,
    collections::BTreeMap,
    sync::{
        Arc, OnceLock,
        atomic::{AtomicU32, AtomicU64, Ordering::Relaxed},
    },
    time::Duration,
};

use super::{any::AnyMessage, host::Host, message::Message, ready::Wants};
use crate::wire::WireId;

/// The notes of one actor. It has none before its first message.
pub(crate) struct Notes {
    /// How many messages of each kind it has taken up.
    handled: Box<[AtomicU64]>,
    /// The kind that it handles now, counted from one, and how many it has taken besides: see
    /// [`Doing`].
    now: AtomicU64,
    /// Since when the handler waits for something, in nanoseconds; zero when it has not yet.
    waiting_since: AtomicU64,
    sent: Sent,
    panics: AtomicU32,
    restarts: AtomicU32,
    wakeups: AtomicU32,
    name: OnceLock<Box<str>>,
    /// What it waits for, where it is an actor that does.
    wants: OnceLock<Box<Wants>>,
}

/// What an actor does now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Doing {
    /// It waits for a message.
    Nothing,
    /// It waits for its receivers to have room.
    Slowed,
    /// It handles a message of this kind; so many more it has taken already.
    Handling { kind: u32, taken: u32 },
}

/// The number that stands for [`Doing::Slowed`].
const SLOWED: u64 = u32::MAX as u64;

impl Notes {
    pub(crate) fn new(kinds: u32) -> Self {
        Self {
            handled: (0..kinds).map(|_| AtomicU64::new(0)).collect(),
            now: AtomicU64::new(0),
            waiting_since: AtomicU64::new(0),
            sent: Sent::default(),
            panics: AtomicU32::new(0),
            restarts: AtomicU32::new(0),
            wakeups: AtomicU32::new(0),
            name: OnceLock::new(),
            wants: OnceLock::new(),
        }
    }

    /// The actor takes a message of this kind up; `taken` more it has taken already.
    #[inline]
    pub(crate) fn begin(&self, kind: u32, taken: usize) {
        self.now.store((u64::from(kind) + 1) | ((taken as u64) << 32), Relaxed);
        self.waiting_since.store(0, Relaxed);
        if let Some(handled) = self.handled.get(kind as usize) {
            add(handled);
        }
    }

    /// The actor has nothing to do.
    #[inline]
    pub(crate) fn rest(&self) {
        self.now.store(0, Relaxed);
    }

    /// The actor waits for its receivers to have room.
    pub(crate) fn slow_down(&self) {
        self.now.store(SLOWED, Relaxed);
    }

    /// The handler waits for something.
    #[cold]
    pub(crate) fn wait(&self, host: &Arc<dyn Host>) {
        if self.waiting_since.load(Relaxed) == 0 {
            let now = u64::try_from(host.executor().now().as_nanos()).unwrap_or(u64::MAX);
            self.waiting_since.store(now.max(1), Relaxed);
        }
    }

    pub(crate) fn panicked(&self) {
        self.panics.fetch_add(1, Relaxed);
    }

    pub(crate) fn restarted(&self) {
        self.restarts.fetch_add(1, Relaxed);
    }

    /// One more wakeup is pending.
    pub(crate) fn await_wakeup(&self) {
        self.wakeups.fetch_add(1, Relaxed);
    }

    /// One wakeup has come, or never will.
    pub(crate) fn lose_wakeup(&self) {
        self.wakeups.fetch_sub(1, Relaxed);
    }

    /// The actor has this name in its system. The first call counts.
    pub(crate) fn set_name(&self, name: &str) {
        let _ = self.name.set(name.into());
    }

    /// What an actor waits for that waits for its first messages.
    pub(crate) fn wants(&self) -> &Wants {
        self.wants.get_or_init(Box::default)
    }

    pub(crate) fn name(&self) -> Option<&str> {
        self.name.get().map(|name| &**name)
    }

    pub(crate) fn doing(&self) -> Doing {
        let now = self.now.load(Relaxed);
        #[expect(clippy::cast_possible_truncation, reason = "both halves of the number")]
        match (now as u32, (now >> 32) as u32) {
            (0, _) => Doing::Nothing,
            (u32::MAX, _) => Doing::Slowed,
            (kind, taken) => Doing::Handling { kind: kind - 1, taken },
        }
    }

    /// The actor hands a message of this kind on, to one who handles it.
    pub(crate) fn hand_on(&self, kind: u32) {
        if let Some(handled) = self.handled.get(kind as usize) {
            add(handled);
        }
    }

    /// The actor has nothing to do itself, and keeps so many messages for others.
    pub(crate) fn keep(&self, messages: usize) {
        self.now.store((messages as u64) << 32, Relaxed);
    }

    /// How many messages it has taken besides the one that it handles.
    pub(crate) fn taken(&self) -> u64 {
        self.now.load(Relaxed) >> 32
    }

    /// Since when the handler waits for something.
    pub(crate) fn waiting_since(&self) -> Option<Duration> {
        match self.waiting_since.load(Relaxed) {
            0 => None,
            since => Some(Duration::from_nanos(since)),
        }
    }

    /// How many messages of each kind were taken up.
    pub(crate) fn handled(&self) -> impl Iterator<Item = u64> {
        self.handled.iter().map(|count| count.load(Relaxed))
    }

    pub(crate) const fn sent(&self) -> &Sent {
        &self.sent
    }

    pub(crate) fn panics(&self) -> u64 {
        self.panics.load(Relaxed).into()
    }

    pub(crate) fn restarts(&self) -> u64 {
        self.restarts.load(Relaxed).into()
    }

    pub(crate) fn wakeups(&self) -> u64 {
        self.wakeups.load(Relaxed).into()
    }
}

/// Adds one, where nobody else writes.
#[inline]
fn add(count: &AtomicU64) {
    count.store(count.load(Relaxed) + 1, Relaxed);
}

/// What an actor has sent, by wire name: a row that only grows.
#[derive(Default)]
pub(crate) struct Sent(OnceLock<Box<Part>>);

/// A part of the row.
#[derive(Default)]
struct Part {
    kinds: [Kind; 4],
    more: Sent,
}

#[derive(Default)]
struct Kind {
    /// The number of the wire name; zero as long as the place is free.
    wire: AtomicU64,
    count: AtomicU64,
    name: OnceLock<Box<str>>,
}

impl Sent {
    /// Counts a message.
    #[inline]
    pub(crate) fn count(&self, wire: WireId, name: impl FnOnce() -> Cow<'static, str>) {
        let mut row = self;
        let mut name = Some(name);
        loop {
            let part = row.0.get_or_init(Box::default);
            for kind in &part.kinds {
                let found = kind.wire.load(Relaxed);
                if found == wire.get() {
                    return add(&kind.count);
                }
                if found == 0 {
                    if let Some(name) = name.take() {
                        kind.name.get_or_init(|| name().into());
                    }
                    kind.wire.store(wire.get(), Relaxed);
                    return add(&kind.count);
                }
            }
            row = &part.more;
        }
    }

    /// The counts by wire name.
    pub(crate) fn by_name(&self) -> BTreeMap<String, u64> {
        let mut counts = BTreeMap::new();
        let mut row = self;
        while let Some(part) = row.0.get() {
            for kind in &part.kinds {
                if let Some(name) = kind.name.get() {
                    *counts.entry(name.to_string()).or_default() += kind.count.load(Relaxed);
                }
            }
            row = &part.more;
        }
        counts
    }
}

std::thread_local! {
    /// The notes of the actor whose handler runs in this thread.
    static NOTES: RefCell<Option<Arc<Notes>>> = const { RefCell::new(None) };
}

/// Makes `notes` those of the actor that runs in this thread, and gives back whose they were.
#[inline]
pub(crate) fn swap(notes: &mut Option<Arc<Notes>>) {
    // A thread on its way out counts nothing more.
    let _ = NOTES.try_with(|current| std::mem::swap(&mut *current.borrow_mut(), notes));
}

/// Makes `notes` those of the actor that runs in this thread now.
pub(crate) fn adopt(notes: Arc<Notes>) {
    let _ = NOTES.try_with(|current| current.replace(Some(notes)));
}

/// The actor that runs in this thread, if one does, has sent such a message.
pub(crate) fn sent((wire, name): Sort) {
    let _ = NOTES.try_with(|notes| {
        if let Some(notes) = &*notes.borrow() {
            notes.sent.count(wire, name);
        }
    });
}

/// What sort of message one is: the number of its wire name, and the name.
pub(crate) type Sort = (WireId, fn() -> Cow<'static, str>);

/// The sort of `M`.
pub(crate) const fn sort<M: Message>() -> Sort {
    (M::WIRE, M::name)
}

/// The same for a message of any type.
pub(crate) fn sent_any(message: &AnyMessage) {
    let _ = NOTES.try_with(|notes| {
        if let Some(notes) = &*notes.borrow() {
            notes.sent.count(message.wire(), || Cow::Owned(message.name().into_owned()));
        }
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_sent_is_counted_by_its_name_however_many_there_are() {
        let sent = Sent::default();
        let names = ["a", "b", "c", "d", "e", "f", "g", "h", "i"];
        for (at, name) in names.into_iter().enumerate() {
            for _ in 0..=at {
                sent.count(WireId::of(name), || name.into());
            }
        }
        let counts = sent.by_name();
        assert_eq!(counts.len(), names.len());
        assert_eq!((counts["a"], counts["e"], counts["i"]), (1, 5, 9));
    }

    #[test]
    fn an_actor_does_nothing_handles_or_is_slowed_down() {
        let notes = Notes::new(2);
        assert_eq!(notes.doing(), Doing::Nothing);
        notes.begin(1, 7);
        assert_eq!(notes.doing(), Doing::Handling { kind: 1, taken: 7 });
        assert_eq!(notes.taken(), 7);
        notes.slow_down();
        assert_eq!((notes.doing(), notes.taken()), (Doing::Slowed, 0));
        notes.keep(3);
        assert_eq!((notes.doing(), notes.taken()), (Doing::Nothing, 3));
        notes.rest();
        assert_eq!(notes.doing(), Doing::Nothing);
        assert_eq!(notes.handled().collect::<Vec<_>>(), [0, 1]);
    }
}
