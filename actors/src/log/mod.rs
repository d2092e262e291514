//! Logs: the events of every process of a system, gathered at one place.
//!
//! Actors and the program write events with the macros of the crate
//! [`tracing`](https://docs.rs/tracing). Each becomes a line with the time, the level, the system,
//! the type and the address of the actor, the process, and what the event says. What is written,
//! and where to, are settings: see [`Config`](crate::Config).
//!
//! Where the program has no subscriber of its own when its first system starts, the system installs
//! one. A program that has one adds [`layer`] to it.

pub(crate) mod directives;
pub(crate) mod gather;
pub(crate) mod layer;
pub(crate) mod line;
pub(crate) mod output;
pub(crate) mod record;
pub(crate) mod route;
mod secret;
pub(crate) mod visit;
pub(crate) mod writer;

pub use layer::layer;
pub use secret::Secret;

pub use crate::actor::rules::{LogFormat, LogLevel};
