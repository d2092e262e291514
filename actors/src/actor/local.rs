//! An actor of this process, as its addresses see it: its number and its mailbox.

use std::{
    any::Any,
    borrow::Cow,
    collections::VecDeque,
    fmt,
    sync::{Arc, OnceLock},
    task::{Context, Poll, Waker},
    time::Duration,
};

use super::{
    any::AnyMessage,
    capability::{self, Capabilities, Requirements},
    error::{ExitReason, Failure},
    family::Family,
    host::{DeadReason, Host},
    id::ActorId,
    kind,
    notes::Notes,
    reply::AnyReply,
    system::{Signal, System},
    traits::{Actor, Envelope, Undecoded},
    troupe::{self, Work},
};
use crate::{
    queue::mailbox::{Mailbox, Pressure, Refused, Taken},
    wire::WireId,
};

/// An actor of this process whose messages stand in envelopes `E`.
pub(crate) struct Local<E: Envelope> {
    pub(crate) id: ActorId,
    pub(crate) family: Family,
    pub(crate) name: &'static str,
    pub(crate) needs: Needs,
    pub(crate) host: Arc<dyn Host>,
    pub(crate) mailbox: Mailbox<Parcel<E>, Signal>,
    /// When it was made, in nanoseconds since the start of its system.
    born: u64,
    notes: OnceLock<Arc<Notes>>,
}

/// What an actor needs of its system.
pub(crate) struct Needs {
    /// What is missing, of the actor's own requirements and of its creator's.
    missing: fn(&Capabilities, &Requirements) -> Option<String>,
    requirements: Option<Box<Requirements>>,
}

impl Needs {
    /// Nothing.
    pub(crate) const NONE: Self = Self { missing: |_, _| None, requirements: None };

    /// What an `A` needs, made with these requirements.
    pub(crate) fn of<A: Actor>(requirements: Requirements) -> Self {
        let requirements = (!requirements.is_empty()).then(|| Box::new(requirements));
        Self { missing: capability::missing::<A>, requirements }
    }

    fn missing(&self, capabilities: &Capabilities) -> Option<String> {
        match &self.requirements {
            Some(requirements) => (self.missing)(capabilities, requirements),
            None => (self.missing)(capabilities, &Requirements::default()),
        }
    }
}

/// A message on its way.
pub(crate) struct Parcel<E> {
    pub(crate) sender: Option<ActorId>,
    pub(crate) content: Content<E>,
}

pub(crate) enum Content<E> {
    /// Sealed where it was sent.
    Sealed(E),
    /// Sent without knowing the actor's type.
    Untyped(Box<(AnyMessage, AnyReply)>),
    /// From the system.
    System(Box<System>),
    /// A wakeup, which is sealed when its turn has come.
    Wakeup(Box<dyn Due<E>>),
    /// From the manager of the worker's troupe, or back to it.
    Work(Box<Work<E>>),
}

/// A wakeup among the messages: until it is handled it can be taken back.
pub(crate) trait Due<E>: Send {
    /// The message, unless it was taken back.
    fn seal(self: Box<Self>) -> Option<E>;
}

/// The same without the type of its messages.
pub(crate) trait AnyLocal: Room {
    fn name(&self) -> &'static str;

    fn host(&self) -> &Arc<dyn Host>;

    /// Whom it has to do with.
    fn family(&self) -> &Family;

    /// What is noted of it.
    fn notes(&self) -> &Arc<Notes>;

    /// Whether it is an actor, and no endpoint.
    fn is_actor(&self) -> bool;

    /// How many messages wait.
    fn waiting(&self) -> u64;

    /// How many messages may wait.
    fn capacity(&self) -> u32;

    /// How long after the start of its system it was made.
    fn born(&self) -> Duration;

    /// What is noted of it, if anything is.
    fn noted(&self) -> Option<&Arc<Notes>>;

    /// The wire name of its messages of a kind.
    fn kind_name(&self, kind: u32) -> Option<Cow<'static, str>>;

    /// What it needs of its system and these capabilities have not.
    fn missing(&self, capabilities: &Capabilities) -> Option<String>;

    /// Who created it; nobody for an actor at the top of the system.
    fn parent(&self) -> Option<ActorId>;

    /// The actor itself, for one who knows the type of its messages.
    fn into_any_arc(self: Arc<Self>) -> Arc<dyn Any + Send + Sync>;

    /// Takes a message in any case.
    ///
    /// # Errors
    /// The message and the way back, when the actor has ended.
    fn push_any(
        &self,
        sender: Option<ActorId>,
        message: AnyMessage,
        reply: AnyReply,
    ) -> Result<Pressure, (AnyMessage, AnyReply)>;

    /// Where messages from another process gather before they are taken.
    fn intake(self: Arc<Self>) -> Box<dyn Intake>;

    /// How many messages have been handled, as far as is known.
    fn handled(&self) -> u64;

    /// Ready when so many messages have been handled, or none will be any more.
    fn poll_handled(&self, cx: &mut Context<'_>, count: u64) -> Poll<()>;

    /// Whether it may hold messages, and handle later ones before them.
    fn may_hold(&self) -> bool;

    /// The actor holds a message, see [`Mailbox::hold`].
    fn hold(&self, in_hand: usize);

    /// All that was held is handled.
    fn let_go(&self);

    /// Whether it holds messages.
    fn is_holding(&self) -> bool;

    /// Takes a word of the system, among the messages.
    ///
    /// # Errors
    /// When the actor has ended; the word is for nobody then.
    fn push_system(&self, system: System) -> Result<(), Refused>;

    /// Takes a word of the system, ahead of the messages.
    ///
    /// # Errors
    /// The word, when the actor has ended.
    fn push_signal(&self, signal: Signal) -> Result<(), Signal>;

    /// How many messages wait in the mailbox itself.
    fn queued(&self) -> usize;

    /// Moves what the system says ahead of the messages into `signals`.
    fn take_signals(&self, signals: &mut VecDeque<Signal>);

    /// Moves what the system says ahead of the messages into `signals`, or waits for it.
    fn poll_signals(&self, cx: &mut Context<'_>, signals: &mut VecDeque<Signal>) -> Poll<()>;

    /// Ready when the system says that what the actor does is not to be waited for.
    fn poll_stop(&self, cx: &mut Context<'_>) -> Poll<()>;

    /// Settles what comes, for an actor that ends so, and moves what the system says into
    /// `signals`; or waits for either.
    fn poll_settled(
        &self,
        cx: &mut Context<'_>,
        reason: &ExitReason,
        signals: &mut VecDeque<Signal>,
    ) -> Poll<Taken>;

    /// Takes nothing more, settles what waits for an actor that ended so, and gives out what the
    /// system says.
    fn close(&self, reason: &ExitReason) -> VecDeque<Signal>;
}

/// Messages from another process, on their way into a mailbox: they are read one by one, and taken
/// all at once.
pub(crate) trait Intake: Send {
    /// Reads a message.
    ///
    /// # Errors
    /// The way back, and what is wrong with the message.
    fn read(
        &mut self,
        sender: Option<ActorId>,
        wire: WireId,
        body: &[u8],
        reply: AnyReply,
    ) -> Result<(), Undecoded>;

    /// Lets the actor take what was read, in any case, and gives the number of the last one.
    /// `watch` is woken when it has been handled. `None` when the actor has ended: what was read
    /// is reported.
    fn deliver(&mut self, watch: Option<&Waker>) -> Option<u64>;
}

struct Gathered<E: Envelope> {
    local: Arc<Local<E>>,
    parcels: VecDeque<Parcel<E>>,
}

impl<E: Envelope> Intake for Gathered<E> {
    fn read(
        &mut self,
        sender: Option<ActorId>,
        wire: WireId,
        body: &[u8],
        reply: AnyReply,
    ) -> Result<(), Undecoded> {
        let content = match E::decode(wire, body, reply) {
            Ok(envelope) => Content::Sealed(envelope),
            Err(undecoded) => other::<E>(wire, body, undecoded)?,
        };
        self.parcels.push_back(Parcel { sender, content });
        Ok(())
    }

    fn deliver(&mut self, watch: Option<&Waker>) -> Option<u64> {
        let last = self.local.mailbox.push_all(&mut self.parcels, watch);
        if last.is_none() {
            let reason = self.local.host.why_ended(self.local.id);
            self.local.bury_all(std::mem::take(&mut self.parcels), &reason);
        }
        last
    }
}

/// A message from another process that has no handler of its own, if there is another for it.
#[cold]
fn other<E: Envelope>(
    wire: WireId,
    body: &[u8],
    undecoded: Undecoded,
) -> Result<Content<E>, Undecoded> {
    match undecoded {
        Undecoded::Unhandled(reply)
            if troupe::is_for_manager(wire)
                || E::takes_anything()
                || kind::reaches(E::MESSAGES, wire) =>
        {
            Ok(Content::Untyped(Box::new((AnyMessage::unknown(wire, body), reply))))
        }
        undecoded => Err(undecoded),
    }
}

/// Where room may be scarce.
pub(crate) trait Room: Send + Sync {
    /// Whose room it is.
    fn id(&self) -> ActorId;

    /// Ready when there is room, or when nobody takes anything any more.
    fn poll_room(&self, cx: &mut Context<'_>) -> Poll<()>;

    /// One who waited gave up: the next may have its place.
    fn give_way(&self);
}

impl<E: Envelope> Local<E> {
    /// A new one, in whose mailbox `capacity` messages may wait.
    pub(crate) fn new(
        (id, parent): (ActorId, Option<ActorId>),
        name: &'static str,
        needs: Needs,
        host: Arc<dyn Host>,
        capacity: u32,
    ) -> Self {
        let born = u64::try_from(host.executor().now().as_nanos()).unwrap_or(u64::MAX);
        let (family, mailbox) = (Family::of(parent), Mailbox::new(capacity));
        Self { id, family, name, needs, host, mailbox, born, notes: OnceLock::new() }
    }

    /// What is noted of it.
    #[inline]
    pub(crate) fn notes(&self) -> &Arc<Notes> {
        self.notes.get_or_init(|| Arc::new(Notes::new(E::KINDS)))
    }

    /// A parcel with a sealed message, from whoever speaks now.
    #[inline]
    pub(crate) fn parcel(sender: ActorId, envelope: E) -> Parcel<E> {
        Parcel { sender: Some(sender), content: Content::Sealed(envelope) }
    }

    /// Sends a message that came too late where such messages go.
    pub(crate) fn bury(&self, parcel: Parcel<E>, reason: &ExitReason) {
        self.report(parcel, Failure::Ended(reason.clone()), DeadReason::Ended(reason.clone()));
    }

    /// Sends a message that is not handled where such messages go: the asker hears of the failure.
    pub(crate) fn report(&self, parcel: Parcel<E>, failure: Failure, reason: DeadReason) {
        let (message, reply) = match parcel.content {
            Content::Sealed(envelope) => envelope.unseal(),
            Content::Untyped(untyped) => (Some(untyped.0), untyped.1),
            Content::Work(work) => work.envelope.unseal(),
            // A wakeup is nobody's loss but that of the actor itself.
            Content::System(_) | Content::Wakeup(_) => return,
        };
        reply.fail(failure);
        if let Some(message) = message {
            self.host.dead_letter(self.id, message, reason);
        }
    }

    /// Reports a message that came too late.
    #[cold]
    pub(crate) fn refuse(&self, envelope: E) {
        let reason = self.host.why_ended(self.id);
        self.bury(Parcel { sender: None, content: Content::Sealed(envelope) }, &reason);
    }

    /// Keeps the books with what comes too late to be handled.
    pub(crate) fn settle_all(&self, parcels: VecDeque<Parcel<E>>, reason: &ExitReason) {
        for Parcel { sender, content } in parcels {
            let content = match content {
                Content::System(system) => {
                    if let System::ChildExited(child, _) = *system {
                        self.family.remove_child(child);
                    }
                    continue;
                }
                Content::Work(work) => match self.give_back(sender, work) {
                    Ok(()) => continue,
                    Err(work) => Content::Work(work),
                },
                content => content,
            };
            self.bury(Parcel { sender, content }, reason);
        }
    }

    /// Gives work back to the manager in this process, so that another worker may have it.
    ///
    /// # Errors
    /// The work, when there is no such manager.
    pub(crate) fn give_back(
        &self,
        sender: Option<ActorId>,
        work: Box<Work<E>>,
    ) -> Result<(), Box<Work<E>>> {
        let manager = self.family.parent.and_then(|manager| self.host.find(manager));
        let manager = manager.and_then(|it| Arc::downcast::<Self>(it.into_any_arc()).ok());
        let Some(manager) = manager else { return Err(work) };
        let content = |work| Parcel { sender, content: Content::Work(work) };
        manager.mailbox.push(work, content).map(drop)
    }

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

impl<E: Envelope> Room for Local<E> {
    fn id(&self) -> ActorId {
        self.id
    }

    fn poll_room(&self, cx: &mut Context<'_>) -> Poll<()> {
        self.mailbox.poll_room(cx)
    }

    fn give_way(&self) {
        self.mailbox.give_way();
    }
}

impl<E: Envelope> AnyLocal for Local<E> {
    fn name(&self) -> &'static str {
        self.name
    }

    fn host(&self) -> &Arc<dyn Host> {
        &self.host
    }

    fn family(&self) -> &Family {
        &self.family
    }

    fn notes(&self) -> &Arc<Notes> {
        self.notes()
    }

    fn is_actor(&self) -> bool {
        E::IS_ACTOR
    }

    fn waiting(&self) -> u64 {
        self.mailbox.len() as u64 + self.notes.get().map_or(0, |notes| notes.taken())
    }

    fn capacity(&self) -> u32 {
        self.mailbox.capacity()
    }

    fn born(&self) -> Duration {
        Duration::from_nanos(self.born)
    }

    fn noted(&self) -> Option<&Arc<Notes>> {
        self.notes.get()
    }

    fn kind_name(&self, kind: u32) -> Option<Cow<'static, str>> {
        E::kind_name(kind)
    }

    fn missing(&self, capabilities: &Capabilities) -> Option<String> {
        self.needs.missing(capabilities)
    }

    fn parent(&self) -> Option<ActorId> {
        self.family.parent
    }

    fn into_any_arc(self: Arc<Self>) -> Arc<dyn Any + Send + Sync> {
        self
    }

    fn push_any(
        &self,
        sender: Option<ActorId>,
        message: AnyMessage,
        reply: AnyReply,
    ) -> Result<Pressure, (AnyMessage, AnyReply)> {
        self.mailbox.push((message, reply), |untyped| Parcel {
            sender,
            content: Content::Untyped(Box::new(untyped)),
        })
    }

    fn intake(self: Arc<Self>) -> Box<dyn Intake> {
        Box::new(Gathered { local: self, parcels: VecDeque::new() })
    }

    fn handled(&self) -> u64 {
        self.mailbox.handled()
    }

    fn poll_handled(&self, cx: &mut Context<'_>, count: u64) -> Poll<()> {
        self.mailbox.poll_handled(cx, count)
    }

    fn may_hold(&self) -> bool {
        E::FIRST.is_some()
    }

    fn hold(&self, in_hand: usize) {
        self.mailbox.hold(in_hand);
    }

    fn let_go(&self) {
        self.mailbox.let_go();
    }

    fn is_holding(&self) -> bool {
        self.mailbox.is_holding()
    }

    fn push_system(&self, system: System) -> Result<(), Refused> {
        self.mailbox
            .push(system, |system| Parcel {
                sender: None,
                content: Content::System(Box::new(system)),
            })
            .map(drop)
            .map_err(|_| Refused::Closed)
    }

    fn push_signal(&self, signal: Signal) -> Result<(), Signal> {
        if let Signal::Status { asker, reply } = signal {
            let reply = reply.map_or(AnyReply::nobody(), |place| self.host.reply_at(place));
            (self as &dyn AnyLocal).tell_status(asker, reply);
            return Ok(());
        }
        self.mailbox.push_control(signal)
    }

    fn queued(&self) -> usize {
        self.mailbox.len()
    }

    fn take_signals(&self, signals: &mut VecDeque<Signal>) {
        if self.mailbox.is_urgent() {
            let mut nobody = Context::from_waker(Waker::noop());
            let _ = self.mailbox.poll_controls(&mut nobody, signals);
        }
    }

    fn poll_signals(&self, cx: &mut Context<'_>, signals: &mut VecDeque<Signal>) -> Poll<()> {
        self.mailbox.poll_controls(cx, signals)
    }

    fn poll_stop(&self, cx: &mut Context<'_>) -> Poll<()> {
        self.mailbox.poll_busy(cx, |signal| matches!(signal, Signal::Stop(_)))
    }

    fn poll_settled(
        &self,
        cx: &mut Context<'_>,
        reason: &ExitReason,
        signals: &mut VecDeque<Signal>,
    ) -> Poll<Taken> {
        let mut parcels = VecDeque::new();
        let taken = self.mailbox.poll_take(cx, &mut parcels, signals);
        self.settle_all(parcels, reason);
        taken
    }

    fn close(&self, reason: &ExitReason) -> VecDeque<Signal> {
        let (parcels, signals) = self.mailbox.close();
        self.settle_all(parcels, reason);
        signals
    }
}

impl<E: Envelope> fmt::Debug for Local<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}@{}", self.name, self.id)
    }
}
