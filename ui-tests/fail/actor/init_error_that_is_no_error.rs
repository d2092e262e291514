use actors::prelude::*;

struct Broken;

struct Counter(u64);

#[actor]
impl Counter {
    #[init]
    fn new(n: u64) -> Result<Self, Broken> {
        if n == 0 { Err(Broken) } else { Ok(Self(n)) }
    }
}

fn main() {}
