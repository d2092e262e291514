//! Talking to a counter, wherever it runs.

use std::time::{Duration, Instant};

use actors::prelude::*;

use super::{
    actor::{Count, Counter, Payload, Word},
    gauge::Gauge,
};

/// Words a second that are told and handled.
pub(crate) async fn tell_words(counter: &Address<Counter>, count: u64) -> f64 {
    let gauge = Gauge::start(count);
    for number in 0..count {
        counter.tell(Word::new(number)).await.expect("told");
    }
    handled(counter, count).await;
    gauge.rate()
}

/// Payloads of `size` bytes a second that are told and handled.
pub(crate) async fn tell_payloads(counter: &Address<Counter>, count: u64, size: usize) -> f64 {
    let gauge = Gauge::start(count);
    for number in 0..count {
        counter.tell(Payload::new(number, size)).await.expect("told");
    }
    handled(counter, count).await;
    gauge.rate()
}

async fn handled(counter: &Address<Counter>, count: u64) {
    assert_eq!(counter.ask(Count).await.expect("a count"), count);
}

/// How long each of `count` asks in a row takes.
pub(crate) async fn ask_in_a_row(counter: &Address<Counter>, count: u64) -> Vec<Duration> {
    let mut waits = Vec::with_capacity(usize::try_from(count).expect("they fit into memory"));
    for number in 0..count {
        let start = Instant::now();
        assert_eq!(counter.ask(Word::new(number)).await.expect("an answer"), number);
        waits.push(start.elapsed());
    }
    waits
}

/// How many askers there are where there are many.
pub(crate) const ASKERS: u64 = 64;

/// Asks a second, where many ask.
pub(crate) async fn ask_at_once(counter: &Address<Counter>, count: u64) -> f64 {
    let gauge = Gauge::start(count);
    let asker = |counter: Address<Counter>| async move {
        for number in 0..count / ASKERS {
            assert_eq!(counter.ask(Word::new(number)).await.expect("an answer"), number);
        }
    };
    let askers: Vec<_> = (0..ASKERS).map(|_| tokio::spawn(asker(counter.clone()))).collect();
    for asker in askers {
        asker.await.expect("an asker");
    }
    gauge.rate()
}
