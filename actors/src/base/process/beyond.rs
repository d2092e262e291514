//! What a process among others answers when its node asks for what lies beyond.

use std::{sync::Arc, time::Duration};

use tokio::sync::oneshot;

use super::{
    calls::Call,
    inbound,
    network::{Booked, Network},
    peer::slot,
};
use crate::{
    actor::{
        capability::{Capabilities, Value},
        error::{CreateError, ExitReason, Failure},
        host::{Claiming, Host, Releasing, WhenStarted},
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
    protocol::admin::ToAdmin,
    queue::lock,
    transport::link::Leave,
    wire::{codec, frame::Frame},
};

/// How long one who ends waits for the admin.
const ANSWER_LIMIT: Duration = Duration::from_secs(2);

impl Beyond for Network {
    fn into_any(self: Arc<Self>) -> Arc<dyn std::any::Any + Send + Sync> {
        self
    }

    fn remote(&self, id: ActorId) -> Arc<dyn Remote> {
        if id.process == self.me {
            return Arc::new(Nobody(id, ExitReason::Gone));
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
        self.tell_admin(&ToAdmin::Settled { id, result: result.clone() });
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
        self.call(Call::Done(answer), |reference| ToAdmin::Release { reference, id });
        Some(Box::pin(async {
            // An admin that does not answer keeps no names either.
            let _ = tokio::time::timeout(ANSWER_LIMIT, released).await;
        }))
    }

    fn capabilities(&self) -> Capabilities {
        lock(&self.capabilities).clone()
    }

    fn rules(&self) -> &Rules {
        &self.home.rules
    }

    fn update_capability(&self, key: String, value: Option<Value>) -> Updated {
        // What this process creates next goes by it; the others hear of it from the admin.
        lock(&self.capabilities).change(key.clone(), value.clone());
        let (answer, done) = oneshot::channel();
        let call = |reference| ToAdmin::UpdateCapability { reference, key, value };
        self.call(Call::Done(answer), call);
        // An admin that is gone has no capabilities either.
        Updated::Later(Box::pin(async { _ = done.await }))
    }

    fn adopt(&self, id: ActorId) {
        self.tell_admin(&ToAdmin::Adopt { id });
    }

    fn open_ask(&self, holder: Option<ProcessId>, sink: Box<dyn ReplySink>) -> Option<ReplyPlace> {
        let correlation = lock(&self.asks).open(holder, sink);
        Some(ReplyPlace { process: self.me, correlation })
    }

    fn reply_at(&self, place: ReplyPlace) -> AnyReply {
        inbound::reply_at(self.shared(), self.me, place)
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
        if sent {
            return;
        }
        let reason = self.peer(target.process).reason().cloned().unwrap_or(ExitReason::Gone);
        if let Signal::Status { reply: Some(reply), .. } | Signal::Report { reply } = signal {
            self.reply_at(reply).fail(Failure::Ended(reason));
        } else if let Signal::Watch(watcher) = signal {
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
        *lock(&self.last) = Some(reason.clone());
        self.tell_admin(&ToAdmin::Ended { id, reason: reason.clone() });
    }
}
