//! The children of an actor that are made again when their process ends under them.

use std::{
    collections::HashMap,
    fmt,
    sync::{Arc, Mutex},
    time::Duration,
};

use super::{error::ExitReason, family::Family, host::Host, id::ActorId, restart::Restarts};
use crate::queue::lock;

/// Makes the child again, under a number of its own.
pub(crate) type Make = Box<dyn FnMut(&Arc<dyn Host>, ActorId, &Family) -> ActorId + Send>;

/// The children of one actor that are made again, by their numbers.
#[derive(Default)]
pub(crate) struct Reviving(Mutex<HashMap<ActorId, Child>>);

struct Child {
    restarts: Restarts,
    make: Make,
}

impl Reviving {
    /// From now on `child` is made again by `make`.
    pub(crate) fn add(&mut self, child: ActorId, restarts: Restarts, make: Make) {
        lock(&self.0).insert(child, Child { restarts, make });
    }

    /// How long `child`, which has ended, rests before it is made again. One that is not is
    /// forgotten.
    pub(crate) fn rest_of(
        &mut self,
        child: ActorId,
        reason: &ExitReason,
        now: Duration,
    ) -> Option<Duration> {
        let mut children = lock(&self.0);
        // One whose process lives is made again there.
        let lost = reason.is_loss();
        let rest = children.get_mut(&child).filter(|_| lost)?.restarts.next(reason, now);
        if rest.is_none() {
            children.remove(&child);
        }
        rest
    }

    /// Makes the child again that was `before`.
    pub(crate) fn revive(
        &mut self,
        before: ActorId,
        host: &Arc<dyn Host>,
        me: ActorId,
        family: &Family,
    ) -> Option<ActorId> {
        let mut children = lock(&self.0);
        let mut child = children.remove(&before)?;
        let id = (child.make)(host, me, family);
        children.insert(id, child);
        Some(id)
    }
}

impl fmt::Debug for Reviving {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Reviving").field(&lock(&self.0).len()).finish()
    }
}
