use actors::prelude::*;

#[actor]
struct Counter(u64);

fn main() {}
