//! When it is looked, and what looks prove.

use std::{
    sync::atomic::{AtomicU64, Ordering::SeqCst},
    time::Duration,
};

/// The pause between two looks.
pub(crate) const PAUSE: Duration = Duration::from_millis(25);

/// How late a look may be: one that is later was kept from its work itself, and proves nothing.
const LATE: Duration = Duration::from_millis(15);

/// After so many looks at nothing the watcher sleeps.
const PATIENCE: u32 = 8;

/// The watcher is not there yet.
pub(super) const NONE: u64 = 0;
/// It looks.
pub(super) const AWAKE: u64 = 1;
/// It waits to be woken.
pub(super) const ASLEEP: u64 = 2;

/// The looks of a watcher, and its sleep between them. Whoever it watches sees in `state` whether
/// it has to be woken.
#[derive(Debug)]
pub(crate) struct Rounds<'a> {
    state: &'a AtomicU64,
    mood: Mood,
    /// So many looks found nothing.
    quiet: u32,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Mood {
    Awake,
    /// It says that it sleeps. Who began a moment ago may not have seen that: one more look.
    Drowsy,
    Asleep,
}

impl<'a> Rounds<'a> {
    pub(crate) fn new(state: &'a AtomicU64) -> Self {
        state.store(AWAKE, SeqCst);
        Self { state, mood: Mood::Awake, quiet: 0 }
    }

    /// There is something to be seen from now on.
    pub(crate) fn wake(&mut self) {
        self.state.store(AWAKE, SeqCst);
        (self.mood, self.quiet) = (Mood::Awake, 0);
    }

    /// Whether there is nothing to look at until somebody wakes the watcher.
    pub(crate) fn is_asleep(&mut self) -> bool {
        if self.mood == Mood::Asleep && self.state.load(SeqCst) == AWAKE {
            self.wake();
        }
        self.mood == Mood::Asleep
    }

    /// Whether a look now, so long after the last one, proves that who is seen at the same again
    /// was at it all the time.
    pub(crate) fn is_proof(&self, after: Duration) -> bool {
        self.mood == Mood::Awake && after <= PAUSE + LATE
    }

    /// It was looked at all. Anything may have been seen, or nothing.
    pub(crate) fn looked(&mut self, anything: bool) {
        match (self.mood, anything) {
            (_, true) => self.wake(),
            (Mood::Awake, false) => {
                self.quiet += 1;
                if self.quiet == PATIENCE {
                    self.mood = Mood::Drowsy;
                    self.state.store(ASLEEP, SeqCst);
                }
            }
            (Mood::Drowsy | Mood::Asleep, false) => self.mood = Mood::Asleep,
        }
    }
}

/// A thread as the watcher has seen it.
#[derive(Debug, Default)]
pub(crate) struct Seen {
    turn: u64,
    /// How many looks in time have found the same poll.
    looks: u32,
}

/// What a look has found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Found {
    /// Nobody is polled, or was.
    Nothing,
    /// Somebody is polled, or was.
    Work,
    /// Somebody is polled for longer than it may be, since the look before.
    TooLong,
}

impl Seen {
    /// Looks at a thread: `turn` counts the beginnings and ends of its polls, so it is odd during
    /// one. A poll may take `limit`.
    pub(crate) fn look(
        &mut self,
        turn: u64,
        is_proof: bool,
        limit: impl FnOnce() -> Option<Duration>,
    ) -> Found {
        if turn != self.turn {
            *self = Self { turn, looks: 0 };
            return Found::Work;
        }
        if turn.is_multiple_of(2) {
            return Found::Nothing;
        }
        if !is_proof {
            return Found::Work;
        }
        let (before, kept) = (PAUSE * self.looks, PAUSE * (self.looks + 1));
        self.looks += 1;
        let passed = limit().is_some_and(|limit| before < limit && limit <= kept);
        if passed { Found::TooLong } else { Found::Work }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_keeps_a_thread_is_named_once_when_its_limit_has_passed() {
        // After the look that sees it first.
        for (limit, looks) in
            [(Some(1), 1), (Some(25), 1), (Some(26), 2), (Some(200), 8), (None, 0)]
        {
            let limit = limit.map(Duration::from_millis);
            let mut seen = Seen::default();
            let found = (0..100).filter(|_| seen.look(1, true, || limit) == Found::TooLong);
            assert_eq!(found.count(), usize::from(looks > 0));
            let mut seen = Seen::default();
            let first = (0..100).find(|_| seen.look(1, true, || limit) == Found::TooLong);
            assert_eq!(first, (looks > 0).then_some(looks));
        }
    }

    #[test]
    fn a_look_that_proves_nothing_names_nobody() {
        let mut seen = Seen::default();
        for _ in 0..100 {
            assert_eq!(seen.look(1, false, || Some(Duration::from_millis(1))), Found::Work);
        }
    }

    #[test]
    fn who_has_nothing_to_look_at_sleeps_after_one_more_look() {
        let state = AtomicU64::new(NONE);
        let mut rounds = Rounds::new(&state);
        for _ in 1..PATIENCE {
            rounds.looked(false);
            assert_eq!((rounds.is_asleep(), state.load(SeqCst)), (false, AWAKE));
        }
        rounds.looked(false);
        assert_eq!((rounds.is_asleep(), state.load(SeqCst)), (false, ASLEEP));
        assert!(!rounds.is_proof(PAUSE), "it may have slept");
        rounds.looked(false);
        assert!(rounds.is_asleep());
        state.store(AWAKE, SeqCst);
        assert!(!rounds.is_asleep());
        assert!(rounds.is_proof(PAUSE) && !rounds.is_proof(PAUSE * 2));
    }

    #[test]
    fn what_is_seen_by_the_last_look_keeps_the_watcher_awake() {
        let state = AtomicU64::new(NONE);
        let mut rounds = Rounds::new(&state);
        (0..PATIENCE).for_each(|_| rounds.looked(false));
        rounds.looked(true);
        assert_eq!((rounds.is_asleep(), state.load(SeqCst)), (false, AWAKE));
    }
}
