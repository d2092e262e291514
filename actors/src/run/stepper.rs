//! An executor that runs one task after another in the thread that waits for something, in the
//! order in which they became ready or in one that a seed chooses, with a time that passes only
//! when nothing is left to do.

use std::{
    cell::Cell,
    collections::{HashMap, VecDeque},
    future::Future,
    pin::Pin,
    sync::{Arc, Mutex, Weak},
    task::{Context, Poll, Wake, Waker},
    thread,
    time::Duration,
};

use super::{
    outsiders::{Outsiders, Visit},
    timers::{Callback, Key, Moment, Owner, Timers},
};
use crate::queue::lock;

pub(crate) type Task = Pin<Box<dyn Future<Output = ()> + Send>>;

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
    /// Chooses who of those that are ready is next; without it, the first one.
    dice: Option<Dice>,
    /// Those who wait outside.
    outsiders: Outsiders,
    /// How often in a row they found nothing to do.
    idle_polls: u32,
}

/// How often those outside must find nothing to do before time passes: others who wait at the same
/// time shall have had their chance to say something.
const IDLE_POLLS: u32 = 3;

/// The same while one of them has been woken and has not come. It may have stopped to wait.
const CALLED_POLLS: u32 = 10_000;

/// How far time may pass.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Until {
    /// To this time, whether anything happens until then or not.
    Exactly(Duration),
    /// From one thing that happens to the next, and not beyond this time.
    AtMost(Duration),
}

/// What came of letting time pass.
enum Passed {
    /// A timer was due, or a task is ready.
    Something,
    /// There is no timer so early.
    Nothing,
    /// Others are about to do something first.
    NotYet,
}

/// A row of numbers that is the same for the same seed, for ever: SplitMix64.
#[derive(Debug)]
struct Dice(u64);

impl Dice {
    /// A number below `count`.
    fn roll(&mut self, count: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^= mixed >> 31;
        let count = u64::try_from(count.max(1)).unwrap_or(u64::MAX);
        usize::try_from(mixed % count).unwrap_or(0)
    }
}

impl State {
    /// Makes a task ready, and gives those who are to know.
    fn make_ready(&mut self, id: u64) -> Vec<Waker> {
        if !self.ready.contains(&id) {
            self.ready.push_back(id);
        }
        std::mem::take(&mut self.drivers)
    }

    /// The task whose turn it is.
    fn next_ready(&mut self) -> Option<(u64, Task)> {
        loop {
            let id = match &mut self.dice {
                Some(dice) => {
                    let at = dice.roll(self.ready.len());
                    self.ready.remove(at)?
                }
                None => self.ready.pop_front()?,
            };
            // A task that has ended may still be woken.
            if let Some(task) = self.tasks.get_mut(&id).and_then(Option::take) {
                return Some((id, task));
            }
        }
    }

    /// Whether all who wait outside have found nothing to do, as far as this one can know.
    fn is_idle(&mut self, visit: &Visit) -> bool {
        self.idle_polls += 1;
        if !self.outsiders.is_another_about_to_act(visit) {
            return self.idle_polls >= IDLE_POLLS;
        }
        let is_idle = self.idle_polls >= CALLED_POLLS;
        if is_idle {
            self.outsiders.give_up();
        }
        is_idle
    }
}

thread_local! {
    /// Whether this thread is inside a task of a stepper: a task that waits does not drive.
    static STEPPING: Cell<bool> = const { Cell::new(false) };
}

/// Puts back whether this thread was inside a task, however the task comes back.
struct Stepping(bool);

impl Stepping {
    fn begin() -> Self {
        Self(STEPPING.replace(true))
    }
}

impl Drop for Stepping {
    fn drop(&mut self) {
        STEPPING.set(self.0);
    }
}

impl Stepper {
    /// One that takes its tasks in an order that the seed chooses.
    pub(crate) fn seeded(seed: u64) -> Self {
        let state = State { dice: Some(Dice(seed)), ..State::default() };
        Self { state: Mutex::new(state), turn: Mutex::default() }
    }

    /// Whether a seed chooses the order.
    pub(crate) fn is_seeded(&self) -> bool {
        lock(&self.state).dice.is_some()
    }

    /// Adds a task, ready to run.
    pub(crate) fn spawn(&self, task: Task) {
        let mut state = lock(&self.state);
        let id = state.next_task;
        state.next_task += 1;
        state.tasks.insert(id, Some(task));
        let drivers = state.make_ready(id);
        drop(state);
        drivers.into_iter().for_each(Waker::wake);
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
        while !self.drive(&mut done) && !STEPPING.get() {
            if matches!(self.pass(until, |_| true), Passed::Nothing) {
                return;
            }
        }
    }

    /// Wakes `cx` when a task becomes ready from outside of a drive. `false` when one is already:
    /// it became so after whoever asks had looked, and nobody would be woken for it.
    fn watch(&self, cx: &Context<'_>) -> bool {
        let mut state = lock(&self.state);
        if !state.ready.is_empty() {
            return false;
        }
        if !state.drivers.iter().any(|waker| waker.will_wake(cx.waker())) {
            state.drivers.push(cx.waker().clone());
        }
        true
    }

    /// The time that has passed.
    pub(crate) fn now(&self) -> Duration {
        lock(&self.state).now
    }

    pub(crate) fn add_timer(&self, at: Duration, owner: Option<Owner>, callback: Callback) -> Key {
        let mut state = lock(&self.state);
        let key = state.timers.add(at, owner, callback);
        // Those who wait may let time pass now.
        let drivers = std::mem::take(&mut state.drivers);
        drop(state);
        drivers.into_iter().for_each(Waker::wake);
        key
    }

    pub(crate) fn remove_timers(&self, owner: Owner) -> Vec<Callback> {
        lock(&self.state).timers.remove_all(owner)
    }

    pub(crate) fn remove_timer(&self, key: Key) -> Option<Callback> {
        lock(&self.state).timers.remove(key)
    }

    /// Sets the time to the next timer before `until`, where it `may`, and runs what is due.
    fn pass(&self, until: Until, may: impl FnOnce(&mut State) -> bool) -> Passed {
        // Time stands still while a task runs, and where one is ready.
        let _turn = lock(&self.turn);
        let mut state = lock(&self.state);
        if !state.ready.is_empty() {
            return Passed::Something;
        }
        let (Until::Exactly(limit) | Until::AtMost(limit)) = until;
        let Some(at) = state.timers.next_at().filter(|next| *next <= limit) else {
            if let Until::Exactly(limit) = until {
                state.now = state.now.max(limit);
            }
            return Passed::Nothing;
        };
        if !may(&mut state) {
            return Passed::NotYet;
        }
        state.now = state.now.max(at);
        let due = state.timers.due(at);
        drop(state);
        if let Some(callback) = due {
            callback(Moment::Due);
        }
        Passed::Something
    }

    /// Runs one ready task. `false` when none is.
    fn step(self: &Arc<Self>) -> bool {
        let _turn = lock(&self.turn);
        let next = lock(&self.state).next_ready();
        let Some((id, mut task)) = next else { return false };
        let waker = Waker::from(Arc::new(Ready { stepper: Arc::downgrade(self), id }));
        let stepping = Stepping::begin();
        let ended = task.as_mut().poll(&mut Context::from_waker(&waker)).is_ready();
        drop(stepping);
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
        // Also where the task is being polled: `turn` is held meanwhile, so that nobody takes it
        // out of `ready` before it is back in its place.
        let drivers = state.make_ready(self.id);
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
    if STEPPING.get() {
        return poll(cx);
    }
    let visit = lock(&stepper.state).outsiders.come(cx.waker());
    let mut within = Context::from_waker(&visit.waker);
    let mut result = Poll::Pending;
    loop {
        let driven = stepper.drive(|| {
            result = poll(&mut within);
            result.is_ready()
        });
        if driven {
            visit.has_all();
            return result;
        }
        match stepper.pass(until, |state| state.is_idle(&visit)) {
            Passed::Something => {}
            Passed::Nothing if stepper.watch(cx) => return Poll::Pending,
            Passed::Nothing => {}
            Passed::NotYet => {
                thread::yield_now();
                cx.waker().wake_by_ref();
                return Poll::Pending;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::future::poll_fn;

    use tokio::sync::{mpsc, oneshot};

    use super::*;

    /// Waits on the stepper as one outside does.
    async fn outside<T>(stepper: &Arc<Stepper>, future: impl Future<Output = T>) -> T {
        let mut future = Box::pin(future);
        let until = Until::AtMost(Duration::ZERO);
        poll_fn(move |cx| poll_driving(stepper, cx, until, |cx| future.as_mut().poll(cx))).await
    }

    fn block_on<T>(future: impl Future<Output = T>) -> T {
        let runtime = tokio::runtime::Builder::new_current_thread().build();
        runtime.expect("a runtime").block_on(future)
    }

    #[test]
    fn a_task_that_is_woken_from_another_thread_at_any_moment_goes_on() {
        let stepper = Arc::new(Stepper::default());
        let (words, mut heard) = mpsc::channel::<oneshot::Sender<u32>>(1);
        stepper.spawn(Box::pin(async move {
            let mut count = 0;
            while let Some(answer) = heard.recv().await {
                count += 1;
                // One that does not wait any more needs no answer.
                let _ = answer.send(count);
            }
        }));
        let rounds = 20_000;
        // Three who wait at the same time, each of whom may be the one that drives.
        let askers: Vec<_> = (0..3)
            .map(|_| {
                let (stepper, words) = (stepper.clone(), words.clone());
                thread::spawn(move || {
                    block_on(async {
                        for _ in 0..rounds {
                            let (answer, wanted) = oneshot::channel();
                            words.send(answer).await.expect("it hears");
                            outside(&stepper, wanted).await.expect("it answers");
                        }
                    });
                })
            })
            .collect();
        askers.into_iter().for_each(|asker| asker.join().expect("each is answered"));
    }

    #[test]
    fn one_who_waits_is_woken_for_what_becomes_ready_after_it_has_looked() {
        let stepper = Arc::new(Stepper::default());
        for _ in 0..20_000 {
            let (done, waits) = oneshot::channel();
            let other = stepper.clone();
            let speaker = thread::spawn(move || {
                other.spawn(Box::pin(async move { done.send(()).expect("it waits") }));
            });
            block_on(outside(&stepper, waits)).expect("it runs");
            speaker.join().expect("it has spoken");
        }
    }

    struct Nobody;

    impl Wake for Nobody {
        fn wake(self: Arc<Self>) {}
    }

    /// Polls on behalf of the one with this waker, for whom a minute may pass.
    fn poll_once<T>(
        stepper: &Arc<Stepper>,
        waker: &Waker,
        poll: impl FnMut(&mut Context<'_>) -> Poll<T>,
    ) -> Poll<T> {
        let until = Until::AtMost(Duration::from_secs(60));
        poll_driving(stepper, &mut Context::from_waker(waker), until, poll)
    }

    #[test]
    fn time_does_not_pass_over_the_head_of_one_who_is_woken_or_here() {
        let stepper = Arc::new(Stepper::default());
        let [one, other] = [Waker::from(Arc::new(Nobody)), Waker::from(Arc::new(Nobody))];
        let _timer = stepper.add_timer(Duration::from_secs(1), None, Box::new(|_| {}));
        let other_waits = || {
            for _ in 0..100 {
                assert!(poll_once(&stepper, &other, |_| Poll::<()>::Pending).is_pending());
            }
        };

        let (called, mut wanted) = oneshot::channel();
        assert!(poll_once(&stepper, &one, |cx| Pin::new(&mut wanted).poll(cx)).is_pending());
        called.send(()).expect("it waits");
        other_waits();
        assert_eq!(stepper.now(), Duration::ZERO, "one is woken");

        let came = poll_once(&stepper, &one, |cx| {
            other_waits();
            Pin::new(&mut wanted).poll(cx)
        });
        assert!(came.is_ready());
        assert_eq!(stepper.now(), Duration::ZERO, "one is here");

        other_waits();
        assert_eq!(stepper.now(), Duration::from_secs(1), "one has what it has waited for");
    }

    #[test]
    fn one_who_is_woken_and_never_comes_does_not_stop_time() {
        let stepper = Arc::new(Stepper::default());
        let [one, other] = [Waker::from(Arc::new(Nobody)), Waker::from(Arc::new(Nobody))];
        let (due, timer) = oneshot::channel();
        let ring = Box::new(|_| due.send(()).expect("it waits"));
        let _timer = stepper.add_timer(Duration::from_secs(1), None, ring);
        let mut timer = Box::pin(timer);

        let (called, mut wanted) = oneshot::channel();
        assert!(poll_once(&stepper, &one, |cx| Pin::new(&mut wanted).poll(cx)).is_pending());
        called.send(()).expect("it waits");
        while poll_once(&stepper, &other, |cx| timer.as_mut().poll(cx)).is_pending() {}
        assert_eq!(stepper.now(), Duration::from_secs(1));
    }

    fn order(stepper: Stepper) -> Vec<u32> {
        let stepper = Arc::new(stepper);
        let order = Arc::new(Mutex::new(Vec::new()));
        for number in 0..20 {
            let order = order.clone();
            stepper.spawn(Box::pin(async move { lock(&order).push(number) }));
        }
        stepper.drive(|| false);
        lock(&order).clone()
    }

    #[test]
    fn a_seed_chooses_an_order_and_always_the_same() {
        assert!(order(Stepper::default()).into_iter().eq(0..20));
        assert_eq!(order(Stepper::seeded(3)), order(Stepper::seeded(3)));
        assert_ne!(order(Stepper::seeded(3)), order(Stepper::seeded(4)));
    }
}
