use actors::prelude::*;

#[message]
struct Database;

#[derive(Default)]
struct Store;

#[init_messages(Database)]
impl Store {
    #[on_ready]
    fn ready(&mut self) {}
}

#[derive(Default)]
struct Above;

#[init_messages(Database)]
#[actor]
impl Above {
    #[handler]
    fn database(&mut self, _: Database) {}
}

#[derive(Default)]
struct OnAFunction;

#[actor]
impl OnAFunction {
    #[init_messages(Database)]
    #[handler]
    fn database(&mut self, _: Database) {}

    #[on_ready]
    const LIMIT: u64 = 3;
}

fn main() {}
