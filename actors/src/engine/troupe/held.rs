//! The answer that a worker of another process owes: it goes through the manager, so that another
//! worker can give it when the first dies.

use std::sync::{Arc, Mutex};

use crate::{
    actor::{
        any::AnyMessage,
        error::Failure,
        reply::{AnyReply, ReplySink},
    },
    queue::lock,
    wire::WireId,
};

/// The way back to an asker, held while workers try to answer.
#[derive(Clone)]
pub(super) struct Held(Arc<Mutex<State>>);

struct State {
    reply: AnyReply,
    /// Why the last worker that was to answer never will, while another may.
    failure: Option<Failure>,
    /// Whether another worker may have a try.
    tries: Tries,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Tries {
    More,
    NoMore,
}

impl Held {
    pub(super) fn new(reply: AnyReply) -> Self {
        Self(Arc::new(Mutex::new(State { reply, failure: None, tries: Tries::More })))
    }

    /// Where the answer of the next worker goes.
    pub(super) fn sink(&self) -> Box<dyn ReplySink> {
        Box::new(Relay(Some(self.clone())))
    }

    /// Whether nobody has answered yet.
    pub(super) fn is_open(&self) -> bool {
        lock(&self.0).reply.is_awaited()
    }

    /// The way back itself.
    pub(super) fn take(&self) -> AnyReply {
        lock(&self.0).reply.take()
    }

    /// From now on what the worker says is the answer, and its end is too.
    pub(super) fn release(&self) {
        let mut state = lock(&self.0);
        state.tries = Tries::NoMore;
        let Some(failure) = state.failure.take() else { return };
        let reply = state.reply.take();
        drop(state);
        reply.fail(failure);
    }
}

/// Takes the answer of one worker.
struct Relay(Option<Held>);

impl ReplySink for Relay {
    fn deliver(mut self: Box<Self>, answer: Result<(WireId, &[u8]), Failure>) {
        let Some(held) = self.0.take() else { return };
        let mut state = lock(&held.0);
        match answer {
            Ok((wire, body)) => {
                let reply = state.reply.take();
                drop(state);
                reply.send_any(&AnyMessage::unknown(wire, body));
            }
            Err(failure @ Failure::Ended(_)) if state.tries == Tries::More => {
                state.failure = Some(failure);
            }
            Err(failure) => {
                let reply = state.reply.take();
                drop(state);
                reply.fail(failure);
            }
        }
    }
}
