//! That an actor can't leave its thread is told where it is made one, and not wherever it is used.

use std::{cell::RefCell, rc::Rc};

use actors::prelude::*;

#[derive(Default)]
struct Counter {
    total: Rc<RefCell<u64>>,
}

#[actor]
impl Counter {
    #[handler]
    async fn add(&mut self, n: u64) -> u64 {
        std::future::ready(()).await;
        *self.total.borrow_mut() += n;
        *self.total.borrow()
    }
}

async fn count(system: &ActorSystem) -> actors::Result<u64> {
    let counter = system.create::<Counter>(()).await?;
    ask(&counter).await
}

async fn ask(counter: &Address<Counter>) -> actors::Result<u64> {
    counter.tell(1).await?;
    Ok(counter.ask(1).await?)
}

fn main() {}
