//! The status of an actor: what it is, what it does, what it has done.

use std::{borrow::Cow, collections::BTreeMap, fmt, sync::Arc, time::Duration};

use serde::{Deserialize, Serialize};
use tokio::sync::oneshot;

use super::{
    address::Address,
    any::AnyMessage,
    context::Context,
    error::{AskError, Failure},
    host,
    id::ActorId,
    local::AnyLocal,
    message::{Message, Portable, plain_reply},
    notes::{Doing, Notes},
    ready::Waiting,
    recipient::{Addressed, AnyAddress, Recipient},
    reply::{AnyReply, ReplyPort},
    std_messages::portable,
    traits::{Actor, Handles},
};
use crate::wire::{CodecError, WireId, codec};

/// How long one waits for a status.
pub(crate) const LIMIT: Duration = Duration::from_secs(5);

/// Asks an actor for its [`ActorStatus`]. Every actor answers it, without a handler for it, and
/// although it is busy: its code has no part in it.
///
/// One who waits for the answer writes [`Address::status`], [`Recipient::status`] or
/// [`AnyAddress::status`]; an actor that gets it as a message, for which it has a handler, writes
/// [`Context::request_status`]. This is what these send, and what can be sent untyped.
///
/// ```
/// use std::time::Duration;
///
/// use actors::{ActorStatus, StatusRequest, prelude::*};
///
/// #[derive(Default)]
/// struct Idle;
///
/// #[actor]
/// impl Idle {}
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> actors::Result {
/// let system = ActorSystem::start(Base::Simple).await?;
/// let idle = system.create::<Idle>(()).await?;
/// let endpoint = system.private();
/// let answer = endpoint.ask_any(&idle, StatusRequest, Duration::from_secs(5)).await?;
/// let status = answer.take::<ActorStatus>().expect("a status");
/// assert_eq!(status.busy, None);
/// system.shutdown().await
/// # }
/// ```
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct StatusRequest;

/// What an actor is, does and has done.
///
/// It is printed as a table; [`to_json`](Self::to_json) gives the same for machines.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct ActorStatus {
    /// The name of its type.
    pub actor: String,
    /// Its address.
    pub address: AnyAddress,
    /// Its name in the system, if it was created with one.
    pub name: Option<String>,
    /// Who created it; nobody for an actor at the top of the system.
    pub parent: Option<AnyAddress>,
    /// Its children that live.
    pub children: Vec<AnyAddress>,
    /// Who is told when it ends.
    pub watchers: Vec<AnyAddress>,
    /// The process that it runs in.
    pub pid: u32,
    /// How long it has lived.
    pub uptime: Duration,
    /// What waits for it.
    pub mailbox: MailboxStatus,
    /// What it handles now.
    pub busy: Option<Busy>,
    /// What it waits for before it handles other messages; nothing for most actors, and for one
    /// with `#[init_messages]` when each has come.
    #[serde(default)]
    pub waits_for: Option<Waiting>,
    /// How many messages of which wire name it has taken up; those with none are not in it.
    pub handled: BTreeMap<String, u64>,
    /// How many messages of which wire name it has sent, answers not counted.
    pub sent: BTreeMap<String, u64>,
    /// How many panics its handlers had.
    pub panics: u64,
    /// How often it was built again.
    pub restarts: u64,
    /// How many wakeups are pending.
    pub pending_wakeups: u64,
}

/// What waits for an actor.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct MailboxStatus {
    /// How many messages wait.
    pub waiting: u64,
    /// How many may, before senders wait or slow down.
    pub capacity: u64,
}

/// What a busy actor does.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Busy {
    /// The wire name of the message that it handles; none while it waits for those that it sends
    /// to, because they are full.
    pub message: Option<String>,
    /// How long its handler has waited for something, or kept its thread, as far as that is known:
    /// what is short is not measured.
    pub since: Duration,
}

impl ActorStatus {
    /// The status as JSON, addresses as they are printed.
    #[must_use]
    pub fn to_json(&self) -> String {
        serde_json::to_string_pretty(self).expect("a status has numbers and names only")
    }
}

/// How one process of a system is.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct ProcessReport {
    pub(crate) pid: u32,
    /// How many actors live.
    pub(crate) live: u64,
    /// How many messages wait for them.
    pub(crate) waiting: u64,
    /// Those at the top of the system.
    pub(crate) actors: Vec<ActorStatus>,
    /// What those that live have taken up, by wire name.
    pub(crate) handled: BTreeMap<String, u64>,
    /// What they have sent.
    pub(crate) sent: BTreeMap<String, u64>,
    pub(crate) pending_wakeups: u64,
    pub(crate) dead_letters: u64,
    pub(crate) poisoned: u64,
    pub(crate) restarts: u64,
}

impl ProcessReport {
    /// How many actors a report has at most.
    pub(crate) const MOST: usize = 1000;

    /// Adds an actor that lives.
    pub(crate) fn add(&mut self, actor: &dyn AnyLocal) {
        self.live += 1;
        self.waiting += actor.waiting();
        actor.count(self);
        if actor.parent().is_none() && self.actors.len() < Self::MOST {
            self.actors.push(actor.status());
        }
    }
}

/// Adds counts to others.
pub(crate) fn add_all(to: &mut BTreeMap<String, u64>, counts: &BTreeMap<String, u64>) {
    for (name, count) in counts {
        match to.get_mut(name) {
            Some(sum) => *sum += count,
            None => drop(to.insert(name.clone(), *count)),
        }
    }
}

impl dyn AnyLocal + '_ {
    /// Adds what is noted of it, if it has notes; it gets none by that.
    pub(crate) fn count(&self, report: &mut ProcessReport) {
        let Some(notes) = self.noted() else { return };
        report.pending_wakeups += notes.wakeups();
        add_all(&mut report.handled, &handled(self, notes));
        add_all(&mut report.sent, &notes.sent().by_name());
    }

    /// What it waits for before it handles other messages.
    fn waits_for(&self) -> Option<Waiting> {
        let name = |kind| self.kind_name(kind).map(Cow::into_owned);
        if self.may_hold() { self.notes().wants().status(name) } else { None }
    }

    /// The status, as anybody may read it at any time.
    pub(crate) fn status(&self) -> ActorStatus {
        let address = |id| AnyAddress::new(id, self.host().clone());
        let all = |ids: Vec<_>| ids.into_iter().map(address).collect();
        let notes = self.notes();
        let now = self.host().executor().now();
        let mut busy = None;
        match notes.doing() {
            Doing::Nothing => {}
            Doing::Slowed => busy = Some(Busy { message: None, since: Duration::ZERO }),
            Doing::Handling { kind, .. } => {
                let since = notes.waiting_since().map(|since| now.saturating_sub(since));
                let message = self.kind_name(kind).map(Cow::into_owned);
                busy = Some(Busy { message, since: since.unwrap_or_default() });
            }
        }
        ActorStatus {
            actor: self.name().to_owned(),
            address: address(self.id()),
            name: notes.name().map(str::to_owned),
            parent: self.family().parent.map(address),
            children: all(self.family().children()),
            watchers: all(self.family().watchers()),
            pid: std::process::id(),
            uptime: now.saturating_sub(self.born()),
            mailbox: MailboxStatus { waiting: self.waiting(), capacity: self.capacity().into() },
            busy,
            waits_for: self.waits_for(),
            handled: handled(self, notes),
            sent: notes.sent().by_name(),
            panics: notes.panics(),
            restarts: notes.restarts(),
            pending_wakeups: notes.wakeups(),
        }
    }

    /// Answers a [`StatusRequest`]: to one who waits, else as a message.
    #[cold]
    pub(crate) fn tell_status(&self, asker: ActorId, reply: AnyReply) {
        let status = self.status();
        if reply.is_awaited() {
            return ReplyPort::from_any(reply).send(status);
        }
        let asker = AnyAddress::new(asker, self.host().clone());
        // A status can be written; one who has ended needs none.
        let _ = asker.send_any(self.id(), AnyMessage::new(status), AnyReply::nobody());
    }
}

/// How many messages of which wire name were taken up.
fn handled(me: &dyn AnyLocal, notes: &Notes) -> BTreeMap<String, u64> {
    let mut handled = BTreeMap::new();
    for (kind, count) in (0..).zip(notes.handled()).filter(|(_, count)| *count > 0) {
        if let Some(name) = me.kind_name(kind) {
            *handled.entry(name.into_owned()).or_default() += count;
        }
    }
    handled
}

impl<A: Actor> Address<A> {
    /// What the actor is, does and has done: [`AnyAddress::status`].
    ///
    /// ```
    /// use actors::prelude::*;
    ///
    /// #[derive(Default)]
    /// struct Idle;
    ///
    /// #[actor]
    /// impl Idle {}
    ///
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> actors::Result {
    /// let system = ActorSystem::start(Base::Simple).await?;
    /// let idle = system.create::<Idle>(()).await?;
    /// let status = idle.status().await?;
    /// assert_eq!((status.busy, status.mailbox.waiting), (None, 0));
    /// system.shutdown().await
    /// # }
    /// ```
    ///
    /// # Errors
    /// [`AskError::Ended`] when it has ended, [`AskError::Timeout`] when no answer came in 5 s.
    pub async fn status(&self) -> Result<ActorStatus, AskError> {
        self.any().status().await
    }
}

impl<M: Message> Recipient<M> {
    /// What the actor is, does and has done: [`AnyAddress::status`].
    ///
    /// # Errors
    /// [`AskError::Ended`] when it has ended, [`AskError::Timeout`] when no answer came in 5 s.
    pub async fn status(&self) -> Result<ActorStatus, AskError> {
        self.to_any().status().await
    }
}

impl<A: Actor> Context<A> {
    /// Asks `target` for its status, which comes as an [`ActorStatus`] among the other messages of
    /// this actor. It answers although it is busy. One that has ended does not answer, and none
    /// comes twice.
    ///
    /// ```
    /// use actors::{ActorStatus, prelude::*};
    ///
    /// #[message]
    /// struct Look(AnyAddress);
    ///
    /// #[derive(Default)]
    /// struct Inspector;
    ///
    /// #[actor]
    /// impl Inspector {
    ///     #[handler]
    ///     fn look(&mut self, Look(actor): Look, ctx: &mut Context<Self>) {
    ///         ctx.request_status(&actor);
    ///     }
    ///
    ///     #[handler]
    ///     fn seen(&mut self, status: ActorStatus) {
    ///         println!("{status}");
    ///     }
    /// }
    /// # fn main() {}
    /// ```
    pub fn request_status(&mut self, target: &impl Addressed)
    where
        A: Handles<ActorStatus>,
    {
        // It has no content, so it can be written.
        let _ = target.to_any().send_any(
            self.me.id,
            AnyMessage::new(StatusRequest),
            AnyReply::nobody(),
        );
    }
}

impl AnyAddress {
    /// What the actor is, does and has done. It answers although it is busy; only one whose whole
    /// process is kept from its work does not.
    ///
    /// # Errors
    /// [`AskError::Ended`] when it has ended, [`AskError::Timeout`] when no answer came in 5 s.
    pub async fn status(&self) -> Result<ActorStatus, AskError> {
        let host = self.host().clone();
        let (slot, answer) = oneshot::channel();
        let reply = ReplyPort::<ActorStatus>::slot(slot).into_any();
        self.send_any(host::speaker(&host), AnyMessage::new(StatusRequest), reply)
            .map_err(|error| AskError::Codec(error.to_string()))?;
        within(&host, answer).await
    }
}

/// Waits for an answer of the system.
pub(crate) async fn within<T>(
    host: &Arc<dyn host::Host>,
    answer: oneshot::Receiver<Result<T, Failure>>,
) -> Result<T, AskError> {
    let executor = host.executor().clone();
    tokio::select! {
        biased;
        answer = answer => match answer {
            Ok(Ok(answer)) => Ok(answer),
            Ok(Err(failure)) => Err(failure.into()),
            Err(_) => Err(AskError::NoReply),
        },
        () = executor.sleep(LIMIT) => Err(AskError::Timeout(LIMIT)),
    }
}

portable! {
    [] StatusRequest, "actors.StatusRequest";
    [] ActorStatus, "actors.ActorStatus";
    [] ProcessReport, "actors.ProcessReport";
}

plain_reply! { [] ActorStatus, [] ProcessReport }

impl fmt::Display for ActorStatus {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut table = Table::default();
        table.row("actor", &self.actor);
        table.row("address", &self.address);
        table.row("name", self.name.as_deref().unwrap_or("-"));
        match &self.parent {
            Some(parent) => table.row("parent", parent),
            None => table.row("parent", "-"),
        }
        table.row("pid", self.pid);
        table.row("uptime", format_args!("{:.1?}", self.uptime));
        table.row("mailbox", format_args!("{}/{}", self.mailbox.waiting, self.mailbox.capacity));
        match &self.busy {
            None => table.row("busy", "no"),
            Some(busy) => table.row("busy", busy),
        }
        if let Some(waiting) = &self.waits_for {
            table.row("waits for", waiting);
        }
        table.row("panics", self.panics);
        table.row("restarts", self.restarts);
        table.row("pending wakeups", self.pending_wakeups);
        table.list("children", &self.children);
        table.list("watchers", &self.watchers);
        table.counts("handled", &self.handled);
        table.counts("sent", &self.sent);
        table.fmt(f)
    }
}

impl fmt::Display for Busy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.message {
            Some(message) => write!(f, "{message}")?,
            None => f.write_str("its receivers are full")?,
        }
        if !self.since.is_zero() {
            write!(f, " for {:.1?}", self.since)?;
        }
        Ok(())
    }
}

/// Rows of a name and a value, the values below one another.
#[derive(Default)]
pub(crate) struct Table(Vec<(String, String)>);

impl Table {
    pub(crate) fn row(&mut self, name: impl fmt::Display, value: impl fmt::Display) {
        self.0.push((name.to_string(), value.to_string()));
    }

    pub(crate) fn list(&mut self, name: &str, values: &[impl fmt::Display]) {
        self.row(name, values.len());
        for value in values {
            self.row("", value);
        }
    }

    pub(crate) fn counts(&mut self, name: &str, counts: &BTreeMap<String, u64>) {
        self.row(name, counts.values().sum::<u64>());
        for (name, count) in counts {
            self.row(format_args!("  {name}"), count);
        }
    }
}

impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let width = self.0.iter().map(|(name, _)| name.chars().count()).max().unwrap_or_default();
        for (at, (name, value)) in self.0.iter().enumerate() {
            let end = if at == 0 { "" } else { "\n" };
            write!(f, "{end}{name:width$}  {value}")?;
        }
        Ok(())
    }
}
