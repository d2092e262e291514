//! What else stands in an actor's block: constants, helpers, and functions of its own.

use actors::prelude::*;

#[message]
struct Add(u64);

struct Counter {
    total: u64,
}

macro_rules! helper {
    ($name:ident) => {
        fn $name(&self) -> u64 {
            self.total
        }
    };
}

#[actor]
impl Counter {
    const MOST: u64 = if cfg!(debug_assertions) { 10 } else { 10 };
    const STEP: fn(u64) -> u64 = |n| n;

    #[init]
    const fn new() -> Self {
        Self { total: 0 }
    }

    #[handler]
    fn add(&mut self, Add(n): Add) -> Result<u64, String> {
        self.checked(n)?;
        self.total += (Self::STEP)(n);
        Ok(self.now())
    }

    helper!(now);

    fn checked(&self, n: u64) -> Result<(), String> {
        let fits = self.total + n <= Self::MOST;
        fits.then_some(()).ok_or_else(|| format!("{n} is too much"))
    }

    fn generic<T: Into<u64>>(value: T) -> u64 {
        value.into()
    }
}

impl Counter {
    fn elsewhere() -> Add {
        Add(Self::generic(3_u32))
    }
}

#[actors::main]
async fn main() -> actors::Result {
    let system = ActorSystem::start(Base::Simple).await?;
    let counter = system.create::<Counter>(()).await?;
    assert_eq!(counter.ask(Counter::elsewhere()).await?, 3);
    assert!(matches!(counter.ask(Add(9)).await, Err(AskError::Handler(_))));
    system.shutdown().await
}
