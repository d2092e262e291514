//! What the attributes implement: the types that make sending a matter of the compiler.

use std::{
    borrow::Cow,
    fmt,
    future::{self, Future},
};

use super::{
    address::Address,
    any::{AnyMessage, Erased},
    apart::Apart,
    capability::{Capabilities, Requirements},
    context::Context,
    kind::Handled,
    message::{Message, Reply},
    options::Options,
    ready::Readying,
    reply::{AnyReply, ReplyPort},
    system::{self, ActorExitRequest},
};
use crate::wire::{CodecError, WireId};

/// A type that `#[actor]` made an actor.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not an actor",
    label = "not an actor",
    note = "write `#[actor]` above the `impl {Self}` block that has its handlers"
)]
pub trait Actor: Itself<It = Self> + Sized + 'static {
    /// What `create` and `spawn` want: nothing, one value, or a tuple of the parameters of
    /// `#[init]`.
    type Args: Clone + Send + 'static;
    /// The messages of this actor, each in a variant.
    #[doc(hidden)]
    type Envelope: Envelope;
    /// The name under which other processes know the type.
    const NAME: &'static str;
    /// What the attributes say.
    #[doc(hidden)]
    const OPTIONS: Options;

    /// The name with its type parameters.
    #[doc(hidden)]
    #[must_use]
    fn name() -> &'static str {
        Self::NAME
    }

    /// What it has handlers for: the wire name of each message, and the name of the method. The
    /// exit request is among them; its handler has no name where the actor has none of its own.
    #[must_use]
    fn messages() -> &'static [Handled] {
        Self::Envelope::MESSAGES
    }

    /// Any rule about where the actor may run, beyond the required capabilities.
    #[doc(hidden)]
    #[must_use]
    fn capability_check(_capabilities: &Capabilities, _requirements: &Requirements) -> bool {
        true
    }

    /// Does what can be done with an actor that runs.
    #[doc(hidden)]
    fn run<W: With<Self>>(with: W) -> W::Output;

    /// Writes the arguments for another process.
    #[doc(hidden)]
    fn encode_args(args: &Self::Args, out: &mut Vec<u8>) -> Result<(), CodecError>;

    /// Reads the arguments from another process.
    #[doc(hidden)]
    fn decode_args(body: &[u8]) -> Result<Self::Args, CodecError>;
}

/// An actor that runs, which it can if it can go from thread to thread.
///
/// It is a trait of its own so that of one that can't, the compiler says so once, and not wherever
/// there is an address of it.
#[doc(hidden)]
pub trait Runs: Actor + Send {
    /// Builds the actor.
    fn init(
        args: Self::Args,
        ctx: &mut Context<Self>,
    ) -> impl Future<Output = Result<Self, InitError>> + Send;

    /// How handlers that block work, where there are such.
    const APART: Option<Apart<Self>> = None;

    /// Handles one message and answers it.
    fn dispatch(
        &mut self,
        envelope: &mut Self::Envelope,
        ctx: &mut Context<Self>,
    ) -> impl Future<Output = Flow> + Send;

    /// Runs when each of the messages that come first has been handled.
    fn get_ready<'a>(&'a mut self, _ctx: &'a mut Context<Self>) -> Readying<'a> {
        Box::pin(future::ready(Ok(())))
    }
}

/// What can be done with an actor that runs.
#[doc(hidden)]
pub trait With<A: Actor> {
    /// What comes of it.
    type Output;

    /// Does it.
    fn with(self) -> Self::Output
    where
        A: Runs;
}

/// An actor, as what only an actor has: where a type is none, what would be made of it is nothing
/// at all, so that the compiler says once that it is none, and nothing about waiting for it.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not an actor",
    label = "not an actor",
    note = "write `#[actor]` above the `impl {Self}` block that has its handlers"
)]
pub trait Itself {
    /// The actor.
    type It;
}

/// `Self` has a handler for `M`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no handler for `{M}`",
    label = "`{Self}` does not handle this message",
    note = "add a `#[handler]` that takes a `{M}` to the `#[actor]` block of `{Self}`, or send one \
            of the messages that it handles; a message is sent by value, without `&`"
)]
pub trait Handles<M>: Actor {
    /// What the handler answers.
    type Reply: Reply;

    /// `M` itself.
    #[doc(hidden)]
    type Message: Message + Same<M>;

    /// This actor itself. Where there is no handler there is no such type either, so that the
    /// compiler says once that there is none, and nothing about the future that sending gives.
    #[doc(hidden)]
    type By: Handles<M, Reply = Self::Reply> + Same<Self>;

    /// Puts the message into its envelope.
    #[doc(hidden)]
    fn seal(message: M, reply: ReplyPort<Self::Reply>) -> Self::Envelope;
}

/// `Self` can be sent to an `A`: true for every message that `A` has a handler for.
///
/// It is a trait of its own so that an error names the message that is not handled.
pub trait SentTo<A: Actor>: Sized {
    /// What the handler answers.
    type Reply: Reply;

    /// `A`, which has the handler.
    #[doc(hidden)]
    type By: Handles<Self, Reply = Self::Reply> + Same<A>;
}

impl<A: Handles<M>, M> SentTo<A> for M {
    type Reply = A::Reply;
    type By = A::By;
}

/// Is `T`, where the compiler can't know it.
pub trait Same<T>: Sized {
    /// The value.
    fn same(value: T) -> Self;

    /// The value, borrowed.
    fn same_ref(value: &T) -> &Self;

    /// The address of an actor.
    fn same_address(address: &Address<T>) -> &Address<Self>
    where
        T: Actor,
        Self: Actor;
}

impl<T> Same<T> for T {
    #[inline]
    fn same(value: T) -> T {
        value
    }

    #[inline]
    fn same_ref(value: &T) -> &T {
        value
    }

    #[inline]
    fn same_address(address: &Address<T>) -> &Address<T>
    where
        T: Actor,
    {
        address
    }
}

/// All messages that an actor handles, each with the way back to its asker.
pub trait Envelope: Sized + Send + 'static {
    /// Whether an actor gets it; an endpoint does not count as one.
    const IS_ACTOR: bool = true;

    /// The messages that have a handler of their own, and the exit request.
    const MESSAGES: &'static [Handled];

    /// The envelope of a message whose type was not known where it was sent.
    ///
    /// # Errors
    /// What was given, when the actor has no handler for the very type.
    fn open(message: AnyMessage, reply: AnyReply) -> Result<Self, (AnyMessage, AnyReply)>;

    /// Whether there is a fallback.
    #[must_use]
    fn takes_anything() -> bool {
        false
    }

    /// The envelope of a message that no handler takes but the fallback.
    ///
    /// # Errors
    /// What was given, when there is no fallback.
    fn fallback(message: AnyMessage, reply: AnyReply) -> Result<Self, (AnyMessage, AnyReply)> {
        Err((message, reply))
    }

    /// The envelope of a message that came from another process.
    ///
    /// # Errors
    /// The way back, and what is wrong.
    fn decode(wire: WireId, body: &[u8], reply: AnyReply) -> Result<Self, Undecoded>;

    /// What is in it, without its types.
    fn slot(&self) -> &dyn Slot;

    /// The same, to take something out.
    fn slot_mut(&mut self) -> &mut dyn Slot;

    /// The message, where it has not been taken out for good, and the way back.
    fn unseal(mut self) -> (Option<AnyMessage>, AnyReply) {
        self.slot_mut().take()
    }

    /// Whether it asks the actor to end.
    fn exit_request(&self) -> Option<ActorExitRequest> {
        system::exit_request(self.slot().message()?)
    }

    /// The wire name of the message.
    fn name(&self) -> Cow<'static, str> {
        self.slot().name()
    }

    /// Whether it may be given to a second worker when the first died of it.
    fn has_second_try(&self) -> bool {
        true
    }

    /// Whether the handler of this message blocks.
    fn is_blocking(&self) -> bool {
        false
    }

    /// The kinds of messages that come first: until each has, others are held. `None` for an actor
    /// that waits for nothing.
    const FIRST: Option<&'static [u32]> = None;

    /// How many kinds of messages there are.
    const KINDS: u32;

    /// Which of them this is.
    fn kind(&self) -> u32;

    /// The wire name of the messages of a kind, if there is this kind.
    fn kind_name(kind: u32) -> Option<Cow<'static, str>>;
}

/// A message from another process that is not for this actor.
#[derive(Debug)]
pub enum Undecoded {
    /// There is no handler for it.
    Unhandled(AnyReply),
    /// It could not be read.
    Codec(AnyReply, CodecError),
}

/// What follows a handled message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Flow {
    /// The next message.
    Continue,
    /// The same message, by the next handler that may take it.
    Super,
    /// The actor ends.
    Exit {
        /// Whether its children end with it.
        recursive: bool,
    },
}

/// What a handler returns that may pass its message on.
///
/// ```
/// use actors::prelude::*;
///
/// #[message]
/// struct Event(String);
///
/// #[message(is_a = Event)]
/// struct Alarm {
///     level: u32,
/// }
///
/// impl From<Alarm> for Event {
///     fn from(alarm: Alarm) -> Self {
///         Self(format!("alarm of level {}", alarm.level))
///     }
/// }
///
/// #[derive(Default)]
/// struct Guard;
///
/// #[actor]
/// impl Guard {
///     /// Takes the high ones; the others are events like any other.
///     #[handler]
///     fn alarm(&mut self, alarm: Alarm) -> Dispatch<String> {
///         if alarm.level < 5 {
///             return Dispatch::Super;
///         }
///         Dispatch::Done("the house is shut".into())
///     }
///
///     #[handler]
///     fn event(&mut self, Event(what): Event) -> String {
///         format!("noted: {what}")
///     }
/// }
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> actors::Result {
/// let system = ActorSystem::start(Base::Simple).await?;
/// let guard = system.create::<Guard>(()).await?;
/// assert_eq!(guard.ask(Alarm { level: 9 }).await?, "the house is shut");
/// assert_eq!(guard.ask(Alarm { level: 1 }).await?, "noted: alarm of level 1");
/// system.shutdown().await
/// # }
/// ```
#[expect(clippy::exhaustive_enums, reason = "there is no third way")]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dispatch<R = ()> {
    /// The message is handled, and this is the answer.
    Done(R),
    /// The next candidate is to handle it: the handler of the next kind that the message is of,
    /// then the fallback. With none of them the message is unhandled.
    Super,
}

/// Why an actor could not be built: what its `#[init]` returned.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InitError(pub String);

impl InitError {
    /// The error of an `#[init]`, with all its sources.
    pub fn new(error: impl Into<super::error::Error>) -> Self {
        Self(error.into().to_string())
    }
}

impl fmt::Display for InitError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A message in its envelope: lent to its handler, kept for the second try.
#[derive(Debug)]
pub struct Kept<M>(Option<M>);

// SAFETY: the only constructor wants a `Message`, which is `Send`, so an `M` that is not is never in
// one. The compiler need not look into every `M` of an envelope, and tells of one that is no message
// where it is handled, and not of the envelope that it stands in.
#[expect(unsafe_code, reason = "what is in it can be sent, whatever its type could hold")]
unsafe impl<M> Send for Kept<M> {}

impl<M: Message> Kept<M> {
    /// Keeps `message`.
    #[inline]
    pub const fn new(message: M) -> Self {
        Self(Some(message))
    }

    /// The message, for a handler that takes it by value: a clone if there can be one, so that it
    /// can be handled once more; else the message itself.
    ///
    /// # Panics
    /// When it was taken before; an envelope whose message is gone is not dispatched.
    #[inline]
    pub fn lend(&mut self) -> M {
        match self.0.as_ref().and_then(Message::duplicate) {
            Some(message) => message,
            None => self.give(),
        }
    }

    /// The message itself, for a handler that gives up the second try.
    ///
    /// # Panics
    /// When it was taken before; an envelope whose message is gone is not dispatched.
    #[inline]
    pub fn give(&mut self) -> M {
        self.0.take().expect("an envelope whose message is gone is not dispatched")
    }

    /// The message, for a handler that takes it by reference.
    ///
    /// # Panics
    /// When it was taken before; an envelope whose message is gone is not dispatched.
    #[inline]
    pub fn get(&self) -> &M {
        self.0.as_ref().expect("an envelope whose message is gone is not dispatched")
    }

    /// The message itself, if it is there.
    pub const fn take(&mut self) -> Option<M> {
        self.0.take()
    }
}

/// A message and the way back, as they stand in an envelope.
#[derive(Debug)]
pub struct Sealed<M, R>(pub Kept<M>, pub ReplyPort<R>);

/// The same where neither type is known: for the fallback.
#[derive(Debug)]
pub struct SealedAny(pub Kept<AnyMessage>, pub AnyReply);

/// A message and the way back, without their types: what is done with them away from the handlers
/// is compiled once, and not for each message.
pub trait Slot {
    /// The message, where it has not been taken out for good.
    fn message(&self) -> Option<&dyn Erased>;

    /// The wire name of the message, also when it is not there any more.
    fn name(&self) -> Cow<'static, str>;

    /// Takes both out.
    fn take(&mut self) -> (Option<AnyMessage>, AnyReply);
}

impl<M: Message, R: Reply> Slot for Sealed<M, R> {
    fn message(&self) -> Option<&dyn Erased> {
        match &self.0.0 {
            Some(message) => Some(message),
            None => None,
        }
    }

    fn name(&self) -> Cow<'static, str> {
        M::name()
    }

    #[expect(
        clippy::manual_map,
        reason = "a closure is one more thing to compile for each message"
    )]
    fn take(&mut self) -> (Option<AnyMessage>, AnyReply) {
        let message = match self.0.take() {
            Some(message) => Some(AnyMessage::new(message)),
            None => None,
        };
        (message, self.1.take().into_any())
    }
}

impl Slot for SealedAny {
    fn message(&self) -> Option<&dyn Erased> {
        self.0.0.as_ref().map(|message| message as &dyn Erased)
    }

    fn name(&self) -> Cow<'static, str> {
        match &self.0.0 {
            Some(message) => Cow::Owned(message.name().into_owned()),
            None => <AnyMessage as Message>::name(),
        }
    }

    fn take(&mut self) -> (Option<AnyMessage>, AnyReply) {
        (self.0.take(), self.1.take())
    }
}
