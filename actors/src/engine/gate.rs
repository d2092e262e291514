//! The gate of an actor that waits for its first messages: until each has come and was handled, it
//! is shut, and others are held in their order.
//!
//! What is held is taken out of the mailbox, so that the first messages get through although it is
//! full; as many are held as have room in it, and those that come then are refused. What the system
//! says, and what the actor has set for itself, is never held.

use std::mem;

use super::{
    body::{Body, Head, Held},
    life::{Life, Next, Stage, wanted},
    recover::{begin_again, taken},
};
use crate::actor::{
    any::AnyMessage,
    apart::Unfinished,
    error::{ExitReason, Failure},
    host::DeadReason,
    options::OnPanic,
    reply::AnyReply,
    system,
    traits::InitError,
};

/// Where a message comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Whence {
    /// Somebody sent it.
    Sender,
    /// The system says it, or the actor has set it for itself.
    Within,
}

impl Whence {
    pub(super) const fn of(head: &Head) -> Self {
        match head {
            Head::Sealed | Head::Untyped(_) => Self::Sender,
            Head::System(_) | Head::Own | Head::Work(_) | Head::Nothing => Self::Within,
        }
    }
}

/// The gate of one actor.
#[derive(Debug)]
pub(crate) struct Gate {
    state: State,
    /// The kinds of messages that have not come, while it is shut.
    missing: Vec<u32>,
    /// Whether the mailbox was told that something is held.
    is_told: bool,
    /// Where the message that is handled came from.
    whence: Whence,
    /// How often the first of those that are held was tried.
    first: u8,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Shut,
    Open,
}

impl Gate {
    pub(crate) const fn new() -> Self {
        Self {
            state: State::Open,
            missing: Vec::new(),
            is_told: false,
            whence: Whence::Within,
            first: 0,
        }
    }
}

impl Life {
    fn gate(&mut self) -> Option<&mut Gate> {
        self.fate.as_mut()?.gate.as_mut()
    }

    /// Shuts the gate of an actor that is built: it has not had anything yet.
    pub(super) fn shut_gate(&mut self, body: &dyn Body) {
        let Some(first) = self.form.first else { return };
        if let Some(gate) = self.gate() {
            gate.state = State::Shut;
            gate.missing = first.to_vec();
            self.note_gate(body);
        }
    }

    /// Whether the gate is shut and nothing is missing any more.
    pub(super) fn is_ready_to_open(&mut self) -> bool {
        self.gate().is_some_and(|gate| gate.state == State::Shut && gate.missing.is_empty())
    }

    /// Lets the message in its place pass, which was tried so often before. `None` when it is held
    /// or refused.
    pub(super) fn let_in(&mut self, body: &mut dyn Body, whence: Whence) -> Option<u8> {
        let Some(gate) = self.gate() else { return Some(0) };
        gate.whence = whence;
        if gate.state == State::Open {
            // The first of those that were held comes first.
            return Some(mem::take(&mut gate.first));
        }
        if self.passes(body, whence) {
            return Some(0);
        }
        if body.held() < body.me().capacity() as usize {
            self.hold(body, Held::Last);
        } else {
            self.refuse(body);
        }
        self.line = None;
        None
    }

    /// Whether a shut gate lets the message in its place pass.
    fn passes(&self, body: &mut dyn Body, whence: Whence) -> bool {
        let kind = body.place().kind();
        let is_exit = |body: &mut dyn Body| {
            body.place().slot().and_then(|slot| system::exit_request(slot.message()?)).is_some()
        };
        whence == Whence::Within
            || self.form.first.is_some_and(|first| first.contains(&kind))
            || is_exit(body)
    }

    /// The message in its place as it came. One that can't be cloned and has been tried is not
    /// there any more.
    fn as_sent(&mut self, body: &mut dyn Body) -> Result<Option<(AnyMessage, AnyReply)>, ()> {
        let Some(line) = self.line.take() else { return Ok(None) };
        let (message, reply) = taken(body);
        match line.into_message().or(message) {
            Some(message) => Ok(Some((message, reply))),
            None => {
                reply.fail(Failure::NoReply);
                Err(())
            }
        }
    }

    fn hold(&mut self, body: &mut dyn Body, place: Held) {
        let Ok(instead) = self.as_sent(body) else { return };
        body.hold(instead, place);
        let in_hand = body.in_hand();
        if let Some(gate) = self.gate()
            && !mem::replace(&mut gate.is_told, true)
        {
            body.me().hold(in_hand);
        }
        self.note_gate(body);
    }

    fn refuse(&mut self, body: &mut dyn Body) {
        let (message, reply) = match self.as_sent(body) {
            Ok(Some((message, reply))) => (Some(message), reply),
            Ok(None) => taken(body),
            Err(()) => return,
        };
        let me = body.me();
        let name = |kind: &u32| me.kind_name(*kind).map(String::from);
        let missing: Vec<String> = match self.gate() {
            Some(gate) => gate.missing.iter().filter_map(name).collect(),
            None => Vec::new(),
        };
        reply.fail(Failure::NotReady(missing.clone()));
        if let Some(message) = message {
            me.host().dead_letter(me.id(), message, DeadReason::NotReady(missing));
        }
    }

    /// Holds a message that was tried once, before all others, if the actor that was built again
    /// since waits for what comes first. `false` when it is to be tried now.
    pub(super) fn hold_again(&mut self, body: &mut dyn Body) -> bool {
        let Some(&mut Gate { state: State::Shut, whence, .. }) = self.gate() else { return false };
        if self.passes(body, whence) {
            return false;
        }
        let tries = self.tries;
        self.hold(body, Held::First);
        if let Some(gate) = self.gate() {
            gate.first = tries;
        }
        true
    }

    /// The message in its place has been handled.
    pub(super) fn has_come(&mut self, body: &mut dyn Body) {
        let Some(gate) = self.gate() else { return };
        let (kind, before) = (body.place().kind(), gate.missing.len());
        gate.missing.retain(|missing| *missing != kind);
        if gate.missing.len() < before {
            self.note_gate(body);
        }
    }

    /// Everything that was taken has been handled, unless it is held.
    pub(super) fn let_go(&mut self, body: &dyn Body) {
        let Some(gate) = self.gate() else { return };
        if body.held() == 0 && mem::replace(&mut gate.is_told, false) {
            body.me().let_go();
        }
    }

    /// What became of the actor's getting ready.
    pub(crate) fn got_ready(
        &mut self,
        body: &mut dyn Body,
        ready: Result<Result<(), InitError>, Unfinished>,
    ) {
        body.desk().time.in_init = false;
        match ready {
            Ok(Ok(())) => self.open_gate(body),
            Ok(Err(error)) => self.end((ExitReason::NotStarted(error.0), true)),
            Err(Unfinished::Stopped(reason)) => self.end((reason, true)),
            Err(Unfinished::Panicked(panic)) => self.could_not_get_ready(body, panic.0),
        }
    }

    /// Takes what is held, before what came after it.
    fn open_gate(&mut self, body: &mut dyn Body) {
        body.desk().forward = None;
        if let Next::End { reason, recursive } = wanted(body) {
            return self.end((reason, recursive));
        }
        body.release();
        if let Some(gate) = self.gate() {
            gate.state = State::Open;
        }
        body.me().notes().wants().clear();
    }

    fn could_not_get_ready(&mut self, body: &mut dyn Body, panic: String) {
        body.me().notes().panicked();
        body.desk().forget_effects();
        tracing::warn!(
            actor = (self.form.name)(), %panic, "an actor panicked when it was to be ready"
        );
        // One that waits for nothing would be built for ever.
        let waits = self.form.first.is_some_and(|first| !first.is_empty());
        match self.form.options.on_panic {
            OnPanic::Resume => self.open_gate(body),
            OnPanic::Restart if waits => {
                begin_again(body);
                self.stage = Stage::Unready;
            }
            OnPanic::Restart | OnPanic::Stop => self.end((ExitReason::Failed(panic), true)),
        }
    }

    /// Notes what the actor waits for, for those who ask for its status.
    fn note_gate(&mut self, body: &dyn Body) {
        let held = body.held();
        if let Some(gate) = self.gate() {
            body.me().notes().wants().wait(&gate.missing, held);
        }
    }
}
