//! How much work, how long it took, and where it ran.

use std::time::{Duration, Instant};

/// How much of the work is done.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Scale {
    divisor: u64,
}

impl Scale {
    /// All of it.
    pub(crate) const FULL: Self = Self { divisor: 1 };
    /// Enough to see that it runs.
    pub(crate) const SMOKE: Self = Self { divisor: 100 };

    /// Less, before it counts.
    pub(crate) const fn warm_up(self) -> Self {
        Self { divisor: self.divisor * 10 }
    }

    /// So much of `count`, in whole `steps`, and one of them at least.
    pub(crate) const fn of(self, count: u64, steps: u64) -> u64 {
        let scaled = count / self.divisor / steps;
        steps * if scaled == 0 { 1 } else { scaled }
    }
}

/// A running measurement of `count` things.
pub(crate) struct Gauge {
    count: u64,
    start: Instant,
}

impl Gauge {
    pub(crate) fn start(count: u64) -> Self {
        Self { count, start: Instant::now() }
    }

    /// How many things a second.
    pub(crate) fn rate(&self) -> f64 {
        as_f64(self.count) / self.start.elapsed().as_secs_f64()
    }

    /// How many nanoseconds each.
    pub(crate) fn nanos(&self) -> f64 {
        1e9 / self.rate()
    }
}

/// The mean of all waits in ns, and the one that half, or 99 of 100, are not above, in µs.
pub(crate) fn latencies(mut waits: Vec<Duration>) -> Vec<f64> {
    waits.sort_unstable();
    let mean = waits.iter().sum::<Duration>().as_secs_f64() * 1e9 / as_f64(waits.len() as u64);
    let micros = |percent: usize| waits[(waits.len() - 1) * percent / 100].as_secs_f64() * 1e6;
    vec![mean, micros(50), micros(99)]
}

/// The one in the middle.
pub(crate) fn median(figures: impl Iterator<Item = f64>) -> f64 {
    let mut figures: Vec<_> = figures.collect();
    figures.sort_unstable_by(f64::total_cmp);
    figures[figures.len() / 2]
}

/// A count as it is divided.
#[expect(clippy::cast_precision_loss, reason = "counts here are far below 2^52")]
pub(crate) const fn as_f64(count: u64) -> f64 {
    count as f64
}

/// Runs `work` as a task of a runtime with two workers.
pub(crate) fn on_workers<T: Send + 'static>(work: impl Future<Output = T> + Send + 'static) -> T {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .expect("the machine has threads left");
    runtime.block_on(async { tokio::spawn(work).await.expect("the work is done") })
}
