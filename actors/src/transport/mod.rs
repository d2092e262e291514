//! Bytes from process to process.

pub(crate) mod link;
