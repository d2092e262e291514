//! Functions that send to any actor that handles a message.

use std::time::Duration;

use actors::{Handles, prelude::*};

#[message]
struct Get;

#[derive(Default)]
struct One;

#[actor]
impl One {
    #[handler]
    fn get(&mut self, _: Get) -> u64 {
        1
    }
}

#[derive(Default)]
struct Two;

#[actor]
impl Two {
    #[handler]
    async fn get(&mut self, _: Get) -> u64 {
        2
    }
}

async fn get<A: Handles<Get, Reply = u64>>(address: &Address<A>) -> actors::Result<u64> {
    address.tell(Get).await?;
    Ok(address.ask(Get).timeout(Duration::from_secs(60)).await?)
}

async fn tell<M, A>(address: &Address<A>, message: M) -> bool
where
    M: Message,
    A: Handles<M>,
{
    address.tell(message).await.is_ok()
}

#[actors::main]
async fn main() -> actors::Result {
    let system = ActorSystem::start(Base::Simple).await?;
    let one = system.create::<One>(()).await?;
    let two = system.create::<Two>(()).await?;
    assert_eq!(get(&one).await? + get(&two).await?, 3);
    assert!(tell(&one, Get).await);
    system.shutdown().await
}
