//! The actors that this executable can start for other processes, by name.

use std::{fmt, sync::Arc};

use linkme::distributed_slice;
use serde::{Deserialize, Serialize};

use super::{
    capability::Requirements, error::CreateError, host::Host, id::ActorId, kind::Handled,
    restart::Restart, transient::Transient, troupe::TroupeSettings,
};

/// Every actor of the executable that can have a process of its own; `#[actor]` adds each.
#[distributed_slice]
pub static ACTORS: [Registered];

/// One actor type.
pub struct Registered {
    /// The name.
    pub(crate) name: fn() -> &'static str,
    /// What it handles.
    pub(crate) messages: &'static [Handled],
    /// Starts one in this process.
    pub(crate) start: fn(&Arc<dyn Host>, StartRequest, WhenReady),
}

/// Called once the actor runs, or can't.
pub(crate) type WhenReady = Box<dyn FnOnce(Result<(), CreateError>) + Send>;

/// What another process needs to start an actor.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct StartRequest {
    /// The number that the actor will have.
    pub(crate) id: ActorId,
    /// The actor type.
    pub(crate) actor: String,
    /// The arguments.
    pub(crate) args: Vec<u8>,
    /// Who is told when it ends.
    pub(crate) parent: Option<ActorId>,
    /// The name of the actor, unique in its system.
    pub(crate) named: Option<String>,
    /// The group of actors whose process it shares.
    pub(crate) group: Option<String>,
    /// What the creator wants of the place.
    pub(crate) requirements: Requirements,
    /// How it is to run, where it is not an actor of its own account.
    pub(crate) role: Role,
    /// Whether it is made again, where it runs, when it ends.
    pub(crate) restart: Restart,
}

/// What an actor is in its troupe.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Role {
    /// On its own account, or the manager of a troupe if its attributes say so.
    Actor,
    /// The manager of a troupe, whatever its attributes say.
    Manager(TroupeSettings),
    /// An actor that ends by itself, whatever its attributes say.
    Transient(Transient),
    /// A worker: it tells its parent after each message that its parent gave it.
    Worker,
}

/// The actor type of this name in this executable.
pub(crate) fn find(name: &str) -> Option<&'static Registered> {
    ACTORS.iter().find(|registered| (registered.name)() == name)
}

/// A name that two actor types have.
pub(crate) fn doubled() -> Option<&'static str> {
    let mut names: Vec<_> = ACTORS.iter().map(|registered| (registered.name)()).collect();
    names.sort_unstable();
    names.windows(2).find(|pair| pair[0] == pair[1]).map(|pair| pair[0])
}

impl Registered {
    /// The entry of a type that is no actor, in a program that is never built.
    pub(crate) const fn nobody() -> Self {
        Self { name: || "", messages: &[], start: |_, _, _| {} }
    }
}

impl fmt::Debug for Registered {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Registered({})", (self.name)())
    }
}
