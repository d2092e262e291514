//! What only an actor's type can do for the manager of its troupe.

use std::{
    any::Any,
    borrow::Cow,
    collections::VecDeque,
    sync::Arc,
    task::{Context, Poll},
};

use super::super::spawn::{Birth, spawn};
use crate::{
    actor::{
        any::AnyMessage,
        capability::Requirements,
        id::ActorId,
        kind,
        local::{AnyLocal, Content, Local, Parcel},
        notes::Notes,
        options::Placement,
        registered::{Role, WhenReady},
        reply::AnyReply,
        restart::Restart,
        system::{ActorExitRequest, Signal, System},
        traits::{Envelope, Runs},
        troupe::{self, Job, Work},
    },
    queue::mailbox::Taken,
    wire::CodecError,
};

/// A message for a worker, whatever it is.
pub(super) trait Load: Send {
    /// Which of the actor's kinds of messages it is.
    fn kind(&self) -> u32;
    fn exit_request(&self) -> Option<ActorExitRequest>;
    fn name(&self) -> Cow<'static, str>;
    fn has_second_try(&self) -> bool;
    fn unseal(self: Box<Self>) -> (Option<AnyMessage>, AnyReply);
    /// Gives it to a worker of this process.
    ///
    /// # Errors
    /// The load, when the worker has ended.
    fn give(
        self: Box<Self>,
        worker: &dyn Any,
        job: Job,
        sender: Option<ActorId>,
    ) -> Result<(), Box<dyn Load>>;
}

impl<E: Envelope> Load for Work<E> {
    fn kind(&self) -> u32 {
        self.envelope.kind()
    }

    fn exit_request(&self) -> Option<ActorExitRequest> {
        self.envelope.exit_request()
    }

    fn name(&self) -> Cow<'static, str> {
        self.envelope.name()
    }

    fn has_second_try(&self) -> bool {
        self.envelope.has_second_try()
    }

    fn unseal(self: Box<Self>) -> (Option<AnyMessage>, AnyReply) {
        self.envelope.unseal()
    }

    fn give(
        mut self: Box<Self>,
        worker: &dyn Any,
        job: Job,
        sender: Option<ActorId>,
    ) -> Result<(), Box<dyn Load>> {
        let Some(worker) = worker.downcast_ref::<Local<E>>() else { return Err(self) };
        self.job = job;
        let given =
            worker.mailbox.push(self, |work| Parcel { sender, content: Content::Work(work) });
        given.map(drop).map_err(|work| work as Box<dyn Load>)
    }
}

/// Something that came to the manager.
pub(super) struct Arrived {
    pub(super) sender: Option<ActorId>,
    pub(super) what: What,
}

pub(super) enum What {
    /// A message for a worker.
    Load(Box<dyn Load>),
    /// A message that no worker handles, of this kind if it is one of the actor's.
    Foreign(Option<u32>, AnyMessage, AnyReply),
    /// What a worker of this process gives back.
    Back(Job, Box<dyn Load>),
    System(System),
}

/// What the manager needs its actor's type for.
pub(super) trait Craft: Send {
    fn id(&self) -> ActorId;
    fn name(&self) -> &'static str;
    fn placement(&self) -> Placement;
    /// How many messages may wait.
    fn room(&self) -> usize;
    fn family(&self) -> &crate::actor::family::Family;
    /// What is noted of the troupe.
    fn notes(&self) -> &Notes;
    fn encode_args(&self) -> Result<Vec<u8>, CodecError>;
    /// Makes a worker in this process.
    fn hire(&self, id: ActorId, ready: WhenReady) -> Arc<dyn Any + Send + Sync>;
    /// Takes what has come, or waits.
    fn poll_take(
        &mut self,
        cx: &mut Context<'_>,
        arrived: &mut VecDeque<Arrived>,
        signals: &mut VecDeque<Signal>,
    ) -> Poll<Taken>;
    /// Takes what the system says, or waits; messages stay where they are.
    fn poll_words(
        &mut self,
        cx: &mut Context<'_>,
        arrived: &mut VecDeque<Arrived>,
        signals: &mut VecDeque<Signal>,
    ) -> Poll<Taken>;
    /// Ready when the system says stop.
    fn poll_stop(&self, cx: &mut Context<'_>) -> Poll<()>;
}

/// The craft of an `A`.
pub(super) struct Typed<A: Runs> {
    me: Arc<Local<A::Envelope>>,
    args: A::Args,
    batch: VecDeque<Parcel<A::Envelope>>,
}

impl<A: Runs> Typed<A> {
    pub(super) fn new(me: Arc<Local<A::Envelope>>, args: A::Args) -> Self {
        Self { me, args, batch: VecDeque::new() }
    }
}

// Arguments are only cloned and written, by one at a time.
impl<A: Runs> Craft for Typed<A> {
    fn id(&self) -> ActorId {
        self.me.id
    }

    fn name(&self) -> &'static str {
        A::name()
    }

    fn placement(&self) -> Placement {
        A::OPTIONS.placement
    }

    fn room(&self) -> usize {
        A::OPTIONS.room(self.me.host.rules()) as usize
    }

    fn family(&self) -> &crate::actor::family::Family {
        &self.me.family
    }

    fn notes(&self) -> &Notes {
        self.me.notes()
    }

    fn encode_args(&self) -> Result<Vec<u8>, CodecError> {
        let mut body = Vec::new();
        A::encode_args(&self.args, &mut body)?;
        Ok(body)
    }

    fn hire(&self, id: ActorId, ready: WhenReady) -> Arc<dyn Any + Send + Sync> {
        let birth = Birth {
            id,
            parent: Some(self.me.id),
            role: Role::Worker,
            requirements: Requirements::default(),
            restart: Restart::never(),
        };
        spawn::<A>(&self.me.host, birth, self.args.clone(), Some(ready))
    }

    fn poll_take(
        &mut self,
        cx: &mut Context<'_>,
        arrived: &mut VecDeque<Arrived>,
        signals: &mut VecDeque<Signal>,
    ) -> Poll<Taken> {
        let taken = self.me.mailbox.poll_take(cx, &mut self.batch, signals);
        arrived.extend(self.batch.drain(..).filter_map(open));
        taken
    }

    fn poll_words(
        &mut self,
        cx: &mut Context<'_>,
        arrived: &mut VecDeque<Arrived>,
        signals: &mut VecDeque<Signal>,
    ) -> Poll<Taken> {
        let is_word = |parcel: &Parcel<A::Envelope>| match &parcel.content {
            Content::System(_) | Content::Work(_) | Content::Wakeup(_) => true,
            Content::Sealed(envelope) => envelope.is_for_manager(),
            Content::Untyped(untyped) => troupe::is_for_manager(untyped.0.wire()),
        };
        let taken = self.me.mailbox.poll_words(cx, is_word, &mut self.batch, signals);
        arrived.extend(self.batch.drain(..).filter_map(open));
        taken
    }

    fn poll_stop(&self, cx: &mut Context<'_>) -> Poll<()> {
        AnyLocal::poll_stop(&*self.me, cx)
    }
}

fn open<E: Envelope>(parcel: Parcel<E>) -> Option<Arrived> {
    let Parcel { sender, content } = parcel;
    let what = match content {
        Content::Sealed(envelope) => sealed(envelope),
        Content::Untyped(untyped) if troupe::is_for_manager(untyped.0.wire()) => {
            What::Foreign(None, untyped.0, untyped.1)
        }
        Content::Untyped(untyped) => match kind::open(untyped.0, untyped.1) {
            Ok(envelope) => sealed::<E>(envelope),
            Err((Some(message), reply)) => What::Foreign(None, message, reply),
            Err((None, _)) => return None,
        },
        Content::Work(work) => What::Back(work.job, work),
        Content::System(system) => What::System(*system),
        // The manager sets none.
        Content::Wakeup(_) => return None,
    };
    Some(Arrived { sender, what })
}

fn sealed<E: Envelope>(envelope: E) -> What {
    if !envelope.is_for_manager() {
        return What::Load(Box::new(Work { job: Job::MIN, envelope }));
    }
    let kind = Some(envelope.kind());
    match envelope.unseal() {
        (Some(message), reply) => What::Foreign(kind, message, reply),
        (None, reply) => What::Foreign(kind, AnyMessage::new(()), reply),
    }
}
