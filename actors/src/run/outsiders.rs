//! Those who wait on a stepper from outside of it, each on a thread of its own runtime.
//!
//! One who has been woken and has not come yet is about to do something, and so is one who is
//! here at this moment: time is not to pass over its head, however long its thread takes.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU32, Ordering},
    },
    task::{Wake, Waker},
};

/// All who wait, or have waited not long ago.
#[derive(Default)]
pub(super) struct Outsiders(Vec<Arc<Outsider>>);

/// One of them, by what wakes it.
pub(super) struct Outsider {
    waker: Waker,
    /// Whether it has been woken since it was here.
    called: AtomicBool,
    /// How often it is here at this moment.
    visits: AtomicU32,
}

/// An outsider is here.
pub(super) struct Visit {
    outsider: Arc<Outsider>,
    /// What it waits for wakes it by this.
    pub(super) waker: Waker,
}

impl Outsiders {
    /// One of them is here.
    pub(super) fn come(&mut self, waker: &Waker) -> Visit {
        let known = self.0.iter().find(|one| one.waker.will_wake(waker)).cloned();
        let outsider = known.unwrap_or_else(|| {
            // Nobody wakes the others any more.
            self.0.retain(|one| Arc::strong_count(one) > 1 || one.is_about_to_act());
            let new = Arc::new(Outsider {
                waker: waker.clone(),
                called: AtomicBool::new(false),
                visits: AtomicU32::new(0),
            });
            self.0.push(new.clone());
            new
        });
        outsider.visits.fetch_add(1, Ordering::SeqCst);
        outsider.called.store(false, Ordering::SeqCst);
        Visit { waker: outsider.clone().into(), outsider }
    }

    /// Whether one of them is about to do something, besides this one.
    pub(super) fn is_another_about_to_act(&self, this: &Visit) -> bool {
        self.0.iter().any(|one| one.is_about_to_act() && !Arc::ptr_eq(one, &this.outsider))
    }

    /// Those who have been woken do not come any more: they have stopped to wait.
    pub(super) fn give_up(&self) {
        self.0.iter().for_each(|one| one.called.store(false, Ordering::SeqCst));
    }
}

impl Outsider {
    fn is_about_to_act(&self) -> bool {
        self.called.load(Ordering::SeqCst) || self.visits.load(Ordering::SeqCst) > 0
    }
}

impl Visit {
    /// What it has waited for is there: it need not come again.
    pub(super) fn has_all(&self) {
        self.outsider.called.store(false, Ordering::SeqCst);
    }
}

impl Drop for Visit {
    fn drop(&mut self) {
        self.outsider.visits.fetch_sub(1, Ordering::SeqCst);
    }
}

impl Wake for Outsider {
    fn wake(self: Arc<Self>) {
        self.wake_by_ref();
    }

    fn wake_by_ref(self: &Arc<Self>) {
        self.called.store(true, Ordering::SeqCst);
        self.waker.wake_by_ref();
    }
}
