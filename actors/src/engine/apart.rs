//! Handlers that block: they work in a thread that may be kept, with all that their actor has.

use std::{
    pin::pin,
    sync::Arc,
    task::{Context as Task, Poll, Waker},
};

use tokio::sync::oneshot;

use super::{
    catch::Catch,
    cell::Cell,
    guard::{Guarded, Unfinished},
    span,
};
use crate::actor::{
    context::Context,
    error::ExitReason,
    host::working,
    notes,
    traits::{Envelope, Flow, Runs},
};

impl<A: Runs> Cell<A> {
    /// Lets the handler of `envelope` work in a thread of its own, and gives the message back.
    /// Where everything runs in the caller's thread this does too.
    ///
    /// # Errors
    /// Why it is not waited for any longer: it may still be at work, with its actor.
    pub(crate) async fn handle_apart(
        &mut self,
        mut envelope: A::Envelope,
    ) -> Result<(A::Envelope, Result<Flow, Unfinished>), ExitReason> {
        let me = self.ctx.me.clone();
        let Some(threads) = me.host.executor().threads() else {
            let handled = self.handle(&mut envelope).await;
            return Ok((envelope, handled));
        };
        let mut actor = self.take_actor();
        let stand_in = Context::stand_in(&self.ctx);
        let mut ctx = std::mem::replace(&mut self.ctx, stand_in);
        let speaker = me.clone();
        let span = span::handling(|| envelope.name());
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
        match Guarded::new(result, &me, None).await {
            Ok(Ok((actor, ctx, envelope, handled))) => {
                self.ctx = ctx;
                self.put_actor(actor);
                Ok((envelope, handled.map_err(Unfinished::Panicked)))
            }
            Err(Unfinished::Stopped(reason)) => Err(reason),
            // The runtime ends.
            Ok(Err(_)) | Err(Unfinished::Panicked(_)) => Err(ExitReason::SystemShutdown),
        }
    }
}
