//! A handler has the context of its own actor.

use actors::prelude::*;

#[message]
struct Add(u64);

#[derive(Default)]
struct Other;

#[actor]
impl Other {}

#[derive(Default)]
struct Counter(u64);

#[actor]
impl Counter {
    #[handler]
    fn add(&mut self, Add(n): Add, ctx: &mut Context<Other>) -> u64 {
        ctx.exit();
        n
    }
}

fn main() {}
