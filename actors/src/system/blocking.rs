//! The same for programs without async: every call waits in the thread that makes it.
//!
//! ```
//! use std::time::Duration;
//!
//! use actors::{blocking::ActorSystem, prelude::*};
//!
//! #[message]
//! struct Add(u64);
//!
//! #[derive(Default)]
//! struct Counter {
//!     total: u64,
//! }
//!
//! #[actor]
//! impl Counter {
//!     #[handler]
//!     fn add(&mut self, Add(n): Add) -> u64 {
//!         self.total += n;
//!         self.total
//!     }
//! }
//!
//! #[actors::main]
//! fn main() -> actors::Result {
//!     let system = ActorSystem::start(Base::Threads)?;
//!     let counter = system.create::<Counter>(()).wait()?;
//!     assert_eq!(system.ask(&counter, Add(2), Duration::from_secs(5))?, 2);
//!     system.shutdown()
//! }
//! ```
//!
//! A system that is started here has a runtime of its own, on which its actors run. Its calls may
//! be made from any thread but one that runs async code: there they are an error that says so, and
//! no other task of that thread is kept waiting. A program with async code that has threads without
//! it gives them [`ActorSystem::blocking`](crate::ActorSystem::blocking).

use std::{fmt, future::IntoFuture, sync::Arc, time::Duration};

use tokio::runtime::{self, Handle, Runtime};

use super::{
    builder::{Builder, StartError},
    config::Config,
    create,
    endpoint::Endpoint as AsyncEndpoint,
    handle::ActorSystem as AsyncSystem,
    kind::{Base, BaseChoice},
    status::SystemStatus,
};
use crate::{
    actor::{
        address::Address,
        any::AnyMessage,
        ask::Answer,
        capability::{Capabilities, CapabilityValue, Value},
        error::{AskError, CreateError, InRuntime, Result, TellError},
        host::Host as _,
        message::Message,
        recipient::{Addressed, AnyAddress},
        status::ActorStatus,
        traits::{Actor, Handles, Same, SentTo},
    },
    base::process::farewell,
};

/// A running actor system whose calls wait. Its clones are the same system.
#[derive(Clone)]
pub struct ActorSystem {
    system: AsyncSystem,
    runtime: Arc<Own>,
}

/// Where the calls wait.
enum Own {
    /// On the runtime of a system that was started here. It ends with the last handle, without
    /// waiting for its tasks.
    Mine(Option<Runtime>),
    /// On that of a program with async code.
    Lent(Handle),
}

impl ActorSystem {
    /// Starts a system with the settings that hold by default, or joins it where it runs.
    ///
    /// # Errors
    /// When it can't be started; the error names the thing and the fix.
    pub fn start(base: impl Into<BaseChoice>) -> Result<Self, StartError> {
        AsyncSystem::builder(base).start_blocking()
    }

    /// A system with settings, to be started with
    /// [`start_blocking`](Builder::start_blocking).
    pub fn builder(base: impl Into<BaseChoice>) -> Builder {
        AsyncSystem::builder(base)
    }

    /// The same on what the variable `ACTORS_BASE` or the file `actors.toml` says; on
    /// [`Base::Threads`] where neither does.
    pub fn configured() -> Builder {
        AsyncSystem::configured()
    }

    /// Makes an actor: [`wait`](Create::wait) waits until it runs.
    pub fn create<A: Actor>(&self, args: A::Args) -> Create<'_, A::It> {
        Create { system: self, create: self.system.create::<A>(args) }
    }

    /// Sends `message` and waits for the answer, `timeout` at most.
    ///
    /// # Errors
    /// [`AskError`]: the handler's own error, or why there is no answer.
    pub fn ask<A: Actor, M, B>(
        &self,
        target: &Address<A>,
        message: M,
        timeout: Duration,
    ) -> Answer<B::Reply>
    where
        M: SentTo<A, By = B>,
        B: Handles<M> + Same<A>,
    {
        self.run(target.ask(message).timeout(timeout))?
    }

    /// Sends `message`. It is handled later, or becomes a dead letter. While the mailbox is full
    /// it waits for room.
    ///
    /// # Errors
    /// When the message can't be written for another process.
    pub fn tell<A: Actor, M, B>(&self, target: &Address<A>, message: M) -> Result<(), TellError>
    where
        M: SentTo<A, By = B>,
        B: Handles<M> + Same<A>,
    {
        self.run(target.tell(message))?
    }

    /// The next message that was sent to the endpoint that speaks wherever nobody else does.
    ///
    /// # Errors
    /// [`AskError::Timeout`], when none came in time.
    pub fn listen(&self, timeout: Duration) -> Result<AnyMessage, AskError> {
        self.run(self.system.listen(timeout))?
    }

    /// Sends `message` and takes whatever comes next to the endpoint as the answer, whoever sent
    /// it: the way of Thespian.
    ///
    /// # Errors
    /// When the message can't be written, or no message came in time.
    pub fn ask_any<M: Message>(
        &self,
        target: &impl Addressed,
        message: M,
        timeout: Duration,
    ) -> Result<AnyMessage, AskError> {
        self.run(self.system.endpoint().ask_any(target, message, timeout))?
    }

    /// An endpoint of its own, for a thread that wants answers for itself.
    #[must_use]
    pub fn private(&self) -> Endpoint {
        Endpoint { system: self.clone(), endpoint: self.system.private() }
    }

    /// How the system is: [`ActorSystem::status`](crate::ActorSystem::status).
    ///
    /// # Errors
    /// [`InRuntime`], in async code.
    pub fn status(&self) -> Result<SystemStatus, InRuntime> {
        self.run(self.system.status())
    }

    /// What an actor is, does and has done: [`AnyAddress::status`].
    ///
    /// # Errors
    /// [`AskError::Ended`] when it has ended, [`AskError::Timeout`] when no answer came in 5 s.
    pub fn status_of(&self, target: &impl Addressed) -> Result<ActorStatus, AskError> {
        self.run(self.system.status_of(target))?
    }

    /// The base.
    #[must_use]
    pub fn base(&self) -> Base {
        self.system.base()
    }

    /// The settings that are in force: [`ActorSystem::config`](crate::ActorSystem::config).
    #[must_use]
    pub fn config(&self) -> &Config {
        self.system.config()
    }

    /// What the system has: [`ActorSystem::capabilities`](crate::ActorSystem::capabilities).
    #[must_use]
    pub fn capabilities(&self) -> Capabilities {
        self.system.capabilities()
    }

    /// Sets what the system has, or takes it away:
    /// [`ActorSystem::update_capability`](crate::ActorSystem::update_capability).
    ///
    /// # Errors
    /// [`InRuntime`], in async code.
    pub fn update_capability(
        &self,
        key: impl Into<String>,
        value: impl CapabilityValue,
    ) -> Result<(), InRuntime> {
        self.run(self.system.update_capability(key, value))
    }

    /// Waits for anything else: what the async face can and this one has no call for.
    ///
    /// ```
    /// use actors::{Base, blocking::ActorSystem};
    ///
    /// # fn main() -> actors::Result {
    /// let system = ActorSystem::start(Base::Threads)?;
    /// let sum = system.run(async { 1 + 1 })?;
    /// assert_eq!(sum, 2);
    /// system.shutdown()
    /// # }
    /// ```
    ///
    /// # Errors
    /// [`InRuntime`], in async code.
    pub fn run<F: Future>(&self, future: F) -> Result<F::Output, InRuntime> {
        self.runtime.run(future)
    }

    /// The same system for async code.
    #[must_use]
    pub const fn as_async(&self) -> &AsyncSystem {
        &self.system
    }

    /// On the simple base: handles everything that there is to do now and later. Elsewhere it does
    /// nothing.
    pub fn run_until_idle(&self) {
        self.system.run_until_idle();
    }

    /// On the simple base: lets `duration` pass, and everything that happens in it. Elsewhere it
    /// does nothing.
    pub fn advance(&self, duration: Duration) {
        self.system.advance(duration);
    }

    /// Asks every actor to end, waits for them up to the grace period, stops what is left, and
    /// leaves nothing behind. The second call does nothing.
    ///
    /// # Errors
    /// When the system can't be reached to be told.
    pub fn shutdown(&self) -> Result {
        self.run(self.system.shutdown())?
    }
}

impl Builder {
    /// Starts the system for a program without async, on a runtime of its own.
    ///
    /// # Errors
    /// When it can't be started; the error names the thing and the fix.
    pub fn start_blocking(self) -> Result<ActorSystem, StartError> {
        outside()?;
        let runtime = Own::new()?;
        let system = runtime.run(self.start())??;
        Ok(ActorSystem { system, runtime: Arc::new(runtime) })
    }
}

impl AsyncSystem {
    /// The same system for threads without async: the calls of what it gives wait in the thread
    /// that makes them, and are errors in async code. The actors run where they did; on the base
    /// `simple` in the thread that waits.
    ///
    /// ```
    /// use std::time::Duration;
    ///
    /// use actors::prelude::*;
    ///
    /// #[message]
    /// struct Add(u64);
    ///
    /// #[derive(Default)]
    /// struct Counter {
    ///     total: u64,
    /// }
    ///
    /// #[actor]
    /// impl Counter {
    ///     #[handler]
    ///     fn add(&mut self, Add(n): Add) -> u64 {
    ///         self.total += n;
    ///         self.total
    ///     }
    /// }
    ///
    /// #[actors::main]
    /// async fn main() -> actors::Result {
    ///     let system = ActorSystem::start(Base::Threads).await?;
    ///     let counter = system.create::<Counter>(()).await?;
    ///     let (waits, other) = (system.blocking()?, counter.clone());
    ///     let thread = std::thread::spawn(move || {
    ///         waits.ask(&other, Add(2), Duration::from_secs(5)).map_err(actors::Error::from)
    ///     });
    ///     assert_eq!(counter.ask(Add(0)).await? % 2, 0);
    ///     assert_eq!(thread.join().expect("no panic")?, 2);
    ///     system.shutdown().await
    /// }
    /// ```
    ///
    /// # Errors
    /// [`StartError::Runtime`], on the base `simple` outside of async code, when it can't have a
    /// runtime to wait on.
    pub fn blocking(&self) -> Result<ActorSystem, StartError> {
        let threads = self.shared.node.executor().threads().cloned();
        let lent = threads.or_else(|| Handle::try_current().ok()).map(Own::Lent);
        let runtime = Arc::new(lent.map_or_else(Own::new, Ok)?);
        Ok(ActorSystem { system: self.clone(), runtime })
    }
}

/// Whether this thread may wait.
fn outside() -> Result<(), InRuntime> {
    match Handle::try_current() {
        Ok(_) => Err(InRuntime),
        Err(_) => Ok(()),
    }
}

impl Own {
    fn new() -> Result<Self, StartError> {
        let runtime = runtime::Builder::new_multi_thread().enable_all().build();
        runtime
            .map(|runtime| Self::Mine(Some(runtime)))
            .map_err(|error| StartError::Runtime(error.to_string()))
    }

    fn run<F: Future>(&self, future: F) -> Result<F::Output, InRuntime> {
        outside()?;
        Ok(match self {
            Self::Mine(runtime) => {
                let runtime = runtime.as_ref();
                runtime.expect("it is there until the last handle is gone").block_on(future)
            }
            Self::Lent(runtime) => runtime.block_on(future),
        })
    }
}

impl Drop for Own {
    fn drop(&mut self) {
        if matches!(self, Self::Lent(_)) {
            return;
        }
        // What actors printed until now is shown first, where that can be waited for.
        let _ = self.run(farewell::farewell());
        if let Self::Mine(runtime) = self
            && let Some(runtime) = runtime.take()
        {
            runtime.shutdown_background();
        }
    }
}

/// An actor about to be made: [`wait`](Self::wait) makes it.
#[must_use = "an actor is made when this is waited for"]
pub struct Create<'a, A: Actor> {
    system: &'a ActorSystem,
    create: create::Create<'static, A>,
}

impl<A: Actor> Create<'_, A> {
    /// Gets the actor of this name, or makes it if there is none.
    pub fn named(mut self, name: impl Into<String>) -> Self {
        self.create = self.create.named(name);
        self
    }

    /// Wants `key` to be `value` at the place where the actor runs.
    pub fn require(mut self, key: impl Into<String>, value: impl Into<Value>) -> Self {
        self.create = self.create.require(key, value);
        self
    }

    /// Makes a troupe of up to `max` workers, of which `idle` stay:
    /// [`Create::troupe`](crate::Create::troupe).
    pub fn troupe(mut self, max: u32, idle: u32) -> Self {
        self.create = self.create.troupe(max, idle);
        self
    }

    /// Lets the actor end so long after its first message:
    /// [`Create::transient`](crate::Create::transient).
    pub fn transient(mut self, after: Duration) -> Self {
        self.create = self.create.transient(after);
        self
    }

    /// Lets the actor end so long after its last message:
    /// [`Create::transient_idle`](crate::Create::transient_idle).
    pub fn transient_idle(mut self, after: Duration) -> Self {
        self.create = self.create.transient_idle(after);
        self
    }

    /// Gives up after `limit`.
    pub fn timeout(mut self, limit: Duration) -> Self {
        self.create = self.create.timeout(limit);
        self
    }

    /// Makes the actor and waits until it runs.
    ///
    /// # Errors
    /// [`CreateError`]: why it does not.
    pub fn wait(self) -> Result<Address<A>, CreateError> {
        self.system.run(self.create.into_future())?
    }
}

/// An address outside of all actors, with what was sent to it. Its calls wait.
#[derive(Debug)]
pub struct Endpoint {
    system: ActorSystem,
    endpoint: AsyncEndpoint,
}

impl Endpoint {
    /// The address: any actor may send to it.
    #[must_use]
    pub fn address(&self) -> AnyAddress {
        self.endpoint.address()
    }

    /// Sends `message`, with this endpoint as its sender. While the mailbox is full it waits for
    /// room.
    ///
    /// # Errors
    /// When the message can't be written for another process.
    pub fn tell<M: Message>(
        &self,
        target: &(impl Addressed + Sync),
        message: M,
    ) -> Result<(), TellError> {
        self.system.run(self.endpoint.tell(target, message))?
    }

    /// The next message that was sent to this endpoint, whoever sent it.
    ///
    /// # Errors
    /// [`AskError::Timeout`], when none came in time.
    pub fn listen(&self, timeout: Duration) -> Result<AnyMessage, AskError> {
        self.system.run(self.endpoint.listen(timeout))?
    }

    /// Sends `message` and takes whatever comes next to this endpoint as the answer, whoever sent
    /// it.
    ///
    /// # Errors
    /// When the message can't be written, or no message came in time.
    pub fn ask_any<M: Message>(
        &self,
        target: &impl Addressed,
        message: M,
        timeout: Duration,
    ) -> Result<AnyMessage, AskError> {
        self.system.run(self.endpoint.ask_any(target, message, timeout))?
    }
}

impl Addressed for Endpoint {
    fn to_any(&self) -> AnyAddress {
        self.address()
    }
}

impl fmt::Debug for ActorSystem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.system.fmt(f)
    }
}

impl<A: Actor> fmt::Debug for Create<'_, A> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.create.fmt(f)
    }
}
