//! The actors of this process by their numbers.

use std::{
    collections::HashMap,
    sync::{Arc, PoisonError, RwLock},
};

use crate::actor::{
    error::ExitReason,
    id::{ActorId, ProcessId},
    local::AnyLocal,
};

/// Actors by index; a number is given once.
pub(crate) struct Registry {
    process: ProcessId,
    slots: RwLock<Slots>,
}

#[derive(Default)]
struct Slots {
    slots: Vec<Slot>,
    free: Vec<u32>,
    /// Actors whose number another process chose.
    chosen: HashMap<(u32, u32), Entry>,
    live: usize,
}

struct Slot {
    generation: u32,
    entry: Entry,
}

enum Entry {
    Reserved,
    Live(Arc<dyn AnyLocal>),
    /// It takes nothing more, and tells those who have to know.
    Ending(Box<(Arc<dyn AnyLocal>, ExitReason)>),
    Ended(Box<ExitReason>),
}

/// The last generation of a slot: after it the slot rests, so that no number comes twice.
const LAST: u32 = (1 << 31) - 1;

impl Registry {
    pub(crate) fn new(process: ProcessId) -> Self {
        Self { process, slots: RwLock::default() }
    }

    /// A number for a new actor.
    pub(crate) fn reserve(&self) -> ActorId {
        let mut slots = self.write();
        let (index, generation) = match slots.free.pop() {
            Some(index) => {
                let slot = &mut slots.slots[index as usize];
                slot.generation += 1;
                slot.entry = Entry::Reserved;
                (index, slot.generation)
            }
            None => {
                let index = u32::try_from(slots.slots.len())
                    .expect("memory ends before four billion actors of one process");
                slots.slots.push(Slot { generation: 1, entry: Entry::Reserved });
                (index, 1)
            }
        };
        ActorId { process: self.process, index, generation }
    }

    /// Makes an actor known under its number.
    pub(crate) fn enroll(&self, local: Arc<dyn AnyLocal>) {
        let mut slots = self.write();
        let (id, is_actor) = (local.id(), local.is_actor());
        if id.is_chosen() {
            slots.chosen.insert((id.index, id.generation), Entry::Live(local));
        } else if let Some(slot) = slots.slots.get_mut(id.index as usize) {
            slot.entry = Entry::Live(local);
        }
        slots.live += usize::from(is_actor);
    }

    /// Says why an actor ends, before it takes no more messages.
    pub(crate) fn mark(&self, id: ActorId, reason: &ExitReason) {
        let mut slots = self.write();
        let Some(entry) = slots.entry_mut(id) else { return };
        if let Entry::Live(local) = entry {
            *entry = Entry::Ending(Box::new((local.clone(), reason.clone())));
        }
    }

    /// Forgets an actor, but for the reason of its end.
    pub(crate) fn retire(&self, id: ActorId, reason: &ExitReason) {
        let mut slots = self.write();
        let slots = &mut *slots;
        let Some(entry) = slots.entry_mut(id) else { return };
        let ended = std::mem::replace(entry, Entry::Ended(Box::new(reason.clone())));
        let is_actor = match &ended {
            Entry::Live(local) => local.is_actor(),
            Entry::Ending(ending) => ending.0.is_actor(),
            Entry::Reserved | Entry::Ended(_) => false,
        };
        slots.live -= usize::from(is_actor);
        if !id.is_chosen() && id.generation < LAST {
            slots.free.push(id.index);
        }
    }

    /// The actor with this number, if it lives.
    pub(crate) fn find(&self, id: ActorId) -> Option<Arc<dyn AnyLocal>> {
        match self.read().entry(id)? {
            Entry::Live(local) => Some(local.clone()),
            Entry::Reserved | Entry::Ending(_) | Entry::Ended(_) => None,
        }
    }

    /// Why the actor ended, as far as it is still known.
    pub(crate) fn why_ended(&self, id: ActorId) -> ExitReason {
        match self.read().entry(id) {
            Some(Entry::Ended(reason)) => (**reason).clone(),
            Some(Entry::Ending(ending)) => ending.1.clone(),
            _ => ExitReason::Gone,
        }
    }

    /// How many actors live, without the endpoints.
    pub(crate) fn live(&self) -> usize {
        self.read().live
    }

    /// All actors that live, without the endpoints.
    pub(crate) fn all(&self) -> Vec<Arc<dyn AnyLocal>> {
        let slots = self.read();
        let entries = slots.slots.iter().map(|slot| &slot.entry).chain(slots.chosen.values());
        let live = |entry: &Entry| match entry {
            Entry::Live(local) if local.is_actor() => Some(local.clone()),
            _ => None,
        };
        entries.filter_map(live).collect()
    }

    // No code that can panic runs under these locks, so what they guard is whole.
    fn read(&self) -> std::sync::RwLockReadGuard<'_, Slots> {
        self.slots.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn write(&self) -> std::sync::RwLockWriteGuard<'_, Slots> {
        self.slots.write().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Slots {
    fn entry_mut(&mut self, id: ActorId) -> Option<&mut Entry> {
        if id.is_chosen() {
            return self.chosen.get_mut(&(id.index, id.generation));
        }
        let slot = self.slots.get_mut(id.index as usize)?;
        (slot.generation == id.generation).then_some(&mut slot.entry)
    }

    fn entry(&self, id: ActorId) -> Option<&Entry> {
        if id.is_chosen() {
            return self.chosen.get(&(id.index, id.generation));
        }
        let slot = self.slots.get(id.index as usize)?;
        (slot.generation == id.generation).then_some(&slot.entry)
    }
}
