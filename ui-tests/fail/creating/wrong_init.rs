//! What is wrong with an init is told there, and not where the actor is created too.

use actors::prelude::*;

struct Counter(String);

#[actor]
impl Counter {
    #[init]
    fn new(name: &str, n: u64) -> Self {
        Self(name.repeat(n as usize))
    }
}

struct Player(String);

#[actor]
impl Player {
    #[init]
    fn new(ctx: &mut Context<Self>, name: String) -> Self {
        ctx.exit();
        Self(name)
    }
}

async fn create(system: &ActorSystem) {
    let _ = system.create::<Counter>(("x", 3)).await;
    let _ = system.create::<Player>("Ying".to_owned()).await;
}

fn main() {}
