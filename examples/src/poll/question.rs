//! `Question`: all that is known of one question, in memory and in one process of its own.

use std::{path::Path, time::Duration};

use actors::prelude::*;

use super::{
    messages::{Ballot, Dump, SaveNow},
    store::Store,
    tally::Tally,
};

/// One question of a poll.
#[derive(Debug)]
pub struct Question {
    name: String,
    tally: Tally,
    store: Store,
    /// Whether a wakeup to save is on its way.
    saving: bool,
}

/// How long after the first change everything that changed is saved.
const SAVE_AFTER: Duration = Duration::from_secs(1);

#[actor(name = "poll.Question")]
impl Question {
    /// Goes on where the last actor of this question stopped.
    #[init]
    fn new(name: String, database: String) -> rusqlite::Result<Self> {
        let store = Store::open(Path::new(&database))?;
        let tally = store.load(&name)?;
        Ok(Self { name, tally, store, saving: false })
    }

    #[handler]
    fn ballot(&mut self, ballot: Ballot, ctx: &mut Context<Self>) {
        self.tally.add(ballot);
        self.save_soon(ctx);
    }

    #[handler]
    fn dump(&mut self, Dump(reply): Dump) {
        reply.send(Ok(self.tally.analytics(&self.name)));
    }

    #[handler]
    fn save_now(&mut self, _: WakeupMessage<SaveNow>, ctx: &mut Context<Self>) {
        self.saving = false;
        if !self.save() {
            self.save_soon(ctx);
        }
    }

    #[handler]
    fn exiting(&mut self, _: ActorExitRequest) {
        self.save();
    }

    fn save_soon(&mut self, ctx: &mut Context<Self>) {
        if !self.saving {
            self.saving = true;
            ctx.wakeup_after(SAVE_AFTER, SaveNow);
        }
    }

    /// Saves what has changed. `false` when that did not work: the counts are still in memory.
    fn save(&mut self) -> bool {
        let rows = self.tally.unsaved();
        if rows.is_empty() {
            return true;
        }
        match self.store.save(&self.name, &rows) {
            Ok(()) => {
                self.tally.mark_saved();
                true
            }
            Err(error) => {
                eprintln!("the counts of `{}` could not be saved: {error}", self.name);
                false
            }
        }
    }
}
