//! Nobody is a recipient of what it does not handle.

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

fn recipient(counter: &Address<Counter>) -> Recipient<String> {
    counter.recipient()
}

fn main() {}
