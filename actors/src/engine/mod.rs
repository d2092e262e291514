//! Runs the actors of one process.

pub(crate) mod apart;
mod body;
pub(crate) mod catch;
pub(crate) mod cell;
pub(crate) mod ending;
pub(crate) mod fate;
pub(crate) mod gate;
mod guard;
pub(crate) mod hear;
mod life;
pub(crate) mod linger;
mod load;
pub(crate) mod nobody;
pub(crate) mod node;
pub(crate) mod pass_on;
pub(crate) mod recover;
pub(crate) mod registry;
pub(crate) mod revive;
pub(crate) mod seed;
mod span;
pub(crate) mod spawn;
pub(crate) mod throttle;
pub(crate) mod transient;
pub(crate) mod troupe;
pub(crate) mod watchdog;
pub(crate) mod work;
