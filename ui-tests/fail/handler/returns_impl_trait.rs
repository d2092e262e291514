//! Whoever asks must know the type of the answer.

use actors::prelude::*;

#[message]
struct Add(u64);

#[derive(Default)]
struct Counter(u64);

#[actor]
impl Counter {
    #[handler]
    fn add(&mut self, Add(n): Add) -> impl Iterator<Item = u64> {
        0..n
    }

    #[handler]
    fn later(&mut self, _: ()) -> impl Future<Output = u64> {
        std::future::ready(1)
    }
}

fn main() {}
