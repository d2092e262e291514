//! Users' code at work: its panics are caught, and it is left when the system says stop.

use std::{
    future::Future,
    pin::Pin,
    task::{Context, Poll},
};

use pin_project_lite::pin_project;

use super::catch::{Catch, Panic};
use crate::{
    actor::{error::ExitReason, system::Signal},
    queue::mailbox::Mailbox,
};

/// Why a handler, or the building of an actor, did not come to its end.
#[derive(Debug)]
pub(crate) enum Unfinished {
    Panicked(Panic),
    /// The system does not wait for it any longer.
    Stopped(ExitReason),
}

pin_project! {
    /// Code of the actor with this mailbox, until it is done or the system says stop.
    pub(crate) struct Guarded<'a, F, T> {
        #[pin]
        future: Catch<F>,
        mailbox: &'a Mailbox<T, Signal>,
    }
}

impl<'a, F: Future, T> Guarded<'a, F, T> {
    #[inline]
    pub(crate) const fn new(future: F, mailbox: &'a Mailbox<T, Signal>) -> Self {
        Self { future: Catch::new(future), mailbox }
    }
}

impl<F: Future, T> Future for Guarded<'_, F, T> {
    type Output = Result<F::Output, Unfinished>;

    #[inline]
    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let this = self.project();
        match this.future.poll(cx) {
            Poll::Ready(done) => Poll::Ready(done.map_err(Unfinished::Panicked)),
            Poll::Pending => poll_stop(this.mailbox, cx),
        }
    }
}

/// Ready when the system says that the code is not to be waited for.
#[cold]
fn poll_stop<T, O>(
    mailbox: &Mailbox<T, Signal>,
    cx: &mut Context<'_>,
) -> Poll<Result<O, Unfinished>> {
    let is_stop = |signal: &Signal| matches!(signal, Signal::Stop(_));
    mailbox.poll_busy(cx, is_stop).map(|()| Err(Unfinished::Stopped(ExitReason::SystemShutdown)))
}
