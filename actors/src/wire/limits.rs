//! The largest sizes that are taken from, and given to, another process.

use std::sync::atomic::{AtomicU64, Ordering};

/// The most bytes that one message has on the wire, unless configured otherwise: 16 MiB.
pub(crate) const DEFAULT: u64 = 16 * 1024 * 1024;

/// The least that may be configured: the words of the system itself need some room.
pub(crate) const LEAST: u64 = 64 * 1024;

/// The most that may be configured: a length has 32 bits, and a frame is more than its message.
pub(crate) const MOST: u64 = 1024 * 1024 * 1024;

/// What was configured in this process; zero before.
static CONFIGURED: AtomicU64 = AtomicU64::new(0);

/// The most bytes that one message has on the wire, in this process.
#[inline]
pub(crate) fn max_message() -> usize {
    let bytes = match CONFIGURED.load(Ordering::Relaxed) {
        0 => DEFAULT,
        configured => configured,
    };
    usize::try_from(bytes).unwrap_or(usize::MAX)
}

/// Sets the most bytes of a message for all systems of this process. Where several say it, the
/// largest holds: what another process may send must be taken.
pub(crate) fn configure(bytes: u64) {
    CONFIGURED.fetch_max(bytes.clamp(LEAST, MOST), Ordering::Relaxed);
}
