//! What is to happen later: a row ordered by time. Nothing here looks at a clock.

use std::{collections::BTreeMap, time::Duration};

/// What happens when the time has come.
pub(crate) type Callback = Box<dyn FnOnce() + Send>;

/// Names one entry: its time, and a number that keeps entries of one time in the order they came.
pub(crate) type Key = (Duration, u64);

/// Entries by their time since the start; adding and removing cost O(log n).
#[derive(Default)]
pub(crate) struct Timers {
    entries: BTreeMap<Key, Callback>,
    next: u64,
}

impl Timers {
    /// Adds what is to happen at `at`.
    pub(crate) fn add(&mut self, at: Duration, callback: Callback) -> Key {
        let key = (at, self.next);
        self.next += 1;
        self.entries.insert(key, callback);
        key
    }

    /// Takes an entry back. `None` when it has already been taken.
    pub(crate) fn remove(&mut self, key: Key) -> Option<Callback> {
        self.entries.remove(&key)
    }

    /// The next entry that is due at `now`.
    pub(crate) fn due(&mut self, now: Duration) -> Option<Callback> {
        let entry = self.entries.first_entry()?;
        (entry.key().0 <= now).then(|| entry.remove())
    }

    /// When the next entry is due.
    pub(crate) fn next_at(&self) -> Option<Duration> {
        self.entries.first_key_value().map(|((at, _), _)| *at)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entries_come_by_time_and_then_in_the_order_they_were_added() {
        let heard = std::sync::Arc::new(std::sync::Mutex::new(String::new()));
        let say = |word: &'static str| -> Callback {
            let heard = heard.clone();
            Box::new(move || heard.lock().expect("no panic").push_str(word))
        };
        let mut timers = Timers::default();
        timers.add(Duration::from_secs(2), say("c"));
        timers.add(Duration::from_secs(1), say("a"));
        let gone = timers.add(Duration::from_secs(1), say("x"));
        timers.add(Duration::from_secs(1), say("b"));
        assert!(timers.remove(gone).is_some());
        assert!(timers.remove(gone).is_none());

        assert!(timers.due(Duration::from_millis(999)).is_none());
        while let Some(callback) = timers.due(Duration::from_secs(2)) {
            callback();
        }
        assert_eq!(*heard.lock().expect("no panic"), "abc");
        assert_eq!(timers.next_at(), None);
    }
}
