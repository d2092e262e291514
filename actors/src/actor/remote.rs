//! An actor of another process, as its addresses see it.

use super::{error::ExitReason, id::ActorId, local::Room, reply::ReplyPlace};
use crate::{
    queue::mailbox::Pressure,
    wire::{CodecError, WireId},
};

/// An actor of another process. Messages are taken in the order in which they are posted.
pub(crate) trait Remote: Room {
    /// Takes a message in any case; what the other side has no room for yet waits here.
    ///
    /// # Errors
    /// Why the actor has ended, when that is known here.
    fn post(&self, post: Post<'_>) -> Result<Pressure, ExitReason>;

    /// The most bytes that a message to it may have.
    fn limit(&self) -> usize {
        usize::MAX
    }

    /// Why the actor has ended, when that is known here.
    fn ended(&self) -> Option<ExitReason>;

    /// Whether a message would leave at once.
    fn has_room(&self) -> bool;
}

/// Whether a message of `size` bytes may be sent to an actor.
///
/// # Errors
/// When it is larger than what carries messages there takes.
#[inline]
pub(crate) fn fits(
    remote: &dyn Remote,
    size: usize,
    name: impl FnOnce() -> String,
) -> Result<(), CodecError> {
    let limit = remote.limit();
    if size > limit { Err(CodecError::TooLarge { name: name(), size, limit }) } else { Ok(()) }
}

/// A message for another process.
pub(crate) struct Post<'a> {
    pub(crate) sender: ActorId,
    pub(crate) wire: WireId,
    pub(crate) body: &'a [u8],
    pub(crate) reply: Option<ReplyPlace>,
}

impl std::fmt::Debug for dyn Remote {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}", self.id())
    }
}
