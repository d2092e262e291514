//! Kinds: what a message is besides its own type, and what the executable knows of messages by
//! their wire names.

use std::{
    any::Any,
    borrow::Cow,
    collections::{HashMap, VecDeque},
    fmt,
    sync::OnceLock,
};

use linkme::distributed_slice;

use super::{
    any::{AnyMessage, Erased},
    message::Message,
    place::Place,
    registered::ACTORS,
    reply::AnyReply,
};
use crate::wire::{CodecError, WireId};

/// `Self` is a kind of `B`: an actor without a handler for `Self` handles it as a `B`.
///
/// Every message is a kind of itself. `#[message(is_a = B)]` makes it a kind of another, into
/// which it is converted by `impl From<Self> for B`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no kind of `{B}`",
    label = "no kind of `{B}`",
    note = "write `#[message(is_a = {B})]` above `{Self}`, and how it becomes one: \
            `impl From<{Self}> for {B}`"
)]
pub trait KindOf<B: Message>: Message {
    /// The message as what it is a kind of.
    fn into_kind(self) -> B;

    /// The message, where the kind is its own type.
    #[doc(hidden)]
    fn into_itself(self) -> Result<B, Self> {
        Err(self)
    }
}

impl<M: Message> KindOf<M> for M {
    fn into_kind(self) -> M {
        self
    }

    fn into_itself(self) -> Result<M, Self> {
        Ok(self)
    }
}

/// One kind that a message is of.
pub struct Kind {
    wire: WireId,
    of: fn(&dyn Any) -> Option<AnyMessage>,
}

impl Kind {
    /// The kind `B` of an `M`.
    #[must_use]
    pub const fn new<M: KindOf<B>, B: Message>() -> Self {
        fn of<M: KindOf<B>, B: Message>(message: &dyn Any) -> Option<AnyMessage> {
            let message = message.downcast_ref::<M>()?;
            Some(AnyMessage::new(message.duplicate()?.into_kind()))
        }
        Self { wire: B::WIRE, of: of::<M, B> }
    }

    /// Whether `kinds` has the one with this number.
    #[must_use]
    pub const fn is_among(kinds: &[Self], wire: WireId) -> bool {
        let mut at = 0;
        while at < kinds.len() {
            if kinds[at].wire.get() == wire.get() {
                return true;
            }
            at += 1;
        }
        false
    }

    /// No kind, in a program that is never built.
    pub(crate) const fn nothing() -> Self {
        Self { wire: WireId::NONE, of: |_| None }
    }
}

/// The message as each of its kinds, those alone that it says itself.
pub(crate) fn bases(message: &dyn Erased) -> Vec<AnyMessage> {
    message.kinds().iter().filter_map(|kind| (kind.of)(message.as_any())).collect()
}

impl fmt::Debug for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Kind({:?})", self.wire)
    }
}

/// A message that an actor handles: its wire name, and the name of the handler.
#[derive(Clone, Copy)]
pub struct Handled {
    wire: WireId,
    message: fn() -> Cow<'static, str>,
    handler: &'static str,
}

impl Handled {
    /// A handler of a message.
    #[must_use]
    pub const fn new(
        wire: WireId,
        message: fn() -> Cow<'static, str>,
        handler: &'static str,
    ) -> Self {
        Self { wire, message, handler }
    }

    /// The number of the message's wire name.
    #[must_use]
    pub const fn wire(&self) -> WireId {
        self.wire
    }

    /// The wire name of the message.
    #[must_use]
    pub fn message(&self) -> Cow<'static, str> {
        (self.message)()
    }

    /// The name of the method.
    #[must_use]
    pub const fn handler(&self) -> &'static str {
        self.handler
    }
}

impl fmt::Debug for Handled {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Handled({} by {})", self.message(), self.handler)
    }
}

/// Every message of the executable that has no type parameters and may leave its process;
/// `#[message]` adds each.
#[distributed_slice]
pub static MESSAGES: [Known];

/// One type of message.
pub struct Known {
    wire: WireId,
    name: &'static str,
    kinds: &'static [Kind],
    read: fn(&[u8]) -> Result<AnyMessage, CodecError>,
}

impl Known {
    /// The entry of `M`.
    #[must_use]
    pub(crate) const fn new<M: Message>() -> Self {
        fn read<M: Message>(body: &[u8]) -> Result<AnyMessage, CodecError> {
            M::decode(body).map(AnyMessage::new)
        }
        Self { wire: M::WIRE, name: M::NAME, kinds: M::KINDS, read: read::<M> }
    }

    /// The entry of what is no message.
    #[must_use]
    pub(crate) const fn nothing() -> Self {
        fn read(_: &[u8]) -> Result<AnyMessage, CodecError> {
            Err(CodecError::Local { name: String::new() })
        }
        Self { wire: WireId::of(""), name: "", kinds: &[], read }
    }
}

impl fmt::Debug for Known {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Known({})", self.name)
    }
}

/// What the executable knows of the message with this number.
fn find(wire: WireId) -> Option<&'static Known> {
    static BY_WIRE: OnceLock<HashMap<WireId, &'static Known>> = OnceLock::new();
    let by_wire =
        BY_WIRE.get_or_init(|| MESSAGES.iter().map(|known| (known.wire, known)).collect());
    by_wire.get(&wire).copied()
}

/// The wire name with this number, where the executable knows it; else the number.
pub(crate) fn name(wire: WireId) -> Cow<'static, str> {
    static OTHERS: OnceLock<HashMap<WireId, Cow<'static, str>>> = OnceLock::new();
    if let Some(known) = find(wire) {
        return Cow::Borrowed(known.name);
    }
    let others = OTHERS.get_or_init(|| {
        let handled = ACTORS.iter().flat_map(|actor| actor.messages);
        handled.map(|handled| (handled.wire, handled.message())).collect()
    });
    others.get(&wire).cloned().unwrap_or_else(|| Cow::Owned(format!("{wire:?}")))
}

/// Reads a message of whatever type it is, if the executable knows it.
pub(crate) fn read(wire: WireId, body: &[u8]) -> Option<AnyMessage> {
    (find(wire)?.read)(body).ok()
}

/// Whether a message with this number is of a kind that an actor with these messages handles.
pub(crate) fn reaches(messages: &[Handled], wire: WireId) -> bool {
    let (mut kinds, mut seen) = (VecDeque::from([wire]), vec![wire]);
    while let Some(wire) = kinds.pop_front() {
        for Kind { wire: kind, .. } in find(wire).map_or(&[][..], |known| known.kinds) {
            if messages.iter().any(|handled| handled.wire == *kind) {
                return true;
            }
            if !seen.contains(kind) {
                seen.push(*kind);
                kinds.push_back(*kind);
            }
        }
    }
    false
}

/// A message that its own handler has not settled, with what else it may be handled as: its kinds,
/// nearest first, and at last as anything.
pub(crate) struct Line {
    message: Option<AnyMessage>,
    kinds: VecDeque<AnyMessage>,
    seen: Vec<WireId>,
}

impl Line {
    /// What comes after the message's own handler.
    pub(crate) fn beyond(message: AnyMessage) -> Self {
        let seen = vec![message.wire()];
        let mut line = Self { message: None, kinds: VecDeque::new(), seen };
        line.add(&message);
        Self { message: Some(message), ..line }
    }

    /// Puts the message in the next envelope that an actor has for it.
    ///
    /// # Errors
    /// The way back, when there is none.
    pub(crate) fn next(
        &mut self,
        place: &mut dyn Place,
        mut reply: AnyReply,
    ) -> Result<(), AnyReply> {
        while let Some(kind) = self.kinds.pop_front() {
            self.add(&kind);
            match place.open(kind, reply) {
                Ok(()) => return Ok(()),
                Err((_, back)) => reply = back,
            }
        }
        let Some(message) = self.message.take() else { return Err(reply) };
        place.fallback(message, reply).map_err(|(message, reply)| {
            self.message = Some(message);
            reply
        })
    }

    /// The message as it was sent, unless it is in its last envelope.
    pub(crate) fn into_message(self) -> Option<AnyMessage> {
        self.message
    }

    fn add(&mut self, message: &AnyMessage) {
        for kind in message.bases() {
            if !self.seen.contains(&kind.wire()) {
                self.seen.push(kind.wire());
                self.kinds.push_back(kind);
            }
        }
    }
}

/// Puts a message in the nearest envelope that an actor has for it.
///
/// # Errors
/// What was given, when the actor has none.
pub(crate) fn open(
    place: &mut dyn Place,
    message: AnyMessage,
    reply: AnyReply,
) -> Result<(), (Option<AnyMessage>, AnyReply)> {
    place.open(message, reply).or_else(|(message, reply)| {
        let mut line = Line::beyond(message);
        line.next(place, reply).map_err(|reply| (line.into_message(), reply))
    })
}
