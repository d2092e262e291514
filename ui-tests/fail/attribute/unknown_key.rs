use actors::prelude::*;

#[message(nam = "x.Add")]
struct Add(u64);

#[derive(Default)]
struct Counter(u64);

#[actor(on_panics = "restart", colour = "red")]
#[troupe(max = 2, idel = 1)]
impl Counter {
    #[handler(retries = false)]
    fn add(&mut self, Add(n): Add) {
        self.0 += n;
    }
}

fn main() {}
