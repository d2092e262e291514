//! After a panic: the actor is built again, the message is tried once more, and then it is poison.

use super::{
    body::Body,
    life::{Life, Next, Stage},
};
use crate::actor::{
    any::AnyMessage,
    error::{ExitReason, Failure},
    options::OnPanic,
    recipient::AnyAddress,
    reply::AnyReply,
    system::{self, PoisonMessage, System},
};

impl Next {
    fn failed(why: String) -> Self {
        Self::End { reason: ExitReason::Failed(why), recursive: true }
    }
}

impl Life {
    /// What follows a handler that panicked.
    #[cold]
    pub(super) fn recover(&mut self, body: &mut dyn Body, panic: String) {
        self.tries += 1;
        body.me().notes().panicked();
        body.desk().forget_effects();
        if let Some(slot) = body.place().slot() {
            tracing::warn!(handling = %slot.name(), %panic, "a handler panicked");
        }
        match self.form.options.on_panic {
            OnPanic::Stop => {
                self.fail(body, &panic);
                self.go_on(body, Next::failed(panic));
            }
            OnPanic::Restart => {
                begin_again(body);
                self.stage = Stage::Rebuilt(panic);
            }
            OnPanic::Resume => self.try_again(body, &panic),
        }
    }

    /// What became of the building of the actor that had panicked.
    pub(super) fn built_again(
        &mut self,
        body: &mut dyn Body,
        panic: String,
        built: Result<(), String>,
    ) {
        match built {
            Ok(()) => self.try_again(body, &panic),
            Err(why) => {
                self.fail(body, &panic);
                self.go_on(body, Next::failed(why));
            }
        }
    }

    fn try_again(&mut self, body: &mut dyn Body, panic: &str) {
        let Some(slot) = body.place().slot() else { return self.go_on(body, Next::Message) };
        if self.tries < 2 && slot.message().is_some() {
            if self.hold_again(body) {
                return self.go_on(body, Next::Message);
            }
            self.stage = Stage::Again;
            return;
        }
        let request = slot.message().and_then(system::exit_request);
        self.poison(body, panic);
        let next = request.map_or(Next::Message, |request| Next::End {
            reason: ExitReason::Requested,
            recursive: request.is_recursive(),
        });
        self.go_on(body, next);
    }

    /// The actor ends of this message. A worker's goes to another worker, if it may; else it goes
    /// back to its sender.
    fn fail(&mut self, body: &mut dyn Body, panic: &str) {
        let job = body.desk().job;
        let is_there = body.place().slot().is_some_and(|slot| slot.message().is_some());
        match job {
            Some(job) if is_there => {
                if !body.give_back(job) {
                    // The manager is in another process and has the message; the answer is open.
                    let (_, reply) = taken(body);
                    reply.fail(Failure::Ended(ExitReason::Failed(panic.to_owned())));
                }
                // What was given back is not done.
                body.desk().job = None;
            }
            _ => self.poison(body, panic),
        }
    }

    /// Gives the message back to its sender.
    fn poison(&mut self, body: &mut dyn Body, panic: &str) {
        let sent = self.line.take().and_then(|line| line.into_message());
        let (message, reply) = taken(body);
        let sender = body.desk().sender;
        let (me, host) = (body.me().id(), body.me().host());
        host.counters().poisoned();
        // Poison is what was sent, whatever it was handled as.
        let message = sent.or(message);
        let asked = reply.is_awaited();
        reply.fail(Failure::Poisoned(panic.to_owned()));
        // An asker hears of it by the answer.
        let (false, Some(sender), Some(message)) = (asked, sender, message) else { return };
        let address = AnyAddress::new(me, host.clone());
        host.say(sender, System::Poison(PoisonMessage { message, address, panic: panic.into() }));
    }
}

/// The actor is about to be built again; address, mailbox and children are kept.
pub(super) fn begin_again(body: &mut dyn Body) {
    let me = body.me();
    me.host().counters().restarted();
    me.notes().restarted();
    let time = body.desk().time;
    time.forget_init(body.me());
    body.desk().detach_all();
}

/// Takes out what is in the envelope.
pub(super) fn taken(body: &mut dyn Body) -> (Option<AnyMessage>, AnyReply) {
    match body.place().slot() {
        Some(slot) => slot.take(),
        None => (None, AnyReply::nobody()),
    }
}
