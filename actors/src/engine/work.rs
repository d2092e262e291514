//! A worker at work for the manager of its troupe.

use super::{body::Body, life::Life};
use crate::{
    actor::{
        error::Failure, host, reply::AnyReply, system::Signal, traits::Undecoded, troupe::Errand,
    },
    wire::WireId,
};

impl Life {
    /// Puts what the manager in another process gave in its place. `false` when it can't be read.
    pub(super) fn open_errand(&self, body: &mut dyn Body, errand: Errand) -> bool {
        let Errand { job, sender, wire, body: written, reply } = errand;
        let desk = body.desk();
        (desk.sender, desk.job) = (sender, Some(job));
        let host = body.me().host().clone();
        let reply = reply.map_or_else(AnyReply::nobody, |place| host.reply_at(place));
        let _scope = host::enter(&host);
        let (reply, why) = match body.place().decode(WireId::from_raw(wire), &written, reply) {
            Ok(()) => return true,
            Err(Undecoded::Unhandled(reply)) => (reply, "it is not handled".to_owned()),
            Err(Undecoded::Codec(reply, error)) => (reply, error.to_string()),
        };
        tracing::error!(actor = (self.form.name)(), why, "work can't be read");
        reply.fail(Failure::Codec(why));
        false
    }
}

/// Tells the manager that the work is done, unless it goes on.
#[cold]
pub(super) fn rest(body: &mut dyn Body) {
    let desk = body.desk();
    if desk.in_progress {
        return;
    }
    let job = desk.job.take();
    let me = body.me();
    if let (Some(job), Some(manager)) = (job, me.family().parent) {
        me.host().signal(manager, Signal::WorkerDone(me.id(), job));
    }
}
