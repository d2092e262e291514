use actors::prelude::*;

#[message]
struct Add(u64);

#[message]
struct Get;

#[derive(Default)]
struct Counter(u64);

#[actor]
impl Counter {
    #[handler]
    fn add(self, Add(_): Add) {}

    #[handler]
    fn get(_: Get) -> u64 {
        0
    }
}

fn main() {}
