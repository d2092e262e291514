//! The end of an actor: its name is free, its children go, what waits is reported, and all who have
//! to know are told.

use std::{
    collections::VecDeque,
    future::poll_fn,
    task::{Context as Task, Poll},
    time::Duration,
};

use super::body::{Body, End};
use crate::{
    actor::{
        error::ExitReason,
        local::AnyLocal,
        system::{ActorExitRequest, Signal, System},
    },
    queue::mailbox::Taken,
};

/// How long an actor that ends waits for its children.
pub(crate) const GRACE: Duration = Duration::from_secs(10);

/// Ends an actor that handles nothing more.
pub(crate) async fn end(body: &mut dyn Body, (reason, recursive): End) {
    let me = body.share();
    free_name(&*me).await;
    body.put_down(&reason);
    depart(&*me, reason, recursive).await;
}

/// Gives up the name of an actor. Done before anybody hears of its end: who does, and wants another
/// by that name, does not find the one that ends.
pub(crate) async fn free_name(me: &dyn AnyLocal) {
    if let Some(freed) = me.host().release_name(me.id()) {
        freed.await;
    }
}

/// The end of an actor whose name is free and which has nothing in its hand.
pub(crate) async fn depart(me: &dyn AnyLocal, reason: ExitReason, recursive: bool) {
    let (id, host, family) = (me.id(), me.host(), me.family());
    if recursive {
        end_children(me, &reason).await;
    } else {
        for child in family.children() {
            host.adopt(child);
        }
    }
    host.mark(id, &reason);
    for signal in me.close(&reason) {
        if let Signal::Watch(watcher) = signal {
            family.add_watcher(watcher);
        }
    }
    tell_family(me, &reason);
    // Last, so that one who sees the actor gone sees all of its end.
    host.retire(id, &reason);
}

/// Asks the children to end and waits until they have.
async fn end_children(me: &dyn AnyLocal, reason: &ExitReason) {
    let (host, family) = (me.host(), me.family());
    for child in family.children() {
        host.say(child, System::Exit(ActorExitRequest::new(), inherited(reason)));
    }
    let mut deadline = None;
    let mut signals = VecDeque::new();
    while family.has_children() {
        let deadline = deadline.get_or_insert_with(|| Box::pin(host.executor().sleep(GRACE)));
        let taken = poll_fn(|cx: &mut Task<'_>| match me.poll_settled(cx, reason, &mut signals) {
            Poll::Ready(taken) => Poll::Ready(Some(taken)),
            Poll::Pending => deadline.as_mut().poll(cx).map(|()| None),
        })
        .await;
        for signal in signals.drain(..) {
            match signal {
                Signal::Watch(watcher) => family.add_watcher(watcher),
                Signal::Unwatch(watcher) => family.remove_watcher(watcher),
                Signal::Stop(_) => return stop_children(me),
                Signal::Probe { .. }
                | Signal::Expired
                | Signal::WorkerReady(_)
                | Signal::WorkerDone(..)
                | Signal::Status { .. }
                | Signal::Report { .. } => {}
            }
        }
        match taken {
            Some(Taken::Some) => {}
            Some(Taken::Closed) => return,
            None => return stop_children(me),
        }
    }
}

fn stop_children(me: &dyn AnyLocal) {
    for child in me.family().children() {
        me.host().signal(child, Signal::Stop(ExitReason::SystemShutdown));
    }
}

/// Says why an actor ended to all who have to know.
fn tell_family(me: &dyn AnyLocal, reason: &ExitReason) {
    let (id, host, family) = (me.id(), me.host(), me.family());
    if let Some(parent) = family.parent {
        host.say(parent, System::ChildExited(id, reason.clone()));
    }
    for watcher in family.watchers() {
        host.say(watcher, System::Exited(id, reason.clone()));
    }
}

/// Why the children of an actor that ended so end.
fn inherited(reason: &ExitReason) -> ExitReason {
    match reason {
        ExitReason::SystemShutdown => ExitReason::SystemShutdown,
        _ => ExitReason::Requested,
    }
}
