//! Whom an actor has to tell, and whom it takes along, when it ends.

use super::id::ActorId;

/// The relations of one actor.
#[derive(Debug)]
pub(crate) struct Family {
    pub(crate) parent: Option<ActorId>,
    /// Most actors have none but the parent.
    others: Option<Box<Others>>,
}

#[derive(Debug, Default)]
struct Others {
    children: Vec<ActorId>,
    watchers: Vec<ActorId>,
    /// Whom this actor watches and has not heard of.
    watched: Vec<ActorId>,
}

impl Family {
    pub(crate) fn of(parent: Option<ActorId>) -> Self {
        Self { parent, others: None }
    }

    pub(crate) fn add_child(&mut self, child: ActorId) {
        self.others().children.push(child);
    }

    /// Whether `child` was one until now: its end is told once.
    pub(crate) fn remove_child(&mut self, child: ActorId) -> bool {
        self.others.as_mut().is_some_and(|others| remove(&mut others.children, child))
    }

    pub(crate) fn children(&self) -> &[ActorId] {
        self.others.as_ref().map_or(&[], |others| &others.children)
    }

    pub(crate) fn add_watcher(&mut self, watcher: ActorId) {
        add(&mut self.others().watchers, watcher);
    }

    pub(crate) fn remove_watcher(&mut self, watcher: ActorId) {
        if let Some(others) = &mut self.others {
            remove(&mut others.watchers, watcher);
        }
    }

    pub(crate) fn watchers(&self) -> &[ActorId] {
        self.others.as_ref().map_or(&[], |others| &others.watchers)
    }

    /// Whether `target` was not watched until now.
    pub(crate) fn watch(&mut self, target: ActorId) -> bool {
        add(&mut self.others().watched, target)
    }

    /// Whether `target` was watched until now: its end is told once.
    pub(crate) fn unwatch(&mut self, target: ActorId) -> bool {
        self.others.as_mut().is_some_and(|others| remove(&mut others.watched, target))
    }

    fn others(&mut self) -> &mut Others {
        self.others.get_or_insert_default()
    }
}

fn add(ids: &mut Vec<ActorId>, id: ActorId) -> bool {
    let new = !ids.contains(&id);
    if new {
        ids.push(id);
    }
    new
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
