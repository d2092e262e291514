use actors::prelude::*;

#[message]
struct Add(u64);

#[derive(Default)]
struct Counter(u64);

#[actor]
impl Counter {
    #[handler]
    fn add(&mut self, Add(n): Add) {
        self.0 += n;
    }

    #[handler]
    fn add_twice(&mut self, Add(n): &Add) {
        self.0 += n * 2;
    }
}

fn main() {}
