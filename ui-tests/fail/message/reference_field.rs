//! A message owns what is in it.

use actors::prelude::*;

#[message]
struct Greet(&str);

fn main() {}
