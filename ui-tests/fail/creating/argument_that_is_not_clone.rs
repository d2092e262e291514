//! The arguments are kept to build the actor again.

use actors::prelude::*;

struct Settings;

struct Counter;

#[actor(process = "creator")]
impl Counter {
    #[init]
    fn new(_: Settings) -> Self {
        Self
    }
}

fn main() {}
