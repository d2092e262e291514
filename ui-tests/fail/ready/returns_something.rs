use actors::prelude::*;

#[message]
struct Database;

#[derive(Default)]
struct Number;

#[actor]
#[init_messages(Database)]
impl Number {
    #[handler]
    fn database(&mut self, _: Database) {}

    #[on_ready]
    fn ready(&mut self) -> u64 {
        1
    }
}

#[derive(Default)]
struct Something;

#[actor]
#[init_messages(Database)]
impl Something {
    #[handler]
    fn database(&mut self, _: Database) {}

    #[on_ready]
    async fn ready(&mut self) -> Result<u64, std::io::Error> {
        Ok(1)
    }
}

#[derive(Default)]
struct Text;

#[actor]
#[init_messages(Database)]
impl Text {
    #[handler]
    fn database(&mut self, _: Database) {}

    #[on_ready]
    fn ready(&mut self) -> Result<(), Database> {
        Err(Database)
    }
}

fn main() {}
