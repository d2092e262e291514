//! Actors that are enums, units and tuples.

use actors::prelude::*;

#[message]
struct Flip;

#[derive(Default)]
enum Switch {
    #[default]
    Off,
    On {
        times: u32,
    },
}

#[actor]
impl Switch {
    #[handler]
    fn flip(&mut self, _: Flip) -> u32 {
        let times = match self {
            Self::Off => 1,
            Self::On { times } => *times + 1,
        };
        *self = Self::On { times };
        times
    }
}

#[derive(Default)]
struct Unit;

#[actor]
impl Unit {
    #[handler]
    fn flip(&self, Flip: Flip) {}
}

#[derive(Default)]
struct Nothing;

#[actor]
impl Nothing {}

#[actors::main]
async fn main() -> actors::Result {
    let system = ActorSystem::start(Base::Simple).await?;
    let switch = system.create::<Switch>(()).await?;
    switch.tell(Flip).await?;
    assert_eq!(switch.ask(Flip).await?, 2);
    system.create::<Unit>(()).await?.ask(Flip).await?;
    system.create::<Nothing>(()).await?;
    system.shutdown().await
}
