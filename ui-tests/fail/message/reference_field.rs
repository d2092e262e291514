//! A message owns what it has. An actor that handles it has made no mistake.

use actors::prelude::*;

#[message]
struct Greet {
    name: &str,
}

#[derive(Default)]
struct Greeter;

#[actor]
impl Greeter {
    #[handler]
    fn greet(&mut self, greet: Greet) -> String {
        format!("Hello, {}!", greet.name)
    }
}

async fn ask(greeter: &Address<Greeter>) -> actors::Result<String> {
    Ok(greeter.ask(Greet { name: "world" }).await?)
}

fn main() {}
