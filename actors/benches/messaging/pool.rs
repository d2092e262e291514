//! Work shared out among actors; by hand, one thread for each core that does nothing else.

use std::{
    hint::black_box,
    sync::OnceLock,
    thread,
    time::{Duration, Instant},
};

use actors::prelude::*;

use super::{
    actor::{down, threads},
    gauge::{Gauge, Scale, on_workers},
};

const JOBS: u64 = 50_000;
const JOB: Duration = Duration::from_micros(20);
const THREADS: u64 = 2;
const WORKERS: u64 = 8;

/// A job of so many rounds.
#[message]
struct Job(u64);

/// Asks how many jobs were done.
#[message]
struct Done;

#[derive(Default)]
struct Worker {
    done: u64,
}

#[actor]
impl Worker {
    #[handler]
    fn job(&mut self, &Job(rounds): &Job) {
        work(rounds);
        self.done += 1;
    }

    #[handler]
    fn done(&mut self, _: &Done) -> u64 {
        self.done
    }
}

/// Keeps the processor busy for so many rounds.
pub(crate) fn work(rounds: u64) {
    let mut state = black_box(1_u64);
    for _ in 0..rounds {
        state = black_box(state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1));
    }
}

/// The rounds of a job: measured once, so that both sides do the same.
pub(crate) fn rounds() -> u64 {
    static ROUNDS: OnceLock<u64> = OnceLock::new();
    *ROUNDS.get_or_init(|| {
        const TRIED: u64 = 20_000_000;
        let start = Instant::now();
        work(TRIED);
        let wanted = u128::from(TRIED) * JOB.as_nanos() / start.elapsed().as_nanos();
        u64::try_from(wanted).expect("a job is short")
    })
}

pub(crate) fn floor(scale: Scale) -> Vec<f64> {
    let count = scale.of(JOBS, WORKERS);
    let rounds = rounds();
    let gauge = Gauge::start(count);
    thread::scope(|scope| {
        for _ in 0..THREADS {
            scope.spawn(|| (0..count / THREADS).for_each(|_| work(rounds)));
        }
    });
    vec![gauge.rate()]
}

pub(crate) fn actors(scale: Scale) -> Vec<f64> {
    let count = scale.of(JOBS, WORKERS);
    let rounds = rounds();
    on_workers(async move {
        let system = threads().await;
        let mut workers = Vec::new();
        for _ in 0..WORKERS {
            workers.push(system.create::<Worker>(()).await.expect("an actor"));
        }
        let gauge = Gauge::start(count);
        for _ in 0..count / WORKERS {
            for worker in &workers {
                worker.tell(Job(rounds)).await.expect("told");
            }
        }
        for worker in &workers {
            assert_eq!(worker.ask(Done).await.expect("a count"), count / WORKERS);
        }
        let rate = gauge.rate();
        down(system).await;
        vec![rate]
    })
}
