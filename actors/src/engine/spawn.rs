//! Brings an actor to life in this process.

use std::sync::Arc;

use super::{cell, troupe};
use crate::actor::{
    capability::Requirements,
    context::Context,
    error::CreateError,
    host::Host,
    id::ActorId,
    local::{Local, Needs},
    registered::{Registered, Role, StartRequest, WhenReady},
    restart::Restart,
    traits::{Actor, Envelope, Runs, With},
};

/// Who a new actor is.
#[derive(Debug, Clone)]
pub(crate) struct Birth {
    pub(crate) id: ActorId,
    pub(crate) parent: Option<ActorId>,
    pub(crate) role: Role,
    /// What its creator wants of the place.
    pub(crate) requirements: Requirements,
    /// Whether it is made again, here, when it ends.
    pub(crate) restart: Restart,
}

/// Starts an actor under a number that was reserved for it. `ready` is called when it runs or
/// could not be built; what is sent to it until then waits.
pub(crate) fn spawn<A: Actor>(
    host: &Arc<dyn Host>,
    birth: Birth,
    args: A::Args,
    ready: Option<WhenReady>,
) -> Arc<Local<A::Envelope>> {
    A::run(Starting { host, birth, args, ready })
}

/// An actor about to be started.
struct Starting<'a, A: Actor> {
    host: &'a Arc<dyn Host>,
    birth: Birth,
    args: A::Args,
    ready: Option<WhenReady>,
}

impl<A: Actor> With<A> for Starting<'_, A> {
    type Output = Arc<Local<A::Envelope>>;

    fn with(self) -> Self::Output
    where
        A: Runs,
    {
        spawn_one::<A>(self.host, self.birth, self.args, self.ready)
    }
}

fn spawn_one<A: Runs>(
    host: &Arc<dyn Host>,
    birth: Birth,
    args: A::Args,
    ready: Option<WhenReady>,
) -> Arc<Local<A::Envelope>> {
    let needs = Needs::of::<A>(birth.requirements);
    let capacity = A::OPTIONS.room(host.rules());
    let me =
        Arc::new(Local::new((birth.id, birth.parent), A::name(), needs, host.clone(), capacity));
    host.enroll(me.clone());
    let ctx = Context::<A>::new(me.clone());
    let (settings, transient) = match birth.role {
        Role::Actor => (A::OPTIONS.troupe, A::OPTIONS.transient),
        Role::Manager(settings) => (Some(settings), None),
        Role::Transient(transient) => (None, Some(transient)),
        Role::Worker => (None, None),
    };
    match settings {
        Some(settings) => host.executor().spawn(troupe::run(ctx, args, settings, ready)),
        None => {
            let fate = (birth.restart, transient);
            host.executor().spawn(Box::pin(cell::run(ctx, args, fate, ready)));
        }
    }
    me
}

impl Registered {
    /// The entry of `A` among the actors of the executable.
    #[must_use]
    pub const fn new<A: Actor>() -> Self {
        Self { name: A::name, messages: A::Envelope::MESSAGES, start: start::<A> }
    }
}

/// Starts an `A` for another process.
fn start<A: Actor>(host: &Arc<dyn Host>, request: StartRequest, ready: WhenReady) {
    let scope = crate::actor::host::enter(host);
    let args = A::decode_args(&request.args);
    drop(scope);
    match args {
        Ok(args) => {
            let birth = Birth {
                id: request.id,
                parent: request.parent,
                role: request.role,
                requirements: request.requirements,
                restart: request.restart,
            };
            let local = spawn::<A>(host, birth, args, Some(ready));
            if let Some(name) = &request.named {
                local.notes().set_name(name);
            }
        }
        Err(error) => ready(Err(CreateError::Arguments {
            actor: A::name().to_owned(),
            reason: error.to_string(),
        })),
    }
}

#[cfg(test)]
#[expect(unsafe_code, reason = "an actor is entered into the list of its executable")]
mod tests {
    use super::*;
    use crate::prelude::*;

    /// Has nothing to do.
    struct Idle;

    #[actor]
    impl Idle {
        #[init]
        fn new() -> Self {
            Self
        }

        #[handler]
        fn numbers(&mut self, _: (u64, u64, u64)) {}
    }

    type How = (Restart, Option<crate::actor::transient::Transient>);

    type Life<A, F> = fn(Context<A>, <A as Actor>::Args, How, Option<WhenReady>) -> F;

    fn size<A: Actor, F>(_: Life<A, F>) -> usize {
        size_of::<F>()
    }

    #[test]
    fn an_actor_is_small() {
        let (task, local) =
            (size(cell::run::<Idle>), size_of::<Local<<Idle as Actor>::Envelope>>());
        assert!(task <= 528, "the future of an actor has {task} bytes");
        assert!(local <= 224, "what addresses share of an actor has {local} bytes");
    }
}
