use actors::prelude::*;

#[derive(Clone)]
#[message]
struct Add(u64);

fn main() {}
