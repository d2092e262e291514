//! The place of the message that an actor handles: an envelope, or none.

use super::{
    any::AnyMessage,
    reply::AnyReply,
    traits::{Envelope, Slot, Undecoded},
};
use crate::wire::WireId;

/// The place without the type of its envelopes.
pub(crate) trait Place {
    /// Puts a message in whose type was not known where it was sent.
    ///
    /// # Errors
    /// What was given, when the actor has no handler for the very type.
    fn open(&mut self, message: AnyMessage, reply: AnyReply) -> Result<(), (AnyMessage, AnyReply)>;

    /// Puts a message in that no handler takes but the fallback.
    ///
    /// # Errors
    /// What was given, when there is no fallback.
    fn fallback(
        &mut self,
        message: AnyMessage,
        reply: AnyReply,
    ) -> Result<(), (AnyMessage, AnyReply)>;

    /// Puts a message in that came from another process.
    ///
    /// # Errors
    /// The way back, and what is wrong.
    fn decode(&mut self, wire: WireId, body: &[u8], reply: AnyReply) -> Result<(), Undecoded>;

    /// What is in the envelope.
    fn slot(&mut self) -> Option<&mut dyn Slot>;

    /// Which of the messages of the actor it is.
    fn kind(&self) -> u32;

    /// Nothing is handled any more.
    fn clear(&mut self);
}

impl<E: Envelope> Place for Option<E> {
    fn open(&mut self, message: AnyMessage, reply: AnyReply) -> Result<(), (AnyMessage, AnyReply)> {
        *self = Some(E::open(message, reply)?);
        Ok(())
    }

    fn fallback(
        &mut self,
        message: AnyMessage,
        reply: AnyReply,
    ) -> Result<(), (AnyMessage, AnyReply)> {
        *self = Some(E::fallback(message, reply)?);
        Ok(())
    }

    fn decode(&mut self, wire: WireId, body: &[u8], reply: AnyReply) -> Result<(), Undecoded> {
        *self = Some(E::decode(wire, body, reply)?);
        Ok(())
    }

    fn slot(&mut self) -> Option<&mut dyn Slot> {
        self.as_mut().map(E::slot_mut)
    }

    fn kind(&self) -> u32 {
        self.as_ref().map_or(0, E::kind)
    }

    fn clear(&mut self) {
        *self = None;
    }
}
