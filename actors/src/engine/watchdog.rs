//! Watches the threads on which actors run, and names an actor that keeps one for too long.
//!
//! An actor says with plain stores when it is polled and when no longer. One thread of the process
//! looks at that from time to time, and sleeps when no actor runs; the first poll after that wakes
//! it. So a process without work has nobody who looks, and one in whose systems nobody is to be
//! named does not have that thread.

use std::{
    io,
    sync::{
        Arc, Mutex, OnceLock, Weak,
        atomic::{AtomicU8, AtomicU64, Ordering::Relaxed, Ordering::SeqCst},
    },
    thread::{self, JoinHandle, Thread},
    time::{Duration, Instant},
};

use super::node::Node;
use crate::{
    actor::{
        host::{self, Host},
        id::{ActorId, ProcessId},
    },
    queue::lock,
};

/// The pause between two looks.
const PAUSE: Duration = Duration::from_millis(25);

/// How late a look may be: one that is later was kept from its work itself, and proves nothing.
const LATE: Duration = Duration::from_millis(15);

/// After so many looks at nothing the watcher sleeps.
const PATIENCE: u32 = 8;

/// The watcher is not there yet.
const NONE: u8 = 0;
/// It looks.
const AWAKE: u8 = 1;
/// It waits to be woken.
const ASLEEP: u8 = 2;

static STATE: AtomicU8 = AtomicU8::new(NONE);
static WATCHER: OnceLock<Thread> = OnceLock::new();
static THREADS: Mutex<Vec<Weak<Slot>>> = Mutex::new(Vec::new());
static NODES: Mutex<Vec<Weak<Node>>> = Mutex::new(Vec::new());

/// What one thread runs.
#[derive(Default)]
struct Slot {
    /// Counts the beginnings and ends of polls: odd while an actor is polled.
    turn: AtomicU64,
    process: AtomicU64,
    number: AtomicU64,
}

thread_local! {
    static SLOT: Arc<Slot> = {
        let slot = Arc::new(Slot::default());
        let mut threads = lock(&THREADS);
        threads.retain(|slot| slot.strong_count() > 0);
        threads.push(Arc::downgrade(&slot));
        slot
    };
}

/// Whether the actors of a host are to be named: where they have threads, and its system wants it.
pub(crate) fn watches(host: &dyn Host) -> bool {
    host.executor().threads().is_some() && host.rules().block_warning.is_some()
}

/// The actors of `node` are to be named.
pub(crate) fn know(node: &Arc<Node>) {
    let mut nodes = lock(&NODES);
    nodes.retain(|node| node.strong_count() > 0);
    nodes.push(Arc::downgrade(node));
}

/// `actor` is about to be polled in this thread.
#[inline]
pub(crate) fn begin(actor: ActorId) {
    // A thread on its way out is not watched.
    let _ = SLOT.try_with(|slot| {
        slot.process.store(actor.process.get(), Relaxed);
        slot.number.store(u64::from(actor.index) << 32 | u64::from(actor.generation), Relaxed);
        slot.turn.store(slot.turn.load(Relaxed) + 1, Relaxed);
    });
    if STATE.load(Relaxed) != AWAKE {
        wake();
    }
}

/// The poll is over.
#[inline]
pub(crate) fn end() {
    let _ = SLOT.try_with(|slot| slot.turn.store(slot.turn.load(Relaxed) + 1, Relaxed));
}

/// Starts and ends a thread as the watcher's. The C library keeps the memory of threads that have
/// ended, so doubles of this process, which has no other thread, have their watcher for less.
pub(crate) fn rehearse() {
    if let Ok(thread) = start(|| ()) {
        // It has nothing to panic with.
        let _ = thread.join();
    }
}

fn start(work: impl FnOnce() + Send + 'static) -> io::Result<JoinHandle<()>> {
    thread::Builder::new().name("actors-watch".to_owned()).stack_size(512 * 1024).spawn(work)
}

#[cold]
fn wake() {
    match STATE.swap(AWAKE, SeqCst) {
        NONE => {
            if let Ok(watcher) = start(watch) {
                // There is one in the life of a process.
                let _ = WATCHER.set(watcher.thread().clone());
            }
        }
        ASLEEP => {
            if let Some(watcher) = WATCHER.get() {
                watcher.unpark();
            }
        }
        _ => {}
    }
}

/// A thread as the watcher has seen it.
struct Seen {
    slot: Arc<Slot>,
    turn: u64,
    /// How many looks in time have found the same poll.
    looks: u32,
}

fn watch() {
    let (mut seen, mut quiet) = (Vec::new(), 0);
    loop {
        let before = Instant::now();
        thread::park_timeout(PAUSE);
        let in_time = before.elapsed() <= PAUSE + LATE;
        quiet = if look(&mut seen, in_time, limit, &mut warn) { 0 } else { quiet + 1 };
        if quiet < PATIENCE {
            continue;
        }
        STATE.store(ASLEEP, SeqCst);
        // Who began a moment ago may not have seen that.
        thread::park_timeout(PAUSE);
        if look(&mut seen, false, limit, &mut warn) {
            STATE.store(AWAKE, SeqCst);
        }
        while STATE.load(SeqCst) == ASLEEP {
            thread::park();
        }
        quiet = 0;
    }
}

/// Looks at every thread once. Whether anything has happened, or is going on.
fn look(
    seen: &mut Vec<Seen>,
    in_time: bool,
    limit: impl Fn(ActorId) -> Option<Duration>,
    warn: &mut impl FnMut(ActorId, Duration),
) -> bool {
    let threads: Vec<_> = lock(&THREADS).iter().filter_map(Weak::upgrade).collect();
    seen.retain(|seen| threads.iter().any(|slot| Arc::ptr_eq(slot, &seen.slot)));
    for slot in threads {
        if !seen.iter().any(|seen| Arc::ptr_eq(&seen.slot, &slot)) {
            seen.push(Seen { slot, turn: 0, looks: 0 });
        }
    }
    let mut busy = false;
    for seen in seen {
        let turn = seen.slot.turn.load(Relaxed);
        if turn != seen.turn {
            (seen.turn, seen.looks, busy) = (turn, 0, true);
        } else if turn % 2 == 1 {
            busy = true;
            if !in_time {
                continue;
            }
            let (before, kept) = (PAUSE * seen.looks, PAUSE * (seen.looks + 1));
            seen.looks += 1;
            let actor = seen.slot.actor();
            if let Some(limit) = limit(actor)
                && before < limit
                && limit <= kept
            {
                warn(actor, limit);
            }
        }
    }
    busy
}

impl Slot {
    fn actor(&self) -> ActorId {
        let number = self.number.load(Relaxed);
        let process = ProcessId::from_raw(self.process.load(Relaxed));
        #[expect(clippy::cast_possible_truncation, reason = "both halves of the number")]
        let (index, generation) = ((number >> 32) as u32, number as u32);
        let process = process.expect("the number of an actor that was polled");
        ActorId { process, index, generation }
    }
}

/// How long an actor may keep a thread, as the settings of its system say.
fn limit(actor: ActorId) -> Option<Duration> {
    known(actor).and_then(|node| node.rules().block_warning)
}

/// The node that an actor lives on.
fn known(actor: ActorId) -> Option<Arc<Node>> {
    let nodes: Vec<_> = lock(&NODES).iter().filter_map(Weak::upgrade).collect();
    nodes.into_iter().find(|node| node.process() == actor.process)
}

fn warn(actor: ActorId, limit: Duration) {
    let Some(node) = known(actor) else { return };
    let Some(local) = node.find(actor) else { return };
    // It is a part of what that system logs.
    let _scope = host::enter(&node.host());
    let status = local.status();
    let handling = status.busy.and_then(|busy| busy.message);
    tracing::warn!(
        actor = local.name(), address = %actor,
        handling = handling.as_deref().unwrap_or("what it does first, or last"),
        "an actor keeps its thread from others for more than {limit:?}; for work that blocks write \
         `#[handler(blocking)]`",
    );
}

#[cfg(test)]
mod tests {
    use super::*;

    const SOON: Duration = Duration::from_millis(200);

    #[test]
    fn who_keeps_a_thread_is_named_once() {
        let process = ProcessId::random();
        let actor = ActorId::root(process);
        let (begun, goes_on) = std::sync::mpsc::channel();
        let (stop, stopped) = std::sync::mpsc::channel::<()>();
        let thread = thread::spawn(move || {
            begin(actor);
            begun.send(()).expect("the test waits");
            // The test is over when the other end is gone.
            let _ = stopped.recv();
            end();
        });
        goes_on.recv().expect("it begins");
        let (mut seen, mut named) = (Vec::new(), 0);
        let mut count = |who: ActorId, _| named += u32::from(who == actor);
        for _ in 0..100 {
            assert!(look(&mut seen, true, |_| Some(SOON), &mut count));
        }
        drop(stop);
        thread.join().expect("no panic");
        look(&mut seen, true, |_| Some(SOON), &mut count);
        assert_eq!(named, 1);
    }

    #[test]
    fn who_keeps_a_thread_is_named_when_its_limit_has_passed() {
        let slot = Arc::new(Slot::default());
        lock(&THREADS).push(Arc::downgrade(&slot));
        let actor = ActorId::root(ProcessId::random());
        slot.process.store(actor.process.get(), Relaxed);
        slot.number.store(1, Relaxed);
        slot.turn.store(1, Relaxed);
        // After the look that sees it first.
        for (limit, looks) in
            [(Some(1), 1), (Some(25), 1), (Some(26), 2), (Some(200), 8), (None, 0)]
        {
            let limit = limit.map(Duration::from_millis);
            let (mut seen, mut named) = (Vec::new(), Vec::new());
            for at in 0..100 {
                let mut note =
                    |who: ActorId, _| named.extend((who.process == actor.process).then_some(at));
                look(&mut seen, true, |_| limit, &mut note);
            }
            assert_eq!(named, limit.map(|_| looks).into_iter().collect::<Vec<_>>());
        }
    }

    #[test]
    fn a_look_that_is_late_proves_nothing() {
        let slot = Arc::new(Slot::default());
        lock(&THREADS).push(Arc::downgrade(&slot));
        let actor = ActorId::root(ProcessId::random());
        slot.process.store(actor.process.get(), Relaxed);
        slot.number.store(1, Relaxed);
        slot.turn.store(1, Relaxed);
        let (mut seen, mut named) = (Vec::new(), 0);
        for _ in 0..100 {
            let mut count = |who: ActorId, _| named += u32::from(who == actor);
            look(&mut seen, false, |_| Some(SOON), &mut count);
        }
        assert_eq!(named, 0);
    }
}
