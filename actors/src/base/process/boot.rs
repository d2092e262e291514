//! What a process is told when it is started for the system, over the one descriptor that it gets.

use std::{
    io::{self, Read, Write},
    net::SocketAddr,
    path::PathBuf,
};

use serde::{Deserialize, Serialize, de::DeserializeOwned};

use super::sys::Status;
use crate::{
    actor::{
        capability::Capabilities,
        id::{ActorId, ProcessId},
        registered::StartRequest,
        rules::Rules,
    },
    protocol::admin::Executable,
    wire::{
        codec,
        limits::{self, max_message},
    },
};

/// What the process is.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) enum Boot {
    Admin(AdminBoot),
    Zygote(Home, Executable),
    Host(Box<HostBoot>),
}

/// The settings of an admin.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct AdminBoot {
    /// Where programs find it. Without one nobody joins, and it ends with the one who started it.
    pub(crate) address: Option<SocketAddr>,
    pub(crate) carrier: Carrier,
    pub(crate) capabilities: Capabilities,
    pub(crate) rules: Rules,
    pub(crate) startup: Startup,
    /// The executable of the program that starts the system: the admin runs from it.
    pub(crate) executable: Executable,
}

/// How the process of an actor comes to life.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Startup {
    Zygote,
    Spawn,
}

/// What carries messages between the processes of a system.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Carrier {
    /// Streams: nothing is lost.
    Streams,
    /// Datagrams, some of which are thrown away or swapped where a test wants it.
    Datagrams(Trouble),
}

/// What a test does to datagrams that come: so many of a hundred.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub(crate) struct Trouble {
    /// Thrown away.
    pub(crate) lost: u8,
    /// Taken after the one that follows.
    pub(crate) swapped: u8,
}

/// What an admin that was started has to say.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) enum AdminReport {
    Ready(Option<SocketAddr>, Box<Home>),
    /// Something else has the port.
    InUse,
    Failed(String),
}

/// Where a system is at home on this host.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Home {
    /// The folder of its sockets.
    pub(crate) folder: PathBuf,
    /// The number that its links carry.
    pub(crate) system: u64,
    /// What carries messages.
    pub(crate) carrier: Carrier,
    /// What holds in each of its processes.
    pub(crate) rules: Rules,
}

impl Home {
    /// Makes what concerns the process as a whole hold in this one.
    pub(crate) fn furnish(&self) {
        limits::configure(self.rules.message_limit);
    }

    /// The socket on which `process` is reached.
    pub(crate) fn socket(&self, process: ProcessId) -> PathBuf {
        self.folder.join(format!("{process}.sock"))
    }

    /// The socket on which the admin is reached.
    pub(crate) fn admin(&self) -> PathBuf {
        self.folder.join("admin.sock")
    }
}

/// What all processes of a system know, and what changes while it runs.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Facts {
    /// What the system has.
    pub(crate) capabilities: Capabilities,
    /// Who wants dead letters.
    pub(crate) dead_letters: Vec<ActorId>,
}

/// The process of an actor.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct HostBoot {
    pub(crate) home: Home,
    pub(crate) executable: Executable,
    pub(crate) facts: Facts,
    /// Where it is reached.
    pub(crate) socket: PathBuf,
    /// Where the admin is.
    pub(crate) admin: PathBuf,
    pub(crate) order: HostOrder,
}

/// What of it a zygote does not know by itself.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct HostOrder {
    pub(crate) process: ProcessId,
    pub(crate) title: String,
    pub(crate) request: StartRequest,
}

/// From the admin to a zygote.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) enum ToZygote {
    /// What the processes that it makes from now on know.
    Know(Facts),
    Fork(Startup, Box<HostOrder>),
}

/// From a zygote to the admin.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) enum FromZygote {
    Forked {
        process: ProcessId,
        pid: u32,
    },
    Failed {
        process: ProcessId,
        reason: String,
    },
    Ended {
        process: ProcessId,
        status: Status,
    },
    /// What a double can't log itself.
    Logs {
        process: ProcessId,
        records: Vec<u8>,
    },
}

/// Writes a value with its length.
///
/// # Errors
/// When the other side is gone.
pub(crate) fn write<T: Serialize>(out: &mut impl Write, value: &T) -> io::Result<()> {
    let mut bytes = vec![0; 4];
    codec::write("Boot", value, &mut bytes).map_err(io::Error::other)?;
    let length = u32::try_from(bytes.len() - 4).map_err(io::Error::other)?;
    bytes[..4].copy_from_slice(&length.to_le_bytes());
    out.write_all(&bytes)
}

/// Reads a value with its length. `None` when the other side is gone.
///
/// # Errors
/// When what comes is something else.
pub(crate) fn read<T: DeserializeOwned>(from: &mut impl Read) -> io::Result<Option<T>> {
    let mut length = [0; 4];
    if let Err(error) = from.read_exact(&mut length) {
        let closed = error.kind() == io::ErrorKind::UnexpectedEof;
        return if closed { Ok(None) } else { Err(error) };
    }
    let length = u32::from_le_bytes(length) as usize;
    if length > max_message() + 4096 {
        return Err(io::Error::other("a message of this length is not taken"));
    }
    let mut body = vec![0; length];
    from.read_exact(&mut body)?;
    codec::read("Boot", &body).map(Some).map_err(io::Error::other)
}
