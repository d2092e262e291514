use actors::prelude::*;

#[message]
struct Database;

#[derive(Default)]
struct Empty;

#[actor]
#[init_messages()]
impl Empty {
    #[handler]
    fn database(&mut self, _: Database) {}
}

#[derive(Default)]
struct Bare;

#[actor]
#[init_messages]
impl Bare {
    #[handler]
    fn database(&mut self, _: Database) {}
}

#[derive(Default)]
struct WithKey;

#[actor]
#[init_messages(first = Database)]
impl WithKey {
    #[handler]
    fn database(&mut self, _: Database) {}

    #[on_ready(once)]
    fn ready(&mut self) {}
}

#[derive(Default)]
struct Twice;

#[actor]
#[init_messages(Database)]
#[init_messages(Database)]
impl Twice {
    #[handler]
    fn database(&mut self, _: Database) {}
}

fn main() {}
