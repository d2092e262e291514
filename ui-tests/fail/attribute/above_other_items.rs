//! `#[actor]` above what is no `impl` block.

use actors::prelude::*;

#[actor]
mod counting {}

#[actor]
fn counter() {}

#[actor]
enum Counter {
    Zero,
}

fn main() {}
