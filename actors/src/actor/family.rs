//! Whom an actor has to tell, and whom it takes along, when it ends.

use std::collections::BTreeSet;

use super::id::ActorId;

/// The relations of one actor.
#[derive(Debug)]
pub(crate) struct Family {
    pub(crate) parent: Option<ActorId>,
    /// Most actors have none but the parent.
    others: Option<Box<Others>>,
}

/// Sets, since there may be very many; in order, so that an end takes the same course each time.
#[derive(Debug, Default)]
struct Others {
    children: BTreeSet<ActorId>,
    watchers: BTreeSet<ActorId>,
    /// Whom this actor watches and has not heard of.
    watched: BTreeSet<ActorId>,
}

impl Family {
    pub(crate) fn of(parent: Option<ActorId>) -> Self {
        Self { parent, others: None }
    }

    pub(crate) fn add_child(&mut self, child: ActorId) {
        self.others().children.insert(child);
    }

    /// Whether `child` was one until now: its end is told once.
    pub(crate) fn remove_child(&mut self, child: ActorId) -> bool {
        self.others.as_mut().is_some_and(|others| others.children.remove(&child))
    }

    pub(crate) fn children(&self) -> impl Iterator<Item = ActorId> {
        self.others.iter().flat_map(|others| others.children.iter().copied())
    }

    pub(crate) fn has_children(&self) -> bool {
        self.children().next().is_some()
    }

    pub(crate) fn add_watcher(&mut self, watcher: ActorId) {
        self.others().watchers.insert(watcher);
    }

    pub(crate) fn remove_watcher(&mut self, watcher: ActorId) {
        if let Some(others) = &mut self.others {
            others.watchers.remove(&watcher);
        }
    }

    pub(crate) fn watchers(&self) -> impl Iterator<Item = ActorId> {
        self.others.iter().flat_map(|others| others.watchers.iter().copied())
    }

    /// Whether `target` was not watched until now.
    pub(crate) fn watch(&mut self, target: ActorId) -> bool {
        self.others().watched.insert(target)
    }

    /// Whether `target` was watched until now: its end is told once.
    pub(crate) fn unwatch(&mut self, target: ActorId) -> bool {
        self.others.as_mut().is_some_and(|others| others.watched.remove(&target))
    }

    fn others(&mut self) -> &mut Others {
        self.others.get_or_insert_default()
    }
}
