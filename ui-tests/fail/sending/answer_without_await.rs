//! An answer is waited for before it is used.

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

fn twice(counter: &Address<Counter>) -> u64 {
    let answer = counter.ask(Add(1));
    answer.unwrap() * 2
}

fn main() {}
