//! One generic type, and for each of several parameters an actor of its own.

use actors::{Actor, prelude::*};

struct Store<T>(Vec<T>);

#[actor]
impl Store<u64> {
    #[init]
    fn numbers() -> Self {
        Self(Vec::new())
    }

    #[handler]
    fn sum(&mut self, n: u64) -> u64 {
        self.0.push(n);
        self.0.iter().sum()
    }
}

#[actor]
impl Store<String> {
    #[init]
    fn texts() -> Self {
        Self(Vec::new())
    }

    #[handler]
    fn join(&mut self, text: String) -> String {
        self.0.push(text);
        self.0.concat()
    }
}

/// By another name.
type Flags = Store<bool>;

#[actor]
impl Flags {
    #[init]
    fn flags() -> Self {
        Self(Vec::new())
    }

    #[handler]
    fn all(self: &mut Self, flag: bool) -> bool {
        self.0.push(flag);
        self.0.iter().all(|flag| *flag)
    }
}

#[actors::main(flavor = "current_thread")]
async fn main() -> actors::Result {
    let names = [Store::<u64>::NAME, Store::<String>::NAME, Flags::NAME];
    assert!(names[0].ends_with("::Store<u64>"), "{names:?}");
    assert!(names[1].ends_with("::Store<String>"), "{names:?}");
    assert!(names[2].ends_with("::Flags"), "{names:?}");

    let system = ActorSystem::start(Base::Simple).await?;
    let numbers = system.create::<Store<u64>>(()).await?;
    let texts = system.create::<Store<String>>(()).await?;
    let flags = system.create::<Flags>(()).await?;
    numbers.tell(2).await?;
    texts.tell("a".to_owned()).await?;
    flags.tell(true).await?;
    assert_eq!(numbers.ask(3).await?, 5);
    assert_eq!(texts.ask("b".to_owned()).await?, "ab");
    assert!(!flags.ask(false).await?);
    system.shutdown().await
}
