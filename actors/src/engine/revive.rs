//! New beginnings: an actor that has ended is made again where it is, or by its parent when its
//! process ended under it.

use std::{collections::VecDeque, future::poll_fn, task::Poll, time::Duration};

use super::{cell::Cell, hear::After};
use crate::{
    actor::{
        error::ExitReason,
        local::Content,
        system::System,
        traits::{Actor, Envelope},
    },
    queue::mailbox::Taken,
    run::Moment,
};

/// How many messages a resting actor looks through for one that asks it to end.
const LOOKED_THROUGH: usize = 1024;

impl<A: Actor> Cell<A> {
    /// After the actor's end: rests until it is to be made again. `Some` when it is not: the end.
    ///
    /// Address, mailbox and children stay; what waits is handled by the next life.
    pub(crate) async fn rest_after(
        &mut self,
        end: (ExitReason, bool),
    ) -> Option<(ExitReason, bool)> {
        let executor = self.ctx.host().executor().clone();
        let Some(restarts) = &mut self.restarts else { return Some(end) };
        let Some(rest) = restarts.next(&end.0, executor.now()) else { return Some(end) };
        tracing::warn!(
            actor = A::name(), address = %self.ctx.me.id, reason = %end.0, ?rest,
            "the actor is made again"
        );
        self.actor = None;
        self.ctx.exit = None;
        self.ctx.forward = None;
        self.ctx.forget_timers();
        self.ctx.host().counters().restarted();
        let mut over = Box::pin(executor.sleep(rest));
        let me = self.ctx.me.clone();
        let (mut seen, mut fresh) = (0, VecDeque::new());
        loop {
            while let Some(parcel) = self.batch.get(seen) {
                let asked = match &parcel.content {
                    Content::System(system) => match &**system {
                        System::Exit(request, reason) => Some((reason.clone(), request)),
                        _ => None,
                    }
                    .map(|(reason, request)| (reason, request.is_recursive())),
                    Content::Sealed(envelope) => envelope
                        .exit_request()
                        .map(|request| (ExitReason::Requested, request.is_recursive())),
                    Content::Untyped(_) | Content::Wakeup(_) | Content::Work(_) => None,
                };
                if asked.is_some() {
                    return asked;
                }
                seen += 1;
            }
            if let Some(end) = self.obey() {
                return Some(end);
            }
            let has_room = self.batch.len() < LOOKED_THROUGH;
            let signals = &mut self.signals;
            let rested = poll_fn(|cx| {
                if over.as_mut().poll(cx).is_ready() {
                    return Poll::Ready(true);
                }
                let taken = if has_room {
                    me.mailbox.poll_take(cx, &mut fresh, signals)
                } else {
                    me.mailbox.poll_controls(cx, signals).map(|()| Taken::Some)
                };
                taken.map(|_| false)
            })
            .await;
            self.batch.append(&mut fresh);
            if rested {
                return None;
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
                // Whoever asks in the name of the system means it.
                self.restarts = None;
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
                let (host, me) = (self.ctx.host().clone(), self.ctx.me.id);
                self.later(rest, move || host.say(me, System::Revive(child, reason)));
                Err(After::Message)
            }
            System::Revive(before, reason) => match self.ctx.revive(before) {
                Some(child) => Ok(System::Revived { child, before, reason }),
                None => Err(After::Message),
            },
            other => Ok(other),
        }
    }

    fn later(&mut self, delay: Duration, callback: impl FnOnce() + Send + 'static) {
        let callback = move |moment| {
            if moment == Moment::Due {
                callback();
            }
        };
        self.ctx.set_timer(delay, callback);
    }
}
