//! How long an actor lives that is needed for a while.

use std::time::Duration;

use serde::{Deserialize, Serialize};

/// When an actor ends by itself: `#[transient(…)]`, `#[transient_idle(…)]`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Transient {
    /// So long after it.
    pub after: Duration,
    /// After what.
    pub since: Since,
}

/// What the time of a transient actor begins with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Since {
    /// With its first message.
    First,
    /// With its last message, anew with each.
    Last,
}
