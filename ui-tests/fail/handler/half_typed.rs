//! A handler that is not finished is the only one that is not.

use actors::prelude::*;

#[message]
struct Add(u64);

#[derive(Default)]
struct Counter(u64);

#[actor]
impl Counter {
    #[handler]
    fn add(&mut self, Add(n): Add) -> u64 {
        self.0.
    }

    #[handler]
    async fn get(&mut self, _: ()) -> u64 {
        self.0
    }
}

async fn get(counter: &Address<Counter>) {
    let _ = counter.ask(()).await;
}

fn main() {}
