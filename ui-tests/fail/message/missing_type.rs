use actors::prelude::*;

#[message]
struct Add {
    n: Number,
}

#[message]
enum Change<T> {
    By(Number),
    To(T),
}

fn main() {}
