//! What logging costs actors: ten processes at work, each with an event for each job, and without.

use std::{
    sync::atomic::{AtomicU64, Ordering},
    time::Instant,
};

use actors::{log::LogLevel, prelude::*};

use super::{
    actor::down,
    gauge::{Gauge, Scale, as_f64, median, on_workers},
    pool::{rounds, work},
};

const PROCESSES: u64 = 10;
const JOBS: u64 = 50_000;
const EVENTS: u64 = 2_000;

/// A job of so many rounds, and an event.
#[message]
struct Job(u64);

/// Asks how many jobs were done.
#[message]
struct Done;

/// Asks for so many events in a row, and for the nanoseconds that they took.
#[message]
struct Events(u64);

#[derive(Default)]
struct Worker {
    done: u64,
}

#[actor(process = "own")]
impl Worker {
    #[handler]
    fn job(&mut self, &Job(rounds): &Job) {
        work(rounds);
        self.done += 1;
        tracing::info!(done = self.done, rounds, "a job is done");
    }

    #[handler]
    fn done(&mut self, _: &Done) -> u64 {
        self.done
    }

    #[handler]
    fn events(&mut self, &Events(count): &Events) -> u64 {
        let start = Instant::now();
        for event in 0..count {
            tracing::info!(event, done = self.done, "an event in a row");
        }
        u64::try_from(start.elapsed().as_nanos()).expect("a few seconds")
    }
}

/// Jobs a second of ten processes, and the nanoseconds of an event, where nobody wants it.
pub(crate) fn floor(scale: Scale) -> Vec<f64> {
    measure(scale, "off")
}

/// The same where all events are written to a file.
pub(crate) fn actors(scale: Scale) -> Vec<f64> {
    measure(scale, "info")
}

fn measure(scale: Scale, levels: &'static str) -> Vec<f64> {
    static RUNS: AtomicU64 = AtomicU64::new(0);
    let run = RUNS.fetch_add(1, Ordering::Relaxed);
    let (each, rounds) = (scale.of(JOBS, PROCESSES) / PROCESSES, rounds());
    let name = format!("actors-bench-{}-{run}.log", std::process::id());
    let file = std::env::temp_dir().join(name);
    let path = file.clone();
    let figures = on_workers(async move {
        let system = ActorSystem::builder(Base::Tcp)
            .without_config_file()
            .admin("127.0.0.1:0")
            .log_levels(levels)
            .log_stderr(LogLevel::Off)
            .log_file(path)
            .start()
            .await
            .expect("a system of processes");
        let mut workers = Vec::new();
        for _ in 0..PROCESSES {
            workers.push(system.create::<Worker>(()).await.expect("an actor"));
        }
        let gauge = Gauge::start(each * PROCESSES);
        let sending = workers.iter().cloned().map(|worker| {
            tokio::spawn(async move {
                for _ in 0..each {
                    worker.tell(Job(rounds)).await.expect("told");
                }
                assert_eq!(worker.ask(Done).await.expect("an answer"), each);
            })
        });
        for sent in sending.collect::<Vec<_>>() {
            sent.await.expect("jobs");
        }
        let rate = gauge.rate();
        let events = scale.of(EVENTS, 1);
        let mut times = Vec::new();
        for worker in &workers {
            let nanos = worker.ask(Events(events)).await.expect("an answer");
            times.push(as_f64(nanos) / as_f64(events));
        }
        down(system).await;
        vec![rate, median(times.into_iter())]
    });
    // It is there in any case.
    let _ = std::fs::remove_file(file);
    figures
}
