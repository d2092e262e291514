//! Panics of users' code: caught, with what they said and where.

use std::{
    any::Any,
    cell::RefCell,
    future::Future,
    panic::{self, AssertUnwindSafe},
    pin::Pin,
    sync::Once,
    task::{Context, Poll},
};

use pin_project_lite::pin_project;

use crate::actor::apart::Panic;

thread_local! {
    static PLACE: RefCell<Option<String>> = const { RefCell::new(None) };
}

/// From now on the place of a panic is remembered. What prints panics still prints them.
pub(crate) fn remember_places() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let print = panic::take_hook();
        panic::set_hook(Box::new(move |info| {
            let place = info.location().map(|place| format!("{}:{}", place.file(), place.line()));
            // The thread may be on its way out.
            let _ = PLACE.try_with(|last| last.replace(place));
            print(info);
        }));
    });
}

pin_project! {
    /// A future whose panic is its result.
    pub(crate) struct Catch<F> {
        #[pin]
        future: F,
    }
}

impl<F> Catch<F> {
    pub(crate) const fn new(future: F) -> Self {
        Self { future }
    }
}

pin_project! {
    /// A future whose panic is its result, as it was thrown.
    pub(crate) struct Unwound<F> {
        #[pin]
        future: F,
    }
}

impl<F> Unwound<F> {
    pub(crate) const fn new(future: F) -> Self {
        Self { future }
    }
}

impl<F: Future> Future for Unwound<F> {
    type Output = Result<F::Output, Box<dyn Any + Send>>;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let future = self.project().future;
        // Whoever gets the panic throws it again.
        match panic::catch_unwind(AssertUnwindSafe(|| future.poll(cx))) {
            Ok(polled) => polled.map(Ok),
            Err(payload) => Poll::Ready(Err(payload)),
        }
    }
}

impl<F: Future> Future for Catch<F> {
    type Output = Result<F::Output, Panic>;

    #[inline]
    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let future = self.project().future;
        // What a panic leaves half done is the actor, and that is built again.
        match panic::catch_unwind(AssertUnwindSafe(|| future.poll(cx))) {
            Ok(polled) => polled.map(Ok),
            Err(payload) => Poll::Ready(Err(describe(&*payload))),
        }
    }
}

#[cold]
fn describe(payload: &(dyn Any + Send)) -> Panic {
    let said = payload
        .downcast_ref::<&str>()
        .map(|said| (*said).to_owned())
        .or_else(|| payload.downcast_ref::<String>().cloned())
        .unwrap_or_else(|| "a panic without a text".to_owned());
    Panic(match PLACE.take() {
        Some(place) => format!("{said} ({place})"),
        None => said,
    })
}
