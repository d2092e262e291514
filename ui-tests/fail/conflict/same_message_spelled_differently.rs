use actors::prelude::*;

#[derive(Default)]
struct Counter(u64);

#[actor]
impl Counter {
    #[handler]
    fn text(&mut self, _: String) {}

    #[handler]
    fn other_text(&mut self, _: std::string::String) {}
}

fn main() {}
