//! What only an actor's type can do for its life.

use std::{
    collections::VecDeque,
    sync::Arc,
    task::{Context as Task, Poll},
};

use super::load::Load;
use crate::{
    actor::{
        any::AnyMessage,
        apart::{Parts, Unfinished},
        context::Context,
        desk::Desk,
        error::ExitReason,
        id::ActorId,
        local::{AnyLocal, Content, Parcel},
        options::Options,
        place::Place,
        reply::AnyReply,
        system::{Signal, System},
        traits::{Envelope, InitError, Runs, Slot},
        troupe::{Job, Work},
    },
    queue::mailbox::Taken,
};

/// What of an actor has its type, for the one life that all of them lead.
pub(crate) trait Body: Send {
    fn me(&self) -> &dyn AnyLocal;

    fn desk(&mut self) -> &mut Desk;

    /// The message that is handled.
    fn place(&mut self) -> &mut dyn Place;

    /// How many messages it has taken and not handled.
    fn in_hand(&self) -> usize;

    /// Takes what has come, or waits.
    fn poll_take(&mut self, cx: &mut Task<'_>, signals: &mut VecDeque<Signal>) -> Poll<Taken>;

    /// Takes the next of those that it has taken up. What stands in an envelope is in its place
    /// then.
    fn pop(&mut self) -> Option<(Option<ActorId>, Head)>;

    /// Gives the message in its place back to the manager of the troupe in this process. `false`
    /// when there is none: it is in its place yet.
    fn give_back(&mut self, job: Job) -> bool;

    /// Holds the message in its place, or what is given instead: behind all that is held, or before.
    fn hold(&mut self, instead: Option<(AnyMessage, AnyReply)>, place: Held);

    /// How many messages are held.
    fn held(&self) -> usize;

    /// What is held comes before all that was taken after it.
    fn release(&mut self);

    /// Takes the message in its place, for a worker of the troupe.
    fn take_load(&mut self) -> Option<Box<dyn Load>>;

    /// Takes what the system says, in either lane, and all parcels that `is_word` is true of, or
    /// waits for them; other messages stay where they are, and the first `seen` are known to be some.
    fn poll_words(
        &mut self,
        cx: &mut Task<'_>,
        seen: &mut usize,
        is_word: &dyn Fn(Sight<'_>) -> bool,
        signals: &mut VecDeque<Signal>,
    ) -> Poll<Taken>;

    /// The actor, as its addresses see it.
    fn share(&self) -> Arc<dyn AnyLocal>;

    /// What `find` finds in what it has taken.
    fn find(&self, find: &dyn Fn(Sight<'_>) -> Option<End>) -> Option<End>;

    /// Ready with what `find` finds in what waits in the mailbox, beyond the first `seen`, or with
    /// `None` when the system has a word, which is in `signals` then.
    fn poll_found(
        &mut self,
        cx: &mut Task<'_>,
        seen: &mut usize,
        find: &dyn Fn(Sight<'_>) -> Option<End>,
        signals: &mut VecDeque<Signal>,
    ) -> Poll<Option<End>>;

    /// Lets go of the actor's own value.
    fn drop_actor(&mut self);

    /// Settles what it has taken, since it ends.
    fn put_down(&mut self, reason: &ExitReason);
}

/// Why an actor ends, and whether its children do.
pub(crate) type End = (ExitReason, bool);

/// Where a message is held.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Held {
    First,
    Last,
}

/// What a parcel was.
pub(crate) enum Head {
    /// A message, in its place.
    Sealed,
    /// What the actor has set for itself, in its place.
    Own,
    /// Work of the troupe, in its place.
    Work(Job),
    /// A message of which the sender did not know whether it is handled.
    Untyped(Box<(AnyMessage, AnyReply)>),
    /// A word of the system.
    System(Box<System>),
    /// A wakeup that was taken back.
    Nothing,
}

/// A parcel, looked at.
pub(crate) enum Sight<'a> {
    Sealed(&'a dyn Slot),
    Untyped(&'a AnyMessage),
    System(&'a System),
    /// What the actor, or its troupe, has set for it.
    Own,
}

impl<'a> Sight<'a> {
    fn of<E: Envelope>(parcel: &'a Parcel<E>) -> Self {
        match &parcel.content {
            Content::Sealed(envelope) => Self::Sealed(envelope.slot()),
            Content::Untyped(untyped) => Self::Untyped(&untyped.0),
            Content::System(system) => Self::System(system),
            Content::Wakeup(_) | Content::Work(_) => Self::Own,
        }
    }
}

/// What is the same for all actors of a type.
#[derive(Debug)]
pub(crate) struct Form {
    pub(crate) name: fn() -> &'static str,
    pub(crate) options: Options,
    /// The kinds of messages that come first, if it waits for any.
    pub(crate) first: Option<&'static [u32]>,
}

/// The body of an `A`.
pub(crate) struct Typed<A: Runs> {
    pub(super) parts: Parts<A>,
    pub(super) args: A::Args,
    batch: VecDeque<Parcel<A::Envelope>>,
    /// What is held; most actors hold nothing.
    #[expect(clippy::box_collection, reason = "so that it takes one word of them")]
    held: Option<Box<VecDeque<Parcel<A::Envelope>>>>,
}

impl<A: Runs> Typed<A> {
    /// The form of all of them.
    pub(crate) const FORM: &'static Form =
        &Form { name: A::name, options: A::OPTIONS, first: A::Envelope::FIRST };

    pub(crate) fn new(ctx: Context<A>, args: A::Args) -> Self {
        let parts = Parts { me: ctx.me.clone(), ctx, actor: None, envelope: None };
        Self { parts, args, batch: VecDeque::new(), held: None }
    }

    /// Keeps the actor that was built.
    ///
    /// # Errors
    /// Why it was not.
    pub(crate) fn keep(
        &mut self,
        built: Result<Result<A, InitError>, Unfinished>,
    ) -> Result<(), String> {
        match built {
            Ok(Ok(actor)) => {
                self.parts.actor = Some(actor);
                Ok(())
            }
            Ok(Err(error)) => Err(error.0),
            Err(unfinished) => Err(unfinished.to_string()),
        }
    }

    /// Takes the next message, if nothing but a message is there: the usual case, in one go.
    #[inline]
    pub(crate) fn pop_sealed(&mut self) -> bool {
        if !matches!(self.batch.front(), Some(Parcel { content: Content::Sealed(_), .. }))
            || self.parts.me.mailbox.is_urgent()
            || !self.parts.ctx.desk.slow.is_empty()
        {
            return false;
        }
        if let Some(Parcel { sender, content: Content::Sealed(envelope) }) = self.batch.pop_front()
        {
            self.parts.ctx.desk.sender = sender;
            self.parts.envelope = Some(envelope);
        }
        true
    }

    /// Whether it has nothing to do but to wait for what comes.
    #[inline]
    pub(crate) fn has_nothing(&self) -> bool {
        self.batch.is_empty() && self.parts.ctx.desk.slow.is_empty()
    }

    /// Which of the messages of the actor is in its place.
    #[inline]
    pub(crate) fn kind(&self) -> u32 {
        self.parts.envelope.as_ref().map_or(0, Envelope::kind)
    }

    /// Whether the handler has left nothing to be done.
    #[inline]
    pub(crate) const fn is_done(&self) -> bool {
        let Desk { forward, exit, job, .. } = &self.parts.ctx.desk;
        forward.is_none() && exit.is_none() && job.is_none()
    }
}

impl<A: Runs> Body for Typed<A> {
    fn me(&self) -> &dyn AnyLocal {
        &*self.parts.me
    }

    fn desk(&mut self) -> &mut Desk {
        &mut self.parts.ctx.desk
    }

    fn place(&mut self) -> &mut dyn Place {
        &mut self.parts.envelope
    }

    fn in_hand(&self) -> usize {
        self.batch.len()
    }

    fn poll_take(&mut self, cx: &mut Task<'_>, signals: &mut VecDeque<Signal>) -> Poll<Taken> {
        self.parts.me.mailbox.poll_take(cx, &mut self.batch, signals)
    }

    fn pop(&mut self) -> Option<(Option<ActorId>, Head)> {
        let Parcel { sender, content } = self.batch.pop_front()?;
        let head = match content {
            Content::Sealed(envelope) => {
                self.parts.envelope = Some(envelope);
                Head::Sealed
            }
            Content::Wakeup(wakeup) => {
                self.parts.envelope = wakeup.seal();
                if self.parts.envelope.is_some() { Head::Own } else { Head::Nothing }
            }
            Content::Work(work) => {
                self.parts.envelope = Some(work.envelope);
                Head::Work(work.job)
            }
            Content::Untyped(untyped) => Head::Untyped(untyped),
            Content::System(system) => Head::System(system),
        };
        Some((sender, head))
    }

    fn give_back(&mut self, job: Job) -> bool {
        let Some(envelope) = self.parts.envelope.take() else { return false };
        match self.parts.me.give_back(self.parts.ctx.desk.sender, Box::new(Work { job, envelope }))
        {
            Ok(()) => true,
            Err(work) => {
                self.parts.envelope = Some(work.envelope);
                false
            }
        }
    }

    fn hold(&mut self, instead: Option<(AnyMessage, AnyReply)>, place: Held) {
        let content = match (instead, self.parts.envelope.take()) {
            (Some(untyped), _) => Content::Untyped(Box::new(untyped)),
            (None, Some(envelope)) => Content::Sealed(envelope),
            (None, None) => return,
        };
        let parcel = Parcel { sender: self.parts.ctx.desk.sender, content };
        let held = self.held.get_or_insert_default();
        match place {
            Held::First => held.push_front(parcel),
            Held::Last => held.push_back(parcel),
        }
    }

    fn held(&self) -> usize {
        self.held.as_ref().map_or(0, |held| held.len())
    }

    fn release(&mut self) {
        if let Some(mut held) = self.held.take() {
            held.append(&mut self.batch);
            self.batch = *held;
        }
    }

    fn take_load(&mut self) -> Option<Box<dyn Load>> {
        let envelope = self.parts.envelope.take()?;
        Some(Box::new(Work { job: Job::MIN, envelope }))
    }

    fn poll_words(
        &mut self,
        cx: &mut Task<'_>,
        seen: &mut usize,
        is_word: &dyn Fn(Sight<'_>) -> bool,
        signals: &mut VecDeque<Signal>,
    ) -> Poll<Taken> {
        let is_word = |parcel: &Parcel<A::Envelope>| is_word(Sight::of(parcel));
        self.parts.me.mailbox.poll_words(cx, seen, is_word, &mut self.batch, signals)
    }

    fn share(&self) -> Arc<dyn AnyLocal> {
        self.parts.me.clone()
    }

    fn find(&self, find: &dyn Fn(Sight<'_>) -> Option<End>) -> Option<End> {
        self.batch.iter().find_map(|parcel| find(Sight::of(parcel)))
    }

    fn poll_found(
        &mut self,
        cx: &mut Task<'_>,
        seen: &mut usize,
        find: &dyn Fn(Sight<'_>) -> Option<End>,
        signals: &mut VecDeque<Signal>,
    ) -> Poll<Option<End>> {
        let find = |parcel: &Parcel<A::Envelope>| find(Sight::of(parcel));
        self.parts.me.mailbox.poll_found(cx, self.batch.len(), seen, find, signals)
    }

    fn drop_actor(&mut self) {
        self.parts.actor = None;
    }

    fn put_down(&mut self, reason: &ExitReason) {
        self.release();
        self.parts.me.settle_all(std::mem::take(&mut self.batch), reason);
    }
}
