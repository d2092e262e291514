//! Actors and messages in the body of a function.

use actors::prelude::*;

#[actors::main]
async fn main() -> actors::Result {
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

    let system = ActorSystem::start(Base::Simple).await?;
    let counter = system.create::<Counter>(()).await?;
    assert_eq!(counter.ask(Add(2)).await?, 2);
    system.shutdown().await
}
