//! Bytes from process to process.

mod linger;
pub(crate) mod link;
pub(crate) mod stream;
pub(crate) mod sys;
pub(crate) mod udp;
