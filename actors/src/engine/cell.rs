//! The loop of one actor: takes what came, lets the handlers work, and answers for what follows.

use std::{
    collections::VecDeque,
    future::{Future, poll_fn},
    marker::PhantomData,
    mem::take,
    pin::Pin,
    sync::Arc,
    task::{Context as Task, Poll},
};

use pin_project_lite::pin_project;

use super::{
    ending,
    fate::Fate,
    guard::{Guarded, Unfinished},
    hear::{self, After},
    linger::Linger,
    recover::Recovered,
    span,
    throttle::{self, Throttled},
    watchdog,
};
use crate::{
    actor::{
        context::Context,
        error::{CreateError, ExitReason, Failure},
        host::working,
        id::ActorId,
        kind::Line,
        local::{Content, Local, Parcel},
        notes::{self, Notes},
        recipient::AnyAddress,
        registered::WhenReady,
        reply::AnyReply,
        restart::Restart,
        system::{Signal, System},
        trace::Row,
        traits::{Actor, Envelope, Flow, Runs},
        transient::Transient,
    },
    queue::mailbox::{BATCH, Taken},
};

/// How many messages an actor handles before others on its thread have their turn.
const TURN: usize = BATCH;

/// An actor with all it has.
pub(crate) struct Cell<A: Runs> {
    pub(crate) ctx: Context<A>,
    /// What the context has too: asked while a handler has the context.
    me: Arc<Local<A::Envelope>>,
    /// Nothing until it is built.
    pub(crate) actor: Option<A>,
    args: A::Args,
    /// Whether what is handled is noted: only where one step is taken after another.
    is_traced: bool,
    pub(crate) batch: VecDeque<Parcel<A::Envelope>>,
    pub(crate) signals: VecDeque<Signal>,
    /// How many messages may yet be handled although receivers are full, because this actor and
    /// its receivers were found waiting for one another.
    released: u32,
    linger: Linger,
    /// What is noted of the actor, from its first message on.
    notes: Option<Arc<Notes>>,
    /// The message that is handled as something else than it is.
    pub(crate) line: Option<Box<Line>>,
    /// How its end comes and what follows it, if an attribute or its creator says something of it.
    pub(crate) fate: Option<Box<Fate>>,
    /// Who waits until the actor runs.
    ready: Option<WhenReady>,
}

/// How the actor goes on after a message.
pub(crate) enum Next {
    Message,
    End { reason: ExitReason, recursive: bool },
}

impl<A: Runs> Cell<A> {
    /// The whole life of an actor.
    pub(crate) fn run(
        ctx: Context<A>,
        args: A::Args,
        (restart, transient): (Restart, Option<Transient>),
        ready: Option<WhenReady>,
    ) -> impl Future<Output = ()> + Send {
        let (speaker, notes) = (ctx.me.id, None);
        let is_watched = watchdog::watches(&*ctx.me.host);
        let mut cell = Self {
            me: ctx.me.clone(),
            is_traced: ctx.host().trace().is_some(),
            ctx,
            actor: None,
            args,
            batch: VecDeque::new(),
            signals: VecDeque::new(),
            released: 0,
            linger: Linger::default(),
            notes: None,
            line: None,
            fate: Fate::of(restart, transient),
            ready,
        };
        // The cell stays where it is until its end, so that it is not moved and is there once.
        // What an actor needs only at its end has a block of its own then.
        let life = async move {
            let (reason, recursive) = cell.live().await;
            let me = cell.put_down(&reason);
            Box::pin(ending::end(me, reason, recursive)).await;
        };
        Speaking { speaker, actor: PhantomData::<fn() -> A>, notes, is_watched, future: life }
    }

    /// Lives until the end that is not followed by a new beginning.
    async fn live(&mut self) -> (ExitReason, bool) {
        loop {
            let built = self.build().await;
            let end = match self.begin_life(built) {
                None => self.handle_all().await,
                Some(end) => *end,
            };
            let end = match &self.fate {
                None => Some(end),
                Some(_) => Box::pin(self.rest_after(end)).await,
            };
            let Some(end) = end else { continue };
            if let (Some(ready), ExitReason::NotStarted(why)) = (self.ready.take(), &end.0) {
                let (actor, reason) = (A::name().to_owned(), why.clone());
                ready(Err(CreateError::Init { actor, reason }));
            }
            return end;
        }
    }

    /// Tells who waits that the actor runs. `Some` when it could not be built: the end.
    fn begin_life(&mut self, built: Result<(), String>) -> Option<Box<(ExitReason, bool)>> {
        if let Err(why) = built {
            return Some(Box::new((ExitReason::NotStarted(why), true)));
        }
        if let Some(ready) = self.ready.take() {
            ready(Ok(()));
        }
        None
    }

    /// Builds the actor from its arguments; its `Err` and its panic are told alike.
    pub(crate) async fn build(&mut self) -> Result<(), String> {
        self.ctx.time.in_init = true;
        let building = A::init(self.args.clone(), &mut self.ctx);
        let built = Guarded::new(building, &self.me, None).await;
        self.ctx.time.in_init = false;
        self.actor = Some(match built {
            Ok(Ok(actor)) => actor,
            Ok(Err(error)) => return Err(error.0),
            Err(Unfinished::Panicked(panic)) => return Err(panic.0),
            Err(Unfinished::Stopped(reason)) => return Err(reason.to_string()),
        });
        Ok(())
    }

    /// Lets go what the actor has in its hands at its end.
    fn put_down(&mut self, reason: &ExitReason) -> Arc<Local<A::Envelope>> {
        self.actor = None;
        self.ctx.forget_timers();
        self.me.settle_all(take(&mut self.batch), reason);
        self.me.clone()
    }

    /// Handles messages until one is the last.
    async fn handle_all(&mut self) -> (ExitReason, bool) {
        let mut left = self.turn();
        loop {
            if let Some(end) = self.obey() {
                return end;
            }
            if left == 0 {
                left = self.turn();
                yield_now().await;
                continue;
            }
            if self.batch.is_empty() {
                if let Some(notes) = &self.notes {
                    notes.rest();
                }
                match self.take().await {
                    Taken::Some => continue,
                    Taken::Closed => return (ExitReason::Requested, true),
                }
            }
            left -= 1;
            let (mut envelope, after) = match self.next() {
                Ok(opened) => opened,
                Err(After::End(end)) => return *end,
                Err(after) => {
                    self.go_on(Next::Message, after);
                    continue;
                }
            };
            if self.is_traced {
                self.trace(&envelope);
            }
            self.begin(&envelope);
            let next = loop {
                let handled = if A::Envelope::BLOCKS && envelope.is_blocking() {
                    match Box::pin(self.handle_apart(envelope)).await {
                        Ok((back, handled)) => {
                            envelope = back;
                            handled
                        }
                        Err(reason) => break Next::End { reason, recursive: true },
                    }
                } else {
                    self.handle(&mut envelope).await
                };
                let passed_on = match handled {
                    Ok(flow) if flow != Flow::Super => break self.follow(flow, envelope),
                    Ok(_) => envelope,
                    Err(unfinished) => match Box::pin(self.recover(unfinished, envelope)).await {
                        Recovered::Next(next) => break next,
                        Recovered::Super(envelope) => envelope,
                    },
                };
                envelope = match self.pass_on(passed_on) {
                    Ok(envelope) => envelope,
                    Err(next) => break next,
                };
            };
            if self.line.is_some() {
                self.line = None;
            }
            if let Some(end) = self.go_on(next, after) {
                return end;
            }
            if !self.ctx.slow.is_empty()
                && let Some(end) = self.slow_down().await
            {
                return end;
            }
        }
    }

    /// Opens the next of the messages that were taken. What it came in does not outlive this, so
    /// that the future of the actor has no place for it.
    ///
    /// # Errors
    /// What follows, when there is nothing to be handled.
    #[inline]
    fn next(&mut self) -> Result<(A::Envelope, After), After> {
        let Some(Parcel { sender, content }) = self.batch.pop_front() else {
            return Err(After::Message);
        };
        self.ctx.sender = sender;
        if self.fate.is_some() && !matches!(content, Content::System(_)) {
            self.live_on();
        }
        match content {
            Content::Sealed(envelope) => Ok((envelope, After::Message)),
            other => self.open(other),
        }
    }

    /// How many messages are handled before others have their turn.
    fn turn(&self) -> usize {
        self.me.host.executor().turn(TURN)
    }

    /// Notes what is about to be handled.
    #[cold]
    fn trace(&self, envelope: &A::Envelope) {
        if let Some(trace) = self.me.host.trace() {
            trace.note(Row {
                at: self.me.host.executor().now(),
                sender: self.ctx.sender,
                receiver: self.me.id,
                actor: A::name(),
                message: envelope.name(),
            });
        }
    }

    /// Waits for messages, or words of the system.
    async fn take(&mut self) -> Taken {
        let Self { me, batch, signals, linger, .. } = self;
        let lingers =
            linger.is_worth() && me.host.executor().has_threads() && me.mailbox.len() == 0 && {
                Linger::pause();
                true
            };
        let taken = poll_fn(|cx| {
            let taken = me.mailbox.poll_take(cx, batch, signals);
            if lingers && taken.is_pending() {
                linger.was_in_vain();
            }
            taken
        });
        let taken = taken.await;
        linger.took(batch.len());
        taken
    }

    /// Notes that the actor takes a message up.
    #[inline]
    fn begin(&mut self, envelope: &A::Envelope) {
        let taken = self.batch.len();
        match &self.notes {
            Some(notes) => notes.begin(envelope.kind(), taken),
            None => self.begin_first(envelope, taken),
        }
    }

    #[cold]
    fn begin_first(&mut self, envelope: &A::Envelope, taken: usize) {
        let notes = self.me.notes().clone();
        notes.begin(envelope.kind(), taken);
        notes::adopt(notes.clone());
        self.notes = Some(notes);
    }

    /// Lets the actor handle the message, until it is done or the system says stop.
    #[inline]
    pub(crate) fn handle(
        &mut self,
        envelope: &mut A::Envelope,
    ) -> impl Future<Output = Result<Flow, Unfinished>> + Send {
        let actor = self.actor.as_mut().expect("messages are handled once the actor is built");
        let span = span::handling(|| envelope.name());
        Guarded::new(actor.dispatch(envelope, &mut self.ctx), &self.me, span)
    }

    /// The actor, for a thread of its own.
    pub(crate) const fn take_actor(&mut self) -> A {
        self.actor.take().expect("messages are handled once the actor is built")
    }

    /// The actor is back.
    pub(crate) fn put_actor(&mut self, actor: A) {
        self.actor = Some(actor);
    }

    /// What follows a handler that returned.
    #[inline]
    pub(crate) fn follow(&mut self, flow: Flow, envelope: A::Envelope) -> Next {
        if let Some(target) = self.ctx.forward.take() {
            self.hand_on(&target, envelope);
        }
        if let Flow::Exit { recursive } = flow {
            return Next::End { reason: ExitReason::Requested, recursive };
        }
        self.wanted()
    }

    /// Whether the handler wanted the actor to end.
    #[inline]
    pub(crate) fn wanted(&mut self) -> Next {
        match self.ctx.exit.take() {
            Some(reason) => Next::End { reason: *reason, recursive: true },
            None => Next::Message,
        }
    }

    /// What follows a message. `Some` when it was the last.
    #[inline]
    fn go_on(&mut self, next: Next, after: After) -> Option<(ExitReason, bool)> {
        if self.ctx.job.is_some() {
            self.rest();
        }
        match (next, after) {
            (Next::Message, After::Message) => None,
            // The handler failed: the actor ends nevertheless.
            (Next::Message, After::End(end)) => Some(*end),
            (Next::End { recursive, .. }, After::End(end)) => Some((end.0, recursive)),
            (Next::End { reason, recursive }, _) => Some((reason, recursive)),
        }
    }

    #[cold]
    fn hand_on(&mut self, target: &AnyAddress, envelope: A::Envelope) {
        let sender = self.ctx.sender.unwrap_or(self.me.id);
        let (message, reply) = envelope.unseal();
        // Handed on is what was sent, whatever it was handled as.
        let sent = self.line.take().and_then(|line| line.into_message());
        match sent.or(message) {
            Some(message) => {
                if let Err(error) = target.send_any(sender, message, reply) {
                    tracing::error!(actor = %self.me.name, %error, "not handed on");
                }
            }
            None => reply.fail(Failure::NoReply),
        }
    }

    /// Opens what was not sealed where it was sent: a message whose sender did not know the type
    /// of this actor, what the time brings, or what the system says.
    ///
    /// # Errors
    /// What follows, when there is nothing to be handled.
    #[cold]
    fn open(&mut self, content: Content<A::Envelope>) -> Result<(A::Envelope, After), After> {
        match content {
            Content::Sealed(envelope) => Ok((envelope, After::Message)),
            Content::Untyped(untyped) => match self.open_nearest(untyped.0, untyped.1) {
                Some(envelope) => Ok((envelope, After::Message)),
                None => Err(After::Message),
            },
            Content::Wakeup(wakeup) => match wakeup.seal() {
                Some(envelope) => Ok((envelope, After::Message)),
                None => Err(After::Message),
            },
            Content::Work(work) => {
                self.ctx.job = Some(work.job);
                Ok((work.envelope, After::Message))
            }
            Content::System(system) => {
                let system = match self.foresee(*system)? {
                    System::Work(errand) => return self.open_errand(errand),
                    system => system,
                };
                let (message, after) = hear::word(system, &self.me.family, &self.me.host);
                let opened =
                    message.and_then(|message| self.open_nearest(message, AnyReply::nobody()));
                match opened {
                    Some(envelope) => Ok((envelope, after)),
                    None => Err(after),
                }
            }
        }
    }

    /// Does what the system said ahead of the messages.
    #[inline]
    pub(crate) fn obey(&mut self) -> Option<(ExitReason, bool)> {
        if self.me.mailbox.is_urgent() {
            let mut task = Task::from_waker(std::task::Waker::noop());
            let Self { me, signals, .. } = self;
            let _ = me.mailbox.poll_controls(&mut task, signals);
        }
        while let Some(signal) = self.signals.pop_front() {
            match signal {
                Signal::Watch(watcher) => self.me.family.add_watcher(watcher),
                Signal::Unwatch(watcher) => self.me.family.remove_watcher(watcher),
                Signal::Stop(reason) => return Some((reason, true)),
                Signal::Expired => self.expire(),
                // Nobody waits for this actor's room for long: it is at work.
                Signal::Probe { .. }
                | Signal::WorkerReady(_)
                | Signal::WorkerDone(..)
                | Signal::Status { .. }
                | Signal::Report { .. } => {}
            }
        }
        None
    }

    /// Waits until the receivers have room again.
    async fn slow_down(&mut self) -> Option<(ExitReason, bool)> {
        if self.released > 0 {
            self.released -= 1;
            self.ctx.slow.clear();
            return None;
        }
        self.me.notes().slow_down();
        let waited = throttle::wait(&*self.me, &mut self.ctx.slow, &mut self.signals);
        if let Throttled::Circle = Box::pin(waited).await {
            self.released = throttle::RELEASED;
        }
        self.obey()
    }
}

/// Lets others on this thread have their turn.
pub(crate) async fn yield_now() {
    let mut yielded = false;
    poll_fn(|cx| {
        if yielded {
            return Poll::Ready(());
        }
        yielded = true;
        cx.waker().wake_by_ref();
        Poll::Pending
    })
    .await;
}

pin_project! {
    /// A future that speaks as an actor whenever it runs.
    pub(crate) struct Speaking<A, F> {
        pub(crate) speaker: ActorId,
        pub(crate) actor: PhantomData<fn() -> A>,
        // What is noted of it, while it does not run.
        pub(crate) notes: Option<Arc<Notes>>,
        // Whether it can keep a thread from others.
        pub(crate) is_watched: bool,
        #[pin]
        pub(crate) future: F,
    }
}

impl<A: Actor, F: Future> Future for Speaking<A, F> {
    type Output = F::Output;

    #[inline]
    fn poll(self: Pin<&mut Self>, cx: &mut Task<'_>) -> Poll<F::Output> {
        let this = self.project();
        notes::swap(this.notes);
        if *this.is_watched {
            watchdog::begin(*this.speaker);
        }
        let polled = working(*this.speaker, A::name, || this.future.poll(cx));
        if *this.is_watched {
            watchdog::end();
        }
        notes::swap(this.notes);
        polled
    }
}
