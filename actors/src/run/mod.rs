//! Where futures run and how time passes: on tokio, or step by step in the caller's thread with a
//! time of its own; and what surrounds the process. Nothing here knows of actors.

pub(crate) mod descriptor;
pub(crate) mod environment;
mod executor;
mod outsiders;
mod stepper;
mod timers;
mod turn;

pub(crate) use executor::{Executor, Passing, Timer, now};
pub(crate) use stepper::Task;
pub(crate) use timers::{Moment, Owner};
pub(crate) use turn::yield_now;
