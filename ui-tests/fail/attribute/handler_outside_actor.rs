use actors::prelude::*;

struct Counter(u64);

impl Counter {
    #[handler]
    fn get(&mut self, _: ()) -> u64 {
        self.0
    }

    #[init]
    fn new() -> Self {
        Self(0)
    }
}

fn main() {}
