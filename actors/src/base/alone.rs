//! A system of one process: nothing lies beyond it.

use std::{
    sync::{Arc, Mutex},
    task::{Context, Poll},
};

use tokio::sync::oneshot;

use crate::{
    actor::{
        capability::Capabilities,
        error::{CreateError, ExitReason},
        host::{Claim, Claiming, Releasing, WhenStarted},
        id::{ActorId, ProcessId},
        local::Room,
        options::Placement,
        registered::StartRequest,
        remote::{Post, Remote},
        reply::{AnyReply, ReplyPlace, ReplySink},
        rules::Rules,
        system::{Signal, System},
    },
    engine::node::Beyond,
    protocol::directory::{Directory, Told},
    queue::{lock, mailbox::Pressure},
};

/// What a process without others keeps by itself: its names and capabilities.
pub(crate) struct Alone {
    names: Mutex<Directory<oneshot::Sender<Result<Claim, CreateError>>>>,
    capabilities: Capabilities,
    rules: Rules,
}

impl Alone {
    pub(crate) fn new(capabilities: Capabilities, rules: Rules) -> Self {
        Self { names: Mutex::default(), capabilities, rules }
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
        Arc::new(Nobody(id))
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
        self.capabilities.clone()
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

/// An actor that has ended, or never was.
pub(crate) struct Nobody(pub(crate) ActorId);

impl Room for Nobody {
    fn id(&self) -> ActorId {
        self.0
    }

    fn poll_room(&self, _: &mut Context<'_>) -> Poll<()> {
        Poll::Ready(())
    }

    fn give_way(&self) {}
}

impl Remote for Nobody {
    fn post(&self, _: Post<'_>) -> Result<Pressure, ExitReason> {
        Err(ExitReason::Gone)
    }

    fn ended(&self) -> Option<ExitReason> {
        Some(ExitReason::Gone)
    }

    fn has_room(&self) -> bool {
        true
    }
}
