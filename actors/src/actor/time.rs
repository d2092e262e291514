//! What an actor does later: wakeups, rows of them, and messages that leave after a while.

use std::{
    fmt,
    marker::PhantomData,
    sync::{Arc, Mutex, Weak},
    time::Duration,
};

use super::{
    any::AnyMessage,
    context::Context,
    host::{DeadReason, Host, speaking},
    id::ActorId,
    local::{AnyLocal, Content, Due, Local, Parcel},
    message::Message,
    notes::Notes,
    recipient::{Speaker, Target},
    reply::ReplyPort,
    system::WakeupMessage,
    traits::{Actor, Envelope, Handles},
};
use crate::{
    queue::lock,
    run::{Moment, Owner, Timer},
};

/// What an actor has to do with time.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Timekeeping {
    /// Whether its init runs.
    pub(crate) in_init: bool,
    /// Whether it has ever set anything: most actors have not.
    is_used: bool,
}

impl Timekeeping {
    /// That of an actor that may have set anything.
    pub(crate) const fn used() -> Self {
        Self { in_init: false, is_used: true }
    }
}

/// What the init set; it sets it anew when the actor is built again.
const OF_INIT: u8 = 0;
/// What the handlers set.
const OF_HANDLERS: u8 = 1;

impl<A: Actor> Context<A> {
    /// Sends `payload` back to this actor after `delay`, as a [`WakeupMessage`] among its other
    /// messages. Any number may be pending. They end with the actor; those that its `#[init]` set
    /// are taken back when the actor is built again after a panic.
    ///
    /// ```
    /// use std::time::Duration;
    ///
    /// use actors::prelude::*;
    ///
    /// #[message]
    /// struct Snooze(ReplyTo<String>);
    ///
    /// #[derive(Default)]
    /// struct Sleeper;
    ///
    /// #[actor]
    /// impl Sleeper {
    ///     #[handler]
    ///     fn snooze(&mut self, reply: Snooze, ctx: &mut Context<Self>) {
    ///         ctx.wakeup_after(Duration::from_secs(60), reply);
    ///     }
    ///
    ///     #[handler]
    ///     fn wake(&mut self, wakeup: WakeupMessage<Snooze>) {
    ///         wakeup.payload.0.send("good morning".into());
    ///     }
    /// }
    /// # fn main() {}
    /// ```
    pub fn wakeup_after<P: Message>(&mut self, delay: Duration, payload: P) -> Wakeup
    where
        A: Handles<WakeupMessage<P>>,
    {
        let pending = Pending::new(&self.me);
        let (me, shared) = (Arc::downgrade(&self.me), pending.clone());
        self.set(pending, delay, move |moment| {
            if let (Moment::Due, Some(me)) = (moment, me.upgrade()) {
                let wakeup = Box::new(Single::<A, P> { to: PhantomData, shared, delay, payload });
                push::<A>(&me, wakeup);
            }
        })
    }

    /// Sends `payload` to this actor again and again, as a [`WakeupMessage`] among its other
    /// messages, until it is [cancelled](Wakeup::cancel) or the actor ends.
    ///
    /// The nth tick is due at the start plus n times `period`: the row does not drift, however
    /// late single ticks are handled. One tick at most waits for the actor; those that become due
    /// meanwhile are left out, and [`WakeupMessage::missed`] counts them. The row of an `#[init]`
    /// is taken back when the actor is built again after a panic.
    ///
    /// # Panics
    /// When `period` is zero.
    ///
    /// ```
    /// use std::time::Duration;
    ///
    /// use actors::prelude::*;
    ///
    /// struct Heart {
    ///     beats: u64,
    /// }
    ///
    /// #[message]
    /// struct Beat;
    ///
    /// #[message]
    /// struct Beats;
    ///
    /// #[actor]
    /// impl Heart {
    ///     #[init]
    ///     fn new(ctx: &mut Context<Self>) -> Self {
    ///         ctx.every(Duration::from_secs(1), Beat);
    ///         Self { beats: 0 }
    ///     }
    ///
    ///     #[handler]
    ///     fn beat(&mut self, tick: WakeupMessage<Beat>) {
    ///         self.beats += 1 + tick.missed;
    ///     }
    ///
    ///     #[handler]
    ///     fn beats(&self, _: Beats) -> u64 {
    ///         self.beats
    ///     }
    /// }
    ///
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> actors::Result {
    /// let system = ActorSystem::start(Base::Simple).await?;
    /// let heart = system.create::<Heart>(()).await?;
    /// system.advance(Duration::from_secs(1000));
    /// assert_eq!(heart.ask(Beats).await?, 1000);
    /// system.shutdown().await
    /// # }
    /// ```
    pub fn every<P: Message + Clone + Sync>(&mut self, period: Duration, payload: P) -> Wakeup
    where
        A: Handles<WakeupMessage<P>>,
    {
        assert!(!period.is_zero(), "`every` wants a period that is not zero");
        let pending = Pending::new(&self.me);
        let row = Arc::new(Row::<A, P> {
            me: Arc::downgrade(&self.me),
            shared: pending.clone(),
            rhythm: Rhythm { start: self.host().executor().now(), period },
            owner: self.owner(),
            payload,
        });
        row.arm(&mut lock(&pending), &**self.host(), 1);
        Wakeup(pending)
    }

    /// Sends `message` to `target` after `delay`, with this actor as its sender. When this actor
    /// ends before, the message is a dead letter.
    pub fn send_after<M, T>(&mut self, target: &T, message: M, delay: Duration) -> Wakeup
    where
        M: Message,
        T: Target<M> + Clone + Send + 'static,
    {
        let pending = Pending::new(&self.me);
        let (host, me) = (self.host().clone(), self.me.id);
        let (target, shared) = (target.clone(), pending.clone());
        self.set(pending, delay, move |moment| {
            lock(&shared).finish();
            match moment {
                Moment::Due => send_now(&*host, me, &target, message),
                Moment::Over => {
                    let target = target.to_any().id();
                    host.dead_letter(target, AnyMessage::new(message), DeadReason::SenderEnded);
                }
            }
        })
    }

    fn set(
        &mut self,
        pending: Arc<Mutex<Pending>>,
        delay: Duration,
        callback: impl FnOnce(Moment) + Send + 'static,
    ) -> Wakeup {
        let owner = self.owner();
        let executor = self.host().executor();
        let at = executor.now().saturating_add(delay);
        let timer = executor.at(at, Some(owner), Box::new(callback));
        lock(&pending).timer = Some(timer);
        Wakeup(pending)
    }

    fn owner(&mut self) -> Owner {
        self.desk.time.is_used = true;
        let part = if self.desk.time.in_init { OF_INIT } else { OF_HANDLERS };
        Owner { number: number(self.me.id), part }
    }
}

impl Timekeeping {
    /// Takes back what the actor `me` has set, since it ends.
    pub(crate) fn forget_all(self, me: &dyn AnyLocal) {
        self.forget_part(me, OF_INIT);
        self.forget_part(me, OF_HANDLERS);
    }

    /// Takes back what the init of the actor `me` has set, since it runs again.
    pub(crate) fn forget_init(self, me: &dyn AnyLocal) {
        self.forget_part(me, OF_INIT);
    }

    fn forget_part(self, me: &dyn AnyLocal, part: u8) {
        if self.is_used {
            me.host().executor().forget(Owner { number: number(me.id()), part });
        }
    }
}

/// What tells the actors of one process apart.
fn number(id: ActorId) -> u64 {
    u64::from(id.index) << 32 | u64::from(id.generation)
}

fn push<A: Actor>(me: &Local<A::Envelope>, wakeup: Box<dyn Due<A::Envelope>>) -> bool {
    let parcel = |wakeup| Parcel { sender: None, content: Content::Wakeup(wakeup) };
    me.mailbox.push(wakeup, parcel).is_ok()
}

fn send_now<M: Message>(host: &dyn Host, me: ActorId, target: &impl Target<M>, message: M) {
    if let Err(error) = speaking(me, || target.send_from(Speaker(me), message)) {
        let target = target.to_any().id();
        tracing::error!(sender = %me, %target, %error, "not sent");
        let message = AnyMessage::new(M::name().into_owned());
        host.dead_letter(target, message, DeadReason::Codec(error.to_string()));
    }
}

/// What is yet to come of this actor's: a wakeup, a row of them, or a message. Dropping it changes
/// nothing; [`cancel`](Self::cancel) takes it back. Its clones are the same.
#[derive(Clone)]
pub struct Wakeup(Arc<Mutex<Pending>>);

impl Wakeup {
    /// Takes it back: from now on nothing of it is handled, or sent. `false` when there was
    /// nothing to take back any more.
    pub fn cancel(self) -> bool {
        let mut pending = lock(&self.0);
        if pending.finish() {
            return false;
        }
        if let Some(timer) = pending.timer.take() {
            timer.cancel();
        }
        true
    }
}

impl fmt::Debug for Wakeup {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Wakeup").field("timer", &lock(&self.0).timer).finish_non_exhaustive()
    }
}

/// What is known of something that is yet to come.
struct Pending {
    timer: Option<Timer>,
    /// Whether it was handled or taken back.
    is_over: bool,
    /// Whether a tick waits among the actor's messages.
    waits: bool,
    /// Ticks that were left out since the last one.
    missed: u64,
    /// Where it is counted as pending.
    notes: Option<Arc<Notes>>,
}

impl Pending {
    fn new<E: Envelope>(me: &Local<E>) -> Arc<Mutex<Self>> {
        let notes = me.notes().clone();
        notes.await_wakeup();
        let notes = Some(notes);
        Arc::new(Mutex::new(Self { timer: None, is_over: false, waits: false, missed: 0, notes }))
    }

    /// From now on there is nothing to come. `true` when there was nothing before.
    fn finish(&mut self) -> bool {
        if let Some(notes) = self.notes.take() {
            notes.lose_wakeup();
        }
        std::mem::replace(&mut self.is_over, true)
    }
}

impl Drop for Pending {
    fn drop(&mut self) {
        self.finish();
    }
}

/// One wakeup among the messages of its actor.
struct Single<A, P> {
    to: PhantomData<fn(A)>,
    shared: Arc<Mutex<Pending>>,
    delay: Duration,
    payload: P,
}

impl<A: Handles<WakeupMessage<P>>, P: Message> Due<A::Envelope> for Single<A, P> {
    fn seal(self: Box<Self>) -> Option<A::Envelope> {
        let was_over = lock(&self.shared).finish();
        let message = WakeupMessage::new(self.delay, self.payload, 0);
        (!was_over).then(|| A::seal(message, ReplyPort::nobody()))
    }
}

/// When the ticks of a row are due.
#[derive(Debug, Clone, Copy)]
struct Rhythm {
    start: Duration,
    period: Duration,
}

impl Rhythm {
    /// When the nth tick is due.
    fn at(self, tick: u64) -> Duration {
        let nanos = self.period.as_nanos().saturating_mul(u128::from(tick));
        let seconds = u64::try_from(nanos / 1_000_000_000).unwrap_or(u64::MAX);
        let passed = Duration::new(seconds, (nanos % 1_000_000_000) as u32);
        self.start.saturating_add(passed)
    }

    /// The first tick after `tick` that is not due yet at `now`.
    fn next(self, tick: u64, now: Duration) -> u64 {
        let passed = now.saturating_sub(self.start).as_nanos() / self.period.as_nanos();
        u64::try_from(passed).unwrap_or(u64::MAX).max(tick).saturating_add(1)
    }
}

/// A row of ticks.
struct Row<A: Actor, P> {
    me: Weak<Local<A::Envelope>>,
    shared: Arc<Mutex<Pending>>,
    rhythm: Rhythm,
    owner: Owner,
    payload: P,
}

impl<A: Handles<WakeupMessage<P>>, P: Message + Clone + Sync> Row<A, P> {
    fn arm(self: &Arc<Self>, pending: &mut Pending, host: &dyn Host, tick: u64) {
        let row = self.clone();
        let callback = move |moment| {
            if moment == Moment::Due {
                row.due(tick);
            }
        };
        let at = self.rhythm.at(tick);
        pending.timer = Some(host.executor().at(at, Some(self.owner), Box::new(callback)));
    }

    /// The tick is due: it goes to the actor, unless one waits there.
    fn due(self: &Arc<Self>, tick: u64) {
        let Some(me) = self.me.upgrade() else { return };
        let mut pending = lock(&self.shared);
        if pending.is_over || !me.mailbox.is_open() {
            return;
        }
        if pending.waits {
            pending.missed += 1;
        } else {
            pending.waits = true;
            push::<A>(&me, Box::new(Tick(self.clone())));
        }
        let next = self.rhythm.next(tick, me.host.executor().now());
        pending.missed += next - tick - 1;
        self.arm(&mut pending, &*me.host, next);
    }
}

/// A tick among the messages of its actor.
struct Tick<A: Actor, P>(Arc<Row<A, P>>);

impl<A: Handles<WakeupMessage<P>>, P: Message + Clone + Sync> Due<A::Envelope> for Tick<A, P> {
    fn seal(self: Box<Self>) -> Option<A::Envelope> {
        let mut pending = lock(&self.0.shared);
        pending.waits = false;
        let missed = std::mem::take(&mut pending.missed);
        if pending.is_over {
            return None;
        }
        drop(pending);
        let message = WakeupMessage::new(self.0.rhythm.period, self.0.payload.clone(), missed);
        Some(A::seal(message, ReplyPort::nobody()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_whose_ticks_are_all_late_does_not_drift() {
        let start = Duration::from_millis(17);
        let rhythm = Rhythm { start, period: Duration::from_micros(333) };
        let (mut tick, mut now) = (1, start);
        for _ in 0..1000 {
            // The clock looks late, by nearly a period.
            now = now.max(rhythm.at(tick)) + Duration::from_micros(300);
            tick = rhythm.next(tick, now);
        }
        assert_eq!(tick, 1001);
        assert_eq!(rhythm.at(tick), start + Duration::from_micros(333) * 1001);
    }

    #[test]
    fn ticks_that_were_overslept_are_left_out() {
        let rhythm = Rhythm { start: Duration::ZERO, period: Duration::from_secs(1) };
        assert_eq!(rhythm.next(1, Duration::from_millis(1000)), 2);
        assert_eq!(rhythm.next(1, Duration::from_millis(1999)), 2);
        assert_eq!(rhythm.next(1, Duration::from_millis(5500)), 6);
        // A clock that is early asks for no tick twice.
        assert_eq!(rhythm.next(3, Duration::from_millis(2999)), 4);
    }
}
