//! What the attributes of an actor say, and what is counted.

use std::sync::atomic::{AtomicU64, Ordering};

use super::{capability::Requirement, rules::Rules, transient::Transient, troupe::TroupeSettings};

/// What the attributes of an actor say.
#[derive(Debug, Clone, Copy)]
pub struct Options {
    /// What happens after a panic.
    pub on_panic: OnPanic,
    /// Where the actor runs on the bases that have processes.
    pub placement: Placement,
    /// How many messages may wait; zero says that the system decides.
    pub mailbox: u32,
    /// What its system must have.
    pub requires: &'static [Requirement],
    /// The size of the troupe, if it is one.
    pub troupe: Option<TroupeSettings>,
    /// When it ends by itself, if it does.
    pub transient: Option<Transient>,
}

impl Options {
    /// What holds without attributes.
    pub const DEFAULT: Self = Self {
        on_panic: OnPanic::Restart,
        placement: Placement::Own,
        mailbox: 0,
        requires: &[],
        troupe: None,
        transient: None,
    };
}

impl Options {
    /// How many messages may wait.
    pub(crate) fn room(&self, rules: &Rules) -> u32 {
        if self.mailbox == 0 { rules.mailbox } else { self.mailbox }
    }
}

/// What happens to an actor whose handler panicked: `#[actor(on_panic = "…")]`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OnPanic {
    /// It is built again from its arguments: `"restart"`, the default.
    Restart,
    /// It goes on with the state that it has: `"resume"`.
    Resume,
    /// It ends: `"stop"`.
    Stop,
}

/// Where an actor runs on the bases that have processes: `#[actor(process = "…")]`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Placement {
    /// In a process of its own: `"own"`, the default.
    Own,
    /// In the process of the one who creates it: `"creator"`.
    Creator,
    /// In one process with all actors of this group: `"group:NAME"`.
    Group(&'static str),
}

/// What a process counts.
#[derive(Debug, Default)]
pub(crate) struct Counters {
    dead_letters: AtomicU64,
    poisoned: AtomicU64,
    restarts: AtomicU64,
}

impl Counters {
    /// A message reached nobody.
    pub(crate) fn dead_letter(&self) {
        self.dead_letters.fetch_add(1, Ordering::Relaxed);
    }

    /// A message failed twice.
    pub(crate) fn poisoned(&self) {
        self.poisoned.fetch_add(1, Ordering::Relaxed);
    }

    /// An actor was built again.
    pub(crate) fn restarted(&self) {
        self.restarts.fetch_add(1, Ordering::Relaxed);
    }

    /// How many messages failed twice.
    pub(crate) fn poison(&self) -> u64 {
        self.poisoned.load(Ordering::Relaxed)
    }

    /// How often an actor was built again.
    pub(crate) fn restarts(&self) -> u64 {
        self.restarts.load(Ordering::Relaxed)
    }

    /// How many messages reached nobody.
    pub(crate) fn dead_letters(&self) -> u64 {
        self.dead_letters.load(Ordering::Relaxed)
    }
}
