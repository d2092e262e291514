//! What a program holds in its hand: the system, its endpoints, and the making of actors.

pub mod blocking;
pub(crate) mod builder;
pub(crate) mod config;
pub(crate) mod create;
pub(crate) mod endpoint;
pub(crate) mod handle;
pub(crate) mod kind;
pub(crate) mod log;
pub(crate) mod own;
pub(crate) mod status;
