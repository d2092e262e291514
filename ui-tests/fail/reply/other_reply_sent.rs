use actors::prelude::*;

#[message]
struct Get;

#[derive(Default)]
struct Counter(u64);

#[actor]
impl Counter {
    #[handler]
    fn get(&mut self, _: Get, reply: ReplyTo<u64>) {
        reply.send("three");
    }
}

fn main() {}
