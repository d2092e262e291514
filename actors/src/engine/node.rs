//! One process's part of a system: its actors, and the seam to what lies beyond.

use std::{
    collections::BTreeMap,
    fmt,
    sync::{
        Arc, Mutex, OnceLock,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use tokio::sync::Notify;

use super::{catch, nobody::Nobody, registry::Registry, watchdog};
use crate::{
    actor::{
        any::AnyMessage,
        capability::{Capabilities, Value},
        error::{CreateError, ExitReason, Failure},
        host::{Claiming, DeadReason, Host, Releasing, WhenStarted},
        id::{ActorId, ProcessId},
        local::AnyLocal,
        options::{Counters, Placement},
        recipient::AnyAddress,
        registered::StartRequest,
        remote::Remote,
        reply::{AnyReply, ReplyPlace, ReplySink},
        rules::Rules,
        status::ProcessReport,
        system::{ActorExitRequest, DeadEnvelope, Signal, System},
        trace::Trace,
    },
    queue::lock,
    run::Executor,
};

/// What lies beyond this process: other processes, and the books of the system.
pub(crate) trait Beyond: Send + Sync {
    /// The base itself, for one who knows which it is.
    fn into_any(self: Arc<Self>) -> Arc<dyn std::any::Any + Send + Sync>;
    fn remote(&self, id: ActorId) -> Arc<dyn Remote>;
    fn is_here(&self, placement: Placement) -> bool;
    fn reserve_elsewhere(&self, placement: Placement) -> ActorId;
    fn start_elsewhere(&self, request: StartRequest, ready: WhenStarted);
    fn claim_name(&self, name: String, actor: &'static str, id: ActorId) -> Claiming;
    fn settle_name(&self, id: ActorId, result: &Result<(), CreateError>);
    fn release_name(&self, id: ActorId) -> Option<Releasing>;
    fn capabilities(&self) -> Capabilities;
    fn rules(&self) -> &Rules;
    fn update_capability(&self, key: String, value: Option<Value>) -> Updated;
    fn adopt(&self, id: ActorId);
    fn open_ask(&self, holder: Option<ProcessId>, sink: Box<dyn ReplySink>) -> Option<ReplyPlace>;
    fn reply_at(&self, place: ReplyPlace) -> AnyReply;
    fn say(&self, target: ActorId, system: System);
    fn signal(&self, target: ActorId, signal: Signal);
    fn handle_dead_letters(&self, handler: ActorId, register: bool);
    /// An actor of this process has ended.
    fn ended(&self, id: ActorId, reason: &ExitReason);
}

/// What became of a capability that was set.
pub(crate) enum Updated {
    /// It had this value.
    Same,
    /// It has it now, and the actors are to be asked whether they still fit.
    Changed,
    /// The system will say so to all its processes; ready when it has.
    Later(Releasing),
}

/// One process's part of a system.
pub(crate) struct Node {
    process: ProcessId,
    executor: Executor,
    registry: Registry,
    outside: OnceLock<ActorId>,
    beyond: Arc<dyn Beyond>,
    dead_handlers: Mutex<Vec<ActorId>>,
    counters: Counters,
    trace: Option<Trace>,
    /// Told when an actor has ended.
    pub(crate) fewer: Notify,
    /// Whether all actors have been asked to end.
    ending: AtomicBool,
    me: OnceLock<std::sync::Weak<Node>>,
}

impl Node {
    pub(crate) fn new(
        process: ProcessId,
        executor: Executor,
        beyond: Arc<dyn Beyond>,
    ) -> Arc<Self> {
        catch::remember_places();
        let trace = executor.is_stepped().then(Trace::default);
        let node = Arc::new(Self {
            process,
            executor,
            registry: Registry::new(process),
            outside: OnceLock::new(),
            beyond,
            dead_handlers: Mutex::default(),
            counters: Counters::default(),
            trace,
            fewer: Notify::new(),
            ending: AtomicBool::new(false),
            me: OnceLock::new(),
        });
        // Set once, here.
        let _ = node.me.set(Arc::downgrade(&node));
        if watchdog::watches(&*node) {
            watchdog::know(&node);
        }
        node
    }

    /// Sets who speaks outside of actors. The first call counts.
    pub(crate) fn set_outside(&self, outside: ActorId) {
        let _ = self.outside.set(outside);
    }

    /// The node as its actors hold it.
    pub(crate) fn host(self: &Arc<Self>) -> Arc<dyn Host> {
        self.clone()
    }

    /// What lies beyond.
    pub(crate) fn beyond(&self) -> Arc<dyn Beyond> {
        self.beyond.clone()
    }

    /// Who gets dead letters, as the books of the system have it.
    pub(crate) fn set_dead_letter_handlers(&self, handlers: Vec<ActorId>) {
        *lock(&self.dead_handlers) = handlers;
    }

    /// Asks those actors to end whose system no longer has what they need.
    pub(crate) fn check_capabilities(&self) {
        let capabilities = self.beyond.capabilities();
        for local in self.registry.all() {
            if let Some(missing) = local.missing(&capabilities) {
                let reason = ExitReason::CapabilityLost(missing);
                // One that ends meanwhile needs no request.
                let _ = local.push_system(System::Exit(ActorExitRequest::new(), reason));
            }
        }
    }

    /// Asks all actors to end, parents first, and waits for them, `grace` at most; then they are
    /// stopped between two polls of their handlers. Endpoints are no actors and stay.
    pub(crate) async fn end_all(&self, grace: Duration) {
        // First, so that one who is made meanwhile is asked here or where it is made.
        self.ending.store(true, Ordering::SeqCst);
        for local in self.registry.all() {
            if self.is_top(&*local) {
                let exit = System::Exit(ActorExitRequest::new(), ExitReason::SystemShutdown);
                // One that has ended by itself needs no request.
                let _ = local.push_system(exit);
            }
        }
        if self.wait_for_end(grace).await {
            return;
        }
        for local in self.registry.all() {
            tracing::warn!(
                actor = local.name(), address = %local.id(),
                "stopped: it did not end within the grace period"
            );
            let _ = local.push_signal(Signal::Stop(ExitReason::SystemShutdown));
        }
        self.wait_for_end(Duration::from_secs(1)).await;
    }

    /// Waits until no actor lives, `limit` at most.
    async fn wait_for_end(&self, limit: Duration) -> bool {
        let mut deadline = Box::pin(self.executor.sleep(limit));
        loop {
            let fewer = self.fewer.notified();
            let mut fewer = std::pin::pin!(fewer);
            fewer.as_mut().enable();
            if self.registry.live() == 0 {
                return true;
            }
            tokio::select! {
                () = fewer => {}
                () = &mut deadline => return false,
            }
        }
    }

    /// Whether no actor lives.
    pub(crate) fn is_empty(&self) -> bool {
        self.registry.live() == 0
    }

    /// Waits until no actor lives.
    pub(crate) async fn all_ended(&self) {
        loop {
            let fewer = self.fewer.notified();
            let mut fewer = std::pin::pin!(fewer);
            fewer.as_mut().enable();
            if self.is_empty() {
                return;
            }
            fewer.await;
        }
    }

    /// Whether nobody will ask the actor to end with itself.
    fn is_top(&self, local: &dyn AnyLocal) -> bool {
        local.parent().is_none_or(|parent| {
            parent.process == self.process && self.registry.find(parent).is_none()
        })
    }

    /// How this process is.
    pub(crate) fn report(&self) -> ProcessReport {
        let mut report = ProcessReport {
            pid: std::process::id(),
            live: 0,
            waiting: 0,
            actors: Vec::new(),
            handled: BTreeMap::new(),
            sent: BTreeMap::new(),
            pending_wakeups: 0,
            dead_letters: self.counters.dead_letters(),
            poisoned: self.counters.poison(),
            restarts: self.counters.restarts(),
        };
        self.registry.all().iter().for_each(|local| report.add(&**local));
        report
    }

    fn address(&self, id: ActorId) -> Option<AnyAddress> {
        let host = self.me.get().and_then(std::sync::Weak::upgrade)?;
        Some(AnyAddress::new(id, host))
    }

    /// Gives a dead letter to one who asked for them. `false` when that one has ended.
    pub(crate) fn deliver_dead(&self, handler: ActorId, envelope: DeadEnvelope) -> bool {
        if handler.process != self.process {
            self.beyond.say(handler, System::Dead(envelope));
            return true;
        }
        match self.registry.find(handler) {
            Some(local) => local.push_system(System::Dead(envelope)).is_ok(),
            None => false,
        }
    }
}

impl Host for Node {
    fn process(&self) -> ProcessId {
        self.process
    }

    #[inline]
    fn executor(&self) -> &Executor {
        &self.executor
    }

    fn outside(&self) -> ActorId {
        self.outside.get().copied().unwrap_or(ActorId::root(self.process))
    }

    fn reserve(&self) -> ActorId {
        self.registry.reserve()
    }

    fn enroll(&self, local: Arc<dyn AnyLocal>) {
        self.registry.enroll(local);
    }

    fn mark(&self, id: ActorId, reason: &ExitReason) {
        self.registry.mark(id, reason);
    }

    fn retire(&self, id: ActorId, reason: &ExitReason) {
        self.registry.retire(id, reason);
        self.beyond.ended(id, reason);
        self.fewer.notify_waiters();
    }

    fn is_ending(&self) -> bool {
        self.ending.load(Ordering::SeqCst)
    }

    fn why_ended(&self, id: ActorId) -> ExitReason {
        self.registry.why_ended(id)
    }

    fn find(&self, id: ActorId) -> Option<Arc<dyn AnyLocal>> {
        self.registry.find(id)
    }

    fn remote(&self, id: ActorId) -> Arc<dyn Remote> {
        if id.process == self.process {
            // Those of this process that live are reached without this.
            return Arc::new(Nobody(id, self.registry.why_ended(id)));
        }
        self.beyond.remote(id)
    }

    fn dead_letter(&self, target: ActorId, message: AnyMessage, reason: DeadReason) {
        self.counters.dead_letter();
        tracing::debug!(to = %target, letter = %message.name(), %reason, "dead letter");
        let handlers = lock(&self.dead_handlers).clone();
        if handlers.is_empty() || handlers.contains(&target) {
            return;
        }
        let Some(address) = self.address(target) else { return };
        let mut message = Some(message);
        let last = handlers.len() - 1;
        for (at, handler) in handlers.into_iter().enumerate() {
            let copy = if at == last {
                message.take()
            } else {
                message.as_ref().and_then(AnyMessage::try_clone)
            };
            let Some(message) = copy else { continue };
            let envelope =
                DeadEnvelope { message, address: address.clone(), reason: reason.clone() };
            if !self.deliver_dead(handler, envelope) {
                lock(&self.dead_handlers).retain(|id| *id != handler);
            }
        }
    }

    fn handle_dead_letters(&self, handler: ActorId, register: bool) {
        let mut handlers = lock(&self.dead_handlers);
        handlers.retain(|id| *id != handler);
        if register {
            handlers.push(handler);
        }
        drop(handlers);
        self.beyond.handle_dead_letters(handler, register);
    }

    fn is_here(&self, placement: Placement) -> bool {
        self.beyond.is_here(placement)
    }

    fn reserve_elsewhere(&self, placement: Placement) -> ActorId {
        self.beyond.reserve_elsewhere(placement)
    }

    fn start_elsewhere(&self, request: StartRequest, ready: WhenStarted) {
        self.beyond.start_elsewhere(request, ready);
    }

    fn claim_name(&self, name: String, actor: &'static str, id: ActorId) -> Claiming {
        self.beyond.claim_name(name, actor, id)
    }

    fn settle_name(&self, id: ActorId, result: &Result<(), CreateError>) {
        self.beyond.settle_name(id, result);
    }

    fn capabilities(&self) -> Capabilities {
        self.beyond.capabilities()
    }

    fn rules(&self) -> &Rules {
        self.beyond.rules()
    }

    fn update_capability(&self, key: String, value: Option<Value>) -> Releasing {
        match self.beyond.update_capability(key, value) {
            Updated::Same => Box::pin(std::future::ready(())),
            Updated::Changed => {
                self.check_capabilities();
                Box::pin(std::future::ready(()))
            }
            Updated::Later(done) => done,
        }
    }

    fn adopt(&self, id: ActorId) {
        self.beyond.adopt(id);
    }

    fn release_name(&self, id: ActorId) -> Option<Releasing> {
        self.beyond.release_name(id)
    }

    fn open_ask(&self, holder: Option<ProcessId>, sink: Box<dyn ReplySink>) -> Option<ReplyPlace> {
        self.beyond.open_ask(holder, sink)
    }

    fn reply_at(&self, place: ReplyPlace) -> AnyReply {
        self.beyond.reply_at(place)
    }

    fn say(&self, target: ActorId, system: System) {
        if target.process != self.process {
            self.beyond.say(target, system);
        } else if let Some(local) = self.registry.find(target) {
            // One that ends meanwhile does not need to know.
            let _ = local.push_system(system);
        }
    }

    fn signal(&self, target: ActorId, signal: Signal) {
        if target.process != self.process {
            self.beyond.signal(target, signal);
            return;
        }
        if let Signal::Report { reply } = signal {
            return self.reply_at(reply).send(&self.report());
        }
        let refused = match self.registry.find(target) {
            Some(local) => local.push_signal(signal).err(),
            None => Some(signal),
        };
        match refused {
            Some(Signal::Watch(watcher)) => {
                self.say(watcher, System::Exited(target, self.registry.why_ended(target)));
            }
            Some(Signal::Status { reply: Some(reply), .. }) => {
                self.reply_at(reply).fail(Failure::Ended(self.registry.why_ended(target)));
            }
            _ => {}
        }
    }

    fn counters(&self) -> &Counters {
        &self.counters
    }

    fn trace(&self) -> Option<&Trace> {
        self.trace.as_ref()
    }
}

impl fmt::Debug for Node {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Node({})", self.process)
    }
}
