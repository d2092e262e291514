//! The loop of one actor: takes what came, lets the handlers work, and answers for what follows.

use std::{
    collections::VecDeque,
    future::{Future, poll_fn},
    pin::{Pin, pin},
    sync::Arc,
    task::{Context as Task, Poll},
};

use pin_project_lite::pin_project;

use super::{
    catch::{Catch, Panic},
    throttle::{self, Throttled},
};
use crate::{
    actor::{
        any::AnyMessage,
        context::Context,
        error::{CreateError, ExitReason, Failure},
        host::{DeadReason, speaking},
        id::ActorId,
        local::{Content, Local, Parcel},
        message::Message,
        recipient::AnyAddress,
        registered::{Role, WhenReady},
        reply::AnyReply,
        system::{ActorExited, ChildActorExited, Signal, System},
        traits::{Actor, Envelope, Flow},
    },
    queue::mailbox::{BATCH, Mailbox, Taken},
};

/// How many messages an actor handles before others on its thread have their turn.
const TURN: usize = BATCH;

/// An actor with all it has.
pub(crate) struct Cell<A: Actor> {
    pub(crate) ctx: Context<A>,
    pub(crate) actor: A,
    pub(crate) args: A::Args,
    role: Role,
    pub(crate) batch: VecDeque<Parcel<A::Envelope>>,
    signals: VecDeque<Signal>,
    /// How many messages may yet be handled although receivers are full, because this actor and
    /// its receivers were found waiting for one another.
    released: u32,
}

/// How the actor goes on after a message.
pub(crate) enum Next {
    Message,
    End { reason: ExitReason, recursive: bool },
}

/// How a handler came back.
pub(crate) enum Handled {
    Flow(Flow),
    Panicked(Panic),
    /// The system does not wait for it any longer.
    Stopped(ExitReason),
}

impl<A: Actor> Cell<A> {
    /// The whole life of an actor.
    pub(crate) fn run(
        ctx: Context<A>,
        args: A::Args,
        role: Role,
        ready: Option<WhenReady>,
    ) -> impl Future<Output = ()> + Send {
        let speaker = ctx.me.id;
        // What an actor needs only at its birth and at its end has a block of its own then, so
        // that the block it lives in is small.
        let birth = Box::pin(Self::build(ctx, args, role, ready));
        let life = async move {
            let Some(mut cell) = birth.await else { return };
            let (reason, recursive) = cell.handle_all().await;
            Box::pin(cell.end(reason, recursive)).await;
        };
        Speaking { speaker, future: life }
    }

    /// Builds the actor. One that can't be built ends here.
    async fn build(
        mut ctx: Context<A>,
        args: A::Args,
        role: Role,
        ready: Option<WhenReady>,
    ) -> Option<Self> {
        let actor = match build(&mut ctx, args.clone()).await {
            Ok(actor) => actor,
            Err(why) => {
                if let Some(ready) = ready {
                    let actor = A::name().to_owned();
                    ready(Err(CreateError::Init { actor, reason: why.clone() }));
                }
                ctx.end(VecDeque::new(), ExitReason::NotStarted(why), true).await;
                return None;
            }
        };
        if let Some(ready) = ready {
            ready(Ok(()));
        }
        Some(Self {
            ctx,
            actor,
            args,
            role,
            batch: VecDeque::new(),
            signals: VecDeque::new(),
            released: 0,
        })
    }

    async fn end(self, reason: ExitReason, recursive: bool) {
        let Self { ctx, actor, batch, .. } = self;
        drop(actor);
        ctx.end(batch, reason, recursive).await;
    }

    /// Handles messages until one is the last.
    async fn handle_all(&mut self) -> (ExitReason, bool) {
        let mut turn = 0;
        loop {
            if let Some(end) = self.obey() {
                return end;
            }
            let Some(parcel) = self.batch.pop_front() else {
                if turn >= TURN {
                    turn = 0;
                    yield_now().await;
                }
                match self.take().await {
                    Taken::Some => continue,
                    Taken::Closed => return (ExitReason::Requested, true),
                }
            };
            turn += 1;
            self.ctx.sender = parcel.sender;
            let is_work = matches!(parcel.content, Content::Sealed(_) | Content::Untyped(_));
            let next = match parcel.content {
                Content::Sealed(mut envelope) => match self.handle(&mut envelope).await {
                    Handled::Flow(flow) => self.follow(flow, envelope),
                    other => Box::pin(self.recover(other, envelope)).await,
                },
                Content::Untyped(untyped) => {
                    let (message, reply) = *untyped;
                    Box::pin(self.handle_untyped(message, reply)).await
                }
                Content::System(system) => Box::pin(self.handle_system(*system)).await,
                Content::Wakeup(wakeup) => match wakeup.seal() {
                    Some(envelope) => Box::pin(self.handle_sealed(envelope)).await,
                    None => Next::Message,
                },
            };
            if let Next::End { reason, recursive } = next {
                return (reason, recursive);
            }
            if is_work && self.role == Role::Worker {
                self.tell_manager();
            }
            if !self.ctx.slow.is_empty()
                && let Some(end) = self.slow_down().await
            {
                return end;
            }
        }
    }

    /// Waits for messages, or words of the system.
    async fn take(&mut self) -> Taken {
        let Self { ctx, batch, signals, .. } = self;
        poll_fn(|cx| ctx.me.mailbox.poll_take(cx, batch, signals)).await
    }

    /// Lets the actor handle the message, until it is done or the system says stop.
    #[inline]
    pub(crate) async fn handle(&mut self, envelope: &mut A::Envelope) -> Handled {
        let me = self.ctx.me.clone();
        let mut handling = pin!(Catch::new(self.actor.dispatch(envelope, &mut self.ctx)));
        poll_fn(|cx| match handling.as_mut().poll(cx) {
            Poll::Ready(Ok(flow)) => Poll::Ready(Handled::Flow(flow)),
            Poll::Ready(Err(panic)) => Poll::Ready(Handled::Panicked(panic)),
            Poll::Pending => poll_stop(&me.mailbox, cx),
        })
        .await
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
        match self.ctx.exit.take() {
            Some(recursive) => Next::End { reason: ExitReason::Requested, recursive },
            None => Next::Message,
        }
    }

    #[cold]
    fn hand_on(&mut self, target: &AnyAddress, envelope: A::Envelope) {
        let sender = self.ctx.sender.unwrap_or(self.ctx.me.id);
        let (message, reply) = envelope.unseal();
        match message {
            Some(message) => {
                if let Err(error) = target.send_any(sender, message, reply) {
                    tracing::error!(actor = %self.ctx.me.name, %error, "not handed on");
                }
            }
            None => reply.fail(Failure::NoReply),
        }
    }

    async fn handle_sealed(&mut self, mut envelope: A::Envelope) -> Next {
        match self.handle(&mut envelope).await {
            Handled::Flow(flow) => self.follow(flow, envelope),
            other => self.recover(other, envelope).await,
        }
    }

    async fn handle_untyped(&mut self, message: AnyMessage, reply: AnyReply) -> Next {
        match A::Envelope::open(message, reply) {
            Ok(envelope) => self.handle_sealed(envelope).await,
            Err((message, reply)) => {
                reply.fail(Failure::Unhandled {
                    message: message.name().into_owned(),
                    actor: A::name().to_owned(),
                });
                let me = &self.ctx.me;
                me.host.dead_letter(me.id, message, DeadReason::Unhandled);
                Next::Message
            }
        }
    }

    /// What the system says: some of it concerns the actor's books, most of it may be heard.
    async fn handle_system(&mut self, system: System) -> Next {
        let address = |cell: &Self, id: ActorId| AnyAddress::new(id, cell.ctx.host().clone());
        match system {
            System::ChildExited(child, reason) => {
                if !self.ctx.me.family.remove_child(child) {
                    return Next::Message;
                }
                let child = address(self, child);
                self.hear(ChildActorExited { child, reason }).await
            }
            System::Exited(id, reason) => {
                if !self.ctx.me.family.unwatch(id) {
                    return Next::Message;
                }
                let address = address(self, id);
                self.hear(ActorExited { address, reason }).await
            }
            System::Poison(poison) => self.hear(poison).await,
            System::Dead(dead) => self.hear(dead).await,
            System::Exit(request, reason) => match self.hear(request).await {
                Next::End { recursive, .. } => Next::End { reason, recursive },
                // The handler failed: the actor ends nevertheless.
                Next::Message => Next::End { reason, recursive: request.is_recursive() },
            },
        }
    }

    /// Lets the actor hear what the system says, if it has a handler for it.
    async fn hear<M: Message>(&mut self, message: M) -> Next {
        match A::Envelope::open(AnyMessage::new(message), AnyReply::nobody()) {
            Ok(envelope) => self.handle_sealed(envelope).await,
            Err(_) => Next::Message,
        }
    }

    /// Does what the system said ahead of the messages.
    #[inline]
    fn obey(&mut self) -> Option<(ExitReason, bool)> {
        if self.ctx.me.mailbox.is_urgent() {
            let mut task = Task::from_waker(std::task::Waker::noop());
            let Self { ctx, signals, .. } = self;
            let _ = ctx.me.mailbox.poll_controls(&mut task, signals);
        }
        while let Some(signal) = self.signals.pop_front() {
            match signal {
                Signal::Watch(watcher) => self.ctx.me.family.add_watcher(watcher),
                Signal::Unwatch(watcher) => self.ctx.me.family.remove_watcher(watcher),
                Signal::Stop(reason) => return Some((reason, true)),
                // Nobody waits for this actor's room for long: it is at work.
                Signal::Probe { .. } | Signal::WorkerIdle(_) => {}
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
        let waited = Box::pin(throttle::wait(&self.ctx.me, &mut self.ctx.slow, &mut self.signals));
        if let Throttled::Circle = waited.await {
            self.released = throttle::RELEASED;
        }
        self.obey()
    }

    #[cold]
    fn tell_manager(&self) {
        if let Some(manager) = self.ctx.me.family.parent {
            self.ctx.host().signal(manager, Signal::WorkerIdle(self.ctx.me.id));
        }
    }
}

/// Builds an actor; its `Err` and its panic are told alike.
pub(crate) async fn build<A: Actor>(ctx: &mut Context<A>, args: A::Args) -> Result<A, String> {
    let me = ctx.me.clone();
    ctx.time.in_init = true;
    let built = async {
        let mut building = pin!(Catch::new(A::init(args, ctx)));
        poll_fn(|cx| match building.as_mut().poll(cx) {
            Poll::Ready(Ok(Ok(actor))) => Poll::Ready(Ok(actor)),
            Poll::Ready(Ok(Err(error))) => Poll::Ready(Err(error.0)),
            Poll::Ready(Err(panic)) => Poll::Ready(Err(panic.0)),
            Poll::Pending => match poll_stop(&me.mailbox, cx) {
                Poll::Ready(Handled::Stopped(reason)) => Poll::Ready(Err(reason.to_string())),
                _ => Poll::Pending,
            },
        })
        .await
    };
    let built = built.await;
    ctx.time.in_init = false;
    built
}

/// Ready when the system says that the handler is not to be waited for.
#[cold]
fn poll_stop<T>(mailbox: &Mailbox<T, Signal>, cx: &mut Task<'_>) -> Poll<Handled> {
    match mailbox.poll_busy(cx, |signal| matches!(signal, Signal::Stop(_))) {
        Poll::Ready(()) => Poll::Ready(Handled::Stopped(ExitReason::SystemShutdown)),
        Poll::Pending => Poll::Pending,
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
    pub(crate) struct Speaking<F> {
        pub(crate) speaker: ActorId,
        #[pin]
        pub(crate) future: F,
    }
}

impl<F: Future> Future for Speaking<F> {
    type Output = F::Output;

    #[inline]
    fn poll(self: Pin<&mut Self>, cx: &mut Task<'_>) -> Poll<F::Output> {
        let this = self.project();
        speaking(*this.speaker, || this.future.poll(cx))
    }
}

impl<E: Envelope> Local<E> {
    /// What waits here, for one who ends.
    pub(crate) fn bury_all(
        self: &Arc<Self>,
        parcels: impl IntoIterator<Item = Parcel<E>>,
        reason: &ExitReason,
    ) {
        for parcel in parcels {
            self.bury(parcel, reason);
        }
    }
}
