//! `Question`: all that is known of one question, in memory and in one process of its own.

use std::{path::Path, time::Duration};

use actors::{Error, prelude::*};

use super::{
    messages::{Ballot, Dump, SaveNow},
    saver::Saver,
    store::Store,
    tally::Tally,
};

/// One question of a poll.
#[derive(Debug)]
pub struct Question {
    name: String,
    tally: Tally,
    saver: Saver,
    /// Whether a wakeup to save is on its way.
    saving: bool,
}

/// How long after the first change everything that changed is saved.
const SAVE_AFTER: Duration = Duration::from_secs(1);

#[actor(name = "poll.Question")]
impl Question {
    /// Goes on where the last actor of this question stopped.
    #[init]
    fn new(name: String, database: String) -> Result<Self, Error> {
        let store = Store::open(Path::new(&database))?;
        let tally = store.load(&name)?;
        let saver = Saver::start(name.clone(), store)?;
        Ok(Self { name, tally, saver, saving: false })
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
        match self.saver.save(self.tally.unsaved()) {
            Ok(()) => self.tally.mark_saved(),
            Err(_) => self.save_soon(ctx),
        }
    }

    #[handler]
    fn exiting(&mut self, _: ActorExitRequest) {
        self.saver.finish(self.tally.unsaved());
    }

    fn save_soon(&mut self, ctx: &mut Context<Self>) {
        if !self.saving {
            self.saving = true;
            ctx.wakeup_after(SAVE_AFTER, SaveNow);
        }
    }
}
