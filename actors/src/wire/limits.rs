//! The largest sizes that are taken from, and given to, another process.

/// The most bytes that one message may have on the wire: 16 MiB unless configured otherwise.
pub(crate) const MAX_MESSAGE: usize = 16 * 1024 * 1024;
