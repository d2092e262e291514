//! The settings of a system, and its start.

use std::{sync::Arc, time::Duration};

use super::{
    handle::{ActorSystem, Running},
    kind::Base,
};
use crate::{
    actor::{
        capability::{Capabilities, Value},
        id::ProcessId,
        registered,
    },
    base::alone::Alone,
    engine::node::Node,
    run::Executor,
};

/// The settings of a system: what [`ActorSystem::builder`] gives.
#[derive(Debug, Clone)]
#[must_use = "a system runs when it is started"]
pub struct Builder {
    base: Base,
    capabilities: Capabilities,
    grace: Duration,
}

/// How long actors may take to end when their system is shut down.
const GRACE: Duration = Duration::from_secs(10);

impl Builder {
    pub(crate) fn new(base: Base) -> Self {
        Self { base, capabilities: Capabilities::default(), grace: GRACE }
    }

    /// Says that this system has `key`.
    pub fn capability(mut self, key: impl Into<String>, value: impl Into<Value>) -> Self {
        self.capabilities.set(key, value);
        self
    }

    /// How long actors may take to end when the system is shut down: 10 s unless set.
    pub fn grace(mut self, grace: Duration) -> Self {
        self.grace = grace;
        self
    }

    /// Starts the system.
    ///
    /// # Errors
    /// When it can't be started; the error names the thing and the fix.
    pub async fn start(self) -> Result<ActorSystem, StartError> {
        if let Some(name) = registered::doubled() {
            return Err(StartError::SameName { name: name.to_owned() });
        }
        let executor = match self.base {
            Base::Simple => Executor::stepped(),
            Base::Threads => {
                tokio::runtime::Handle::try_current().map_err(|_| StartError::NoRuntime)?;
                Executor::tokio()
            }
            Base::Tcp => return Err(StartError::NoRuntime),
        };
        let beyond = Arc::new(Alone::new(self.capabilities));
        let node = Node::new(ProcessId::random(), executor, beyond);
        Ok(ActorSystem::new(node, Running::Alone, self.base, self.grace))
    }
}

/// Why a system could not be started.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StartError {
    /// There is no tokio runtime for the actors.
    #[error(
        "the base `threads` runs actors in a tokio runtime, and there is none here; write \
         `#[actors::main]` above `async fn main`"
    )]
    NoRuntime,
    /// Two actor types of the executable have one name.
    #[error(
        "two actors have the name `{name}`; give one of them another: `#[actor(name = \"…\")]`"
    )]
    SameName {
        /// The name.
        name: String,
    },
}
