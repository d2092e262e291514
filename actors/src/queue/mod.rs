//! Waiting: where messages lie until their actor takes them. Nothing here knows of actors, and the
//! locks and atomics of the way of a message are all here.

pub(crate) mod mailbox;
mod sync;
mod waiting;

pub(crate) use sync::lock;
