//! An actor is built from the arguments of its init: one is a value, several make a tuple.

use actors::prelude::*;

struct Counter(u64);

#[actor]
impl Counter {
    #[init]
    fn new(n: u64) -> Self {
        Self(n)
    }
}

struct Player(String, u64);

#[actor]
impl Player {
    #[init]
    fn new(name: String, points: u64) -> Self {
        Self(name, points)
    }
}

async fn create(system: &ActorSystem) {
    let _ = system.create::<Counter>("three").await;
    let _ = system.create::<Counter>(Counter(3)).await;
    let _ = system.create::<Counter>().await;
    let _ = system.create::<Player>("Ying".to_owned()).await;
    let _ = system.create::<Player>("Ying".to_owned(), 3).await;
    let _ = system.create::<Player>(("Ying", 3)).await;
}

fn main() {}
