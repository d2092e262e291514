use actors::prelude::*;

#[derive(Default)]
struct Counter(u64);

#[troupe(max = 3)]
#[require_capability("disk")]
#[actor]
impl Counter {
    #[handler]
    fn get(&mut self, _: ()) -> u64 {
        self.0
    }
}

#[troupe(max = 3)]
struct Other;

fn main() {}
