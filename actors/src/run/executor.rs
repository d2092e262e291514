//! One face for both ways to run: tokio, and the stepper of the simple base.

use std::{
    fmt,
    future::Future,
    sync::{Arc, Mutex, Weak},
    task::{Context, Poll},
    time::{Duration, Instant},
};

use tokio::{
    runtime::{Handle, RuntimeFlavor},
    sync::Notify,
};

use super::{
    stepper::{self, Stepper, Task, Until},
    timers::{Callback, Key, Moment, Owner, Timers},
};
use crate::queue::lock;

/// Where the tasks of a system run and which clock they see.
#[derive(Clone)]
pub(crate) enum Executor {
    /// Tasks of a tokio runtime, in real time.
    Tokio(Handle, Arc<Clock>),
    /// Steps in the caller's thread, in virtual time.
    Stepped(Arc<Stepper>),
}

/// Whether virtual time passes while somebody outside waits.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Passing {
    /// It stands still.
    Nothing,
    /// From one thing that happens to the next.
    Freely,
}

/// The most virtual time that passes in one wait: a row of wakeups that never ends shall not make
/// a wait that never ends.
const FREELY: Duration = Duration::from_secs(3600);

/// Real time with its timers; one task sleeps for all of them.
pub(crate) struct Clock {
    start: Instant,
    timers: Mutex<Timers>,
    /// Told when an entry came that is earlier than all others.
    earlier: Notify,
    running: Mutex<bool>,
}

/// A timer that was set.
#[derive(Clone)]
pub(crate) struct Timer {
    at: Key,
    executor: Weak<Clock>,
    stepper: Weak<Stepper>,
}

impl Executor {
    /// The tokio runtime that this is called in.
    ///
    /// # Panics
    /// Outside of a tokio runtime.
    pub(crate) fn tokio() -> Self {
        let clock = Clock {
            start: now(),
            timers: Mutex::default(),
            earlier: Notify::new(),
            running: Mutex::new(false),
        };
        Self::Tokio(Handle::current(), Arc::new(clock))
    }

    /// A stepper of its own.
    pub(crate) fn stepped() -> Self {
        Self::Stepped(Arc::default())
    }

    /// A stepper of its own whose order a seed chooses.
    pub(crate) fn seeded(seed: u64) -> Self {
        Self::Stepped(Arc::new(Stepper::seeded(seed)))
    }

    /// Whether time is virtual and steps are taken one after another.
    pub(crate) const fn is_stepped(&self) -> bool {
        matches!(self, Self::Stepped(_))
    }

    /// How many messages an actor may handle before it lets others have their turn, where `many`
    /// is what is usual: one, where a seed chooses who is next.
    pub(crate) fn turn(&self, many: usize) -> usize {
        match self {
            Self::Stepped(stepper) if stepper.is_seeded() => 1,
            _ => many,
        }
    }

    /// Whether tasks run at the same time as others.
    pub(crate) fn has_threads(&self) -> bool {
        match self {
            Self::Tokio(handle, _) => handle.runtime_flavor() == RuntimeFlavor::MultiThread,
            Self::Stepped(_) => false,
        }
    }

    /// Runs `task`. It comes in a box, so that the runtime's part of a task is compiled once, and
    /// not in the user's program for each of their actors.
    pub(crate) fn spawn(&self, task: Task) {
        match self {
            Self::Tokio(handle, _) => drop(handle.spawn(task)),
            Self::Stepped(stepper) => stepper.spawn(task),
        }
    }

    /// Where work may block; nowhere on the stepper.
    pub(crate) const fn threads(&self) -> Option<&Handle> {
        match self {
            Self::Tokio(handle, _) => Some(handle),
            Self::Stepped(_) => None,
        }
    }

    /// Polls on behalf of someone outside. On the stepper this is what makes anything happen:
    /// tasks run, and time passes as far as `passing` says.
    #[inline]
    pub(crate) fn poll_outside<T>(
        &self,
        cx: &mut Context<'_>,
        passing: Passing,
        mut poll: impl FnMut(&mut Context<'_>) -> Poll<T>,
    ) -> Poll<T> {
        match self {
            Self::Tokio(..) => poll(cx),
            Self::Stepped(stepper) => {
                let limit = match passing {
                    Passing::Nothing => Duration::ZERO,
                    Passing::Freely => FREELY,
                };
                let until = Until::AtMost(stepper.now() + limit);
                // There is one copy of what drives, whatever is waited for.
                let mut result = Poll::Pending;
                let mut poll = |cx: &mut Context<'_>| {
                    result = poll(cx);
                    if result.is_ready() { Poll::Ready(()) } else { Poll::Pending }
                };
                let poll: &mut dyn FnMut(&mut Context<'_>) -> Poll<()> = &mut poll;
                // Whether it is ready stands in the result.
                let _ = stepper::poll_driving(stepper, cx, until, poll);
                result
            }
        }
    }

    /// The same for a whole future.
    pub(crate) fn outside<F: Future + Send>(
        self,
        future: F,
    ) -> impl Future<Output = F::Output> + Send
    where
        F::Output: Send,
    {
        let mut future = Box::pin(future);
        std::future::poll_fn(move |cx| {
            self.poll_outside(cx, Passing::Freely, |cx| future.as_mut().poll(cx))
        })
    }

    /// Runs what is ready, without letting time pass. Nothing to do on tokio.
    pub(crate) fn run_ready(&self) {
        if let Self::Stepped(stepper) = self {
            stepper.drive(|| false);
        }
    }

    /// Runs everything up to the end of `duration` of virtual time; without one, until nothing is
    /// left to do. Nothing to do on tokio.
    pub(crate) fn advance(&self, duration: Option<Duration>) {
        if let Self::Stepped(stepper) = self {
            let until = match duration {
                Some(duration) => Until::Exactly(stepper.now() + duration),
                None => Until::AtMost(stepper.now() + FREELY),
            };
            stepper.drive_time(until, || false);
        }
    }

    /// The time since the start of the system.
    pub(crate) fn now(&self) -> Duration {
        match self {
            Self::Tokio(_, clock) => now().duration_since(clock.start),
            Self::Stepped(stepper) => stepper.now(),
        }
    }

    /// Calls `callback` when `at` has passed since the start of the system.
    pub(crate) fn at(&self, at: Duration, owner: Option<Owner>, callback: Callback) -> Timer {
        match self {
            Self::Tokio(handle, clock) => {
                let (at, first) = {
                    let mut timers = lock(&clock.timers);
                    let at = timers.add(at, owner, callback);
                    (at, timers.next_at() == Some(at.0))
                };
                if first {
                    clock.ensure_running(handle);
                    clock.earlier.notify_one();
                }
                Timer { at, executor: Arc::downgrade(clock), stepper: Weak::new() }
            }
            Self::Stepped(stepper) => Timer {
                at: stepper.add_timer(at, owner, callback),
                executor: Weak::new(),
                stepper: Arc::downgrade(stepper),
            },
        }
    }

    /// Takes back what `owner` has set, and calls it with that news.
    pub(crate) fn forget(&self, owner: Owner) {
        let left = match self {
            Self::Tokio(_, clock) => lock(&clock.timers).remove_all(owner),
            Self::Stepped(stepper) => stepper.remove_timers(owner),
        };
        left.into_iter().for_each(|callback| callback(Moment::Over));
    }

    /// Waits for `delay`.
    pub(crate) async fn sleep(&self, delay: Duration) {
        match self {
            Self::Tokio(..) => tokio::time::sleep(delay).await,
            Self::Stepped(_) => {
                let (done, ready) = tokio::sync::oneshot::channel();
                self.at(self.now() + delay, None, Box::new(move |_| _ = done.send(())));
                // The other end lives in the timers of this very executor.
                ready.await.ok();
            }
        }
    }
}

impl Timer {
    /// Takes the timer back. `false` when it was too late.
    pub(crate) fn cancel(&self) -> bool {
        let callback = if let Some(clock) = self.executor.upgrade() {
            lock(&clock.timers).remove(self.at)
        } else if let Some(stepper) = self.stepper.upgrade() {
            stepper.remove_timer(self.at)
        } else {
            None
        };
        callback.is_some()
    }
}

impl Clock {
    fn ensure_running(self: &Arc<Self>, handle: &Handle) {
        let mut running = lock(&self.running);
        if !*running {
            *running = true;
            handle.spawn(run(Arc::downgrade(self)));
        }
    }
}

/// Sleeps until the next timer is due, for as long as the system lives.
async fn run(clock: Weak<Clock>) {
    loop {
        let Some(clock) = clock.upgrade() else { return };
        let since = now().duration_since(clock.start);
        loop {
            let due = lock(&clock.timers).due(since);
            let Some(callback) = due else { break };
            callback(Moment::Due);
        }
        let mut running = lock(&clock.running);
        let Some(next) = lock(&clock.timers).next_at() else {
            // The next timer starts this again, so that an idle system has no task for it.
            *running = false;
            return;
        };
        drop(running);
        let deadline = tokio::time::Instant::from_std(clock.start + next);
        tokio::select! {
            () = tokio::time::sleep_until(deadline) => {}
            () = clock.earlier.notified() => {}
        }
    }
}

/// The one look at the real clock.
pub(crate) fn now() -> Instant {
    Instant::now()
}

impl fmt::Debug for Executor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Tokio(..) => "Executor::Tokio",
            Self::Stepped(_) => "Executor::Stepped",
        })
    }
}

impl fmt::Debug for Timer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Timer").field("at", &self.at.0).finish_non_exhaustive()
    }
}
