//! Nobody knows which actor is to be made.

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

async fn create(system: &ActorSystem) {
    let counter = system.create(()).await.unwrap();
    counter.tell(Add(1)).await.unwrap();
}

fn main() {}
