//! An actor of another process, as its addresses see it.

use std::borrow::Cow;

use super::{error::ExitReason, id::ActorId, local::Room, reply::ReplySink};
use crate::{queue::mailbox::Pressure, wire::WireId};

/// An actor of another process. Messages are taken in the order in which they are posted.
pub(crate) trait Remote: Room {
    /// Takes a message in any case; what the other side has no room for yet waits here.
    ///
    /// # Errors
    /// Why the actor has ended, when that is known here, with the sink.
    fn post(&self, post: Post<'_>) -> Result<Pressure, (ExitReason, Option<Box<dyn ReplySink>>)>;

    /// Whether a message would leave at once.
    fn has_room(&self) -> bool;

    /// Lets the next of those who wait for room have its place.
    fn give_way(&self);
}

/// A message for another process.
pub(crate) struct Post<'a> {
    pub(crate) sender: ActorId,
    pub(crate) wire: WireId,
    pub(crate) name: Cow<'a, str>,
    pub(crate) body: &'a [u8],
    pub(crate) reply: Option<Box<dyn ReplySink>>,
}

impl std::fmt::Debug for dyn Remote {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}", self.id())
    }
}
