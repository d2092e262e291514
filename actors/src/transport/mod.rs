//! Bytes from process to process.

pub(crate) mod link;
pub(crate) mod udp;
