//! A struct is not the address of an actor.

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

async fn tell(mut counter: Counter) {
    let _ = counter.tell(Add(1)).await;
}

fn main() {}
