//! Users' code at work: its panics are caught, and it is left when the system says stop.

use std::{
    future::Future,
    pin::Pin,
    task::{Context, Poll},
};

use pin_project_lite::pin_project;
use tracing::Span;

use super::{catch::Catch, watchdog::double};
use crate::actor::{apart::Unfinished, error::ExitReason, local::AnyLocal};

pin_project! {
    /// Code of this actor, until it is done or the system says stop.
    pub(crate) struct Guarded<'a, F> {
        #[pin]
        future: Catch<F>,
        me: &'a dyn AnyLocal,
        span: Option<Box<Span>>,
    }
}

impl<'a, F: Future> Guarded<'a, F> {
    /// Runs within `span`, where there is one.
    #[inline]
    pub(crate) const fn new(future: F, me: &'a dyn AnyLocal, span: Option<Box<Span>>) -> Self {
        Self { future: Catch::new(future), me, span }
    }
}

impl<F: Future> Future for Guarded<'_, F> {
    type Output = Result<F::Output, Unfinished>;

    #[inline]
    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let this = self.project();
        double::at_work(*this.me);
        let _inside = this.span.as_ref().map(|span| span.enter());
        match this.future.poll(cx) {
            Poll::Ready(done) => Poll::Ready(done.map_err(Unfinished::Panicked)),
            Poll::Pending => poll_stop(*this.me, cx).map(Err),
        }
    }
}

/// Ready when the system says that the code is not to be waited for.
#[cold]
fn poll_stop(me: &dyn AnyLocal, cx: &mut Context<'_>) -> Poll<Unfinished> {
    me.notes().wait(me.host());
    me.poll_stop(cx).map(|()| Unfinished::Stopped(ExitReason::SystemShutdown))
}
