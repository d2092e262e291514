//! What the system says to actors. An actor that wants to hear one of these writes a handler for
//! it; an actor that has none is not troubled by it.

use std::{borrow::Cow, fmt, time::Duration};

use serde::{Deserialize, Serialize};

use super::{
    any::{AnyMessage, Erased},
    error::ExitReason,
    host::DeadReason,
    id::ActorId,
    message::{Message, Portable, plain_reply},
    recipient::AnyAddress,
    reply::ReplyPlace,
    std_messages::portable,
    troupe::{Errand, Job},
};
use crate::wire::{CodecError, WireId, codec};

/// Asks an actor to end. Anybody may send it to any actor, the actor to itself included.
///
/// It waits its turn among the actor's messages. The actor's handler for it, if there is one, runs
/// last; then the actor ends. Its children are asked to end too, unless the request is
/// [`not_recursive`](Self::not_recursive).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct ActorExitRequest {
    recursive: bool,
}

/// The request that a message is, if it is one.
pub(crate) fn exit_request(message: &dyn Erased) -> Option<ActorExitRequest> {
    message.as_any().downcast_ref().copied()
}

impl ActorExitRequest {
    /// A request that includes the actor's children.
    #[must_use]
    pub const fn new() -> Self {
        Self { recursive: true }
    }

    /// A request that spares the actor's children: they live on at the top of the system.
    #[must_use]
    pub const fn not_recursive() -> Self {
        Self { recursive: false }
    }

    /// Whether the children are asked too.
    #[must_use]
    pub const fn is_recursive(self) -> bool {
        self.recursive
    }
}

impl Default for ActorExitRequest {
    fn default() -> Self {
        Self::new()
    }
}

/// Tells an actor that a child of its has ended, whatever the reason.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct ChildActorExited {
    /// The child.
    pub child: AnyAddress,
    /// Why it ended.
    pub reason: ExitReason,
}

/// Tells an actor that a child of its whose process ended was made again, as its
/// [`Restart`](crate::Restart) says. The new one has an address of its own: what is sent to the old
/// one is a dead letter.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct ChildActorRestarted {
    /// The child as it is now.
    pub child: AnyAddress,
    /// The child as it was.
    pub before: AnyAddress,
    /// Why that ended.
    pub reason: ExitReason,
}

/// Tells an actor that one it watches has ended; exactly once for each `watch`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct ActorExited {
    /// The actor that was watched.
    pub address: AnyAddress,
    /// Why it ended.
    pub reason: ExitReason,
}

/// Tells the sender of a message that its handler panicked, and at the second try again if there
/// was one.
#[derive(Debug, Serialize, Deserialize)]
#[non_exhaustive]
pub struct PoisonMessage {
    /// The message.
    pub message: AnyMessage,
    /// The actor that could not handle it.
    pub address: AnyAddress,
    /// What the panic said, and where it was.
    pub panic: String,
}

/// A message that reached nobody, for the actors that asked for them with
/// [`Context::handle_dead_letters`](crate::Context::handle_dead_letters).
#[derive(Debug, Serialize, Deserialize)]
#[non_exhaustive]
pub struct DeadEnvelope {
    /// The message.
    pub message: AnyMessage,
    /// Whom it was meant for.
    pub address: AnyAddress,
    /// Why it did not get there.
    pub reason: DeadReason,
}

/// Comes back to the actor that asked for it with
/// [`Context::wakeup_after`](crate::Context::wakeup_after) or
/// [`Context::every`](crate::Context::every), among its other messages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct WakeupMessage<P = ()> {
    /// The delay, or the period, that was asked for.
    pub delay: Duration,
    /// What the actor gave itself to take along.
    pub payload: P,
    /// How many ticks of an [`every`](crate::Context::every) were left out since the last one that
    /// was handled, because this actor was busy. Zero for a single wakeup.
    #[serde(default)]
    pub missed: u64,
}

impl<P> WakeupMessage<P> {
    pub(crate) const fn new(delay: Duration, payload: P, missed: u64) -> Self {
        Self { delay, payload, missed }
    }
}

portable! {
    [] ActorExitRequest, "actors.ActorExitRequest";
    [] ChildActorExited, "actors.ChildActorExited";
    [] ChildActorRestarted, "actors.ChildActorRestarted";
    [] ActorExited, "actors.ActorExited";
}

plain_reply! { [] ActorExitRequest }

impl<P: Message> Message for WakeupMessage<P> {
    const NAME: &'static str = "actors.WakeupMessage";
    const WIRE: WireId = WireId::of("actors.WakeupMessage").with(P::WIRE);

    fn name() -> Cow<'static, str> {
        Cow::Owned(format!("{}<{}>", Self::NAME, P::name()))
    }

    fn encode(&self, _: &mut Vec<u8>) -> Result<(), CodecError> {
        Err(CodecError::Local { name: <Self as Message>::name().into_owned() })
    }

    fn decode(_: &[u8]) -> Result<Self, CodecError> {
        Err(CodecError::Local { name: <Self as Message>::name().into_owned() })
    }

    fn duplicate(&self) -> Option<Self> {
        let payload = self.payload.duplicate()?;
        Some(Self { delay: self.delay, payload, missed: self.missed })
    }
}

// An actor in a process of its own may be woken: the wakeup does not leave the process.
impl<P: Portable> Portable for WakeupMessage<P> {}

/// Implements `Message` for what carries a message that perhaps can't be cloned.
macro_rules! carrier {
    ($type:ident, $name:literal, $($field:ident),+) => {
        impl Message for $type {
            const NAME: &'static str = $name;
            const WIRE: WireId = WireId::of($name);

            fn encode(&self, out: &mut Vec<u8>) -> Result<(), CodecError> {
                codec::write(Self::NAME, self, out)
            }

            fn decode(body: &[u8]) -> Result<Self, CodecError> {
                codec::read(Self::NAME, body)
            }

            fn duplicate(&self) -> Option<Self> {
                let message = self.message.try_clone()?;
                Some(Self { message, $($field: self.$field.clone()),+ })
            }
        }

        impl Clone for $type {
            /// # Panics
            /// When the message is local and can't be cloned.
            fn clone(&self) -> Self {
                Self { message: self.message.clone(), $($field: self.$field.clone()),+ }
            }
        }

        impl Portable for $type {}
    };
}

carrier!(PoisonMessage, "actors.PoisonMessage", address, panic);
carrier!(DeadEnvelope, "actors.DeadEnvelope", address, reason);

/// What the system says to an actor among its messages.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) enum System {
    /// A child has ended.
    ChildExited(ActorId, ExitReason),
    /// A child whose process ended is to be made again.
    Revive(ActorId, ExitReason),
    /// It was.
    Revived { child: ActorId, before: ActorId, reason: ExitReason },
    /// One that is watched has ended.
    Exited(ActorId, ExitReason),
    /// The actor is to end.
    Exit(ActorExitRequest, ExitReason),
    /// A message of this actor's was poison to another.
    Poison(PoisonMessage),
    /// A message reached nobody.
    Dead(DeadEnvelope),
    /// The manager of the troupe has work.
    Work(Errand),
}

/// What the system says to an actor ahead of its messages.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) enum Signal {
    /// Tell this one when you end.
    Watch(ActorId),
    /// Tell it no longer.
    Unwatch(ActorId),
    /// The time of a transient actor may be over.
    Expired,
    /// A worker runs.
    WorkerReady(ActorId),
    /// A worker is done with the message that it was given.
    WorkerDone(ActorId, Job),
    /// `origin` waits for room at this actor; if this actor waits too, it passes the word on. If
    /// it comes back to its origin, they wait for one another.
    Probe { origin: ActorId, hops: u8 },
    /// Say what the actor is, does and has done: to one who waits, else to `asker`, as a message.
    Status { asker: ActorId, reply: Option<ReplyPlace> },
    /// Say how the process is: to one who waits.
    Report { reply: ReplyPlace },
    /// End at once, without handling anything more.
    Stop(ExitReason),
}

/// Whether a message with this number is the system's.
pub(crate) fn is_systems(wire: WireId) -> bool {
    [
        ActorExitRequest::WIRE,
        ChildActorExited::WIRE,
        ChildActorRestarted::WIRE,
        ActorExited::WIRE,
        PoisonMessage::WIRE,
        DeadEnvelope::WIRE,
    ]
    .contains(&wire)
}

impl fmt::Display for ActorExitRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("exit request")
    }
}
