use actors::prelude::*;

#[message("x.Add")]
struct Add(u64);

#[derive(Default)]
struct Counter(u64);

#[actor(on_panic = restart)]
#[troupe(10)]
#[transient_idle]
impl Counter {
    #[handler = "fallback"]
    fn add(&mut self, Add(n): Add) {
        self.0 += n;
    }

    #[handler(u64)]
    fn get(&mut self, n: u64) -> u64 {
        n
    }
}

fn main() {}
