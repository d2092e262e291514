//! What holds in every process of a system: the one who starts it says so, the others are told.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::wire::limits;

/// What holds in every process of a system.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Rules {
    /// The name of the system, for people.
    pub(crate) name: String,
    /// How many messages may wait for an actor whose attributes don't say it.
    pub(crate) mailbox: u32,
    /// The most bytes that a message has between processes.
    pub(crate) message_limit: u64,
    /// How long an ask waits that does not say so itself; without one, as long as the actor lives.
    pub(crate) ask_timeout: Option<Duration>,
}

/// How many messages may wait for an actor, unless said otherwise.
pub(crate) const MAILBOX: u32 = 1024;

impl Default for Rules {
    fn default() -> Self {
        Self {
            name: String::new(),
            mailbox: MAILBOX,
            message_limit: limits::DEFAULT,
            ask_timeout: None,
        }
    }
}
