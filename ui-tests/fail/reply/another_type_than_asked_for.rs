use actors::prelude::*;

#[message]
struct Get;

#[derive(Default)]
struct Counter(u64);

#[actor]
impl Counter {
    #[handler]
    fn get(&mut self, _: Get) -> u64 {
        self.0
    }
}

async fn ask(counter: &Address<Counter>) -> String {
    let answer: String = counter.ask(Get).await.unwrap();
    answer
}

fn main() {}
