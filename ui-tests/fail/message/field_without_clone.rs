use actors::prelude::*;
use serde::{Deserialize, Serialize};

#[derive(Debug, Serialize, Deserialize)]
struct Token(u64);

#[message]
struct Login {
    token: Token,
}

fn main() {}
