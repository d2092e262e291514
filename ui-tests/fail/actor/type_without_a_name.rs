//! An actor is a struct or an enum.

use actors::prelude::*;

trait Count {}

#[actor]
impl dyn Count {
    #[handler]
    fn get(&mut self, _: ()) -> u64 {
        1
    }
}

#[actor]
impl &str {
    #[handler]
    fn get(&mut self, _: ()) -> u64 {
        1
    }
}

#[actor]
impl (u64, u64) {
    #[handler]
    fn get(&mut self, _: ()) -> u64 {
        1
    }
}

fn main() {}
