//! The smallest program without async: every call waits.
#![expect(clippy::print_stdout, reason = "greeting is what the program is for")]

use std::time::Duration;

use actors::prelude::*;
use actors_examples::options::Options;
use clap::Parser as _;

/// Asks for a greeting.
#[message]
struct Greet;

#[derive(Default)]
struct Hello;

#[actor]
impl Hello {
    #[handler]
    fn greet(&mut self, _: Greet) -> String {
        "Hello, world!".to_owned()
    }
}

#[actors::main]
fn main() -> actors::Result {
    let system = Options::parse().start_blocking()?;
    let hello = system.create::<Hello>(()).wait()?;
    println!("{}", system.ask(&hello, Greet, Duration::from_secs(30))?);
    system.shutdown()
}
