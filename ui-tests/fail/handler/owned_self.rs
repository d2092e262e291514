//! A handler borrows its actor, in one way.

use actors::prelude::*;

#[message]
struct Add(u64);

#[derive(Default)]
struct Counter(u64);

#[actor]
impl Counter {
    #[handler]
    fn add(self: Box<Self>, Add(n): Add) -> u64 {
        n
    }

    #[handler]
    fn get(self: &mut Self, _: ()) -> u64 {
        self.0
    }

    #[handler]
    fn arc(self: std::sync::Arc<Self>, _: String) -> u64 {
        self.0
    }
}

fn main() {}
