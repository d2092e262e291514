//! The row of deliveries of a system that takes one step after another.

use std::{borrow::Cow, collections::VecDeque, sync::Arc, sync::Mutex, time::Duration};

use super::{delivery::Delivery, host::Host, id::ActorId, recipient::AnyAddress};
use crate::queue::lock;

/// How many deliveries are kept before the oldest are forgotten.
const KEPT: usize = 100_000;

/// What was delivered, the oldest first.
#[derive(Default)]
pub(crate) struct Trace {
    rows: Mutex<VecDeque<Row>>,
}

/// A delivery in numbers: an address would keep the system alive.
pub(crate) struct Row {
    pub(crate) at: Duration,
    pub(crate) sender: Option<ActorId>,
    pub(crate) receiver: ActorId,
    pub(crate) actor: &'static str,
    pub(crate) message: Cow<'static, str>,
}

impl Trace {
    /// Notes what an actor is about to handle.
    pub(crate) fn note(&self, row: Row) {
        let mut rows = lock(&self.rows);
        if rows.len() == KEPT {
            rows.pop_front();
        }
        rows.push_back(row);
    }

    /// What was delivered until now.
    pub(crate) fn deliveries(&self, host: &Arc<dyn Host>) -> Vec<Delivery> {
        let address = |id| AnyAddress::new(id, host.clone());
        let delivery = |row: &Row| Delivery {
            at: row.at,
            sender: row.sender.map(address),
            receiver: address(row.receiver),
            actor: row.actor,
            message: row.message.clone(),
        };
        lock(&self.rows).iter().map(delivery).collect()
    }
}
