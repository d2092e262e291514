use actors::{TroupeStatus, prelude::*};

#[message]
struct Add(u64);

#[derive(Default)]
struct Counter;

#[actor]
impl Counter {
    #[handler]
    fn add(&mut self, Add(n): Add) -> u64 {
        n
    }
}

async fn ask(counter: Address<Counter>) {
    let _ = counter.ask(TroupeStatus).await;
}

fn main() {}
