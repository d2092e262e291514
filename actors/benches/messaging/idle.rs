//! The memory of many actors that have nothing to do; by hand, tasks each behind a channel.

use std::sync::atomic::{AtomicU64, Ordering};

use actors::prelude::*;
use tokio::sync::Notify;

use super::{
    actor::{Word, down, threads},
    gauge::{Scale, as_f64, on_workers},
    memory,
    spawn::{MANY, spawn_task},
};

/// How many run; and who is told when one more does.
static RUNNING: AtomicU64 = AtomicU64::new(0);
static AWAITED: AtomicU64 = AtomicU64::new(u64::MAX);
static ALL: Notify = Notify::const_new();

/// One more runs.
pub(crate) fn one_runs() {
    let running = RUNNING.fetch_add(1, Ordering::SeqCst) + 1;
    if running == AWAITED.load(Ordering::SeqCst) {
        ALL.notify_one();
    }
}

/// Waits until `count` run; the next count starts at zero.
pub(crate) async fn all_run(count: u64) {
    AWAITED.store(count, Ordering::SeqCst);
    while RUNNING.load(Ordering::SeqCst) < count {
        ALL.notified().await;
    }
    AWAITED.store(u64::MAX, Ordering::SeqCst);
    RUNNING.store(0, Ordering::SeqCst);
}

/// Has nothing to do.
struct Idle;

#[actor]
impl Idle {
    #[init]
    fn new() -> Self {
        one_runs();
        Self
    }

    #[handler]
    fn word(&mut self, _: &Word) {}
}

/// Makes so many.
#[message]
pub(crate) struct Make(pub(crate) u64);

/// Makes many, and keeps their addresses.
#[derive(Default)]
pub(crate) struct Crowd {
    idle: Vec<Address<Idle>>,
}

#[actor]
impl Crowd {
    #[handler]
    fn make(&mut self, &Make(count): &Make, ctx: &mut Context<Self>) {
        self.idle = (0..count).map(|_| ctx.spawn::<Idle>(())).collect();
    }
}

pub(crate) fn floor(scale: Scale) -> Vec<f64> {
    let count = scale.of(MANY, 1);
    on_workers(async move {
        let before = memory::in_use();
        let tasks: Vec<_> = (0..count).map(|_| spawn_task()).collect();
        all_run(count).await;
        let each = as_f64(memory::in_use() - before) / as_f64(count);
        drop(tasks);
        vec![each]
    })
}

pub(crate) fn actors(scale: Scale) -> Vec<f64> {
    let count = scale.of(MANY, 1);
    on_workers(async move {
        let system = threads().await;
        let crowd = system.create::<Crowd>(()).await.expect("an actor");
        let before = memory::in_use();
        crowd.ask(Make(count)).await.expect("made");
        all_run(count).await;
        let each = as_f64(memory::in_use() - before) / as_f64(count);
        down(system).await;
        vec![each]
    })
}
