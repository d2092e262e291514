//! The manager of a troupe: one address in front of workers that are made on demand.

use std::{
    collections::{HashMap, VecDeque},
    future::{Future, poll_fn},
    marker::PhantomData,
    pin::Pin,
    task::Poll,
    time::Duration,
};

use tokio::sync::oneshot;

use super::{
    cell::Speaking,
    spawn::{Birth, spawn},
};
use crate::{
    actor::{
        any::AnyMessage,
        context::Context,
        error::{CreateError, ExitReason, Failure},
        host::DeadReason,
        id::ActorId,
        kind,
        local::{Content, Parcel},
        options::{Placement, Troupe},
        recipient::AnyAddress,
        registered::{Role, StartRequest, WhenReady},
        reply::AnyReply,
        system::{ActorExitRequest, Signal, System},
        traits::{Actor, Envelope},
    },
    queue::mailbox::Taken,
    wire::CodecError,
};

/// How long workers above the idle number have nothing to do before they are dismissed.
const DISMISS_AFTER: Duration = Duration::from_secs(2);

/// The manager. Messages go to an idle worker, else to a new one, else they wait in order.
pub(crate) struct Manager<A: Actor> {
    ctx: Context<A>,
    args: A::Args,
    troupe: Troupe,
    /// Idle workers, the last used last: so the others can be dismissed.
    idle: Vec<ActorId>,
    busy: HashMap<ActorId, ()>,
    waiting: VecDeque<Parcel<A::Envelope>>,
    /// Since when more workers are idle than need be.
    surplus_since: Option<Duration>,
}

impl<A: Actor> Manager<A> {
    /// The whole life of a troupe.
    pub(crate) fn run(
        ctx: Context<A>,
        args: A::Args,
        troupe: Troupe,
        ready: Option<WhenReady>,
    ) -> impl Future<Output = ()> + Send {
        let (speaker, actor) = (ctx.me.id, PhantomData::<fn() -> A>);
        let future = Self::live(ctx, args, troupe, ready);
        Speaking { speaker, actor, notes: None, future }
    }

    async fn live(ctx: Context<A>, args: A::Args, troupe: Troupe, ready: Option<WhenReady>) {
        let mut manager = Self {
            ctx,
            args,
            troupe,
            idle: Vec::new(),
            busy: HashMap::new(),
            waiting: VecDeque::new(),
            surplus_since: None,
        };
        if let Err((error, reason)) = manager.hire_first().await {
            if let Some(ready) = ready {
                ready(Err(error));
            }
            manager.ctx.end(VecDeque::new(), reason, true).await;
            return;
        }
        if let Some(ready) = ready {
            ready(Ok(()));
        }
        let (reason, recursive) = manager.manage().await;
        let Self { ctx, waiting, .. } = manager;
        ctx.end(waiting, reason, recursive).await;
    }

    /// Makes the first worker at once and waits until it runs: what is wrong with it is told now.
    async fn hire_first(&mut self) -> Result<(), (CreateError, ExitReason)> {
        let (told, mut built) = oneshot::channel();
        // The receiver is there as long as this waits.
        let hired = self.hire(Box::new(move |result| drop(told.send(result))));
        if let Err(error) = hired {
            let actor = A::name().to_owned();
            let reason = ExitReason::NotStarted(error.to_string());
            return Err((CreateError::Arguments { actor, reason: error.to_string() }, reason));
        }
        let mailbox = &self.ctx.me.mailbox;
        let built = poll_fn(|cx| match Pin::new(&mut built).poll(cx) {
            Poll::Ready(built) => Poll::Ready(built.unwrap_or(Err(CreateError::SystemShutdown))),
            Poll::Pending => mailbox
                .poll_busy(cx, |signal| matches!(signal, Signal::Stop(_)))
                .map(|()| Err(CreateError::SystemShutdown)),
        })
        .await;
        built.map_err(|error| {
            let reason = ExitReason::NotStarted(error.to_string());
            (error, reason)
        })
    }

    async fn manage(&mut self) -> (ExitReason, bool) {
        let me = self.ctx.me.clone();
        let (mut batch, mut signals) = (VecDeque::new(), VecDeque::new());
        loop {
            let mut dismiss = self.surplus_since.map(|since| {
                let executor = me.host.executor();
                let left = (since + DISMISS_AFTER).saturating_sub(executor.now());
                Box::pin(executor.sleep(left))
            });
            // A full troupe takes no more messages: its own mailbox fills, and senders wait.
            let full = self.waiting.len() >= A::OPTIONS.room(me.host.rules()) as usize;
            let taken = poll_fn(|cx| {
                let taken = if full {
                    me.mailbox.poll_controls(cx, &mut signals).map(|()| Taken::Some)
                } else {
                    me.mailbox.poll_take(cx, &mut batch, &mut signals)
                };
                match &mut dismiss {
                    Some(dismiss) if taken.is_pending() => dismiss.as_mut().poll(cx).map(|()| None),
                    _ => taken.map(Some),
                }
            })
            .await;
            drop(dismiss);
            match taken {
                Some(Taken::Closed) => return (ExitReason::Requested, true),
                Some(Taken::Some) => {}
                None => self.dismiss(),
            }
            while let Some(signal) = signals.pop_front() {
                match signal {
                    Signal::Watch(watcher) => self.ctx.me.family.add_watcher(watcher),
                    Signal::Unwatch(watcher) => self.ctx.me.family.remove_watcher(watcher),
                    Signal::WorkerIdle(worker) => self.rest(worker),
                    Signal::Stop(reason) => return (reason, true),
                    Signal::Probe { .. } | Signal::Status { .. } | Signal::Report { .. } => {}
                }
            }
            while let Some(parcel) = batch.pop_front() {
                if let Some(end) = self.receive(parcel) {
                    self.waiting.append(&mut batch);
                    return end;
                }
            }
        }
    }

    /// Takes one message, or word of the system.
    fn receive(&mut self, parcel: Parcel<A::Envelope>) -> Option<(ExitReason, bool)> {
        let Parcel { sender, content } = parcel;
        let envelope = match content {
            Content::Sealed(envelope) => envelope,
            Content::Untyped(untyped) => match kind::open(untyped.0, untyped.1) {
                Ok(envelope) => envelope,
                Err((message, reply)) => {
                    if let Some(message) = message {
                        self.refuse(message, reply);
                    }
                    return None;
                }
            },
            Content::System(system) => return self.hear(*system),
            // The manager sets none.
            Content::Wakeup(_) => return None,
        };
        if let Some(request) = envelope.exit_request() {
            return Some((ExitReason::Requested, request.is_recursive()));
        }
        self.waiting.push_back(Parcel { sender, content: Content::Sealed(envelope) });
        self.assign();
        None
    }

    fn refuse(&self, message: AnyMessage, reply: AnyReply) {
        let name = message.name().into_owned();
        reply.fail(Failure::Unhandled { message: name, actor: A::name().to_owned() });
        self.ctx.host().dead_letter(self.ctx.me.id, message, DeadReason::Unhandled);
    }

    fn hear(&mut self, system: System) -> Option<(ExitReason, bool)> {
        match system {
            System::ChildExited(worker, _) => {
                if self.ctx.me.family.remove_child(worker) {
                    self.idle.retain(|id| *id != worker);
                    self.busy.remove(&worker);
                    self.assign();
                }
                None
            }
            System::Exit(request, reason) => Some((reason, request.is_recursive())),
            System::Exited(..) | System::Poison(_) | System::Dead(_) => None,
        }
    }

    /// Gives waiting messages to idle workers, and makes new ones as long as there may be more.
    fn assign(&mut self) {
        while !self.waiting.is_empty() {
            if self.idle.is_empty() {
                if self.busy.len() >= self.troupe.max as usize {
                    return;
                }
                if let Err(error) = self.hire(Box::new(|_| {})) {
                    tracing::error!(actor = A::name(), %error, "no worker");
                    return;
                }
            }
            let (Some(worker), Some(parcel)) = (self.idle.pop(), self.waiting.pop_front()) else {
                return;
            };
            self.busy.insert(worker, ());
            self.give(worker, parcel);
        }
        self.count_surplus();
    }

    fn give(&self, worker: ActorId, parcel: Parcel<A::Envelope>) {
        let host = self.ctx.host();
        let sender = parcel.sender.unwrap_or(self.ctx.me.id);
        let Content::Sealed(envelope) = parcel.content else { return };
        let (Some(message), reply) = envelope.unseal() else { return };
        let name = message.name().into_owned();
        let worker = AnyAddress::new(worker, host.clone());
        if let Err(error) = worker.send_any(sender, message, reply) {
            tracing::error!(actor = A::name(), message = name, %error, "not given to a worker");
            self.ctx.host().signal(self.ctx.me.id, Signal::WorkerIdle(worker.id()));
        }
    }

    /// Makes a worker. `ready` learns whether it runs.
    fn hire(&mut self, ready: WhenReady) -> Result<(), CodecError> {
        let me = self.ctx.me.id;
        let host = self.ctx.host().clone();
        let placement = A::OPTIONS.placement;
        let id = if host.is_here(placement) {
            let id = host.reserve();
            let birth = Birth { id, parent: Some(me), role: Role::Worker };
            spawn::<A>(&host, birth, self.args.clone(), Some(ready));
            id
        } else {
            let mut args = Vec::new();
            A::encode_args(&self.args, &mut args)?;
            let id = host.reserve_elsewhere(placement);
            let request = StartRequest {
                id,
                actor: A::name().to_owned(),
                args,
                parent: Some(me),
                named: None,
                group: match placement {
                    Placement::Group(group) => Some(group.to_owned()),
                    Placement::Own | Placement::Creator => None,
                },
                requirements: crate::actor::capability::Requirements::default(),
                role: Role::Worker,
            };
            let told = host.clone();
            let ready = Box::new(move |result: Result<ActorId, CreateError>| {
                if let Err(error) = &result {
                    let reason = ExitReason::NotStarted(error.to_string());
                    told.say(me, System::ChildExited(id, reason));
                }
                ready(result.map(drop));
            });
            host.start_elsewhere(request, ready);
            id
        };
        self.ctx.me.family.add_child(id);
        self.idle.push(id);
        Ok(())
    }

    /// A worker has nothing to do.
    fn rest(&mut self, worker: ActorId) {
        if self.busy.remove(&worker).is_some() {
            self.idle.push(worker);
            self.assign();
        }
    }

    fn count_surplus(&mut self) {
        let surplus = self.idle.len() > self.troupe.idle.max(1) as usize;
        match (surplus, self.surplus_since) {
            (true, None) => self.surplus_since = Some(self.ctx.host().executor().now()),
            (false, Some(_)) => self.surplus_since = None,
            _ => {}
        }
    }

    /// Lets the workers above the idle number go.
    fn dismiss(&mut self) {
        let surplus = self.idle.len().saturating_sub(self.troupe.idle.max(1) as usize);
        for worker in self.idle.drain(..surplus) {
            let request = System::Exit(ActorExitRequest::new(), ExitReason::Requested);
            self.ctx.host().say(worker, request);
        }
        self.surplus_since = None;
    }
}
