//! How an actor begins and how its end comes, and what follows it, where something is said of
//! either. Most actors have none of it, so that it takes one word of them.

use super::{gate::Gate, transient::Transience};
use crate::actor::{
    restart::{Restart, Restarts},
    transient::Transient,
};

/// What is said of the beginning and the end of an actor.
pub(crate) struct Fate {
    /// Whether it is made again when it ends, and how often it was.
    pub(crate) restarts: Option<Restarts>,
    /// When it ends by itself.
    pub(crate) transience: Option<Transience>,
    /// What it waits for before it begins.
    pub(crate) gate: Option<Gate>,
}

impl Fate {
    /// `None`, when nothing is said.
    pub(crate) fn of(
        restart: Restart,
        transient: Option<Transient>,
        waits: bool,
    ) -> Option<Box<Self>> {
        let restarts = (restart != Restart::never()).then(|| Restarts::new(restart));
        let transience = transient.map(Transience::new);
        let gate = waits.then(Gate::new);
        (restarts.is_some() || transience.is_some() || waits)
            .then(|| Box::new(Self { restarts, transience, gate }))
    }

    /// The system asks it to end. Whoever asks in the name of the system means it, unless it is
    /// the actor itself, whose time is over.
    pub(crate) fn asked_to_end(&mut self) {
        let is_own = self.transience.as_mut().is_some_and(Transience::take_over);
        if !is_own {
            self.restarts = None;
        }
    }
}
