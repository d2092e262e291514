//! What is to happen later: a row ordered by time. Nothing here looks at a clock.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    time::Duration,
};

/// What happens when the time has come, or will not come.
pub(crate) type Callback = Box<dyn FnOnce(Moment) + Send>;

/// Why a callback is called.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Moment {
    /// Its time has come.
    Due,
    /// Its owner is over before its time.
    Over,
}

/// Whose entries they are: those of one owner can be taken out together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct Owner {
    pub(crate) number: u64,
    pub(crate) part: u8,
}

/// Names one entry: its time, and a number that keeps entries of one time in the order they came.
pub(crate) type Key = (Duration, u64);

/// Entries by their time since the start; adding and removing cost O(log n).
#[derive(Default)]
pub(crate) struct Timers {
    entries: BTreeMap<Key, Entry>,
    owned: HashMap<Owner, BTreeSet<Key>>,
    next: u64,
}

struct Entry {
    owner: Option<Owner>,
    callback: Callback,
}

impl Timers {
    /// Adds what is to happen at `at`.
    pub(crate) fn add(&mut self, at: Duration, owner: Option<Owner>, callback: Callback) -> Key {
        let key = (at, self.next);
        self.next += 1;
        self.entries.insert(key, Entry { owner, callback });
        if let Some(owner) = owner {
            self.owned.entry(owner).or_default().insert(key);
        }
        key
    }

    /// Takes an entry back. `None` when it has already been taken.
    pub(crate) fn remove(&mut self, key: Key) -> Option<Callback> {
        let entry = self.entries.remove(&key)?;
        Some(self.disown(key, entry))
    }

    /// Takes all entries of `owner` back, in the order of their time.
    pub(crate) fn remove_all(&mut self, owner: Owner) -> Vec<Callback> {
        let keys = self.owned.remove(&owner).unwrap_or_default();
        keys.into_iter().filter_map(|key| Some(self.entries.remove(&key)?.callback)).collect()
    }

    /// The next entry that is due at `now`.
    pub(crate) fn due(&mut self, now: Duration) -> Option<Callback> {
        let entry = self.entries.first_entry()?;
        if entry.key().0 > now {
            return None;
        }
        let (key, entry) = entry.remove_entry();
        Some(self.disown(key, entry))
    }

    /// When the next entry is due.
    pub(crate) fn next_at(&self) -> Option<Duration> {
        self.entries.first_key_value().map(|((at, _), _)| *at)
    }

    fn disown(&mut self, key: Key, entry: Entry) -> Callback {
        if let Some(owner) = entry.owner
            && let Some(keys) = self.owned.get_mut(&owner)
        {
            keys.remove(&key);
            if keys.is_empty() {
                self.owned.remove(&owner);
            }
        }
        entry.callback
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
            Box::new(move |_| heard.lock().expect("no panic").push_str(word))
        };
        let mut timers = Timers::default();
        timers.add(Duration::from_secs(2), None, say("c"));
        timers.add(Duration::from_secs(1), None, say("a"));
        let gone = timers.add(Duration::from_secs(1), None, say("x"));
        timers.add(Duration::from_secs(1), None, say("b"));
        assert!(timers.remove(gone).is_some());
        assert!(timers.remove(gone).is_none());

        assert!(timers.due(Duration::from_millis(999)).is_none());
        while let Some(callback) = timers.due(Duration::from_secs(2)) {
            callback(Moment::Due);
        }
        assert_eq!(*heard.lock().expect("no panic"), "abc");
        assert_eq!(timers.next_at(), None);
    }

    #[test]
    fn what_one_owner_has_goes_together_and_nothing_is_kept_of_it() {
        let mut timers = Timers::default();
        let owner = |part| Some(Owner { number: 7, part });
        for second in [3, 1, 2] {
            timers.add(Duration::from_secs(second), owner(0), Box::new(|_| {}));
            timers.add(Duration::from_secs(second), owner(1), Box::new(|_| {}));
        }
        let one = timers.add(Duration::from_secs(4), owner(0), Box::new(|_| {}));
        assert!(timers.remove(one).is_some());
        assert!(timers.due(Duration::from_secs(1)).is_some(), "of part 0");
        assert_eq!(timers.remove_all(Owner { number: 7, part: 0 }).len(), 2);
        assert_eq!(timers.remove_all(Owner { number: 7, part: 0 }).len(), 0);
        assert_eq!(timers.entries.len(), 3);
        while timers.due(Duration::from_secs(9)).is_some() {}
        assert!(timers.owned.is_empty());
    }
}
