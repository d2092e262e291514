//! The bases: what a system runs on.

pub(crate) mod alone;
pub(crate) mod process;
