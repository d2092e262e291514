//! A system of one process: nothing lies beyond it.

use std::sync::{Arc, Mutex};

use tokio::sync::oneshot;

use crate::{
    actor::{
        capability::{Capabilities, Value},
        error::{CreateError, ExitReason},
        host::{Claim, Claiming, Releasing, WhenStarted},
        id::{ActorId, ProcessId},
        options::Placement,
        registered::StartRequest,
        remote::Remote,
        reply::{AnyReply, ReplyPlace, ReplySink},
        rules::Rules,
        system::{Signal, System},
    },
    engine::{
        nobody::Nobody,
        node::{Beyond, Updated},
    },
    protocol::directory::{Directory, Told},
    queue::lock,
};

/// What a process without others keeps by itself: its names and capabilities.
pub(crate) struct Alone {
    names: Mutex<Directory<oneshot::Sender<Result<Claim, CreateError>>>>,
    capabilities: Mutex<Capabilities>,
    rules: Rules,
}

impl Alone {
    pub(crate) fn new(capabilities: Capabilities, rules: Rules) -> Self {
        Self { names: Mutex::default(), capabilities: Mutex::new(capabilities), rules }
    }
}

fn tell(told: impl IntoIterator<Item = Told<oneshot::Sender<Result<Claim, CreateError>>>>) {
    for (waiter, claim) in told {
        // One who no longer waits does not need to know.
        let _ = waiter.send(claim);
    }
}

impl Beyond for Alone {
    fn into_any(self: Arc<Self>) -> Arc<dyn std::any::Any + Send + Sync> {
        self
    }

    fn remote(&self, id: ActorId) -> Arc<dyn Remote> {
        Arc::new(Nobody(id, ExitReason::Gone))
    }

    fn is_here(&self, _: Placement) -> bool {
        true
    }

    fn reserve_elsewhere(&self, _: Placement) -> ActorId {
        unreachable!("every placement is in this process")
    }

    fn start_elsewhere(&self, _: StartRequest, ready: WhenStarted) {
        ready(Err(CreateError::SystemShutdown));
    }

    fn claim_name(&self, name: String, actor: &'static str, id: ActorId) -> Claiming {
        let (waiter, claim) = oneshot::channel();
        tell(lock(&self.names).claim(&name, actor, id, waiter));
        Box::pin(async { claim.await.unwrap_or(Err(CreateError::SystemShutdown)) })
    }

    fn settle_name(&self, id: ActorId, result: &Result<(), CreateError>) {
        let told = lock(&self.names).settle(id, result);
        tell(told);
    }

    fn release_name(&self, id: ActorId) -> Option<Releasing> {
        let told = lock(&self.names).release(id, &ExitReason::Requested);
        tell(told);
        None
    }

    fn capabilities(&self) -> Capabilities {
        lock(&self.capabilities).clone()
    }

    fn update_capability(&self, key: String, value: Option<Value>) -> Updated {
        if lock(&self.capabilities).change(key, value) { Updated::Changed } else { Updated::Same }
    }

    fn rules(&self) -> &Rules {
        &self.rules
    }

    fn adopt(&self, _: ActorId) {}

    fn open_ask(&self, _: Option<ProcessId>, _: Box<dyn ReplySink>) -> Option<ReplyPlace> {
        None
    }

    fn reply_at(&self, _: ReplyPlace) -> AnyReply {
        AnyReply::nobody()
    }

    fn say(&self, _: ActorId, _: System) {}

    fn signal(&self, _: ActorId, _: Signal) {}

    fn handle_dead_letters(&self, _: ActorId, _: bool) {}

    fn ended(&self, _: ActorId, _: &ExitReason) {}
}
