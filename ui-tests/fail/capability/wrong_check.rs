use actors::prelude::*;

#[derive(Default)]
struct Counter(u64);

#[actor]
impl Counter {
    #[handler]
    fn get(&mut self, _: ()) -> u64 {
        self.0
    }

    #[capability_check]
    fn fits(&self) -> bool {
        true
    }
}

fn main() {}
