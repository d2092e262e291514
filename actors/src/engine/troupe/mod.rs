//! Troupes: one address in front of workers that are made on demand.
//!
//! A manager has the address. It knows its messages only as loads to be given to workers, so that
//! it is compiled once and not for each actor: `manager` is the loop, `roster` who works and who
//! has nothing to do, `craft` what only the actor's type can do, `held` the answers of workers in
//! other processes.

use std::future::Future;

use self::{craft::Craft, manager::Manager};
use super::{body::Typed, cell::Speaking, ending::depart, seed::Seed};
use crate::{
    actor::{context::Context, registered::WhenReady, traits::Runs, troupe::TroupeSettings},
    run::Task,
};

mod craft;
mod held;
mod jobs;
mod manager;
mod roster;

/// The whole life of a troupe.
pub(crate) fn run<A: Runs>(
    ctx: Context<A>,
    args: A::Args,
    settings: TroupeSettings,
    ready: Option<WhenReady>,
) -> Task {
    let seed = Box::new(Seed::<A>(args.clone()));
    let body = Box::new(Typed::<A>::new(ctx, args));
    let manager = Manager::new(Craft::new(body, seed, Typed::<A>::FORM), settings);
    Box::pin(live(manager, ready))
}

fn live(manager: Manager, ready: Option<WhenReady>) -> impl Future<Output = ()> + Send {
    let (speaker, name) = (manager.craft().id(), manager.craft().form().name);
    let future = async move {
        let (craft, (reason, recursive)) = manager.live(ready).await;
        depart(&*craft.put_down(&reason), reason, recursive).await;
    };
    Speaking { speaker, name, notes: None, is_watched: false, future }
}
