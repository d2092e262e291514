//! What a handler has at hand: who it is, who sent the message, and everything it may ask for.

use std::{fmt, sync::Arc};

use super::{
    address::Address,
    any::AnyMessage,
    capability::{Capabilities, CapabilityValue},
    desk::Desk,
    error::ExitReason,
    host::{DeadReason, Host},
    id::ActorId,
    local::Local,
    message::Reply,
    recipient::{Addressed, AnyAddress, Speaker, Target},
    reply::{AnyReply, ReplyPort, ReplyTo},
    system::{ActorExitRequest, Signal},
    time::Timekeeping,
    traits::Actor,
};
use crate::queue::mailbox::Pressure;

/// The context of an actor: a handler that wants it takes `ctx: &mut Context<Self>`.
pub struct Context<A: Actor> {
    pub(crate) me: Arc<Local<A::Envelope>>,
    pub(crate) desk: Desk,
}

impl<A: Actor> Context<A> {
    pub(crate) fn new(me: Arc<Local<A::Envelope>>) -> Self {
        Self { me, desk: Desk::default() }
    }

    /// What stands in for the context of an actor while a thread of its own has it.
    pub(crate) fn stand_in(of: &Self) -> Self {
        let desk = Desk { time: Timekeeping::used(), ..Desk::default() };
        Self { me: of.me.clone(), desk }
    }

    /// Sends `message`. It never waits and never fails here: a receiver that is full slows this
    /// actor down between its messages, and what can't be sent becomes a dead letter.
    ///
    /// What one actor sends to another arrives in the order in which it was sent.
    #[inline]
    pub fn send<M, T: Target<M>>(&mut self, target: &T, message: M) {
        match target.send_from(Speaker(self.me.id), message) {
            Ok(slow) if slow.0 == Pressure::Low => {}
            Ok(_) => self.slow_down(target.to_any()),
            Err(error) => {
                let any = target.to_any();
                let reason = DeadReason::Codec(error.to_string());
                tracing::error!(actor = %self.any(), target = %any, %error, "not sent");
                self.host().dead_letter(
                    any.id(),
                    AnyMessage::new(T::message_name().into_owned()),
                    reason,
                );
            }
        }
    }

    /// Hands the message of this handler on to `target` when the handler returns, with its sender
    /// and the way back to its asker: the answer comes from there, and what this handler returns
    /// is not sent.
    ///
    /// A message that was taken by value and can't be cloned is not there any more; its asker gets
    /// no answer.
    pub fn forward(&mut self, target: &impl Addressed) {
        self.desk.forward = Some(Box::new(target.to_any()));
    }

    /// Asks to be told, once, with [`ActorExited`](crate::ActorExited), when `target` ends; at
    /// once if it has ended already.
    pub fn watch(&mut self, target: &impl Addressed) {
        let target = target.to_any().id();
        if self.me.family.watch(target) {
            self.host().signal(target, Signal::Watch(self.me.id));
        }
    }

    /// Takes a [`watch`](Self::watch) back: from now on nothing is told.
    pub fn unwatch(&mut self, target: &impl Addressed) {
        let target = target.to_any().id();
        if self.me.family.unwatch(target) {
            self.host().signal(target, Signal::Unwatch(self.me.id));
        }
    }

    /// Ends this actor, and its children, when the handler has returned. Messages that wait
    /// become dead letters.
    pub fn exit(&mut self) {
        self.desk.exit = Some(Box::new(ExitReason::Requested));
    }

    /// Ends this actor, and its children, when the handler has returned, as one that failed, and
    /// says why. Whoever made it, or watches it, hears [`ExitReason::Failed`].
    pub fn fail(&mut self, why: impl Into<String>) {
        self.desk.exit = Some(Box::new(ExitReason::Failed(why.into())));
    }

    /// What this system has.
    #[must_use]
    pub fn capabilities(&self) -> Capabilities {
        self.host().capabilities()
    }

    /// Sets what this system has: a value, or `None` to take it away. Actors of the system that no
    /// longer fit are asked to end, with the reason
    /// [`CapabilityLost`](crate::ExitReason::CapabilityLost); what is created from now on goes by
    /// it. A value that is there already changes nothing.
    pub fn update_capability(&mut self, key: impl Into<String>, value: impl CapabilityValue) {
        // It is under way; whoever wants to know when it is done asks the system.
        drop(self.host().update_capability(key.into(), value.into_value()));
    }

    /// In a worker of a troupe: with `true`, the work goes on when its handler has returned, and
    /// this worker is given no other until a handler says `false`. What is sent to
    /// [`address`](Self::address), such as the answers that it waits for, still reaches it.
    ///
    /// An actor that is not in a troupe has no use for it.
    pub fn work_in_progress(&mut self, goes_on: bool) {
        self.desk.in_progress = goes_on;
    }

    /// Asks `target` to end, and its children with it.
    pub fn exit_actor(&mut self, target: &impl Addressed) {
        let target = target.to_any();
        let request = AnyMessage::new(ActorExitRequest::new());
        // A request has no content that could fail to be written.
        let _ = target.send_any(self.me.id, request, AnyReply::nobody());
    }

    /// From now on this actor gets a [`DeadEnvelope`](crate::DeadEnvelope) for each message of
    /// this system that reaches nobody; with `false` no longer.
    pub fn handle_dead_letters(&mut self, register: bool) {
        self.host().handle_dead_letters(self.me.id, register);
    }

    /// Who sent the message: an actor, or an endpoint outside. For a wakeup and what the system
    /// says it is the actor itself.
    #[must_use]
    pub fn sender(&self) -> AnyAddress {
        AnyAddress::new(self.desk.sender.unwrap_or(self.me.id), self.host().clone())
    }

    /// The address of this actor.
    #[must_use]
    pub fn address(&self) -> Address<A> {
        Address::local(self.me.clone())
    }

    /// The children that live.
    #[must_use]
    pub fn children(&self) -> Vec<AnyAddress> {
        let address = |id: ActorId| AnyAddress::new(id, self.host().clone());
        self.me.family.children().into_iter().map(address).collect()
    }

    /// The actor that created this one; none for an actor at the top of the system.
    #[must_use]
    pub fn parent(&self) -> Option<AnyAddress> {
        self.me.family.parent.map(|id| AnyAddress::new(id, self.host().clone()))
    }

    pub(crate) fn host(&self) -> &Arc<dyn Host> {
        &self.me.host
    }

    pub(crate) fn any(&self) -> AnyAddress {
        AnyAddress::new(self.me.id, self.host().clone())
    }

    /// Answers, unless the message is handed on.
    #[doc(hidden)]
    #[inline]
    pub fn answer<R: Reply>(&self, port: &mut ReplyPort<R>, answer: R) {
        if self.desk.forward.is_none() {
            port.take().send(answer);
        }
    }

    /// Answers what a fallback handler took, unless the message is handed on.
    #[doc(hidden)]
    pub fn answer_any<R: Reply>(&self, reply: &mut AnyReply, answer: &R) {
        if self.desk.forward.is_none() {
            reply.take().send(answer);
        }
    }

    /// The right to answer, for a handler that wants it.
    #[doc(hidden)]
    pub fn reply_to<R: Reply>(&self, port: &mut ReplyPort<R>) -> ReplyTo<R> {
        port.share(self.host().clone())
    }

    fn slow_down(&mut self, target: AnyAddress) {
        if self.desk.slow.iter().any(|room| room.id() == target.id()) {
            return;
        }
        // An actor that sends to itself would wait for itself.
        if target.id() != self.me.id {
            self.desk.slow.extend(target.room());
        }
    }
}

impl<A: Actor> fmt::Debug for Context<A> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Context").field("me", &self.me).finish_non_exhaustive()
    }
}
