//! The one door to locks and atomics of what waits: `tests/mailbox.rs` has another, of loom.

use std::sync::PoisonError;
pub(crate) use std::sync::{
    Mutex, MutexGuard,
    atomic::{AtomicBool, Ordering},
};

/// Locks `mutex`, whatever happened to the thread that held it before: no code that can panic runs
/// under the locks of this crate, so what they guard is whole.
pub(crate) fn lock<T: ?Sized>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
