//! Bytes from process to process.

mod linger;
pub(crate) mod link;
pub(crate) mod udp;
