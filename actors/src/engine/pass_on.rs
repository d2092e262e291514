//! Messages that are handled as something else than they are: as one of their kinds, or as anything.

use super::{
    cell::{Cell, Next},
    hear,
};
use crate::actor::{
    any::AnyMessage,
    error::Failure,
    kind::Line,
    reply::AnyReply,
    traits::{Envelope, Runs},
};

impl<A: Runs> Cell<A> {
    /// The nearest envelope for a message. One for which there is none is reported.
    #[cold]
    pub(crate) fn open_nearest(
        &mut self,
        message: AnyMessage,
        reply: AnyReply,
    ) -> Option<A::Envelope> {
        match A::Envelope::open(message, reply) {
            Ok(envelope) => Some(envelope),
            Err((message, reply)) => self.next_in(Box::new(Line::beyond(message)), reply),
        }
    }

    /// The next envelope for a message that its handler passed on.
    ///
    /// # Errors
    /// How the actor goes on, when there is none.
    #[cold]
    pub(crate) fn pass_on(&mut self, envelope: A::Envelope) -> Result<A::Envelope, Next> {
        self.ctx.forward = None;
        let (message, reply) = envelope.unseal();
        let line = self.line.take().or_else(|| Some(Box::new(Line::beyond(message?))));
        let next = match line {
            Some(line) => self.next_in(line, reply),
            None => {
                tracing::error!(
                    actor = %self.ctx.me.name,
                    "a message that can't be cloned can be passed on only if it is taken by `&`"
                );
                reply.fail(Failure::NoReply);
                None
            }
        };
        next.ok_or_else(|| self.wanted())
    }

    fn next_in(&mut self, mut line: Box<Line>, reply: AnyReply) -> Option<A::Envelope> {
        match line.next(reply) {
            Ok(envelope) => {
                self.line = Some(line);
                Some(envelope)
            }
            Err(reply) => {
                let me = &self.ctx.me;
                if let Some(message) = line.into_message() {
                    hear::unhandled(&me.host, me.id, A::name(), message, reply);
                }
                None
            }
        }
    }
}
