//! What lies on the desk of an actor: what its handlers leave to be done after them, and what it
//! has set and attached. It has no type of the actor's, so that what is done with it is compiled
//! once.

use std::sync::Arc;

use super::{
    attach::Attachments, error::ExitReason, id::ActorId, local::Room, recipient::AnyAddress,
    reviving::Reviving, time::Timekeeping, troupe::Job,
};

/// The part of a context that has no type.
#[derive(Default)]
pub(crate) struct Desk {
    /// Who sent the message.
    pub(crate) sender: Option<ActorId>,
    /// Receivers that have more than they should: waited for before the next message.
    pub(crate) slow: Vec<Arc<dyn Room>>,
    /// Where the message goes when its handler has returned.
    pub(crate) forward: Option<Box<AnyAddress>>,
    /// Why the actor ends after this handler, if it does.
    pub(crate) exit: Option<Box<ExitReason>>,
    /// How its children are made again whose process ended.
    pub(crate) reviving: Option<Box<Reviving>>,
    pub(crate) time: Timekeeping,
    /// What the manager of the troupe has given this worker and does not have back.
    pub(crate) job: Option<Job>,
    /// Whether the work goes on after its handler has returned.
    pub(crate) in_progress: bool,
    /// What comes to it from outside of all actors.
    pub(crate) attached: Option<Box<Attachments>>,
}

impl Desk {
    /// What the handler wanted to happen after it does not.
    pub(crate) fn forget_effects(&mut self) {
        self.forward = None;
        self.exit = None;
    }

    /// Ends all that is attached.
    pub(crate) fn detach_all(&mut self) {
        self.attached = None;
    }
}
