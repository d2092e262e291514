use actors::prelude::*;

#[message]
struct Event;

#[message(is_a = Event)]
struct Alarm;

fn main() {}
