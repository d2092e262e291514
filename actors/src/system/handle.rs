//! `ActorSystem`: the handle of a running system.

use std::{
    fmt,
    net::SocketAddr,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use super::{
    builder::{Builder, StartError},
    config::Config,
    create::Create,
    endpoint::Endpoint,
    kind::{Base, BaseChoice},
    log::Logging,
};
use crate::{
    actor::{
        any::AnyMessage,
        capability::{Capabilities, CapabilityValue},
        clock::Clock,
        delivery::Delivery,
        error::{AskError, Result},
        host::Host,
        traits::Actor,
    },
    base::process::network::Network,
    engine::node::Node,
    protocol::admin::ProcessStatus,
};

/// A running actor system. Its clones are the same system.
///
/// ```
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
/// # #[tokio::main]
/// # async fn main() -> actors::Result {
/// let system = ActorSystem::start(Base::Threads).await?;
/// let counter = system.create::<Counter>(()).await?;
/// assert_eq!(counter.ask(Add(2)).await?, 2);
/// system.shutdown().await
/// # }
/// ```
#[derive(Clone)]
pub struct ActorSystem {
    pub(super) shared: Arc<Shared>,
}

pub(super) struct Shared {
    pub(super) node: Arc<Node>,
    pub(super) running: Running,
    config: Config,
    /// What chooses the order of delivery, on the simple base.
    seed: Option<u64>,
    /// What is sent to the outside without an endpoint of its own.
    outside: Endpoint,
    over: AtomicBool,
}

/// What the base keeps running.
pub(crate) enum Running {
    /// Nothing but this process.
    Alone(Logging),
    /// Other processes, with an admin at this address, if others can join.
    Processes(Arc<Network>, Option<SocketAddr>),
}

impl ActorSystem {
    /// Starts a system with the settings that hold by default, or joins it where it runs.
    ///
    /// # Errors
    /// When it can't be started; the error names the thing and the fix.
    pub async fn start(base: impl Into<BaseChoice>) -> Result<Self, StartError> {
        Self::builder(base).start().await
    }

    /// A system with settings.
    pub fn builder(base: impl Into<BaseChoice>) -> Builder {
        Builder::new().base(base)
    }

    /// A system with settings that runs on what the variable `ACTORS_BASE` or the file
    /// `actors.toml` says; on [`Base::Threads`] where neither does.
    pub fn configured() -> Builder {
        Builder::new()
    }

    pub(crate) fn of(node: Arc<Node>, running: Running, config: Config, seed: Option<u64>) -> Self {
        let outside = Endpoint::new(&node);
        node.set_outside(outside.id());
        let over = AtomicBool::new(false);
        Self { shared: Arc::new(Shared { node, running, config, seed, outside, over }) }
    }

    /// Makes an actor and waits until it runs.
    ///
    /// Arguments are those of the actor's `#[init]`: `()` for none, the value itself for one, a
    /// tuple for several.
    ///
    /// # Errors
    /// [`CreateError`](crate::CreateError), when awaited.
    pub fn create<A: Actor>(&self, args: A::Args) -> Create<'static, A::It> {
        Create::new(self.shared.node.host(), args, None)
    }

    /// An endpoint of its own, for a task or thread that wants answers for itself.
    #[must_use]
    pub fn private(&self) -> Endpoint {
        Endpoint::new(&self.shared.node)
    }

    /// The endpoint that speaks wherever nobody else does.
    #[must_use]
    pub fn endpoint(&self) -> &Endpoint {
        &self.shared.outside
    }

    /// The next message that was sent to [`endpoint`](Self::endpoint).
    ///
    /// # Errors
    /// [`AskError::Timeout`], when none came in time.
    pub async fn listen(&self, timeout: Duration) -> Result<AnyMessage, AskError> {
        self.shared.outside.listen(timeout).await
    }

    /// The base.
    #[must_use]
    pub fn base(&self) -> Base {
        self.shared.config.base.value
    }

    /// The settings that are in force, each with where it is from. It is shown as a table.
    ///
    /// ```
    /// use actors::{Source, prelude::*};
    ///
    /// # #[tokio::main]
    /// # async fn main() -> actors::Result {
    /// let system = ActorSystem::builder(Base::Threads).mailbox(64).start().await?;
    /// let config = system.config();
    /// assert_eq!(config.mailbox.get(), 64);
    /// assert_eq!(config.mailbox.source(), &Source::Builder(".mailbox(…)"));
    /// println!("{config}");
    /// # system.shutdown().await
    /// # }
    /// ```
    #[must_use]
    pub fn config(&self) -> &Config {
        &self.shared.config
    }

    /// On the simple base: handles everything that there is to do now and later, time passing as
    /// it needs to. Elsewhere it does nothing.
    pub fn run_until_idle(&self) {
        self.shared.node.executor().advance(None);
    }

    /// On the simple base: lets `duration` pass, and everything that happens in it. Elsewhere it
    /// does nothing.
    pub fn advance(&self, duration: Duration) {
        self.shared.node.executor().advance(Some(duration));
    }

    /// The clock of the system: its time is virtual on the simple base.
    #[must_use]
    pub fn clock(&self) -> Clock {
        Clock::new(self.shared.node.executor().clone())
    }

    /// What actors got, in the order in which they got it, on the simple base: the last 100,000
    /// deliveries. On other bases, which have no such order, it is empty.
    ///
    /// ```
    /// use actors::prelude::*;
    ///
    /// #[message]
    /// struct Add(u64);
    ///
    /// #[derive(Default)]
    /// struct Counter;
    ///
    /// #[actor]
    /// impl Counter {
    ///     #[handler]
    ///     fn add(&mut self, _: Add) {}
    /// }
    ///
    /// # #[tokio::main]
    /// # async fn main() -> actors::Result {
    /// let system = ActorSystem::start(Base::Simple).await?;
    /// let counter = system.create::<Counter>(()).await?;
    /// counter.ask(Add(2)).await?;
    /// let trace = system.trace();
    /// assert_eq!(trace[0].receiver, counter.any());
    /// assert_eq!((trace[0].short_actor(), trace[0].short_message()), ("Counter", "Add"));
    /// # system.shutdown().await
    /// # }
    /// ```
    #[must_use]
    pub fn trace(&self) -> Vec<Delivery> {
        let host = self.shared.node.host();
        host.trace().map(|trace| trace.deliveries(&host)).unwrap_or_default()
    }

    /// On the base `udp`: how many datagrams came to this process that were not from a process of
    /// its system. They were not read.
    #[must_use]
    pub fn strange_datagrams(&self) -> u64 {
        match &self.shared.running {
            Running::Alone(_) => 0,
            Running::Processes(network, _) => network.strange_datagrams(),
        }
    }

    /// The seed that chooses the order of delivery, where one was given.
    #[must_use]
    pub fn seed(&self) -> Option<u64> {
        self.shared.seed
    }

    /// Where the admin of the system listens; bases of one process have none, and `queue` neither.
    #[must_use]
    pub fn admin(&self) -> Option<SocketAddr> {
        match &self.shared.running {
            Running::Alone(_) => None,
            Running::Processes(_, address) => *address,
        }
    }

    /// The processes of the system, the admin first. Empty on bases of one process, and when the
    /// admin does not answer any more.
    pub async fn processes(&self) -> Vec<ProcessStatus> {
        match &self.shared.running {
            Running::Alone(_) => Vec::new(),
            Running::Processes(network, _) => {
                network.status().await.map(|(processes, _)| processes).unwrap_or_default()
            }
        }
    }

    /// What the system has: what its builder said, and what each system has of itself, such as
    /// `Base`, `Host` and `OS`.
    #[must_use]
    pub fn capabilities(&self) -> Capabilities {
        self.shared.node.capabilities()
    }

    /// Sets what the system has: a value, or `None` to take it away. Ready when whatever this
    /// program creates from now on goes by it.
    ///
    /// A change makes every actor of the system check again. Those that no longer fit are asked to
    /// end, with the reason [`CapabilityLost`](crate::ExitReason::CapabilityLost). A value that is
    /// there already changes nothing.
    ///
    /// ```
    /// use actors::prelude::*;
    ///
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> actors::Result {
    /// let system = ActorSystem::start(Base::Simple).await?;
    /// system.update_capability("zone", "eu").await;
    /// assert!(system.capabilities().has("zone"));
    /// system.update_capability("zone", None).await;
    /// assert!(!system.capabilities().has("zone"));
    /// system.shutdown().await
    /// # }
    /// ```
    pub async fn update_capability(&self, key: impl Into<String>, value: impl CapabilityValue) {
        let updated = self.shared.node.update_capability(key.into(), value.into_value());
        self.shared.node.executor().clone().outside(updated).await;
    }

    /// How many messages of this process reached nobody.
    #[must_use]
    pub fn dead_letters(&self) -> u64 {
        self.shared.node.counters().dead_letters()
    }

    /// Asks every actor to end, waits for them up to the grace period, stops what is left, and
    /// leaves nothing behind. The second call does nothing.
    ///
    /// # Errors
    /// When the system can't be reached to be told.
    pub async fn shutdown(&self) -> Result {
        if self.shared.over.swap(true, Ordering::SeqCst) {
            return Ok(());
        }
        let shared = self.shared.clone();
        let executor = shared.node.executor().clone();
        match &shared.running {
            Running::Alone(log) => {
                let node = shared.node.clone();
                let grace = shared.config.grace.value;
                executor.outside(async move { node.end_all(grace).await }).await;
                log.end().await;
            }
            Running::Processes(network, _) => network.shutdown(shared.config.grace.value).await,
        }
        Ok(())
    }
}

impl Drop for Shared {
    fn drop(&mut self) {
        if let (Some(seed), true) = (self.seed, std::thread::panicking()) {
            eprintln!("{}", crate::testing::again(seed));
        }
    }
}

impl fmt::Debug for ActorSystem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ActorSystem({}, {})", self.shared.config.base.value, self.shared.node.process())
    }
}
