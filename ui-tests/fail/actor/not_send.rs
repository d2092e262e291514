use std::rc::Rc;

use actors::prelude::*;

#[derive(Default)]
struct Counter(Rc<u64>);

#[actor]
impl Counter {
    #[handler]
    fn get(&mut self, _: ()) -> u64 {
        *self.0
    }
}

fn main() {}
