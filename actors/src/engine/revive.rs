//! New beginnings: an actor that has ended is made again where it is, or by its parent when its
//! process ended under it.

use std::{future::poll_fn, sync::Arc, task::Poll, time::Duration};

use super::{
    body::{Body, End, Sight},
    life::{Life, Stage},
};
use crate::{
    actor::{
        error::ExitReason,
        id::ActorId,
        local::AnyLocal,
        restart::Restart,
        system::{self, ActorExitRequest, System},
    },
    run::Moment,
};

/// Why the actor under this policy ends, and whether its children do, if the message asks it to and
/// it may not be made again.
fn asks_to_end(sight: &Sight<'_>, policy: Restart) -> Option<End> {
    let request = match sight {
        // Whoever asks in the name of the system means it.
        Sight::System(System::Exit(request, reason)) => {
            return Some((reason.clone(), request.is_recursive()));
        }
        Sight::Sealed(slot) => system::exit_request(slot.message()?)?,
        Sight::Untyped(message) if message.is::<ActorExitRequest>() => {
            message.try_clone()?.take::<ActorExitRequest>().ok()?
        }
        Sight::System(_) | Sight::Untyped(_) | Sight::Own => return None,
    };
    let reason = ExitReason::Requested;
    // One that is made again also then handles the request in its next life.
    (!policy.applies_to(&reason)).then(|| (reason, request.is_recursive()))
}

impl Life {
    /// After the actor's end: rests until it is to be made again, or ends for good.
    ///
    /// Address, mailbox and children stay; what waits is handled by the next life.
    pub(super) async fn rest_after(&mut self, body: &mut dyn Body) {
        let Stage::Over(end) = std::mem::replace(&mut self.stage, Stage::Unbuilt) else { return };
        if let Some(end) = self.rest_before(body, *end).await {
            self.stage = Stage::Ended(Box::new(end));
        }
    }

    /// `Some` when it is not made again: the end.
    async fn rest_before(&mut self, body: &mut dyn Body, end: End) -> Option<End> {
        let executor = body.me().host().executor().clone();
        let Some(fate) = &mut self.fate else { return Some(end) };
        let Some(restarts) = &mut fate.restarts else { return Some(end) };
        let policy = restarts.policy();
        let Some(rest) = restarts.next(&end.0, executor.now()) else { return Some(end) };
        if let Some(transience) = &mut fate.transience {
            transience.begin_anew();
        }
        tracing::warn!(
            actor = (self.form.name)(), address = %body.me().id(), reason = %end.0, ?rest,
            "the actor is made again"
        );
        body.drop_actor();
        body.desk().forget_effects();
        let time = body.desk().time;
        time.forget_all(body.me());
        body.me().host().counters().restarted();
        let ends = |sight: Sight<'_>| asks_to_end(&sight, policy);
        if let Some(end) = body.find(&ends) {
            return Some(end);
        }
        let mut over = Box::pin(executor.sleep(rest));
        let mut seen = 0;
        loop {
            let signals = &mut self.signals;
            let heard = poll_fn(|cx| {
                if over.as_mut().poll(cx).is_ready() {
                    return Poll::Ready(None);
                }
                body.poll_found(cx, &mut seen, &ends, signals).map(Some)
            })
            .await;
            match heard {
                None => return None,
                Some(Some(end)) => return Some(end),
                Some(None) => {}
            }
            if let Some(end) = self.obey(body) {
                return Some(end);
            }
        }
    }

    /// What the system says, after this has made of it what it means for new beginnings. `None`
    /// when there is nothing to be heard.
    pub(super) fn foresee(&mut self, body: &mut dyn Body, system: System) -> Option<System> {
        match system {
            System::Exit(..) => {
                if let Some(fate) = &mut self.fate {
                    fate.asked_to_end();
                }
                Some(system)
            }
            System::ChildExited(child, reason) if body.desk().reviving.is_some() => {
                // Its end is told once.
                if !body.me().family().remove_child(child) {
                    return None;
                }
                let Some(rest) = rest_of(body, child, &reason) else {
                    body.me().family().add_child(child);
                    return Some(System::ChildExited(child, reason));
                };
                revive_after(body.me(), rest, child, reason);
                None
            }
            System::Revive(before, reason) => {
                let mut reviving = body.desk().reviving.take();
                let me = body.me();
                let child = reviving
                    .as_mut()
                    .and_then(|reviving| reviving.revive(before, me.host(), me.id(), me.family()));
                body.desk().reviving = reviving;
                child.map(|child| System::Revived { child, before, reason })
            }
            other => Some(other),
        }
    }
}

/// How long a child rests that was lost, before it is made again, if it is.
fn rest_of(body: &mut dyn Body, child: ActorId, reason: &ExitReason) -> Option<Duration> {
    let now = body.me().host().executor().now();
    body.desk().reviving.as_mut()?.rest_of(child, reason, now)
}

/// Says after `rest` that the child is to be made again: also to the next life of this actor.
fn revive_after(me: &dyn AnyLocal, rest: Duration, child: ActorId, reason: ExitReason) {
    let (id, executor, host) = (me.id(), me.host().executor(), Arc::downgrade(me.host()));
    let revive = move |moment| {
        if let (Moment::Due, Some(host)) = (moment, host.upgrade()) {
            host.say(id, System::Revive(child, reason));
        }
    };
    executor.at(executor.now().saturating_add(rest), None, Box::new(revive));
}
