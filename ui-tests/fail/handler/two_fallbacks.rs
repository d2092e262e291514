use actors::prelude::*;

#[derive(Default)]
struct Counter(u64);

#[actor]
impl Counter {
    #[handler(fallback)]
    fn first(&mut self, _: AnyMessage) {}

    #[handler(fallback)]
    fn second(&mut self, _: &AnyMessage) {}
}

fn main() {}
