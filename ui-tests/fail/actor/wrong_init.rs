use actors::prelude::*;

struct Counter(u64);

#[actor]
impl Counter {
    #[init]
    fn new(&self, n: u64) -> Self {
        Self(n)
    }
}

struct Other;

#[actor]
impl Other {
    #[init]
    fn new(_: &str) -> Self {
        Self
    }
}

struct Third;

#[actor]
impl Third {
    #[init]
    fn new() -> u64 {
        3
    }
}

fn main() {}
