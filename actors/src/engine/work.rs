//! A worker at work for the manager of its troupe.

use super::{cell::Cell, hear::After};
use crate::{
    actor::{
        error::Failure,
        host,
        reply::AnyReply,
        system::Signal,
        traits::{Envelope, Runs, Undecoded},
        troupe::Errand,
    },
    wire::WireId,
};

impl<A: Runs> Cell<A> {
    /// Opens what the manager in another process gave.
    ///
    /// # Errors
    /// What follows, when it can't be read.
    pub(crate) fn open_errand(&mut self, errand: Errand) -> Result<(A::Envelope, After), After> {
        let Errand { job, sender, wire, body, reply } = errand;
        self.ctx.sender = sender;
        self.ctx.job = Some(job);
        let host = self.ctx.host();
        let reply = reply.map_or_else(AnyReply::nobody, |place| host.reply_at(place));
        let _scope = host::enter(host);
        let (reply, why) = match A::Envelope::decode(WireId::from_raw(wire), &body, reply) {
            Ok(envelope) => return Ok((envelope, After::Message)),
            Err(Undecoded::Unhandled(reply)) => (reply, "it is not handled".to_owned()),
            Err(Undecoded::Codec(reply, error)) => (reply, error.to_string()),
        };
        tracing::error!(actor = %self.ctx.me.name, why, "work can't be read");
        reply.fail(Failure::Codec(why));
        Err(After::Message)
    }

    /// Tells the manager that the work is done, unless it goes on.
    #[cold]
    pub(crate) fn rest(&mut self) {
        if self.ctx.in_progress {
            return;
        }
        let (Some(job), Some(manager)) = (self.ctx.job.take(), self.ctx.me.family.parent) else {
            return;
        };
        self.ctx.host().signal(manager, Signal::WorkerDone(self.ctx.me.id, job));
    }
}
