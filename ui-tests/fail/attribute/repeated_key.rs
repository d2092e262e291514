use actors::prelude::*;

#[derive(Default)]
struct Counter(u64);

#[actor(mailbox = 8, mailbox = 9)]
#[troupe(max = 2)]
#[troupe(max = 3)]
impl Counter {
    #[handler]
    #[handler]
    fn get(&mut self, _: ()) -> u64 {
        self.0
    }
}

fn main() {}
