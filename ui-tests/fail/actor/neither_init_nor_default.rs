use actors::prelude::*;

#[message]
struct Add(u64);

struct Counter(u64);

#[actor]
impl Counter {
    #[handler]
    fn add(&mut self, Add(n): Add) {
        self.0 += n;
    }
}

fn main() {}
