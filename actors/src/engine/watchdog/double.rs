//! A process that is the double of another is watched by it: the two have some memory in common,
//! where the double says what it does. So it needs no second thread, which is much of what a process
//! costs.

use std::{
    cell::Cell,
    sync::atomic::{AtomicU64, Ordering::Relaxed, Ordering::SeqCst},
};

use super::rounds::AWAKE;
use crate::actor::{
    id::{ActorId, ProcessId},
    local::AnyLocal,
    notes::Doing,
};

/// How many words of the name of an actor, and of a message, are told, with its length.
const NAME: usize = 11;
const MESSAGE: usize = 15;

/// How many words a double has.
pub(crate) const WORDS: usize = 6 + NAME + MESSAGE;

/// What a double says of itself. It writes, and its original reads: while it goes on what is read
/// may be half of one thing and half of another, and counts for nothing then.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Double(&'static [AtomicU64; WORDS]);

/// The words of a double.
struct Words<'a> {
    /// Counts the beginnings and ends of polls: odd while an actor is polled.
    turn: &'a AtomicU64,
    process: &'a AtomicU64,
    number: &'a AtomicU64,
    /// The kind of the message that is handled, from one on; or none.
    kind: &'a AtomicU64,
    /// The number of the actor whose name is written, and the kind of the message whose name is.
    named: [&'a AtomicU64; 2],
    name: &'a [AtomicU64],
    message: &'a [AtomicU64],
}

/// How a double reaches the one who watches it.
#[derive(Clone, Copy)]
struct Watcher {
    double: Double,
    state: &'static AtomicU64,
    wake: fn(),
}

thread_local! {
    /// In the thread of a double that runs its actors.
    static WATCHER: Cell<Option<Watcher>> = const { Cell::new(None) };
}

/// This thread is watched through `double`; `state` says whether its watcher sleeps, and `wake`
/// wakes it.
pub(crate) fn be_watched(double: Double, state: &'static AtomicU64, wake: fn()) {
    WATCHER.set(Some(Watcher { double, state, wake }));
}

/// `actor` is about to be polled. Whether this thread is one that is watched so.
#[inline]
pub(super) fn begin(actor: ActorId) -> bool {
    let Ok(Some(watcher)) = WATCHER.try_with(Cell::get) else { return false };
    watcher.double.begin(actor);
    if watcher.state.load(Relaxed) != AWAKE && watcher.state.swap(AWAKE, SeqCst) != AWAKE {
        (watcher.wake)();
    }
    true
}

/// The poll is over. Whether this thread is one that is watched so.
#[inline]
pub(super) fn end() -> bool {
    let Ok(Some(watcher)) = WATCHER.try_with(Cell::get) else { return false };
    watcher.double.step();
    true
}

/// The code of this actor is about to be polled.
#[inline]
pub(crate) fn at_work(me: &dyn AnyLocal) {
    if let Ok(Some(watcher)) = WATCHER.try_with(Cell::get) {
        watcher.double.at_work(me);
    }
}

impl Double {
    /// One that has said nothing yet.
    pub(crate) fn new(words: &'static [AtomicU64; WORDS]) -> Self {
        words.iter().for_each(|word| word.store(0, SeqCst));
        let double = Self(words);
        double.words().named[0].store(u64::MAX, SeqCst);
        double
    }

    /// Its memory, for another.
    pub(crate) const fn into_words(self) -> &'static [AtomicU64; WORDS] {
        self.0
    }

    fn words(&self) -> Words<'static> {
        let [turn, process, number, kind, actor, told, rest @ ..] = self.0;
        let (name, message) = rest.split_at(NAME);
        Words { turn, process, number, kind, named: [actor, told], name, message }
    }

    pub(crate) fn turn(&self) -> u64 {
        self.words().turn.load(SeqCst)
    }

    fn step(&self) {
        let turn = self.words().turn;
        turn.store(turn.load(Relaxed) + 1, Relaxed);
    }

    fn begin(&self, actor: ActorId) {
        let Words { process, number, kind, .. } = self.words();
        process.store(actor.process.get(), Relaxed);
        number.store(super::number(actor), Relaxed);
        kind.store(0, Relaxed);
        self.step();
    }

    fn at_work(&self, me: &dyn AnyLocal) {
        let Words { number, kind, named: [actor, told], name, message, .. } = self.words();
        let number = number.load(Relaxed);
        if actor.swap(number, Relaxed) != number {
            write(name, me.name());
            told.store(0, Relaxed);
        }
        let Some(Doing::Handling { kind: now, .. }) = me.noted().map(|notes| notes.doing()) else {
            return;
        };
        let at = u64::from(now) + 1;
        if told.load(Relaxed) != at {
            write(message, &me.kind_name(now).unwrap_or_default());
            told.store(at, Relaxed);
        }
        kind.store(at, Relaxed);
    }

    /// The actor that is polled, its name, and that of the message that it handles. `None` before
    /// it has said so.
    pub(crate) fn polled(&self) -> Option<(ActorId, String, Option<String>)> {
        let Words { process, number, kind, named: [actor, told], name, message, .. } = self.words();
        let (number, kind) = (number.load(SeqCst), kind.load(SeqCst));
        let id = super::actor(ProcessId::from_raw(process.load(SeqCst))?, number);
        let is_named = actor.load(SeqCst) == number;
        let name = if is_named { read(name) } else { String::new() };
        let is_told = kind != 0 && is_named && told.load(SeqCst) == kind;
        Some((id, name, is_told.then(|| read(message))))
    }
}

/// Writes as much of a text as there is room for.
fn write(place: &[AtomicU64], text: &str) {
    let [length, words @ ..] = place else { return };
    let bytes = &text.as_bytes()[..text.floor_char_boundary(words.len() * 8)];
    for (word, chunk) in words.iter().zip(bytes.chunks(8)) {
        let mut whole = [0; 8];
        whole[..chunk.len()].copy_from_slice(chunk);
        word.store(u64::from_le_bytes(whole), Relaxed);
    }
    length.store(bytes.len() as u64, Relaxed);
}

fn read(place: &[AtomicU64]) -> String {
    let [length, words @ ..] = place else { return String::new() };
    let mut bytes: Vec<_> = words.iter().flat_map(|word| word.load(SeqCst).to_le_bytes()).collect();
    bytes.truncate(usize::try_from(length.load(SeqCst)).unwrap_or(0));
    String::from_utf8_lossy(&bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn double() -> Double {
        Double::new(Box::leak(Box::new([const { AtomicU64::new(7) }; WORDS])))
    }

    #[test]
    fn what_a_double_has_not_said_is_not_read() {
        let double = double();
        assert_eq!((double.turn(), double.polled()), (0, None));
        let actor = ActorId::root(ProcessId::random());
        double.begin(actor);
        assert_eq!((double.turn(), double.polled()), (1, Some((actor, String::new(), None))));
    }

    #[test]
    fn a_text_is_read_as_far_as_it_has_room() {
        let place = [const { AtomicU64::new(0) }; 3];
        for (text, told) in [
            ("", ""),
            ("app::Add", "app::Add"),
            ("0123456789abcd\u{e9}", "0123456789abcd\u{e9}"),
            ("0123456789abcde\u{e9}", "0123456789abcde"),
        ] {
            write(&place, text);
            assert_eq!(read(&place), told);
        }
    }
}
