use actors::prelude::*;

#[message]
struct Add(u64);

#[message]
struct Remove(u64);

#[derive(Default)]
struct Counter(u64);

#[actor]
impl Counter {
    #[handler]
    fn change(&mut self, Add(more): Add, Remove(less): Remove) {
        self.0 += more - less;
    }
}

fn main() {}
