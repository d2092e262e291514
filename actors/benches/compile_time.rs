//! What the attributes cost at compile time.
//!
//! `cargo bench -p actors --bench compile_time [-- --smoke]`
//!
//! It writes one application four times: with the attributes; by hand, as the same structs with an
//! enum of messages and a loop over a tokio channel each, whose messages and answers can go to
//! another process as MessagePack, as those of the attributes can; the same by hand for one process
//! alone; and plain, as structs whose methods are called. It builds each alone, as `cargo build`
//! would, and prints the processor seconds that the compiler and the linker took, and the ratio of
//! the first two. What they build upon is built before, and not
//! counted. The application has 50 actors of 10 handlers; with `--smoke` it has 2 of 5, and the
//! figures mean nothing.

use std::{env, fs, io, process::ExitCode};

/// The parts of the program, in the folder of its name.
mod compile_time {
    pub(crate) mod application;
    pub(crate) mod compiler;
}

use compile_time::{
    application::{Application, Style},
    compiler::Compiler,
};

/// The most that the attributes may cost, beside the same by hand.
const WANTED: f64 = 1.40;

/// How often each is built; the least counts, for whatever else the machine does only adds.
const TURNS: usize = 3;

fn main() -> ExitCode {
    let smoke = env::args().any(|word| word == "--smoke");
    match run(smoke) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            print(&format!("compile_time: {error}"));
            ExitCode::FAILURE
        }
    }
}

fn run(smoke: bool) -> io::Result<()> {
    let application = if smoke { Application::SMOKE } else { Application::FULL };
    let folder = env::temp_dir().join(format!("actors-compile-time-{}", std::process::id()));
    fs::create_dir_all(&folder)?;
    let measured = Compiler::new(&folder).and_then(|compiler| {
        let mut least = [f64::INFINITY; Style::ALL.len()];
        for _ in 0..if smoke { 1 } else { TURNS } {
            for (style, least) in Style::ALL.into_iter().zip(&mut least) {
                let seconds = compiler.build(style.name(), &application.text(style))?;
                *least = seconds.min(*least);
            }
        }
        Ok(least)
    });
    fs::remove_dir_all(&folder)?;
    let measured = measured?;
    print(&format!("{} actors of {} handlers", application.actors, application.handlers));
    for (style, seconds) in Style::ALL.into_iter().zip(measured) {
        print(&format!("{:<12} {seconds:>6.2} s", style.name()));
    }
    let [attributes, by_hand, ..] = measured;
    let ratio = attributes / by_hand;
    print(&format!("attributes / by_hand {ratio:.2} (wanted: at most {WANTED:.2})"));
    Ok(())
}

#[expect(clippy::print_stdout, reason = "a program for people")]
fn print(line: &str) {
    println!("{line}");
}
