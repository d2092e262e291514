//! What the code that the attributes write leans on.
//!
//! Much of it comes twice: as a method of a type with bounds, and as a method of a trait without.
//! The compiler takes the first where the bounds hold and the second elsewhere. So a message that
//! is none is told to its user once, where the bounds are demanded, and not again at every line
//! that was written for it. The second is never run: a program with such a message is not built.

use std::{borrow::Cow, fmt, marker::PhantomData};

use serde::{Deserializer, Serialize, Serializer, de::DeserializeOwned};

use super::{
    any::AnyMessage,
    context::Context,
    kind::{Kind, KindOf, Known},
    message::{Message, Portable, Reply},
    registered::Registered,
    reply::{AnyReply, ReplyPort, ReplyTo},
    traits::{Actor, Kept, Runs, Sealed, Slot, Undecoded, With},
};
use crate::wire::{CodecError, WireId, codec};

/// A message that an actor handles, and what the handler answers.
#[derive(Debug)]
pub struct Case<M, R>(PhantomData<fn() -> (M, R)>);

impl<M: Message, R: Reply> Case<M, R> {
    /// The number of the message's wire name.
    pub const WIRE: WireId = M::WIRE;

    /// The contents of an envelope, if the message is an `M`.
    ///
    /// # Errors
    /// What was given, when it is something else.
    #[inline]
    pub fn open(
        message: AnyMessage,
        reply: AnyReply,
    ) -> Result<Sealed<M, R>, (AnyMessage, AnyReply)> {
        match message.take::<M>() {
            Ok(message) => Ok(Sealed(Kept::new(message), ReplyPort::from_any(reply))),
            Err(message) => Err((message, reply)),
        }
    }

    /// The contents of an envelope whose message came from another process.
    ///
    /// # Errors
    /// The way back, and what is wrong with the message.
    #[inline]
    pub fn decode(body: &[u8], reply: AnyReply) -> Result<Sealed<M, R>, Undecoded> {
        match M::decode(body) {
            Ok(message) => Ok(Sealed(Kept::new(message), ReplyPort::from_any(reply))),
            Err(error) => Err(Undecoded::Codec(reply, error)),
        }
    }

    /// The contents of an envelope, without their types.
    #[inline]
    #[must_use]
    pub fn slot(sealed: &Sealed<M, R>) -> &dyn Slot {
        sealed
    }

    /// The same, to take something out.
    #[inline]
    #[must_use]
    pub fn slot_mut(sealed: &mut Sealed<M, R>) -> &mut dyn Slot {
        sealed
    }

    /// The message on its way.
    #[inline]
    #[must_use]
    pub const fn seal(message: M, reply: ReplyPort<R>) -> Sealed<M, R> {
        Sealed(Kept::new(message), reply)
    }

    /// The message, for a handler that takes it by value.
    #[inline]
    pub fn lend(message: &mut Kept<M>) -> M {
        message.lend()
    }

    /// The message, for a handler that gives up the second try.
    #[inline]
    pub fn give(message: &mut Kept<M>) -> M {
        message.give()
    }

    /// The message, for a handler that takes it by reference.
    #[inline]
    #[must_use]
    pub fn get(message: &Kept<M>) -> &M {
        message.get()
    }

    /// The whole wire name of the message.
    #[inline]
    #[must_use]
    pub fn name() -> Cow<'static, str> {
        M::name()
    }

    /// Answers, unless the message is handed on.
    #[inline]
    pub fn answer<A: Actor>(ctx: &Context<A>, reply: &mut ReplyPort<R>, answer: R) {
        ctx.answer(reply, answer);
    }

    /// The right to answer, for a handler that wants it.
    #[inline]
    pub fn reply_to<A: Actor>(ctx: &Context<A>, reply: &mut ReplyPort<R>) -> ReplyTo<R> {
        ctx.reply_to(reply)
    }
}

/// Says that a line can't be run, since the program was never built.
const NOT_BUILT: &str = "a program with this mistake is not built";

/// [`Case`] where the message is none, or the answer.
#[expect(missing_docs, reason = "as in `Case`")]
pub trait UnableCase<M, R> {
    const WIRE: WireId = WireId::NONE;

    fn open(_: AnyMessage, _: AnyReply) -> Result<Sealed<M, R>, (AnyMessage, AnyReply)> {
        unreachable!("{NOT_BUILT}")
    }

    fn decode(_: &[u8], _: AnyReply) -> Result<Sealed<M, R>, Undecoded> {
        unreachable!("{NOT_BUILT}")
    }

    #[must_use]
    fn slot(_: &Sealed<M, R>) -> &dyn Slot {
        unreachable!("{NOT_BUILT}")
    }

    #[must_use]
    fn slot_mut(_: &mut Sealed<M, R>) -> &mut dyn Slot {
        unreachable!("{NOT_BUILT}")
    }

    #[must_use]
    fn seal(_: M, _: ReplyPort<R>) -> Sealed<M, R> {
        unreachable!("{NOT_BUILT}")
    }

    #[must_use]
    fn lend(_: &mut Kept<M>) -> M {
        unreachable!("{NOT_BUILT}")
    }

    #[must_use]
    fn give(_: &mut Kept<M>) -> M {
        unreachable!("{NOT_BUILT}")
    }

    #[must_use]
    fn get(_: &Kept<M>) -> &M {
        unreachable!("{NOT_BUILT}")
    }

    #[must_use]
    fn name() -> Cow<'static, str> {
        unreachable!("{NOT_BUILT}")
    }

    fn answer<A: Actor>(_: &Context<A>, _: &mut ReplyPort<R>, _: R) {
        unreachable!("{NOT_BUILT}")
    }
}

impl<M, R> UnableCase<M, R> for Case<M, R> {}

/// A value that travels: a message, or the arguments of an actor.
#[derive(Debug)]
pub struct Value<T>(PhantomData<fn() -> T>);

impl<T: Serialize + DeserializeOwned> Value<T> {
    /// Writes it for another process.
    ///
    /// # Errors
    /// When it refuses, or is too large.
    #[inline]
    pub fn encode(value: &T, out: &mut Vec<u8>) -> Result<(), CodecError> {
        codec::write(std::any::type_name::<T>(), value, out)
    }

    /// Reads it from another process.
    ///
    /// # Errors
    /// When the bytes are something else.
    #[inline]
    pub fn decode(body: &[u8]) -> Result<T, CodecError> {
        codec::read(std::any::type_name::<T>(), body)
    }
}

/// The fields of a message, about to be written.
#[derive(Debug)]
pub struct Written<T>(PhantomData<fn() -> T>);

impl<T: Serialize> Written<T> {
    /// Writes them.
    ///
    /// # Errors
    /// When a field refuses.
    #[inline]
    pub fn write<S: Serializer>(value: &T, serializer: S) -> Result<S::Ok, S::Error> {
        value.serialize(serializer)
    }
}

/// The fields of a message, about to be read.
#[derive(Debug)]
pub struct Read<T>(PhantomData<fn() -> T>);

impl<T: DeserializeOwned> Read<T> {
    /// Reads them.
    ///
    /// # Errors
    /// When the bytes are something else.
    #[inline]
    pub fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
        T::deserialize(deserializer)
    }
}

/// A message that the executable is to know by its wire name.
#[derive(Debug)]
pub struct Announced<T>(PhantomData<fn() -> T>);

impl<T: Message> Announced<T> {
    /// What is known of it.
    pub const KNOWN: Known = Known::new::<T>();
}

/// A field of a message, about to be cloned with it.
#[derive(Debug)]
pub struct Copied<T>(PhantomData<fn() -> T>);

impl<T: Clone> Copied<T> {
    /// A second one.
    #[inline]
    pub fn copy(value: &T) -> T {
        value.clone()
    }
}

/// A field of a message, about to be shown with it.
#[derive(Debug)]
pub struct Shown<T>(PhantomData<fn() -> T>);

impl<T: fmt::Debug> Shown<T> {
    /// The field as `{:?}` shows it.
    #[inline]
    pub fn show(value: &T) -> &dyn fmt::Debug {
        value
    }
}

/// [`Value`], [`Announced`], [`Written`], [`Read`], [`Copied`] and [`Shown`] where the type can't.
#[expect(missing_docs, reason = "as where it can")]
pub trait Unable<T> {
    const KNOWN: Known = Known::nothing();

    fn encode(_: &T, _: &mut Vec<u8>) -> Result<(), CodecError> {
        unreachable!("{NOT_BUILT}")
    }

    fn decode(_: &[u8]) -> Result<T, CodecError> {
        unreachable!("{NOT_BUILT}")
    }

    fn write<S: Serializer>(_: &T, _: S) -> Result<S::Ok, S::Error> {
        unreachable!("{NOT_BUILT}")
    }

    fn read<'de, D: Deserializer<'de>>(_: D) -> Result<T, D::Error> {
        unreachable!("{NOT_BUILT}")
    }

    #[must_use]
    fn copy(_: &T) -> T {
        unreachable!("{NOT_BUILT}")
    }

    /// A field that can't be shown does not keep the others from it.
    #[must_use]
    fn show(_: &T) -> &dyn fmt::Debug {
        &"…"
    }
}

impl<T> Unable<T> for Value<T> {}
impl<T> Unable<T> for Announced<T> {}
impl<T> Unable<T> for Written<T> {}
impl<T> Unable<T> for Read<T> {}
impl<T> Unable<T> for Copied<T> {}
impl<T> Unable<T> for Shown<T> {}

/// The type of a message's field: whatever can be cloned, written and read.
#[diagnostic::on_unimplemented(
    message = "a message can't have a field of `{Self}`",
    label = "can't be cloned, written and read",
    note = "write `#[message]` above the `struct` or `enum` that the field has, or derive `Clone` \
            and serde's `Serialize` and `Deserialize` for it",
    note = "what is of this process alone, such as an `Arc`, a lock, a channel or an `Instant`, can be \
            in a message that stays in it: `#[message(local)]`"
)]
pub trait Field {
    /// Says that it is one.
    fn travels() {}
}

#[diagnostic::do_not_recommend]
impl<T: Clone + Serialize + DeserializeOwned> Field for T {}

/// The same for what perhaps can't go from thread to thread either.
#[diagnostic::on_unimplemented(
    message = "a message can't have a field of `{Self}`",
    label = "can't be cloned, written, read and sent between threads",
    note = "own the value, as a `String` does; of an error take the text, and of several types an enum",
    note = "what is of this process alone, such as an `Arc` or a `Box<dyn Fn() + Send>`, can be in a \
            message that stays in it: `#[message(local)]`"
)]
pub trait SentField {
    /// Says that it is one.
    fn travels() {}
}

#[diagnostic::do_not_recommend]
impl<T: Clone + Serialize + DeserializeOwned + Send> SentField for T {}

/// The same for a map or a set.
#[diagnostic::on_unimplemented(
    message = "a message can't have a field of `{Self}`",
    label = "can't be cloned, written and read",
    note = "write `#[message]` above the `struct` or `enum` of what is in it, and below that, for a \
            key, `#[derive(PartialEq, Eq, Hash)]`, or `#[derive(PartialEq, Eq, PartialOrd, Ord)]` in \
            a `BTreeMap` or a `BTreeSet`"
)]
pub trait KeyedField {
    /// Says that it is one.
    fn travels() {}
}

#[diagnostic::do_not_recommend]
impl<T: Clone + Serialize + DeserializeOwned> KeyedField for T {}

/// The whole name of a message with type parameters.
#[must_use]
pub fn name_with(name: &str, parameters: &[Cow<'static, str>]) -> Cow<'static, str> {
    Cow::Owned(format!("{name}<{}>", parameters.join(", ")))
}

/// An actor without an `#[init]`: it needs nothing to be built.
#[diagnostic::on_unimplemented(
    message = "`{Self}` can't be built: it has neither an `#[init]` nor a `Default`",
    label = "how is it built?",
    note = "write `#[derive(Default)]` above the struct, or `#[init]` above the function of its \
            `#[actor]` block that builds it"
)]
pub trait Startable {
    /// Builds it.
    #[must_use]
    fn by_default() -> Self;
}

#[diagnostic::do_not_recommend]
impl<T: Default> Startable for T {
    fn by_default() -> Self {
        Self::default()
    }
}

/// An actor, about to be listed among those of its executable.
#[derive(Debug)]
pub struct Startup<A>(PhantomData<fn() -> A>);

impl<A: Actor> Startup<A> {
    /// The entry.
    pub const ENTRY: Registered = Registered::new::<A>();
}

/// [`Startup`] where the type is no actor.
pub trait UnableStartup {
    /// An entry that nobody looks at.
    const ENTRY: Registered = Registered::nobody();
}

impl<A> UnableStartup for Startup<A> {}

/// An actor, about to be run.
#[derive(Debug)]
pub struct Running<A>(PhantomData<fn() -> A>);

impl<A: Runs> Running<A> {
    /// Does what can be done with it.
    #[inline]
    pub fn run<W: With<A>>(with: W) -> W::Output {
        with.with()
    }
}

/// [`Running`] where the actor can't go from thread to thread.
pub trait UnableRunning<A: Actor> {
    /// Says that it can't be done.
    fn run<W: With<A>>(_: W) -> W::Output {
        unreachable!("{NOT_BUILT}")
    }
}

impl<A: Actor> UnableRunning<A> for Running<A> {}

/// What a `Result` that is sent or answered may have in it.
#[diagnostic::on_unimplemented(
    message = "a `Result` with a `{Self}` can't be sent or answered",
    label = "has a `{Self}` in it, which is not a message",
    note = "write `#[message]` above the `struct` or `enum` of `{Self}`; of an error of another \
            crate answer the text: `.map_err(|error| error.to_string())`"
)]
pub trait PartOfResult: Message + Portable {}

#[diagnostic::do_not_recommend]
impl<T: Message + Portable> PartOfResult for T {}

/// What was waited for: no future.
#[diagnostic::on_unimplemented(
    message = "the answer is still to come: write `.await` first",
    label = "`.await` comes before this"
)]
pub trait Awaited {}

/// A message that is a kind of another.
#[derive(Debug)]
pub struct Turned<M, B>(PhantomData<fn() -> (M, B)>);

impl<M: KindOf<B>, B: Message> Turned<M, B> {
    /// The kind.
    pub const KIND: Kind = Kind::new::<M, B>();
    /// Whether the other is a kind of the message too.
    pub const IS_CIRCLE: bool = Kind::is_among(B::KINDS, M::WIRE);
}

/// [`Turned`] where one of them is no message, or there is no way from the one to the other.
#[expect(missing_docs, reason = "as in `Turned`")]
pub trait UnableTurned<M> {
    const KIND: Kind = Kind::nothing();
    const IS_CIRCLE: bool = false;
}

impl<M, B> UnableTurned<M> for Turned<M, B> {}
