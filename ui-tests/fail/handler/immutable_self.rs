//! A handler that changes its actor takes `&mut self`.

use actors::prelude::*;

#[message]
struct Add(u64);

#[derive(Default)]
struct Counter(u64);

#[actor]
impl Counter {
    #[handler]
    fn add(&self, Add(n): Add) -> u64 {
        self.0 += n;
        self.0
    }
}

fn main() {}
