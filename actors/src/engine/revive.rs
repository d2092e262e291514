//! New beginnings: an actor that has ended is made again where it is, or by its parent when its
//! process ended under it.

use std::{future::poll_fn, sync::Arc, task::Poll, time::Duration};

use super::{cell::Cell, hear::After};
use crate::{
    actor::{
        error::ExitReason,
        id::ActorId,
        local::{Content, Parcel},
        restart::Restart,
        system::{ActorExitRequest, System},
        traits::{Envelope, Runs},
    },
    run::Moment,
};

/// Why the actor under this policy ends, and whether its children do, if the message asks it to and
/// it may not be made again.
fn asks_to_end<E: Envelope>(parcel: &Parcel<E>, policy: Restart) -> Option<(ExitReason, bool)> {
    let request = match &parcel.content {
        // Whoever asks in the name of the system means it.
        Content::System(system) => match &**system {
            System::Exit(request, reason) => return Some((reason.clone(), request.is_recursive())),
            _ => return None,
        },
        Content::Sealed(envelope) => envelope.exit_request()?,
        Content::Untyped(untyped) if untyped.0.is::<ActorExitRequest>() => {
            untyped.0.try_clone()?.take::<ActorExitRequest>().ok()?
        }
        Content::Untyped(_) | Content::Wakeup(_) | Content::Work(_) => return None,
    };
    let reason = ExitReason::Requested;
    // One that is made again also then handles the request in its next life.
    (!policy.applies_to(&reason)).then(|| (reason, request.is_recursive()))
}

impl<A: Runs> Cell<A> {
    /// After the actor's end: rests until it is to be made again. `Some` when it is not: the end.
    ///
    /// Address, mailbox and children stay; what waits is handled by the next life.
    pub(crate) async fn rest_after(
        &mut self,
        end: (ExitReason, bool),
    ) -> Option<(ExitReason, bool)> {
        let executor = self.ctx.host().executor().clone();
        let Some(fate) = &mut self.fate else { return Some(end) };
        let Some(restarts) = &mut fate.restarts else { return Some(end) };
        let policy = restarts.policy();
        let Some(rest) = restarts.next(&end.0, executor.now()) else { return Some(end) };
        if let Some(transience) = &mut fate.transience {
            transience.begin_anew();
        }
        tracing::warn!(
            actor = A::name(), address = %self.ctx.me.id, reason = %end.0, ?rest,
            "the actor is made again"
        );
        self.actor = None;
        self.ctx.exit = None;
        self.ctx.forward = None;
        self.ctx.forget_timers();
        self.ctx.host().counters().restarted();
        let ends = |parcel: &Parcel<A::Envelope>| asks_to_end(parcel, policy);
        if let Some(end) = self.batch.iter().find_map(ends) {
            return Some(end);
        }
        let mut over = Box::pin(executor.sleep(rest));
        let me = self.ctx.me.clone();
        let mut seen = 0;
        loop {
            let (in_hand, signals) = (self.batch.len(), &mut self.signals);
            let heard = poll_fn(|cx| {
                if over.as_mut().poll(cx).is_ready() {
                    return Poll::Ready(None);
                }
                me.mailbox.poll_found(cx, in_hand, &mut seen, ends, signals).map(Some)
            })
            .await;
            match heard {
                None => return None,
                Some(Some(end)) => return Some(end),
                Some(None) => {}
            }
            if let Some(end) = self.obey() {
                return Some(end);
            }
        }
    }

    /// What the system says, after this has made of it what it means for new beginnings.
    ///
    /// # Errors
    /// What follows, when there is nothing to be heard.
    pub(crate) fn foresee(&mut self, system: System) -> Result<System, After> {
        match system {
            System::Exit(..) => {
                if let Some(fate) = &mut self.fate {
                    fate.asked_to_end();
                }
                Ok(system)
            }
            System::ChildExited(child, reason) if self.ctx.reviving.is_some() => {
                // Its end is told once.
                if !self.ctx.me.family.remove_child(child) {
                    return Err(After::Message);
                }
                let Some(rest) = self.ctx.rest_of(child, &reason) else {
                    self.ctx.me.family.add_child(child);
                    return Ok(System::ChildExited(child, reason));
                };
                self.revive_after(rest, child, reason);
                Err(After::Message)
            }
            System::Revive(before, reason) => match self.ctx.revive(before) {
                Some(child) => Ok(System::Revived { child, before, reason }),
                None => Err(After::Message),
            },
            other => Ok(other),
        }
    }

    /// Says after `rest` that the child is to be made again: also to the next life of this actor.
    fn revive_after(&self, rest: Duration, child: ActorId, reason: ExitReason) {
        let (host, me) = (self.ctx.host(), self.ctx.me.id);
        let (executor, host) = (host.executor(), Arc::downgrade(host));
        let revive = move |moment| {
            if let (Moment::Due, Some(host)) = (moment, host.upgrade()) {
                host.say(me, System::Revive(child, reason));
            }
        };
        executor.at(executor.now().saturating_add(rest), None, Box::new(revive));
    }
}
