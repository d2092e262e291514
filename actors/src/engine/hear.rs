//! What an actor hears of the system among its messages, and what it does not handle.

use std::sync::Arc;

use crate::actor::{
    any::AnyMessage,
    error::{ExitReason, Failure},
    family::Family,
    host::{DeadReason, Host},
    id::ActorId,
    recipient::AnyAddress,
    reply::AnyReply,
    system::{self, ActorExited, ChildActorExited, ChildActorRestarted, System},
};

/// What follows when the actor has handled something.
#[derive(Debug)]
pub(crate) enum After {
    /// The next one, if the handler did not say otherwise.
    Message,
    /// The actor ends, for this reason, whatever its handler did; and its children where `true`.
    End(Box<(ExitReason, bool)>),
}

/// A word of the system as a message, unless it is out of date, and what follows.
pub(crate) fn word(
    system: System,
    family: &Family,
    host: &Arc<dyn Host>,
) -> (Option<AnyMessage>, After) {
    let address = |id: ActorId| AnyAddress::new(id, host.clone());
    let message = match system {
        System::ChildExited(child, reason) => family.remove_child(child).then(|| {
            let child = address(child);
            AnyMessage::new(ChildActorExited { child, reason })
        }),
        System::Exited(id, reason) => family.unwatch(id).then(|| {
            let address = address(id);
            AnyMessage::new(ActorExited { address, reason })
        }),
        System::Revived { child, before, reason } => {
            let (child, before) = (address(child), address(before));
            Some(AnyMessage::new(ChildActorRestarted { child, before, reason }))
        }
        System::Revive(..) => None,
        System::Poison(poison) => Some(AnyMessage::new(poison)),
        System::Dead(dead) => Some(AnyMessage::new(dead)),
        // A worker opens it by itself.
        System::Work(_) => None,
        System::Exit(request, reason) => {
            let end = After::End(Box::new((reason, request.is_recursive())));
            return (Some(AnyMessage::new(request)), end);
        }
    };
    (message, After::Message)
}

/// Reports a message for which the actor has no handler. A word of the system troubles nobody.
pub(crate) fn unhandled(
    host: &Arc<dyn Host>,
    me: ActorId,
    name: &str,
    message: AnyMessage,
    reply: AnyReply,
) {
    let failure =
        Failure::Unhandled { message: message.name().into_owned(), actor: name.to_owned() };
    reply.fail(failure);
    if !system::is_systems(message.wire()) {
        host.dead_letter(me, message, DeadReason::Unhandled);
    }
}
