//! Messages that are handled as something else than they are: as one of their kinds, or as anything.

use super::{
    body::Body,
    hear,
    life::{Life, Stage, wanted},
    recover::taken,
};
use crate::actor::{any::AnyMessage, error::Failure, kind::Line, reply::AnyReply};

impl Life {
    /// Puts a message in its place, in the nearest envelope. One for which there is none is
    /// reported: `false`.
    #[cold]
    pub(super) fn open_nearest(
        &mut self,
        body: &mut dyn Body,
        message: AnyMessage,
        reply: AnyReply,
    ) -> bool {
        match body.place().open(message, reply) {
            Ok(()) => true,
            Err((message, reply)) => self.next_in(body, Box::new(Line::beyond(message)), reply),
        }
    }

    /// The handler of the message passed it on: to the next envelope that there is for it.
    #[cold]
    pub(super) fn pass_on(&mut self, body: &mut dyn Body) {
        body.desk().forward = None;
        let (message, reply) = taken(body);
        let line = self.line.take().or_else(|| Some(Box::new(Line::beyond(message?))));
        let is_there = match line {
            Some(line) => self.next_in(body, line, reply),
            None => {
                tracing::error!(
                    actor = (self.form.name)(),
                    "a message that can't be cloned can be passed on only if it is taken by `&`"
                );
                reply.fail(Failure::NoReply);
                false
            }
        };
        if is_there {
            self.stage = Stage::Again;
        } else {
            let next = wanted(body);
            self.go_on(body, next);
        }
    }

    fn next_in(&mut self, body: &mut dyn Body, mut line: Box<Line>, reply: AnyReply) -> bool {
        match line.next(body.place(), reply) {
            Ok(()) => {
                self.line = Some(line);
                true
            }
            Err(reply) => {
                let me = body.me();
                if let Some(message) = line.into_message() {
                    hear::unhandled(me.host(), me.id(), (self.form.name)(), message, reply);
                }
                false
            }
        }
    }
}
