//! The life of an actor, whatever its type: it is built, takes what comes, lets its handlers work,
//! answers for what follows, and ends.
//!
//! It says step by step what is to be done next; the task of the actor does it, for it alone knows
//! the actor's type.

use std::{collections::VecDeque, future::poll_fn, sync::Arc};

use super::{
    body::{Body, End, Form, Head},
    fate::Fate,
    gate::Whence,
    hear::{self, After},
    linger::Linger,
    throttle::{self, Throttled},
    work::rest,
};
use crate::{
    actor::{
        apart::Unfinished,
        error::{CreateError, ExitReason, Failure},
        kind::Line,
        local::AnyLocal,
        notes::{self, Notes},
        recipient::AnyAddress,
        registered::WhenReady,
        reply::AnyReply,
        restart::Restart,
        system::{Signal, System},
        trace::Row,
        traits::Flow,
        transient::Transient,
    },
    queue::mailbox::{BATCH, Taken},
    run::yield_now,
};

/// How many messages an actor handles before others on its thread have their turn.
const TURN: usize = BATCH;

/// What the task of an actor is to do next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Step {
    /// Build the actor, and say what became of it: [`Life::built`].
    Build,
    /// Let it handle the message in its place, and say what became of that: [`Life::handled`].
    Handle,
    /// Let it get ready, now that what comes first has come: [`Life::got_ready`].
    Ready,
    /// It is over: [`Life::last`].
    End,
}

/// How far the life of an actor is.
pub(super) enum Stage {
    /// It is about to be built.
    Unbuilt,
    /// It panicked so, and is about to be built again, with a message in its place.
    Rebuilt(String),
    /// It is about to be built again, since it panicked when it was to be ready.
    Unready,
    /// It is between two messages.
    Between,
    /// It is about to handle the message in its place once more.
    Again,
    /// It has ended, and may be made again.
    Over(Box<End>),
    /// It has ended.
    Ended(Box<End>),
}

/// The life of one actor.
pub(crate) struct Life {
    pub(super) form: &'static Form,
    pub(super) stage: Stage,
    /// What follows the message that is handled.
    pub(super) after: After,
    /// How often its handler has panicked.
    pub(super) tries: u8,
    /// Whether what is handled is noted: only where one step is taken after another.
    is_traced: bool,
    linger: Linger,
    /// How many messages may be handled before others have their turn.
    left: u32,
    /// How many messages may yet be handled although receivers are full, because this actor and
    /// its receivers were found waiting for one another.
    released: u32,
    pub(super) signals: VecDeque<Signal>,
    /// What is noted of the actor, from its first message on.
    notes: Option<Arc<Notes>>,
    /// The message that is handled as something else than it is.
    pub(super) line: Option<Box<Line>>,
    /// How its end comes and what follows it, if an attribute or its creator says something of it.
    pub(super) fate: Option<Box<Fate>>,
    /// Who waits until the actor runs.
    ready: Option<WhenReady>,
}

/// How the actor goes on after a message.
pub(super) enum Next {
    Message,
    End { reason: ExitReason, recursive: bool },
}

impl Life {
    pub(crate) fn new(
        form: &'static Form,
        me: &dyn AnyLocal,
        (restart, transient): (Restart, Option<Transient>),
        ready: Option<WhenReady>,
    ) -> Self {
        Self {
            form,
            stage: Stage::Unbuilt,
            after: After::Message,
            tries: 0,
            is_traced: me.host().trace().is_some(),
            linger: Linger::default(),
            left: 0,
            released: 0,
            signals: VecDeque::new(),
            notes: None,
            line: None,
            fate: Fate::of(restart, transient, form.first.is_some()),
            ready,
        }
    }

    /// What is to be done next; `None` when there is something to wait for first.
    pub(crate) fn next(&mut self, body: &mut dyn Body) -> Option<Step> {
        loop {
            match self.stage {
                Stage::Unbuilt | Stage::Rebuilt(_) | Stage::Unready => {
                    self.shut_gate(body);
                    body.desk().time.in_init = true;
                    return Some(Step::Build);
                }
                Stage::Again => {
                    self.stage = Stage::Between;
                    return Some(Step::Handle);
                }
                Stage::Over(_) => return None,
                Stage::Ended(_) => return Some(Step::End),
                Stage::Between => {}
            }
            if let Some(end) = self.obey(body) {
                self.end(end);
            } else if self.is_ready_to_open() {
                let desk = body.desk();
                // What is set here is taken back and set anew as what the init sets.
                (desk.sender, desk.time.in_init) = (None, true);
                return Some(Step::Ready);
            } else if self.left == 0 || body.in_hand() == 0 || !body.desk().slow.is_empty() {
                return None;
            } else if self.take_up(body) {
                return Some(Step::Handle);
            }
        }
    }

    /// Waits for what there is to wait for before anything can be done.
    pub(crate) async fn wait(&mut self, body: &mut dyn Body) {
        if let Stage::Over(_) = self.stage {
            Box::pin(self.rest_after(body)).await;
        } else if !body.desk().slow.is_empty() {
            Box::pin(self.slow_down(body)).await;
        } else if self.left == 0 {
            self.begin_turn(body);
            yield_now().await;
        } else {
            self.take(body).await;
        }
    }

    /// What became of the building of the actor.
    pub(crate) fn built(&mut self, body: &mut dyn Body, built: Result<(), String>) {
        body.desk().time.in_init = false;
        match (std::mem::replace(&mut self.stage, Stage::Between), built) {
            (Stage::Rebuilt(panic), built) => self.built_again(body, panic, built),
            (Stage::Unready, Err(why)) => self.end((ExitReason::Failed(why), true)),
            (Stage::Unready, Ok(())) => {}
            (_, Err(why)) => self.end((ExitReason::NotStarted(why), true)),
            (_, Ok(())) => {
                if let Some(ready) = self.ready.take() {
                    ready(Ok(()));
                }
                self.begin_turn(body);
            }
        }
    }

    /// What became of the handling of a message.
    pub(crate) fn handled(&mut self, body: &mut dyn Body, handled: Result<Flow, Unfinished>) {
        match handled {
            Ok(Flow::Super) => self.pass_on(body),
            Ok(flow) => self.follow(body, flow),
            Err(Unfinished::Stopped(reason)) => {
                if let Some(slot) = body.place().slot() {
                    slot.take().1.fail(Failure::Ended(reason.clone()));
                }
                self.go_on(body, Next::End { reason, recursive: true });
            }
            Err(Unfinished::Panicked(panic)) => self.recover(body, panic.0),
        }
    }

    /// The end of the actor, for good. What it has taken and not handled is in its hand yet.
    pub(crate) fn last(&mut self, body: &mut dyn Body) -> End {
        let end = match std::mem::replace(&mut self.stage, Stage::Between) {
            Stage::Over(end) | Stage::Ended(end) => *end,
            _ => (ExitReason::Requested, true),
        };
        if let (Some(ready), ExitReason::NotStarted(why)) = (self.ready.take(), &end.0) {
            let (actor, reason) = ((self.form.name)().to_owned(), why.clone());
            ready(Err(CreateError::Init { actor, reason }));
        }
        body.drop_actor();
        let time = body.desk().time;
        time.forget_all(body.me());
        end
    }

    /// Whether nothing is special about the message that was handled.
    #[inline]
    pub(crate) const fn is_plain(&self) -> bool {
        self.line.is_none() && self.fate.is_none() && matches!(self.after, After::Message)
    }

    /// The actor ends, unless it is made again.
    pub(super) fn end(&mut self, end: End) {
        let end = Box::new(end);
        self.stage = if self.fate.is_some() { Stage::Over(end) } else { Stage::Ended(end) };
    }

    fn begin_turn(&mut self, body: &dyn Body) {
        let turn = body.me().host().executor().turn(TURN);
        self.left = u32::try_from(turn).unwrap_or(u32::MAX);
    }

    /// Whether the next message may be handled without a look at anything but itself.
    #[inline]
    pub(crate) fn is_easy(&self) -> bool {
        matches!(self.stage, Stage::Between)
            && self.left > 0
            && self.fate.is_none()
            && !self.is_traced
            && self.signals.is_empty()
    }

    /// The actor takes up a message of this kind, and has so many in its hand besides.
    #[inline]
    pub(crate) fn begin(&mut self, kind: u32, in_hand: usize, me: &dyn AnyLocal) {
        self.left -= 1;
        self.tries = 0;
        match &self.notes {
            Some(notes) => notes.begin(kind, in_hand),
            None => self.begin_first(kind, in_hand, me),
        }
    }

    #[cold]
    fn begin_first(&mut self, kind: u32, in_hand: usize, me: &dyn AnyLocal) {
        let notes = me.notes().clone();
        notes.begin(kind, in_hand);
        notes::adopt(notes.clone());
        self.notes = Some(notes);
    }

    /// Takes up the next thing. `false` when there is nothing to be handled.
    fn take_up(&mut self, body: &mut dyn Body) -> bool {
        let Some((sender, head)) = body.pop() else { return false };
        body.desk().sender = sender;
        if self.fate.is_some() && !matches!(head, Head::System(_)) {
            self.live_on(body);
        }
        let whence = Whence::of(&head);
        let is_there = match head {
            Head::Sealed | Head::Own => true,
            Head::Work(job) => {
                body.desk().job = Some(job);
                true
            }
            Head::Untyped(untyped) => self.open_nearest(body, untyped.0, untyped.1),
            Head::System(system) => self.hear(body, *system),
            Head::Nothing => false,
        };
        if !is_there {
            self.left -= 1;
            self.go_on(body, Next::Message);
            return false;
        }
        let Some(tries) = self.let_in(body, whence) else {
            self.left -= 1;
            return false;
        };
        if self.is_traced {
            self.trace(body);
        }
        let (kind, in_hand) = (body.place().kind(), body.in_hand());
        self.begin(kind, in_hand, body.me());
        self.tries = tries;
        true
    }

    /// What the system says. `false` when there is nothing to be handled.
    #[cold]
    fn hear(&mut self, body: &mut dyn Body, system: System) -> bool {
        let system = match self.foresee(body, system) {
            Some(System::Work(errand)) => return self.open_errand(body, errand),
            Some(system) => system,
            None => return false,
        };
        let (message, after) = hear::word(system, body.me().family(), body.me().host());
        self.after = after;
        message.is_some_and(|message| self.open_nearest(body, message, AnyReply::nobody()))
    }

    /// Notes what is about to be handled.
    #[cold]
    fn trace(&self, body: &mut dyn Body) {
        let sender = body.desk().sender;
        let Some(message) = body.place().slot().map(|slot| slot.name()) else { return };
        let (me, actor) = (body.me(), (self.form.name)());
        if let Some(trace) = me.host().trace() {
            let (at, receiver) = (me.host().executor().now(), me.id());
            trace.note(Row { at, sender, receiver, actor, message });
        }
    }

    /// Waits for messages, or words of the system.
    async fn take(&mut self, body: &mut dyn Body) {
        self.before_waiting(body);
        let taken = poll_fn(|cx| body.poll_take(cx, &mut self.signals)).await;
        self.took(taken, body.in_hand());
    }

    /// The actor has nothing in its hand, and is about to wait for messages.
    #[inline]
    pub(crate) fn before_waiting(&mut self, body: &dyn Body) {
        if let Some(notes) = &self.notes {
            notes.rest();
        }
        if self.fate.is_some() {
            self.let_go(body);
        }
        if self.linger.is_worth() {
            self.linger(body);
        }
    }

    /// A moment, in case that more messages are on their way.
    #[cold]
    fn linger(&mut self, body: &dyn Body) {
        let me = body.me();
        if me.host().executor().has_threads() && me.queued() == 0 {
            Linger::pause();
            if me.queued() == 0 {
                self.linger.was_in_vain();
            }
        }
    }

    /// This is what came, and so many messages are in its hand.
    #[inline]
    pub(crate) fn took(&mut self, taken: Taken, in_hand: usize) {
        self.linger.took(in_hand);
        if taken == Taken::Closed {
            self.end((ExitReason::Requested, true));
        }
    }

    /// What follows a handler that returned.
    fn follow(&mut self, body: &mut dyn Body, flow: Flow) {
        self.has_come(body);
        if let Some(target) = body.desk().forward.take() {
            self.hand_on(body, &target);
        }
        let next = match flow {
            Flow::Exit { recursive } => Next::End { reason: ExitReason::Requested, recursive },
            Flow::Continue | Flow::Super => wanted(body),
        };
        self.go_on(body, next);
    }

    /// The message in its place is done with.
    pub(super) fn go_on(&mut self, body: &mut dyn Body, next: Next) {
        body.place().clear();
        self.line = None;
        if body.desk().job.is_some() {
            rest(body);
        }
        let after = std::mem::replace(&mut self.after, After::Message);
        match (next, after) {
            (Next::Message, After::Message) => self.stage = Stage::Between,
            // The handler failed: the actor ends nevertheless.
            (Next::Message, After::End(end)) => self.end(*end),
            (Next::End { recursive, .. }, After::End(end)) => self.end((end.0, recursive)),
            (Next::End { reason, recursive }, _) => self.end((reason, recursive)),
        }
    }

    #[cold]
    fn hand_on(&mut self, body: &mut dyn Body, target: &AnyAddress) {
        let sender = body.desk().sender.unwrap_or_else(|| body.me().id());
        let Some(slot) = body.place().slot() else { return };
        let (message, reply) = slot.take();
        // Handed on is what was sent, whatever it was handled as.
        let sent = self.line.take().and_then(|line| line.into_message());
        match sent.or(message) {
            Some(message) => {
                if let Err(error) = target.send_any(sender, message, reply) {
                    tracing::error!(actor = %(self.form.name)(), %error, "not handed on");
                }
            }
            None => reply.fail(Failure::NoReply),
        }
    }

    /// Does what the system said ahead of the messages.
    pub(super) fn obey(&mut self, body: &dyn Body) -> Option<End> {
        let me = body.me();
        me.take_signals(&mut self.signals);
        while let Some(signal) = self.signals.pop_front() {
            match signal {
                Signal::Watch(watcher) => me.family().add_watcher(watcher),
                Signal::Unwatch(watcher) => me.family().remove_watcher(watcher),
                Signal::Stop(reason) => return Some((reason, true)),
                Signal::Expired => self.expire(body),
                // Nobody waits for this actor's room for long: it is at work.
                Signal::Probe { .. }
                | Signal::WorkerReady(_)
                | Signal::WorkerDone(..)
                | Signal::Status { .. }
                | Signal::Report { .. } => {}
            }
        }
        None
    }

    /// Waits until the receivers have room again.
    async fn slow_down(&mut self, body: &mut dyn Body) {
        if self.released > 0 {
            self.released -= 1;
            body.desk().slow.clear();
            return;
        }
        body.me().notes().slow_down();
        let mut slow = std::mem::take(&mut body.desk().slow);
        let waited = throttle::wait(body.me(), &mut slow, &mut self.signals).await;
        // Those that are full yet, if the system has a word first.
        body.desk().slow.append(&mut slow);
        if let Throttled::Circle = waited {
            self.released = throttle::RELEASED;
        }
    }
}

/// How the actor goes on, as its handler wants it.
pub(super) fn wanted(body: &mut dyn Body) -> Next {
    match body.desk().exit.take() {
        Some(reason) => Next::End { reason: *reason, recursive: true },
        None => Next::Message,
    }
}
