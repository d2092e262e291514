//! How the end of an actor comes, and what follows it, where something is said of either. Most
//! actors have none of it, so that it takes one word of them.

use super::transient::Transience;
use crate::actor::{
    restart::{Restart, Restarts},
    transient::Transient,
};

/// What is said of the end of an actor.
pub(crate) struct Fate {
    /// Whether it is made again when it ends, and how often it was.
    pub(crate) restarts: Option<Restarts>,
    /// When it ends by itself.
    pub(crate) transience: Option<Transience>,
}

impl Fate {
    /// `None`, when nothing is said.
    pub(crate) fn of(restart: Restart, transient: Option<Transient>) -> Option<Box<Self>> {
        let restarts = (restart != Restart::never()).then(|| Restarts::new(restart));
        let transience = transient.map(Transience::new);
        (restarts.is_some() || transience.is_some())
            .then(|| Box::new(Self { restarts, transience }))
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
