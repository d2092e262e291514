use actors::prelude::*;

#[message]
pub struct Get;

#[message]
struct Total(u64);

#[derive(Default)]
pub struct Counter(u64);

#[actor]
impl Counter {
    #[handler]
    fn get(&mut self, _: Get) -> Total {
        Total(self.0)
    }
}

fn main() {}
