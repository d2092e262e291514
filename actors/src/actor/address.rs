//! `Address<A>`: one actor, for ever, to which only what it handles can be sent.

use std::{
    cmp::Ordering,
    fmt,
    hash::{Hash, Hasher},
    sync::Arc,
};

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use super::{
    ask::Ask,
    error::TryTellError,
    host::{self, Host},
    id::ActorId,
    local::Local,
    message::{Message, Portable, plain_reply},
    recipient::{AnyAddress, Recipient},
    remote::Remote,
    tell::{self, Tell},
    traits::{Actor, Handles, Same, SentTo},
};
use crate::wire::{CodecError, WireId, codec};

/// The address of an actor `A`.
///
/// It is opaque: it can be compared, hashed, printed and sent in a message, and can't be made up.
/// It names this one actor for ever; no later actor gets it. A clone costs no allocation.
///
/// ```
/// use actors::prelude::*;
///
/// #[message]
/// struct Add(u64);
///
/// #[derive(Default)]
/// struct Counter {
///     total: u64,
/// }
///
/// #[actor]
/// impl Counter {
///     #[handler]
///     fn add(&mut self, Add(n): Add) -> u64 {
///         self.total += n;
///         self.total
///     }
/// }
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> actors::Result {
/// let system = ActorSystem::start(Base::Simple).await?;
/// let counter: Address<Counter> = system.create::<Counter>(()).await?;
/// counter.tell(Add(1)).await?;
/// assert_eq!(counter.ask(Add(2)).await?, 3);
/// system.shutdown().await
/// # }
/// ```
pub struct Address<A: Actor> {
    pub(crate) way: Way<A>,
}

/// How an actor is reached.
pub(crate) enum Way<A: Actor> {
    Local(Arc<Local<A::Envelope>>),
    Remote(Arc<dyn Remote>, Arc<dyn Host>),
}

impl<A: Actor> Address<A> {
    pub(crate) const fn local(local: Arc<Local<A::Envelope>>) -> Self {
        Self { way: Way::Local(local) }
    }

    /// Sends `message` and waits for the answer. Set a limit with
    /// [`timeout`](crate::Ask::timeout).
    ///
    /// While the mailbox is full it waits for room.
    ///
    /// # Errors
    /// [`AskError`](crate::AskError): the handler's own error, or why there is no answer.
    ///
    /// # Cancel safety
    /// Dropped before the message left, it is as if it had never been; after that, the message is
    /// handled and its answer counted as a dead letter.
    pub fn ask<M, B>(&self, message: M) -> Ask<'_, B, M>
    where
        M: SentTo<A, By = B>,
        B: Handles<M> + Same<A>,
    {
        Ask::new(B::same_address(self), message)
    }

    /// Sends `message`. It is handled later, or becomes a dead letter.
    ///
    /// While the mailbox is full it waits for room.
    ///
    /// # Errors
    /// When the message can't be written for another process.
    ///
    /// # Cancel safety
    /// Dropped before it is ready, the message was not sent.
    pub fn tell<M, B>(&self, message: M) -> Tell<'_, B, M>
    where
        M: SentTo<A, By = B>,
        B: Handles<M> + Same<A>,
    {
        Tell::new(B::same_address(self), message)
    }

    /// Sends `message` if there is room for it now.
    ///
    /// # Errors
    /// The message, when the mailbox is full, the actor has ended, or the message can't be written
    /// for another process.
    pub fn try_tell<M: SentTo<A>>(&self, message: M) -> Result<(), TryTellError<M>> {
        tell::try_tell(M::By::same_address(self), message)
    }

    /// The address without the actor's type.
    #[must_use]
    pub fn any(&self) -> AnyAddress {
        AnyAddress::new(self.id(), self.host().clone())
    }

    /// The address as that of anybody who handles `M`.
    #[must_use]
    pub fn recipient<M: Message + SentTo<A>>(&self) -> Recipient<M> {
        Recipient::new(self.clone())
    }

    pub(crate) fn id(&self) -> ActorId {
        match &self.way {
            Way::Local(local) => local.id,
            Way::Remote(remote, _) => remote.id(),
        }
    }

    /// Whether the actor is one of this process, as far as the address knows.
    #[inline]
    pub(crate) const fn is_local(&self) -> bool {
        matches!(self.way, Way::Local(_))
    }

    #[inline]
    pub(crate) fn host(&self) -> &Arc<dyn Host> {
        match &self.way {
            Way::Local(local) => &local.host,
            Way::Remote(_, host) => host,
        }
    }

    /// The address of an actor that was just made, or could not be.
    pub(crate) fn unchecked(id: ActorId, host: Arc<dyn Host>) -> Self {
        Self { way: Way::Remote(host.remote(id), host) }
    }

    /// The address of `id`, as `host` reaches it.
    ///
    /// # Errors
    /// When `id` is an actor of this process with other messages than `A`'s.
    pub(crate) fn reach(id: ActorId, host: Arc<dyn Host>) -> Result<Self, WrongActor> {
        if id.process != host.process() {
            return Ok(Self { way: Way::Remote(host.remote(id), host) });
        }
        match host.find(id) {
            Some(local) => {
                let found = local.name();
                match local.into_any_arc().downcast::<Local<A::Envelope>>() {
                    Ok(local) => Ok(Self::local(local)),
                    Err(_) => Err(WrongActor { found, expected: A::name() }),
                }
            }
            // An actor that has ended: the host knows what to do with what is sent to it.
            None => Ok(Self { way: Way::Remote(host.remote(id), host) }),
        }
    }
}

/// An address that names an actor of another type.
#[derive(Debug, thiserror::Error)]
#[error("the address is that of a `{found}`, not of a `{expected}`")]
pub struct WrongActor {
    found: &'static str,
    expected: &'static str,
}

impl<A: Actor> Clone for Address<A> {
    fn clone(&self) -> Self {
        Self {
            way: match &self.way {
                Way::Local(local) => Way::Local(local.clone()),
                Way::Remote(remote, host) => Way::Remote(remote.clone(), host.clone()),
            },
        }
    }
}

impl<A: Actor> PartialEq for Address<A> {
    fn eq(&self, other: &Self) -> bool {
        self.id() == other.id()
    }
}

impl<A: Actor> Eq for Address<A> {}

impl<A: Actor> PartialOrd for Address<A> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl<A: Actor> Ord for Address<A> {
    fn cmp(&self, other: &Self) -> Ordering {
        self.id().cmp(&other.id())
    }
}

impl<A: Actor> Hash for Address<A> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.id().hash(state);
    }
}

impl<A: Actor> fmt::Display for Address<A> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}@{}", A::name(), self.id())
    }
}

impl<A: Actor> fmt::Debug for Address<A> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl<A: Actor> Serialize for Address<A> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.id().serialize(serializer)
    }
}

impl<'de, A: Actor> Deserialize<'de> for Address<A> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let id = ActorId::deserialize(deserializer)?;
        let host = host::current()
            .ok_or_else(|| de::Error::custom("an address can be read only from a message"))?;
        Self::reach(id, host).map_err(de::Error::custom)
    }
}

impl<A: Actor> Message for Address<A> {
    const NAME: &'static str = "Address";
    const WIRE: WireId = WireId::of("Address").with(WireId::of(A::NAME));

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

impl<A: Actor> Portable for Address<A> {}

plain_reply! { [A: Actor] Address<A> }
