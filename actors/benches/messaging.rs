//! What messages, actors and processes cost, each beside the same work written by hand.
//!
//! `cargo bench -p actors --bench messaging [-- NAME…] [--smoke]`
//!
//! Each line has a name, a side, a figure and its unit. The side is `actors`, or `floor`: what an
//! expert would write without actors. Both take turns in one run, so their ratio holds on a machine
//! that is now fast and now slow; a figure is the median of its turns. In the end the ratios stand
//! in a table, with those that are wanted. `--smoke` does a hundredth of the work, `--in-place`
//! measures the executable where the linker wrote it and not a copy of it.

use std::{env, io, process::ExitCode};

/// The parts of the program, in the folder of its name.
mod messaging {
    pub(crate) mod actor;
    pub(crate) mod copy;
    pub(crate) mod figure;
    pub(crate) mod gauge;
    pub(crate) mod helper;
    pub(crate) mod idle;
    pub(crate) mod list;
    pub(crate) mod local;
    pub(crate) mod log;
    pub(crate) mod memory;
    pub(crate) mod output;
    pub(crate) mod pool;
    pub(crate) mod processes;
    pub(crate) mod remote;
    pub(crate) mod ring;
    pub(crate) mod spawn;
    pub(crate) mod stream;
    pub(crate) mod sys;
    pub(crate) mod talk;
}

use messaging::{copy, figure, gauge::Scale, helper, list, memory::Counting, output};

#[global_allocator]
static ALLOCATOR: Counting = Counting;

fn main() -> io::Result<ExitCode> {
    if helper::play() {
        return Ok(ExitCode::SUCCESS);
    }
    // Cargo says `--bench` to every benchmark.
    let mut words: Vec<String> = env::args().skip(1).filter(|word| word != "--bench").collect();
    let mut is_said = |word: &str| {
        let count = words.len();
        words.retain(|other| other != word);
        words.len() < count
    };
    let (smoke, in_place) = (is_said("--smoke"), is_said("--in-place"));
    if !in_place && let Some(code) = copy::run()? {
        return Ok(code);
    }
    if let Some(unknown) = words.iter().find(|word| !list::names().any(|name| name == **word)) {
        let names: Vec<_> = list::names().collect();
        output::complain(&format!("no figure `{unknown}`; there are: {}", names.join(" ")));
        return Ok(ExitCode::FAILURE);
    }
    let scale = if smoke { Scale::SMOKE } else { Scale::FULL };
    let mut table = Vec::new();
    for bench in list::BENCHES {
        let wanted = |name: &str| words.is_empty() || words.iter().any(|word| word == name);
        if !bench.figures.iter().any(|figure| wanted(figure.name)) {
            continue;
        }
        for measured in figure::measure(bench, scale) {
            if wanted(measured.figure.name) {
                output::lines(&measured);
                table.push(measured);
            }
        }
    }
    output::table(&table);
    Ok(ExitCode::SUCCESS)
}
