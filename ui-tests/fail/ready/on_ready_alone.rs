use actors::prelude::*;

#[message]
struct Database;

#[derive(Default)]
struct Alone;

#[actor]
impl Alone {
    #[handler]
    fn database(&mut self, _: Database) {}

    #[on_ready]
    fn ready(&mut self) {}
}

#[derive(Default)]
struct Two;

#[actor]
#[init_messages(Database)]
impl Two {
    #[handler]
    fn database(&mut self, _: Database) {}

    #[on_ready]
    fn ready(&mut self) {}

    #[on_ready]
    fn steady(&mut self) {}
}

#[derive(Default)]
struct ByCfg;

#[actor]
#[init_messages(Database)]
impl ByCfg {
    #[handler]
    fn database(&mut self, _: Database) {}

    #[cfg(unix)]
    #[on_ready]
    fn ready(&mut self) {}
}

#[derive(Default)]
struct Both;

#[actor]
#[init_messages(Database)]
impl Both {
    #[on_ready]
    #[handler]
    fn database(&mut self, _: Database) {}
}

fn main() {}
