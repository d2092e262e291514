use actors::prelude::*;

struct Unknown;

#[derive(Default)]
struct Counter(u64);

#[actor]
impl Counter {
    #[handler]
    fn add(&mut self, n: u64) {
        self.0 += n;
    }
}

async fn ask(counter: &Address<Counter>) {
    let _ = counter.ask(Unknown).await;
}

fn main() {}
