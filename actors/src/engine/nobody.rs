//! What an address leads to whose actor is no more.

use std::task::{Context, Poll};

use crate::{
    actor::{
        error::ExitReason,
        id::ActorId,
        local::Room,
        remote::{Post, Remote},
    },
    queue::mailbox::Pressure,
};

/// An actor that has ended, or never was, and why.
pub(crate) struct Nobody(pub(crate) ActorId, pub(crate) ExitReason);

impl Room for Nobody {
    fn id(&self) -> ActorId {
        self.0
    }

    fn poll_room(&self, _: &mut Context<'_>) -> Poll<()> {
        Poll::Ready(())
    }

    fn give_way(&self) {}
}

impl Remote for Nobody {
    fn post(&self, _: Post<'_>) -> Result<Pressure, ExitReason> {
        Err(self.1.clone())
    }

    fn ended(&self) -> Option<ExitReason> {
        Some(self.1.clone())
    }

    fn has_room(&self) -> bool {
        true
    }
}
