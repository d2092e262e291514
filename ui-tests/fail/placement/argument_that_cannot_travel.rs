use actors::prelude::*;

#[derive(Clone)]
struct Settings;

struct Worker;

#[actor]
impl Worker {
    #[init]
    fn new(_: Settings) -> Self {
        Self
    }
}

fn main() {}
