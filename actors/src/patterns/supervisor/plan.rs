//! What a supervisor is to look after.

use std::{
    fmt,
    future::Future,
    pin::Pin,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use super::Supervisor;
use crate::{Actor, ActorExitRequest, Address, AnyAddress, Context, CreateError, Handles, Restart};

/// How long a child may take to end before the supervisor goes on without waiting for it.
const END_LIMIT: Duration = Duration::from_secs(10);

pub(super) type Task<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

type Start = dyn for<'a> Fn(&'a mut Context<Supervisor>) -> Task<'a, Result<AnyAddress, CreateError>>
    + Send
    + Sync;

type End = dyn Fn(AnyAddress) -> Task<'static, ()> + Send + Sync;

/// Who is made again when one child has ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Strategy {
    OneForOne,
    OneForAll,
    RestForOne,
}

/// What a [`Supervisor`] looks after, and how: its argument.
#[derive(Clone)]
#[must_use = "it is what a `Supervisor` is made of"]
pub struct Supervision {
    pub(super) strategy: Strategy,
    pub(super) restart: Restart,
    pub(super) children: Vec<Child>,
}

/// One child, yet to be made.
#[derive(Clone)]
pub(super) struct Child {
    pub(super) name: String,
    pub(super) start: Arc<Start>,
    pub(super) end: Arc<End>,
}

impl Supervision {
    const fn new(strategy: Strategy) -> Self {
        Self { strategy, restart: Restart::on_failure(), children: Vec::new() }
    }

    /// A child that has ended is made again alone: for children that don't need one another.
    pub const fn one_for_one() -> Self {
        Self::new(Strategy::OneForOne)
    }

    /// When one child has ended, all are ended and made again: for children that are of use only
    /// together.
    pub const fn one_for_all() -> Self {
        Self::new(Strategy::OneForAll)
    }

    /// When one child has ended, those after it are ended, and all of these are made again: for
    /// children each of which needs those before it.
    pub const fn rest_for_one() -> Self {
        Self::new(Strategy::RestForOne)
    }

    /// After which ends a child is made again, how often, and after what rest;
    /// [`Restart::on_failure`] unless set. The limit counts for all children together.
    pub const fn restart(mut self, restart: Restart) -> Self {
        self.restart = restart;
        self
    }

    /// One more child, after the others: an `A` made of `args`, under a name for those who look
    /// for it.
    pub fn child<A>(mut self, name: impl Into<String>, args: A::Args) -> Self
    where
        A: Handles<ActorExitRequest>,
    {
        let args = Mutex::new(args);
        let start: Arc<Start> = Arc::new(move |ctx: &mut Context<Supervisor>| {
            // Cloning may panic; the arguments themselves are as they were.
            let args = args.lock().unwrap_or_else(PoisonError::into_inner).clone();
            Box::pin(async move { Ok(ctx.create::<A>(args).await?.any()) })
        });
        let end: Arc<End> = Arc::new(|child| match child.downcast::<A>() {
            Ok(child) => Box::pin(ended(child)),
            Err(_) => unreachable!("it was made as one"),
        });
        self.children.push(Child { name: name.into(), start, end });
        self
    }
}

/// Asks the actor to end and waits until it has.
async fn ended<A: Actor + Handles<ActorExitRequest>>(child: Address<A>) {
    // The first is answered when the actor is about to end, the second when it has ended.
    for _ in 0..2 {
        if child.ask(ActorExitRequest::new()).timeout(END_LIMIT).await.is_err() {
            return;
        }
    }
}

impl fmt::Debug for Supervision {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<_> = self.children.iter().map(|child| &child.name).collect();
        f.debug_struct("Supervision")
            .field("strategy", &self.strategy)
            .field("restart", &self.restart)
            .field("children", &names)
            .finish()
    }
}
