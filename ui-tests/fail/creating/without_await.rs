//! An actor is made when it is waited for.

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
    let counter = system.create::<Counter>(()).unwrap();
    counter.tell(Add(1)).await.unwrap();
}

fn main() {}
