//! What becomes of messages when the process of their receivers is gone: none is lost in silence.

use std::{collections::HashMap, sync::Arc};

use super::{network::Network, peer::slot};
use crate::{
    actor::{
        any::AnyMessage,
        error::{ExitReason, Failure},
        host::{DeadReason, Host},
        id::{ActorId, ProcessId},
        reply::ReplyPlace,
    },
    engine::node::Node,
    protocol::credit::{Batch, cost},
    transport::link::Left,
    wire::frame::{Frame, Slot},
};

/// Messages for a process that is gone, in the order in which they were sent.
#[derive(Debug, Default)]
pub(super) struct Lost {
    /// What was written.
    kept: Vec<(Batch, Arc<Vec<u8>>)>,
    /// For how many units of each batch each actor has not said that it handled them.
    open: HashMap<(Slot, Batch), u32>,
    /// What was not.
    unsent: Vec<Vec<u8>>,
}

impl Lost {
    pub(super) fn of(left: Left) -> Self {
        Self { kept: left.kept, open: HashMap::new(), unsent: vec![left.unsent] }
    }

    /// Messages that had no credit.
    pub(super) fn add_held(&mut self, frames: impl Iterator<Item = Vec<u8>>) {
        self.unsent.extend(frames);
    }

    /// What an actor has not said that it handled.
    pub(super) fn add_open(&mut self, to: Slot, open: impl Iterator<Item = (Batch, u32)>) {
        for (batch, units) in open {
            *self.open.entry((to, batch)).or_default() += units;
        }
    }

    /// Reports the messages, and tells the askers of those that were not sent. Others who ask are
    /// told already: their asks are in the books.
    pub(super) fn bury(&self, network: &Network, process: ProcessId, reason: &ExitReason) {
        let Some(node) = network.node() else { return };
        for (batch, bytes) in &self.kept {
            for (to, message) in self.unhandled(*batch, bytes) {
                let reason = DeadReason::Unacknowledged(reason.clone());
                node.dead_letter(actor(process, to), message, reason);
            }
        }
        for frames in &self.unsent {
            bury_unsent(&node, process, frames, reason);
        }
    }

    /// The messages of a batch that nobody has said to have been handled.
    fn unhandled<'a>(
        &self,
        batch: Batch,
        bytes: &'a [u8],
    ) -> impl Iterator<Item = (Slot, AnyMessage)> + use<'a> {
        let mut handled: HashMap<Slot, u32> = HashMap::new();
        for (to, cost, _) in tells(bytes) {
            *handled.entry(to).or_default() += cost;
        }
        for (to, units) in &mut handled {
            let open = self.open.get(&(*to, batch)).copied().unwrap_or(0);
            *units = units.saturating_sub(open);
        }
        tells(bytes).filter_map(move |(to, cost, message)| {
            let handled = handled.entry(to).or_default();
            if *handled >= cost {
                *handled -= cost;
                return None;
            }
            Some((to, message))
        })
    }
}

/// The messages in `bytes` whose answers nobody waits for, each with its cost.
fn tells(bytes: &[u8]) -> impl Iterator<Item = (Slot, u32, AnyMessage)> {
    frames(bytes).filter_map(|frame| match frame {
        Frame::Message { to, wire, reply: None, body, .. } => {
            Some((to, cost(body.len()), AnyMessage::unknown(wire, body)))
        }
        _ => None,
    })
}

fn frames(bytes: &[u8]) -> impl Iterator<Item = Frame<'_>> {
    let mut rest = bytes;
    std::iter::from_fn(move || {
        // This process has written them.
        let (frame, size) = Frame::read(rest).ok()??;
        rest = &rest[size..];
        Some(frame)
    })
}

/// Reports the messages in `bytes` that never left, and tells their askers.
fn bury_unsent(node: &Node, process: ProcessId, bytes: &[u8], reason: &ExitReason) {
    for frame in frames(bytes) {
        let Frame::Message { to, wire, reply, body, .. } = frame else { continue };
        let message = AnyMessage::unknown(wire, body);
        node.dead_letter(actor(process, to), message, DeadReason::Ended(reason.clone()));
        // An ask that was handed on is not in the books of this process.
        if let Some(place) = reply
            && let Some(asker) = ProcessId::from_raw(place.process)
        {
            let place = ReplyPlace { process: asker, correlation: place.correlation };
            node.reply_at(place).fail(Failure::Ended(reason.clone()));
        }
    }
}

fn actor(process: ProcessId, to: Slot) -> ActorId {
    let id = ActorId { process, index: to.index, generation: to.generation };
    debug_assert_eq!(slot(id), to, "the numbers of an actor are its slot");
    id
}
