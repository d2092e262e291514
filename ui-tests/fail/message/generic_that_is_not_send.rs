//! A message with a parameter that is no message.

use std::rc::Rc;

use actors::prelude::*;

#[message(local)]
struct Job<T>(T);

#[derive(Default)]
struct Worker;

#[actor(process = "creator")]
impl Worker {
    #[handler]
    fn job(&mut self, _: Job<Rc<u64>>) {}
}

fn main() {}
