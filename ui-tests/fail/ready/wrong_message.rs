use actors::prelude::*;

#[message]
struct Database;

#[message]
struct Settings;

#[derive(Default)]
struct Unhandled;

#[actor]
#[init_messages(Database, Settings)]
impl Unhandled {
    #[handler]
    fn database(&mut self, _: Database) {}
}

#[derive(Default)]
struct Misspelt;

#[actor]
#[init_messages(Databse)]
impl Misspelt {
    #[handler]
    fn database(&mut self, _: Database) {}
}

#[derive(Default)]
struct Twice;

#[actor]
#[init_messages(Database, Database)]
impl Twice {
    #[handler]
    fn database(&mut self, _: Database) {}
}

#[derive(Default)]
struct Borrowed;

#[actor]
#[init_messages(&Database)]
impl Borrowed {
    #[handler]
    fn database(&mut self, _: &Database) {}
}

#[derive(Default)]
struct Never;

#[actor]
#[init_messages(ActorExitRequest, AnyMessage)]
impl Never {
    #[handler]
    fn exit(&mut self, _: ActorExitRequest) {}

    #[handler(fallback)]
    fn other(&mut self, _: AnyMessage) {}
}

fn main() {}
