//! The settings of a system, and its start.

use std::{
    net::{IpAddr, Ipv4Addr, SocketAddr},
    str::FromStr,
    sync::Arc,
    time::Duration,
};

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
    base::{
        alone::Alone,
        process::{
            boot::Startup,
            join::{self, JoinError, Settings},
        },
    },
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
    admin: Result<SocketAddr, String>,
    startup: ProcessStartup,
}

/// How the process of an actor comes to life.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum ProcessStartup {
    /// As the double of a small process that has loaded the executable: the default.
    #[default]
    Zygote,
    /// By starting the executable anew: slower, for programs that can't be doubled.
    Spawn,
}

impl FromStr for ProcessStartup {
    type Err = UnknownStartup;

    fn from_str(name: &str) -> Result<Self, UnknownStartup> {
        match name {
            "zygote" => Ok(Self::Zygote),
            "spawn" => Ok(Self::Spawn),
            _ => Err(UnknownStartup(name.to_owned())),
        }
    }
}

/// The capability that says how processes are started.
const STARTUP: &str = "Process Startup Method";

/// No startup method has this name.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("there is no way `{0}` to start a process; there are `zygote` and `spawn`")]
pub struct UnknownStartup(String);

/// The port of an admin, unless said otherwise.
const ADMIN: SocketAddr = SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), 1900);

/// How long actors may take to end when their system is shut down.
const GRACE: Duration = Duration::from_secs(10);

impl Builder {
    pub(crate) fn new(base: Base) -> Self {
        Self {
            base,
            capabilities: Capabilities::default(),
            grace: GRACE,
            admin: Ok(ADMIN),
            startup: ProcessStartup::default(),
        }
    }

    /// Where the admin listens: `127.0.0.1:1900` unless set; port 0 takes any that is free. Bases
    /// of one process have none.
    pub fn admin(mut self, address: impl Into<String>) -> Self {
        let address = address.into();
        self.admin = address.parse().map_err(|_| address);
        self
    }

    /// How the process of an actor comes to life. Counts for the one who starts the system. The
    /// capability `Process Startup Method`, set to `zygote` or `spawn`, says the same.
    pub fn process_startup(mut self, startup: ProcessStartup) -> Self {
        self.startup = startup;
        self
    }

    /// Says that this system has `key`. Counts for the one who starts the system.
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
            Base::Tcp => return self.join().await,
        };
        let beyond = Arc::new(Alone::new(self.capabilities));
        let node = Node::new(ProcessId::random(), executor, beyond);
        Ok(ActorSystem::new(node, Running::Alone, self.base, self.grace))
    }

    async fn join(self) -> Result<ActorSystem, StartError> {
        tokio::runtime::Handle::try_current().map_err(|_| StartError::NoRuntime)?;
        let address = self.admin.map_err(StartError::Address)?;
        let startup = match self.capabilities.get(STARTUP) {
            None => self.startup,
            Some(Value::Text(name)) => name.parse()?,
            Some(other) => return Err(UnknownStartup(format!("{other:?}")).into()),
        };
        let startup = match startup {
            ProcessStartup::Zygote => Startup::Zygote,
            ProcessStartup::Spawn => Startup::Spawn,
        };
        let capabilities = self.capabilities;
        let joined = join::join(Settings { address, capabilities, startup }).await?;
        let running = Running::Processes(joined.network, joined.address);
        Ok(ActorSystem::new(joined.node, running, self.base, self.grace))
    }
}

/// Why a system could not be started.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StartError {
    /// There is no tokio runtime for the actors.
    #[error(
        "actors run in a tokio runtime, and there is none here; write \
         `#[actors::main]` above `async fn main`"
    )]
    NoRuntime,
    /// The address of the admin is none.
    #[error("`{0}` is no address of an admin; write one such as `127.0.0.1:1900`")]
    Address(String),
    /// No process can be started so.
    #[error(transparent)]
    Startup(#[from] UnknownStartup),
    /// The system of processes can't be started or joined.
    #[error(transparent)]
    Join(#[from] JoinError),
    /// Two actor types of the executable have one name.
    #[error(
        "two actors have the name `{name}`; give one of them another: `#[actor(name = \"…\")]`"
    )]
    SameName {
        /// The name.
        name: String,
    },
}
