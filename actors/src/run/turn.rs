//! Turns of those who share a thread.

use std::{future::poll_fn, task::Poll};

/// Lets others on this thread have their turn. On tokio the event loop is not looked at first.
pub(crate) async fn yield_now() {
    let mut yielded = false;
    poll_fn(|cx| {
        if yielded {
            return Poll::Ready(());
        }
        yielded = true;
        cx.waker().wake_by_ref();
        Poll::Pending
    })
    .await;
}
