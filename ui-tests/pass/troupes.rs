//! Troupes of all kinds: generic, with a fallback, with handlers that give up the second try.

use actors::{TroupeCounts, TroupeSettings, TroupeStatus, UpdateTroupeSettings, prelude::*};

#[message]
struct Job(u32);

#[derive(Default)]
struct Taker {
    taken: u32,
}

#[actor(on_panic = "stop")]
#[troupe(max = 3)]
impl Taker {
    #[handler(retry = false)]
    fn job(&mut self, Job(size): Job) -> u32 {
        self.taken += size;
        self.taken
    }

    #[handler]
    fn troupe_status(&mut self, name: String) -> String {
        name
    }

    #[handler(fallback)]
    fn other(&mut self, message: AnyMessage) -> String {
        message.name().into_owned()
    }
}

#[derive(Default)]
struct Echo<T>(Option<T>);

#[actor]
#[troupe(max = 2, idle = 2)]
impl<T: Portable + Default> Echo<T> {
    #[handler]
    fn echo(&mut self, said: T) -> Option<T> {
        self.0.replace(said)
    }
}

#[actors::main]
async fn main() -> actors::Result {
    let system = ActorSystem::start(Base::Simple).await?;
    let taker = system.create::<Taker>(()).await?;
    assert_eq!(taker.ask(Job(2)).await?, 2);
    assert_eq!(taker.ask(String::from("it")).await?, "it");
    let counts: TroupeCounts = taker.ask(TroupeStatus).await?;
    assert_eq!(counts.settings, TroupeSettings { max: 3, idle: 1 });
    taker.ask(UpdateTroupeSettings { max: 1, idle: 1 }).await?;
    let echo = system.create::<Echo<u64>>(()).troupe(4, 1).await?;
    assert_eq!(echo.ask(7).await?, None);
    system.shutdown().await
}
