use actors::prelude::*;

#[message]
struct Database;

#[derive(Default)]
struct Store;

#[actor]
#[init_messages(Database)]
impl Store {
    /// The one mistake: what waits for it is right.
    #[handler]
    fn database(self, _: Database) {}

    #[on_ready]
    fn ready(&mut self) {}
}

fn main() {}
