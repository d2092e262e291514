//! What may be said to an actor, and what it may answer.

use std::borrow::Cow;

use serde::{Serialize, de::DeserializeOwned};

use super::{kind::Kind, written::PartOfResult};
use crate::wire::{CodecError, WireId};

/// A value that can be sent to an actor.
///
/// `#[message]` on a struct or an enum implements it. The usual types of `std` (numbers, strings,
/// tuples, collections, `Option`, `Result`, `Duration`) are messages as they are.
///
/// ```
/// use actors::prelude::*;
///
/// /// Adds to the counter.
/// #[message]
/// struct Add(u64);
/// # let _ = Add(1);
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a message",
    label = "not a message",
    note = "write `#[message]` above the `struct` or `enum` of `{Self}`; a type that is not your own \
            goes into a struct that is"
)]
pub trait Message: Sized + Send + 'static {
    /// The wire name without type parameters.
    const NAME: &'static str;
    /// The number of the whole wire name.
    const WIRE: WireId;
    /// What it is a kind of, nearest first.
    #[doc(hidden)]
    const KINDS: &'static [Kind] = &[];

    /// The whole wire name.
    #[must_use]
    fn name() -> Cow<'static, str> {
        Cow::Borrowed(Self::NAME)
    }

    /// Appends the message, as MessagePack, to `out`.
    ///
    /// # Errors
    /// When it is local, too large, or refuses to be written.
    fn encode(&self, out: &mut Vec<u8>) -> Result<(), CodecError>;

    /// Reads a message that fills `body`.
    ///
    /// # Errors
    /// When it is local, or the bytes are something else.
    fn decode(body: &[u8]) -> Result<Self, CodecError>;

    /// A second one for the second try after a panic, if there can be one.
    fn duplicate(&self) -> Option<Self>;
}

/// A message that can go to another process. Every message is, except the local ones.
#[diagnostic::on_unimplemented(
    message = "`{Self}` can't go from one process to another",
    label = "not a message, or a local one",
    note = "write `#[message]`, without `local`, above the `struct` or `enum` of `{Self}`",
    note = "an actor that is placed with its creator may handle local messages: \
            `#[actor(process = \"creator\")]`"
)]
pub trait Portable: Message + Clone + Serialize + DeserializeOwned {}

/// What a handler may return: any message. A `Result` reaches the asker as a result.
#[diagnostic::on_unimplemented(
    message = "`{Self}` can't be an answer",
    label = "not a message",
    note = "an answer is a message: write `#[message]` above the `struct` or `enum` of `{Self}`"
)]
pub trait Reply: Message {
    /// What `ask` gives when all went well.
    type Ok: Send + 'static;
    /// What stands in [`AskError::Handler`](crate::AskError::Handler) otherwise.
    type Err: Send + 'static;

    /// The answer as a result.
    ///
    /// # Errors
    /// The handler's own error.
    fn into_result(self) -> Result<Self::Ok, Self::Err>;
}

impl<T: PartOfResult, E: PartOfResult> Reply for Result<T, E> {
    type Ok = T;
    type Err = E;

    fn into_result(self) -> Self {
        self
    }
}

/// Makes a plain value an answer.
macro_rules! plain_reply {
    ($([$($generics:tt)*] $type:ty),+ $(,)?) => {$(
        impl<$($generics)*> $crate::actor::message::Reply for $type {
            type Ok = Self;
            type Err = std::convert::Infallible;

            fn into_result(self) -> Result<Self, std::convert::Infallible> {
                Ok(self)
            }
        }
    )+};
}

pub(crate) use plain_reply;
