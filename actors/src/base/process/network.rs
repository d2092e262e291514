//! A process among others: its links, its open asks, and what it asks of the admin.

use std::{
    collections::{HashMap, VecDeque},
    hash::{DefaultHasher, Hash, Hasher},
    io,
    sync::{
        Arc, Mutex, OnceLock, Weak,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use tokio::{
    net::{UnixListener, UnixStream},
    runtime::Handle,
    sync::{oneshot, watch},
};

use super::{
    boot::Home,
    inbound::Inbound,
    peer::{OpenAsks, Peer, slot},
    sys,
};
use crate::{
    actor::{
        capability::Capabilities,
        error::{CreateError, ExitReason, Failure},
        host::{Claim, Claiming, Host, Releasing, WhenStarted},
        id::{ActorId, ProcessId},
        options::Placement,
        registered::StartRequest,
        remote::Remote,
        reply::{AnyReply, ReplyPlace, ReplySink},
        system::{Signal, System},
    },
    engine::node::{Beyond, Node},
    protocol::{
        admin::{Executable, FromAdmin, ProcessStatus, Reference, Standing, ToAdmin},
        correlate,
        handshake::{self, Hello, MAX_HELLO, Refusal},
    },
    queue::lock,
    transport::link::{Leave, Link, ReadError, Reader},
    wire::{
        codec,
        frame::{Frame, MAX_FRAME},
    },
};

/// How long the other side of a new connection may take to say who it is.
const HELLO_LIMIT: Duration = Duration::from_secs(5);

/// How long one who ends waits for the admin.
const ANSWER_LIMIT: Duration = Duration::from_secs(2);

/// How many ended processes are remembered with the reason.
const REMEMBERED: usize = 4096;

/// One process's view of the others.
pub(crate) struct Network {
    pub(super) me: ProcessId,
    pub(super) home: Home,
    pub(super) admin: Link,
    executable: Executable,
    runtime: Handle,
    node: OnceLock<Weak<Node>>,
    peers: Mutex<HashMap<ProcessId, Arc<Peer>>>,
    gone: Mutex<Gone>,
    pub(super) asks: Arc<OpenAsks>,
    calls: Mutex<Calls>,
    /// Who of this process watches whom elsewhere: told when that process is gone.
    watches: Mutex<Vec<(ActorId, ActorId)>>,
    capabilities: Mutex<Capabilities>,
    /// Actors of this process that the admin has in its books.
    booked: Mutex<Vec<Booked>>,
    /// Whether the end of the admin will be in order.
    down: AtomicBool,
    /// Whether the admin is gone.
    over: watch::Sender<bool>,
}

/// An actor of this process that the admin has in its books.
struct Booked {
    id: ActorId,
    named: bool,
}

/// Processes that have ended.
#[derive(Default)]
struct Gone {
    reasons: HashMap<ProcessId, ExitReason>,
    order: VecDeque<ProcessId>,
}

/// What waits for a word of the admin.
#[derive(Default)]
struct Calls {
    next: Reference,
    waiting: HashMap<Reference, Call>,
    /// Whether the admin is gone, and nobody will answer.
    over: bool,
}

enum Call {
    Start(WhenStarted),
    Claim(oneshot::Sender<Result<Claim, CreateError>>),
    Locate(oneshot::Sender<Standing>),
    Status(oneshot::Sender<Vec<ProcessStatus>>),
    Release(oneshot::Sender<()>),
}

impl Call {
    /// Tells who waits that there will be no answer; most hear it by the drop alone.
    fn give_up(self) {
        if let Self::Start(ready) = self {
            ready(Err(CreateError::SystemShutdown));
        }
    }
}

impl Network {
    pub(super) fn new(
        me: ProcessId,
        home: Home,
        executable: Executable,
        capabilities: Capabilities,
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
            asks: Arc::default(),
            calls: Mutex::default(),
            watches: Mutex::default(),
            capabilities: Mutex::new(capabilities),
            booked: Mutex::default(),
            down: AtomicBool::new(false),
            over: watch::Sender::new(false),
        })
    }

    /// Joins the two halves; the first call counts.
    pub(super) fn set_node(&self, node: &Arc<Node>) {
        let _ = self.node.set(Arc::downgrade(node));
    }

    pub(super) fn node(&self) -> Option<Arc<Node>> {
        self.node.get().and_then(Weak::upgrade)
    }

    /// Takes what others of the system want to say, until the listener fails.
    pub(super) fn listen(self: &Arc<Self>, listener: UnixListener) {
        let network = Arc::downgrade(self);
        self.runtime.spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let Some(network) = network.upgrade() else { return };
                network.runtime.clone().spawn(async move {
                    if let Err(error) = network.accept(stream).await {
                        tracing::warn!(%error, "a connection was refused");
                    }
                });
            }
        });
    }

    /// Judges a connection from another process, and serves it.
    async fn accept(self: Arc<Self>, stream: UnixStream) -> Result<(), ReadError> {
        let stream = Arc::new(stream);
        let judged = self.greet(&stream).await;
        let (hello, reader) = match judged {
            Ok(judged) => judged,
            Err(error) => {
                refuse(&stream, &error.to_string()).await;
                return Err(error);
            }
        };
        let process = hello.process;
        let peer = {
            let mut peers = lock(&self.peers);
            let known = peers.contains_key(&process);
            let peer = peers
                .entry(process)
                .or_insert_with(|| Peer::new(process, self.asks.clone()))
                .clone();
            (!known).then_some(peer)
        };
        // Answers take the same connection, unless there is another way already.
        if let Some(peer) = peer {
            let stream = stream.clone();
            self.runtime.spawn(async move { peer.link.write_to(stream).await });
        }
        let served = self.serve(process, reader).await;
        if let Err(error) = &served {
            refuse(&stream, &error.to_string()).await;
        }
        served
    }

    async fn greet(&self, stream: &Arc<UnixStream>) -> Result<(Hello, Reader), ReadError> {
        let wrong = |refusal: Refusal| ReadError::Wrong(refusal.to_string());
        // Before a byte of it is read.
        let theirs = stream.peer_cred()?.uid();
        handshake::judge_user(sys::user(), theirs).map_err(wrong)?;
        let mut reader = Reader::new(stream.clone(), MAX_HELLO);
        let hello = tokio::time::timeout(
            HELLO_LIMIT,
            reader.next(|frame| match frame {
                Frame::Hello(body) => Hello::judge(body, self.home.system).map_err(wrong),
                _ => Err(wrong(Refusal::NoHello)),
            }),
        )
        .await
        .map_err(|_| wrong(Refusal::NoHello))??;
        reader.set_limit(MAX_FRAME);
        let ours = Hello::new(self.home.system, self.me).encode();
        let mut greeting = Vec::new();
        Frame::Hello(&ours).write(&mut greeting);
        crate::transport::link::write_all(stream, &greeting).await?;
        Ok((hello, reader))
    }

    /// Serves a connection until it ends.
    async fn serve(
        self: &Arc<Self>,
        process: ProcessId,
        mut reader: Reader,
    ) -> Result<(), ReadError> {
        let Some(node) = self.node() else { return Ok(()) };
        let mut inbound = Inbound::new(node, self.clone(), process);
        let ended = reader.all(|frame| inbound.take(frame)).await;
        match ended {
            Err(ReadError::Closed | ReadError::Io(_)) => {
                self.lost(process).await;
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
        self.lose(process, &reason);
    }

    /// A process has ended: all who wait for something of it are told.
    pub(super) fn lose(&self, process: ProcessId, reason: &ExitReason) {
        lock(&self.gone).remember(process, reason);
        let peer = lock(&self.peers).remove(&process);
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
        if let Some(peer) = peer {
            for frames in peer.lose(reason.clone()) {
                super::inbound::bury(&node, process, &frames, reason);
            }
        }
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
        self.over.send_replace(true);
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
                Peer::new(process, self.asks.clone())
            })
            .clone();
        if let (true, Some(network)) = (new, self.shared()) {
            let peer = peer.clone();
            self.runtime.spawn(async move { network.connect(peer).await });
        }
        peer
    }

    /// This network as its tasks hold it.
    fn shared(&self) -> Option<Arc<Self>> {
        self.node().and_then(|node| node.beyond().into_any().downcast::<Self>().ok())
    }

    async fn connect(self: Arc<Self>, peer: Arc<Peer>) {
        let process = peer.process;
        let path = self.home.socket(process);
        let stream = match UnixStream::connect(&path).await {
            Ok(stream) => stream,
            // It may be on its way.
            Err(_) => match self.locate(process).await {
                Standing::Gone(reason) => return self.lose(process, &reason),
                Standing::Alive => match UnixStream::connect(&path).await {
                    Ok(stream) => stream,
                    Err(_) => return self.lost(process).await,
                },
            },
        };
        if let Err(error) = self.talk(peer, stream).await {
            tracing::warn!(%process, %error, "no link");
            self.lose(process, &ExitReason::Gone);
        }
    }

    /// Says who this is, and serves the connection until it ends.
    async fn talk(self: &Arc<Self>, peer: Arc<Peer>, stream: UnixStream) -> Result<(), ReadError> {
        let stream = Arc::new(stream);
        let reader = introduce(&stream, &self.home, self.me).await?.1;
        let process = peer.process;
        let writing = self.runtime.spawn({
            let stream = stream.clone();
            async move { peer.link.write_to(stream).await }
        });
        let served = self.serve(process, reader).await;
        writing.abort();
        served
    }

    /// Asks the admin where a process stands.
    async fn locate(&self, process: ProcessId) -> Standing {
        let (answer, standing) = oneshot::channel();
        let call = |reference| ToAdmin::Locate { reference, process };
        self.call(Call::Locate(answer), call);
        standing.await.unwrap_or(Standing::Gone(ExitReason::Gone))
    }

    /// The processes of the system.
    pub(crate) async fn status(&self) -> Option<Vec<ProcessStatus>> {
        let (answer, status) = oneshot::channel();
        self.call(Call::Status(answer), |reference| ToAdmin::Status { reference });
        status.await.ok()
    }

    /// Ends the system. Ready when nothing of it is left but this process.
    pub(crate) async fn shutdown(&self, grace: Duration) {
        let mut over = self.over.subscribe();
        self.tell_admin(&ToAdmin::Shutdown { grace });
        // The sender lives as long as this network.
        let _ = over.wait_for(|over| *over).await;
    }

    fn call(&self, call: Call, ask: impl FnOnce(Reference) -> ToAdmin) {
        let reference = {
            let mut calls = lock(&self.calls);
            if calls.over {
                drop(calls);
                return call.give_up();
            }
            calls.next += 1;
            let reference = calls.next;
            calls.waiting.insert(reference, call);
            reference
        };
        self.tell_admin(&ask(reference));
    }

    pub(super) fn tell_admin(&self, word: &ToAdmin) {
        let mut body = Vec::new();
        match codec::write("ToAdmin", word, &mut body) {
            Ok(()) => self.admin.send(Leave::Now, |out| Frame::Admin(&body).write(out)),
            Err(error) => tracing::error!(%error, "not told to the admin"),
        }
    }

    /// Takes a word of the admin.
    pub(super) fn hear(self: &Arc<Self>, word: FromAdmin) {
        let Some(node) = self.node() else { return };
        match word {
            FromAdmin::Welcome { capabilities, dead_letters } => {
                *lock(&self.capabilities) = capabilities;
                node.set_dead_letter_handlers(dead_letters);
            }
            FromAdmin::DeadLetters(handlers) => node.set_dead_letter_handlers(handlers),
            FromAdmin::Say { target, system } => {
                if let System::ChildExited(child, reason) = &system {
                    // So that what is sent there from now on is known to be dead.
                    if child.index == 0 {
                        self.lose(child.process, reason);
                    }
                }
                node.say(target, system);
            }
            FromAdmin::StartHere(request) => self.start_here(*request),
            FromAdmin::EndAll { grace } => {
                self.runtime.spawn(async move { node.end_all(grace).await });
            }
            FromAdmin::Down => self.down.store(true, Ordering::SeqCst),
            FromAdmin::Started { reference, result } => {
                if let Some(Call::Start(ready)) = self.answered(reference) {
                    ready(result);
                }
            }
            FromAdmin::Claimed { reference, result } => {
                if let Some(Call::Claim(claim)) = self.answered(reference) {
                    let _ = claim.send(result);
                }
            }
            FromAdmin::Released { reference } => {
                if let Some(Call::Release(released)) = self.answered(reference) {
                    let _ = released.send(());
                }
            }
            FromAdmin::Located { reference, standing } => {
                if let Some(Call::Locate(located)) = self.answered(reference) {
                    let _ = located.send(standing);
                }
            }
            FromAdmin::Status { reference, processes } => {
                if let Some(Call::Status(status)) = self.answered(reference) {
                    let _ = status.send(processes);
                }
            }
        }
    }

    fn answered(&self, reference: Reference) -> Option<Call> {
        lock(&self.calls).waiting.remove(&reference)
    }

    /// Starts an actor in this process for another.
    pub(super) fn start_here(self: &Arc<Self>, request: StartRequest) {
        let Some(node) = self.node() else { return };
        let id = request.id;
        lock(&self.booked).push(Booked { id, named: request.named.is_some() });
        let network = self.clone();
        let ready = Box::new(move |result: Result<(), CreateError>| {
            if result.is_err() {
                lock(&network.booked).retain(|booked| booked.id != id);
            }
            network.tell_admin(&ToAdmin::Started { id, result });
        });
        match crate::actor::registered::find(&request.actor) {
            Some(registered) => (registered.start)(&node.host(), request, ready),
            None => {
                let executable = self.executable.path.clone();
                ready(Err(CreateError::Unknown { actor: request.actor, executable }));
            }
        }
    }

    /// Waits until everything that was sent has left.
    pub(super) async fn flushed(&self) {
        let peers: Vec<_> = lock(&self.peers).values().cloned().collect();
        for peer in peers {
            peer.link.flushed().await;
        }
        self.admin.flushed().await;
    }

    fn send_to(&self, id: ActorId, leave: Leave, write: impl FnOnce(&mut Vec<u8>)) -> bool {
        let peer = self.peer(id.process);
        if peer.reason().is_some() {
            return false;
        }
        peer.link.send(leave, write);
        true
    }

    /// The number that the process of a group has; it changes when the process has ended.
    fn group_process(&self, group: &str) -> ProcessId {
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

/// Says who this is on a new connection and hears who is there.
pub(super) async fn introduce(
    stream: &Arc<UnixStream>,
    home: &Home,
    me: ProcessId,
) -> Result<(Hello, Reader), ReadError> {
    let wrong = |refusal: Refusal| ReadError::Wrong(refusal.to_string());
    let theirs = stream.peer_cred()?.uid();
    handshake::judge_user(sys::user(), theirs).map_err(wrong)?;
    let mut greeting = Vec::new();
    Frame::Hello(&Hello::new(home.system, me).encode()).write(&mut greeting);
    crate::transport::link::write_all(stream, &greeting).await?;
    let mut reader = Reader::new(stream.clone(), MAX_HELLO);
    let hello = tokio::time::timeout(
        HELLO_LIMIT,
        reader.next(|frame| match frame {
            Frame::Hello(body) => Hello::judge(body, home.system).map_err(wrong),
            Frame::Refused(why) => Err(ReadError::Wrong(why.to_owned())),
            _ => Err(wrong(Refusal::NoHello)),
        }),
    )
    .await
    .map_err(|_| io::Error::from(io::ErrorKind::TimedOut))??;
    reader.set_limit(MAX_FRAME);
    Ok((hello, reader))
}

/// Tells the other side why it is not wanted.
pub(super) async fn refuse(stream: &UnixStream, why: &str) {
    let mut refusal = Vec::new();
    Frame::Refused(why).write(&mut refusal);
    // It may be gone already.
    let _ = crate::transport::link::write_all(stream, &refusal).await;
}

impl Gone {
    fn remember(&mut self, process: ProcessId, reason: &ExitReason) {
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

impl Beyond for Network {
    fn into_any(self: Arc<Self>) -> Arc<dyn std::any::Any + Send + Sync> {
        self
    }

    fn remote(&self, id: ActorId) -> Arc<dyn Remote> {
        if id.process == self.me {
            return Arc::new(crate::base::alone::Nobody(id));
        }
        self.peer(id.process).target(id)
    }

    fn is_here(&self, placement: Placement) -> bool {
        match placement {
            Placement::Creator => true,
            Placement::Own => false,
            Placement::Group(group) => self.group_process(group) == self.me,
        }
    }

    fn reserve_elsewhere(&self, placement: Placement) -> ActorId {
        match placement {
            Placement::Group(group) => ActorId::chosen(self.group_process(group)),
            Placement::Own | Placement::Creator => ActorId::root(ProcessId::random()),
        }
    }

    fn start_elsewhere(&self, request: StartRequest, ready: WhenStarted) {
        let executable = self.executable.clone();
        self.call(Call::Start(ready), |reference| {
            let request = Box::new(request);
            ToAdmin::Start { reference, request, executable }
        });
    }

    fn claim_name(&self, name: String, actor: &'static str, id: ActorId) -> Claiming {
        let (answer, claim) = oneshot::channel();
        lock(&self.booked).push(Booked { id, named: true });
        self.call(Call::Claim(answer), |reference| {
            let actor = actor.to_owned();
            ToAdmin::Claim { reference, name, actor, id }
        });
        Box::pin(async { claim.await.unwrap_or(Err(CreateError::SystemShutdown)) })
    }

    fn settle_name(&self, id: ActorId, result: &Result<(), CreateError>) {
        self.tell_admin(&ToAdmin::Settle { id, result: result.clone() });
    }

    fn release_name(&self, id: ActorId) -> Option<Releasing> {
        let named = {
            let mut booked = lock(&self.booked);
            let booked = booked.iter_mut().find(|booked| booked.id == id)?;
            std::mem::take(&mut booked.named)
        };
        if !named {
            return None;
        }
        let (answer, released) = oneshot::channel();
        self.call(Call::Release(answer), |reference| ToAdmin::Release { reference, id });
        Some(Box::pin(async {
            // An admin that does not answer keeps no names either.
            let _ = tokio::time::timeout(ANSWER_LIMIT, released).await;
        }))
    }

    fn capabilities(&self) -> Capabilities {
        lock(&self.capabilities).clone()
    }

    fn adopt(&self, id: ActorId) {
        self.tell_admin(&ToAdmin::Adopt { id });
    }

    fn open_ask(&self, holder: Option<ProcessId>, sink: Box<dyn ReplySink>) -> Option<ReplyPlace> {
        let correlation = lock(&self.asks).open(holder, sink);
        Some(ReplyPlace { process: self.me, correlation })
    }

    fn reply_at(&self, place: ReplyPlace) -> AnyReply {
        super::inbound::reply_at(self.shared(), self.me, place)
    }

    fn say(&self, target: ActorId, system: System) {
        let mut body = Vec::new();
        match codec::write("System", &system, &mut body) {
            Ok(()) => {
                let frame = Frame::System { to: slot(target), body: &body };
                self.send_to(target, Leave::Gathered, |out| frame.write(out));
            }
            Err(error) => tracing::error!(%error, %target, "not told"),
        }
    }

    fn signal(&self, target: ActorId, signal: Signal) {
        match signal {
            Signal::Watch(watcher) => lock(&self.watches).push((target, watcher)),
            Signal::Unwatch(watcher) => {
                lock(&self.watches).retain(|watch| *watch != (target, watcher));
            }
            _ => {}
        }
        let mut body = Vec::new();
        let written = codec::write("Signal", &signal, &mut body).is_ok();
        let frame = Frame::Signal { to: slot(target), body: &body };
        let sent = written && self.send_to(target, Leave::Gathered, |out| frame.write(out));
        if let (false, Signal::Watch(watcher)) = (sent, signal) {
            let reason = self.peer(target.process).reason().cloned().unwrap_or(ExitReason::Gone);
            lock(&self.watches).retain(|watch| *watch != (target, watcher));
            if let Some(node) = self.node() {
                node.say(watcher, System::Exited(target, reason));
            }
        }
    }

    fn handle_dead_letters(&self, handler: ActorId, register: bool) {
        self.tell_admin(&ToAdmin::DeadLetters { handler, register });
    }

    fn ended(&self, id: ActorId, reason: &ExitReason) {
        let mut booked = lock(&self.booked);
        let Some(at) = booked.iter().position(|booked| booked.id == id) else { return };
        booked.swap_remove(at);
        drop(booked);
        self.tell_admin(&ToAdmin::Ended { id, reason: reason.clone() });
    }
}

impl Network {
    /// An actor elsewhere has told that it ended: nothing is left to watch.
    pub(super) fn watched_ended(&self, target: ActorId, watcher: ActorId) {
        lock(&self.watches).retain(|watch| *watch != (target, watcher));
    }
}

/// What an asker of this process hears.
pub(super) type Told<'a> = Result<(crate::wire::WireId, &'a [u8]), Failure>;
