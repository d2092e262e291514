//! All benchmarks and their figures.

use super::{
    figure::{Bench, Figure, Side, Wanted},
    idle, local, log, pool, processes, remote, ring, spawn,
};

/// The names of all figures.
pub(crate) fn names() -> impl Iterator<Item = &'static str> {
    BENCHES.iter().flat_map(|bench| bench.figures).map(|figure| figure.name)
}

const fn bench(figures: &'static [Figure], floor: Side, actors: Side) -> Bench {
    Bench { figures, floor, actors }
}

const fn figure(name: &'static str, unit: &'static str, wanted: Wanted) -> Figure {
    Figure { name, unit, wanted }
}

/// All of them, in the order in which they run.
pub(crate) const BENCHES: &[Bench] = &[
    bench(&[figure("tell", "msg/s", Wanted::Rate(1.0))], local::tell_floor, local::tell_actors),
    bench(&[figure("ask", "ns/ask", Wanted::Speed(0.85))], local::ask_floor, local::ask_actors),
    bench(
        &[figure("ask64", "asks/s", Wanted::Rate(0.85))],
        local::ask64_floor,
        local::ask64_actors,
    ),
    bench(&[figure("ring", "hops/s", Wanted::Rate(0.8))], ring::ring_floor, ring::ring_actors),
    bench(&[figure("spawn", "actors/s", Wanted::Rate(1.0))], spawn::floor, spawn::actors),
    bench(&[figure("idle_mem", "bytes", Wanted::AtMost(1024.0))], idle::floor, idle::actors),
    bench(
        &[figure("pingpong", "trips/s", Wanted::Rate(0.8))],
        ring::pingpong_floor,
        ring::pingpong_actors,
    ),
    bench(&[figure("pool", "%", Wanted::Share(96.0))], pool::floor, pool::actors),
    bench(
        &[
            figure("xask", "ns/ask", Wanted::Times(1.25)),
            figure("xask_p50", "µs", Wanted::Shown),
            figure("xask_p99", "µs", Wanted::Shown),
        ],
        remote::ask_floor,
        remote::ask_actors,
    ),
    bench(
        &[figure("xask1", "ns/ask", Wanted::Times(1.4))],
        remote::ask1_floor,
        remote::ask1_actors,
    ),
    bench(
        &[figure("xask64", "asks/s", Wanted::Rate(0.65))],
        remote::ask64_floor,
        remote::ask64_actors,
    ),
    // The same, but one task asks for all by hand: what no system with an asker each can reach.
    bench(
        &[figure("xpipe64", "asks/s", Wanted::Shown)],
        remote::pipe64_floor,
        remote::ask64_actors,
    ),
    bench(&[figure("xtell", "msg/s", Wanted::Rate(0.5))], remote::tell_floor, remote::tell_actors),
    bench(
        &[figure("xtell4k", "msg/s", Wanted::Rate(0.7))],
        remote::tell4k_floor,
        remote::tell4k_actors,
    ),
    bench(
        &[figure("fork", "processes/s", Wanted::AtLeast(2000.0))],
        processes::fork_floor,
        processes::fork_actors,
    ),
    bench(
        &[figure("proc_pss", "KiB", Wanted::AtMost(300.0))],
        processes::pss_floor,
        processes::pss_actors,
    ),
    // With an event for each job, and without.
    bench(
        &[
            figure("log", "jobs/s", Wanted::Rate(0.7)),
            figure("log_event", "ns/event", Wanted::Shown),
        ],
        log::floor,
        log::actors,
    ),
];
