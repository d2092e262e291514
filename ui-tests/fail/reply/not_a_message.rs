use actors::prelude::*;

struct Total(u64);

#[message]
struct Get;

#[derive(Default)]
struct Counter(u64);

#[actor]
impl Counter {
    #[handler]
    fn get(&mut self, _: Get) -> Total {
        Total(self.0)
    }
}

fn main() {}
