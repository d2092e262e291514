//! Runs the actors of one process.

pub(crate) mod apart;
pub(crate) mod catch;
pub(crate) mod cell;
pub(crate) mod ending;
pub(crate) mod fate;
mod guard;
pub(crate) mod hear;
pub(crate) mod linger;
pub(crate) mod nobody;
pub(crate) mod node;
pub(crate) mod pass_on;
pub(crate) mod recover;
pub(crate) mod registry;
pub(crate) mod revive;
mod span;
pub(crate) mod spawn;
pub(crate) mod throttle;
pub(crate) mod transient;
pub(crate) mod troupe;
pub(crate) mod watchdog;
pub(crate) mod work;
