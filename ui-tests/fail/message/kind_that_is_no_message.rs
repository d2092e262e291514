use actors::prelude::*;

/// No message.
struct Nothing;

#[message(is_a = Nothing)]
struct Something;

impl From<Something> for Nothing {
    fn from(_: Something) -> Self {
        Self
    }
}

fn main() {}
