//! The messages, the actor that counts them, and the systems that it lives in.

use actors::prelude::*;

/// A small message.
#[message]
#[derive(Copy)]
pub(crate) struct Word {
    pub(crate) number: u64,
    pub(crate) bytes: [u8; 16],
}

/// A message of any size.
#[message]
pub(crate) struct Payload {
    pub(crate) number: u64,
    pub(crate) bytes: Vec<u8>,
}

/// Asks how many messages there were.
#[message]
pub(crate) struct Count;

/// Asks for the number of the process.
#[message]
pub(crate) struct Pid;

impl Word {
    pub(crate) const fn new(number: u64) -> Self {
        Self { number, bytes: [7; 16] }
    }
}

impl Payload {
    /// One of `size` bytes, the number among them.
    pub(crate) fn new(number: u64, size: usize) -> Self {
        Self { number, bytes: vec![7; size - size_of::<u64>()] }
    }
}

/// Counts.
#[derive(Default)]
pub(crate) struct Counter {
    count: u64,
}

#[actor(process = "own")]
impl Counter {
    #[handler]
    fn word(&mut self, word: &Word) -> u64 {
        self.count += 1;
        word.number
    }

    #[handler]
    fn payload(&mut self, _: &Payload) {
        self.count += 1;
    }

    #[handler]
    fn count(&mut self, _: &Count) -> u64 {
        self.count
    }

    #[handler]
    fn pid(&mut self, _: &Pid) -> u32 {
        std::process::id()
    }
}

/// A system in this process.
pub(crate) async fn threads() -> ActorSystem {
    ActorSystem::start(Base::Threads).await.expect("a system in this process")
}

/// A system of processes.
pub(crate) async fn processes() -> ActorSystem {
    let builder = ActorSystem::builder(Base::Tcp).admin("127.0.0.1:0");
    builder.start().await.expect("a system of processes")
}

/// A counter in `system`.
pub(crate) async fn counter(system: &ActorSystem) -> Address<Counter> {
    system.create::<Counter>(()).await.expect("an actor")
}

/// The end of a system.
pub(crate) async fn down(system: ActorSystem) {
    system.shutdown().await.expect("the end of a system");
}
