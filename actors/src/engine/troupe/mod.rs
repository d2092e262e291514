//! Troupes: one address in front of workers that are made on demand.
//!
//! A manager has the address. It knows its messages only as loads to be given to workers, so that
//! it is compiled once and not for each actor: `manager` is the loop, `roster` who works and who
//! has nothing to do, `craft` what only the actor's type can do, `held` the answers of workers in
//! other processes.

use std::{collections::VecDeque, future::Future, marker::PhantomData, sync::Arc};

use self::{craft::Typed, manager::Manager};
use super::cell::Speaking;
use crate::actor::{
    context::Context,
    local::{Content, Parcel},
    registered::WhenReady,
    traits::Actor,
    troupe::{TroupeSettings, Work},
};

mod craft;
mod held;
mod jobs;
mod manager;
mod roster;

/// The whole life of a troupe.
pub(crate) fn run<A: Actor>(
    ctx: Context<A>,
    args: A::Args,
    settings: TroupeSettings,
    ready: Option<WhenReady>,
) -> impl Future<Output = ()> + Send {
    let speaker = ctx.me.id;
    let craft = Typed::<A>::new(ctx.me.clone(), args);
    let manager = Manager::new(Box::new(craft), ctx.host().clone(), settings);
    let life = async move {
        let (reason, recursive) = manager.live(ready).await;
        ctx.end(VecDeque::new(), reason, recursive).await;
    };
    let actor = PhantomData::<fn() -> A>;
    Speaking { speaker, actor, notes: None, is_watched: false, future: life }
}

impl<A: Actor> Context<A> {
    /// Gives work back to the manager in this process, so that another worker may have it.
    ///
    /// # Errors
    /// The work, when there is no such manager.
    pub(crate) fn give_back(
        &self,
        work: Box<Work<A::Envelope>>,
    ) -> Result<(), Box<Work<A::Envelope>>> {
        let manager = self.me.family.parent.and_then(|manager| self.host().find(manager));
        let manager = manager.map(|manager| manager.into_any_arc());
        let manager = manager.and_then(|manager| {
            Arc::downcast::<crate::actor::local::Local<A::Envelope>>(manager).ok()
        });
        let Some(manager) = manager else { return Err(work) };
        let sender = self.sender;
        manager
            .mailbox
            .push_word(work, |work| Parcel { sender, content: Content::Work(work) })
            .map(drop)
    }
}
