//! A message between its sender and the worker that is done with it.

use super::{super::load::Load, held::Held};
use crate::{
    actor::{
        any::AnyMessage,
        error::Failure,
        host::Host,
        id::ActorId,
        reply::{AnyReply, ReplyPlace},
        troupe::{Errand, Job},
    },
    wire::{CodecError, WireId, limits::max_message},
};

/// How many workers may die of a message before it is given up.
const MAX_TRIES: u8 = 2;

/// The most bytes of an errand beyond those of its message.
const HEAD: usize = 256;

/// A message that waits, or that a worker has.
pub(super) struct Task {
    pub(super) sender: Option<ActorId>,
    /// Which of the actor's kinds of messages it is, until it is counted.
    pub(super) uncounted: Option<u32>,
    /// How many workers have had it.
    pub(super) tries: u8,
    pub(super) form: Form,
}

/// The message, as far as the manager has it.
pub(super) enum Form {
    /// As it came.
    Load(Box<dyn Load>),
    /// Written for workers of other processes.
    Written(Written),
    /// A worker of this process has it, and gives it back if it dies of it.
    Away,
}

/// A message as bytes, for as many workers as it takes.
pub(super) struct Written {
    wire: WireId,
    body: Vec<u8>,
    held: Option<Held>,
    second_try: SecondTry,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum SecondTry {
    Yes,
    No,
}

impl Task {
    pub(super) fn new(sender: Option<ActorId>, load: Box<dyn Load>) -> Self {
        Self { sender, uncounted: Some(load.kind()), tries: 0, form: Form::Load(load) }
    }

    /// Whether another worker may have it.
    pub(super) fn may_be_tried(&self) -> bool {
        let second_try = match &self.form {
            Form::Written(written) => written.second_try,
            Form::Load(_) | Form::Away => SecondTry::Yes,
        };
        self.tries < MAX_TRIES && (self.tries == 0 || second_try == SecondTry::Yes)
    }

    /// Whether there is still something to do: the message is here, and not answered yet.
    pub(super) fn is_open(&self) -> bool {
        match &self.form {
            Form::Load(_) => true,
            Form::Written(written) => written.held.as_ref().is_none_or(Held::is_open),
            Form::Away => false,
        }
    }

    /// From now on what the worker says is the answer, and its end is too.
    pub(super) fn release(&self) {
        if let Form::Written(Written { held: Some(held), .. }) = &self.form {
            held.release();
        }
    }

    /// The message and the way back, for one who gives it up.
    pub(super) fn unseal(self) -> (Option<AnyMessage>, AnyReply) {
        match self.form {
            Form::Load(load) => load.unseal(),
            Form::Written(Written { wire, body, held, .. }) => {
                let reply = held.map_or_else(AnyReply::nobody, |held| held.take());
                (Some(AnyMessage::unknown(wire, &body)), reply)
            }
            Form::Away => (None, AnyReply::nobody()),
        }
    }

    /// Writes it for a worker of another process; it stays here for the next one.
    ///
    /// # Errors
    /// When it can't be written. Its asker has been told.
    pub(super) fn errand(
        &mut self,
        job: Job,
        worker: ActorId,
        host: &dyn Host,
    ) -> Result<Errand, CodecError> {
        let form = std::mem::replace(&mut self.form, Form::Away);
        let written = match form {
            Form::Load(load) => Written::new(load)?,
            Form::Written(written) => written,
            Form::Away => return Err(CodecError::Local { name: "a message".to_owned() }),
        };
        let errand = Errand {
            job,
            sender: self.sender,
            wire: written.wire.get(),
            body: written.body.clone(),
            reply: written.reply(worker, host),
        };
        self.form = Form::Written(written);
        Ok(errand)
    }
}

impl Written {
    fn new(load: Box<dyn Load>) -> Result<Self, CodecError> {
        let second_try = if load.has_second_try() { SecondTry::Yes } else { SecondTry::No };
        let name = load.name().into_owned();
        let (message, reply) = load.unseal();
        let mut body = Vec::new();
        let written = match &message {
            Some(message) => message.encode(&mut body).map(|()| message.wire()),
            None => Err(CodecError::Local { name: name.clone() }),
        };
        let written = match written {
            Ok(_) if body.len() + HEAD > max_message() => Err(CodecError::TooLarge {
                name: name.clone(),
                size: body.len(),
                limit: max_message() - HEAD,
            }),
            written => written,
        };
        match written {
            Ok(wire) => {
                let held = reply.is_awaited().then(|| Held::new(reply));
                Ok(Self { wire, body, held, second_try })
            }
            Err(error) => {
                reply.fail(Failure::Codec(error.to_string()));
                Err(error)
            }
        }
    }

    /// Where the worker's answer goes.
    fn reply(&self, worker: ActorId, host: &dyn Host) -> Option<ReplyPlace> {
        let held = self.held.as_ref()?;
        host.open_ask(Some(worker.process), held.sink())
    }
}
