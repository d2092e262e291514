//! Other names for results, of handlers and of inits.

use actors::prelude::*;

#[message]
#[derive(PartialEq)]
enum Refused {
    TooMuch(u64),
}

type Outcome<T, E = Refused> = std::result::Result<T, E>;

#[derive(Debug)]
struct Broken;

impl std::fmt::Display for Broken {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("broken")
    }
}

impl std::error::Error for Broken {}

mod io {
    pub(crate) type Result<T> = std::result::Result<T, super::Broken>;
}

struct Counter(u64);

#[actor]
impl Counter {
    #[init]
    fn new(most: u64) -> Outcome<Self, Broken> {
        if most == 0 { Err(Broken) } else { Ok(Self(most)) }
    }

    #[handler]
    fn add(&mut self, n: u64) -> Outcome<u64> {
        if n > self.0 { Err(Refused::TooMuch(n)) } else { Ok(n) }
    }
}

struct Other;

#[actor]
impl Other {
    #[init]
    async fn new() -> io::Result<Self> {
        Ok(Self)
    }
}

#[actors::main]
async fn main() -> actors::Result {
    let system = ActorSystem::start(Base::Simple).await?;
    let counter = system.create::<Counter>(3).await?;
    assert!(matches!(counter.ask(2_u64).await, Ok(2)));
    let refused = counter.ask(4_u64).await;
    assert!(matches!(refused, Err(AskError::Handler(Refused::TooMuch(4)))));
    assert!(system.create::<Counter>(0).await.is_err());
    system.create::<Other>(()).await?;
    system.shutdown().await
}
