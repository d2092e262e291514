//! What an actor is built from is not the actor.

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
    let _ = system.create::<Counter>(Counter(3)).await;
}

fn main() {}
