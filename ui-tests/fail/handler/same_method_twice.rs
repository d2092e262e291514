use actors::prelude::*;

#[derive(Default)]
struct Counter(u64);

#[actor]
impl Counter {
    #[handler]
    fn add(&mut self, n: u64) {
        self.0 += n;
    }

    #[handler]
    fn add(&mut self, n: u32) {
        self.0 += u64::from(n);
    }
}

fn main() {}
