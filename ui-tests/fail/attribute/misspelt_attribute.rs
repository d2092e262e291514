//! An attribute that there is not.

use actors::prelude::*;

#[message]
struct Add(u64);

#[derive(Default)]
struct Counter(u64);

#[actor]
impl Counter {
    #[handlers]
    fn add(&mut self, Add(n): Add) -> u64 {
        n
    }

    #[handle]
    fn get(&mut self, _: ()) -> u64 {
        self.0
    }
}

fn main() {}
