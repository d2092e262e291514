//! Parameters that are values, of actors and of messages.

use actors::prelude::*;

#[message]
struct Block<const N: usize>(Vec<u8>);

struct Limited<const MOST: usize> {
    blocks: Vec<usize>,
}

#[actor]
impl<const MOST: usize> Limited<MOST> {
    #[init]
    fn new() -> Self {
        Self { blocks: Vec::new() }
    }

    #[handler]
    fn small(&mut self, block: Block<16>) -> bool {
        self.put(block.0.len().min(16))
    }

    #[handler]
    fn large(&mut self, block: &Block<{ 4 * 16 }>) -> bool {
        self.put(block.0.len().min(64))
    }

    fn put(&mut self, len: usize) -> bool {
        let fits = self.blocks.len() < MOST;
        if fits {
            self.blocks.push(len);
        }
        fits
    }
}

actors::register!(Limited<1>);

#[actors::main]
async fn main() -> actors::Result {
    let system = ActorSystem::start(Base::Simple).await?;
    let limited = system.create::<Limited<1>>(()).await?;
    assert!(limited.ask(Block::<16>(vec![1, 2])).await?);
    assert!(!limited.ask(Block::<64>(vec![1; 40])).await?);
    system.shutdown().await
}
