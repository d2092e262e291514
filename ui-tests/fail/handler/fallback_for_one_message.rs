use actors::prelude::*;

#[message]
struct Add(u64);

#[derive(Default)]
struct Counter(u64);

#[actor]
impl Counter {
    #[handler(fallback)]
    fn other(&mut self, _: Add) {}
}

fn main() {}
