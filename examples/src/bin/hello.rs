//! The smallest program: one actor that greets whoever asks it.
#![expect(clippy::print_stdout, reason = "greeting is what the program is for")]

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
async fn main() -> actors::Result {
    let greet = async |system: &ActorSystem| {
        let hello = system.create::<Hello>(()).await?;
        println!("{}", hello.ask(Greet).await?);
        Ok(())
    };
    Options::parse().run(greet).await
}
