use actors::prelude::*;

#[message]
fn add(_: u64) {}

#[message]
union Bits {
    float: f32,
    int: u32,
}

fn main() {}
