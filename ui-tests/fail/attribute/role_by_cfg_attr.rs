//! `#[actor]` can't see through `cfg_attr`.

use actors::prelude::*;

#[derive(Default)]
struct Counter(u64);

#[actor]
impl Counter {
    #[cfg_attr(unix, handler)]
    fn get(&mut self, _: ()) -> u64 {
        self.0
    }
}

fn main() {}
