use actors::prelude::*;

struct Counter(u64);

#[actor]
impl Counter {
    #[init]
    fn zero() -> Self {
        Self(0)
    }

    #[init]
    fn from(n: u64) -> Self {
        Self(n)
    }
}

fn main() {}
