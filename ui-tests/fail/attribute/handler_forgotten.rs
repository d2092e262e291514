//! A method is a handler if it says so.

use actors::prelude::*;

#[message]
struct Add(u64);

#[derive(Default)]
struct Counter(u64);

#[actor]
impl Counter {
    fn add(&mut self, Add(n): Add) -> u64 {
        n
    }
}

async fn add(counter: &Address<Counter>) {
    let _ = counter.ask(Add(1)).await;
}

fn main() {}
