//! Whom an actor has to tell, and whom it takes along, when it ends.

use super::id::ActorId;

/// The relations of one actor.
#[derive(Debug, Default)]
pub(crate) struct Family {
    pub(crate) parent: Option<ActorId>,
    children: Vec<ActorId>,
    watchers: Vec<ActorId>,
    /// Whom this actor watches and has not heard of.
    watched: Vec<ActorId>,
}

impl Family {
    pub(crate) fn of(parent: Option<ActorId>) -> Self {
        Self { parent, ..Self::default() }
    }

    pub(crate) fn add_child(&mut self, child: ActorId) {
        self.children.push(child);
    }

    /// Whether `child` was one until now: its end is told once.
    pub(crate) fn remove_child(&mut self, child: ActorId) -> bool {
        remove(&mut self.children, child)
    }

    pub(crate) fn children(&self) -> &[ActorId] {
        &self.children
    }

    pub(crate) fn add_watcher(&mut self, watcher: ActorId) {
        if !self.watchers.contains(&watcher) {
            self.watchers.push(watcher);
        }
    }

    pub(crate) fn remove_watcher(&mut self, watcher: ActorId) {
        remove(&mut self.watchers, watcher);
    }

    pub(crate) fn watchers(&self) -> &[ActorId] {
        &self.watchers
    }

    /// Whether `target` was not watched until now.
    pub(crate) fn watch(&mut self, target: ActorId) -> bool {
        let new = !self.watched.contains(&target);
        if new {
            self.watched.push(target);
        }
        new
    }

    /// Whether `target` was watched until now: its end is told once.
    pub(crate) fn unwatch(&mut self, target: ActorId) -> bool {
        remove(&mut self.watched, target)
    }
}

fn remove(ids: &mut Vec<ActorId>, id: ActorId) -> bool {
    match ids.iter().position(|other| *other == id) {
        Some(at) => {
            ids.swap_remove(at);
            true
        }
        None => false,
    }
}
