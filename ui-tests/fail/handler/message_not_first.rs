use actors::prelude::*;

#[message]
struct Add(u64);

#[derive(Default)]
struct Counter(u64);

#[actor]
impl Counter {
    #[handler]
    fn add(&mut self, _: &mut Context<Self>, Add(n): Add) {
        self.0 += n;
    }
}

fn main() {}
