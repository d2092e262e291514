use actors::prelude::*;

#[message]
struct Database;

#[derive(Default)]
struct Store;

#[actor]
#[troupe(max = 4)]
#[init_messages(Database)]
impl Store {
    #[handler]
    fn database(&mut self, _: Database) {}

    #[on_ready]
    fn ready(&mut self) {}
}

fn main() {}
