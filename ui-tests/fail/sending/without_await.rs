//! What is told and not awaited is not sent.

#![deny(unused_must_use)]

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

fn tell(counter: &Address<Counter>) {
    counter.tell(Add(1));
    counter.tell(Add(1)).unwrap();
}

fn main() {}
