use std::rc::Rc;

use actors::prelude::*;

#[message]
struct Database;

#[derive(Default)]
struct Store;

#[actor]
#[init_messages(Database)]
impl Store {
    #[handler]
    fn database(&mut self, _: Database) {}

    #[on_ready]
    async fn ready(&mut self) {
        let held = Rc::new(1);
        std::future::ready(()).await;
        drop(held);
    }
}

fn main() {}
