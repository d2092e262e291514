//! A message is sent by value.

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
    let add = Add(1);
    let _ = counter.tell(&add).await;
}

fn main() {}
