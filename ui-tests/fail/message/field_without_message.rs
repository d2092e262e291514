use actors::prelude::*;

struct Point {
    x: u64,
}

#[message]
enum Draw {
    Dot(Point),
    Line { points: Vec<Point> },
}

fn main() {}
