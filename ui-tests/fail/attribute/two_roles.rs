use actors::prelude::*;

#[derive(Default)]
struct Counter(u64);

#[actor]
impl Counter {
    #[init]
    #[handler]
    fn get(&mut self, _: ()) -> u64 {
        self.0
    }

    #[handler]
    const LIMIT: u64 = 3;
}

fn main() {}
