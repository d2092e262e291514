use actors::prelude::*;

#[message(is_a = Hen)]
struct Egg;

#[message(is_a = Egg)]
struct Hen;

impl From<Egg> for Hen {
    fn from(_: Egg) -> Self {
        Self
    }
}

impl From<Hen> for Egg {
    fn from(_: Hen) -> Self {
        Self
    }
}

fn main() {}
