//! A message whose type is not known here.

use std::{
    any::{Any, TypeId},
    borrow::Cow,
    fmt,
    sync::Arc,
};

use serde::{Deserialize, Deserializer, Serialize, Serializer, de, ser};

use super::{
    host::{self, Host},
    kind::{self, Kind},
    message::{Message, Portable, plain_reply},
};
use crate::wire::{CodecError, WireId, codec};

/// A message of any type: what a fallback handler, an endpoint's `listen` and a dead letter get.
///
/// ```
/// use actors::AnyMessage;
///
/// let message = AnyMessage::new(7_u64);
/// assert_eq!(message.name(), "u64");
/// let message = message.take::<String>().expect_err("it is a number");
/// assert_eq!(message.take::<u64>().expect("a number"), 7);
/// ```
pub struct AnyMessage(Form);

enum Form {
    /// As it was sent in this process.
    Value(Box<dyn Erased>),
    /// As it came from another process, whose type nobody here has asked for yet; and the host to
    /// which the addresses in it belong.
    Bytes { wire: WireId, name: Option<Arc<str>>, body: Arc<[u8]>, host: Option<Arc<dyn Host>> },
}

impl AnyMessage {
    /// Wraps `message`.
    #[must_use]
    pub fn new<M: Message>(message: M) -> Self {
        Self(Form::Value(Box::new(message)))
    }

    /// Wraps a message that was wrapped before.
    pub(crate) fn erased(message: Box<dyn Erased>) -> Self {
        Self(Form::Value(message))
    }

    /// A message from another process that no handler but the fallback takes.
    #[doc(hidden)]
    #[must_use]
    pub fn unknown(wire: WireId, body: &[u8]) -> Self {
        Self(Form::Bytes { wire, name: None, body: body.into(), host: host::current() })
    }

    /// The wire name.
    #[must_use]
    pub fn name(&self) -> Cow<'_, str> {
        match &self.0 {
            Form::Value(value) => value.name(),
            Form::Bytes { name: Some(name), .. } => Cow::Borrowed(name),
            Form::Bytes { wire, .. } => kind::name(*wire),
        }
    }

    /// The number of the wire name.
    #[must_use]
    pub fn wire(&self) -> WireId {
        match &self.0 {
            Form::Value(value) => value.wire(),
            Form::Bytes { wire, .. } => *wire,
        }
    }

    /// Whether it is an `M`.
    #[must_use]
    pub fn is<M: Message>(&self) -> bool {
        match &self.0 {
            Form::Value(value) => value.is_type(TypeId::of::<M>()),
            Form::Bytes { wire, .. } => *wire == M::WIRE,
        }
    }

    /// The message, if it is an `M`.
    ///
    /// # Errors
    /// The unchanged message, when it is of another type or its bytes can't be read.
    pub fn take<M: Message>(self) -> Result<M, Self> {
        let mut message = None::<M>;
        match self.fill(&mut message) {
            None => message.ok_or_else(|| unreachable!("it was filled")),
            Some(other) => Err(other),
        }
    }

    /// Puts the message where it is to be; `Some` when it is none for there.
    fn fill(self, to: &mut dyn Fill) -> Option<Self> {
        match self.0 {
            Form::Value(value) if value.is_type(to.message_type()) => {
                to.fill(value.into_any());
                None
            }
            Form::Bytes { wire, name, body, host } if wire == to.wire() => {
                let is_read = {
                    let _scope = host.as_ref().map(host::enter);
                    to.read(&body)
                };
                if is_read { None } else { Some(Self(Form::Bytes { wire, name, body, host })) }
            }
            form => Some(Self(form)),
        }
    }

    /// A second one, unless the message is local and can't be cloned.
    #[must_use]
    pub fn try_clone(&self) -> Option<Self> {
        match &self.0 {
            Form::Value(value) => value.duplicate().map(|value| Self(Form::Value(value))),
            Form::Bytes { wire, name, body, host } => Some(Self(Form::Bytes {
                wire: *wire,
                name: name.clone(),
                body: body.clone(),
                host: host.clone(),
            })),
        }
    }

    /// The message as each of the kinds that it says it is of.
    pub(crate) fn bases(&self) -> Vec<Self> {
        match &self.0 {
            Form::Value(value) => kind::bases(&**value),
            Form::Bytes { wire, body, host, .. } => {
                let _scope = host.as_ref().map(host::enter);
                kind::read(*wire, body).map_or_else(Vec::new, |message| message.bases())
            }
        }
    }

    /// Appends the body to `out`.
    pub(crate) fn encode(&self, out: &mut Vec<u8>) -> Result<(), CodecError> {
        match &self.0 {
            Form::Value(value) => value.encode(out),
            Form::Bytes { body, .. } => {
                out.extend_from_slice(body);
                Ok(())
            }
        }
    }
}

/// Where a message is to be put of whose type only this much is known.
trait Fill {
    fn wire(&self) -> WireId;
    fn message_type(&self) -> TypeId;
    /// Takes a message of the type.
    fn fill(&mut self, message: Box<dyn Any>);
    /// Reads one; `false` when the bytes are something else.
    fn read(&mut self, body: &[u8]) -> bool;
}

impl<M: Message> Fill for Option<M> {
    fn wire(&self) -> WireId {
        M::WIRE
    }

    fn message_type(&self) -> TypeId {
        TypeId::of::<M>()
    }

    fn fill(&mut self, message: Box<dyn Any>) {
        if let Ok(message) = message.downcast::<M>() {
            *self = Some(*message);
        }
    }

    fn read(&mut self, body: &[u8]) -> bool {
        match M::decode(body) {
            Ok(message) => {
                *self = Some(message);
                true
            }
            Err(_) => false,
        }
    }
}

/// What is known of every message.
pub trait Erased: Send {
    fn wire(&self) -> WireId;
    fn name(&self) -> Cow<'static, str>;
    fn is_type(&self, id: TypeId) -> bool;
    fn encode(&self, out: &mut Vec<u8>) -> Result<(), CodecError>;
    fn duplicate(&self) -> Option<Box<dyn Erased>>;
    fn kinds(&self) -> &'static [Kind];
    fn as_any(&self) -> &dyn Any;
    fn into_any(self: Box<Self>) -> Box<dyn Any>;
}

impl<M: Message> Erased for M {
    fn wire(&self) -> WireId {
        M::WIRE
    }

    fn name(&self) -> Cow<'static, str> {
        M::name()
    }

    fn is_type(&self, id: TypeId) -> bool {
        TypeId::of::<M>() == id
    }

    fn encode(&self, out: &mut Vec<u8>) -> Result<(), CodecError> {
        Message::encode(self, out)
    }

    fn duplicate(&self) -> Option<Box<dyn Erased>> {
        Message::duplicate(self).map(|message| Box::new(message) as Box<dyn Erased>)
    }

    fn kinds(&self) -> &'static [Kind] {
        M::KINDS
    }

    fn as_any(&self) -> &dyn Any {
        self
    }

    fn into_any(self: Box<Self>) -> Box<dyn Any> {
        self
    }
}

impl fmt::Debug for AnyMessage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "AnyMessage({})", self.name())
    }
}

#[derive(Serialize, Deserialize)]
struct Packed {
    wire: u64,
    name: String,
    body: Vec<u8>,
}

impl Serialize for AnyMessage {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut body = Vec::new();
        self.encode(&mut body).map_err(ser::Error::custom)?;
        let name = self.name().into_owned();
        Packed { wire: self.wire().get(), name, body }.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for AnyMessage {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let Packed { wire, name, body } = Packed::deserialize(deserializer)?;
        if body.len() > crate::wire::limits::max_message() {
            return Err(de::Error::custom("a message within a message is too large"));
        }
        Ok(Self(Form::Bytes {
            wire: WireId::from_raw(wire),
            name: Some(name.into()),
            body: body.into(),
            host: host::current(),
        }))
    }
}

impl Message for AnyMessage {
    const NAME: &'static str = "AnyMessage";
    const WIRE: WireId = WireId::of("AnyMessage");

    fn encode(&self, out: &mut Vec<u8>) -> Result<(), CodecError> {
        codec::write(Self::NAME, self, out)
    }

    fn decode(body: &[u8]) -> Result<Self, CodecError> {
        codec::read(Self::NAME, body)
    }

    fn duplicate(&self) -> Option<Self> {
        self.try_clone()
    }
}

impl Clone for AnyMessage {
    /// # Panics
    /// When the message is local and can't be cloned; [`AnyMessage::try_clone`] tells.
    fn clone(&self) -> Self {
        self.try_clone().expect("a message that is not local can be cloned")
    }
}

impl Portable for AnyMessage {}

plain_reply! { [] AnyMessage }
