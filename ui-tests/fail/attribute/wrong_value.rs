use actors::prelude::*;

#[derive(Default)]
struct Counter(u64);

#[actor(on_panic = "retry", process = 3, mailbox = 0, name = "")]
impl Counter {
    #[handler(retry = "no")]
    fn get(&mut self, _: ()) -> u64 {
        self.0
    }
}

fn main() {}
