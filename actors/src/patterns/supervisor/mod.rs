//! A supervisor: an actor whose work is to make others again when they end.
//!
//! ```
//! use actors::{
//!     patterns::supervisor::{FindChild, Supervision, Supervisor},
//!     prelude::*,
//! };
//!
//! #[message]
//! struct Put(u64);
//!
//! /// Ends when it fails.
//! #[derive(Default)]
//! struct Store {
//!     values: Vec<u64>,
//! }
//!
//! #[actor(on_panic = "stop")]
//! impl Store {
//!     #[handler]
//!     fn put(&mut self, Put(value): Put) -> u64 {
//!         assert_ne!(value, 13, "an unlucky number");
//!         self.values.push(value);
//!         self.values.len() as u64
//!     }
//! }
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> actors::Result {
//! let system = ActorSystem::start(Base::Simple).await?;
//! let plan = Supervision::one_for_one().child::<Store>("store", ());
//! let supervisor = system.create::<Supervisor>(plan).await?;
//! let find = || FindChild("store".into());
//! let store = supervisor.ask(find()).await?.expect("it runs").downcast::<Store>()?;
//! assert_eq!(store.ask(Put(1)).await?, 1);
//! assert!(store.ask(Put(13)).await.is_err());
//! system.run_until_idle();
//! let store = supervisor.ask(find()).await?.expect("it runs again").downcast::<Store>()?;
//! assert_eq!(store.ask(Put(1)).await?, 1);
//! system.shutdown().await
//! # }
//! ```

use std::ops::Range;

use crate::{
    ActorExitRequest, AnyAddress, ChildActorExited, Context, CreateError, ExitReason, Restarts,
    WakeupMessage, actor, message,
};

mod plan;

use plan::Strategy;
pub use plan::Supervision;

/// Looks after children: it makes them in their order, makes them again when they end, as its
/// [`Supervision`] says, and ends them in the reverse order when it ends itself.
///
/// A child that is made again is another actor with another address; [`FindChild`] gives the one
/// that runs. When more ends than the limit allows, the supervisor ends all that it has and fails
/// itself, so that whoever supervises it may do better. It lives in the process of its creator;
/// its children live where their own attributes say.
#[derive(Debug)]
pub struct Supervisor {
    plan: Supervision,
    running: Vec<Option<AnyAddress>>,
    made_again: Vec<u32>,
    restarts: Restarts,
}

/// Asks a [`Supervisor`] for the address of the child with this name. The answer is `None` while it
/// does not run.
#[message]
pub struct FindChild(pub String);

/// Asks a [`Supervisor`] for its children, in their order.
#[message]
pub struct ListChildren;

/// A child of a [`Supervisor`].
#[message]
#[derive(PartialEq, Eq)]
#[non_exhaustive]
pub struct SupervisedChild {
    /// Its name.
    pub name: String,
    /// Its address, while it runs.
    pub address: Option<AnyAddress>,
    /// How often it was made again.
    pub restarts: u32,
}

/// It is time to make these again.
#[message(local)]
struct Again(Range<usize>);

#[actor(process = "creator", on_panic = "stop")]
impl Supervisor {
    /// Makes all children, in their order.
    #[init]
    async fn new(plan: Supervision, ctx: &mut Context<Self>) -> Result<Self, CreateError> {
        let mut running = Vec::new();
        for child in &plan.children {
            running.push(Some((child.start)(ctx).await?));
        }
        let made_again = vec![0; running.len()];
        let restarts = Restarts::new(plan.restart);
        Ok(Self { plan, running, made_again, restarts })
    }

    #[handler]
    async fn child_exited(&mut self, exited: ChildActorExited, ctx: &mut Context<Self>) {
        // One that was ended here is not in its place any more.
        let is_it = |child: &Option<AnyAddress>| child.as_ref() == Some(&exited.child);
        let Some(at) = self.running.iter().position(is_it) else { return };
        self.running[at] = None;
        if self.plan.restart.applies_to(&exited.reason) {
            let affected = match self.plan.strategy {
                Strategy::OneForOne => at..at + 1,
                Strategy::OneForAll => 0..self.running.len(),
                Strategy::RestForOne => at..self.running.len(),
            };
            self.restart(affected, &exited.reason, ctx).await;
        }
    }

    #[handler]
    async fn again(&mut self, wakeup: WakeupMessage<Again>, ctx: &mut Context<Self>) {
        let Again(affected) = wakeup.payload;
        for at in affected.clone() {
            if self.running[at].is_some() {
                continue;
            }
            match (self.plan.children[at].start)(ctx).await {
                Ok(child) => {
                    self.running[at] = Some(child);
                    self.made_again[at] += 1;
                }
                Err(error) => {
                    let reason = ExitReason::NotStarted(error.to_string());
                    return self.restart(at..affected.end, &reason, ctx).await;
                }
            }
        }
    }

    #[handler]
    fn find(&self, FindChild(name): &FindChild) -> Option<AnyAddress> {
        let at = self.plan.children.iter().position(|child| child.name == *name)?;
        self.running[at].clone()
    }

    #[handler]
    fn list(&self, _: ListChildren) -> Vec<SupervisedChild> {
        let children = self.plan.children.iter().zip(&self.running).zip(&self.made_again);
        children
            .map(|((child, address), restarts)| SupervisedChild {
                name: child.name.clone(),
                address: address.clone(),
                restarts: *restarts,
            })
            .collect()
    }

    #[handler]
    async fn exit(&mut self, _: ActorExitRequest) {
        self.end(0..self.running.len()).await;
    }

    /// Ends what still runs of `affected`, and has all of it made again after a rest.
    async fn restart(
        &mut self,
        affected: Range<usize>,
        reason: &ExitReason,
        ctx: &mut Context<Self>,
    ) {
        let now = ctx.address().any().clock().now();
        match self.restarts.next(reason, now) {
            Some(rest) => {
                self.end(affected.clone()).await;
                ctx.wakeup_after(rest, Again(affected));
            }
            None => {
                self.end(0..self.running.len()).await;
                ctx.fail(format!("children ended too often; the last one: {reason}"));
            }
        }
    }

    /// Ends those of `affected` that run, the last one first.
    async fn end(&mut self, affected: Range<usize>) {
        for at in affected.rev() {
            if let Some(child) = self.running[at].take() {
                (self.plan.children[at].end)(child).await;
            }
        }
    }
}
