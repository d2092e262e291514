use actors::prelude::*;

#[message]
struct Get;

#[message]
struct Later;

#[derive(Default)]
struct Counter(String);

#[actor]
impl Counter {
    #[handler]
    fn get(&self, _: Get) -> &str {
        &self.0
    }

    #[handler]
    fn later(&mut self, _: Later, reply: ReplyTo<u64>) -> u64 {
        drop(reply);
        3
    }
}

fn main() {}
