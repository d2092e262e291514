use actors::prelude::*;

#[message]
struct Get;

#[message(local)]
struct Handle(std::sync::mpsc::Sender<u32>);

struct Keeper;

#[actor]
impl Keeper {
    #[init]
    fn new() -> Self {
        Self
    }

    #[handler]
    fn get(&mut self, _: Get) -> Handle {
        Handle(std::sync::mpsc::channel().0)
    }
}

fn main() {}
