use actors::prelude::*;

#[message]
struct Event;

/// No message.
struct Nothing;

#[message(is_a = Itself)]
struct Itself;

#[message(is_a = [Event, Event])]
struct Twice;

impl From<Twice> for Event {
    fn from(_: Twice) -> Self {
        Self
    }
}

#[message(is_a = "Event")]
struct AString;

#[message(is_a = Event)]
struct Generic<T>(T);

#[message(local, is_a = Event)]
struct NotCloned;

fn main() {}
