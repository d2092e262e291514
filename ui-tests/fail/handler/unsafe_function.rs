//! A handler can't be unsafe.

use actors::prelude::*;

#[derive(Default)]
struct Counter(u64);

#[actor]
impl Counter {
    #[handler]
    unsafe fn text(&mut self, _: String) -> u64 {
        self.0
    }
}

fn main() {}
