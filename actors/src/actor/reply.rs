//! Where an answer goes: to a waiting asker of this process, to another process, or nowhere.

use std::{
    any::Any,
    fmt,
    sync::{Arc, Mutex},
};

use serde::{Deserialize, Deserializer, Serialize, Serializer, de, ser};
use tokio::sync::oneshot;

use super::{
    any::AnyMessage,
    error::Failure,
    host::{self, Host},
    id::ProcessId,
    message::{Message, Portable, Reply, plain_reply},
};
use crate::{
    queue::lock,
    wire::{CodecError, WireId, codec},
};

/// The way back to an asker who waits for an `R`.
///
/// Let fall without an answer it tells the asker so.
pub struct ReplyPort<R>(Port<R>);

// SAFETY: all constructors want a `Reply`, which is `Send`, so there is no port for an `R` that is
// not, and what else is in a port is `Send`.
#[expect(unsafe_code, reason = "what goes through it can be sent")]
unsafe impl<R> Send for ReplyPort<R> {}

enum Port<R> {
    /// The message was told: nobody waits.
    Nobody,
    /// A task of this process waits.
    Slot(oneshot::Sender<Result<R, Failure>>),
    /// Somebody waits whose type is not known here.
    Any(AnyReply),
    /// The handler has it as a `ReplyTo`; it is kept for the second try.
    Shared(Arc<Mutex<ReplyPort<R>>>),
}

/// The way back to an asker of whom this process knows no type.
pub struct AnyReply(Option<Box<dyn Sink>>);

/// What takes the one answer. A sink that is dropped unused tells its asker [`Failure::NoReply`].
pub(crate) trait Sink: Send {
    /// Takes the answer.
    fn answer(self: Box<Self>, answer: Result<&dyn Answer, Failure>);

    /// The sink itself, for one who knows its type.
    fn as_any(&mut self) -> &mut dyn Any;

    /// The asker's place, for another process, `holder` as far as is known, that will answer in
    /// this one's stead.
    fn place(self: Box<Self>, holder: Option<ProcessId>, host: &dyn Host) -> Option<ReplyPlace>;
}

/// An answer that can be written.
pub(crate) trait Answer {
    fn wire(&self) -> WireId;
    fn name(&self) -> String;
    fn encode(&self, out: &mut Vec<u8>) -> Result<(), CodecError>;
    /// A second one, wrapped, for an asker of this process who takes any type.
    fn to_any(&self) -> Option<AnyMessage>;
}

impl<M: Message> Answer for M {
    fn wire(&self) -> WireId {
        M::WIRE
    }

    fn name(&self) -> String {
        M::name().into_owned()
    }

    fn encode(&self, out: &mut Vec<u8>) -> Result<(), CodecError> {
        Message::encode(self, out)
    }

    fn to_any(&self) -> Option<AnyMessage> {
        self.duplicate().map(AnyMessage::new)
    }
}

/// An open ask of a process: what a `ReplyTo` is on its way.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct ReplyPlace {
    pub(crate) process: ProcessId,
    pub(crate) correlation: u64,
}

/// The message inside of an [`AnyMessage`], as an answer.
struct Wrapped<'a>(&'a AnyMessage);

impl Answer for Wrapped<'_> {
    fn wire(&self) -> WireId {
        self.0.wire()
    }

    fn name(&self) -> String {
        self.0.name().into_owned()
    }

    fn encode(&self, out: &mut Vec<u8>) -> Result<(), CodecError> {
        self.0.encode(out)
    }

    fn to_any(&self) -> Option<AnyMessage> {
        self.0.try_clone()
    }
}

impl<R: Reply> ReplyPort<R> {
    /// Nobody waits.
    #[inline]
    #[must_use]
    pub(crate) const fn nobody() -> Self {
        Self(Port::Nobody)
    }

    /// A task of this process waits.
    #[inline]
    pub(crate) fn slot(slot: oneshot::Sender<Result<R, Failure>>) -> Self {
        Self(Port::Slot(slot))
    }

    /// The same way back, now that the type of the answer is known.
    #[must_use]
    pub fn from_any(reply: AnyReply) -> Self {
        let Some(mut sink) = reply.0 else { return Self(Port::Nobody) };
        // A message that was forwarded in this process still has its typed slot.
        match sink.as_any().downcast_mut::<Typed<R>>().and_then(|typed| typed.0.take()) {
            Some(slot) => Self(Port::Slot(slot)),
            None => Self(Port::Any(AnyReply(Some(sink)))),
        }
    }

    /// Gives the type up: for a message that is handed on.
    #[must_use]
    pub fn into_any(self) -> AnyReply {
        match self.0 {
            Port::Nobody => AnyReply(None),
            Port::Slot(slot) => AnyReply(Some(Box::new(Typed(Some(slot))))),
            Port::Any(reply) => reply,
            Port::Shared(port) => lock(&port).take().into_any(),
        }
    }

    /// Answers.
    #[inline]
    pub fn send(self, answer: R) {
        match self.0 {
            Port::Nobody => {}
            // An asker that has gone away is counted where the asker's future was dropped.
            Port::Slot(slot) => drop(slot.send(Ok(answer))),
            Port::Any(reply) => reply.send(&answer),
            Port::Shared(port) => {
                let port = lock(&port).take();
                port.send(answer);
            }
        }
    }

    /// Whether somebody waits.
    #[must_use]
    pub fn is_awaited(&self) -> bool {
        match &self.0 {
            Port::Nobody => false,
            Port::Slot(slot) => !slot.is_closed(),
            Port::Any(reply) => reply.0.is_some(),
            Port::Shared(port) => lock(port).is_awaited(),
        }
    }

    /// The right to answer, for a handler; the port keeps a share for a second try.
    pub(crate) fn share(&mut self, host: Arc<dyn Host>) -> ReplyTo<R> {
        let port = match self.take().0 {
            Port::Shared(port) => port,
            port => Arc::new(Mutex::new(Self(port))),
        };
        self.0 = Port::Shared(port.clone());
        ReplyTo { port, host }
    }

    /// Takes the way back out and leaves nobody.
    #[must_use]
    pub fn take(&mut self) -> Self {
        std::mem::replace(self, Self::nobody())
    }
}

impl AnyReply {
    /// Nobody waits.
    pub(crate) const fn nobody() -> Self {
        Self(None)
    }

    pub(crate) fn new(sink: impl Sink + 'static) -> Self {
        Self(Some(Box::new(sink)))
    }

    pub(crate) fn from_sink(sink: Box<dyn Sink>) -> Self {
        Self(Some(sink))
    }

    /// Takes the way back out and leaves nobody.
    #[must_use]
    pub fn take(&mut self) -> Self {
        Self(self.0.take())
    }

    pub(crate) fn into_sink(self) -> Option<Box<dyn Sink>> {
        self.0
    }

    pub(crate) fn send(self, answer: &dyn Answer) {
        if let Some(sink) = self.0 {
            sink.answer(Ok(answer));
        }
    }

    /// Answers with a message whose type is not known here.
    pub(crate) fn send_any(self, answer: &AnyMessage) {
        self.send(&Wrapped(answer));
    }

    /// Tells the asker that there is no answer.
    pub fn fail(self, failure: Failure) {
        if let Some(sink) = self.0 {
            sink.answer(Err(failure));
        }
    }

    /// Whether somebody waits.
    #[must_use]
    pub fn is_awaited(&self) -> bool {
        self.0.is_some()
    }
}

/// A slot whose type is known again when somebody asks for it.
struct Typed<R>(Option<oneshot::Sender<Result<R, Failure>>>);

impl<R: Reply> Sink for Typed<R> {
    fn answer(mut self: Box<Self>, answer: Result<&dyn Answer, Failure>) {
        let Some(slot) = self.0.take() else { return };
        let answer = answer.and_then(|answer| {
            let wrong =
                || Failure::WrongReply { expected: R::name().into_owned(), found: answer.name() };
            if answer.wire() != R::WIRE {
                return Err(wrong());
            }
            let mut body = Vec::new();
            answer.encode(&mut body).map_err(|error| Failure::Codec(error.to_string()))?;
            R::decode(&body).map_err(|error| Failure::Codec(error.to_string()))
        });
        drop(slot.send(answer));
    }

    fn as_any(&mut self) -> &mut dyn Any {
        self
    }

    fn place(
        mut self: Box<Self>,
        holder: Option<ProcessId>,
        host: &dyn Host,
    ) -> Option<ReplyPlace> {
        let slot = self.0.take()?;
        host.open_ask(holder, Box::new(SlotSink(slot)))
    }
}

/// What is called when the answer to an ask comes from another process.
pub(crate) trait ReplySink: Send {
    /// Takes the answer, with the number of its wire name.
    fn deliver(self: Box<Self>, answer: Result<(WireId, &[u8]), Failure>);
}

/// The slot of an asker in this process, for an answer that comes as bytes.
pub(crate) struct SlotSink<R>(pub(crate) oneshot::Sender<Result<R, Failure>>);

impl<R: Reply> ReplySink for SlotSink<R> {
    fn deliver(self: Box<Self>, answer: Result<(WireId, &[u8]), Failure>) {
        let answer = answer.and_then(|(wire, body)| {
            if wire != R::WIRE {
                let expected = R::name().into_owned();
                return Err(Failure::WrongReply { expected, found: format!("{wire:?}") });
            }
            R::decode(body).map_err(|error| Failure::Codec(error.to_string()))
        });
        drop(self.0.send(answer));
    }
}

/// The right to answer one ask, now or later, here or in another actor.
///
/// A handler that takes one answers when it wants: it may keep it, or send it on in a message, to
/// another process too. Its clones are the same right: the first answer counts. When all of them
/// are dropped without one, the asker gets [`AskError::NoReply`](crate::AskError::NoReply).
///
/// ```
/// use actors::prelude::*;
///
/// #[derive(Default)]
/// struct Slow {
///     waiting: Vec<ReplyTo<u32>>,
/// }
///
/// #[message]
/// struct Get;
///
/// #[message]
/// struct Release(u32);
///
/// #[actor]
/// impl Slow {
///     #[handler]
///     fn get(&mut self, _: Get, reply: ReplyTo<u32>) {
///         self.waiting.push(reply);
///     }
///
///     #[handler]
///     fn release(&mut self, Release(value): Release) {
///         for reply in self.waiting.drain(..) {
///             reply.send(value);
///         }
///     }
/// }
/// # fn main() {}
/// ```
pub struct ReplyTo<R: Reply> {
    port: Arc<Mutex<ReplyPort<R>>>,
    host: Arc<dyn Host>,
}

impl<R: Reply> ReplyTo<R> {
    /// The right behind `port`.
    pub(crate) fn new(port: ReplyPort<R>, host: Arc<dyn Host>) -> Self {
        Self { port: Arc::new(Mutex::new(port)), host }
    }

    /// Answers. Later answers, by this or by a clone, go nowhere.
    pub fn send(self, answer: R) {
        let port = lock(&self.port).take();
        port.send(answer);
    }

    /// Whether somebody still waits for the answer.
    #[must_use]
    pub fn is_awaited(&self) -> bool {
        lock(&self.port).is_awaited()
    }
}

impl<R: Reply> Clone for ReplyTo<R> {
    fn clone(&self) -> Self {
        Self { port: self.port.clone(), host: self.host.clone() }
    }
}

impl<R: Reply> fmt::Debug for ReplyTo<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ReplyTo<{}>", R::name())
    }
}

impl<R: Reply> Serialize for ReplyTo<R> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Some(sink) = lock(&self.port).take().into_any().0 else {
            return None::<ReplyPlace>.serialize(serializer);
        };
        match sink.place(host::destination(), &*self.host) {
            Some(place) => Some(place).serialize(serializer),
            None => Err(ser::Error::custom("this answer can't be given in another process")),
        }
    }
}

impl<'de, R: Reply> Deserialize<'de> for ReplyTo<R> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let place = Option::<ReplyPlace>::deserialize(deserializer)?;
        let host = host::current()
            .ok_or_else(|| de::Error::custom("a `ReplyTo` can be read only from a message"))?;
        let port = match place {
            Some(place) => ReplyPort::from_any(host.reply_at(place)),
            None => ReplyPort::nobody(),
        };
        Ok(Self::new(port, host))
    }
}

impl<R: Reply> Message for ReplyTo<R> {
    const NAME: &'static str = "ReplyTo";
    const WIRE: WireId = WireId::of("ReplyTo").with(R::WIRE);

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

impl<R: Reply> Portable for ReplyTo<R> {}

plain_reply! { [R: Reply] ReplyTo<R> }

/// Which answer a `ReplyTo` parameter promises: what its handler's message is answered with.
pub trait Promises {
    /// The answer.
    type Reply: Reply;
}

impl<R: Reply> Promises for ReplyTo<R> {
    type Reply = R;
}

impl<R> fmt::Debug for ReplyPort<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ReplyPort")
    }
}

impl fmt::Debug for AnyReply {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("AnyReply")
    }
}
