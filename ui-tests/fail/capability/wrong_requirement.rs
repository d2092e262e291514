use actors::prelude::*;

#[derive(Default)]
struct Counter(u64);

#[actor]
#[require_capability]
#[require_capability(disk)]
#[require_capability("zone", ["eu"])]
#[require_capability("gpu")]
#[require_capability("gpu", true)]
impl Counter {
    #[handler]
    fn get(&mut self, _: ()) -> u64 {
        self.0
    }
}

fn main() {}
