//! An actor of another process, as its addresses see it.

use super::{error::ExitReason, id::ActorId, local::Room, reply::ReplyPlace};
use crate::{queue::mailbox::Pressure, wire::WireId};

/// An actor of another process. Messages are taken in the order in which they are posted.
pub(crate) trait Remote: Room {
    /// Takes a message in any case; what the other side has no room for yet waits here.
    ///
    /// # Errors
    /// Why the actor has ended, when that is known here.
    fn post(&self, post: Post<'_>) -> Result<Pressure, ExitReason>;

    /// Why the actor has ended, when that is known here.
    fn ended(&self) -> Option<ExitReason>;

    /// Whether a message would leave at once.
    fn has_room(&self) -> bool;
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
