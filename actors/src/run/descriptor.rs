//! Descriptors that the event loop watches.

use std::{
    io,
    os::fd::{AsRawFd, OwnedFd},
};

use tokio::io::{Interest, unix::AsyncFd};

/// Lets the event loop of this thread watch what owns its descriptor. It tells of what is there
/// already, and of what comes.
///
/// # Errors
/// When the event loop has no place for it.
#[expect(unsafe_code, reason = "the runtime wants to be promised that the descriptor stays open")]
pub(crate) fn watch<T: Into<OwnedFd> + AsRawFd>(
    owner: T,
    interest: Interest,
) -> io::Result<AsyncFd<T>> {
    // SAFETY: the owner has one descriptor, which is open as long as it lives, and the owner belongs
    // to the `AsyncFd` from here on: nobody closes it before.
    let watched = unsafe { AsyncFd::register_with_interest(owner, interest) };
    watched.map_err(io::Error::from)
}
