//! An actor by which others wait.

use actors::prelude::*;

/// Lets nobody pass until it is opened.
#[derive(Default)]
pub(crate) struct Gate {
    is_open: bool,
    waiting: Vec<ReplyTo<()>>,
}

#[message]
pub(crate) struct Pass;

#[message]
pub(crate) struct Open;

#[actor]
impl Gate {
    #[handler]
    fn pass(&mut self, _: Pass, reply: ReplyTo<()>) {
        match self.is_open {
            true => reply.send(()),
            false => self.waiting.push(reply),
        }
    }

    #[handler]
    fn open(&mut self, _: Open) {
        self.is_open = true;
        self.waiting.drain(..).for_each(|reply| reply.send(()));
    }
}
