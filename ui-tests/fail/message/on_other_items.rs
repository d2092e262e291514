use actors::prelude::*;

#[message]
fn add(_: u64) {}

#[message]
type Add = u64;

#[message]
union Either {
    a: u64,
    b: f64,
}

struct Counter;

#[message]
impl Counter {}

#[message]
mod inside {}

fn main() {}
