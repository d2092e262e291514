//! The time that actors live by: real, or virtual on the simple base.

use std::{fmt, time::Duration};

use super::{context::Context, recipient::AnyAddress, traits::Actor};
use crate::run::Executor;

/// The clock of a system: real time, or the virtual time of the simple base.
///
/// What measures time or waits by this clock, rather than by the computer's, can be tested on the
/// simple base without waiting.
///
/// ```
/// use std::time::Duration;
///
/// use actors::prelude::*;
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> actors::Result {
/// let system = ActorSystem::start(Base::Simple).await?;
/// let clock = system.clock();
/// let began = clock.now();
/// clock.sleep(Duration::from_secs(3600)).await;
/// assert_eq!(clock.now() - began, Duration::from_secs(3600));
/// system.shutdown().await
/// # }
/// ```
#[derive(Clone)]
pub struct Clock {
    executor: Executor,
}

impl Clock {
    pub(crate) const fn new(executor: Executor) -> Self {
        Self { executor }
    }

    /// The time since this process's part of the system started.
    #[must_use]
    pub fn now(&self) -> Duration {
        self.executor.now()
    }

    /// Whether it is virtual: then it passes only when nothing else happens.
    #[must_use]
    pub fn is_virtual(&self) -> bool {
        matches!(self.executor, Executor::Stepped(..))
    }

    /// Waits for `delay`.
    ///
    /// # Cancel safety
    /// Dropped before it is ready, nothing has happened.
    pub async fn sleep(&self, delay: Duration) {
        let executor = self.executor.clone();
        self.executor.clone().outside(async move { executor.sleep(delay).await }).await;
    }
}

impl<A: Actor> Context<A> {
    /// The clock of the system: its time is virtual on the simple base.
    #[must_use]
    pub fn clock(&self) -> Clock {
        Clock::new(self.host().executor().clone())
    }
}

impl AnyAddress {
    /// The clock of the system that the address is used in.
    #[must_use]
    pub fn clock(&self) -> Clock {
        Clock::new(self.host().executor().clone())
    }
}

impl fmt::Debug for Clock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Clock").field("now", &self.now()).finish_non_exhaustive()
    }
}
