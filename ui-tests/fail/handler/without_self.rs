//! A handler is a method of its actor.

use actors::prelude::*;

#[message]
struct Add(u64);

#[derive(Default)]
struct Counter(u64);

#[actor]
impl Counter {
    #[handler]
    fn add(Add(n): Add, ctx: &mut Context<Self>) -> u64 {
        n
    }

    #[handler]
    fn get(this: &mut Self, _: ()) -> u64 {
        this.0
    }

    #[handler]
    fn none() {}
}

fn main() {}
