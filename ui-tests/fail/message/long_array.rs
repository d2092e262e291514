use actors::prelude::*;

#[message]
struct Samples {
    signature: [u8; 64],
    values: [f32; 64],
}

fn main() {}
