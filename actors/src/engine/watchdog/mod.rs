//! Watches the threads on which actors run, and names an actor that keeps one for too long.
//!
//! An actor says with plain stores when it is polled and when no longer. One thread of the process
//! looks at that from time to time, and sleeps when no actor runs; the first poll after that wakes
//! it. So a process without work has nobody who looks, and one in whose systems nobody is to be
//! named does not have that thread. Nor has a [`double`], at which its original looks.

use std::{
    fmt,
    sync::{
        Arc, Mutex, OnceLock, Weak,
        atomic::{AtomicU64, Ordering::Relaxed, Ordering::SeqCst},
    },
    thread::{self, Thread},
    time::{Duration, Instant},
};

use self::rounds::{ASLEEP, AWAKE, Found, NONE, PAUSE, Rounds, Seen};
use super::node::Node;
use crate::{
    actor::{
        host::{self, Host},
        id::{ActorId, ProcessId},
    },
    queue::lock,
};

pub(crate) mod double;
pub(crate) mod rounds;

static STATE: AtomicU64 = AtomicU64::new(NONE);
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
    if double::begin(actor) {
        return;
    }
    // A thread on its way out is not watched.
    let _ = SLOT.try_with(|slot| {
        slot.process.store(actor.process.get(), Relaxed);
        slot.number.store(number(actor), Relaxed);
        slot.turn.store(slot.turn.load(Relaxed) + 1, Relaxed);
    });
    if STATE.load(Relaxed) != AWAKE {
        wake();
    }
}

/// The poll is over.
#[inline]
pub(crate) fn end() {
    if double::end() {
        return;
    }
    let _ = SLOT.try_with(|slot| slot.turn.store(slot.turn.load(Relaxed) + 1, Relaxed));
}

#[cold]
fn wake() {
    match STATE.swap(AWAKE, SeqCst) {
        NONE => {
            let watcher = thread::Builder::new().name("actors-watch".to_owned());
            if let Ok(watcher) = watcher.stack_size(512 * 1024).spawn(watch) {
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

fn watch() {
    let (mut seen, mut rounds) = (Vec::new(), Rounds::new(&STATE));
    loop {
        let before = Instant::now();
        thread::park_timeout(PAUSE);
        let is_proof = rounds.is_proof(before.elapsed());
        rounds.looked(look(&mut seen, is_proof));
        while rounds.is_asleep() {
            thread::park();
        }
    }
}

/// Looks at every thread once. Whether anything has happened, or is going on.
fn look(seen: &mut Vec<(Weak<Slot>, Seen)>, is_proof: bool) -> bool {
    seen.retain(|(slot, _)| slot.strong_count() > 0);
    let threads: Vec<_> = lock(&THREADS).iter().filter_map(Weak::upgrade).collect();
    let mut anything = false;
    for slot in threads {
        let known = seen.iter().position(|(known, _)| known.as_ptr() == Arc::as_ptr(&slot));
        let at = known.unwrap_or_else(|| {
            seen.push((Arc::downgrade(&slot), Seen::default()));
            seen.len() - 1
        });
        let turn = slot.turn.load(Relaxed);
        let found = seen[at].1.look(turn, is_proof, || limit(slot.actor()));
        if found == Found::TooLong {
            warn(slot.actor());
        }
        anything |= found != Found::Nothing;
    }
    anything
}

impl Slot {
    fn actor(&self) -> ActorId {
        let process = ProcessId::from_raw(self.process.load(Relaxed));
        let process = process.expect("the number of an actor that was polled");
        actor(process, self.number.load(Relaxed))
    }
}

/// The number of an actor within its process.
fn number(actor: ActorId) -> u64 {
    u64::from(actor.index) << 32 | u64::from(actor.generation)
}

/// The actor with this number.
#[expect(clippy::cast_possible_truncation, reason = "both halves of the number")]
const fn actor(process: ProcessId, number: u64) -> ActorId {
    ActorId { process, index: (number >> 32) as u32, generation: number as u32 }
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

fn warn(actor: ActorId) {
    let Some(node) = known(actor) else { return };
    let (Some(local), Some(limit)) = (node.find(actor), node.rules().block_warning) else { return };
    // It is a part of what that system logs.
    let _scope = host::enter(&node.host());
    let handling = local.status().busy.and_then(|busy| busy.message);
    tracing::warn!(
        actor = local.name(), address = %actor, handling = handled(handling.as_deref()),
        "{}", Blocks(limit),
    );
}

/// Where the warning comes from.
pub(crate) const TARGET: &str = module_path!();

/// What an actor does that handles this message, or none.
pub(crate) fn handled(message: Option<&str>) -> &str {
    message.unwrap_or("what it does first, or last")
}

/// What is to be said of an actor that keeps its thread for longer than this.
pub(crate) struct Blocks(pub(crate) Duration);

impl fmt::Display for Blocks {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "an actor keeps its thread from others for more than {:?}; for work that blocks write \
             `#[handler(blocking)]`",
            self.0
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_thread_is_looked_at_as_long_as_it_lives() {
        let actor = ActorId::root(ProcessId::random());
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
        let mut seen = Vec::new();
        let mut is_seen = || {
            look(&mut seen, true);
            let process = |slot: Arc<Slot>| slot.process.load(Relaxed);
            let mut processes = seen.iter().filter_map(|(slot, _)| slot.upgrade()).map(process);
            processes.any(|process| process == actor.process.get())
        };
        assert!(is_seen() && is_seen());
        drop(stop);
        thread.join().expect("no panic");
        assert!(!is_seen());
    }
}
