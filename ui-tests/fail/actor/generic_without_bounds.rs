//! A parameter that is handled and answered has to be a message.

use actors::prelude::*;

struct Store<T> {
    last: Option<T>,
}

#[actor]
impl<T> Store<T> {
    #[init]
    fn new() -> Self {
        Self { last: None }
    }

    #[handler]
    fn put(&mut self, value: T) -> Option<T> {
        self.last.replace(value)
    }
}

fn main() {}
