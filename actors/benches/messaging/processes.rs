//! What actor processes cost: to make one, and to have one.

use std::fs;

use actors::prelude::*;

use super::{
    actor::{Counter, Pid, Word, counter, down, processes},
    gauge::{Gauge, Scale, as_f64, median, on_workers},
    helper::{Helper, Role},
};

const MADE: u64 = 1000;
const AT_ONCE: u64 = 8;
const ALIVE: u64 = 50;

/// Processes a second that are made, and have ended.
pub(crate) fn fork_floor(scale: Scale) -> Vec<f64> {
    let count = scale.of(MADE, AT_ONCE);
    let mut helper = Helper::start(Role::Fork).expect("a helper");
    helper.order(count).expect("an order");
    let nanos = helper.number().expect("an answer");
    helper.end().expect("the end of a helper");
    vec![as_f64(count) * 1e9 / as_f64(nanos)]
}

/// Processes a second whose actors have answered once, and were asked to end.
pub(crate) fn fork_actors(scale: Scale) -> Vec<f64> {
    let count = scale.of(MADE, AT_ONCE);
    on_workers(async move {
        let system = processes().await;
        // The first one brings the process that all others are doubles of.
        make_and_ask(&system).await;
        let gauge = Gauge::start(count);
        let making = |system: ActorSystem| async move {
            for _ in 0..count / AT_ONCE {
                make_and_ask(&system).await;
            }
        };
        let making: Vec<_> = (0..AT_ONCE).map(|_| tokio::spawn(making(system.clone()))).collect();
        for making in making {
            making.await.expect("processes");
        }
        let rate = gauge.rate();
        down(system).await;
        vec![rate]
    })
}

async fn make_and_ask(system: &ActorSystem) {
    let counter = counter(system).await;
    assert_eq!(counter.ask(Word::new(1)).await.expect("an answer"), 1);
    counter.tell(ActorExitRequest::new()).await.expect("told");
}

/// The KiB that a bare double of a small process has for itself.
pub(crate) fn pss_floor(scale: Scale) -> Vec<f64> {
    let count = scale.of(ALIVE, 1);
    let mut helper = Helper::start(Role::Rest).expect("a helper");
    helper.order(count).expect("an order");
    let pids: Vec<_> = (0..count).map(|_| helper.number().expect("a number")).collect();
    let middle = median(pids.into_iter().map(pss));
    helper.end().expect("the end of a helper");
    vec![middle]
}

/// The KiB that the process of an actor has for itself, when it has answered once.
pub(crate) fn pss_actors(scale: Scale) -> Vec<f64> {
    let count = scale.of(ALIVE, 1);
    on_workers(async move {
        let system = processes().await;
        let mut alive: Vec<(Address<Counter>, u64)> = Vec::new();
        for _ in 0..count {
            let counter = counter(&system).await;
            let pid = counter.ask(Pid).await.expect("a number");
            alive.push((counter, u64::from(pid)));
        }
        let middle = median(alive.iter().map(|(_, pid)| pss(*pid)));
        down(system).await;
        vec![middle]
    })
}

/// The memory of a process in KiB, with its share of what it has in common with others.
fn pss(pid: u64) -> f64 {
    let rollup = fs::read_to_string(format!("/proc/{pid}/smaps_rollup")).expect("it lives");
    let line = rollup.lines().find_map(|line| line.strip_prefix("Pss:")).expect("its memory");
    let kib = line.trim().strip_suffix(" kB").expect("in KiB");
    kib.parse().expect("a number")
}
