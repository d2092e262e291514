//! Handlers that block: they work in a thread that may be kept, with all that their actor has.

use std::{
    pin::pin,
    sync::Arc,
    task::{Context as Task, Poll, Waker},
};

use tokio::sync::oneshot;

use super::{catch::Catch, guard::Guarded, span};
use crate::actor::{
    apart::{Apart, Parts, Unfinished},
    context::Context,
    error::ExitReason,
    host::working,
    notes,
    traits::{Envelope, Flow, Runs},
};

impl<A: Runs> Apart<A> {
    /// For an actor that has handlers that block.
    pub const YES: Self = Self(|parts| Box::pin(handle(parts)));
}

/// Lets the handler of the message in its place work in a thread of its own. Where everything runs
/// in the caller's thread this does too.
///
/// When it is not waited for any longer, it may still be at work, with its actor and its message.
async fn handle<A: Runs>(parts: &mut Parts<A>) -> Result<Flow, Unfinished> {
    let me = parts.me.clone();
    let (Some(mut actor), Some(mut envelope)) = (parts.actor.take(), parts.envelope.take()) else {
        unreachable!("a message is in its place, and the actor is built")
    };
    let span = span::handling(|| envelope.name());
    let Some(threads) = me.host.executor().threads() else {
        let handling = actor.dispatch(&mut envelope, &mut parts.ctx);
        let handled = Guarded::new(handling, &*me, span).await;
        (parts.actor, parts.envelope) = (Some(actor), Some(envelope));
        return handled;
    };
    let stand_in = Context::stand_in(&parts.ctx);
    let mut ctx = std::mem::replace(&mut parts.ctx, stand_in);
    let speaker = me.clone();
    let (done, result) = oneshot::channel();
    let work: Box<dyn FnOnce() + Send> = Box::new(move || {
        let _within = span.as_deref().map(tracing::Span::enter);
        let mut notes = Some(Arc::clone(speaker.notes()));
        notes::swap(&mut notes);
        let handled = working(speaker.id, A::name, || {
            let mut handling = pin!(Catch::new(actor.dispatch(&mut envelope, &mut ctx)));
            match handling.as_mut().poll(&mut Task::from_waker(Waker::noop())) {
                Poll::Ready(handled) => handled,
                Poll::Pending => unreachable!("a handler that blocks is not async"),
            }
        });
        notes::swap(&mut notes);
        // One who does not wait any longer needs nothing of it.
        let _ = done.send((actor, ctx, envelope, handled));
    });
    drop(threads.spawn_blocking(work));
    match Guarded::new(result, &*me, None).await {
        Ok(Ok((actor, ctx, envelope, handled))) => {
            parts.ctx = ctx;
            (parts.actor, parts.envelope) = (Some(actor), Some(envelope));
            handled.map_err(Unfinished::Panicked)
        }
        Err(Unfinished::Stopped(reason)) => Err(Unfinished::Stopped(reason)),
        // The runtime ends.
        Ok(Err(_)) | Err(Unfinished::Panicked(_)) => {
            Err(Unfinished::Stopped(ExitReason::SystemShutdown))
        }
    }
}
