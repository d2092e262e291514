use actors::prelude::*;

#[message]
struct Add(u64);

#[derive(Default)]
struct Counter(u64);

#[actor]
impl Conter {
    #[handler]
    fn add(&mut self, Add(n): Add) -> u64 {
        self.0 += n;
        self.0
    }
}

fn main() {
    let _ = Counter::default().0;
}
