//! The status of a system: its processes, its actors, what was counted in all of them.

use std::{collections::BTreeMap, fmt, sync::Arc, time::Duration};

use serde::Serialize;
use tokio::sync::oneshot;

use super::handle::{ActorSystem, Running};
use crate::{
    actor::{
        capability::Capabilities,
        error::AskError,
        host::Host,
        id::{ActorId, ProcessId},
        recipient::{Addressed, AnyAddress},
        reply::SlotSink,
        status::{ActorStatus, LIMIT, ProcessReport, Table, add_all},
        system::Signal,
    },
    base::process::{network::Network, sys},
};

/// How a system is: what [`ActorSystem::status`] gives.
///
/// It is printed as a table; [`to_json`](Self::to_json) gives the same for machines. What is
/// counted is counted since the start of each process that still lives.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct SystemStatus {
    /// The name of the base.
    pub base: String,
    /// The version of this crate in the program that asks.
    pub version: &'static str,
    /// Where the admin listens; bases without one have none.
    pub admin: Option<std::net::SocketAddr>,
    /// How long the system has run.
    pub uptime: Duration,
    /// What the system has.
    pub capabilities: Capabilities,
    /// The other systems of its convention.
    pub attendees: Vec<String>,
    /// Its processes.
    pub processes: Vec<ProcessEntry>,
    /// The actors at the top of the system, the named ones among them: at most a thousand of each
    /// process.
    pub actors: Vec<ActorStatus>,
    /// Whom each name belongs to, of those actors.
    pub names: BTreeMap<String, AnyAddress>,
    /// How many actors live, those at the top and all below.
    pub live_actors: u64,
    /// How many messages wait for them.
    pub waiting: u64,
    /// How many messages of which wire name the actors that live have taken up.
    pub handled: BTreeMap<String, u64>,
    /// How many they have sent, answers not counted.
    pub sent: BTreeMap<String, u64>,
    /// How many wakeups are pending.
    pub pending_wakeups: u64,
    /// How many messages reached nobody.
    pub dead_letters: u64,
    /// How many messages failed at every try.
    pub poison: u64,
    /// How often an actor was built again after a panic.
    pub restarts: u64,
}

/// A process in the status of its system.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct ProcessEntry {
    /// What it runs: the name of its actor, `admin`, `zygote` or `program`.
    pub role: String,
    /// The number that the operating system knows it by.
    pub pid: u32,
    /// The memory that it has, in KiB, where the operating system tells.
    pub memory_kib: Option<u64>,
    /// How many actors live in it; none where there are never any, and where the process did not
    /// answer within 5 s.
    pub actors: Option<u64>,
    /// How many messages wait for them.
    pub waiting: Option<u64>,
    /// Whether it has actors and did not answer: something keeps its only thread.
    pub unresponsive: bool,
}

impl SystemStatus {
    /// The status as JSON, addresses as they are printed.
    #[must_use]
    pub fn to_json(&self) -> String {
        serde_json::to_string_pretty(self).expect("a status has numbers and names only")
    }

    fn add(&mut self, report: ProcessReport) {
        self.live_actors += report.live;
        self.waiting += report.waiting;
        self.dead_letters += report.dead_letters;
        self.poison += report.poisoned;
        self.restarts += report.restarts;
        self.pending_wakeups += report.pending_wakeups;
        add_all(&mut self.handled, &report.handled);
        add_all(&mut self.sent, &report.sent);
        let named = report.actors.iter().filter_map(|actor| {
            let name = actor.name.clone()?;
            Some((name, actor.address.clone()))
        });
        self.names.extend(named);
        self.actors.extend(report.actors);
    }
}

impl ActorSystem {
    /// How the system is: its processes, the actors at its top, what was counted.
    ///
    /// Every process is asked, and answers although its actors are busy. One that does not answer
    /// within 5 s is in the list as unresponsive.
    pub async fn status(&self) -> SystemStatus {
        let node = &self.shared.node;
        let mut status = SystemStatus {
            base: self.base().to_string(),
            version: env!("CARGO_PKG_VERSION"),
            admin: self.admin(),
            uptime: node.executor().now(),
            capabilities: node.capabilities(),
            attendees: Vec::new(),
            processes: Vec::new(),
            actors: Vec::new(),
            names: BTreeMap::new(),
            live_actors: 0,
            waiting: 0,
            handled: BTreeMap::new(),
            sent: BTreeMap::new(),
            pending_wakeups: 0,
            dead_letters: 0,
            poison: 0,
            restarts: 0,
        };
        match &self.shared.running {
            Running::Alone(_) => {
                let report = node.report();
                let pid = std::process::id();
                let memory_kib = sys::memory(pid);
                let entry = entry("program".to_owned(), pid, memory_kib, Some(&report));
                status.processes.push(entry);
                status.add(report);
            }
            Running::Processes(network, _) => self.ask_all(network, &mut status).await,
        }
        status
    }

    /// What an actor is, does and has done: [`AnyAddress::status`](crate::AnyAddress::status).
    ///
    /// # Errors
    /// [`AskError::Ended`] when it has ended, [`AskError::Timeout`] when no answer came in 5 s.
    pub async fn status_of(&self, target: &impl Addressed) -> Result<ActorStatus, AskError> {
        target.to_any().status().await
    }

    /// Asks every process how it is.
    async fn ask_all(&self, network: &Arc<Network>, status: &mut SystemStatus) {
        let Some((processes, uptime)) = network.status().await else { return };
        status.uptime = uptime;
        let host = self.shared.node.host();
        let asked: Vec<_> =
            processes.iter().map(|process| process.process.map(|id| ask(&host, id))).collect();
        let deadline = tokio::time::Instant::now() + LIMIT;
        for (process, answer) in processes.into_iter().zip(asked) {
            let mut report = None;
            if process.process == Some(host.process()) {
                report = Some(self.shared.node.report());
            } else if let Some(answer) = answer {
                let answer = tokio::time::timeout_at(deadline, answer).await;
                report = answer.ok().and_then(Result::ok).and_then(Result::ok);
            }
            let mut entry = entry(process.role, process.pid, process.memory_kib, report.as_ref());
            entry.unresponsive = process.process.is_some() && report.is_none();
            status.processes.push(entry);
            if let Some(report) = report {
                status.add(report);
            }
        }
    }
}

type Answer = oneshot::Receiver<Result<ProcessReport, crate::actor::error::Failure>>;

/// Asks a process how it is.
fn ask(host: &Arc<dyn Host>, process: ProcessId) -> Answer {
    let (slot, answer) = oneshot::channel();
    if process != host.process()
        && let Some(reply) = host.open_ask(Some(process), Box::new(SlotSink(slot)))
    {
        host.signal(ActorId::root(process), Signal::Report { reply });
    }
    answer
}

fn entry(
    role: String,
    pid: u32,
    memory_kib: Option<u64>,
    report: Option<&ProcessReport>,
) -> ProcessEntry {
    ProcessEntry {
        role,
        pid,
        memory_kib,
        actors: report.map(|report| report.live),
        waiting: report.map(|report| report.waiting),
        unresponsive: false,
    }
}

impl fmt::Display for SystemStatus {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut table = Table::default();
        table.row("system", format_args!("actors {} on {}", self.version, self.base));
        if let Some(admin) = self.admin {
            table.row("admin", admin);
        }
        table.row("uptime", format_args!("{:.1?}", self.uptime));
        table.row("live actors", self.live_actors);
        table.row("waiting messages", self.waiting);
        table.row("pending wakeups", self.pending_wakeups);
        table.row("dead letters", self.dead_letters);
        table.row("poison messages", self.poison);
        table.row("restarts", self.restarts);
        table.row("capabilities", self.capabilities.iter().count());
        for (key, value) in self.capabilities.iter() {
            let value = serde_json::to_string(value).map_err(|_| fmt::Error)?;
            table.row(format_args!("  {key}"), value);
        }
        table.list("attendees", &self.attendees);
        table.list("processes", &self.processes);
        let actors: Vec<_> = self.actors.iter().map(summary).collect();
        table.list("top-level actors", &actors);
        table.row("names", self.names.len());
        for (name, address) in &self.names {
            table.row(format_args!("  {name}"), address);
        }
        table.counts("handled", &self.handled);
        table.counts("sent", &self.sent);
        table.fmt(f)
    }
}

impl fmt::Display for ProcessEntry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:>7} {}", self.pid, self.role)?;
        if let Some(memory) = self.memory_kib {
            write!(f, ", {memory} KiB")?;
        }
        if let (Some(actors), Some(waiting)) = (self.actors, self.waiting) {
            write!(f, ", actors {actors}, waiting {waiting}")?;
        }
        if self.unresponsive {
            f.write_str(", does not answer")?;
        }
        Ok(())
    }
}

fn summary(actor: &ActorStatus) -> String {
    let mut line = format!("{} @ {}", actor.actor, actor.address);
    if let Some(name) = &actor.name {
        line += &format!(" \"{name}\"");
    }
    line += &format!(", waiting {}/{}", actor.mailbox.waiting, actor.mailbox.capacity);
    if let Some(busy) = &actor.busy {
        line += &format!(", busy with {busy}");
    }
    line
}
