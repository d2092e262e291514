//! An executor that runs one task after another in the thread that waits for something, in the
//! order in which they became ready, with a time that passes only when nothing is left to do.

use std::{
    cell::Cell,
    collections::{HashMap, VecDeque},
    future::Future,
    pin::Pin,
    sync::{Arc, Mutex, Weak},
    task::{Context, Poll, Wake, Waker},
    time::Duration,
};

use super::timers::{Callback, Key, Moment, Owner, Timers};
use crate::queue::lock;

type Task = Pin<Box<dyn Future<Output = ()> + Send>>;

/// The deterministic executor.
#[derive(Default)]
pub(crate) struct Stepper {
    state: Mutex<State>,
    /// Held while a task runs: steps are taken one after another, whichever threads drive.
    turn: Mutex<()>,
}

#[derive(Default)]
struct State {
    tasks: HashMap<u64, Option<Task>>,
    ready: VecDeque<u64>,
    timers: Timers,
    now: Duration,
    next_task: u64,
    /// Who drives, or waits to: woken when something becomes ready from elsewhere.
    drivers: Vec<Waker>,
    /// How often in a row those outside found nothing to do.
    idle_polls: u32,
}

/// How often those outside must find nothing to do before time passes: others who wait at the same
/// time shall have had their chance to say something.
const IDLE_POLLS: u32 = 3;

/// How far time may pass.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Until {
    /// To this time, whether anything happens until then or not.
    Exactly(Duration),
    /// From one thing that happens to the next, and not beyond this time.
    AtMost(Duration),
}

thread_local! {
    /// Whether this thread is inside a task of a stepper: a task that waits does not drive.
    static STEPPING: Cell<bool> = const { Cell::new(false) };
}

impl Stepper {
    /// Adds a task, ready to run.
    pub(crate) fn spawn(&self, task: Task) {
        let mut state = lock(&self.state);
        let id = state.next_task;
        state.next_task += 1;
        state.tasks.insert(id, Some(task));
        state.ready.push_back(id);
        drop(state);
    }

    /// Runs what is ready until `done` says so or nothing is. `true` when `done` said so.
    ///
    /// Inside a task this only asks `done`: the one who drives goes on when the task waits.
    pub(crate) fn drive(self: &Arc<Self>, mut done: impl FnMut() -> bool) -> bool {
        if STEPPING.get() {
            return done();
        }
        loop {
            if done() {
                return true;
            }
            if !self.step() {
                return done();
            }
        }
    }

    /// As [`drive`](Self::drive), and lets time pass up to `until` where nothing is ready.
    pub(crate) fn drive_time(self: &Arc<Self>, until: Until, mut done: impl FnMut() -> bool) {
        while !self.drive(&mut done) && !STEPPING.get() && self.pass(until) {}
    }

    /// Wakes `cx` when a task becomes ready from outside of a drive.
    pub(crate) fn watch(&self, cx: &Context<'_>) {
        let mut state = lock(&self.state);
        if !state.drivers.iter().any(|waker| waker.will_wake(cx.waker())) {
            state.drivers.push(cx.waker().clone());
        }
    }

    /// The time that has passed.
    pub(crate) fn now(&self) -> Duration {
        lock(&self.state).now
    }

    pub(crate) fn add_timer(&self, at: Duration, owner: Option<Owner>, callback: Callback) -> Key {
        lock(&self.state).timers.add(at, owner, callback)
    }

    pub(crate) fn remove_timers(&self, owner: Owner) -> Vec<Callback> {
        lock(&self.state).timers.remove_all(owner)
    }

    pub(crate) fn remove_timer(&self, key: Key) -> Option<Callback> {
        lock(&self.state).timers.remove(key)
    }

    /// Sets the time to the next timer and runs what is due. `false` when there is none before
    /// `until`.
    fn pass(&self, until: Until) -> bool {
        // Time stands still while a task runs, and where one is ready.
        let _turn = lock(&self.turn);
        let mut state = lock(&self.state);
        if !state.ready.is_empty() {
            return true;
        }
        let (Until::Exactly(limit) | Until::AtMost(limit)) = until;
        let Some(at) = state.timers.next_at().filter(|next| *next <= limit) else {
            if let Until::Exactly(limit) = until {
                state.now = state.now.max(limit);
            }
            return false;
        };
        state.now = state.now.max(at);
        let due = state.timers.due(at);
        drop(state);
        if let Some(callback) = due {
            callback(Moment::Due);
        }
        true
    }

    /// Runs one ready task. `false` when none is.
    fn step(self: &Arc<Self>) -> bool {
        let _turn = lock(&self.turn);
        let (id, mut task) = {
            let mut state = lock(&self.state);
            loop {
                let Some(id) = state.ready.pop_front() else { return false };
                // A task that has ended may still be woken.
                if let Some(task) = state.tasks.get_mut(&id).and_then(Option::take) {
                    break (id, task);
                }
            }
        };
        let waker = Waker::from(Arc::new(Ready { stepper: Arc::downgrade(self), id }));
        let outer = STEPPING.replace(true);
        let ended = task.as_mut().poll(&mut Context::from_waker(&waker)).is_ready();
        STEPPING.set(outer);
        let mut state = lock(&self.state);
        state.idle_polls = 0;
        if ended {
            state.tasks.remove(&id);
        } else if let Some(slot) = state.tasks.get_mut(&id) {
            *slot = Some(task);
        }
        true
    }
}

/// Makes a task of a stepper ready.
struct Ready {
    stepper: Weak<Stepper>,
    id: u64,
}

impl Wake for Ready {
    fn wake(self: Arc<Self>) {
        let Some(stepper) = self.stepper.upgrade() else { return };
        let mut state = lock(&stepper.state);
        if !state.ready.contains(&self.id) {
            state.ready.push_back(self.id);
        }
        let drivers = std::mem::take(&mut state.drivers);
        drop(state);
        drivers.into_iter().for_each(Waker::wake);
    }
}

/// Waits on a stepper: drives it at each poll, and lets time pass, as far as `until`, when all who
/// wait outside have found nothing to do.
pub(crate) fn poll_driving<T>(
    stepper: &Arc<Stepper>,
    cx: &mut Context<'_>,
    until: Until,
    mut poll: impl FnMut(&mut Context<'_>) -> Poll<T>,
) -> Poll<T> {
    let mut result = Poll::Pending;
    let mut done = || {
        result = poll(cx);
        result.is_ready()
    };
    loop {
        if stepper.drive(&mut done) || STEPPING.get() {
            return result;
        }
        let idle_polls = {
            let mut state = lock(&stepper.state);
            state.idle_polls += 1;
            state.idle_polls
        };
        if idle_polls < IDLE_POLLS {
            cx.waker().wake_by_ref();
            return Poll::Pending;
        }
        if !stepper.pass(until) {
            stepper.watch(cx);
            return Poll::Pending;
        }
    }
}
