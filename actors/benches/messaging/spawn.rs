//! Making many actors; by hand, tasks each behind a channel.

use tokio::sync::mpsc;

use super::{
    actor::{Word, down, threads},
    gauge::{Gauge, Scale, on_workers},
    idle::{self, Crowd, Make},
    local::CAPACITY,
};

pub(crate) const MANY: u64 = 100_000;

/// A task that waits for words, and says when it runs.
pub(crate) fn spawn_task() -> mpsc::Sender<Word> {
    let (sender, mut receiver) = mpsc::channel::<Word>(CAPACITY);
    tokio::spawn(async move {
        idle::one_runs();
        while receiver.recv().await.is_some() {}
    });
    sender
}

pub(crate) fn floor(scale: Scale) -> Vec<f64> {
    let count = scale.of(MANY, 1);
    on_workers(async move {
        let gauge = Gauge::start(count);
        let tasks: Vec<_> = (0..count).map(|_| spawn_task()).collect();
        idle::all_run(count).await;
        let rate = gauge.rate();
        drop(tasks);
        vec![rate]
    })
}

pub(crate) fn actors(scale: Scale) -> Vec<f64> {
    let count = scale.of(MANY, 1);
    on_workers(async move {
        let system = threads().await;
        let crowd = system.create::<Crowd>(()).await.expect("an actor");
        let gauge = Gauge::start(count);
        crowd.tell(Make(count)).await.expect("told");
        idle::all_run(count).await;
        let rate = gauge.rate();
        down(system).await;
        vec![rate]
    })
}
