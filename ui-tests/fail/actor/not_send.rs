//! An actor goes from thread to thread.

use std::rc::Rc;

use actors::prelude::*;

#[message]
struct Add(u64);

#[derive(Default)]
struct Counter {
    total: Rc<u64>,
}

#[actor]
impl Counter {
    #[handler]
    fn add(&mut self, Add(n): Add) -> u64 {
        n + *self.total
    }
}

fn main() {}
