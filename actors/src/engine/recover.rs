//! After a panic: the actor is built again, the message is tried once more, and then it is poison.

use super::{
    cell::{Cell, Next},
    guard::Unfinished,
};
use crate::actor::{
    error::{ExitReason, Failure},
    options::OnPanic,
    recipient::AnyAddress,
    system::{PoisonMessage, System},
    traits::{Envelope, Flow, Runs},
    troupe::Work,
};

impl Next {
    fn failed(why: String) -> Self {
        Self::End { reason: ExitReason::Failed(why), recursive: true }
    }
}

/// What became of a message in the end.
pub(crate) enum Recovered<E> {
    Next(Next),
    /// Its handler passed it on.
    Super(E),
}

impl<A: Runs> Cell<A> {
    /// What follows a handler that did not return.
    #[cold]
    pub(crate) async fn recover(
        &mut self,
        why: Unfinished,
        envelope: A::Envelope,
    ) -> Recovered<A::Envelope> {
        let mut envelope = envelope;
        let mut handled = Err(why);
        let mut tries = 0;
        loop {
            let panic = match handled {
                Ok(Flow::Super) => return Recovered::Super(envelope),
                Ok(flow) => return Recovered::Next(self.follow(flow, envelope)),
                Err(Unfinished::Stopped(reason)) => {
                    let (_, reply) = envelope.unseal();
                    reply.fail(Failure::Ended(reason.clone()));
                    return Recovered::Next(Next::End { reason, recursive: true });
                }
                Err(Unfinished::Panicked(panic)) => panic.0,
            };
            tries += 1;
            self.ctx.me.notes().panicked();
            self.forget_effects();
            tracing::warn!(handling = %envelope.name(), %panic, "a handler panicked");
            if A::OPTIONS.on_panic == OnPanic::Stop {
                self.fail(envelope, &panic);
                return Recovered::Next(Next::failed(panic));
            }
            if A::OPTIONS.on_panic == OnPanic::Restart
                && let Err(why) = self.restart().await
            {
                self.fail(envelope, &panic);
                return Recovered::Next(Next::failed(why));
            }
            if tries == 2 || !envelope.can_retry() {
                let exit = envelope.exit_request();
                self.poison(envelope, &panic);
                return Recovered::Next(match exit {
                    Some(request) => Next::End {
                        reason: ExitReason::Requested,
                        recursive: request.is_recursive(),
                    },
                    None => Next::Message,
                });
            }
            handled = if A::Envelope::BLOCKS && envelope.is_blocking() {
                match Box::pin(self.handle_apart(envelope)).await {
                    Ok((back, handled)) => {
                        envelope = back;
                        handled
                    }
                    Err(reason) => {
                        return Recovered::Next(Next::End { reason, recursive: true });
                    }
                }
            } else {
                self.handle(&mut envelope).await
            };
        }
    }

    /// Builds the actor again from its arguments; address, mailbox and children are kept.
    async fn restart(&mut self) -> Result<(), String> {
        self.ctx.host().counters().restarted();
        self.ctx.me.notes().restarted();
        self.ctx.forget_timers_of_init();
        self.ctx.detach_all();
        self.build().await
    }

    /// What the handler wanted to happen after it does not.
    fn forget_effects(&mut self) {
        self.ctx.forward = None;
        self.ctx.exit = None;
    }

    /// The actor ends of this message. A worker's goes to another worker, if it may; else it goes
    /// back to its sender.
    fn fail(&mut self, envelope: A::Envelope, panic: &str) {
        match self.ctx.job {
            Some(job) if envelope.can_retry() => {
                if let Err(work) =
                    self.ctx.me.give_back(self.ctx.sender, Box::new(Work { job, envelope }))
                {
                    // The manager is in another process and has the message; the answer is open.
                    let (_, reply) = work.envelope.unseal();
                    reply.fail(Failure::Ended(ExitReason::Failed(panic.to_owned())));
                }
                // What was given back is not done.
                self.ctx.job = None;
            }
            _ => self.poison(envelope, panic),
        }
    }

    /// Gives the message back to its sender.
    fn poison(&mut self, envelope: A::Envelope, panic: &str) {
        let sent = self.line.take().and_then(|line| line.into_message());
        let host = self.ctx.host();
        host.counters().poisoned();
        let (message, reply) = envelope.unseal();
        // Poison is what was sent, whatever it was handled as.
        let message = sent.or(message);
        let asked = reply.is_awaited();
        reply.fail(Failure::Poisoned(panic.to_owned()));
        // An asker hears of it by the answer.
        let (false, Some(sender), Some(message)) = (asked, self.ctx.sender, message) else {
            return;
        };
        let address = AnyAddress::new(self.ctx.me.id, host.clone());
        host.say(sender, System::Poison(PoisonMessage { message, address, panic: panic.into() }));
    }
}
