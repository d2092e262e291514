//! An actor at work.

use actors::prelude::*;

#[message]
struct Add(u64);

#[derive(Default)]
struct Counter {
    total: u64,
}

#[actor]
impl Counter {
    #[handler]
    fn add(&mut self, Add(n): Add) -> u64 {
        self.total += n;
        self.total
    }
}

#[actors::main]
async fn main() -> actors::Result {
    let system = ActorSystem::start(Base::Simple).await?;
    let counter = system.create::<Counter>(()).await?;
    assert_eq!(counter.ask(Add(2)).await?, 2);
    assert_eq!(counter.ask(Add(3)).await?, 5);
    system.shutdown().await
}
