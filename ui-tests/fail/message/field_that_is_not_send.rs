use std::rc::Rc;

use actors::prelude::*;

#[message(local)]
struct Shared {
    text: Rc<str>,
}

fn main() {}
