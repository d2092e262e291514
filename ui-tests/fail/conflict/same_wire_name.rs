use actors::prelude::*;

#[message(name = "poll.Add")]
struct Add(u64);

#[message(name = "poll.Add")]
struct Append(u64);

#[derive(Default)]
struct Counter(u64);

#[actor]
impl Counter {
    #[handler]
    fn add(&mut self, _: Add) {}

    #[handler]
    fn append(&mut self, _: Append) {}
}

fn main() {}
