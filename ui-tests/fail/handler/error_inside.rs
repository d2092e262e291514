//! What is wrong in a handler is told as in any other function.

use actors::prelude::*;

#[message]
struct Add(u64);

#[derive(Default)]
struct Counter(u64);

#[actor]
impl Counter {
    #[handler]
    fn add(&mut self, Add(n): Add) -> u64 {
        self.total += n;
        unknown(n)
    }

    #[handler]
    async fn get(&mut self, _: ()) -> u64 {
        "three"
    }
}

fn main() {}
