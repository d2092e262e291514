//! Addresses that know less than an actor's type: anybody who handles `M`, and anybody.

use std::{
    borrow::Cow,
    cmp::Ordering,
    fmt,
    future::poll_fn,
    hash::{Hash, Hasher},
    sync::Arc,
    task::{Context, Poll},
};

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use super::{
    address::{Address, WrongActor},
    any::AnyMessage,
    error::{ExitReason, Failure, TellError},
    host::{self, DeadReason, Host},
    id::ActorId,
    kind::KindOf,
    local::Room,
    message::{Message, Portable, plain_reply},
    notes,
    remote::{Post, fits},
    reply::{AnyReply, ReplySink},
    status::StatusRequest,
    system::Signal,
    tell,
    tell_any::{self, TellAny, Told, Waiting},
    traits::{Actor, Handles, Same, SentTo},
};
use crate::{
    queue::mailbox::Pressure,
    run::Passing,
    wire::{CodecError, WireId, codec},
};

/// An address of which nothing is known: anything can be sent to it, and the actor at the other
/// end decides whether it handles it. What it does not handle becomes a dead letter.
#[derive(Clone)]
pub struct AnyAddress {
    id: ActorId,
    host: Arc<dyn Host>,
}

impl AnyAddress {
    pub(crate) const fn new(id: ActorId, host: Arc<dyn Host>) -> Self {
        Self { id, host }
    }

    pub(crate) const fn id(&self) -> ActorId {
        self.id
    }

    pub(crate) const fn host(&self) -> &Arc<dyn Host> {
        &self.host
    }

    /// Sends `message`. While the mailbox is full it waits for room. What the actor does not handle
    /// becomes a dead letter.
    ///
    /// # Errors
    /// When the message can't be written for another process.
    ///
    /// # Cancel safety
    /// Dropped before it is ready, the message was not sent.
    pub fn tell<M: Message>(&self, message: M) -> TellAny<'_, AnyMessage> {
        TellAny::new(self, None, Told::Other(AnyMessage::new(message)))
    }

    /// The address of an `A`.
    ///
    /// # Errors
    /// When the actor lives in this process and is no `A`. An actor elsewhere is not asked.
    pub fn downcast<A: Actor>(&self) -> Result<Address<A>, WrongActor> {
        Address::reach(self.id, self.host.clone())
    }

    /// Sends a message with a way back, whatever it is.
    pub(crate) fn send_any(
        &self,
        sender: ActorId,
        message: AnyMessage,
        reply: AnyReply,
    ) -> Result<Pressure, CodecError> {
        notes::sent_any(&message);
        if message.wire() == StatusRequest::WIRE {
            self.ask_status(sender, reply);
            return Ok(Pressure::Low);
        }
        if self.id.process != self.host.process() {
            return self.post_any(sender, message, reply);
        }
        let pushed = match self.host.find(self.id) {
            Some(local) => local.push_any(Some(sender), message, reply),
            None => Err((message, reply)),
        };
        Ok(pushed.unwrap_or_else(|(message, reply)| {
            self.refuse(message, reply, self.host.why_ended(self.id));
            Pressure::Low
        }))
    }

    fn post_any(
        &self,
        sender: ActorId,
        message: AnyMessage,
        reply: AnyReply,
    ) -> Result<Pressure, CodecError> {
        let remote = self.host.remote(self.id);
        let wire = message.wire();
        let posted = tell::with_body(
            |body| {
                host::writing_for(self.id.process, || message.encode(body))?;
                fits(&*remote, body.len(), || message.name().into_owned())
            },
            |body| {
                let reply = reply
                    .into_sink()
                    .and_then(|sink| sink.place(Some(self.id.process), &*self.host));
                (reply, remote.post(Post { sender, wire, body, reply }))
            },
        )?;
        let (reply, Err(reason)) = posted else { return Ok(posted.1.unwrap_or(Pressure::Low)) };
        if let Some(reply) = reply {
            self.host.reply_at(reply).fail(Failure::Ended(reason.clone()));
        }
        self.host.dead_letter(self.id, message, DeadReason::Ended(reason));
        Ok(Pressure::Low)
    }

    /// Asks for the status, which no full mailbox is in the way of.
    #[cold]
    fn ask_status(&self, asker: ActorId, reply: AnyReply) {
        if self.id.process == self.host.process() {
            match self.host.find(self.id) {
                Some(local) => local.tell_status(asker, reply),
                None => reply.fail(Failure::Ended(self.host.why_ended(self.id))),
            }
            return;
        }
        let place =
            |sink: Box<dyn super::reply::Sink>| sink.place(Some(self.id.process), &*self.host);
        let reply = reply.into_sink().and_then(place);
        self.host.signal(self.id, Signal::Status { asker, reply });
    }

    fn refuse(&self, message: AnyMessage, reply: AnyReply, reason: ExitReason) {
        reply.fail(Failure::Ended(reason.clone()));
        self.host.dead_letter(self.id, message, DeadReason::Ended(reason));
    }

    pub(crate) fn room(&self) -> Option<Arc<dyn Room>> {
        if self.id.process == self.host.process() {
            self.host.find(self.id).map(|local| local as Arc<dyn Room>)
        } else {
            Some(Arc::new(RemoteRoom(self.host.remote(self.id))))
        }
    }

    /// Waits, outside of actors, until there is room, or nobody takes anything any more.
    pub(crate) async fn has_room(&self) {
        let Some(room) = self.room() else { return };
        let mut waiting = Waiting::new(room);
        let executor = self.host.executor();
        poll_fn(|cx| executor.poll_outside(cx, Passing::Nothing, |cx| waiting.poll(cx))).await;
    }
}

struct RemoteRoom(Arc<dyn super::remote::Remote>);

impl Room for RemoteRoom {
    fn id(&self) -> ActorId {
        self.0.id()
    }

    fn poll_room(&self, cx: &mut Context<'_>) -> Poll<()> {
        self.0.poll_room(cx)
    }

    fn give_way(&self) {
        self.0.give_way();
    }
}

/// An answer from another process, for an asker of whom this process knows no type.
pub(crate) struct Through(pub(crate) Box<dyn super::reply::Sink>);

impl ReplySink for Through {
    fn deliver(self: Box<Self>, answer: Result<(WireId, &[u8]), Failure>) {
        match answer {
            Ok((wire, body)) => {
                AnyReply::from_sink(self.0).send_any(&AnyMessage::unknown(wire, body));
            }
            Err(failure) => self.0.answer(Err(failure)),
        }
    }
}

/// The address of anybody who handles `M`. It takes whatever is a kind of `M`, too.
///
/// ```
/// use actors::prelude::*;
///
/// #[message]
/// struct Tick;
///
/// #[derive(Default)]
/// struct Clock;
///
/// #[actor]
/// impl Clock {
///     #[handler]
///     fn tick(&mut self, _: Tick) {}
/// }
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> actors::Result {
/// let system = ActorSystem::start(Base::Simple).await?;
/// let clock = system.create::<Clock>(()).await?;
/// let anybody: Recipient<Tick> = clock.recipient();
/// anybody.tell(Tick).await?;
/// system.shutdown().await
/// # }
/// ```
pub struct Recipient<M: Message> {
    any: AnyAddress,
    typed: Option<Arc<dyn Receive<M>>>,
}

/// Takes an `M` in any case.
pub(crate) trait Receive<M>: Send + Sync {
    fn receive(&self, sender: ActorId, message: M) -> Result<Pressure, TellError>;
}

impl<A: Actor, M: SentTo<A>> Receive<M> for Address<A> {
    fn receive(&self, sender: ActorId, message: M) -> Result<Pressure, TellError> {
        tell::send(M::By::same_address(self), sender, message)
    }
}

impl<M: Message> Recipient<M> {
    pub(crate) fn new<A: Actor>(address: Address<A>) -> Self
    where
        M: SentTo<A>,
    {
        Self { any: address.any(), typed: Some(Arc::new(address)) }
    }

    /// Sends `message`, an `M` or one that is a kind of it. While the mailbox is full it waits for
    /// room.
    ///
    /// # Errors
    /// When the message can't be written for another process.
    ///
    /// # Cancel safety
    /// Dropped before it is ready, the message was not sent.
    pub fn tell<K: KindOf<M>>(&self, message: K) -> TellAny<'_, M> {
        TellAny::new(&self.any, self.typed.as_ref(), told(message))
    }

    /// The address without the type of the message.
    #[must_use]
    pub fn any(&self) -> AnyAddress {
        self.any.clone()
    }
}

/// What a recipient of an `M` gets.
fn told<M: Message, K: KindOf<M>>(message: K) -> Told<M> {
    match message.into_itself() {
        Ok(message) => Told::Itself(message),
        // The actor may have a handler for the very kind.
        Err(kind) => Told::Other(AnyMessage::new(kind)),
    }
}

impl<M: Message> Clone for Recipient<M> {
    fn clone(&self) -> Self {
        Self { any: self.any.clone(), typed: self.typed.clone() }
    }
}

/// Where [`Context::send`](crate::Context::send) can send an `M`: an [`Address`] of an actor that
/// handles it, a [`Recipient`], or an [`AnyAddress`], where the other end decides.
pub trait Target<M>: Addressed {
    /// Sends in any case.
    #[doc(hidden)]
    fn send_from(&self, sender: Speaker, message: M) -> Result<Slow, TellError>;

    /// The wire name of the message.
    #[doc(hidden)]
    fn message_name() -> Cow<'static, str>
    where
        Self: Sized;
}

/// Who sends.
#[derive(Debug, Clone, Copy)]
pub struct Speaker(pub(crate) ActorId);

/// Whether the receiver has more than it should.
#[derive(Debug, Clone, Copy)]
pub struct Slow(pub(crate) Pressure);

impl<A: Actor, M: SentTo<A>> Target<M> for Address<A> {
    #[inline]
    fn send_from(&self, sender: Speaker, message: M) -> Result<Slow, TellError> {
        tell::send(M::By::same_address(self), sender.0, message).map(Slow)
    }

    fn message_name() -> Cow<'static, str> {
        <M::By as Handles<M>>::Message::name()
    }
}

impl<M: Message, K: KindOf<M>> Target<K> for Recipient<M> {
    fn send_from(&self, sender: Speaker, message: K) -> Result<Slow, TellError> {
        tell_any::send(&self.any, self.typed.as_ref(), sender.0, told(message)).map(Slow)
    }

    fn message_name() -> Cow<'static, str> {
        M::name()
    }
}

impl<M: Message> Target<M> for AnyAddress {
    fn send_from(&self, sender: Speaker, message: M) -> Result<Slow, TellError> {
        let sent = self.send_any(sender.0, AnyMessage::new(message), AnyReply::nobody());
        Ok(Slow(sent?))
    }

    fn message_name() -> Cow<'static, str> {
        M::name()
    }
}

/// What every address is, whatever it knows of its actor.
pub trait Addressed {
    /// The address without its type.
    fn to_any(&self) -> AnyAddress;
}

impl<A: Actor> Addressed for Address<A> {
    fn to_any(&self) -> AnyAddress {
        self.any()
    }
}

impl<M: Message> Addressed for Recipient<M> {
    fn to_any(&self) -> AnyAddress {
        self.any()
    }
}

impl Addressed for AnyAddress {
    fn to_any(&self) -> AnyAddress {
        self.clone()
    }
}

/// Compares, hashes, prints and sends an address by its number.
macro_rules! by_number {
    ([$($generics:tt)*] $type:ty, $name:literal, $wire:expr, $id:expr, $make:expr) => {
        impl<$($generics)*> PartialEq for $type {
            fn eq(&self, other: &Self) -> bool {
                $id(self) == $id(other)
            }
        }

        impl<$($generics)*> Eq for $type {}

        impl<$($generics)*> PartialOrd for $type {
            fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
                Some(self.cmp(other))
            }
        }

        impl<$($generics)*> Ord for $type {
            fn cmp(&self, other: &Self) -> Ordering {
                $id(self).cmp(&$id(other))
            }
        }

        impl<$($generics)*> Hash for $type {
            fn hash<H: Hasher>(&self, state: &mut H) {
                $id(self).hash(state);
            }
        }

        impl<$($generics)*> fmt::Display for $type {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                $id(self).fmt(f)
            }
        }

        impl<$($generics)*> fmt::Debug for $type {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!($name, "({})"), $id(self))
            }
        }

        impl<$($generics)*> Serialize for $type {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                if serializer.is_human_readable() {
                    return serializer.collect_str(self);
                }
                $id(self).serialize(serializer)
            }
        }

        impl<'de, $($generics)*> Deserialize<'de> for $type {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let id = ActorId::deserialize(deserializer)?;
                let host = host::current().ok_or_else(|| {
                    de::Error::custom("an address can be read only from a message")
                })?;
                Ok($make(AnyAddress::new(id, host)))
            }
        }

        impl<$($generics)*> Message for $type {
            const NAME: &'static str = $name;
            const WIRE: WireId = $wire;

            fn encode(&self, out: &mut Vec<u8>) -> Result<(), CodecError> {
                codec::write(Self::NAME, self, out)
            }

            fn decode(body: &[u8]) -> Result<Self, CodecError> {
                codec::read(Self::NAME, body)
            }

            fn duplicate(&self) -> Option<Self> {
                Some(self.clone())
            }
        }

        impl<$($generics)*> Portable for $type {}

        plain_reply! { [$($generics)*] $type }
    };
}

by_number!([] AnyAddress, "AnyAddress", WireId::of("AnyAddress"), |any: &Self| any.id, |any| any);
by_number!(
    [M: Message] Recipient<M>,
    "Recipient",
    WireId::of("Recipient").with(M::WIRE),
    |recipient: &Self| recipient.any.id,
    |any| Self { any, typed: None }
);
