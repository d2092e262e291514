use actors::prelude::*;

#[message]
struct Add(u64);

#[derive(Default)]
struct Counter(u64);

#[actor]
impl Counter {
    #[handler]
    fn reset(self) {}

    #[handler]
    fn add(&mut self, Add(n): Add) -> u64 {
        self.0 += n;
        self.0
    }
}

async fn add(counter: &Address<Counter>) -> u64 {
    counter.ask(Add(1)).await.unwrap_or(0)
}

fn main() {
    let _ = add;
}
