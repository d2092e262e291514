//! What comes from another process: frames, each taken to whom it is for.

use std::{
    any::Any,
    mem::{replace, take},
    sync::Arc,
};

use super::{account::Account, network::Network, peer::Peer};
use crate::{
    actor::{
        any::AnyMessage,
        error::Failure,
        host::{self, DeadReason, Host},
        id::{ActorId, ProcessId},
        local::Intake,
        reply::{Answer, AnyReply, ReplyPlace, Sink},
        system::{Signal, System},
        tell,
        traits::Undecoded,
    },
    engine::node::Node,
    protocol::credit::{Awaited, Credit, WINDOW, cost},
    queue::lock,
    transport::link::{Leave, ReadError},
    wire::{
        CodecError, WireId, codec,
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
    /// The receivers of this connection, the last one first: most messages are for the same. Only
    /// the first has messages that are not delivered.
    receivers: Vec<Receiver>,
}

/// An actor here that somebody there sends to.
struct Receiver {
    account: Arc<Account>,
    intake: Box<dyn Intake>,
    /// What was read and is not delivered: how many messages, their cost, and whether the other
    /// side waits to hear that they were handled.
    gathered: u32,
    cost: u32,
    awaited: Awaited,
}

/// How many receivers are kept before those that have ended are forgotten.
const KEPT: usize = 256;

impl Inbound {
    pub(super) fn new(node: Arc<Node>, network: Arc<Network>, from: ProcessId) -> Self {
        let peer = network.peer(from);
        Self { node, network, from, peer, receivers: Vec::new() }
    }

    /// Takes one frame, or hears that there is no other for now.
    #[inline]
    pub(super) fn take(&mut self, frame: Option<Frame<'_>>) -> Result<(), ReadError> {
        let Some(frame) = frame else {
            self.deliver();
            return Ok(());
        };
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
            Frame::Grant { to, units } => self.peer.pay(to, units, Credit::Granted),
            Frame::Lend { to, units } => self.peer.pay(to, units, Credit::Lent),
            Frame::WriteOff { to, units } => self.peer.pay(to, units, Credit::WrittenOff),
            Frame::System { to, body } => match codec::read("System", body) {
                Ok(system) => {
                    self.deliver();
                    self.say(to, system);
                }
                Err(error) => tracing::warn!(%error, from = %self.from, "a word is lost"),
            },
            Frame::Signal { to, body } => match codec::read::<Signal>("Signal", body) {
                Ok(signal) => {
                    self.deliver();
                    self.node.signal(self.id(to), signal);
                }
                Err(error) => tracing::warn!(%error, from = %self.from, "a word is lost"),
            },
            Frame::Spent { to, units } => self.spent(to, units),
            Frame::Farewell(body) => match codec::read("ExitReason", body) {
                Ok(reason) => self.peer.note_farewell(reason),
                // The admin knows as well.
                Err(error) => tracing::warn!(%error, from = %self.from, "a word is lost"),
            },
            Frame::Hello(_)
            | Frame::Refused(_)
            | Frame::Admin(_)
            | Frame::Log { .. }
            | Frame::After { .. }
            | Frame::Taken { .. }
            | Frame::Remind => {
                return Err(ReadError::Wrong("a frame that has no place here".to_owned()));
            }
        }
        Ok(())
    }

    #[inline]
    fn message(&mut self, to: Slot, from: Origin, wire: WireId, reply: Option<Place>, body: &[u8]) {
        let sender = origin(from);
        let awaited = if reply.is_some() { Awaited::No } else { Awaited::Yes };
        let reply = match reply {
            None => AnyReply::nobody(),
            Some(place) => self.reply(place),
        };
        if !self.bring_forward(to) {
            return self.ended(to, wire, body, reply);
        }
        let Some(receiver) = self.receivers.first_mut() else { return };
        receiver.cost += cost(body.len());
        if awaited == Awaited::Yes {
            receiver.awaited = awaited;
        }
        match receiver.intake.read(sender, wire, body, reply) {
            Ok(()) => receiver.gathered += 1,
            Err(undecoded) => self.refuse(to, wire, body, undecoded),
        }
    }

    /// Lets the first receiver take what was read for it.
    #[inline]
    pub(super) fn deliver(&mut self) {
        let Some(receiver) = self.receivers.first_mut() else { return };
        if receiver.cost > 0 && !receiver.deliver() {
            self.receivers.swap_remove(0);
        }
    }

    /// What was sent to an actor until now: what did not come is granted again.
    #[cold]
    fn spent(&mut self, to: Slot, units: u64) {
        if self.bring_forward(to) {
            self.deliver();
            if let Some(receiver) = self.receivers.iter().find(|one| one.account.to == to) {
                return receiver.account.spent(units);
            }
        }
        self.peer.owe(to, WINDOW, Credit::Granted);
    }

    /// Reports a message that its actor can't handle.
    #[cold]
    fn refuse(&self, to: Slot, wire: WireId, body: &[u8], undecoded: Undecoded) {
        let (reply, failure, reason) = match undecoded {
            Undecoded::Unhandled(reply) => {
                let message = AnyMessage::unknown(wire, body).name().into_owned();
                let receiver = self.receivers.first();
                let actor = receiver.map(|receiver| receiver.account.local.name().to_owned());
                let actor = actor.unwrap_or_default();
                (reply, Failure::Unhandled { message, actor }, DeadReason::Unhandled)
            }
            Undecoded::Codec(reply, error) => {
                tracing::warn!(actor = %self.id(to), %error, "a message can't be read");
                let error = error.to_string();
                (reply, Failure::Codec(error.clone()), DeadReason::Codec(error))
            }
        };
        reply.fail(failure);
        self.node.dead_letter(self.id(to), AnyMessage::unknown(wire, body), reason);
    }

    /// Makes the actor that a message is for the first receiver. `false` when it has ended.
    #[inline]
    fn bring_forward(&mut self, to: Slot) -> bool {
        match self.receivers.iter().position(|receiver| receiver.account.to == to) {
            Some(0) => true,
            Some(at) => {
                self.deliver();
                // The first may have ended meanwhile, and the last have its place.
                let at =
                    if self.receivers.get(at).is_some_and(|r| r.account.to == to) { at } else { 0 };
                self.receivers.swap(0, at);
                true
            }
            None => {
                self.deliver();
                self.meet(to)
            }
        }
    }

    /// Makes an actor that was not sent to before, or not for long, the first receiver.
    #[cold]
    fn meet(&mut self, to: Slot) -> bool {
        let Some(local) = self.node.find(self.id(to)) else { return false };
        if self.receivers.len() >= KEPT {
            let node = &self.node;
            self.receivers.retain(|receiver| node.find(receiver.account.local.id()).is_some());
        }
        let intake = local.clone().intake();
        let (network, peer) = (self.network.clone(), self.peer.clone());
        let account = Account::new(to, local, network, peer);
        let receiver = Receiver { account, intake, gathered: 0, cost: 0, awaited: Awaited::No };
        self.receivers.insert(0, receiver);
        true
    }

    fn ended(&self, to: Slot, wire: WireId, body: &[u8], reply: AnyReply) {
        let id = self.id(to);
        let reason = self.node.why_ended(id);
        reply.fail(Failure::Ended(reason.clone()));
        let message = AnyMessage::unknown(wire, body);
        self.node.dead_letter(id, message, DeadReason::Ended(reason));
        // What is sent to the dead costs nothing.
        self.peer.owe(to, cost(body.len()), Credit::Granted);
    }

    fn reply(&self, place: Place) -> AnyReply {
        let Some(process) = ProcessId::from_raw(place.process) else { return AnyReply::nobody() };
        let correlation = place.correlation;
        if process == self.from {
            let (network, peer) = (self.network.clone(), Some(self.peer.clone()));
            let place = ReplyPlace { process, correlation };
            return AnyReply::new(RemoteReply::new(network, peer, place));
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
    /// Lets the actor take what was read. `false` when it has ended.
    fn deliver(&mut self) -> bool {
        let (gathered, cost) = (take(&mut self.gathered), take(&mut self.cost));
        let awaited = replace(&mut self.awaited, Awaited::No);
        if gathered == 0 {
            self.account.refused(cost, awaited);
            return true;
        }
        self.account.deliver(&mut *self.intake, cost, awaited)
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
    AnyReply::new(RemoteReply::new(network, peer, place))
}

/// An asker in another process, or one in this process whose ask has been elsewhere.
struct RemoteReply {
    network: Arc<Network>,
    /// The asker's process, where it is another one.
    peer: Option<Arc<Peer>>,
    place: Option<ReplyPlace>,
}

impl RemoteReply {
    fn new(network: Arc<Network>, peer: Option<Arc<Peer>>, place: ReplyPlace) -> Self {
        if let Some(peer) = &peer {
            peer.note_ask();
        }
        Self { network, peer, place: Some(place) }
    }

    /// Where the answer goes; the first time it is asked for.
    fn take_place(&mut self) -> Option<(ReplyPlace, Leave)> {
        let place = self.place.take()?;
        Some((place, self.peer.as_ref().map_or(Leave::Gathered, |peer| peer.close_ask())))
    }

    fn settle(&mut self, answer: Result<&dyn Answer, Failure>) {
        let Some((place, leave)) = self.take_place() else { return };
        let answered = answer.and_then(|answer| {
            let wire = answer.wire();
            tell::with_body(
                |body| {
                    answer.encode(body)?;
                    self.fits(body.len())
                },
                |body| self.deliver(place, leave, Ok((wire, body))),
            )
            .map_err(|error| Failure::Codec(error.to_string()))
        });
        if let Err(failure) = answered {
            self.deliver(place, leave, Err(failure));
        }
    }

    /// Whether an answer of this size can leave.
    fn fits(&self, size: usize) -> Result<(), CodecError> {
        let limit = self.peer.as_ref().map_or(usize::MAX, |peer| peer.limit());
        if size > limit {
            return Err(CodecError::TooLarge { name: "an answer".to_owned(), size, limit });
        }
        Ok(())
    }

    fn deliver(&self, place: ReplyPlace, leave: Leave, answer: Result<(WireId, &[u8]), Failure>) {
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
                _ = peer.answer(leave, |out| Frame::Reply { correlation, wire, body }.write(out));
            }
            Err(failure) => {
                let mut body = Vec::new();
                if codec::write("Failure", &failure, &mut body).is_ok() {
                    peer.say(Leave::Gathered, |out| {
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
        let (place, _) = self.take_place()?;
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
