//! An actor with state: it counts how often it was asked.
#![expect(clippy::print_stdout, reason = "telling the count is what the program is for")]

use actors::prelude::*;
use actors_examples::options::Options;
use clap::Parser as _;

/// Asks for the count, and adds one to it.
#[message]
struct WhatsMyCount;

#[derive(Default)]
struct Counter {
    count: u64,
}

#[actor]
impl Counter {
    #[handler]
    fn tell(&mut self, _: WhatsMyCount) -> String {
        let answer = format!("Your count is {}", self.count);
        self.count += 1;
        answer
    }
}

#[actors::main]
async fn main() -> actors::Result {
    let count = async |system: &ActorSystem| {
        let counter = system.create::<Counter>(()).await?;
        for _ in 0..3 {
            println!("{}", counter.ask(WhatsMyCount).await?);
        }
        Ok(())
    };
    Options::parse().run(count).await
}
