//! An error of any type can't be written.

use actors::prelude::*;

#[message]
struct Failed(Box<dyn std::error::Error + Send + Sync>);

fn main() {}
