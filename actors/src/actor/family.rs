//! Whom an actor has to tell, and whom it takes along, when it ends.
//!
//! Only the actor itself changes it; its status is read from outside, also while it is busy.

use std::{
    cmp::Reverse,
    collections::BTreeSet,
    sync::{Mutex, OnceLock},
};

use super::id::ActorId;
use crate::queue::lock;

/// The relations of one actor.
#[derive(Debug)]
pub(crate) struct Family {
    pub(crate) parent: Option<ActorId>,
    /// Most actors have none but the parent.
    others: OnceLock<Box<Mutex<Others>>>,
}

/// Sets, since there may be very many; in order, so that an end takes the same course each time.
#[derive(Debug, Default)]
struct Others {
    /// The youngest first: it is where the next one goes, and what a look at a tree begins with.
    children: BTreeSet<Reverse<ActorId>>,
    watchers: BTreeSet<ActorId>,
    /// Whom this actor watches and has not heard of.
    watched: BTreeSet<ActorId>,
}

impl Family {
    pub(crate) const fn of(parent: Option<ActorId>) -> Self {
        Self { parent, others: OnceLock::new() }
    }

    pub(crate) fn add_child(&self, child: ActorId) {
        self.change(|others| others.children.insert(Reverse(child)));
    }

    /// Whether `child` was one until now: its end is told once.
    pub(crate) fn remove_child(&self, child: ActorId) -> bool {
        self.look(|others| others.children.remove(&Reverse(child))).unwrap_or_default()
    }

    pub(crate) fn children(&self) -> Vec<ActorId> {
        self.look(|others| others.children.iter().rev().map(|child| child.0).collect())
            .unwrap_or_default()
    }

    pub(crate) fn has_children(&self) -> bool {
        self.look(|others| !others.children.is_empty()).unwrap_or_default()
    }

    pub(crate) fn add_watcher(&self, watcher: ActorId) {
        self.change(|others| others.watchers.insert(watcher));
    }

    pub(crate) fn remove_watcher(&self, watcher: ActorId) {
        self.look(|others| others.watchers.remove(&watcher));
    }

    pub(crate) fn watchers(&self) -> Vec<ActorId> {
        self.look(|others| others.watchers.iter().copied().collect()).unwrap_or_default()
    }

    /// Whether `target` was not watched until now.
    pub(crate) fn watch(&self, target: ActorId) -> bool {
        self.change(|others| others.watched.insert(target))
    }

    /// Whether `target` was watched until now: its end is told once.
    pub(crate) fn unwatch(&self, target: ActorId) -> bool {
        self.look(|others| others.watched.remove(&target)).unwrap_or_default()
    }

    fn change<T>(&self, change: impl FnOnce(&mut Others) -> T) -> T {
        change(&mut lock(self.others.get_or_init(Box::default)))
    }

    fn look<T>(&self, look: impl FnOnce(&mut Others) -> T) -> Option<T> {
        self.others.get().map(|others| look(&mut lock(others)))
    }
}
