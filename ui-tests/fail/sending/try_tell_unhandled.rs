//! What is not handled can't be told without waiting either.

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
    let _ = counter.try_tell("one".to_owned());
}

fn main() {}
