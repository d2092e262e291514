//! A function can't be written.

use actors::prelude::*;

#[message]
struct Work(fn(u64) -> u64);

fn main() {}
