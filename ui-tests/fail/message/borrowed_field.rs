use actors::prelude::*;

#[message]
struct Greet {
    name: &'static str,
}

#[message]
struct Borrowed<'a>(&'a str);

fn main() {}
