//! An attribute that there is not does not keep the others from their work.

use actors::prelude::*;

#[message]
struct Add(u64);

#[derive(Default)]
struct Counter(u64);

#[async_actor]
#[actor]
impl Counter {
    #[handler]
    fn add(&mut self, Add(n): Add) {
        self.0 += n;
    }
}

fn main() {}
