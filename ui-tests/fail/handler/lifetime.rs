//! A handler has no lifetimes of its own.

use actors::prelude::*;

#[message]
struct Add(u64);

#[derive(Default)]
struct Counter(u64);

#[actor]
impl Counter {
    #[handler]
    fn add<'a>(&'a mut self, add: &'a Add) -> u64 {
        self.0 += add.0;
        self.0
    }
}

fn main() {}
