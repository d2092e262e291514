//! What the manager of a troupe does with what only its actor's type can do.

use std::{
    any::Any,
    collections::VecDeque,
    sync::Arc,
    task::{Context, Poll},
};

use super::super::{
    body::{Body, Form, Head, Sight},
    load::Load,
    seed::AnySeed,
    spawn::Birth,
};
use crate::{
    actor::{
        any::AnyMessage,
        capability::Requirements,
        error::ExitReason,
        family::Family,
        id::ActorId,
        kind,
        local::AnyLocal,
        notes::Notes,
        options::Placement,
        registered::{Role, WhenReady},
        reply::AnyReply,
        restart::Restart,
        system::{Signal, System},
        troupe::{self, Job},
    },
    queue::mailbox::Taken,
    wire::CodecError,
};

/// Something that came to the manager.
pub(super) struct Arrived {
    pub(super) sender: Option<ActorId>,
    pub(super) what: What,
}

pub(super) enum What {
    /// A message for a worker.
    Load(Box<dyn Load>),
    /// A message that no worker handles, of this kind if it is one of the actor's.
    Foreign(Option<u32>, AnyMessage, AnyReply),
    /// What a worker of this process gives back.
    Back(Job, Box<dyn Load>),
    System(System),
}

/// What the manager needs its actor's type for.
pub(super) struct Craft {
    body: Box<dyn Body>,
    seed: Box<dyn AnySeed>,
    form: &'static Form,
    /// How many of the messages in the mailbox are known to be for workers.
    seen: usize,
}

impl Craft {
    pub(super) fn new(body: Box<dyn Body>, seed: Box<dyn AnySeed>, form: &'static Form) -> Self {
        Self { body, seed, form, seen: 0 }
    }

    pub(super) fn me(&self) -> &dyn AnyLocal {
        self.body.me()
    }

    pub(super) const fn form(&self) -> &'static Form {
        self.form
    }

    pub(super) fn id(&self) -> ActorId {
        self.me().id()
    }

    pub(super) fn name(&self) -> &'static str {
        (self.form.name)()
    }

    pub(super) const fn placement(&self) -> Placement {
        self.form.options.placement
    }

    /// How many messages may wait.
    pub(super) fn room(&self) -> usize {
        self.form.options.room(self.me().host().rules()) as usize
    }

    pub(super) fn family(&self) -> &Family {
        self.me().family()
    }

    /// What is noted of the troupe.
    pub(super) fn notes(&self) -> &Notes {
        self.me().notes()
    }

    pub(super) fn encode_args(&self) -> Result<Vec<u8>, CodecError> {
        let mut body = Vec::new();
        self.seed.encode(&mut body)?;
        Ok(body)
    }

    /// Makes a worker in this process.
    pub(super) fn hire(&self, id: ActorId, ready: WhenReady) -> Arc<dyn Any + Send + Sync> {
        let birth = Birth {
            id,
            parent: Some(self.id()),
            role: Role::Worker,
            requirements: Requirements::default(),
            restart: Restart::never(),
        };
        self.seed.copy().spawn(self.me().host(), birth, ready).into_any_arc()
    }

    /// Takes what has come, or waits.
    pub(super) fn poll_take(
        &mut self,
        cx: &mut Context<'_>,
        arrived: &mut VecDeque<Arrived>,
        signals: &mut VecDeque<Signal>,
    ) -> Poll<Taken> {
        self.seen = 0;
        let taken = self.body.poll_take(cx, signals);
        self.open_all(arrived);
        taken
    }

    /// Takes what the system says, or waits; messages stay where they are.
    pub(super) fn poll_words(
        &mut self,
        cx: &mut Context<'_>,
        arrived: &mut VecDeque<Arrived>,
        signals: &mut VecDeque<Signal>,
    ) -> Poll<Taken> {
        let is_word = |sight: Sight<'_>| match sight {
            Sight::System(_) | Sight::Own => true,
            Sight::Sealed(slot) => {
                slot.message().is_some_and(|message| troupe::is_for_manager(message.wire()))
            }
            Sight::Untyped(message) => troupe::is_for_manager(message.wire()),
        };
        let taken = self.body.poll_words(cx, &mut self.seen, &is_word, signals);
        self.open_all(arrived);
        taken
    }

    /// Ready when the system says stop.
    pub(super) fn poll_stop(&self, cx: &mut Context<'_>) -> Poll<()> {
        self.me().poll_stop(cx)
    }

    /// What has been set for the manager is taken back, since it ends.
    pub(super) fn put_down(mut self, reason: &ExitReason) -> Arc<dyn AnyLocal> {
        let time = self.body.desk().time;
        time.forget_all(self.me());
        self.body.put_down(reason);
        self.body.share()
    }

    fn open_all(&mut self, arrived: &mut VecDeque<Arrived>) {
        while let Some((sender, head)) = self.body.pop() {
            if let Some(what) = self.open(head) {
                arrived.push_back(Arrived { sender, what });
            }
        }
    }

    fn open(&mut self, head: Head) -> Option<What> {
        match head {
            Head::Sealed => self.sealed(),
            Head::Untyped(untyped) if troupe::is_for_manager(untyped.0.wire()) => {
                Some(What::Foreign(None, untyped.0, untyped.1))
            }
            Head::Untyped(untyped) => match kind::open(self.body.place(), untyped.0, untyped.1) {
                Ok(()) => self.sealed(),
                Err((Some(message), reply)) => Some(What::Foreign(None, message, reply)),
                Err((None, _)) => None,
            },
            Head::Work(job) => self.body.take_load().map(|load| What::Back(job, load)),
            Head::System(system) => Some(What::System(*system)),
            // The manager sets none.
            Head::Own => {
                self.body.place().clear();
                None
            }
            Head::Nothing => None,
        }
    }

    /// The message in its place: for a worker, or for the manager itself.
    fn sealed(&mut self) -> Option<What> {
        let kind = self.body.place().kind();
        let slot = self.body.place().slot()?;
        if !slot.message().is_some_and(|message| troupe::is_for_manager(message.wire())) {
            return self.body.take_load().map(What::Load);
        }
        let (message, reply) = slot.take();
        Some(What::Foreign(Some(kind), message?, reply))
    }
}
