//! What a process and its admin say to one another.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::actor::{
    capability::{Capabilities, Value},
    error::{CreateError, ExitReason},
    host::Claim,
    id::{ActorId, ProcessId},
    registered::StartRequest,
    system::System,
};

/// Relates an answer of the admin to what it answers.
pub(crate) type Reference = u64;

/// From a process to its admin.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) enum ToAdmin {
    /// Start an actor in a process that is yet to be made, or in that of its group.
    Start { reference: Reference, request: Box<StartRequest>, executable: Executable },
    /// The actor that this process was asked to start runs, or does not.
    Started { id: ActorId, result: Result<(), CreateError> },
    /// An actor that was started here by name or for another process has ended.
    Ended { id: ActorId, reason: ExitReason },
    /// Make an actor of this process the owner of a name.
    Claim { reference: Reference, name: String, actor: String, id: ActorId },
    /// The owner of a name runs, or does not.
    Settled { id: ActorId, result: Result<(), CreateError> },
    /// Show what has been printed until now.
    Settle { reference: Reference },
    /// An actor is about to end: its name is free.
    Release { reference: Reference, id: ActorId },
    /// Whether a process can be reached; it may be on its way.
    Locate { reference: Reference, process: ProcessId },
    /// Why a process ended: a connection to it did.
    Mourn { reference: Reference, process: ProcessId },
    /// An actor wants dead letters, or no longer.
    DeadLetters { handler: ActorId, register: bool },
    /// An actor outlives its parent.
    Adopt { id: ActorId },
    /// What the system has, or with no value has no longer.
    UpdateCapability { reference: Reference, key: String, value: Option<Value> },
    /// What there is.
    Status { reference: Reference },
    /// End everything.
    Shutdown { grace: Duration },
}

/// From the admin to a process.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) enum FromAdmin {
    /// What every process knows first; one of actors may know it from its beginning.
    Welcome { capabilities: Capabilities, dead_letters: Vec<ActorId> },
    /// The actor runs under this number, or does not.
    Started { reference: Reference, result: Result<ActorId, CreateError> },
    /// Start an actor in this process.
    StartHere(Box<StartRequest>),
    /// What became of a claim.
    Claimed { reference: Reference, result: Result<Claim, CreateError> },
    /// It is done.
    Done { reference: Reference },
    /// Where a process stands.
    Located { reference: Reference, standing: Standing },
    /// What the system has now.
    Capabilities(Capabilities),
    /// Who wants dead letters now.
    DeadLetters(Vec<ActorId>),
    /// A word to an actor of this process.
    Say { target: ActorId, system: System },
    /// What there is, and for how long.
    Status { reference: Reference, processes: Vec<ProcessStatus>, uptime: Duration },
    /// What actors printed.
    Output(Printed, Vec<u8>),
    /// All actors are to end.
    EndAll { grace: Duration },
    /// The system has ended: the end of the connection will be in order.
    Down,
}

/// Where something was printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Printed {
    Out,
    Error,
}

/// Where a process stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Standing {
    /// It can be reached.
    Alive,
    /// It has ended.
    Gone(ExitReason),
}

/// The executable from which the actors of a program are started.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub(crate) struct Executable {
    /// Its place.
    pub(crate) path: String,
    /// How a process of it finds out what it is for.
    pub(crate) entry: Entry,
}

/// Where a process that is started again from its executable finds out what it is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub(crate) enum Entry {
    /// In `#[actors::main]`.
    Main,
    /// Before `main`: in test executables and benches.
    BeforeMain,
}

/// One process of a system.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct ProcessStatus {
    /// What it runs: the name of its actor, `admin`, `zygote` or `program`.
    pub role: String,
    /// The number that the operating system knows it by.
    pub pid: u32,
    /// The memory that it has for itself and its share of what it has with others, in KiB, where
    /// the operating system tells.
    pub memory_kib: Option<u64>,
    /// The number that others of the system know it by, if it may have actors.
    pub(crate) process: Option<ProcessId>,
}
