//! What there is not, the compiler says once.

use actors::prelude::*;

#[derive(Default)]
struct Counter(u64);

#[actor]
impl Counter {
    #[handler]
    fn add(&mut self, _: Ad) {}

    #[handler]
    fn get(&mut self, _: ()) -> Total {
        self.0
    }
}

async fn ask(counter: &Address<Counter>) {
    let _ = counter.ask(()).await;
}

fn main() {}
