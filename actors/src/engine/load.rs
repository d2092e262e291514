//! Messages for the workers of a troupe, whatever their type.

use std::{any::Any, borrow::Cow};

use crate::actor::{
    any::AnyMessage,
    id::ActorId,
    local::{Content, Local, Parcel},
    reply::AnyReply,
    system::ActorExitRequest,
    traits::Envelope,
    troupe::{Job, Work},
};

/// A message for a worker, whatever it is.
pub(crate) trait Load: Send {
    /// Which of the actor's kinds of messages it is.
    fn kind(&self) -> u32;
    fn exit_request(&self) -> Option<ActorExitRequest>;
    fn name(&self) -> Cow<'static, str>;
    fn has_second_try(&self) -> bool;
    fn unseal(self: Box<Self>) -> (Option<AnyMessage>, AnyReply);
    /// Gives it to a worker of this process.
    ///
    /// # Errors
    /// The load, when the worker has ended.
    fn give(
        self: Box<Self>,
        worker: &dyn Any,
        job: Job,
        sender: Option<ActorId>,
    ) -> Result<(), Box<dyn Load>>;
}

impl<E: Envelope> Load for Work<E> {
    fn kind(&self) -> u32 {
        self.envelope.kind()
    }

    fn exit_request(&self) -> Option<ActorExitRequest> {
        self.envelope.exit_request()
    }

    fn name(&self) -> Cow<'static, str> {
        self.envelope.name()
    }

    fn has_second_try(&self) -> bool {
        self.envelope.has_second_try()
    }

    fn unseal(self: Box<Self>) -> (Option<AnyMessage>, AnyReply) {
        self.envelope.unseal()
    }

    fn give(
        mut self: Box<Self>,
        worker: &dyn Any,
        job: Job,
        sender: Option<ActorId>,
    ) -> Result<(), Box<dyn Load>> {
        let Some(worker) = worker.downcast_ref::<Local<E>>() else { return Err(self) };
        self.job = job;
        let given =
            worker.mailbox.push(self, |work| Parcel { sender, content: Content::Work(work) });
        given.map(drop).map_err(|work| work as Box<dyn Load>)
    }
}
