//! One variant has something in it that can't be sent.

use actors::prelude::*;

struct Color(u8, u8, u8);

#[message]
enum Draw {
    Clear,
    Fill(Color),
    Line { from: (u32, u32), to: (u32, u32) },
}

fn main() {}
