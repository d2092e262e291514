use actors::prelude::*;

#[message]
struct Add(u64);

#[derive(Default)]
struct Counter(u64);

#[actor]
impl Counter {
    #[handler]
    fn add(&mut self, _: Add) {}
}

#[actor]
impl Counter {
    #[handler]
    fn text(&mut self, _: String) {}
}

fn main() {}
