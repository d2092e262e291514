//! A program starts a system of processes, or joins the one that runs.

use std::{
    io, net::SocketAddr, os::unix::net::UnixStream as StdStream, process::Stdio, sync::Arc,
    time::Duration,
};

use serde::{Deserialize, Serialize};
use tokio::{io::AsyncReadExt, net::TcpStream};

use super::{
    boot::{self, AdminBoot, AdminReport, Boot, Carrier, Home, Startup},
    doorway::Doorway,
    entry::{self, NoEntry},
    farewell, folder,
    host::{announce, hear_admin},
    network::Network,
    sys,
    zygote::{self, Session},
};
use crate::{
    actor::{capability::Capabilities, id::ProcessId, rules::Rules},
    engine::node::Node,
    log::line::Role,
    protocol::{admin::Executable, handshake::VERSION},
    queue::lock,
    run::Executor,
    transport::stream::Stream,
    wire::codec,
};

/// How long the one at the port may take to say what it is.
const GREETING: Duration = Duration::from_secs(3);

/// The most bytes of a greeting: it has two paths and a few words.
const GREETING_LENGTH: u64 = 32 * 1024;

/// How long an admin may take to start, or to answer.
const START: Duration = Duration::from_secs(20);

/// How often starting and joining may cross one another.
const TRIES: usize = 5;

/// The first bytes that an admin says at its port.
const MAGIC: [u8; 8] = *b"actors\0\x01";

/// What an admin tells everybody who comes to its port.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Greeting {
    pub(super) home: Home,
    pub(super) user: u32,
}

impl Greeting {
    pub(super) fn encode(&self) -> Vec<u8> {
        let mut bytes = MAGIC.to_vec();
        bytes.extend_from_slice(&VERSION.to_le_bytes());
        codec::write("Greeting", self, &mut bytes).expect("a greeting has a path and two numbers");
        bytes
    }
}

/// What a program wants to join.
#[derive(Debug, Clone)]
pub(crate) struct Settings {
    /// Where others find the system; without an address it is this program's alone.
    pub(crate) address: Option<SocketAddr>,
    pub(crate) carrier: Carrier,
    pub(crate) capabilities: Capabilities,
    pub(crate) rules: Rules,
    pub(crate) startup: Startup,
}

/// Why a system of processes can't be started or joined.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum JoinError {
    /// `#[actors::main]` is missing.
    #[error(
        "bases of processes start this executable again for its actors, and `main` would not know; \
         write `#[actors::main]` above `async fn main`"
    )]
    NoMain,
    /// This process is to be a part of a system, and its `main` did not find out.
    #[error(
        "this process was started for actors, and its `main` did not find out; write \
         `#[actors::main]` above `async fn main`"
    )]
    Passed,
    /// The operating system does not tell which executable this is.
    #[error("the operating system does not tell which executable this is, or its path is no text")]
    NoExecutable,
    /// The address is not on this host only.
    #[error(
        "the admin address {0} can be reached from other hosts, and no security is configured; \
         take a loopback address such as 127.0.0.1:1900"
    )]
    NotLoopback(SocketAddr),
    /// Something else has the port.
    #[error(
        "{address} is in use by something that is no actor system{detail}; choose another address \
         with `.admin(\"127.0.0.1:PORT\")`"
    )]
    PortInUse {
        /// The address.
        address: SocketAddr,
        /// What it said.
        detail: String,
    },
    /// The system at the port is not for this program.
    #[error("the system at {address} {why}")]
    Foreign {
        /// The address.
        address: SocketAddr,
        /// Whose it is, or what it is.
        why: String,
    },
    /// The admin could not be started.
    #[error("the admin at {address} could not be started: {why}")]
    Admin {
        /// The address.
        address: SocketAddr,
        /// What went wrong, and what to do.
        why: String,
    },
    /// The system that was to be this program's own could not be started.
    #[error("the system of the base `queue` could not be started: {why}")]
    Own {
        /// What went wrong, and what to do.
        why: String,
    },
    /// The system could not be joined.
    #[error("the system at {address} could not be joined: {source}")]
    Io {
        /// The address.
        address: SocketAddr,
        /// What went wrong.
        source: io::Error,
    },
}

/// A program's part of a system of processes.
pub(crate) struct Joined {
    pub(crate) node: Arc<Node>,
    pub(crate) network: Arc<Network>,
    /// Where the admin listens, if others can join.
    pub(crate) address: Option<SocketAddr>,
}

/// Joins the system at the address, which is started if there is none.
pub(crate) async fn join(settings: Settings) -> Result<Joined, JoinError> {
    let executable = entry::executable().map_err(|missing| match missing {
        NoEntry::NoMain => JoinError::NoMain,
        NoEntry::Passed => JoinError::Passed,
        NoEntry::Unknown => JoinError::NoExecutable,
    })?;
    let Some(mut address) = settings.address else { return own(settings, executable).await };
    if !address.ip().is_loopback() {
        return Err(JoinError::NotLoopback(address));
    }
    let failed = |address, source| JoinError::Io { address, source };
    for _ in 0..TRIES {
        let found = if address.port() == 0 { None } else { find(address).await? };
        if let Some(home) = found {
            judge(&home, &settings, address)?;
            let (node, network) = enter(home, executable, settings.capabilities)
                .await
                .map_err(|source| failed(address, source))?;
            return Ok(Joined { node, network, address: Some(address) });
        }
        let started = start_admin(settings.boot(Some(address), &executable)).await;
        match started.map_err(|why| JoinError::Admin { address, why })? {
            (_, AdminReport::Ready(ready, _)) => address = ready.unwrap_or(address),
            (_, AdminReport::Failed(why)) => return Err(JoinError::Admin { address, why }),
            // Another was faster, or something else has the port.
            (_, AdminReport::InUse) => {
                if find(address).await?.is_none() {
                    let detail = " (it takes no connection)".to_owned();
                    return Err(JoinError::PortInUse { address, detail });
                }
            }
        }
    }
    let why = "others start and end it all the time".to_owned();
    Err(JoinError::Admin { address, why })
}

/// Starts a system that is this program's alone, and ends with it.
async fn own(settings: Settings, executable: Executable) -> Result<Joined, JoinError> {
    let failed = |why: String| JoinError::Own { why };
    let started = start_admin(settings.boot(None, &executable)).await.map_err(failed)?;
    let (line, home) = match started {
        (line, AdminReport::Ready(_, home)) => (line, *home),
        (_, AdminReport::Failed(why)) => return Err(failed(why)),
        (_, AdminReport::InUse) => {
            return Err(failed("its admin is somebody else's".to_owned()));
        }
    };
    let (node, network) = enter(home, executable, settings.capabilities)
        .await
        .map_err(|error| failed(error.to_string()))?;
    // The admin sees the end of this program as the end of the line.
    *lock(&network.lifeline) = Some(line);
    Ok(Joined { node, network, address: None })
}

impl Settings {
    fn boot(&self, address: Option<SocketAddr>, executable: &Executable) -> AdminBoot {
        AdminBoot {
            address,
            carrier: self.carrier,
            capabilities: self.capabilities.clone(),
            rules: self.rules.clone(),
            startup: self.startup,
            executable: executable.clone(),
        }
    }
}

/// Whether the system at the address is of the base that this program wants.
fn judge(home: &Home, settings: &Settings, address: SocketAddr) -> Result<(), JoinError> {
    let base = |carrier| match carrier {
        Carrier::Streams => "tcp",
        Carrier::Datagrams(_) => "udp",
    };
    let (theirs, ours) = (base(home.carrier), base(settings.carrier));
    if theirs == ours {
        return Ok(());
    }
    let why = format!(
        "runs on the base `{theirs}`, and this program wants `{ours}`; start it with `{theirs}` \
         too, or choose another address with `.admin(\"127.0.0.1:PORT\")`"
    );
    Err(JoinError::Foreign { address, why })
}

/// The system whose admin listens at the address. `None` when nobody listens.
async fn find(address: SocketAddr) -> Result<Option<Home>, JoinError> {
    let in_use = |detail: &str| JoinError::PortInUse { address, detail: detail.to_owned() };
    let Ok(stream) = TcpStream::connect(address).await else { return Ok(None) };
    let mut greeting = Vec::new();
    let read = stream.take(GREETING_LENGTH).read_to_end(&mut greeting).await_within(GREETING).await;
    match read {
        None => return Err(in_use(" (it says nothing)")),
        Some(Err(_)) => return Err(in_use("")),
        Some(Ok(_)) => {}
    }
    let Some(rest) = greeting.strip_prefix(&MAGIC) else { return Err(in_use("")) };
    let foreign = |why: String| JoinError::Foreign { address, why };
    let Some((version, body)) = rest.split_first_chunk::<2>() else { return Err(in_use("")) };
    let theirs = u16::from_le_bytes(*version);
    if theirs != VERSION {
        return Err(foreign(format!(
            "speaks version {theirs} of the protocol, and this program version {VERSION}; build \
             both with the same version of `actors`, or shut it down"
        )));
    }
    let greeting: Greeting =
        codec::read("Greeting", body).map_err(|error| foreign(error.to_string()))?;
    if greeting.user != sys::user() {
        return Err(foreign(format!(
            "belongs to the user {}, and this program to {}; choose another address",
            greeting.user,
            sys::user()
        )));
    }
    folder::check(&greeting.home.folder).map_err(|error| foreign(error.to_string()))?;
    Ok(Some(greeting.home))
}

/// Starts an admin: the line to it, and what it has to say.
async fn start_admin(boot: AdminBoot) -> Result<(StdStream, AdminReport), String> {
    let executable = boot.executable.clone();
    let (child, line) = zygote::start(
        &executable,
        &Boot::Admin(boot),
        Session::New,
        [Stdio::null(), Stdio::null()],
    )
    .map_err(|error| error.to_string())?;
    let report = tokio::task::spawn_blocking(move || {
        let mut line = line;
        line.set_read_timeout(Some(START))?;
        let report = boot::read::<AdminReport>(&mut line)?;
        io::Result::Ok((line, report))
    });
    let report = report.await.map_err(|error| error.to_string())?;
    reap(child);
    match report {
        Ok((line, Some(report))) => Ok((line, report)),
        Ok((_, None)) => Err("it ended before it was ready".to_owned()),
        Err(error) => Err(error.to_string()),
    }
}

/// Waits for the end of the admin in a thread of its own, so that nothing of it stays behind.
fn reap(mut child: std::process::Child) {
    let waiting = std::thread::Builder::new().name("actors-admin".to_owned()).stack_size(64 * 1024);
    // Without the thread an ended admin stays in the list of processes until this program ends.
    let _ = waiting.spawn(move || child.wait());
}

/// Enters the system at `home`.
async fn enter(
    home: Home,
    executable: Executable,
    capabilities: Capabilities,
) -> io::Result<(Arc<Node>, Arc<Network>)> {
    home.furnish();
    let me = ProcessId::random();
    let listener = folder::listen(&home.socket(me))?;
    let stream = Stream::connect(&home.admin()).await?;
    let doorway = Doorway::open(&home)?;
    let network = Network::new(me, home, executable, capabilities, doorway);
    let node = Node::new(me, Executor::tokio(), network.clone());
    network.set_node(&node);
    farewell::remember(&network);
    network.start_log(Role::Program);
    network.listen(listener);
    let stream = Arc::new(stream);
    announce(&network, &stream).await.map_err(|error| io::Error::other(error.to_string()))?;
    let admin = network.clone();
    let hearing = tokio::spawn(async move {
        if let Err(error) = hear_admin(admin.clone(), stream).await {
            tracing::debug!(%error, "the admin says no more");
        }
        admin.lose_all();
        // The admin removes it with the folder, if it still can.
        let _ = std::fs::remove_file(admin.home.socket(admin.me));
    });
    // What it does from now on shall go by what holds in the system, not by its own settings.
    match network.joined().await_within(START).await {
        Some(true) => Ok((node, network)),
        Some(false) => Err(io::Error::other("its admin has just ended")),
        None => {
            hearing.abort();
            network.lose_all();
            let _ = std::fs::remove_file(network.home.socket(me));
            Err(io::Error::other("its admin does not answer; it may be stopped"))
        }
    }
}

/// A limit on a future.
trait AwaitWithin: Future + Sized {
    async fn await_within(self, limit: Duration) -> Option<Self::Output> {
        tokio::time::timeout(limit, self).await.ok()
    }
}

impl<F: Future> AwaitWithin for F {}
