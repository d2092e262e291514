//! A process among others: its links, its open asks, and what it asks of the admin.

use std::{
    collections::{HashMap, VecDeque},
    hash::{DefaultHasher, Hash, Hasher},
    os::unix::net::UnixStream as StdStream,
    sync::{
        Arc, Mutex, OnceLock, Weak,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use tokio::{
    runtime::Handle,
    sync::{oneshot, watch},
    task::JoinSet,
};

use super::{
    boot::Home,
    calls::{Call, Calls},
    confluence::Confluence,
    doorway::Doorway,
    greet,
    inbound::Inbound,
    log::Logging,
    peer::{OpenAsks, Peer, Way},
};
use crate::{
    actor::{
        capability::Capabilities,
        error::ExitReason,
        host::{self, Host},
        id::{ActorId, ProcessId},
        system::System,
    },
    engine::node::Node,
    log::line::Role,
    protocol::{
        admin::{Executable, Standing, ToAdmin},
        correlate,
        credit::Credit,
        datagrams,
        handshake::Hello,
    },
    queue::lock,
    transport::{
        link::{Leave, Link, ReadError, Reader},
        stream::{Listener, Stream},
    },
    wire::{
        codec,
        frame::{Frame, Slot},
    },
};

/// How many ended processes are remembered with the reason.
const REMEMBERED: usize = 4096;

/// How long it is waited for a process that does not read, before others are told what was handled.
const PATIENCE: Duration = Duration::from_millis(50);

/// One process's view of the others.
pub(crate) struct Network {
    pub(super) me: ProcessId,
    pub(super) home: Home,
    pub(super) admin: Link,
    pub(super) executable: Executable,
    pub(super) runtime: Handle,
    pub(super) node: OnceLock<Weak<Node>>,
    pub(super) peers: Mutex<HashMap<ProcessId, Arc<Peer>>>,
    gone: Mutex<Gone>,
    /// From how many connections each process is being read.
    read: Mutex<HashMap<ProcessId, u32>>,
    /// How many connections this process has opened on which the other side has not spoken.
    unheard: watch::Sender<u32>,
    pub(super) asks: Arc<OpenAsks>,
    /// Words to others that wait until something else has left.
    acknowledging: Mutex<JoinSet<()>>,
    pub(super) calls: Mutex<Calls>,
    /// Who of this process watches whom elsewhere: told when that process is gone.
    pub(super) watches: Mutex<Vec<(ActorId, ActorId)>>,
    pub(super) capabilities: Mutex<Capabilities>,
    /// Actors of this process that the admin has in its books.
    pub(super) booked: Mutex<Vec<Booked>>,
    /// Why the last of them ended.
    pub(super) last: Mutex<Option<ExitReason>>,
    /// Whether the end of the admin will be in order.
    pub(super) down: AtomicBool,
    /// The admin's number with the operating system, where that tells.
    pub(super) admin_pid: OnceLock<u32>,
    /// What this process logs; nothing before it is joined with the others.
    pub(super) log: OnceLock<Logging>,
    /// Where datagrams come in, where they do.
    pub(super) doorway: Option<Doorway>,
    /// What comes from others as datagrams and over streams.
    pub(super) confluences: Mutex<HashMap<ProcessId, Arc<Confluence>>>,
    /// The line to an admin that is to end with this process: held, not used.
    pub(super) lifeline: Mutex<Option<StdStream>>,
    /// How far this process is with its admin.
    pub(super) stage: watch::Sender<Stage>,
}

/// How far a process is with its admin.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stage {
    /// It does not know yet what holds in the system.
    Joining,
    /// It does.
    Joined,
    /// The admin is gone.
    Over,
}

/// An actor of this process that the admin has in its books.
pub(super) struct Booked {
    pub(super) id: ActorId,
    pub(super) named: bool,
}

/// Processes that have ended.
#[derive(Default)]
struct Gone {
    reasons: HashMap<ProcessId, ExitReason>,
    order: VecDeque<ProcessId>,
}

impl Network {
    pub(super) fn new(
        me: ProcessId,
        home: Home,
        executable: Executable,
        capabilities: Capabilities,
        doorway: Option<Doorway>,
    ) -> Arc<Self> {
        Arc::new(Self {
            me,
            home,
            admin: Link::default(),
            executable,
            runtime: Handle::current(),
            node: OnceLock::new(),
            peers: Mutex::default(),
            gone: Mutex::default(),
            read: Mutex::default(),
            unheard: watch::Sender::new(0),
            asks: Arc::default(),
            acknowledging: Mutex::default(),
            calls: Mutex::default(),
            watches: Mutex::default(),
            capabilities: Mutex::new(capabilities),
            booked: Mutex::default(),
            last: Mutex::default(),
            down: AtomicBool::new(false),
            admin_pid: OnceLock::new(),
            log: OnceLock::new(),
            doorway,
            confluences: Mutex::default(),
            lifeline: Mutex::default(),
            stage: watch::Sender::new(Stage::Joining),
        })
    }

    /// Joins the two halves; the first call counts.
    pub(super) fn set_node(&self, node: &Arc<Node>) {
        let _ = self.node.set(Arc::downgrade(node));
    }

    /// Starts to gather what this process logs. The first call counts.
    pub(super) fn start_log(self: &Arc<Self>, role: Role) {
        self.log.get_or_init(|| Logging::start(self, role));
    }

    pub(super) fn node(&self) -> Option<Arc<Node>> {
        self.node.get().and_then(Weak::upgrade)
    }

    /// Takes what others of the system want to say, as long as it lives.
    pub(super) fn listen(self: &Arc<Self>, listener: Listener) {
        self.open_door();
        let network = Arc::downgrade(self);
        self.runtime.spawn(async move {
            loop {
                let stream = listener.accept().await;
                let Some(network) = network.upgrade() else { return };
                network.runtime.clone().spawn(async move {
                    if let Err(error) = network.accept(stream).await {
                        tracing::warn!(%error, "a connection was refused");
                    }
                });
            }
        });
    }

    /// What messages to others go over.
    fn way(&self) -> Way {
        if self.doorway.is_some() { Way::Datagrams } else { Way::Stream }
    }

    /// Both sides must speak over the same way.
    fn judge_way(&self, hello: &Hello) -> Result<(), ReadError> {
        if hello.door.is_some() == self.doorway.is_some() {
            return Ok(());
        }
        Err(ReadError::Wrong("the other side does not take datagrams where this one does".into()))
    }

    /// Judges a connection from another process, and serves it.
    async fn accept(self: Arc<Self>, stream: Stream) -> Result<(), ReadError> {
        let stream = Arc::new(stream);
        let heard = greet::hear_who_comes(&stream, self.home.system).await;
        let heard = heard.and_then(|heard| {
            self.judge_way(&heard.0)?;
            Ok(heard)
        });
        let (hello, reader) = match heard {
            Ok(heard) => heard,
            Err(error) => {
                greet::refuse(&stream, &error.to_string()).await;
                return Err(error);
            }
        };
        let process = hello.process;
        // Before that side is answered: then it knows that its last words will be read.
        let reading = Reading::of(&self, process);
        let greeting = greet::hello(self.home.system, self.me, self.door());
        let peer = {
            let mut peers = lock(&self.peers);
            let known = peers.contains_key(&process);
            let peer = peers
                .entry(process)
                .or_insert_with(|| Peer::new(process, self.asks.clone(), self.way()))
                .clone();
            (!known).then_some(peer)
        };
        // Answers take the same connection, unless there is another way already.
        if let Some(peer) = peer {
            let stream = stream.clone();
            self.pour(&peer, &hello);
            self.runtime.spawn(async move { peer.link.write_to(stream, Some(greeting)).await });
        } else {
            // It may be gone already, and what it said before its end counts.
            let _ = stream.write_all(&greeting).await;
        }
        let served = self.serve(reading, reader).await;
        if let Err(error) = &served {
            greet::refuse(&stream, &error.to_string()).await;
        }
        served
    }

    /// Serves a connection until it ends.
    async fn serve(
        self: &Arc<Self>,
        reading: Reading,
        mut reader: Reader,
    ) -> Result<(), ReadError> {
        let Some(node) = self.node() else { return Ok(()) };
        let (host, process) = (node.host(), reading.process);
        let ended = if self.doorway.is_some() {
            let Some(confluence) = self.confluence(process) else { return Ok(()) };
            reader.all(|| host::enter(&host), |frame| confluence.frame(frame)).await
        } else {
            let mut inbound = Inbound::new(node, self.clone(), process);
            let ended = reader.all(|| host::enter(&host), |frame| inbound.take(frame)).await;
            inbound.deliver();
            ended
        };
        drop(reading);
        match ended {
            Err(ReadError::Closed | ReadError::Io(_)) => {
                // Perhaps over another connection.
                let peer = lock(&self.peers).get(&process).cloned();
                match peer.as_ref().and_then(|peer| peer.farewell()) {
                    Some(reason) => self.lose_unless_read(process, reason),
                    None => self.lost(process).await,
                }
                Ok(())
            }
            Err(error) => {
                tracing::warn!(%process, %error, "a connection is given up");
                self.lose(process, &ExitReason::Gone);
                Err(error)
            }
            Ok(()) => Ok(()),
        }
    }

    /// The process at the other end of a connection may have ended.
    async fn lost(self: &Arc<Self>, process: ProcessId) {
        let (answer, standing) = oneshot::channel();
        let call = |reference| ToAdmin::Mourn { reference, process };
        self.call(Call::Locate(answer), call);
        let reason = match standing.await {
            Ok(Standing::Gone(reason)) => reason,
            Ok(Standing::Alive) | Err(_) => ExitReason::Gone,
        };
        if self.doorway.is_some() {
            // Its last answers lie in the socket, which is read beside the stream that ended.
            tokio::time::sleep(datagrams::PATIENCE).await;
        }
        self.lose_unless_read(process, &reason);
    }

    /// As [`lose`](Self::lose), where no connection from the process is being read. Else its last
    /// answers may still lie there, and the end of that connection is the end of the process.
    pub(super) fn lose_unless_read(&self, process: ProcessId, reason: &ExitReason) {
        if !lock(&self.read).contains_key(&process) {
            self.lose(process, reason);
        }
    }

    /// A process has ended: all who wait for something of it are told.
    pub(super) fn lose(&self, process: ProcessId, reason: &ExitReason) {
        lock(&self.gone).remember(process, reason);
        drop(lock(&self.confluences).remove(&process));
        let peer = lock(&self.peers).remove(&process);
        // First, so that an ask or a watch that still found the other side well is told below.
        let lost = peer.map(|peer| peer.lose(reason.clone())).unwrap_or_default();
        let asks = lock(&self.asks).abandon(Some(process));
        for ask in asks {
            ask.deliver(Err(correlate::gone(reason)));
        }
        let watches = {
            let mut watches = lock(&self.watches);
            let (over, rest) = watches.drain(..).partition(|(id, _)| id.process == process);
            *watches = rest;
            let over: Vec<_> = over;
            over
        };
        let Some(node) = self.node() else { return };
        for (target, watcher) in watches {
            node.say(watcher, System::Exited(target, reason.clone()));
        }
        lost.bury(self, process, reason);
    }

    /// The admin is gone, and with it the system.
    pub(super) fn lose_all(&self) {
        let down = self.down.load(Ordering::SeqCst);
        let reason = if down { &ExitReason::SystemShutdown } else { &ExitReason::Gone };
        self.admin.close();
        let processes: Vec<_> = lock(&self.peers).keys().copied().collect();
        for process in processes {
            self.lose(process, reason);
        }
        for ask in lock(&self.asks).abandon(None) {
            ask.deliver(Err(correlate::gone(reason)));
        }
        let calls = {
            let mut calls = lock(&self.calls);
            calls.over = true;
            std::mem::take(&mut calls.waiting)
        };
        calls.into_values().for_each(Call::give_up);
        self.stage.send_replace(Stage::Over);
    }

    /// The other process, connected or about to be.
    pub(super) fn peer(&self, process: ProcessId) -> Arc<Peer> {
        if let Some(peer) = lock(&self.peers).get(&process) {
            return peer.clone();
        }
        if let Some(reason) = lock(&self.gone).reasons.get(&process) {
            return Peer::gone(process, self.asks.clone(), reason.clone());
        }
        let mut new = false;
        let peer = lock(&self.peers)
            .entry(process)
            .or_insert_with(|| {
                new = true;
                Peer::new(process, self.asks.clone(), self.way())
            })
            .clone();
        if let (true, Some(network)) = (new, self.shared()) {
            let peer = peer.clone();
            self.runtime.spawn(async move { network.connect(peer).await });
        }
        peer
    }

    /// Makes sure that this process hears of the end of another.
    pub(super) fn attend(&self, process: ProcessId) {
        if process != self.me
            && let Some(reason) = self.peer(process).reason()
        {
            self.lose(process, reason);
        }
    }

    /// This network as its tasks hold it.
    pub(super) fn shared(&self) -> Option<Arc<Self>> {
        self.node().and_then(|node| node.beyond().into_any().downcast::<Self>().ok())
    }

    async fn connect(self: Arc<Self>, peer: Arc<Peer>) {
        let process = peer.process;
        let path = self.home.socket(process);
        let stream = match Stream::connect(&path).await {
            Ok(stream) => stream,
            // It may be on its way.
            Err(_) => match self.locate(process).await {
                Standing::Gone(reason) => return self.lose_unless_read(process, &reason),
                Standing::Alive => match Stream::connect(&path).await {
                    Ok(stream) => stream,
                    Err(_) => return self.lost(process).await,
                },
            },
        };
        match self.talk(peer, stream).await {
            Ok(()) => {}
            // It ended just now, perhaps in order: the admin knows why, and what it still sent on
            // another connection is read meanwhile.
            Err(ReadError::Closed | ReadError::Io(_)) => self.lost(process).await,
            Err(error) => {
                tracing::warn!(%process, %error, "no link");
                self.lose(process, &ExitReason::Gone);
            }
        }
    }

    /// Says who this is, and serves the connection until it ends.
    async fn talk(self: &Arc<Self>, peer: Arc<Peer>, stream: Stream) -> Result<(), ReadError> {
        let stream = Arc::new(stream);
        let system = self.home.system;
        // From the first word on: the answers to it may be the last words of that side.
        let reading = Reading::of(self, peer.process);
        let unheard = Unheard::of(self);
        greet::judge_user(&stream)?;
        let greeting = greet::hello(system, self.me, self.door());
        // Ends with this connection.
        let mut writing = JoinSet::new();
        let mut write = |peer: &Arc<Peer>| {
            let (peer, stream) = (peer.clone(), stream.clone());
            writing.spawn(async move { peer.link.write_to(stream, None).await });
        };
        // What goes over the stream follows at once. If this process is not welcome there, that side
        // reads none of it. The greeting is said before any other task has its turn, which may keep
        // this thread for longer than that side waits.
        let follows = matches!(self.way(), Way::Stream);
        if !follows {
            stream.write_all(&greeting).await?;
        } else if peer.link.greet(&stream, &greeting) {
            write(&peer);
        } else {
            return Ok(());
        }
        let (hello, reader) = greet::hear_who_is_here(&stream, system).await?;
        drop(unheard);
        self.judge_way(&hello)?;
        if !follows {
            self.pour(&peer, &hello);
            write(&peer);
        }
        self.serve(reading, reader).await
    }

    /// Tells all that are connected why this process ends. Others ask the admin, and so does
    /// everybody where what was said goes another way than this.
    pub(super) fn take_leave(&self) {
        let (Way::Stream, Some(reason)) = (self.way(), lock(&self.last).take()) else { return };
        let mut body = Vec::new();
        if codec::write("ExitReason", &reason, &mut body).is_err() {
            return;
        }
        for peer in lock(&self.peers).values() {
            peer.link.send_if_attached(|out| Frame::Farewell(&body).write(out));
        }
    }

    /// Waits until everything that was sent has left, and will be read.
    pub(super) async fn flushed(&self) {
        self.peers_flushed().await;
        let acknowledging = std::mem::take(&mut *lock(&self.acknowledging));
        if !acknowledging.is_empty() {
            acknowledging.join_all().await;
            self.peers_flushed().await;
        }
        self.admin.flushed().await;
    }

    async fn peers_flushed(&self) {
        let peers: Vec<_> = lock(&self.peers).values().cloned().collect();
        for peer in peers {
            peer.flushed().await;
        }
        // A side that has not seen this process come could see it go first.
        let _ = self.unheard.subscribe().wait_for(|count| *count == 0).await;
    }

    /// Tells another process that an actor of this one has handled messages. What their handlers
    /// sent to other processes leaves first: were this process killed between the two, nobody
    /// would know of it.
    pub(super) fn acknowledge(&self, to: &Arc<Peer>, actor: Slot, units: u32) {
        let unwritten: Vec<_> = {
            let peers = lock(&self.peers);
            let others = peers.values().filter(|peer| !Arc::ptr_eq(peer, to));
            others.filter_map(|peer| Some((peer.clone(), peer.link.unwritten()?))).collect()
        };
        if unwritten.is_empty() {
            return to.owe(actor, units, Credit::Granted);
        }
        let to = to.clone();
        let mut acknowledging = lock(&self.acknowledging);
        while acknowledging.try_join_next().is_some() {}
        acknowledging.spawn_on(
            async move {
                for (peer, batch) in unwritten {
                    let written = peer.link.written(batch);
                    if tokio::time::timeout(PATIENCE, written).await.is_err() {
                        peer.link.give_up();
                    }
                }
                to.owe(actor, units, Credit::Granted);
            },
            &self.runtime,
        );
    }

    /// An actor elsewhere has told that it ended: nothing is left to watch.
    pub(super) fn watched_ended(&self, target: ActorId, watcher: ActorId) {
        lock(&self.watches).retain(|watch| *watch != (target, watcher));
    }

    pub(super) fn send_to(
        &self,
        id: ActorId,
        leave: Leave,
        write: impl FnOnce(&mut Vec<u8>),
    ) -> bool {
        let peer = self.peer(id.process);
        if peer.reason().is_some() {
            return false;
        }
        peer.say(leave, write)
    }

    /// The number that the process of a group has; it changes when the process has ended.
    pub(super) fn group_process(&self, group: &str) -> ProcessId {
        let gone = lock(&self.gone);
        (0_u64..)
            .filter_map(|life| {
                let mut hasher = DefaultHasher::new();
                (self.home.system, &self.executable.path, group, life).hash(&mut hasher);
                ProcessId::from_raw(hasher.finish())
            })
            .find(|process| !gone.reasons.contains_key(process))
            .unwrap_or_else(ProcessId::random)
    }
}

/// A connection from a process that is being read.
struct Reading {
    network: Arc<Network>,
    process: ProcessId,
}

impl Reading {
    fn of(network: &Arc<Network>, process: ProcessId) -> Self {
        *lock(&network.read).entry(process).or_default() += 1;
        Self { network: network.clone(), process }
    }
}

impl Drop for Reading {
    fn drop(&mut self) {
        let mut read = lock(&self.network.read);
        if let Some(count) = read.get_mut(&self.process) {
            *count -= 1;
            if *count == 0 {
                read.remove(&self.process);
            }
        }
    }
}

/// A connection that this process has opened, and on which the other side has not spoken.
struct Unheard(Arc<Network>);

impl Unheard {
    fn of(network: &Arc<Network>) -> Self {
        network.unheard.send_modify(|count| *count += 1);
        Self(network.clone())
    }
}

impl Drop for Unheard {
    fn drop(&mut self) {
        self.0.unheard.send_modify(|count| *count -= 1);
    }
}

impl Gone {
    pub(super) fn remember(&mut self, process: ProcessId, reason: &ExitReason) {
        if self.reasons.insert(process, reason.clone()).is_none() {
            self.order.push_back(process);
        }
        if self.order.len() > REMEMBERED
            && let Some(oldest) = self.order.pop_front()
        {
            self.reasons.remove(&oldest);
        }
    }
}
