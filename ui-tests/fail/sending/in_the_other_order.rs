//! The address comes first, then the message.

use actors::prelude::*;

#[message]
struct Add(u64);

#[derive(Default)]
struct Counter(u64);

#[actor]
impl Counter {
    #[handler]
    fn add(&mut self, Add(n): Add) -> u64 {
        self.0 += n;
        self.0
    }
}

fn send(ctx: &mut Context<Counter>, counter: &Address<Counter>) {
    ctx.send(Add(1), counter);
}

fn main() {}
