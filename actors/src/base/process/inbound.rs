//! What comes from another process: frames, each taken to whom it is for.

use std::{
    any::Any,
    sync::{Arc, Mutex},
    task::{Context, Wake, Waker},
};

use super::{
    network::Network,
    peer::{Peer, slot},
};
use crate::{
    actor::{
        any::AnyMessage,
        error::{ExitReason, Failure},
        host::{self, DeadReason, Host},
        id::{ActorId, ProcessId},
        local::{AnyLocal, Arrival},
        reply::{Answer, AnyReply, ReplyPlace, Sink},
        system::{Signal, System},
        tell,
    },
    engine::node::Node,
    protocol::credit::{Receiving, cost},
    queue::{lock, mailbox::Pressure},
    transport::link::{Leave, ReadError},
    wire::{
        WireId, codec,
        frame::{Frame, Origin, Place, Slot},
    },
};

/// The receiving side of one connection.
pub(super) struct Inbound {
    node: Arc<Node>,
    network: Arc<Network>,
    from: ProcessId,
    /// The way back to the other side.
    peer: Arc<Peer>,
    /// The receivers of this connection, the last one first: most messages are for the same.
    receivers: Vec<Arc<Receiver>>,
}

/// An actor here that somebody there sends to.
struct Receiver {
    to: Slot,
    local: Arc<dyn AnyLocal>,
    receiving: Mutex<Receiving>,
    peer: Arc<Peer>,
}

/// How many receivers are kept before those that have ended are forgotten.
const KEPT: usize = 256;

impl Inbound {
    pub(super) fn new(node: Arc<Node>, network: Arc<Network>, from: ProcessId) -> Self {
        let peer = network.peer(from);
        Self { node, network, from, peer, receivers: Vec::new() }
    }

    /// Takes one frame.
    #[inline]
    pub(super) fn take(&mut self, frame: Frame<'_>) -> Result<(), ReadError> {
        match frame {
            Frame::Message { to, from, wire, reply, body } => {
                self.message(to, from, wire, reply, body);
            }
            Frame::Reply { correlation, wire, body } => {
                let sink = lock(&self.network.asks).close(correlation);
                if let Some(sink) = sink {
                    sink.deliver(Ok((wire, body)));
                }
            }
            Frame::Fail { correlation, body } => {
                let sink = lock(&self.network.asks).close(correlation);
                if let Some(sink) = sink {
                    let failure = codec::read("Failure", body).unwrap_or(Failure::NoReply);
                    sink.deliver(Err(failure));
                }
            }
            Frame::Holder { correlation, process } => {
                let holder = ProcessId::from_raw(process);
                lock(&self.network.asks).hold(correlation, holder);
                if let Some(holder) = holder {
                    self.network.attend(holder);
                }
            }
            Frame::Grant { to, units } => self.peer.grant(to, units),
            Frame::System { to, body } => match codec::read("System", body) {
                Ok(system) => self.say(to, system),
                Err(error) => tracing::warn!(%error, from = %self.from, "a word is lost"),
            },
            Frame::Signal { to, body } => match codec::read::<Signal>("Signal", body) {
                Ok(signal) => self.node.signal(self.id(to), signal),
                Err(error) => tracing::warn!(%error, from = %self.from, "a word is lost"),
            },
            Frame::Hello(_) | Frame::Refused(_) | Frame::Admin(_) | Frame::Log { .. } => {
                return Err(ReadError::Wrong("a frame that has no place here".to_owned()));
            }
        }
        Ok(())
    }

    #[inline]
    fn message(&mut self, to: Slot, from: Origin, wire: WireId, reply: Option<Place>, body: &[u8]) {
        let sender = origin(from);
        let reply = match reply {
            None => AnyReply::nobody(),
            Some(place) => self.reply(place),
        };
        if !self.bring_forward(to) {
            return self.ended(to, wire, body, reply);
        }
        let Some(receiver) = self.receivers.first() else { return };
        match receiver.local.push_bytes(sender, wire, body, reply) {
            Arrival::Taken(pressure) => receiver.received(cost(body.len()), pressure),
            refused => self.refuse(to, wire, body, refused),
        }
    }

    /// Reports a message that its actor did not take.
    #[cold]
    fn refuse(&mut self, to: Slot, wire: WireId, body: &[u8], refused: Arrival) {
        let (reply, failure, reason) = match refused {
            Arrival::Taken(_) => return,
            Arrival::Ended(reply) => {
                self.receivers.retain(|other| other.to != to);
                return self.ended(to, wire, body, reply);
            }
            Arrival::Unhandled(reply) => {
                let message = AnyMessage::unknown(wire, body).name().into_owned();
                let actor = self.receivers.first().map(|receiver| receiver.local.name().to_owned());
                let actor = actor.unwrap_or_default();
                (reply, Failure::Unhandled { message, actor }, DeadReason::Unhandled)
            }
            Arrival::Codec(reply, error) => {
                tracing::warn!(actor = %self.id(to), %error, "a message can't be read");
                let error = error.to_string();
                (reply, Failure::Codec(error.clone()), DeadReason::Codec(error))
            }
        };
        reply.fail(failure);
        self.node.dead_letter(self.id(to), AnyMessage::unknown(wire, body), reason);
        if let Some(receiver) = self.receivers.first() {
            receiver.received(cost(body.len()), Pressure::Low);
        }
    }

    /// Makes the actor that a message is for the first receiver. `false` when it has ended.
    #[inline]
    fn bring_forward(&mut self, to: Slot) -> bool {
        match self.receivers.iter().position(|receiver| receiver.to == to) {
            Some(0) => return true,
            Some(at) => {
                self.receivers.swap(0, at);
                return true;
            }
            None => {}
        }
        let Some(local) = self.node.find(self.id(to)) else { return false };
        if self.receivers.len() >= KEPT {
            let node = &self.node;
            self.receivers.retain(|receiver| node.find(receiver.local.id()).is_some());
        }
        let peer = self.peer.clone();
        let receiver = Receiver { to, local, receiving: Mutex::default(), peer };
        self.receivers.insert(0, Arc::new(receiver));
        true
    }

    fn ended(&self, to: Slot, wire: WireId, body: &[u8], reply: AnyReply) {
        let id = self.id(to);
        let reason = self.node.why_ended(id);
        reply.fail(Failure::Ended(reason.clone()));
        let message = AnyMessage::unknown(wire, body);
        self.node.dead_letter(id, message, DeadReason::Ended(reason));
        // What is sent to the dead costs nothing.
        self.peer.owe(to, cost(body.len()));
    }

    fn reply(&self, place: Place) -> AnyReply {
        let Some(process) = ProcessId::from_raw(place.process) else { return AnyReply::nobody() };
        let correlation = place.correlation;
        if process == self.from {
            return AnyReply::new(RemoteReply {
                network: self.network.clone(),
                peer: Some(self.peer.clone()),
                place: Some(ReplyPlace { process, correlation }),
            });
        }
        reply_at(Some(self.network.clone()), self.network.me, ReplyPlace { process, correlation })
    }

    fn say(&self, to: Slot, system: System) {
        let id = self.id(to);
        if let System::Exited(target, _) = &system {
            self.network.watched_ended(*target, id);
        }
        self.node.say(id, system);
    }

    fn id(&self, to: Slot) -> ActorId {
        ActorId { process: self.network.me, index: to.index, generation: to.generation }
    }
}

fn origin(from: Origin) -> Option<ActorId> {
    let process = ProcessId::from_raw(from.process)?;
    Some(ActorId { process, index: from.slot.index, generation: from.slot.generation })
}

impl Receiver {
    /// Grants credit as the mailbox has room: now, or when it has some again.
    #[inline]
    fn received(self: &Arc<Self>, cost: u32, pressure: Pressure) {
        let mut receiving = lock(&self.receiving);
        receiving.receive(cost);
        if pressure == Pressure::Low {
            if let Some(units) = receiving.due() {
                drop(receiving);
                self.peer.owe(self.to, units);
            }
            return;
        }
        drop(receiving);
        self.grant_later();
    }

    /// Grants when the mailbox has room.
    #[cold]
    fn grant_later(self: &Arc<Self>) {
        let waker = Waker::from(self.clone());
        if self.local.poll_room(&mut Context::from_waker(&waker)).is_ready() {
            waker.wake();
        }
    }
}

impl Wake for Receiver {
    fn wake(self: Arc<Self>) {
        let due = lock(&self.receiving).due();
        if let Some(units) = due {
            self.peer.owe(self.to, units);
        }
    }
}

/// The way to an ask that is open in another process, or in this one.
pub(super) fn reply_at(
    network: Option<Arc<Network>>,
    me: ProcessId,
    place: ReplyPlace,
) -> AnyReply {
    let Some(network) = network else { return AnyReply::nobody() };
    let peer = (place.process != me).then(|| network.peer(place.process));
    if let Some(peer) = &peer {
        // The asker shall know whose end would be the end of its ask.
        let frame = Frame::Holder { correlation: place.correlation, process: me.get() };
        peer.link.send(Leave::Gathered, |out| frame.write(out));
    }
    AnyReply::new(RemoteReply { network, peer, place: Some(place) })
}

/// An asker in another process, or one in this process whose ask has been elsewhere.
struct RemoteReply {
    network: Arc<Network>,
    /// The asker's process, where it is another one.
    peer: Option<Arc<Peer>>,
    place: Option<ReplyPlace>,
}

impl RemoteReply {
    fn settle(&mut self, answer: Result<&dyn Answer, Failure>) {
        let Some(place) = self.place.take() else { return };
        let answered = answer.and_then(|answer| {
            let wire = answer.wire();
            tell::with_body(
                |body| answer.encode(body),
                |body| self.deliver(place, Ok((wire, body))),
            )
            .map_err(|error| Failure::Codec(error.to_string()))
        });
        if let Err(failure) = answered {
            self.deliver(place, Err(failure));
        }
    }

    fn deliver(&self, place: ReplyPlace, answer: Result<(WireId, &[u8]), Failure>) {
        let correlation = place.correlation;
        let Some(peer) = &self.peer else {
            let sink = lock(&self.network.asks).close(correlation);
            let Some(sink) = sink else { return };
            let host = self.network.node().map(|node| node.host());
            let _scope = host.as_ref().map(host::enter);
            sink.deliver(answer);
            return;
        };
        match answer {
            Ok((wire, body)) => {
                _ = peer.link.send(Leave::Answer, |out| {
                    Frame::Reply { correlation, wire, body }.write(out);
                })
            }
            Err(failure) => {
                let mut body = Vec::new();
                if codec::write("Failure", &failure, &mut body).is_ok() {
                    peer.link.send(Leave::Gathered, |out| {
                        Frame::Fail { correlation, body: &body }.write(out);
                    });
                }
            }
        }
    }
}

impl Sink for RemoteReply {
    fn answer(mut self: Box<Self>, answer: Result<&dyn Answer, Failure>) {
        self.settle(answer);
    }

    fn as_any(&mut self) -> &mut dyn Any {
        self
    }

    fn place(mut self: Box<Self>, holder: Option<ProcessId>, _: &dyn Host) -> Option<ReplyPlace> {
        let place = self.place.take()?;
        match &self.peer {
            // The asker shall know whose end is the end of its ask. A reply that travels in a
            // message is its receiver's from the start, so that it ends with the receiver although
            // that has not read it yet.
            Some(peer) => {
                let process = holder.map_or(0, ProcessId::get);
                let frame = Frame::Holder { correlation: place.correlation, process };
                peer.link.send(Leave::Gathered, |out| frame.write(out));
            }
            None => lock(&self.network.asks).hold(place.correlation, holder),
        }
        Some(place)
    }
}

impl Drop for RemoteReply {
    fn drop(&mut self) {
        if self.place.is_some() {
            self.settle(Err(Failure::NoReply));
        }
    }
}

/// Reports the messages in `frames` that will never reach `process`, and tells their askers.
pub(super) fn bury(network: &Network, process: ProcessId, frames: &[u8], reason: &ExitReason) {
    let Some(node) = network.node() else { return };
    let mut rest = frames;
    while let Ok(Some((frame, size))) = Frame::read(rest) {
        rest = &rest[size..];
        let Frame::Message { to, wire, reply, body, .. } = frame else { continue };
        let id = ActorId { process, index: to.index, generation: to.generation };
        debug_assert_eq!(slot(id), to, "the numbers of an actor are its slot");
        let message = AnyMessage::unknown(wire, body);
        node.dead_letter(id, message, DeadReason::Ended(reason.clone()));
        // An ask that was handed on is not in the books of this process.
        if let Some(place) = reply
            && let Some(asker) = ProcessId::from_raw(place.process)
        {
            let place = ReplyPlace { process: asker, correlation: place.correlation };
            node.reply_at(place).fail(Failure::Ended(reason.clone()));
        }
    }
}
