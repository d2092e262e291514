//! What is in a message is not the message.

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

async fn tell(counter: &Address<Counter>) {
    let _ = counter.tell(1).await;
}

fn main() {}
