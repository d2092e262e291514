//! Troupes: one address in front of workers that are made on demand.
//!
//! A manager has the address. It knows its messages only as loads to be given to workers, so that
//! it is compiled once and not for each actor: `manager` is the loop, `roster` who works and who
//! has nothing to do, `craft` what only the actor's type can do, `held` the answers of workers in
//! other processes.

use std::{future::Future, marker::PhantomData};

use self::{craft::Typed, manager::Manager};
use super::{cell::Speaking, ending::end};
use crate::actor::{context::Context, registered::WhenReady, traits::Runs, troupe::TroupeSettings};

mod craft;
mod held;
mod jobs;
mod manager;
mod roster;

/// The whole life of a troupe.
pub(crate) fn run<A: Runs>(
    mut ctx: Context<A>,
    args: A::Args,
    settings: TroupeSettings,
    ready: Option<WhenReady>,
) -> impl Future<Output = ()> + Send {
    let speaker = ctx.me.id;
    let craft = Typed::<A>::new(ctx.me.clone(), args);
    let manager = Manager::new(Box::new(craft), ctx.host().clone(), settings);
    let life = async move {
        let (reason, recursive) = manager.live(ready).await;
        ctx.forget_timers();
        end(ctx.me.clone(), reason, recursive).await;
    };
    let actor = PhantomData::<fn() -> A>;
    Speaking { speaker, actor, notes: None, is_watched: false, future: life }
}
