use std::rc::Rc;

use actors::prelude::*;

#[message(local)]
struct Shared {
    text: Rc<str>,
}

#[message]
struct Work {
    text: Rc<str>,
    run: Box<dyn Fn()>,
}

fn main() {}
